"""Linking a person to SuperOffice's row by an address in its text or among its guests (link_by_email).

Nobody is ever added by it, and whoever was chosen by hand stays (spec/mapping.md: Contact, Person). What is read
of a text are addresses; only their digests are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from backend.core.decisions import Agree, Change, CreateOn, Presence
from backend.core.directory import Card, Standing
from backend.core.fields import FieldName, value_of
from backend.core.items import Appointment, Customer, Guest, Kind, Side
from backend.core.meetings import Part
from backend.core.mentions import mentioned, spellings
from backend.core.seen import Seen
from backend.core.values import replace
from backend.store import address_choices
from backend.sync.concerning import concerning
from backend.sync.desk import Desk
from backend.sync.steps import Step

_TELLING: tuple[FieldName, ...] = ("body", "guests")


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom the addresses of an item mean."""

    #: the one, and the address by which; None where nobody is, or it is not clear who
    card: Card | None = None
    address: str = ""
    #: several who share an address
    candidates: tuple[Card, ...] = ()
    #: addresses of nobody whom SuperOffice knows
    unknown: tuple[str, ...] = ()


def with_mentioned(desk: Desk, steps: Sequence[Step]) -> list[Step]:
    """*steps* with what their items' addresses say about SuperOffice's rows. Raises SideError.

    One request for all, and none where no text has an address or all rows concern somebody.
    """
    if desk.kind is not Kind.APPOINTMENT or not desk.rules.preferences.link_by_email:
        return list(steps)
    open_steps = [step for step in steps if _may_be_linked(step) and _is_news(desk, step)]
    wanted = {step.link.id: _addresses(desk, step) for step in open_steps}
    asked = {one for addresses in wanted.values() for address in addresses for one in spellings(address)}
    if not asked:
        return list(steps)
    before = desk.people.addresses_seen or desk.people.directory.newest()
    cards = _as_chosen(desk, desk.people.directory.all_cards(asked), asked)
    if asked - cards.keys():
        # cards that come later are noticed (sync.introductions)
        desk.people.addresses_seen = before
    return [
        _linked(desk, step, wanted[step.link.id], cards) if wanted.get(step.link.id) else step for step in steps
    ]


def _as_chosen(
    desk: Desk, cards: Mapping[str, tuple[Card, ...]], asked: Iterable[str]
) -> Mapping[str, tuple[Card, ...]]:
    """*cards* with the one card of each address about which the owner said whom he means."""
    digests = {_digest(desk, address): address for address in asked}
    with desk.reading() as connection:
        chosen = address_choices.among(connection, desk.mailbox_id, digests)
    persons = desk.people.directory.of_persons(chosen.values()) if chosen else {}
    meant_by = {digests[digest]: (persons[one],) for digest, one in chosen.items() if one in persons}
    return {**cards, **meant_by}


def addresses_of(*items: Appointment) -> tuple[str, ...]:
    """The addresses of an item as both sides show it: those of the text first, then those of who takes part."""
    texts = [address for item in items for address in mentioned(item.body)]
    meetings = [item.meeting for item in items]
    people = [
        guest.address for one in meetings for guest in (*([one.organiser] if one.organiser else []), *one.guests)
    ]
    return tuple(dict.fromkeys(address for address in (*texts, *people) if address))


def meant(addresses: Iterable[str], cards: Mapping[str, tuple[Card, ...]]) -> Meant:
    """Whom *addresses* mean, the first of them that is clear; colleagues do not count."""
    shared: tuple[Card, ...] = ()
    unknown: list[str] = []
    for address in addresses:
        found = {card.person_id: card for one in sorted(spellings(address)) for card in cards.get(one, ())}
        if any(card.standing is Standing.USER for card in found.values()):
            continue
        if len(found) == 1:
            return Meant(next(iter(found.values())), address, unknown=tuple(unknown))
        if found:
            shared = shared or tuple(found.values())
        else:
            unknown.append(address)
    return Meant(candidates=shared, unknown=tuple(unknown))


def _may_be_linked(step: Step) -> bool:
    """Whether the row is the owner's to change, and concerns nobody so far."""
    if step.link.mentions.taken or step.around.through is not None:
        return False
    match step.decision:
        case CreateOn() | Change() | Agree():
            return step.around.part in (Part.OWN, Part.ATTENDED)
        case _:
            return False


def _is_news(desk: Desk, step: Step) -> bool:
    """Whether text or guests are new, or somebody among them has a card only now: what is synced stays as it is
    when the preference changes, and so does a row whose person was taken away."""
    if isinstance(step.decision, CreateOn) or step.link.mentions.owed or step.link.id in desk.introduced:
        return True
    marker = desk.rules.marker
    return any(
        marker.mark(field, value_of(field, one.item)) not in step.link.shown[side].get(field, [])
        for side, one in step.presence.items()
        if isinstance(one, Seen) and isinstance(one.item, Appointment)
        for field in _TELLING
    )


def _addresses(desk: Desk, step: Step) -> tuple[str, ...]:
    """The addresses that say something new: neither the owner's own, nor one that did its work before."""
    linked = step.link.mentions.linked
    return tuple(
        address
        for address in addresses_of(*_items(step.presence.values()))
        if not spellings(address) & desk.own_addresses and _digest(desk, address) not in linked
    )


def _items(presences: Iterable[Presence]) -> list[Appointment]:
    return [one.item for one in presences if isinstance(one, Seen) and isinstance(one.item, Appointment)]


def _digest(desk: Desk, address: str) -> str:
    return desk.rules.marker.person(Guest(address=address))


def _linked(desk: Desk, step: Step, addresses: Sequence[str], cards: Mapping[str, tuple[Card, ...]]) -> Step:
    found = meant(addresses, cards)
    strangers = frozenset(_digest(desk, address) for address in found.unknown)
    candidates = tuple(sorted(card.person_id for card in found.candidates))
    link = replace(
        step.link,
        mentions=replace(step.link.mentions, candidates=candidates),
        strangers=step.link.strangers | strangers,
    )
    if found.card is None:
        return replace(step, link=link)
    link = replace(link, mentions=replace(link.mentions, owed=True))
    if isinstance(step.decision, CreateOn) and step.decision.side is Side.CALENDAR:
        # once both have it, the row is looked at again
        return replace(step, link=link)
    if series := link.series[Side.SUPEROFFICE]:
        # what somebody chose by hand for one row is not to be overwritten through another
        desk.one_by_one.add(series)
    decision = concerning(step, Customer(found.card.person_id, found.card.contact_id))
    return replace(step, link=link, decision=decision, mention=_digest(desk, found.address))
