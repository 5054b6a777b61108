"""One item of a calendar in the form that the page draws, and the clock that it is drawn by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final, Literal
from zoneinfo import ZoneInfo

from backend.core.items import Side

#: not answered or tentative, accepted, declined, and what a copy in Outlook does not tell
Mark = Literal["T", "A", "D", "?"]
OPEN: Final = "T"
ACCEPTED: Final = "A"
DECLINED: Final = "D"
UNTOLD: Final = "?"


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who is invited, as one system shows him."""

    name: str
    answer: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item on one side. Times are wall clock of the page's zone."""

    id: str
    side: Side
    title: str
    place: str
    start: datetime
    #: exclusive; of a whole day, the midnight that ends it
    end: datetime
    all_day: bool
    private: bool
    #: minutes before the start; None for no alarm
    alarm: int | None
    repeats: bool
    #: id of its series in Outlook; "" for none, and in SuperOffice
    master: str = ""
    #: who invited; "" where the owner of the calendar did, or nobody
    organiser: str
    #: everybody else who is invited, by name
    participants: tuple[Participant, ...]
    #: what the owner of the calendar answered
    answer: Mark

    @property
    def content(self) -> tuple[object, ...]:
        """What must be equal on both sides."""
        return self.title, self.place, self.start, self.end, self.all_day, self.answer


def limits(monday: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The week in UTC."""
    start = datetime(monday.year, monday.month, monday.day, tzinfo=zone)
    return start.astimezone(UTC), (start + timedelta(days=7)).astimezone(UTC)


def inside(entries: list[Entry], monday: date) -> list[Entry]:
    """Those that touch the week, by time."""
    first = datetime(monday.year, monday.month, monday.day)
    last = first + timedelta(days=7)
    found = [entry for entry in entries if entry.start < last and (entry.end > first or entry.start >= first)]
    return sorted(found, key=lambda entry: (entry.start, entry.end, entry.title))


def moment(text: str, zone: tzinfo) -> datetime:
    """A time as the systems spell it; one that names no zone is of *zone*."""
    value = datetime.fromisoformat(text)
    return (value if value.tzinfo else value.replace(tzinfo=zone)).replace(microsecond=0)


def wall(when: datetime, zone: ZoneInfo) -> datetime:
    """A moment on the clock of *zone*."""
    return when.astimezone(zone).replace(tzinfo=None)


def by_name(participants: list[Participant]) -> tuple[Participant, ...]:
    """Participants as both sides list them."""
    return tuple(sorted(participants, key=lambda one: one.name.casefold()))
