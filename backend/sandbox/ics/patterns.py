"""RRULE to Graph's recurrence pattern, where there is one (contracts/graph.md §1.7)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any

from icalendar.prop import vRecur

from backend.sandbox.graph.series import DAYS, INDEXES

Pattern = dict[str, Any]

_CODES = dict(zip(("MO", "TU", "WE", "TH", "FR", "SA", "SU"), DAYS, strict=True))
_INDEXES = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: INDEXES[-1]}
#: what no pattern of Graph can say
_NEVER = ("BYHOUR", "BYMINUTE", "BYSECOND", "BYWEEKNO", "BYYEARDAY", "RSCALE", "SKIP")
#: days of the month with BYSETPOS=-1 that mean "this day, or the last of a shorter month" (§1.7, 12)
_CLAMPED = {(28, 29): 29, (28, 29, 30): 30, (28, 29, 30, 31): 31}
_MOST_INTERVAL = {"daily": 999}
_MOST_INTERVAL_ELSE = 99


class NoPattern(ValueError):
    """A rule that Graph cannot say; `args[0]` names what it lacks."""


def pattern(rule: vRecur, start: date) -> Pattern:
    """Graph's pattern of *rule* with DTSTART on *start*. Raises NoPattern."""
    for part in _NEVER:
        if rule.get(part):
            raise NoPattern(f"Outlook has no pattern for {part}")
    frequency = str(rule["FREQ"][0]).upper()
    reader = _READERS.get(frequency)
    if reader is None:
        raise NoPattern(f"Outlook has no {frequency.lower()} pattern")
    found: Pattern = {"interval": int(rule.get("INTERVAL", [1])[0]), **reader(rule, start)}
    if not 1 <= found["interval"] <= _MOST_INTERVAL.get(found["type"], _MOST_INTERVAL_ELSE):
        raise NoPattern(f"Outlook has no interval of {found['interval']}")
    return found


def _daily(rule: vRecur, start: date) -> Pattern:
    _refuse(rule, "BYMONTH", "BYMONTHDAY", "BYSETPOS")
    if not rule.get("BYDAY"):
        return {"type": "daily"}
    if int(rule.get("INTERVAL", [1])[0]) != 1:
        raise NoPattern("Outlook has no pattern for certain weekdays of every n-th day")
    return _weekly(rule, start)


def _weekly(rule: vRecur, start: date) -> Pattern:
    _refuse(rule, "BYMONTH", "BYMONTHDAY", "BYSETPOS")
    days = _days(rule) or [(0, DAYS[start.weekday()])]
    if any(ordinal for ordinal, _ in days):
        raise NoPattern("a weekly rule has no n-th weekdays")
    week_start = str(rule.get("WKST", ["MO"])[0]).upper()
    return {
        "type": "weekly",
        "daysOfWeek": [day for _, day in days],
        "firstDayOfWeek": _CODES.get(week_start, "monday"),
    }


def _monthly(rule: vRecur, start: date) -> Pattern:
    _refuse(rule, "BYMONTH")
    if rule.get("BYDAY"):
        return {"type": "relativeMonthly", **_relative(rule)}
    return {"type": "absoluteMonthly", "dayOfMonth": _day_of_month(rule, start, 28)}


def _yearly(rule: vRecur, start: date) -> Pattern:
    months = [int(month) for month in rule.get("BYMONTH", [])]
    if len(months) > 1:
        raise NoPattern("Outlook has no pattern for several months of a year")
    if not months and (rule.get("BYDAY") or rule.get("BYMONTHDAY")):
        raise NoPattern("a yearly rule for Outlook names its month")
    month = months[0] if months else start.month
    if rule.get("BYDAY"):
        return {"type": "relativeYearly", "month": month, **_relative(rule)}
    # in February the 29th is skipped by the standard and clamped by Outlook
    longest = monthrange(2001, month)[1]
    return {"type": "absoluteYearly", "month": month, "dayOfMonth": _day_of_month(rule, start, longest)}


def _relative(rule: vRecur) -> Pattern:
    _refuse(rule, "BYMONTHDAY")
    days, positions = _days(rule), [int(position) for position in rule.get("BYSETPOS", [])]
    ordinals = {ordinal for ordinal, _ in days}
    if len(days) == 1 and not positions:
        positions = list(ordinals)
    elif ordinals != {0}:
        raise NoPattern("Outlook has no pattern for several n-th weekdays")
    if len(positions) != 1 or positions[0] not in _INDEXES:
        raise NoPattern("Outlook knows the first to fourth and the last of a month")
    return {"daysOfWeek": [day for _, day in days], "index": _INDEXES[positions[0]]}


def _day_of_month(rule: vRecur, start: date, longest: int) -> int:
    """The day, at most *longest*: a later one is skipped in short months by the standard, but not by Outlook."""
    days = tuple(sorted(int(day) for day in rule.get("BYMONTHDAY", [])))
    positions = [int(position) for position in rule.get("BYSETPOS", [])]
    if days == (-1,) and not positions:
        return 31
    if positions == [-1] and days in _CLAMPED:
        return _CLAMPED[days]
    if positions or len(days) > 1:
        raise NoPattern("Outlook has no pattern for several days of a month")
    day = days[0] if days else start.day
    if not 1 <= day <= longest:
        raise NoPattern(f"Outlook does not skip months without a day {day}")
    return day


def _days(rule: vRecur) -> list[tuple[int, str]]:
    """BYDAY as (ordinal or 0, day)."""
    found = []
    for entry in rule.get("BYDAY", []):
        text = str(entry).upper()
        if text[-2:] not in _CODES:
            raise NoPattern(f"{text} is no weekday")
        found.append((int(text[:-2] or 0), _CODES[text[-2:]]))
    return found


def _refuse(rule: vRecur, *parts: str) -> None:
    for part in parts:
        if rule.get(part):
            raise NoPattern(f"Outlook has no {str(rule['FREQ'][0]).lower()} pattern with {part}")


_READERS = {"DAILY": _daily, "WEEKLY": _weekly, "MONTHLY": _monthly, "YEARLY": _yearly}
