"""When a series takes place, as its master has it, and how a move of one item moves them all; pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from backend.core.items import AllDay, Span
from backend.core.recurrence.obstacles import Inexpressible
from backend.core.recurrence.rule import Series
from backend.core.recurrence.series import shift
from backend.core.recurrence.wall import wall_of
from backend.core.values import replace
from backend.core.zones import windows, zone
from backend.graph.recurrence import write_recurrence
from backend.graph.told import Json


def write_times(series: Series) -> Json | Inexpressible:
    """Start, end and recurrence, which have to agree (contracts/graph.md §1.7), all in the zone of the series."""
    recurrence = write_recurrence(series)
    if isinstance(recurrence, Inexpressible):
        return recurrence
    name = windows(series.zone)
    start, end = (
        {"dateTime": moment.isoformat(timespec="seconds"), "timeZone": name}
        for moment in (series.first, series.first + series.duration)
    )
    return {"isAllDay": series.all_day, "start": start, "end": end, "recurrence": recurrence}


def moved(series: Series, present: Span, wanted: Span) -> Series | None:
    """*series* when one of its items goes from *present* to *wanted*: the step counts on the series' own clock.

    None where no rule says the result.
    """
    clock = zone(series.zone)
    (start, _), (goal, duration) = _on_clock(present, clock), _on_clock(wanted, clock)
    whole_days = isinstance(wanted, AllDay)
    first = series.first + (goal - start)
    if whole_days:
        first = datetime.combine(series.first.date() + (goal.date() - start.date()), time())
    result = shift(replace(series, all_day=False), first - series.first)
    return replace(result, all_day=whole_days, duration=duration) if result else None


def _on_clock(span: Span, clock: ZoneInfo) -> tuple[datetime, timedelta]:
    """Start and length on the wall."""
    if isinstance(span, AllDay):
        return datetime.combine(span.first, time()), span.last - span.first + timedelta(days=1)
    start = wall_of(span.start, clock)
    return start, wall_of(span.end, clock) - start
