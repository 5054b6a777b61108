"""A recurrence set unfolded: the starts that iCalendar lines name within a stretch of time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from backend.core.recurrence import content
from backend.core.recurrence.content import Moment
from backend.core.recurrence.engine import LAST_YEAR, walls
from backend.core.recurrence.recur import Freq, Recur
from backend.core.recurrence.wall import place, wall_of
from backend.core.values import replace
from backend.core.zones import UnknownZone, zone

#: no zone jumps further than a day, so wall clock and instant differ by less than this
_MARGIN = timedelta(days=2)
_EARLIEST, _LATEST = datetime(2, 1, 1), datetime(LAST_YEAR, 12, 1)
_LAST_SECOND = time(23, 59, 59)
_STILL = ZoneInfo("UTC")


def expand(
    rrule_lines: Iterable[str], dtstart: datetime | date, tzid: str, between: tuple[Moment, Moment]
) -> list[datetime] | list[date]:
    """The starts of a recurrence set within *between*, whose end is not included; rising, each once.

    *rrule_lines*: RRULE, EXRULE, RDATE and EXDATE lines, a bare `FREQ=…` being an RRULE. *dtstart*: wall clock of
    *tzid*, or any aware time, or a date for all-day. *tzid*: an IANA or Windows name. Naive times in *between* are
    wall clock of *tzid*. The result is aware in that zone, or dates for all-day.

    Rules are unfolded on the wall clock and placed in the zone afterwards (core.recurrence.wall). DTSTART
    takes place where a rule names it, and always where there is none. A day in UNTIL is included whole, a day in
    EXDATE takes away every start on it. Raises ValueError naming the part of the input that is wrong.
    """
    clock = _zone(tzid)
    said = content.read(rrule_lines)
    since, before = (_instant(edge, clock) for edge in between)
    if isinstance(dtstart, datetime):
        start = wall_of(dtstart, clock).replace(microsecond=0)
        return _Expansion(clock, start, since, before).starts(said)
    _check_days_only((*said.rules, *said.excluding_rules))
    midnight = datetime.combine(dtstart, time())
    since, before = (place(wall_of(edge, clock), _STILL) for edge in (since, before))
    return [start.date() for start in _Expansion(_STILL, midnight, since, before, whole_days=True).starts(said)]


def _zone(tzid: str) -> ZoneInfo:
    try:
        return zone(tzid)
    except UnknownZone as error:
        raise ValueError(f"TZID: nobody knows the zone {tzid!r}") from error


def _check_days_only(rules: Iterable[Recur]) -> None:
    for rule in rules:
        if rule.freq >= Freq.HOURLY:
            raise ValueError(f"FREQ: {rule.freq.name} needs a DTSTART with a time")


@dataclass(frozen=True, slots=True)
class _Expansion:
    """One set to unfold. Whole days are midnights on a clock that never changes."""

    clock: ZoneInfo
    #: DTSTART on the wall clock
    start: datetime
    #: instants
    since: datetime
    before: datetime
    whole_days: bool = False

    def __post_init__(self) -> None:
        if not _EARLIEST <= self.start <= _LATEST:
            raise ValueError("DTSTART: out of reach of the calendar")

    def starts(self, said: content.Content) -> list[datetime]:
        """What *said* leaves, in the zone."""
        found: set[datetime] = set()
        for rule in said.rules:
            found |= self._rule(rule)
        added = {self._placed(moment) for moment in said.dates}
        if not said.rules:
            added.add(place(self.start, self.clock))
        found |= {start for start in added if self.since <= start < self.before}
        for rule in said.excluding_rules:
            found -= self._rule(rule)
        found -= {self._placed(moment) for moment in said.excluded if isinstance(moment, datetime)}
        gone = {moment for moment in said.excluded if not isinstance(moment, datetime)}
        local = (start.astimezone(self.clock) for start in sorted(found))
        return [start for start in local if start.date() not in gone]

    def _rule(self, recur: Recur) -> set[datetime]:
        last = self._last(recur.until)
        end = self.before if last is None else min(self.before, last + timedelta(seconds=1))
        if end <= self.since:
            return set()
        since = wall_of(self.since, self.clock) - _MARGIN
        before = wall_of(end, self.clock) + _MARGIN
        if self.whole_days:
            recur = _without_clock(recur)
        placed = (place(wall, self.clock) for wall in walls(recur, self.start, since, before))
        return {start for start in placed if self.since <= start < end}

    def _last(self, until: Moment | None) -> datetime | None:
        """The last instant at which a start may lie."""
        if until is None:
            return None
        if not isinstance(until, datetime):
            return place(datetime.combine(until, _LAST_SECOND), self.clock)
        return self._placed(until)

    def _placed(self, moment: Moment) -> datetime:
        """The instant of a time as written; a day stands for DTSTART's time on it."""
        if not isinstance(moment, datetime):
            return place(datetime.combine(moment, self.start.time()), self.clock)
        if self.whole_days:
            return place(datetime.combine(moment.date(), time()), self.clock)
        return moment.astimezone(UTC) if moment.tzinfo else place(moment, self.clock)


def _without_clock(recur: Recur) -> Recur:
    """RFC 5545 §3.3.10: parts that speak of the clock are ignored where DTSTART is a date."""
    return replace(recur, hours=frozenset(), minutes=frozenset(), seconds=frozenset())


def _instant(edge: Moment, clock: ZoneInfo) -> datetime:
    """An end of the stretch, held inside the calendar."""
    moment = edge if isinstance(edge, datetime) else datetime.combine(edge, time())
    naive = moment.replace(tzinfo=None)
    if not _EARLIEST <= naive <= _LATEST:
        return min(max(naive, _EARLIEST), _LATEST).replace(tzinfo=UTC)
    return moment.astimezone(UTC) if moment.tzinfo else place(moment, clock)
