"""A zone described for those who do not know its name (RFC 5545 §3.6.5).

What the icalendar library writes begins summer time an hour late and ends in 2038 (contracts/interop.md §3.2).
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from backend.core.recurrence.recur import CODES

#: years that are described beyond the first one; a rule that holds for them is told as one that goes on
_YEARS = 20
_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class _Change:
    """The clocks are changed."""

    #: wall clock before the change
    at: datetime
    before: timedelta
    after: timedelta
    name: str
    is_summer: bool


@lru_cache(maxsize=64)
def vtimezone(key: str, first: date) -> Timezone:
    """The zone with the IANA name *key* from the year before *first* on. Not to be changed by the caller."""
    clock = ZoneInfo(key)
    described = Timezone()
    described.add("tzid", key)
    changes = _changes(clock, first.year - 1, first.year + _YEARS)
    for _, group in groupby(sorted(changes, key=_kind), key=_kind):
        described.add_component(_observance(sorted(group, key=lambda change: change.at)))
    return described


def _kind(change: _Change) -> tuple[bool, timedelta, timedelta, str]:
    """What the changes of one observance have in common."""
    return change.is_summer, change.before, change.after, change.name


def _changes(clock: ZoneInfo, first: int, last: int) -> list[_Change]:
    """The changes of the years *first* to *last*; of clocks that nobody changes then, what they show."""
    found = []
    day, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    while day < end:
        if _offset(clock, day) != _offset(clock, day + _DAY):
            found.append(_change(clock, day))
        day += _DAY
    start = datetime(first, 1, 1)
    offset = _offset(clock, start.replace(tzinfo=UTC))
    return found or [_Change(start, offset, offset, _name(clock, start.replace(tzinfo=UTC)), is_summer=False)]


def _change(clock: ZoneInfo, day: datetime) -> _Change:
    """The change within the 24 hours from *day* on."""
    before, low, high = _offset(clock, day), day, day + _DAY
    while high - low > _SECOND:
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        low, high = (middle, high) if _offset(clock, middle) == before else (low, middle)
    after = _offset(clock, high)
    wall = high.replace(tzinfo=None) + before
    return _Change(wall, before, after, _name(clock, high), bool(high.astimezone(clock).dst()))


def _offset(clock: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(clock).utcoffset() or timedelta(0)


def _name(clock: ZoneInfo, moment: datetime) -> str:
    return moment.astimezone(clock).tzname() or clock.key


def _observance(changes: list[_Change]) -> TimezoneDaylight | TimezoneStandard:
    """Changes to one offset, by time: as a rule where one says them all, else one by one."""
    first = changes[0]
    part = TimezoneDaylight() if first.is_summer else TimezoneStandard()
    part.add("dtstart", first.at)
    part.add("tzoffsetfrom", first.before)
    part.add("tzoffsetto", first.after)
    part.add("tzname", first.name)
    if rule := _rule([change.at for change in changes]):
        part.add("rrule", rule)
    elif changes[1:]:
        part.add("rdate", [change.at for change in changes[1:]])
    return part


def _rule(walls: list[datetime]) -> vRecur | None:
    """ "The last Sunday of March", where all *walls* are and no year lacks one."""
    years = [wall.year for wall in walls]
    same = {(wall.month, wall.weekday(), wall.time()) for wall in walls}
    places = set.intersection(*(_places(wall) for wall in walls))
    if len(same) > 1 or not places or len(walls) < _YEARS or years != list(range(years[0], years[-1] + 1)):
        return None
    return vRecur(FREQ="YEARLY", BYMONTH=walls[0].month, BYDAY=f"{min(places)}{CODES[walls[0].weekday()]}")


def _places(wall: datetime) -> set[int]:
    """Which weekday of its month a day is, counted from the start and, for the last, from the end."""
    place = (wall.day - 1) // 7 + 1
    is_last = wall.day + 7 > monthrange(wall.year, wall.month)[1]
    return {place, -1} if is_last else {place}
