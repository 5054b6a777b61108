"""Each neutral pattern as an RFC 5545 rule, which the engine unfolds and the text writes."""

from __future__ import annotations

from typing import assert_never

from backend.core.recurrence.recur import Freq, NthDay, Recur
from backend.core.recurrence.rule import (
    LONGEST_MONTH,
    SHORTEST_MONTH,
    Daily,
    MonthlyOnDay,
    MonthlyOnWeekday,
    Pattern,
    ShortMonths,
    Weekday,
    Weekly,
    YearlyOnDay,
    YearlyOnWeekday,
)

_LAST = frozenset({-1})


def recur_of(pattern: Pattern) -> Recur:
    """The rule without its end (contracts/graph.md §1.7, the mapping and 12)."""
    match pattern:
        case Daily(interval):
            return Recur(freq=Freq.DAILY, interval=interval)
        case Weekly(interval, days, week_start):
            return Recur(freq=Freq.WEEKLY, interval=interval, weekdays=_every(days), week_start=week_start)
        case MonthlyOnDay(interval, day, short_months):
            month_days, positions = _day_of_month(day, short_months, LONGEST_MONTH)
            return Recur(freq=Freq.MONTHLY, interval=interval, month_days=month_days, positions=positions)
        case MonthlyOnWeekday(interval, days, position):
            weekdays, positions = _weekday_of_month(days, position)
            return Recur(freq=Freq.MONTHLY, interval=interval, weekdays=weekdays, positions=positions)
        case YearlyOnDay(interval, month, day, short_months):
            month_days, positions = _day_of_month(day, short_months, day)
            return Recur(
                freq=Freq.YEARLY,
                interval=interval,
                months=frozenset({month}),
                month_days=month_days,
                positions=positions,
            )
        case YearlyOnWeekday(interval, month, days, position):
            weekdays, positions = _weekday_of_month(days, position)
            return Recur(
                freq=Freq.YEARLY,
                interval=interval,
                months=frozenset({month}),
                weekdays=weekdays,
                positions=positions,
            )
        case _:
            assert_never(pattern)


def _every(days: frozenset[Weekday]) -> frozenset[NthDay]:
    return frozenset(NthDay(0, day) for day in days)


def _day_of_month(day: int, short_months: ShortMonths, longest: int) -> tuple[frozenset[int], frozenset[int]]:
    """BYMONTHDAY and BYSETPOS. *longest*: no month in question has more days."""
    match short_months:
        case ShortMonths.SKIP:
            return frozenset({day}), frozenset()
        case ShortMonths.CLAMP if day == longest:
            return _LAST, frozenset()
        case ShortMonths.CLAMP:
            return frozenset(range(SHORTEST_MONTH, day + 1)), _LAST
        case _:
            assert_never(short_months)


def _weekday_of_month(days: frozenset[Weekday], position: int) -> tuple[frozenset[NthDay], frozenset[int]]:
    """BYDAY and BYSETPOS; one weekday carries its ordinal itself, which more readers know."""
    if len(days) == 1:
        return frozenset(NthDay(position, day) for day in days), frozenset()
    return _every(days), frozenset({position})
