"""Recurrence patterns: RecurrenceInfo read and shown, and the days that a pattern names (contract §3.6)."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from backend.sandbox.superoffice.casing import Fields, show_flags
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.enums import (
    DAY_PATTERN,
    END_TYPE,
    MONTH_PATTERN,
    PATTERN,
    WEEK_OF_MONTH,
    WEEKDAYS,
    YEAR_PATTERN,
)
from backend.sandbox.superoffice.routing import bad_request
from backend.sandbox.superoffice.zones import RequestZone

DAILY, WEEKLY, MONTHLY, YEARLY, CUSTOM = 1, 2, 3, 4, 5
EVERY_WORKDAY, EVERY_WEEKDAY, EVERY_CYCLIC_DAY = 1, 2, 3
BY_WEEKDAY = frozenset({5, 7})
BY_END_DATE, BY_COUNTER = 1, 2
LAST_WEEK = 5
#: no pattern is followed further than this, whatever its end
HORIZON_YEARS = 50
LAST_YEAR = 9900
HORIZON = timedelta(days=366 * HORIZON_YEARS)


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern with its span of days."""

    pattern: int
    sub_pattern: int
    start: date
    end: date
    end_type: int = BY_END_DATE
    counter: int = 1
    cycle: int = 1
    #: flags, Monday 1 to Sunday 64
    weekdays: int = 0
    day: int = 1
    #: 1 to 4, 5 is the last
    week: int = 1
    month: int = 1

    def row(self) -> Row:
        """The columns of the recurrence rule table."""
        return {
            "pattern": self.pattern, "subPattern": self.sub_pattern, "weekdays": self.weekdays,
            "startDate": datetime(self.start.year, self.start.month, self.start.day),
            "endDate": datetime(self.end.year, self.end.month, self.end.day),
            "cyclicDay": self.cycle if self.pattern == DAILY else self.day,
            "cyclicWeek": self.cycle if self.pattern == WEEKLY else self.week,
            "cyclicMonth": self.cycle if self.pattern == MONTHLY else self.month,
            "endType": self.end_type, "counter": self.counter,
        }  # fmt: skip

    @classmethod
    def of_row(cls, row: Row) -> Rule:
        """The rule that a row of the table holds."""
        pattern = row["pattern"]
        column = {DAILY: "cyclicDay", WEEKLY: "cyclicWeek", MONTHLY: "cyclicMonth"}.get(pattern)
        start = row["startDate"].date()
        return cls(
            pattern, row["subPattern"], start, row["endDate"].date(), row["endType"], row["counter"],
            row[column] if column else 1, row["weekdays"],
            row["cyclicDay"] if pattern != DAILY else start.day,
            row["cyclicWeek"] if pattern != WEEKLY else week_of(start),
            row["cyclicMonth"] if pattern != MONTHLY else start.month,
        )  # fmt: skip

    def meaning(self) -> tuple[int, ...]:
        """The fields that count for this pattern and its end; two rules with equal ones name the same days."""
        end = (self.end_type, self.counter if self.end_type == BY_COUNTER else self.end.toordinal())
        if self.pattern == DAILY:
            return (*end, self.pattern, self.sub_pattern, self.cycle)
        if self.pattern == WEEKLY:
            return (*end, self.pattern, self.weekdays, self.cycle)
        place = (self.weekdays, self.week) if self.sub_pattern in BY_WEEKDAY else (self.day,)
        if self.pattern == MONTHLY:
            return (*end, self.pattern, self.sub_pattern, self.cycle, *place)
        return (*end, self.pattern, self.sub_pattern, self.month, *place) if self.pattern == YEARLY else end


def week_of(day: date) -> int:
    """Which weekday of its month a day is: 1 to 4, 5 is the last."""
    return min((day.day - 1) // 7 + 1, LAST_WEEK)


def flag_of(day: date) -> int:
    """The weekday flag of a day."""
    return 1 << day.weekday()


def default_rule(start: date) -> Rule:
    """Weekly from *start* for a year, as a default entity shows it (fixture Appointment63)."""
    try:
        end = start.replace(year=start.year + 1)
    except ValueError:  # 29 February
        end = start.replace(year=start.year + 1, day=28)
    return Rule(
        WEEKLY, 0, start, end, weekdays=flag_of(start), day=start.day, week=week_of(start), month=start.month
    )


def read_rule(info: Fields, start: date, zone: RequestZone) -> Rule:
    """The rule in a RecurrenceInfo; what it leaves out follows *start*. Raises SuperOfficeError 400."""
    pattern = info.enum("Pattern", PATTERN)
    if pattern == 0:
        raise bad_request(f"{info.where('Pattern')}: a recurrence needs a pattern")
    begin, end = (_day(info, name, zone) for name in ("StartDate", "EndDate"))
    if (begin or start).year >= LAST_YEAR:
        raise bad_request(f"{info.where('StartDate')}: {begin or start} leaves no room to reckon")
    base = replace(default_rule(begin or start), pattern=pattern, counter=info.number("RecurrenceCounter") or 1)
    rule = replace(base, end=end or base.end, end_type=info.enum("RecurrenceEndType", END_TYPE) or BY_END_DATE)
    if pattern == DAILY:
        part = info.nested("DayPattern")
        return replace(rule, sub_pattern=part.enum("Pattern", DAY_PATTERN) or EVERY_CYCLIC_DAY, cycle=_cycle(part))
    if pattern == WEEKLY:
        part = info.nested("WeekPattern")
        days = part.flags("Weekdays", WEEKDAYS) or rule.weekdays
        return replace(rule, weekdays=days, cycle=_cycle(part))
    if pattern == MONTHLY:
        part = info.nested("MonthPattern")
        return replace(_monthly(rule, part, part.enum("Pattern", MONTH_PATTERN) or 4), cycle=_cycle(part))
    if pattern == YEARLY:
        part = info.nested("YearPattern")
        month = part.number("Cycle") or rule.month
        if not 1 <= month <= 12:
            raise bad_request(f"{part.where('Cycle')}: {month} is not a month")
        return replace(_monthly(rule, part, part.enum("Pattern", YEAR_PATTERN) or 6), month=month)
    return rule


def _monthly(rule: Rule, part: Fields, sub_pattern: int) -> Rule:
    day = part.number("Day") or rule.day
    if not 1 <= day <= 31:
        raise bad_request(f"{part.where('Day')}: {day} is not a day of a month")
    weekdays = part.flags("Weekday", WEEKDAYS) or rule.weekdays
    week = part.enum("WeekOfMonth", WEEK_OF_MONTH) or rule.week
    return replace(rule, sub_pattern=sub_pattern, day=day, weekdays=weekdays, week=week)


def _cycle(part: Fields) -> int:
    cycle = part.number("Cycle") or 1
    if not 1 <= cycle <= 999:
        raise bad_request(f"{part.where('Cycle')}: {cycle} is not between 1 and 999")
    return cycle


def _day(info: Fields, name: str, zone: RequestZone) -> date | None:
    value = info.get(name)
    moment = None if value is None else zone.read_day(value, info.where(name))
    return None if moment is None else moment.date()


def read_dates(info: Fields, zone: RequestZone) -> list[date]:
    """The days listed in `Dates`, in order, each once. Raises SuperOfficeError 400."""
    days = {_day(item, "Date", zone) for item in info.items("Dates")}
    return sorted(day for day in days if day is not None)


def days_of(rule: Rule, *, clamp: bool, most: int) -> list[date]:
    """The days of a rule up to its end, at most *most* and one more so that the caller sees the excess.

    *clamp* moves day 29 to 31 to the last day of a short month; without it such months are left out.
    """
    result: list[date] = []
    limit = min(rule.end, rule.start + HORIZON) if rule.end_type == BY_END_DATE else rule.start + HORIZON
    wanted = rule.counter if rule.end_type == BY_COUNTER else most + 1
    for day in _endless(rule, clamp):
        if day > limit or len(result) >= min(wanted, most + 1):
            break
        if day >= rule.start:
            result.append(day)
    return result


def _endless(rule: Rule, clamp: bool) -> Iterator[date]:
    if rule.pattern == DAILY:
        return _daily(rule)
    if rule.pattern == WEEKLY:
        return _weekly(rule)
    if rule.pattern in (MONTHLY, YEARLY):
        return _by_month(rule, clamp)
    return iter((rule.start,))


def _daily(rule: Rule) -> Iterator[date]:
    step = timedelta(days=rule.cycle if rule.sub_pattern == EVERY_CYCLIC_DAY else 1)
    day = rule.start
    while True:
        if rule.sub_pattern != EVERY_WORKDAY or day.weekday() < 5:
            yield day
        day += step


def _weekly(rule: Rule) -> Iterator[date]:
    monday = rule.start - timedelta(days=rule.start.weekday())
    while True:
        for offset in range(7):
            if rule.weekdays & (1 << offset):
                yield monday + timedelta(days=offset)
        monday += timedelta(weeks=rule.cycle)


def _by_month(rule: Rule, clamp: bool) -> Iterator[date]:
    step = 12 if rule.pattern == YEARLY else rule.cycle
    last = rule.start.year + HORIZON_YEARS
    number = rule.start.year * 12 + (rule.month if rule.pattern == YEARLY else rule.start.month) - 1
    while number // 12 <= last:  # 30 February would be sought for ever
        year, month = divmod(number, 12)
        day = _in_month(rule, year, month + 1, clamp)
        if day is not None:
            yield day
        number += step


def _in_month(rule: Rule, year: int, month: int, clamp: bool) -> date | None:
    length = calendar.monthrange(year, month)[1]
    if rule.sub_pattern not in BY_WEEKDAY:
        if rule.day > length and not clamp:
            return None
        return date(year, month, min(rule.day, length))
    days = [date(year, month, day) for day in range(1, length + 1)]
    fitting = [day for day in days if rule.weekdays & flag_of(day)]
    if not fitting:
        return None
    return fitting[-1] if rule.week == LAST_WEEK or rule.week > len(fitting) else fitting[rule.week - 1]


def show_rule(rule: Rule, rule_id: int, days: Iterable[date], zone: RequestZone) -> dict[str, Any]:
    """RecurrenceInfo; every sub-pattern is filled, those not in use from the start date (fixture)."""
    spare = default_rule(rule.start)
    daily = rule if rule.pattern == DAILY else replace(spare, sub_pattern=EVERY_CYCLIC_DAY)
    weekly = rule if rule.pattern == WEEKLY else spare
    monthly = rule if rule.pattern == MONTHLY else replace(spare, sub_pattern=4)
    yearly = rule if rule.pattern == YEARLY else replace(spare, sub_pattern=6)
    return {
        "RecurrenceId": rule_id,
        "StartDate": zone.show_day(_midnight(rule.start)),
        "EndDate": zone.show_day(_midnight(rule.end)),
        "RecurrenceCounter": rule.counter,
        "RecurrenceEndType": END_TYPE[rule.end_type],
        "Pattern": PATTERN[rule.pattern],
        "DayPattern": {"Pattern": DAY_PATTERN[daily.sub_pattern], "Cycle": daily.cycle},
        "WeekPattern": {"Weekdays": show_flags(weekly.weekdays, WEEKDAYS), "Cycle": weekly.cycle},
        "MonthPattern": {
            "Pattern": MONTH_PATTERN[monthly.sub_pattern],
            "Cycle": monthly.cycle,
            "Day": monthly.day,
            "Weekday": show_flags(monthly.weekdays, WEEKDAYS),
            "WeekOfMonth": WEEK_OF_MONTH[monthly.week],
        },
        "YearPattern": {
            "Pattern": YEAR_PATTERN[yearly.sub_pattern],
            "Cycle": yearly.month,
            "Day": yearly.day,
            "Weekday": show_flags(yearly.weekdays, WEEKDAYS),
            "WeekOfMonth": WEEK_OF_MONTH[yearly.week],
        },
        "Dates": [show_date(day, zone) for day in days],
        "IsRecurrence": bool(rule_id),
    }


def show_date(day: date, zone: RequestZone) -> dict[str, Any]:
    """One RecurrenceDate, without a conflict."""
    return {
        "Date": zone.show_day(_midnight(day)),
        "IsConflict": False,
        "Description": None,
        "DescriptionStyleHint": "",
        "Tooltip": None,
    }


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)
