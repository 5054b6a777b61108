"""The fields of an item that travel: their values, and what each side makes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, TypeVar

from backend.core.items import Answer, Appointment, Busy, Guest, Item, Kind, Side, Task
from backend.core.text import cut
from backend.core.values import replace

FieldName = Literal[
    "title", "body", "place", "span", "busy", "private", "importance", "alarm", "join_url", "guests", "answers",
    "answer", "listed", "customer", "chosen", "due", "start", "completed", "reminder",
]  # fmt: skip
#: the fields of an appointment, in the order in which conflicts are told
FIELDS: Final[tuple[FieldName, ...]] = (
    "title", "body", "place", "span", "busy", "private", "importance", "alarm", "join_url", "guests", "answers",
    "answer", "listed",
)  # fmt: skip
#: the fields of a task
TASK_FIELDS: Final[tuple[FieldName, ...]] = (
    "title", "body", "due", "start", "completed", "private", "importance", "reminder",
)  # fmt: skip
_FIELDS_OF: Final = {Kind.APPOINTMENT: FIELDS, Kind.TASK: TASK_FIELDS}
#: what others say or are; it stands in Appointment.meeting
MEETING_FIELDS: Final[frozenset[FieldName]] = frozenset({"guests", "answers", "answer"})

#: longest title in the calendar (spec/preferences.md, subject) and in SuperOffice; longest place in each
_TITLE = {Side.CALENDAR: 255, Side.SUPEROFFICE: 4000}
_PLACE = {Side.CALENDAR: 255, Side.SUPEROFFICE: 254}
#: longest link in SuperOffice (contracts/superoffice.md §3.1)
_LINK = 2000

ItemT = TypeVar("ItemT", bound=Item)

#: answers of guests that are no users, by address
Answers = tuple[tuple[str, Answer], ...]


def fields_of(kind: Kind) -> tuple[FieldName, ...]:
    """The fields of a kind of items that travel, in the order in which conflicts are told."""
    return _FIELDS_OF[kind]


def as_called(item: Appointment) -> Appointment:
    """*item* with everybody under the address by which the calendar calls them."""
    guests = tuple(replace(guest, address=guest.alias or guest.address) for guest in item.guests)
    return replace(item, meeting=replace(item.meeting, guests=guests)) if guests else item


def as_shown(field: FieldName, value: Any, side: Side) -> Any:
    """What *side* makes of a value: lengths it holds, free or busy and no tentative answer in SuperOffice.

    The calendar takes no link from outside, and half a link leads nowhere.
    """
    match field:
        case "title":
            return cut(value, _TITLE[side])
        case "place":
            return cut(value, _PLACE[side])
        case "join_url":
            return value if side is Side.SUPEROFFICE and len(value) <= _LINK else ""
        case "listed" if side is Side.SUPEROFFICE:
            return ()
        case "busy" if side is Side.SUPEROFFICE:
            return Busy.FREE if value is Busy.FREE else Busy.BUSY
        case "answer" if side is Side.SUPEROFFICE:
            return Answer.NONE if value is Answer.TENTATIVE else value
        case _:
            return value


def value_of(field: FieldName, item: Item) -> Any:
    """The value of a field. Guests without address can be in SuperOffice alone, so they do not count."""
    match field:
        case "guests" | "answers" if isinstance(item, Appointment) and not item.guests:
            return ()
        case "guests" if isinstance(item, Appointment):
            return tuple(guest for guest in item.guests if guest.address)
        case "answers" if isinstance(item, Appointment):
            return tuple(
                (guest.address, guest.answer) for guest in item.guests if guest.address and not guest.is_user
            )
        case _:
            return getattr(item, field)


def with_values(item: ItemT, values: Mapping[FieldName, Any]) -> ItemT:
    """*item* with other values."""
    plain = {str(field): value for field, value in values.items() if field not in MEETING_FIELDS}
    if isinstance(item, Task):
        return replace(item, **plain)
    meeting = item.meeting
    guests, answer = meeting.guests, values.get("answer", meeting.answer)
    if "guests" in values:
        guests = _invited(guests, values["guests"])
    if "answers" in values:
        guests = _answered(guests, values["answers"], forget="span" in values or meeting.is_own)
    if guests or (guests, answer) != (meeting.guests, meeting.answer):
        meeting = replace(meeting, guests=guests, answer=answer)
    return replace(item, **plain, meeting=meeting)


def _invited(present: Sequence[Guest], wanted: Sequence[Guest]) -> tuple[Guest, ...]:
    """*wanted*, with what is known of those who stay, and those whom no address names."""
    known = {guest.address: guest for guest in present if guest.address}
    nameless = [guest for guest in present if not guest.address]
    chosen = [
        replace(known[guest.address], answer=guest.answer)
        if guest.address in known and guest.answer is not Answer.NONE
        else known.get(guest.address, guest)
        for guest in wanted
    ]
    return tuple(sorted([*nameless, *chosen], key=lambda guest: (guest.address, guest.name)))


def _answered(guests: Sequence[Guest], answers: Answers, *, forget: bool) -> tuple[Guest, ...]:
    """*guests* with these answers. A copy that shows none says nothing (contracts/graph.md §1.1): only with
    *forget* does it take an answer away, because a new time asks everybody again."""
    said = {address: answer for address, answer in answers if forget or answer is not Answer.NONE}
    return tuple(
        replace(guest, answer=said[guest.address]) if guest.address in said and not guest.is_user else guest
        for guest in guests
    )
