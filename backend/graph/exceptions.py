"""Exceptions that Graph drops with a new rule or time of their series (contracts/graph.md §1.8), put back."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from backend.core.items import Appointment
from backend.core.recurrence.rule import Endless, Series
from backend.core.recurrence.wall import wall_of
from backend.core.seen import Seen
from backend.core.zones import zone
from backend.graph.batch import Part, send_all
from backend.graph.calendar import Calendar
from backend.graph.client import GraphClient
from backend.graph.outcomes import succeeded
from backend.graph.paging import event_path
from backend.graph.wire import WRITABLE, write_event

log = logging.getLogger(__name__)

#: removed occurrences further back than this stay where they are
_BACK = timedelta(days=400)


def original_wall(seen: Seen, series: Series) -> datetime:
    """When the rule would have an item of *series* begin, on its own clock. The item has a place."""
    assert seen.place is not None
    moment = datetime.fromisoformat(seen.place.original)
    return wall_of(moment, zone(series.zone)) if moment.tzinfo else moment


def resurrected(before: Iterable[Seen], after: Iterable[Seen], old: Series, new: Series) -> list[Seen]:
    """Items of *new*, which is *old* moved, that had been removed *before*."""
    step = new.first - old.first
    there = {original_wall(one, old) for one in before if one.place}
    since = datetime.now(UTC).replace(tzinfo=None) - _BACK
    # of a series without end only a part is listed, which ends elsewhere after a move
    until = max(there, default=datetime.min) if isinstance(old.range, Endless) else datetime.max
    return [
        one
        for one in after
        if one.place and since <= (wall := original_wall(one, new) - step) <= until and wall not in there
    ]


def removals(items: Iterable[Seen]) -> list[Part]:
    """The calls that remove *items*."""
    return [Part("DELETE", event_path(one.id)) for one in items]


def changes(before: Iterable[Seen], after: Iterable[Seen], calendar: Calendar) -> list[Part]:
    """The calls that give items the content back that they had *before*."""
    then = {one.id: one.item for one in before}
    calls: list[Part] = []
    for one in after:
        item = then.get(one.id)
        if isinstance(item, Appointment) and isinstance(one.item, Appointment):
            lost = [name for name in WRITABLE if getattr(item, name) != getattr(one.item, name)]
            content = write_event(item, lost, home_zone=calendar.home_zone)
            calls += [Part("PATCH", event_path(one.id), content)] if content else []
    return calls


def put_back(client: GraphClient, calls: Sequence[Part]) -> None:
    """Carry out *calls*. What fails stays as Graph made it, and the next reading tells. Raises SideError."""
    failed = sum(not succeeded(answer) for answer in send_all(client, calls, repeatable=True))
    if failed:
        log.warning("exceptions of a series that were not put back: %d", failed)
