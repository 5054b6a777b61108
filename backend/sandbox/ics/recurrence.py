"""A rule of the file with its real occurrences: as Graph's recurrence where both mean the same, else by dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice, pairwise, takewhile
from typing import Any

from dateutil.rrule import rrulestr
from icalendar.prop import vRecur

from backend.sandbox.graph.recurrence_input import MAX_OCCURRENCES, complete, read_recurrence
from backend.sandbox.graph.routing import GraphError
from backend.sandbox.graph.series import LAST_DAY, Rule
from backend.sandbox.ics.patterns import NoPattern, pattern
from backend.sandbox.ics.times import Span, When

#: occurrences that are compared (contracts/interop.md §5: compare occurrences, never rules)
_COMPARED = 120
#: occurrences counted through to find an end or to reach the horizon
_PATIENCE = 50_000
#: parts that can leave a rule of hours or less without any occurrence for thousands of years
_SPARSE = ("BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS")
_SUB_DAILY = frozenset({"HOURLY", "MINUTELY", "SECONDLY"})


@dataclass(frozen=True, slots=True)
class Recurring:
    """A rule with the span of its first occurrence."""

    rule: vRecur
    span: Span

    @property
    def is_hopeless(self) -> bool:
        """Whether nobody can tell in reasonable time when it takes place."""
        sub_daily = str(self.rule["FREQ"][0]).upper() in _SUB_DAILY
        interval = int(self.rule.get("INTERVAL", [1])[0])
        return interval < 1 or (sub_daily and any(self.rule.get(part) for part in _SPARSE))

    def starts(self) -> Iterator[datetime]:
        """Wall clocks of the occurrences, in order. DTSTART is the first, on the pattern or not (RFC 5545)."""
        first = self.span.start.wall
        count = int(self.rule["COUNT"][0]) if self.rule.get("COUNT") else None
        return islice(self._all(first), count)

    def _all(self, first: datetime) -> Iterator[datetime]:
        yield first
        plain: Any = self.rule.copy()
        plain.pop("COUNT", None)
        if until := self._until():
            plain["UNTIL"] = [until]
        try:
            rule = rrulestr(plain.to_ical().decode(), dtstart=first)
        except (ValueError, TypeError, KeyError):
            return
        for wall in rule:
            if wall > first:
                yield wall

    def _until(self) -> datetime | None:
        """UNTIL on the clock of the start; a date means its whole day."""
        values = self.rule.get("UNTIL")
        if not values:
            return None
        until = values[0]
        if not isinstance(until, datetime):
            return datetime.combine(until, time(23, 59, 59))
        if until.tzinfo is None or self.span.all_day:
            return until.replace(tzinfo=None)
        return until.astimezone(self.span.start.zone.rules).replace(tzinfo=None)

    def expanded(self, horizon: tuple[date, date], most: int) -> list[datetime]:
        """At most *most* occurrences between the two days of *horizon*, the first one always."""
        begin, end = (datetime.combine(day, time()) for day in horizon)
        seen = islice(takewhile(lambda wall: wall < end, self.starts()), _PATIENCE)
        inside = [wall for wall in seen if wall >= begin or wall == self.span.start.wall]
        return inside[:most] or [self.span.start.wall]


def graph_recurrence(recurring: Recurring) -> tuple[dict[str, Any], datetime]:
    """Graph's recurrence and the first start on the pattern. Raises NoPattern.

    The start lies after DTSTART when that is off its own pattern. A rule with one occurrence is no series: the
    reason is empty then.
    """
    if not recurring.span.start.zone.name:
        raise NoPattern("its time zone has no equal in Outlook")
    wanted = pattern(recurring.rule, recurring.span.start.wall.date())
    starts = list(islice(recurring.starts(), _COMPARED))
    if len(starts) == 1:
        raise NoPattern("")
    zone = recurring.span.start.zone.name
    error = NoPattern("the rule means other days in Outlook")
    for first in starts[:2]:
        limits = _range(recurring, first, zone)
        try:
            recurrence = read_recurrence({"pattern": wanted, "range": limits})
            assert recurrence is not None
            recurrence = complete(recurrence, When(first, recurring.span.start.zone).wire())
        except GraphError as refusal:
            error = NoPattern(refusal.message)
            continue
        days = [wall.date() for wall in starts if wall >= first]
        if list(islice(Rule.read(recurrence).dates(), _COMPARED))[: len(days)] == days and _fits(recurring, days):
            return recurrence, first
    raise error


def _range(recurring: Recurring, first: datetime, zone: str) -> dict[str, Any]:
    limits: dict[str, Any] = {"startDate": first.date().isoformat(), "recurrenceTimeZone": zone}
    rule = recurring.rule
    if not rule.get("COUNT") and not rule.get("UNTIL"):
        return {**limits, "type": "noEnd"}
    dropped = int(first != recurring.span.start.wall)
    if rule.get("COUNT") and (count := int(rule["COUNT"][0]) - dropped) <= MAX_OCCURRENCES:
        return {**limits, "type": "numbered", "numberOfOccurrences": count}
    last = _last(recurring)
    return (
        {**limits, "type": "noEnd"}
        if last > LAST_DAY
        else {**limits, "type": "endDate", "endDate": last.isoformat()}
    )


def _last(recurring: Recurring) -> date:
    """The day of the last occurrence (contracts/graph.md §1.7, 9)."""
    last = recurring.span.start.wall
    for number, wall in enumerate(recurring.starts()):
        if number > _PATIENCE:
            return LAST_DAY + timedelta(days=1)
        last = wall
    return last.date()


def _fits(recurring: Recurring, days: list[date]) -> bool:
    """Whether no occurrence lasts into the next; Outlook takes no such series."""
    gaps = (later - day for day, later in pairwise(days))
    shortest = min(gaps, default=timedelta.max)
    if recurring.span.length > shortest:
        raise NoPattern("its occurrences overlap")
    return True
