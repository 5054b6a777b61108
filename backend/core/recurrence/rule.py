"""The neutral series: a rule, its end, and the wall clock of its first occurrence, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum, IntEnum, auto


class Weekday(IntEnum):
    """Days in the order of `date.weekday()`."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6

    @classmethod
    def of(cls, day: date) -> Weekday:
        """The weekday of *day*."""
        return cls(day.weekday())


#: Monday to Friday
WORKDAYS = frozenset(Weekday) - {Weekday.SATURDAY, Weekday.SUNDAY}
#: the last of a month, as a position
LAST = -1
#: days by month in a common year, January first
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FEBRUARY = 2
#: days of the shortest and the longest month
SHORTEST_MONTH, LONGEST_MONTH = 28, 31


class ShortMonths(Enum):
    """What a series on day 29, 30 or 31 does in a month that lacks the day (contracts/graph.md §1.7, 12)."""

    #: nothing takes place (RFC 5545)
    SKIP = auto()
    #: it takes place on the last day of the month
    CLAMP = auto()


@dataclass(frozen=True, slots=True)
class Daily:
    """Every *interval* days."""

    interval: int = 1

    def __post_init__(self) -> None:
        _check_interval(self.interval)


@dataclass(frozen=True, slots=True)
class Weekly:
    """On *days* of every *interval*-th week; where a week starts matters when the interval is above 1."""

    interval: int
    days: frozenset[Weekday]
    week_start: Weekday = Weekday.MONDAY

    def __post_init__(self) -> None:
        _check_interval(self.interval)
        _check_days(self.days)


@dataclass(frozen=True, slots=True)
class MonthlyOnDay:
    """On a day of every *interval*-th month. Day 31 clamped is "the last day"."""

    interval: int
    day: int
    short_months: ShortMonths = ShortMonths.SKIP

    def __post_init__(self) -> None:
        _check_interval(self.interval)
        _check(1 <= self.day <= LONGEST_MONTH, "day must be from 1 to 31")
        if self.day <= SHORTEST_MONTH:
            object.__setattr__(self, "short_months", ShortMonths.SKIP)


@dataclass(frozen=True, slots=True)
class MonthlyOnWeekday:
    """On the one day of every *interval*-th month that is the *position*-th among its *days*.

    Set semantics: Monday to Friday with position 1 is the first working day. Position 1 to 4, or LAST.
    """

    interval: int
    days: frozenset[Weekday]
    position: int

    def __post_init__(self) -> None:
        _check_interval(self.interval)
        _check_days(self.days)
        _check_position(self.position)


@dataclass(frozen=True, slots=True)
class YearlyOnDay:
    """On a date of every *interval*-th year; only 29 February can be clamped."""

    interval: int
    month: int
    day: int
    short_months: ShortMonths = ShortMonths.SKIP

    def __post_init__(self) -> None:
        _check_interval(self.interval)
        _check_month(self.month)
        _check(1 <= self.day <= LONGEST_MONTH, "day must be from 1 to 31")
        longest = _longest(self.month)
        if self.short_months is ShortMonths.CLAMP:
            object.__setattr__(self, "day", min(self.day, longest))
        _check(self.day <= longest, "the month never has that day")
        if self.day <= _LENGTHS[self.month - 1]:
            object.__setattr__(self, "short_months", ShortMonths.SKIP)


@dataclass(frozen=True, slots=True)
class YearlyOnWeekday:
    """As MonthlyOnWeekday, in one month of every *interval*-th year."""

    interval: int
    month: int
    days: frozenset[Weekday]
    position: int

    def __post_init__(self) -> None:
        _check_interval(self.interval)
        _check_month(self.month)
        _check_days(self.days)
        _check_position(self.position)


@dataclass(frozen=True, slots=True)
class Dates:
    """Days without a pattern, in order, each once."""

    days: tuple[date, ...]

    def __post_init__(self) -> None:
        _check(bool(self.days), "days must not be empty")
        _check(all(a < b for a, b in zip(self.days, self.days[1:], strict=False)), "days must rise")


Pattern = Daily | Weekly | MonthlyOnDay | MonthlyOnWeekday | YearlyOnDay | YearlyOnWeekday
Rule = Pattern | Dates


@dataclass(frozen=True, slots=True)
class Endless:
    """The series goes on."""


@dataclass(frozen=True, slots=True)
class Until:
    """Occurrences up to *last*, a day in the zone of the series, included."""

    last: date


@dataclass(frozen=True, slots=True)
class Count:
    """*number* occurrences; cancelled ones count."""

    number: int

    def __post_init__(self) -> None:
        _check(self.number >= 1, "number must be at least 1")


Range = Endless | Until | Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A series of occurrences that start at the same time on the clocks of one zone."""

    rule: Rule
    #: Dates end by themselves: their range is the count of their days
    range: Range
    #: wall clock, naive, whole seconds: the start of the first occurrence, a day that the rule names
    first: datetime
    #: IANA name
    zone: str
    #: wall clock from start to end of each occurrence; whole days when all_day
    duration: timedelta
    all_day: bool = False

    def __post_init__(self) -> None:
        _check(self.first.tzinfo is None, "first must be wall clock")
        if self.all_day:
            _check(self.first.time() == time(), "an all-day series starts at midnight")
        if isinstance(self.rule, Dates):
            _check(self.range == Count(len(self.rule.days)), "dates end by themselves")
            _check(self.first.date() == self.rule.days[0], "first must be the first of the dates")


def _longest(month: int) -> int:
    return 29 if month == _FEBRUARY else _LENGTHS[month - 1]


def _check_interval(interval: int) -> None:
    _check(interval >= 1, "interval must be at least 1")


def _check_days(days: frozenset[Weekday]) -> None:
    _check(bool(days), "days must not be empty")


def _check_month(month: int) -> None:
    _check(1 <= month <= 12, "month must be from 1 to 12")


def _check_position(position: int) -> None:
    _check(position in (1, 2, 3, 4, LAST), "position must be from 1 to 4, or the last")


def _check(holds: bool, complaint: str) -> None:
    if not holds:
        raise ValueError(complaint)
