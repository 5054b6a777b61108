"""Everybody of one item with the cards that SuperOffice has of them, and who is meant where there are several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from backend.core.directory import Card, Standing
from backend.core.items import Answer, Chosen, Guest, Role, Side
from backend.core.marks import Marker
from backend.core.mentions import mentioned, spellings
from backend.store import address_choices, wishes
from backend.superoffice.search import last_met
from backend.superoffice.subjects import NotThere, employer_of
from backend.sync import acts
from backend.sync.acts import CannotAct, Opened, superoffice_told

State = Literal["own", "colleague", "one_match", "several_matches", "unknown"]
Part = Literal["organiser", "required", "optional", "resource", "mentioned"]


@dataclass(frozen=True, slots=True)
class Match:
    """A card that may be meant."""

    person_id: int
    name: str
    company_id: int
    company: str
    #: day of the latest appointment with the person, "2026-11-21"; "" where none is known
    last_activity: str = ""


@dataclass(frozen=True, slots=True)
class Somebody:
    """One of an item's people."""

    address: str
    name: str
    part: Part
    #: None for the organiser, and for somebody who is only written of
    answer: Answer | None
    state: State
    matches: tuple[Match, ...]
    #: the person whom the owner said to be meant; 0 for none
    chosen: int


@dataclass(frozen=True, slots=True)
class _Named:
    address: str
    name: str
    part: Part
    answer: Answer | None


def people_of(item: Opened) -> list[Somebody]:
    """Everybody of an item, as the calendar calls them; whoever has no address is left out. Raises SideError."""
    item.sides.directory.forget()
    named = _named(item)
    cards = _cards(item, [one.address for one in named])
    chosen = _chosen(item, [one.address for one in named])
    found = [_somebody(item, one, cards.get(one.address, {}), chosen.get(one.address, 0)) for one in named]
    unclear = {match.person_id for one in found if one.state == "several_matches" for match in one.matches}
    with superoffice_told():
        days = last_met(item.client, unclear)
    return [replace(one, matches=tuple(_dated(match, days) for match in one.matches)) for one in found]


def choose(item: Opened, address: str, person_id: int) -> None:
    """Remember whom the owner means by an address, and let SuperOffice's row concern that person.

    Raises CannotAct, SideError.
    """
    wanted = spellings(address.casefold())
    named = next((one for one in _named(item) if one.address in wanted), None)
    if named is None:
        raise CannotAct("person_not_in_item")
    try:
        with superoffice_told():
            company = employer_of(item.client, person_id)
    except NotThere as error:
        raise CannotAct("unknown_value", "person_id") from error
    chosen = Chosen(person_id=person_id, company_id=company)
    if Side.SUPEROFFICE in item.halves:
        acts.concern(item, chosen)
    with item.product.engine.begin() as connection:
        digest = _marker(item).person(Guest(address=named.address))
        address_choices.put(connection, item.mailbox.id, digest, person_id, datetime.now(UTC))
        if item.link is not None and Side.SUPEROFFICE not in item.halves:
            # for the row that is still to be made
            wishes.put(connection, item.link.id, replace(item.link.wish, chosen=chosen), datetime.now(UTC))


def _named(item: Opened) -> list[_Named]:
    """Everybody by address, the organiser first; what the calendar says counts."""
    found: dict[str, _Named] = {}
    for side in (Side.CALENDAR, Side.SUPEROFFICE):
        half = item.appointments.get(side)
        if half is None:
            continue
        meeting = half.meeting
        if meeting.organiser:
            _add(found, meeting.organiser, "organiser", None)
        elif meeting.guests:
            _add(found, Guest(address=item.mailbox.address, name=item.mailbox.name), "organiser", None)
        for guest in meeting.guests:
            _add(found, guest, _PARTS[guest.role], guest.answer)
    for half in item.appointments.values():
        for address in mentioned(half.body):
            _add(found, Guest(address=address), "mentioned", None)
    cards = _cards(item, found)
    known: set[int] = set()
    kept = []
    for one in found.values():
        persons = cards.get(one.address, {}).keys()
        if len(persons) == 1 and persons <= known:
            # SuperOffice calls somebody by another address of his card
            continue
        known |= persons if len(persons) == 1 else set()
        kept.append(one)
    return kept


_PARTS: Mapping[Role, Part] = {
    Role.REQUIRED: "required", Role.OPTIONAL: "optional", Role.RESOURCE: "resource",
}  # fmt: skip


def _add(found: dict[str, _Named], guest: Guest, part: Part, answer: Answer | None) -> None:
    address = (guest.alias or guest.address).casefold()
    if address:
        found.setdefault(address, _Named(address, guest.name, part, answer))


def _cards(item: Opened, addresses: Iterable[str]) -> dict[str, dict[int, Card]]:
    """By address the cards that have it in any spelling, by person. Raises SideError."""
    spelt = {address: spellings(address) for address in addresses}
    every = {one for some in spelt.values() for one in some}
    with superoffice_told():
        cards = item.sides.directory.all_cards(every) if every else {}
    return {
        address: {card.person_id: card for one in sorted(some) for card in cards.get(one, ())}
        for address, some in spelt.items()
    }


def _chosen(item: Opened, addresses: Iterable[str]) -> dict[str, int]:
    marker = _marker(item)
    digests = {marker.person(Guest(address=address)): address for address in addresses}
    with item.product.engine.connect() as connection:
        found = address_choices.among(connection, item.mailbox.id, digests)
    return {digests[digest]: person for digest, person in found.items()}


def _somebody(item: Opened, named: _Named, cards: Mapping[int, Card], chosen: int) -> Somebody:
    if chosen and chosen not in cards:
        with superoffice_told():
            cards = {**item.sides.directory.of_persons([chosen]), **cards}
    chosen = chosen if chosen in cards else 0
    return Somebody(
        address=named.address,
        name=named.name or (next(iter(cards.values())).name if len(cards) == 1 else ""),
        part=named.part,
        answer=named.answer,
        state=_state(item, named.address, cards),
        matches=tuple(match_of(one) for one in cards.values()),
        chosen=chosen,
    )


def match_of(card: Card) -> Match:
    """A card as somebody who may be meant."""
    return Match(card.person_id, card.name, card.contact_id, card.company)


def _state(item: Opened, address: str, cards: Mapping[int, Card]) -> State:
    if spellings(address) & item.sides.own_addresses:
        return "own"
    if any(card.standing is Standing.USER for card in cards.values()):
        return "colleague"
    return "unknown" if not cards else "one_match" if len(cards) == 1 else "several_matches"


def _dated(match: Match, days: Mapping[int, str]) -> Match:
    return replace(match, last_activity=days.get(match.person_id, ""))


def _marker(item: Opened) -> Marker:
    return Marker(item.product.vault.unlock(item.mailbox.salt))
