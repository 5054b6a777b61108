"""A series as clients send it, checked and completed to the form in which Graph stores it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from backend.sandbox.graph import read_value as read
from backend.sandbox.graph.routing import GraphError, bad_request
from backend.sandbox.graph.series import DAYS, INDEXES, LAST_DAY, Rule

PATTERNS = ("daily", "weekly", "absoluteMonthly", "relativeMonthly", "absoluteYearly", "relativeYearly")
RANGES = ("endDate", "noEnd", "numbered")
#: largest interval by pattern, and occurrences of a numbered series (contracts/graph.md §1.7)
_MAX_INTERVAL = {"daily": 999}
_MAX_INTERVAL_ELSE = 99
MAX_OCCURRENCES = 999
_NO_DATE = "0001-01-01"


def read_recurrence(value: Any) -> dict[str, Any] | None:
    """The stored form, with every pattern field present (contracts/graph.md §1.1). Raises GraphError 400.

    `range.startDate` and `range.recurrenceTimeZone` may still be empty; `complete` takes them from the start.
    """
    if value is None:
        return None
    given = read.record("recurrence", value)
    pattern = _pattern(read.record("recurrence.pattern", read.member(given, "pattern")))
    return {"pattern": pattern, "range": _range(read.record("recurrence.range", read.member(given, "range")))}


def complete(recurrence: dict[str, Any], start: dict[str, str]) -> dict[str, Any]:
    """*recurrence* with start date and zone taken from the event's *start* where they are missing.

    Raises GraphError 400 when the dates disagree (contracts/graph.md §1.7) or nothing would ever take place.
    """
    limits = dict(recurrence["range"])
    first = datetime.fromisoformat(start["dateTime"]).date().isoformat()
    limits["recurrenceTimeZone"] = limits["recurrenceTimeZone"] or start["timeZone"]
    limits["startDate"] = limits["startDate"] or first
    if limits["startDate"] != first:
        raise invalid_recurrence("recurrence.range.startDate must be the date of the event's start.")
    if limits["type"] == "endDate" and limits["endDate"] < limits["startDate"]:
        raise invalid_recurrence("recurrence.range.endDate lies before recurrence.range.startDate.")
    whole = {"pattern": recurrence["pattern"], "range": limits}
    rule = Rule.read(whole)
    if next(rule.dates(rule.start), None) is None:
        raise bad_request("The recurrence has no occurrence.", "ErrorRecurrenceHasNoOccurrence")
    return whole


def invalid_recurrence(message: str) -> GraphError:
    """400 ErrorCalendarInvalidRecurrence."""
    return bad_request(message, "ErrorCalendarInvalidRecurrence")


def _pattern(given: dict[str, Any]) -> dict[str, Any]:
    kind = read.choice("recurrence.pattern.type", read.member(given, "type"), PATTERNS)
    most = _MAX_INTERVAL.get(kind, _MAX_INTERVAL_ELSE)
    days = [
        read.choice("recurrence.pattern.daysOfWeek", day, DAYS)
        for day in read.items("recurrence.pattern.daysOfWeek", read.member(given, "daysOfWeek"))
    ]
    pattern: dict[str, Any] = {
        "type": kind,
        "interval": _number(given, "interval", 1, most, required=True),
        "month": _number(given, "month", 0, 12),
        "dayOfMonth": _number(given, "dayOfMonth", 0, 31),
    }
    if days:
        pattern["daysOfWeek"] = days
    week_start, index = read.member(given, "firstDayOfWeek"), read.member(given, "index")
    pattern["firstDayOfWeek"] = read.choice("recurrence.pattern.firstDayOfWeek", week_start or "sunday", DAYS)
    pattern["index"] = read.choice("recurrence.pattern.index", index or "first", INDEXES)
    for name, needed in (
        ("daysOfWeek", kind == "weekly" or kind.startswith("relative")),
        ("dayOfMonth", kind.startswith("absolute")),
        ("month", kind.endswith("Yearly")),
    ):
        if needed and not pattern.get(name):
            raise invalid_recurrence(f"recurrence.pattern.{name} is required for a {kind} pattern.")
    return pattern


def _range(given: dict[str, Any]) -> dict[str, Any]:
    kind = read.choice("recurrence.range.type", read.member(given, "type"), RANGES)
    end = _date("recurrence.range.endDate", read.member(given, "endDate"))
    if kind == "endDate" and (end is None or end.isoformat() == _NO_DATE):
        raise invalid_recurrence("recurrence.range.endDate is required for a range of type endDate.")
    if kind == "endDate" and end and end > LAST_DAY:
        raise bad_request("recurrence.range.endDate is too far away.", "ErrorRecurrenceEndDateTooBig")
    start = _date("recurrence.range.startDate", read.member(given, "startDate"))
    zone = read.text("recurrence.range.recurrenceTimeZone", read.member(given, "recurrenceTimeZone"))
    if zone:
        read.zone("recurrence.range.recurrenceTimeZone", zone)
    numbered = kind == "numbered"
    count = _number(
        given, "numberOfOccurrences", 1 if numbered else 0, MAX_OCCURRENCES, "range", required=numbered
    )
    return {
        "type": kind,
        "startDate": start.isoformat() if start else "",
        "endDate": end.isoformat() if kind == "endDate" and end else _NO_DATE,
        "recurrenceTimeZone": zone,
        "numberOfOccurrences": count if numbered else 0,
    }


def _number(
    given: dict[str, Any], name: str, least: int, most: int, part: str = "pattern", *, required: bool = False
) -> int:
    value = read.member(given, name)
    full = f"recurrence.{part}.{name}"
    if value is None and not required:
        return 0
    number = read.whole(full, value)
    if not least <= number <= most:
        raise invalid_recurrence(f"{full} must be from {least} to {most}.")
    return number


def _date(name: str, value: Any) -> date | None:
    if value is None or value == "":
        return None
    try:
        return date.fromisoformat(read.text(name, value))
    except ValueError as error:
        raise read.invalid(name, "a date") from error
