"""Graph's patternedRecurrence to a neutral series and back; pure (contracts/graph.md §1.7)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, assert_never

from backend.core.recurrence.obstacles import Inexpressible, Obstacle
from backend.core.recurrence.rule import (
    LAST,
    LONGEST_MONTH,
    Count,
    Daily,
    Dates,
    Endless,
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
from backend.core.recurrence.series import agree, aligned, in_short_months
from backend.core.recurrence.wall import wall_of
from backend.core.zones import UnknownZone, iana, windows, zone

Json = dict[str, Any]

_DAYS = tuple(day.name.lower() for day in Weekday)
_POSITIONS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": LAST}
_INDEXES = {position: name for name, position in _POSITIONS.items()}
#: a zone that only the event itself describes
_CUSTOM_ZONE = "tzone://microsoft/custom"
_DEFAULT_WEEK_START = "sunday"
#: limits of Exchange (contracts/graph.md §1.7)
_MOST_DAYS, _MOST_PERIODS, _MOST_OCCURRENCES = 999, 99, 999
#: beyond the calendar when counted in months; Exchange itself refuses far less
_MOST_READ = 9_999


class BadRecurrence(ValueError):
    """A recurrence that Graph does not document; `args[0]` names the property."""


# -- reading


def read_recurrence(
    value: object, *, start: datetime, duration: timedelta, all_day: bool = False, home_zone: str = "UTC"
) -> Series | Inexpressible:
    """The series behind an event's `recurrence`.

    *start*: the event's own, aware, or on the wall clock of the series; only its time of day counts, as the dates
    stand in the range. *home_zone*: IANA name, used where the range names none or a custom one. Properties that
    the type does not use come back as zeros and are passed over. Raises BadRecurrence; answers NO_OCCURRENCE for a
    pattern that never comes true.
    """
    recurrence = _part(value, "recurrence")
    pattern = _part(recurrence.get("pattern"), "pattern")
    limits = _part(recurrence.get("range"), "range")
    name = _zone(limits, home_zone)
    at = datetime.min.time() if all_day else wall_of(start, zone(name)).time().replace(microsecond=0)
    first = datetime.combine(_date(limits, "startDate"), at)
    try:
        series = Series(
            rule=_read_pattern(pattern),
            range=_read_range(limits),
            first=first,
            zone=name,
            duration=duration,
            all_day=all_day,
        )
    except BadRecurrence:
        raise
    except ValueError as error:  # 30 February
        raise BadRecurrence("pattern") from error
    return aligned(series) or Inexpressible.by(Obstacle.NO_OCCURRENCE)


def _read_pattern(pattern: Json) -> Pattern:
    kind = _text(pattern, "pattern", "type").lower()
    if kind not in _READERS:
        raise BadRecurrence("pattern.type")
    return _READERS[kind](pattern, _number(pattern, "pattern", "interval", _MOST_READ))


_READERS: dict[str, Callable[[Json, int], Pattern]] = {
    "daily": lambda _, interval: Daily(interval),
    "weekly": lambda pattern, interval: Weekly(interval, _days(pattern), _week_start(pattern)),
    "absolutemonthly": lambda pattern, interval: MonthlyOnDay(interval, _day_of_month(pattern), ShortMonths.CLAMP),
    "relativemonthly": lambda pattern, interval: MonthlyOnWeekday(interval, _days(pattern), _position(pattern)),
    "absoluteyearly": lambda pattern, interval: YearlyOnDay(
        interval, _month(pattern), _day_of_month(pattern), ShortMonths.CLAMP
    ),
    "relativeyearly": lambda pattern, interval: YearlyOnWeekday(
        interval, _month(pattern), _days(pattern), _position(pattern)
    ),
}


def _read_range(limits: Json) -> Range:
    match _text(limits, "range", "type").lower():
        case "noend":
            return Endless()
        case "enddate":
            return Until(_date(limits, "endDate"))
        case "numbered":
            return Count(_number(limits, "range", "numberOfOccurrences", _MOST_READ))
    raise BadRecurrence("range.type")


def _days(pattern: Json) -> frozenset[Weekday]:
    values = pattern.get("daysOfWeek")
    if not isinstance(values, list) or not values:
        raise BadRecurrence("pattern.daysOfWeek")
    return frozenset(_weekday(value, "pattern.daysOfWeek") for value in values)


def _week_start(pattern: Json) -> Weekday:
    return _weekday(pattern.get("firstDayOfWeek") or _DEFAULT_WEEK_START, "pattern.firstDayOfWeek")


def _weekday(value: object, name: str) -> Weekday:
    if not isinstance(value, str) or value.lower() not in _DAYS:
        raise BadRecurrence(name)
    return Weekday(_DAYS.index(value.lower()))


def _position(pattern: Json) -> int:
    value = pattern.get("index") or "first"
    if not isinstance(value, str) or value.lower() not in _POSITIONS:
        raise BadRecurrence("pattern.index")
    return _POSITIONS[value.lower()]


def _day_of_month(pattern: Json) -> int:
    return _number(pattern, "pattern", "dayOfMonth", LONGEST_MONTH)


def _month(pattern: Json) -> int:
    return _number(pattern, "pattern", "month", 12)


def _zone(limits: Json, home_zone: str) -> str:
    name = _text(limits, "range", "recurrenceTimeZone")
    try:
        return iana(home_zone if name.lower() in ("", _CUSTOM_ZONE) else name)
    except UnknownZone as error:
        raise BadRecurrence("range.recurrenceTimeZone") from error


def _part(value: object, name: str) -> Json:
    if not isinstance(value, dict):
        raise BadRecurrence(name)
    return value


def _text(part: Json, where: str, name: str) -> str:
    value = part.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadRecurrence(f"{where}.{name}")
    return value


def _date(limits: Json, name: str) -> date:
    try:
        day = date.fromisoformat(_text(limits, "range", name))
    except ValueError as error:
        raise BadRecurrence(f"range.{name}") from error
    if not 1 < day.year < 9999:  # the empty date is in year 1
        raise BadRecurrence(f"range.{name}")
    return day


def _number(part: Json, where: str, name: str, most: int) -> int:
    value = part.get(name)
    if type(value) is not int or not 1 <= value <= most:
        raise BadRecurrence(f"{where}.{name}")
    return value


# -- writing


def write_recurrence(series: Series) -> Json | Inexpressible:
    """The `recurrence` of the event that starts at the series' first start, or why Graph has none.

    The zone is written with its Windows name where it has one. Every property that a type needs is there,
    `firstDayOfWeek` always, since Graph's default is not that of iCalendar.
    """
    if isinstance(series.rule, Dates):
        return Inexpressible.by(Obstacle.IRREGULAR)
    obstacles = frozenset(_obstacles(series.rule, series))
    if obstacles:
        return Inexpressible(obstacles)
    name = windows(series.zone)
    limits = {"startDate": series.first.date().isoformat(), "recurrenceTimeZone": name}
    return {"pattern": _write_pattern(series.rule), "range": limits | _write_range(series.range)}


def _obstacles(rule: Pattern, series: Series) -> Sequence[Obstacle]:
    most = _MOST_DAYS if isinstance(rule, Daily) else _MOST_PERIODS
    found = {
        Obstacle.INTERVAL: rule.interval > most,
        Obstacle.COUNT: isinstance(series.range, Count) and series.range.number > _MOST_OCCURRENCES,
        # Exchange takes the last day of a month that is too short (contracts/graph.md §1.7, 12)
        Obstacle.SHORT_MONTHS: not agree(series, in_short_months(series, ShortMonths.CLAMP)),
    }
    return [obstacle for obstacle, stands in found.items() if stands]


def _write_pattern(rule: Pattern) -> Json:
    match rule:
        case Daily(interval):
            return {"type": "daily", "interval": interval}
        case Weekly(interval, days, week_start):
            return {
                "type": "weekly",
                "interval": interval,
                "daysOfWeek": _names(days),
                "firstDayOfWeek": _DAYS[week_start],
            }
        case MonthlyOnDay(interval, day, _):
            return {"type": "absoluteMonthly", "interval": interval, "dayOfMonth": day}
        case MonthlyOnWeekday(interval, days, position):
            return {"type": "relativeMonthly", "interval": interval, **_which_weekday(days, position)}
        case YearlyOnDay(interval, month, day, _):
            return {"type": "absoluteYearly", "interval": interval, "month": month, "dayOfMonth": day}
        case YearlyOnWeekday(interval, month, days, position):
            which = _which_weekday(days, position)
            return {"type": "relativeYearly", "interval": interval, "month": month, **which}
        case _:
            assert_never(rule)


def _which_weekday(days: frozenset[Weekday], position: int) -> Json:
    return {"daysOfWeek": _names(days), "index": _INDEXES[position]}


def _write_range(limits: Range) -> Json:
    match limits:
        case Endless():
            return {"type": "noEnd"}
        case Until(last):
            return {"type": "endDate", "endDate": last.isoformat()}
        case Count(number):
            return {"type": "numbered", "numberOfOccurrences": number}
        case _:
            assert_never(limits)


def _names(days: frozenset[Weekday]) -> list[str]:
    return [_DAYS[day] for day in sorted(days)]
