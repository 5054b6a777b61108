"""The recurrence value of RFC 5545 §3.3.10, read from text and written again."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import IntEnum
from typing import Any, NamedTuple

from backend.core.recurrence.rule import Weekday


class Freq(IntEnum):
    """From the longest period to the shortest."""

    YEARLY = 0
    MONTHLY = 1
    WEEKLY = 2
    DAILY = 3
    HOURLY = 4
    MINUTELY = 5
    SECONDLY = 6


class NthDay(NamedTuple):
    """A weekday with its ordinal in the month or year; ordinal 0 means every one."""

    ordinal: int
    day: Weekday


#: the two letters of each weekday, Monday first
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NTH_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_NUMBER = re.compile(r"[+-]?\d{1,9}")
_DATE = re.compile(r"\d{8}")
_DATE_TIME = re.compile(r"\d{8}T\d{6}Z?")
_LEAP_SECOND = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Recur:
    """One rule. An empty set means that the part is absent."""

    freq: Freq
    interval: int = 1
    count: int | None = None
    #: the last start: aware in UTC, naive wall clock, or a whole day
    until: datetime | date | None = None
    week_start: Weekday = Weekday.MONDAY
    months: frozenset[int] = field(default_factory=frozenset)
    week_numbers: frozenset[int] = field(default_factory=frozenset)
    year_days: frozenset[int] = field(default_factory=frozenset)
    month_days: frozenset[int] = field(default_factory=frozenset)
    weekdays: frozenset[NthDay] = field(default_factory=frozenset)
    hours: frozenset[int] = field(default_factory=frozenset)
    minutes: frozenset[int] = field(default_factory=frozenset)
    seconds: frozenset[int] = field(default_factory=frozenset)
    positions: frozenset[int] = field(default_factory=frozenset)


def parse(text: str) -> Recur:
    """The rule in `FREQ=…;…`, in any case and order; empty parts between semicolons are passed over.

    Raises ValueError that names the part.
    """
    values: dict[str, Any] = {}
    for part in filter(None, text.strip().upper().split(";")):
        name, equals, value = part.partition("=")
        if name in _CALENDAR and value == _CALENDAR[name]:
            continue
        if not equals or name not in _PARTS:
            raise ValueError(f"{name}: not a part of a recurrence rule that is known here")
        attribute, read = _PARTS[name]
        if attribute in values:
            raise ValueError(f"{name}: given twice")
        values[attribute] = read(name, value)
    if "freq" not in values:
        raise ValueError("FREQ: missing")
    if "count" in values and "until" in values:
        raise ValueError("UNTIL: a rule has either COUNT or UNTIL")
    return Recur(**values)


def read_moment(name: str, text: str) -> datetime | date:
    """A DATE, or a DATE-TIME that is aware only with `Z`. Raises ValueError that names *name*."""
    try:
        if _DATE.fullmatch(text):
            return datetime.strptime(text, "%Y%m%d").date()
        if _DATE_TIME.fullmatch(text):
            seconds = min(int(text[13:15]), _LEAP_SECOND - 1)
            wall = datetime.strptime(f"{text[:13]}{seconds:02}", "%Y%m%dT%H%M%S")
            return wall.replace(tzinfo=UTC) if text.endswith("Z") else wall
    except ValueError as error:
        raise ValueError(f"{name}: {text!r} is not in the calendar") from error
    raise ValueError(f"{name}: {text!r} is neither a date nor a date with time")


def write(recur: Recur) -> str:
    """The rule as text, parts in the order of the RFC's grammar, numbers rising."""
    parts = [f"FREQ={recur.freq.name}"]
    if recur.interval != 1:
        parts.append(f"INTERVAL={recur.interval}")
    if recur.count is not None:
        parts.append(f"COUNT={recur.count}")
    if recur.until is not None:
        parts.append(f"UNTIL={write_moment(recur.until)}")
    parts += [f"{name}={_listed(values)}" for name, values in _numbers(recur) if values]
    if recur.weekdays:
        parts.append("BYDAY=" + ",".join(f"{n or ''}{CODES[day]}" for n, day in sorted(recur.weekdays)))
    if recur.positions:
        parts.append(f"BYSETPOS={_listed(recur.positions)}")
    if recur.freq is Freq.WEEKLY or recur.week_start is not Weekday.MONDAY:
        parts.append(f"WKST={CODES[recur.week_start]}")
    return ";".join(parts)


def write_moment(moment: datetime | date) -> str:
    """A DATE or DATE-TIME; `Z` where it is aware."""
    if not isinstance(moment, datetime):
        return f"{moment:%Y%m%d}"
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%S}Z" if moment.tzinfo else f"{moment:%Y%m%dT%H%M%S}"


def _numbers(recur: Recur) -> tuple[tuple[str, frozenset[int]], ...]:
    return (
        ("BYSECOND", recur.seconds), ("BYMINUTE", recur.minutes), ("BYHOUR", recur.hours),
        ("BYMONTHDAY", recur.month_days), ("BYYEARDAY", recur.year_days), ("BYWEEKNO", recur.week_numbers),
        ("BYMONTH", recur.months),
    )  # fmt: skip


def _listed(values: frozenset[int]) -> str:
    return ",".join(str(value) for value in sorted(values))


def _freq(name: str, text: str) -> Freq:
    try:
        return Freq[text]
    except KeyError as error:
        raise ValueError(f"{name}: {text!r} is not a frequency") from error


def _week_start(name: str, text: str) -> Weekday:
    if text not in CODES:
        raise ValueError(f"{name}: {text!r} is not a weekday")
    return Weekday(CODES.index(text))


def _number(name: str, text: str, least: int, most: int, *, signed: bool = False) -> int:
    number = int(text) if _NUMBER.fullmatch(text) else None
    if number is None or not least <= (abs(number) if signed else number) <= most:
        raise ValueError(f"{name}: {text!r} is not a number from {least} to {most}")
    return number


def _positive(name: str, text: str) -> int:
    return _number(name, text, 1, 999_999_999)


def _list_of(least: int, most: int, *, signed: bool = False) -> Callable[[str, str], frozenset[int]]:
    def read(name: str, text: str) -> frozenset[int]:
        return frozenset(_number(name, item, least, most, signed=signed) for item in text.split(","))

    return read


def _seconds(name: str, text: str) -> frozenset[int]:
    # no clock here has a leap second; RFC 5545 §3.3.12 reads it as the second before
    return frozenset(min(second, _LEAP_SECOND - 1) for second in _list_of(0, _LEAP_SECOND)(name, text))


def _nth_days(name: str, text: str) -> frozenset[NthDay]:
    return frozenset(_nth_day(name, item) for item in text.split(","))


def _nth_day(name: str, text: str) -> NthDay:
    found = _NTH_DAY.fullmatch(text)
    if not found:
        raise ValueError(f"{name}: {text!r} is not a weekday")
    ordinal = 0 if found[1] is None else _number(name, found[1], 1, 53, signed=True)
    return NthDay(ordinal, Weekday(CODES.index(found[2])))


#: RFC 7529's parts, where they say what is meant without them
_CALENDAR = {"RSCALE": "GREGORIAN", "SKIP": "OMIT"}
_PARTS: dict[str, tuple[str, Callable[[str, str], Any]]] = {
    "FREQ": ("freq", _freq),
    "INTERVAL": ("interval", _positive),
    "COUNT": ("count", _positive),
    "UNTIL": ("until", read_moment),
    "WKST": ("week_start", _week_start),
    "BYMONTH": ("months", _list_of(1, 12)),
    "BYWEEKNO": ("week_numbers", _list_of(1, 53, signed=True)),
    "BYYEARDAY": ("year_days", _list_of(1, 366, signed=True)),
    "BYMONTHDAY": ("month_days", _list_of(1, 31, signed=True)),
    "BYDAY": ("weekdays", _nth_days),
    "BYHOUR": ("hours", _list_of(0, 23)),
    "BYMINUTE": ("minutes", _list_of(0, 59)),
    "BYSECOND": ("seconds", _seconds),
    "BYSETPOS": ("positions", _list_of(1, 366, signed=True)),
}
