"""What one can ask of a neutral series, and the series that one makes of another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import zip_longest
from typing import assert_never

from backend.core.recurrence.engine import LAST_YEAR, walls
from backend.core.recurrence.rule import (
    SHORTEST_MONTH,
    Count,
    Daily,
    Dates,
    Endless,
    MonthlyOnDay,
    MonthlyOnWeekday,
    Range,
    Rule,
    Series,
    ShortMonths,
    Until,
    Weekday,
    Weekly,
    YearlyOnDay,
    YearlyOnWeekday,
)
from backend.core.recurrence.terms import recur_of
from backend.core.recurrence.wall import place
from backend.core.values import replace
from backend.core.zones import zone

_FAR = datetime(LAST_YEAR, 12, 1)
#: the calendar repeats after this (but for the century years), so patterns that agree so long agree
_CYCLE = timedelta(days=28 * 366)
#: a gap or a second summer time shifts an instant by no more than this
_MARGIN = timedelta(days=2)


def wall_starts(series: Series, since: datetime = datetime.min, before: datetime = _FAR) -> Iterator[datetime]:
    """Starts from *since* up to *before* on the series' own clock, rising; all times naive."""
    if isinstance(series.rule, Dates):
        at = series.first.time()
        starts = (datetime.combine(day, at) for day in series.rule.days)
        return (start for start in starts if since <= start < before)
    recur = recur_of(series.rule)
    match series.range:
        case Endless():
            pass
        case Until(last):
            before = min(before, datetime.combine(last, time.max))
        case Count(number):
            recur = replace(recur, count=number)
        case _:
            assert_never(series.range)
    return walls(recur, series.first, since, before)


def starts(series: Series, since: datetime, before: datetime) -> list[datetime]:
    """Starts from *since* up to *before*, which are aware; aware in the zone of the series, rising."""
    clock = zone(series.zone)
    low, high = (edge.astimezone(clock).replace(tzinfo=None) for edge in (since, before))
    instants = {place(wall, clock) for wall in wall_starts(series, low - _MARGIN, high + _MARGIN)}
    return [instant.astimezone(clock) for instant in sorted(instants) if since <= instant < before]


def last_start(series: Series) -> datetime | None:
    """Wall clock of the last start; None when the series goes on."""
    if isinstance(series.range, Endless):
        return None
    return max(wall_starts(series))


def aligned(series: Series) -> Series | None:
    """*series* with `first` moved on to the first day that the rule names; None when there is none.

    Graph's and iCalendar's first day may lie before it (contracts/graph.md §1.7).
    """
    first = next(wall_starts(series), None)
    return None if first is None else replace(series, first=first)


def describes(series: Series, expected: Sequence[datetime], since: datetime, before: datetime) -> bool:
    """Whether the wall-clock starts from *since* up to *before* are exactly *expected*."""
    return list(wall_starts(series, since, before)) == sorted(expected)


def agree(one: Series, other: Series) -> bool:
    """Whether two series start at the same wall-clock times; endless ones are followed for 28 years."""
    if one == other:
        return True
    if isinstance(one.range, Endless) is not isinstance(other.range, Endless):
        return False
    before = one.first + _CYCLE if isinstance(one.range, Endless) else _FAR
    pairs = zip_longest(wall_starts(one, before=before), wall_starts(other, before=before))
    return all(here == there for here, there in pairs)


def until_day(series: Series, last: date) -> Series | None:
    """*series* without what comes after *last*, a day on its own clock; None when nothing is left."""
    return split(series, datetime.combine(last, time()) + timedelta(days=1))[0]


def split(series: Series, at: datetime) -> tuple[Series | None, Series | None]:
    """What lies before the wall-clock time *at*, and the rest as a series of its own ("this and following").

    The two together start when the whole did; either is None when it is empty. A count is shared out between
    them, else the earlier ends with its last day.
    """
    if at <= series.first:
        return None, series
    following = next(wall_starts(series, since=at), None)
    if following is None:
        return series, None
    match series.rule, series.range:
        case Dates(days), _:
            kept = [day for day in days if datetime.combine(day, series.first.time()) < at]
            return _of_dates(series, kept), _of_dates(series, list(days[len(kept) :]))
        case _, Count(number):
            kept_count = sum(1 for _ in wall_starts(series, before=at))
            head: Range = Count(kept_count)
            tail: Range = Count(number - kept_count)
        case _:
            head = Until(max(wall_starts(series, before=at)).date())
            tail = series.range
    return replace(series, range=head), replace(series, range=tail, first=following)


def _of_dates(series: Series, days: Sequence[date]) -> Series:
    first = datetime.combine(days[0], series.first.time())
    return replace(series, rule=Dates(tuple(days)), range=Count(len(days)), first=first)


def shift(series: Series, by: timedelta) -> Series | None:
    """Every start moved by *by* on the wall clock; None where no rule says the result.

    A day of the month can be moved as long as it stays within 1 to 28, a date of the year within its month.
    """
    first = series.first + by
    days = (first.date() - series.first.date()).days
    rule = _shifted(series.rule, days)
    if rule is None:
        return None
    match series.range:
        case Until(last):
            moved: Range = Until(last + timedelta(days=days))
        case _:
            moved = series.range
    return replace(series, rule=rule, range=moved, first=first)


def _shifted(rule: Rule, days: int) -> Rule | None:
    if days == 0:
        return rule
    match rule:
        case Daily():
            return rule
        case Weekly(interval, weekdays, week_start):
            moved = frozenset(_later(day, days) for day in weekdays)
            return Weekly(interval, moved, _later(week_start, days))
        case MonthlyOnDay(interval, day, _):
            return MonthlyOnDay(interval, day + days) if _is_in_every_month(day, day + days) else None
        case YearlyOnDay(interval, month, day, _):
            return YearlyOnDay(interval, month, day + days) if _is_in_every_month(day, day + days) else None
        case MonthlyOnWeekday() | YearlyOnWeekday():
            return None
        case Dates(dates):
            return Dates(tuple(date + timedelta(days=days) for date in dates))
        case _:
            assert_never(rule)


def _later(day: Weekday, days: int) -> Weekday:
    return Weekday((day + days) % 7)


def _is_in_every_month(*days: int) -> bool:
    return all(1 <= day <= SHORTEST_MONTH for day in days)


def in_short_months(series: Series, habit: ShortMonths) -> Series:
    """*series* as a system keeps it that has this habit in months too short for its day.

    It agrees with *series* where no such month comes up.
    """
    match series.rule:
        case MonthlyOnDay(interval, day, _):
            rule: Rule = MonthlyOnDay(interval, day, habit)
        case YearlyOnDay(interval, month, day, _):
            rule = YearlyOnDay(interval, month, day, habit)
        case _:
            return series
    return replace(series, rule=rule)
