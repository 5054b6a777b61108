"""Who takes part in an event: attendees to guests and back; pure (contracts/graph.md §1.1)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from backend.core.items import ALONE, Answer, Guest, Meeting, Role
from backend.core.text import one_line
from backend.graph.told import Json, flag, part, parts, text

#: `none` and `notResponded` are the same, seen from two sides
_ANSWERS = {
    "organizer": Answer.ACCEPTED,
    "accepted": Answer.ACCEPTED,
    "tentativelyaccepted": Answer.TENTATIVE,
    "declined": Answer.DECLINED,
}
_ROLES = {role.value: role for role in Role}


def read_meeting(event: Json, own: Collection[str]) -> Meeting:
    """The meeting that an event is; ALONE where nobody else takes part. Raises Unreadable.

    *own*: the addresses of the mailbox, case-folded.
    """
    is_own = flag(event, "isOrganizer", default=True)
    organiser = _organiser(event)
    left_out = {*own, organiser.address, ""}
    guests = {guest.address: guest for guest in map(_guest, reversed(parts(event, "attendees")))}
    invited = tuple(guests[address] for address in sorted(guests.keys() - left_out))
    is_cancelled = flag(event, "isCancelled")
    if is_own and not invited and not is_cancelled:
        return ALONE
    return Meeting(
        organiser=None if is_own else organiser,
        guests=invited,
        answer=Answer.ACCEPTED if is_own else _answer(part(event, "responseStatus")),
        cancelled=is_cancelled,
    )


def _organiser(event: Json) -> Guest:
    who = part(part(event, "organizer"), "emailAddress")
    return Guest(address=_address(who), name=one_line(text(who, "name")), answer=Answer.ACCEPTED)


def _guest(attendee: Json) -> Guest:
    who = part(attendee, "emailAddress")
    return Guest(
        address=_address(who),
        name=one_line(text(who, "name")),
        role=_ROLES.get(text(attendee, "type").lower(), Role.REQUIRED),
        answer=_answer(part(attendee, "status")),
    )


def _answer(status: Json) -> Answer:
    return _ANSWERS.get(text(status, "response").lower(), Answer.NONE)


def _address(who: Json) -> str:
    """The address, case-folded; "" for none, and for a name of Exchange's own directory."""
    address = text(who, "address").strip().casefold()
    return address if "@" in address else ""


def attendees(guests: Iterable[Guest]) -> list[Json]:
    """Entries that invite *guests*; somebody without an address cannot be invited."""
    return [
        {"type": guest.role.value, "emailAddress": {"address": guest.address, "name": guest.name or guest.address}}
        for guest in guests
        if guest.address
    ]


def with_guests(event: Json, guests: Sequence[Guest], own: Collection[str]) -> list[Json]:
    """The attendees of *event* when *guests* are invited, and nobody else besides those who are no guests.

    Who stays keeps the entry as it is, so that only those who come or go are told (contracts/graph.md §1.3).
    Raises Unreadable.
    """
    invited = {guest.address for guest in guests}
    untouched = {*own, _organiser(event).address, ""}
    present = [(_guest(entry).address, entry) for entry in parts(event, "attendees")]
    kept = [entry for address, entry in present if address in invited | untouched]
    known = {address for address, _ in present} | untouched
    return kept + attendees(guest for guest in guests if guest.address not in known)
