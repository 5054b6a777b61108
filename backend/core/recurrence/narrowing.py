"""An RFC 5545 rule as a neutral pattern, or exactly what in it has no equal."""

from __future__ import annotations

from datetime import datetime

from backend.core.recurrence.obstacles import Inexpressible, Obstacle
from backend.core.recurrence.recur import Freq, Recur
from backend.core.recurrence.rule import (
    LAST,
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
from backend.core.values import replace

_POSITIONS = frozenset({1, 2, 3, 4, LAST})
_LAST_OF_SET = frozenset({LAST})


def narrowed(recur: Recur, start: datetime) -> Pattern | Inexpressible:
    """The pattern with the same days as the rule, begun at the wall-clock *start* (contracts/graph.md §1.7)."""
    recur = _rewritten(recur)
    obstacles = frozenset(
        obstacle for obstacle, stands in (_everywhere(recur, start) | _of_days(recur)).items() if stands
    )
    if obstacles:
        return Inexpressible(obstacles)
    try:
        return _pattern(recur, start)
    except ValueError:  # 30 February
        return Inexpressible.by(Obstacle.NO_OCCURRENCE)


def _rewritten(recur: Recur) -> Recur:
    """A rule of the same days in the frequency in which it is plain."""
    plain_weekdays = recur.weekdays and all(nth.ordinal == 0 for nth in recur.weekdays)
    others = recur.months or recur.month_days or recur.year_days or recur.week_numbers or recur.positions
    if recur.interval != 1:
        return recur
    match recur.freq:
        case Freq.DAILY | Freq.MONTHLY | Freq.YEARLY if plain_weekdays and not others:
            return replace(recur, freq=Freq.WEEKLY)
        case Freq.MONTHLY if len(recur.months) == 1:
            return replace(recur, freq=Freq.YEARLY)
        case Freq.YEARLY if recur.month_days and not recur.months and not recur.positions:
            return replace(recur, freq=Freq.MONTHLY)
    return recur


def _everywhere(recur: Recur, start: datetime) -> dict[Obstacle, bool]:
    """Obstacles in any frequency."""
    other_time = recur.hours - {start.hour} or recur.minutes - {start.minute} or recur.seconds - {start.second}
    return {
        Obstacle.SHORTER_THAN_A_DAY: recur.freq >= Freq.HOURLY,
        Obstacle.SEVERAL_TIMES_A_DAY: bool(other_time),
        Obstacle.WEEK_NUMBERS: bool(recur.week_numbers),
        Obstacle.YEAR_DAYS: bool(recur.year_days),
        Obstacle.DAY_AND_WEEKDAY: bool(recur.month_days and recur.weekdays),
    }


def _of_days(recur: Recur) -> dict[Obstacle, bool]:
    """Obstacles of one frequency."""
    match recur.freq:
        case Freq.DAILY:
            return {
                Obstacle.MONTHS: bool(recur.months),
                Obstacle.DAYS_AT_INTERVALS: bool(recur.weekdays or recur.month_days),
                Obstacle.POSITIONS: bool(recur.positions),
            }
        case Freq.WEEKLY:
            return {
                Obstacle.MONTHS: bool(recur.months),
                Obstacle.MONTH_DAYS: bool(recur.month_days),
                Obstacle.POSITIONS: bool(recur.positions),
            }
        case Freq.MONTHLY:
            return _of_a_month(recur) | {Obstacle.MONTHS: bool(recur.months)}
        case Freq.YEARLY:
            without = bool(recur.weekdays) and not recur.months
            several = len(recur.months) > 1 or bool(recur.month_days and not recur.months)
            inside = {} if without else _of_a_month(recur)
            return inside | {Obstacle.MONTHS: several, Obstacle.WEEKDAYS_OF_A_YEAR: without}
    return {}


def _of_a_month(recur: Recur) -> dict[Obstacle, bool]:
    if recur.weekdays:
        numbered = any(nth.ordinal for nth in recur.weekdays)
        if numbered:
            one = len(recur.weekdays) == 1 and next(iter(recur.weekdays)).ordinal in _POSITIONS
            return {Obstacle.ORDINALS: not one, Obstacle.POSITIONS: bool(recur.positions)}
        return {
            Obstacle.WEEKDAYS_OF_A_MONTH: not recur.positions and not recur.month_days,
            Obstacle.POSITIONS: bool(recur.positions) and _position(recur) is None,
        }
    if _clamped_day(recur):
        return {}
    counted = len(recur.month_days) > 1 or any(day < 0 for day in recur.month_days)
    return {Obstacle.MONTH_DAYS: counted, Obstacle.POSITIONS: bool(recur.positions)}


def _position(recur: Recur) -> int | None:
    """The one BYSETPOS that a pattern can have."""
    if len(recur.positions) == 1 and recur.positions <= _POSITIONS:
        return next(iter(recur.positions))
    return None


def _clamped_day(recur: Recur) -> int | None:
    """Day 29, 30 or 31 "or the last", as its two spellings say it (contracts/graph.md §1.7, 12)."""
    if recur.month_days == _LAST_OF_SET and not recur.positions:
        return LONGEST_MONTH
    longest = max(recur.month_days, default=0)
    spelled = frozenset(range(SHORTEST_MONTH, longest + 1))
    if longest > SHORTEST_MONTH and recur.month_days == spelled and recur.positions == _LAST_OF_SET:
        return longest
    return None


def _pattern(recur: Recur, start: datetime) -> Pattern:
    """The pattern of a rule without obstacles."""
    days = frozenset(nth.day for nth in recur.weekdays)
    match recur.freq:
        case Freq.DAILY:
            return Daily(recur.interval)
        case Freq.WEEKLY:
            return Weekly(recur.interval, days or frozenset({Weekday.of(start)}), recur.week_start)
        case Freq.MONTHLY if days:
            return MonthlyOnWeekday(recur.interval, days, _which(recur))
        case Freq.MONTHLY:
            return MonthlyOnDay(recur.interval, *_day(recur, start))
    month = next(iter(recur.months), start.month)
    if days:
        return YearlyOnWeekday(recur.interval, month, days, _which(recur))
    return YearlyOnDay(recur.interval, month, *_day(recur, start))


def _which(recur: Recur) -> int:
    return _position(recur) or next(iter(recur.weekdays)).ordinal


def _day(recur: Recur, start: datetime) -> tuple[int, ShortMonths]:
    if clamped := _clamped_day(recur):
        return clamped, ShortMonths.CLAMP
    return next(iter(recur.month_days), start.day), ShortMonths.SKIP
