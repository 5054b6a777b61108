"""On which days a series takes place (contracts/graph.md §1.7, contracts/interop.md §5)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from backend.sandbox.graph.local_time import to_utc

#: Graph's days in the order of date.weekday()
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
INDEXES = ("first", "second", "third", "fourth", "last")
#: no series goes on beyond this day (ErrorRecurrenceEndDateTooBig, contracts/graph.md §1.3)
LAST_DAY = date(4500, 8, 31)


@dataclass(slots=True, frozen=True)
class Rule:
    """A recurrence, read from its wire form."""

    type: str
    interval: int
    weekdays: frozenset[int]
    day_of_month: int
    month: int
    week_start: int
    index: str
    start: date
    #: last day inclusive; None for a numbered series
    until: date | None
    #: number of occurrences; None unless numbered
    count: int | None

    @classmethod
    def read(cls, recurrence: dict[str, Any]) -> Rule:
        """From a recurrence that has passed `recurrence_input`."""
        pattern, limits = recurrence["pattern"], recurrence["range"]
        numbered = limits["type"] == "numbered"
        ends = limits["type"] == "endDate"
        return cls(
            pattern["type"],
            pattern["interval"],
            frozenset(DAYS.index(day) for day in pattern.get("daysOfWeek", ())),
            pattern["dayOfMonth"],
            pattern["month"],
            DAYS.index(pattern["firstDayOfWeek"]),
            pattern["index"],
            date.fromisoformat(limits["startDate"]),
            None if numbered else date.fromisoformat(limits["endDate"]) if ends else LAST_DAY,
            limits["numberOfOccurrences"] if numbered else None,
        )

    @property
    def endless(self) -> bool:
        """Whether the series has no end of its own."""
        return self.until == LAST_DAY

    def dates(self, after: date = date.min, before: date = LAST_DAY) -> Iterator[date]:
        """Days of occurrences from *after* to *before*, both included, in order.

        A numbered series is counted from its start; every other one begins at the period around *after*,
        so an endless series costs what the window costs.
        """
        counted = 0
        period = 0 if self.count is not None else max(0, self._period_of(after) - 1)
        last = min(before, self.until or LAST_DAY)
        while True:
            for day in self._days_of(period):
                if day < self.start:
                    continue
                counted += 1
                if day > last or (self.count is not None and counted > self.count):
                    return
                if day >= after:
                    yield day
            period += 1
            if self._begin_of(period) > last:
                return

    def contains(self, day: date) -> bool:
        """Whether an occurrence falls on *day* by the rule."""
        return next(self.dates(day, day), None) is not None

    def last(self) -> date | None:
        """Day of the last occurrence; None without end or without any occurrence."""
        if self.endless:
            return None
        return self.before(LAST_DAY)

    def before(self, day: date) -> date | None:
        """The occurrence next before *day*."""
        if self.count is not None:
            return max(self.dates(before=shift(day, -1)), default=None)
        end = min(day, shift(self.until or LAST_DAY, 1))
        reach = timedelta(days=self._period_days() * 2)
        # day 31 or a fifth weekday may leave whole periods empty, so look back ever further
        while end > self.start:
            begin = shift(end, -reach.days)
            found = max(self.dates(begin, shift(end, -1)), default=None)
            if found is not None:
                return found
            end = begin
        return None

    def next(self, day: date) -> date | None:
        """The occurrence next after *day*."""
        return next(self.dates(shift(day, 1)), None)

    def _period_days(self) -> int:
        return self.interval * {"daily": 1, "weekly": 7}.get(self.type, 366 if "Yearly" in self.type else 31)

    def _period_of(self, day: date) -> int:
        """Number of the period that holds *day*; negative before the start."""
        if self.type == "daily":
            return (day - self.start).days // self.interval
        if self.type == "weekly":
            return (day - self._week_begin(self.start)).days // (7 * self.interval)
        if "Monthly" in self.type:
            return ((day.year - self.start.year) * 12 + day.month - self.start.month) // self.interval
        return (day.year - self.start.year) // self.interval

    def _begin_of(self, period: int) -> date:
        """First day of *period*; the end of the calendar when it lies beyond it."""
        step = period * self.interval
        if self.type == "daily":
            return shift(self.start, step)
        if self.type == "weekly":
            return shift(self._week_begin(self.start), 7 * step)
        if "Monthly" in self.type:
            months = self.start.year * 12 + self.start.month - 1 + step
            return date(months // 12, months % 12 + 1, 1) if months < 9999 * 12 else date.max
        year = self.start.year + step
        return date(year, self.month, 1) if year <= 9999 else date.max

    def _days_of(self, period: int) -> list[date]:
        begin = self._begin_of(period)
        if self.type == "daily":
            return [begin]
        if self.type == "weekly":
            week = [shift(begin, number) for number in range(7)]
            return [day for day in week if day.weekday() in self.weekdays]
        length = monthrange(begin.year, begin.month)[1]
        if self.type.startswith("absolute"):
            # Outlook takes the last day of months that are too short (contracts/graph.md §1.7, 12)
            return [begin.replace(day=min(self.day_of_month, length))]
        days = [day for n in range(1, length + 1) if (day := begin.replace(day=n)).weekday() in self.weekdays]
        wanted = -1 if self.index == "last" else INDEXES.index(self.index)
        return [days[wanted]]

    def _week_begin(self, day: date) -> date:
        return shift(day, -((day.weekday() - self.week_start) % 7))


@dataclass(slots=True, frozen=True)
class Series:
    """A rule with the wall-clock times of its occurrences."""

    rule: Rule
    zone: ZoneInfo
    #: first start on the clocks of `zone`
    first: datetime
    #: wall-clock length of each occurrence
    length: timedelta

    def local_start(self, day: date) -> datetime:
        """Wall-clock start of the occurrence of *day*."""
        return datetime.combine(day, self.first.time())

    def times(self, day: date) -> tuple[datetime, datetime]:
        """Start and end of the occurrence of *day* in UTC: the same wall clock all year."""
        start = self.local_start(day)
        return to_utc(start, self.zone), to_utc(start + self.length, self.zone)


def shift(day: date, days: int) -> date:
    """*day* moved by a number of days, held inside the calendar."""
    number = min(max(day.toordinal() + days, 1), date.max.toordinal())
    return date.fromordinal(number)
