"""Everybody of one item, and who is meant where SuperOffice has several cards of somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from backend.core.decisions import Link
from backend.core.items import Answer, Chosen, Guest, Role, Side
from backend.core.mentions import mentioned, spellings
from backend.core.values import replace
from backend.store import wishes
from backend.sync import acts
from backend.sync.acquaintances import Acquaintance, Acquaintances
from backend.sync.acts import CannotAct, Opened
from backend.sync.series_acts import note_choice

Part = Literal["organiser", "required", "optional", "resource", "mentioned"]


@dataclass(frozen=True, slots=True)
class Somebody(Acquaintance):
    """One of an item's people."""

    part: Part
    #: None for the organiser, and for somebody who is only written of
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class _Named:
    address: str
    name: str
    part: Part
    answer: Answer | None


def people_of(item: Opened) -> list[Somebody]:
    """Everybody of an item, as the calendar calls them; whoever has no address is left out. Raises SideError."""
    item.sides.directory.forget()
    met = _met(item)
    named = {one.address: one for one in _named(item, met)}
    known = met.known({address: one.name for address, one in named.items()})
    return [_somebody(one, named[one.address]) for one in known]


def choose(item: Opened, address: str, person_id: int) -> None:
    """Remember whom the owner means by an address, and let SuperOffice's row concern that person.

    Raises CannotAct, SideError.
    """
    met = _met(item)
    named = _meant(item, met, address)
    chosen = Chosen(person_id=person_id, company_id=met.employer(person_id))
    if Side.SUPEROFFICE in item.halves:
        acts.concern(item, chosen)
    met.remember(named.address, person_id)
    if item.link is not None and Side.SUPEROFFICE not in item.halves:
        # for the row that is still to be made
        with item.product.engine.begin() as connection:
            wishes.put(connection, item.link.id, replace(item.link.wish, chosen=chosen), datetime.now(UTC))


def choose_for_series(item: Opened, series: Sequence[Link], address: str, person_id: int) -> None:
    """Remember whom the owner means by an address of *item*, and let all rows of its *series* concern that person.

    The next run writes them. Raises CannotAct, SideError.
    """
    met = _met(item)
    named = _meant(item, met, address)
    chosen = Chosen(person_id=person_id, company_id=met.employer(person_id))
    note_choice(item.product, item.mailbox, series, chosen)
    met.remember(named.address, person_id)


def _meant(item: Opened, met: Acquaintances, address: str) -> _Named:
    """Who of the item's people has an address. Raises CannotAct."""
    wanted = spellings(address.casefold())
    named = next((one for one in _named(item, met) if one.address in wanted), None)
    if named is None:
        raise CannotAct("person_not_in_item")
    return named


def _somebody(known: Acquaintance, named: _Named) -> Somebody:
    return Somebody(
        known.address, known.name, known.state, known.matches, known.chosen, part=named.part, answer=named.answer
    )


def _met(item: Opened) -> Acquaintances:
    sides = item.sides
    return Acquaintances(item.product, item.mailbox, item.client, sides.directory, frozenset(sides.own_addresses))


def _named(item: Opened, met: Acquaintances) -> list[_Named]:
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
    cards = met.cards(found)
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
