"""The neutral item: an appointment as both systems mean it, independent of either wire format."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum


class Side(StrEnum):
    """One of the two systems (spec/product.md: words)."""

    SUPEROFFICE = "superoffice"
    CALENDAR = "calendar"

    @property
    def other(self) -> Side:
        """The opposite side."""
        return Side.CALENDAR if self is Side.SUPEROFFICE else Side.SUPEROFFICE


class Busy(StrEnum):
    """How an appointment counts in free/busy. SuperOffice knows only free and busy."""

    FREE = "free"
    TENTATIVE = "tentative"
    BUSY = "busy"
    OUT_OF_OFFICE = "oof"
    ELSEWHERE = "workingElsewhere"


class Importance(StrEnum):
    """Priority of an item."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Timed:
    """A stretch of time. Two spans are equal when their instants are; the zone is for showing."""

    #: aware, UTC, whole seconds
    start: datetime
    #: aware, UTC, whole seconds, not before start
    end: datetime
    #: IANA name of the zone in which a person entered it
    zone: str = field(default="UTC", compare=False)


@dataclass(frozen=True, slots=True)
class AllDay:
    """Whole days, both inclusive, without a zone."""

    first: date
    last: date


Span = Timed | AllDay


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """One single appointment. Texts are canonical: see core.text."""

    title: str
    #: canonical HTML subset, "" for none
    body: str = ""
    place: str = ""
    span: Span
    busy: Busy = Busy.BUSY
    private: bool = False
    importance: Importance = Importance.NORMAL
    #: minutes before the start; None for no alarm
    alarm: int | None = None
    #: the calendar's own labels; they never travel
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """The dates that are kept in sync, first day inclusive, last day exclusive."""

    first: date
    last: date

    @classmethod
    def around(cls, today: date, back_days: int = 7, ahead_days: int = 180) -> Window:
        """The window of a day (spec/preferences.md: window_back_days, window_ahead_days)."""
        return cls(today - timedelta(days=back_days), today + timedelta(days=ahead_days))

    def touches(self, span: Span) -> bool:
        """Whether any part of *span* lies inside."""
        match span:
            case AllDay(first, last):
                return first < self.last and last >= self.first
            case Timed(start, end):
                return start.date() < self.last and end.date() >= self.first
