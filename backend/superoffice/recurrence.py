"""SuperOffice's RecurrenceInfo read as a neutral series; pure (contracts/superoffice.md §3.6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from backend.core.recurrence.obstacles import Inexpressible, Obstacle
from backend.core.recurrence.rule import (
    LAST,
    LONGEST_MONTH,
    WORKDAYS,
    Count,
    Daily,
    Dates,
    MonthlyOnDay,
    MonthlyOnWeekday,
    Pattern,
    Range,
    Series,
    ShortMonths,
    Until,
    Weekday,
    Weekly,
    YearlyOnDay,
    YearlyOnWeekday,
)
from backend.core.recurrence.series import aligned, in_short_months, wall_starts

Json = dict[str, Any]

#: names of weekdays, Monday first
DAY_NAMES = tuple(day.name.title() for day in Weekday)
#: places in a month, by name
WEEKS = {"First": 1, "Second": 2, "Third": 3, "Fourth": 4, "Last": LAST}
_MONTHS = 12
#: beyond the calendar when counted in months
_MOST = 9_999


class BadRecurrence(ValueError):
    """A RecurrenceInfo that SuperOffice does not document; `args[0]` names the property."""


def read_recurrence(
    value: object, *, start: datetime, zone: str, duration: timedelta, all_day: bool = False
) -> Series | Inexpressible:
    """The series behind a RecurrenceInfo.

    *start*: wall clock of *zone* (IANA) of any of its rows; its time of day counts, the dates stand in the info.
    `Dates` is what really takes place: the pattern is believed only where it names the same days. Sub-patterns
    that are not in use are passed over. Raises BadRecurrence; answers NO_OCCURRENCE where there is no day at all.
    """
    info = _part(value, "Recurrence")
    days = _read_dates(info)
    kind = info.get("Pattern")
    if kind == "Custom":
        return _of_days(days, start, zone, duration, all_day)
    if not isinstance(kind, str) or kind not in _READERS:
        raise BadRecurrence("Pattern")
    try:
        pattern = _READERS[kind](info)
    except BadRecurrence:
        raise
    except ValueError as error:  # 30 February
        raise BadRecurrence(f"{kind} pattern") from error
    series = aligned(
        Series(
            rule=pattern,
            range=_read_range(info),
            first=datetime.combine(_date(info, "StartDate"), start.time()),
            zone=zone,
            duration=duration,
            all_day=all_day,
        )
    )
    if not days:
        return series or Inexpressible.by(Obstacle.NO_OCCURRENCE)
    for reading in _readings(series):
        if [at.date() for at in islice(wall_starts(reading), len(days) + 1)] == days:
            return reading
    return _of_days(days, start, zone, duration, all_day)


def _readings(series: Series | None) -> list[Series]:
    """What the pattern may mean; nobody knows what it does in months too short for its day (interop.md §5)."""
    return [in_short_months(series, habit) for habit in ShortMonths] if series else []


def _of_days(
    days: Sequence[date], start: datetime, zone: str, duration: timedelta, all_day: bool
) -> Series | Inexpressible:
    if not days:
        return Inexpressible.by(Obstacle.NO_OCCURRENCE)
    first = datetime.combine(days[0], start.time())
    return Series(
        rule=Dates(tuple(days)),
        range=Count(len(days)),
        first=first,
        zone=zone,
        duration=duration,
        all_day=all_day,
    )


def _read_dates(info: Json) -> list[date]:
    values = info.get("Dates") or []
    if not isinstance(values, list):
        raise BadRecurrence("Dates")
    return sorted({_date(_part(value, "Dates"), "Date") for value in values})


def _read_range(info: Json) -> Range:
    match info.get("RecurrenceEndType"):
        case "EndDate":
            return Until(_date(info, "EndDate"))
        case "Counter":
            return Count(_number(info, "RecurrenceCounter", _MOST))
    raise BadRecurrence("RecurrenceEndType")


def _read_daily(info: Json) -> Pattern:
    part = _part(info.get("DayPattern"), "DayPattern")
    match part.get("Pattern"):
        case "EveryWorkday":
            return Weekly(1, WORKDAYS)
        case "EveryWeekday":
            return Daily(1)
        case "EveryCyclicDay":
            return Daily(_number(part, "Cycle", _MOST))
    raise BadRecurrence("DayPattern.Pattern")


def _read_weekly(info: Json) -> Pattern:
    part = _part(info.get("WeekPattern"), "WeekPattern")
    return Weekly(_number(part, "Cycle", _MOST), _weekdays(part, "Weekdays"))


def _read_monthly(info: Json) -> Pattern:
    part = _part(info.get("MonthPattern"), "MonthPattern")
    interval = _number(part, "Cycle", _MOST)
    match part.get("Pattern"):
        case "DayOfMonth":
            return MonthlyOnDay(interval, _number(part, "Day", LONGEST_MONTH))
        case "WeekdayOfMonth":
            return MonthlyOnWeekday(interval, _weekdays(part, "Weekday"), _week(part))
    raise BadRecurrence("MonthPattern.Pattern")


def _read_yearly(info: Json) -> Pattern:
    part = _part(info.get("YearPattern"), "YearPattern")
    month = _number(part, "Cycle", _MONTHS)
    match part.get("Pattern"):
        case "DayOfMonth":
            return YearlyOnDay(1, month, _number(part, "Day", LONGEST_MONTH))
        case "WeekdayOfMonth":
            return YearlyOnWeekday(1, month, _weekdays(part, "Weekday"), _week(part))
    raise BadRecurrence("YearPattern.Pattern")


_READERS: dict[str, Callable[[Json], Pattern]] = {
    "Daily": _read_daily,
    "Weekly": _read_weekly,
    "Monthly": _read_monthly,
    "Yearly": _read_yearly,
}


def _weekdays(part: Json, name: str) -> frozenset[Weekday]:
    """Flags as text: "Monday, Friday"."""
    value = part.get(name)
    names = [item.strip() for item in value.split(",")] if isinstance(value, str) else []
    if not names or not set(names) <= set(DAY_NAMES):
        raise BadRecurrence(name)
    return frozenset(Weekday(DAY_NAMES.index(item)) for item in names)


def _week(part: Json) -> int:
    value = part.get("WeekOfMonth")
    if not isinstance(value, str) or value not in WEEKS:
        raise BadRecurrence("WeekOfMonth")
    return WEEKS[value]


def _date(part: Json, name: str) -> date:
    """The day as written: recurrence dates are no instants, whatever zone the request asked for."""
    value = part.get(name)
    try:
        day = datetime.fromisoformat(value).date() if isinstance(value, str) else date.min
    except ValueError as error:
        raise BadRecurrence(name) from error
    if not 1 < day.year < 9999:  # "none" and "open end"
        raise BadRecurrence(name)
    return day


def _number(part: Json, name: str, most: int) -> int:
    value = part.get(name)
    if type(value) is not int or not 1 <= value <= most:
        raise BadRecurrence(name)
    return value


def _part(value: object, name: str) -> Json:
    if not isinstance(value, dict):
        raise BadRecurrence(name)
    return value
