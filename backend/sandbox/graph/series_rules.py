"""What Exchange forbids about the times of a series and of its occurrences (contracts/graph.md §1.3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from itertools import islice, pairwise
from typing import Any

from backend.sandbox.graph.entries import Entry, moment, occurrence
from backend.sandbox.graph.event_index import EventIndex
from backend.sandbox.graph.event_store import series_of
from backend.sandbox.graph.local_time import to_local
from backend.sandbox.graph.routing import bad_request

#: occurrences looked at to see whether a series overlaps itself
_SAMPLE = 8
#: cancelled neighbours passed over before the search for a living one ends
_PATIENCE = 400


def check_length(wire: dict[str, Any]) -> None:
    """Raise GraphError 400 when occurrences would overlap each other."""
    series = series_of(wire)
    assert series is not None, "asked for a series only"
    days = islice(series.rule.dates(series.rule.start), _SAMPLE)
    if any(series.length > series.local_start(later) - series.local_start(day) for day, later in pairwise(days)):
        raise bad_request(
            "The duration of the occurrences is longer than the time between them.",
            "ErrorOccurrenceTimeSpanTooBig",
        )


def check_neighbours(index: EventIndex, entry: Entry, changes: dict[str, Any]) -> None:
    """Raise GraphError 400 when an occurrence would be moved to or over the day of a neighbour."""
    series = entry.series
    assert entry.day is not None
    assert series is not None
    start, end = (to_local(moment(changes[name]), series.zone) for name in ("start", "end"))
    earlier = _neighbour(index, entry, series.rule.before)
    later = _neighbour(index, entry, series.rule.next)
    crossing = (earlier and _touches_day(earlier, start)) or (
        later and (end > to_local(later.start, series.zone) or start.date() >= _local_day(later))
    )
    if crossing:
        raise bad_request(
            "Modified occurrence is crossing or overlapping adjacent occurrence.",
            "ErrorOccurrenceCrossingBoundary",
        )


def _neighbour(index: EventIndex, entry: Entry, step: Callable[[date], date | None]) -> Entry | None:
    day = entry.day
    for _ in range(_PATIENCE):
        day = step(day) if day else None
        if day is None:
            return None
        if found := occurrence(index, entry.event, day):
            return found
    return None


def _touches_day(earlier: Entry, start: datetime) -> bool:
    assert earlier.series is not None
    return start < to_local(earlier.end, earlier.series.zone) or start.date() <= _local_day(earlier)


def _local_day(entry: Entry) -> date:
    assert entry.series is not None
    return to_local(entry.start, entry.series.zone).date()
