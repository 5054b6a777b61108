"""When the rows of a series take place: the spans of a rule, its parts, and rows moved by one step; pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from backend.core.items import AllDay, Span, Timed
from backend.core.recurrence.rule import Count, Dates, Series
from backend.core.recurrence.series import split, wall_starts
from backend.core.recurrence.wall import place, wall_of
from backend.core.zones import zone


def spans(rule: Series) -> list[Span]:
    """When a finite rule takes place, rising."""
    return [_span(rule, start) for start in wall_starts(rule)]


def _span(rule: Series, start: datetime) -> Span:
    end = start + rule.duration
    if rule.all_day:
        return AllDay(start.date(), max(start.date(), (end - timedelta(days=1)).date()))
    return _timed(start, end, rule.zone)


def parts(rule: Series, most: int) -> Iterator[Series]:
    """A finite rule in pieces of at most *most* starts."""
    rest: Series | None = rule
    for start in list(wall_starts(rule))[most::most]:
        if rest is not None:
            head, rest = split(rest, start)
            if head is not None:
                yield head
    if rest is not None:
        yield rest


def on_days(rule: Series, days: list[date]) -> Series:
    """A series like *rule* that takes place on *days*, which rise."""
    first = datetime.combine(days[0], rule.first.time())
    return Series(
        rule=Dates(tuple(days)),
        range=Count(len(days)),
        first=first,
        zone=rule.zone,
        duration=rule.duration,
        all_day=rule.all_day,
    )


def moved(start: datetime, first: datetime, after: Span, base: str) -> Span:
    """Where a row goes that begins at *start* when one that begins at *first* becomes *after*.

    It makes the same step on the clock, and has the same length then. *base*: the zone of SuperOffice's days.
    """
    if isinstance(after, AllDay):
        clock = zone(base)
        day = after.first + (wall_of(start, clock).date() - wall_of(first, clock).date())
        return AllDay(day, day + (after.last - after.first))
    clock = zone(after.zone)
    begins, ends = wall_of(after.start, clock), wall_of(after.end, clock)
    step = wall_of(start, clock) - wall_of(first, clock)
    return _timed(begins + step, ends + step, after.zone)


def _timed(start: datetime, end: datetime, name: str) -> Timed:
    """A wall-clock time as instants. One that the clocks leave out takes place later, as long as always."""
    clock = zone(name)
    begins = place(start, clock)
    return Timed(begins, max(begins, place(wall_of(begins, clock) + (end - start), clock)), name)
