"""Whose a meeting is, seen from one mailbox, and who may say what about it (spec/mapping.md, scenario 13)."""

from __future__ import annotations

from enum import Enum, StrEnum, auto

from backend.core.fields import FIELDS, FieldName
from backend.core.items import Appointment
from backend.core.seen import Booking, Seen


class Part(StrEnum):
    """The part that a mailbox plays in one meeting."""

    #: its owner organises, or it is nobody's but his: both systems are his
    OWN = "own"
    #: somebody else organises, and this mailbox brings the meeting to SuperOffice
    ATTENDED = "attended"
    #: a colleague's mailbox brings it; here only what is personal is kept equal
    SHARED = "shared"
    #: booked in SuperOffice by somebody without a mailbox here, who is never heard of in Outlook
    COPY = "copy"
    #: a private event of which SuperOffice shows only the time (core.privacy)
    BUSY_ONLY = "busy_only"


class Right(Enum):
    """Who may say what a field is."""

    #: both sides; a conflict is decided by the field's rule
    BOTH = auto()
    #: the calendar; what is written in SuperOffice is put back once
    CALENDAR = auto()
    #: SuperOffice; what is written in the calendar is put back once
    SUPEROFFICE = auto()
    #: the calendar alone knows; what SuperOffice shows is never looked at
    TOLD_BY_CALENDAR = auto()
    #: SuperOffice alone knows; it is told along with the text, or where nobody is mailed for it
    TOLD_BY_SUPEROFFICE = auto()
    #: neither from here: it comes to both sides by itself, or cannot be written
    NOBODY = auto()


#: what belongs to whoever invited
CONTENT: frozenset[FieldName] = frozenset({"title", "body", "place", "span", "importance", "guests"})
#: what each person has for himself, also in a meeting that was there before
PERSONAL: frozenset[FieldName] = frozenset({"alarm", "private", "busy", "answer"})
#: what a row of somebody else's booking does not let its invitee write (contracts/superoffice.md §3.4)
_OF_THE_BOOKING: frozenset[FieldName] = frozenset({"private", "busy"})
#: what SuperOffice only repeats
_TOLD: dict[FieldName, Right] = dict.fromkeys(("join_url", "answers"), Right.TOLD_BY_CALENDAR)


def rights(part: Part, *, through: bool = False) -> dict[FieldName, Right]:
    """The right to each field. *through*: the row in SuperOffice is one of somebody else's booking."""
    return {field: _right(part, field, through) for field in FIELDS}


def _right(part: Part, field: FieldName, through: bool) -> Right:
    match part:
        case Part.OWN:
            return {**_TOLD, "answer": Right.NOBODY, "listed": Right.TOLD_BY_SUPEROFFICE}.get(field, Right.BOTH)
        case Part.ATTENDED if field in _TOLD:
            return Right.TOLD_BY_CALENDAR
        case Part.ATTENDED if field in CONTENT:
            return Right.CALENDAR
        case Part.ATTENDED if field == "listed":
            return Right.NOBODY
        case Part.ATTENDED:
            return Right.NOBODY if through and field in _OF_THE_BOOKING else Right.BOTH
        case Part.SHARED:
            return Right.BOTH if field in {"alarm", "answer"} else Right.NOBODY
        case Part.BUSY_ONLY if field == "private":
            return Right.TOLD_BY_CALENDAR
        case Part.BUSY_ONLY:
            return Right.BOTH if field in {"span", "busy"} else Right.NOBODY
        case Part.COPY if field in {"join_url", "guests", "answers", "answer"}:
            return Right.NOBODY
        case Part.COPY if field == "listed":
            return Right.TOLD_BY_SUPEROFFICE
        case Part.COPY:
            return Right.BOTH if field == "alarm" else Right.SUPEROFFICE


def part_of(superoffice: Seen | None, calendar: Appointment | None, stored: Part, *, carried: bool) -> Part:
    """The part in a meeting whose halves are known as far as they were read; *stored* is the part so far.

    *carried*: another mailbox's link brings the booking of which SuperOffice's row is one.
    """
    booking = superoffice.booking if superoffice else None
    child = booking is not None and superoffice is not None and booking.mother != superoffice.id
    if superoffice is None and calendar is not None and stored in (Part.SHARED, Part.COPY):
        child = True
    if calendar is None:
        return _part_by_row(superoffice, stored, child, carried)
    if calendar.meeting.is_own:
        return Part.COPY if child else Part.OWN
    return Part.SHARED if child and carried else Part.ATTENDED


def _part_by_row(superoffice: Seen | None, stored: Part, child: bool, carried: bool) -> Part:
    """The calendar was not read: what it says about the organiser is as before."""
    if stored is Part.SHARED and child and not carried:
        return Part.ATTENDED
    if stored is Part.ATTENDED and child and carried:
        return Part.SHARED
    return stored


def is_taken_over(stored: Part, part: Part) -> bool:
    """Whether a colleague's mailbox brought a meeting, and this one does by now."""
    return stored is Part.SHARED and part is Part.ATTENDED


def has_others(item: Appointment) -> bool:
    """Whether somebody else takes part, so that the meeting may be in SuperOffice already."""
    return bool(item.guests) or not item.meeting.is_own


def through(superoffice_id: str | None, booking: Booking | None) -> Booking | None:
    """The booking of somebody else whose row an item is."""
    return booking if booking and booking.mother != superoffice_id else None
