"""A neutral series written as SuperOffice's RecurrenceInfo; pure (contracts/superoffice.md §3.6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from backend.core.recurrence.obstacles import Inexpressible, Obstacle
from backend.core.recurrence.rule import (
    WORKDAYS,
    Count,
    Daily,
    Dates,
    MonthlyOnDay,
    MonthlyOnWeekday,
    Series,
    ShortMonths,
    Until,
    Weekday,
    Weekly,
    YearlyOnDay,
    YearlyOnWeekday,
)
from backend.core.recurrence.series import agree, in_short_months, until_day, wall_starts
from backend.core.values import replace
from backend.superoffice.recurrence import DAY_NAMES, WEEKS, Json

_WEEK_NAMES = {position: name for name, position in WEEKS.items()}
_LAST_WEEK = 5
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Written:
    """A RecurrenceInfo, without its id."""

    info: Json
    #: why its pattern is Custom; empty where it is the series' own
    obstacles: frozenset[Obstacle]


def write_recurrence(series: Series, horizon: date) -> Written | Inexpressible:
    """The RecurrenceInfo with every day of *series* up to *horizon*, included.

    What lies beyond is left out, so that a series without end gets one (contracts/interop.md §5); whoever reads it
    back must not take that end for a person's. Where no pattern names the same days, they are listed one by one.
    `Dates` is always filled. Answers NO_OCCURRENCE where the series begins after *horizon*.
    """
    kept = until_day(series, horizon)
    if kept is None:
        return Inexpressible.by(Obstacle.NO_OCCURRENCE)
    days = [start.date() for start in wall_starts(kept)]
    native = _native(kept)
    pattern: Json = {"Pattern": "Custom"} if isinstance(native, Inexpressible) else native
    counted = isinstance(kept.range, Count) and not isinstance(native, Inexpressible)
    info: Json = {
        "IsRecurrence": True,
        "StartDate": _day(days[0]),
        "EndDate": _day(kept.range.last if isinstance(kept.range, Until) else days[-1]),
        "RecurrenceEndType": "Counter" if counted else "EndDate",
        "RecurrenceCounter": len(days),
        "Dates": [{"Date": _day(day)} for day in days],
    }
    obstacles = native.reasons if isinstance(native, Inexpressible) else frozenset[Obstacle]()
    return Written(info | _unused(days[0]) | pattern, obstacles)


def _native(series: Series) -> Json | Inexpressible:
    """The pattern that names the same days, with the one sub-pattern that it uses."""
    match series.rule:
        case Daily(interval):
            return _daily("EveryCyclicDay", interval)
        case Weekly(1, days, _) if days == WORKDAYS:
            return _daily("EveryWorkday", 1)
        case Weekly(interval, days, _):
            if not agree(series, replace(series, rule=Weekly(interval, days))):
                return Inexpressible.by(Obstacle.WEEK_START)
            return {"Pattern": "Weekly", "WeekPattern": {"Weekdays": _flags(days), "Cycle": interval}}
        case MonthlyOnDay(interval, day, _):
            return _unless_short(series, _monthly(interval, _on_day(day)))
        case MonthlyOnWeekday(interval, days, position):
            return _unless_several(days, _monthly(interval, _on_weekday(days, position)))
        case YearlyOnDay(interval, month, day, _):
            return _unless_short(series, _yearly(interval, month, _on_day(day)))
        case YearlyOnWeekday(interval, month, days, position):
            return _unless_several(days, _yearly(interval, month, _on_weekday(days, position)))
        case Dates():
            return Inexpressible.by(Obstacle.IRREGULAR)
        case _:
            assert_never(series.rule)


def _unless_short(series: Series, pattern: Json) -> Json | Inexpressible:
    """Nobody knows what SuperOffice does in a month too short for the day (contracts/interop.md §5)."""
    if all(agree(series, in_short_months(series, habit)) for habit in ShortMonths):
        return pattern
    return Inexpressible.by(Obstacle.SHORT_MONTHS)


def _unless_several(days: frozenset[Weekday], pattern: Json) -> Json | Inexpressible:
    return pattern if len(days) == 1 else Inexpressible.by(Obstacle.SEVERAL_WEEKDAYS)


def _daily(kind: str, cycle: int) -> Json:
    return {"Pattern": "Daily", "DayPattern": {"Pattern": kind, "Cycle": cycle}}


def _monthly(interval: int, which: Json) -> Json:
    return {"Pattern": "Monthly", "MonthPattern": which | {"Cycle": interval}}


def _yearly(interval: int, month: int, which: Json) -> Json:
    """A year pattern's cycle is its month; every second year is every 24th month (contracts/interop.md §5)."""
    if interval > 1:
        return _monthly(_MONTHS * interval, which)
    return {"Pattern": "Yearly", "YearPattern": which | {"Cycle": month}}


def _on_day(day: int) -> Json:
    return {"Pattern": "DayOfMonth", "Day": day, "Weekday": DAY_NAMES[0], "WeekOfMonth": _WEEK_NAMES[1]}


def _on_weekday(days: frozenset[Weekday], position: int) -> Json:
    return {
        "Pattern": "WeekdayOfMonth",
        "Day": 1,
        "Weekday": _flags(days),
        "WeekOfMonth": _WEEK_NAMES[position],
    }


def _unused(first: date) -> Json:
    """All four sub-patterns as a default entity fills them from its start (fixture Appointment63)."""
    weekday = DAY_NAMES[first.weekday()]
    week = (first.day - 1) // 7 + 1
    which: Json = {
        "Pattern": "DayOfMonth",
        "Day": first.day,
        "Weekday": weekday,
        "WeekOfMonth": "Last" if week == _LAST_WEEK else _WEEK_NAMES[week],
    }
    return {
        "DayPattern": {"Pattern": "EveryCyclicDay", "Cycle": 1},
        "WeekPattern": {"Weekdays": weekday, "Cycle": 1},
        "MonthPattern": which | {"Cycle": 1},
        "YearPattern": which | {"Cycle": first.month},
    }


def _flags(days: Iterable[Weekday]) -> str:
    return ", ".join(DAY_NAMES[day] for day in sorted(days))


def _day(day: date) -> str:
    return f"{day.isoformat()}T00:00:00"
