"""The pattern behind a list of days, where a simple one names them all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import reduce
from itertools import pairwise
from math import gcd

from backend.core.recurrence.rule import (
    LAST,
    LONGEST_MONTH,
    Count,
    Daily,
    Dates,
    MonthlyOnDay,
    MonthlyOnWeekday,
    Pattern,
    Rule,
    Series,
    ShortMonths,
    Weekday,
    Weekly,
    YearlyOnDay,
    YearlyOnWeekday,
)
from backend.core.recurrence.series import wall_starts

#: fewer days than these show no pattern
_FEWEST = 3
#: any days of one week look weekly, so some weekdays must have come again
_REPEATED = 2


def fit(days: Iterable[date]) -> Rule:
    """A pattern that names exactly *days*, counted, from the first of them; else the days themselves.

    Raises ValueError when there are none.
    """
    ordered = sorted(set(days))
    if len(ordered) >= _FEWEST:
        for pattern in _candidates(ordered):
            if _names(pattern, ordered):
                return pattern
    return Dates(tuple(ordered))


def _names(pattern: Pattern, days: Sequence[date]) -> bool:
    first = datetime.combine(days[0], time())
    counted = Series(
        rule=pattern, range=Count(len(days)), first=first, zone="UTC", duration=timedelta(1), all_day=True
    )
    return [start.date() for start in wall_starts(counted)] == list(days)


def _candidates(days: Sequence[date]) -> Iterator[Pattern]:
    """Likely patterns, the plainest first; none need be right."""
    weekdays = frozenset(Weekday.of(day) for day in days)
    gap = _step(day.toordinal() for day in days)
    if gap % 7:
        yield Daily(gap)
    weeks = _step((day - timedelta(days=day.weekday())).toordinal() // 7 for day in days)
    if weeks and len(days) >= len(weekdays) + _REPEATED:
        yield Weekly(weeks, weekdays)
    months = _step(day.year * 12 + day.month for day in days)
    if months:
        yield from _by_month(days, months, weekdays)


def _by_month(days: Sequence[date], months: int, weekdays: frozenset[Weekday]) -> Iterator[Pattern]:
    day = max(day.day for day in days)
    last_day = all((day + timedelta(days=1)).day == 1 for day in days)
    positions = {(day.day - 1) // 7 + 1 for day in days}
    position = positions.pop() if len(positions) == 1 and positions <= {1, 2, 3, 4} else LAST
    if months % 12 == 0:
        month = days[0].month
        yield YearlyOnDay(months // 12, month, day)
        yield YearlyOnDay(months // 12, month, LONGEST_MONTH if last_day else day, ShortMonths.CLAMP)
        yield YearlyOnWeekday(months // 12, month, weekdays, position)
    yield MonthlyOnDay(months, day)
    yield MonthlyOnDay(months, LONGEST_MONTH if last_day else day, ShortMonths.CLAMP)
    yield MonthlyOnWeekday(months, weekdays, position)


def _step(numbers: Iterable[int]) -> int:
    """The largest step that reaches each number from the one before."""
    return reduce(gcd, (later - earlier for earlier, later in pairwise(numbers)))
