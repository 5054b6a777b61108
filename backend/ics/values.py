"""What a calendar from outside says, as typed values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from backend.core.items import Answer, Appointment
from backend.core.recurrence.obstacles import Inexpressible
from backend.core.recurrence.rule import Series


class NotACalendar(ValueError):
    """The input is no calendar that can be worked with; the message begins with the property at fault.

    It quotes zones and methods, but never the text of an event.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """An event as a REQUEST or a PUBLISH tells it, seen from the mailbox that got it."""

    uid: str
    sequence: int
    #: of a series: its first occurrence
    item: Appointment
    #: None for a single event
    rule: Series | Inexpressible | None = None
    #: starts that are taken out of the series, spelled as `core.sides.Place.original`
    removed: frozenset[str] = frozenset()
    #: occurrences that differ from the series, by original start
    changed: Mapping[str, Appointment] = field(default_factory=dict)
    #: original start where the whole calendar tells of one occurrence only; "" otherwise
    occurrence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What one attendee answers."""

    uid: str
    #: case-folded
    address: str
    answer: Answer
    #: original start of the occurrence that it is about; "" for the whole
    occurrence: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancellation:
    """The organiser calls a meeting off."""

    uid: str
    #: original start of the occurrence that is called off; "" for the whole
    occurrence: str = ""
