"""Times of a component: their wall clock and zone, whole days, and how they go to Graph."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from backend.sandbox.ics.vtimezone import instant
from backend.sandbox.ics.zones import UTC_ZONE, Zone, Zones

_DAY = timedelta(days=1)


class Unusable(ValueError):
    """A component that cannot be taken; `args[0]` is a sentence about it, `name` the property to blame."""

    def __init__(self, reason: str, name: str = "") -> None:
        super().__init__(reason)
        self.name = name


@dataclass(frozen=True, slots=True)
class When:
    """One time of the file."""

    #: naive; midnight for a whole day
    wall: datetime
    zone: Zone
    #: written as a date, without a time
    is_date: bool = False

    @property
    def moment(self) -> datetime:
        """UTC."""
        return instant(self.wall, self.zone.rules)

    def on_clock(self, zone: Zone) -> datetime:
        """The wall clock of this moment in *zone*; a date is the same day everywhere."""
        if self.is_date or zone == self.zone:
            return self.wall
        return self.moment.astimezone(zone.rules).replace(tzinfo=None)

    def plus(self, length: timedelta) -> When:
        """Later by *length*: by the clock for whole days, in true time otherwise."""
        if length % _DAY == timedelta(0) or self.zone.rules is UTC:
            return replace(self, wall=self.wall + length)
        moved = replace(self, wall=(self.moment + length).replace(tzinfo=None), zone=UTC_ZONE)
        return replace(self, wall=moved.on_clock(self.zone)) if self.zone.name else moved

    def wire(self) -> dict[str, str]:
        """A dateTimeTimeZone; an instant in UTC where Graph has no name for the zone."""
        if self.is_date or self.zone.name:
            return {"dateTime": self.wall.isoformat(), "timeZone": self.zone.name}
        return {"dateTime": self.moment.replace(tzinfo=None).isoformat(), "timeZone": "UTC"}


@dataclass(frozen=True, slots=True)
class Clocks:
    """Reads times of one component, which begins in *line*."""

    zones: Zones
    line: int
    uid: str

    def read(self, value: date | datetime, tzid: str) -> When:
        """A value as icalendar gives it, with the TZID of its property."""
        if not isinstance(value, datetime):
            midnight = datetime(value.year, value.month, value.day)
            return When(midnight, self.zones.home, is_date=True)
        wall = value.replace(tzinfo=None, microsecond=0)
        if tzid:
            return When(wall, self.zones.find(tzid, wall.date(), self.line, self.uid))
        if value.tzinfo is not None:
            return When(value.astimezone(UTC).replace(tzinfo=None, microsecond=0), UTC_ZONE)
        return When(wall, self.zones.home)


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when an event lasts."""

    start: When
    end: When
    all_day: bool

    @property
    def length(self) -> timedelta:
        """By the clock of the start's zone."""
        return self.end.on_clock(self.start.zone) - self.start.wall

    def at(self, wall: datetime) -> Span:
        """The same span beginning at another wall clock of its zone."""
        start = replace(self.start, wall=wall)
        return Span(start, replace(start, wall=wall + self.length), self.all_day)

    def wire(self) -> dict[str, Any]:
        """start, end and isAllDay for Graph."""
        return {"start": self.start.wire(), "end": self.end.wire(), "isAllDay": self.all_day}


def span(start: When, end: When | None, duration: timedelta | None, *, marked_all_day: bool) -> Span:
    """The span of DTSTART with DTEND or DURATION (RFC 5545 §3.6.1). Raises Unusable.

    *marked_all_day* is X-MICROSOFT-CDO-ALLDAYEVENT, which counts for times that are midnights.
    """
    if end is None:
        end = start.plus(duration if duration is not None else _DAY if start.is_date else timedelta(0))
    if start.is_date:
        return _whole_days(start, end)
    if end.is_date:
        end = replace(end, is_date=False, zone=start.zone)
    if end.moment < start.moment:
        raise Unusable("It ends before it starts.", "DTEND")
    last = end.on_clock(start.zone)
    if marked_all_day and _is_midnight(start.wall) and _is_midnight(last) and last > start.wall:
        return _whole_days(replace(start, is_date=True), replace(start, wall=last, is_date=True))
    return Span(start, end, all_day=False)


def _whole_days(start: When, end: When) -> Span:
    last = end.wall.replace(hour=0, minute=0, second=0)
    if last < end.wall:
        last += _DAY
    if last < start.wall:
        raise Unusable("It ends before it starts.", "DTEND")
    # a DTEND equal to DTSTART is a common mistake for one day
    last = max(last, start.wall + _DAY)
    return Span(start, replace(start, wall=last), all_day=True)


def _is_midnight(moment: datetime) -> bool:
    return not (moment.hour or moment.minute or moment.second)
