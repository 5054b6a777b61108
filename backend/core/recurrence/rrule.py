"""iCalendar text to a neutral series and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from backend.core.recurrence import content
from backend.core.recurrence.content import Moment
from backend.core.recurrence.narrowing import narrowed
from backend.core.recurrence.obstacles import Inexpressible, Obstacle
from backend.core.recurrence.recur import Recur, write, write_moment
from backend.core.recurrence.rule import Count, Dates, Endless, Range, Rule, Series, Until
from backend.core.recurrence.series import aligned
from backend.core.recurrence.terms import recur_of
from backend.core.recurrence.wall import place, wall_of
from backend.core.values import replace
from backend.core.zones import iana, zone

_DAY = timedelta(days=1)
_LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Told:
    """What lines say: a series, and the starts that EXDATE takes out of it, on its wall clock."""

    series: Series
    removed: frozenset[datetime]


def from_lines(
    lines: Iterable[str], dtstart: datetime | date, tzid: str, duration: timedelta
) -> Told | Inexpressible:
    """The series behind RRULE, RDATE and EXDATE lines; the same starts as `expand` gives.

    *dtstart*: wall clock of *tzid*, or aware, or a date for all-day. Raises ValueError naming the part of a line
    that is wrong, UnknownZone for *tzid*.
    """
    said = content.read(lines)
    clock = zone(tzid)
    all_day = not isinstance(dtstart, datetime)
    start = wall_of(dtstart, clock).replace(microsecond=0) if isinstance(dtstart, datetime) else _midnight(dtstart)
    obstacles = _of_the_set(said)
    rule: Rule | Inexpressible
    limit: Range
    if said.rules:
        rule = narrowed(said.rules[0], start)
        limit = _range(said.rules[0], start, clock, all_day)
    else:
        rule = _dates(said, start, clock)
        limit = Count(len(rule.days)) if isinstance(rule, Dates) else Endless()
    if isinstance(rule, Inexpressible):
        return Inexpressible(rule.reasons | obstacles)
    if obstacles:
        return Inexpressible(obstacles)
    first = datetime.combine(rule.days[0], start.time()) if isinstance(rule, Dates) else start
    series = aligned(
        Series(rule=rule, range=limit, first=first, zone=iana(tzid), duration=duration, all_day=all_day)
    )
    if series is None:
        return Inexpressible.by(Obstacle.NO_OCCURRENCE)
    return Told(series, frozenset(_wall(moment, start, clock) for moment in said.excluded))


def to_lines(series: Series) -> list[str]:
    """The lines that stand beside DTSTART (the series' first start, in its zone).

    UNTIL is written in UTC, as RFC 5545 §3.3.10 wants it beside a DTSTART with a zone.
    """
    if isinstance(series.rule, Dates):
        return _rdate(series, series.rule.days[1:])
    recur = recur_of(series.rule)
    match series.range:
        case Endless():
            pass
        case Until(last) if series.all_day:
            recur = replace(recur, until=last)
        case Until(last):
            recur = replace(recur, until=place(datetime.combine(last, _LAST_SECOND), zone(series.zone)))
        case Count(number):
            recur = replace(recur, count=number)
        case _:
            assert_never(series.range)
    return [f"RRULE:{write(recur)}"]


def _of_the_set(said: content.Content) -> frozenset[Obstacle]:
    found = {
        Obstacle.SEVERAL_RULES: len(said.rules) > 1,
        Obstacle.EXCLUDING_RULE: bool(said.excluding_rules),
        Obstacle.EXTRA_DATES: bool(said.rules and said.dates),
    }
    return frozenset(obstacle for obstacle, stands in found.items() if stands)


def _dates(said: content.Content, start: datetime, clock: ZoneInfo) -> Dates | Inexpressible:
    added = {_wall(moment, start, clock) for moment in said.dates} | {start}
    if any(moment.time() != start.time() for moment in added):
        return Inexpressible.by(Obstacle.UNEVEN_TIMES)
    return Dates(tuple(sorted(moment.date() for moment in added)))


def _range(recur: Recur, start: datetime, clock: ZoneInfo, all_day: bool) -> Range:
    if recur.count is not None:
        return Count(recur.count)
    if recur.until is None:
        return Endless()
    return Until(_last_day(recur.until, start.time(), clock, all_day))


def _last_day(until: Moment, at: time, clock: ZoneInfo, all_day: bool) -> date:
    """The last day whose start, at *at* o'clock, is not after UNTIL (contracts/graph.md §1.7, 9)."""
    if not isinstance(until, datetime):
        return until
    if all_day:
        return until.date()
    limit = until if until.tzinfo else place(until, clock)
    day = wall_of(limit, clock).date() + _DAY
    while place(datetime.combine(day, at), clock) > limit:
        day -= _DAY
    return day


def _wall(moment: Moment, start: datetime, clock: ZoneInfo) -> datetime:
    """A time in a line on the series' clock; a day stands for DTSTART's time on it."""
    if isinstance(moment, datetime):
        return wall_of(moment, clock)
    return datetime.combine(moment, start.time())


def _rdate(series: Series, days: tuple[date, ...]) -> list[str]:
    if not days:
        return []
    if series.all_day:
        return ["RDATE;VALUE=DATE:" + ",".join(write_moment(day) for day in days)]
    at = series.first.time()
    walls = ",".join(write_moment(datetime.combine(day, at)) for day in days)
    return [f"RDATE;TZID={series.zone}:{walls}"]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
