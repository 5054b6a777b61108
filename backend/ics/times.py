"""When an event is: DTSTART, DTEND and DURATION read without ever taking a time for one of no zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from backend.core.items import AllDay, Span, Timed
from backend.core.recurrence.recur import read_moment
from backend.core.recurrence.wall import place, wall_of
from backend.core.zones import zone
from backend.ics.components import Component, Property
from backend.ics.values import NotACalendar
from backend.ics.zones import Zones

_DURATION = re.compile(
    r"([+-]?)P(?:(\d{1,5})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?"
)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, or a time on the clocks of a zone."""

    #: naive where it is a time
    wall: datetime | date
    #: IANA
    zone: str

    @property
    def instant(self) -> datetime:
        """In UTC; of a day its midnight."""
        wall = self.wall if isinstance(self.wall, datetime) else datetime.combine(self.wall, time())
        return place(wall, zone(self.zone))

    @property
    def original(self) -> str:
        """As `core.sides.Place.original` spells it."""
        return f"{self.instant:%Y-%m-%dT%H:%M:%SZ}" if isinstance(self.wall, datetime) else self.wall.isoformat()


@dataclass(frozen=True, slots=True)
class When:
    """Start and end of an event, either both days or both times."""

    start: Moment
    #: of whole days the first one that is not part of it
    end: Moment

    @property
    def span(self) -> Span:
        """The neutral form."""
        if self.is_all_day:
            return AllDay(_day(self.start), _day(self.end) - _DAY)
        return Timed(self.start.instant, max(self.start.instant, self.end.instant), self.start.zone)

    @property
    def is_all_day(self) -> bool:
        """Whole days."""
        return not isinstance(self.start.wall, datetime)

    @property
    def length(self) -> timedelta:
        """From start to end on the clocks of the start's zone."""
        if self.is_all_day:
            return max(_day(self.end) - _day(self.start), timedelta(0))
        clock = zone(self.start.zone)
        return max(_clock_time(self.end, clock) - _clock_time(self.start, clock), timedelta(0))

    def beginning(self, wall: datetime) -> When:
        """The same event at another time; *wall*: on the clocks of the start's zone."""
        first: date | datetime = wall.date() if self.is_all_day else wall
        return When(Moment(first, self.start.zone), Moment(first + self.length, self.start.zone))


def _day(moment: Moment) -> date:
    return moment.wall.date() if isinstance(moment.wall, datetime) else moment.wall


def _clock_time(moment: Moment, clock: ZoneInfo) -> datetime:
    """What the clocks show; the time as written where they are its own."""
    if isinstance(moment.wall, datetime) and zone(moment.zone) == clock:
        return moment.wall
    return wall_of(moment.instant, clock)


def read_when(event: Component, zones: Zones) -> When:
    """When an event is. Raises NotACalendar, and OverflowError where it never ends."""
    said = event.first("DTSTART")
    if said is None:
        raise NotACalendar("DTSTART: an event has none.")
    start = read_time(said, zones)
    when = When(start, _end(event, start, zones))
    if isinstance(when.end.wall, datetime) is when.is_all_day:
        raise NotACalendar("DTEND: a day and a time do not go together.")
    # clocks that are put forward between the two make the end come first, and nobody meant that
    if when.end.instant < start.instant and not when.length:
        raise NotACalendar("DTEND: it is before DTSTART.")
    if when.is_all_day and not when.length:
        # written by those who take DTEND for the last day
        return When(start, Moment(start.wall + _DAY, start.zone))
    return when


def _end(event: Component, start: Moment, zones: Zones) -> Moment:
    if said := event.first("DTEND"):
        return read_time(said, zones)
    if said := event.first("DURATION"):
        length = read_duration("DURATION", said.value)
        if not isinstance(start.wall, datetime) and length % _DAY:
            raise NotACalendar("DURATION: an event of whole days lasts whole days.")
        return Moment(start.wall + length, start.zone)
    return start if isinstance(start.wall, datetime) else Moment(start.wall + _DAY, start.zone)


def read_time(said: Property, zones: Zones) -> Moment:
    """A day, or a time in UTC or in a zone that is known. Raises NotACalendar."""
    try:
        moment = read_moment(said.name, said.value.strip().upper())
    except ValueError as error:
        raise NotACalendar(f"{said.name}: it is neither a date nor a time.") from error
    if not isinstance(moment, datetime):
        return Moment(_in_reach(said, moment), "UTC")
    _in_reach(said, moment.date())
    if moment.tzinfo:
        return Moment(moment.astimezone(UTC).replace(tzinfo=None), "UTC")
    tzid = said.parameters.get("TZID") or zones.default
    if not tzid:
        raise NotACalendar(f"{said.name}: it is a time without a zone.")
    return Moment(moment, zones.name(tzid, moment))


def _in_reach(said: Property, day: date) -> date:
    """Years in which one can still reckon."""
    if not 1900 <= day.year <= 9000:
        raise NotACalendar(f"{said.name}: it is out of reach of the calendar.")
    return day


def read_duration(name: str, text: str) -> timedelta:
    """A DURATION of RFC 5545 §3.3.6. Raises NotACalendar that names *name*."""
    found = _DURATION.fullmatch(text.strip().upper())
    if not found or not any(found.groups()[1:]):
        raise NotACalendar(f"{name}: it is no duration.")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -length if found[1] == "-" else length
