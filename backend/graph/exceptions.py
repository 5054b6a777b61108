"""Exceptions that Graph drops with a new rule or time of their series (contracts/graph.md §1.8), put back."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile

from backend.core.items import Appointment
from backend.core.recurrence.rule import Endless, Series
from backend.core.recurrence.series import wall_starts
from backend.core.recurrence.wall import wall_of
from backend.core.seen import Seen
from backend.core.writes import Gone
from backend.core.zones import zone
from backend.graph.batch import Part, send_all
from backend.graph.calendar import Calendar
from backend.graph.client import GraphClient, Json
from backend.graph.marks import REMOVED, extended, intent_key
from backend.graph.outcomes import failure, succeeded
from backend.graph.paging import event_path
from backend.graph.wire import WRITABLE, write_event

log = logging.getLogger(__name__)

#: removed occurrences further back or ahead than this stay where they are
_BACK = timedelta(days=400)
_REACH = timedelta(days=3653)


def original_wall(seen: Seen, series: Series) -> datetime:
    """When the rule would have an item of *series* begin, on its own clock. The item has a place."""
    assert seen.place is not None
    moment = datetime.fromisoformat(seen.place.original)
    return wall_of(moment, zone(series.zone)) if moment.tzinfo else moment


def removed(before: Iterable[Seen], old: Series, new: Series) -> list[date]:
    """The days of *new*, which is *old* moved or cut, whose items had been removed *before*."""
    step = new.first - old.first
    there = {original_wall(one, old) for one in before if one.place}
    now = datetime.now(UTC).replace(tzinfo=None)
    # of a series without end only a part is listed, which ends elsewhere after a move
    until = max(there, default=datetime.min) if isinstance(old.range, Endless) else now + _REACH
    starts = takewhile(lambda start: start - step <= until, wall_starts(new))
    return [start.date() for start in starts if start - step >= now - _BACK and start - step not in there]


def on_days(items: Iterable[Seen], days: Collection[date], series: Series) -> list[Seen]:
    """Those of *items* of a series that are to begin on one of these days by its rule, of which none begins twice
    on a day."""
    return [one for one in items if one.place and original_wall(one, series).date() in days]


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


def put_back(client: GraphClient, calls: Sequence[Part]) -> bool:
    """Carry out *calls*; whether nothing is left to be done. Raises SideError."""
    answers = send_all(client, calls, repeatable=True)
    failed = sum(not (succeeded(answer) or isinstance(failure(answer), Gone)) for answer in answers)
    if failed:
        log.warning("exceptions of a series that were not put back: %d", failed)
    return not failed


@dataclass(frozen=True, slots=True)
class Retold:
    """What a master was told together with its new times: by how many days its items were moved by that, and the
    days on which it is not to show an item again."""

    step: int
    days: frozenset[date]


#: a write that leaves the days as they are, and shows nothing again
NOT_MOVED = Retold(0, frozenset())


def remembered(intent: str, retold: Retold) -> Json:
    """How a master is told. A process that dies before it has removed those items leaves the next one to it."""
    said = [intent_key(intent), f"{retold.step:+d}", *(day.isoformat() for day in sorted(retold.days))]
    return {"singleValueExtendedProperties": [extended(REMOVED, " ".join(said))]}


def remembered_of(master: Json, intents: Iterable[str]) -> Retold | None:
    """What *master*, fetched with EXPAND_REMOVED, was told by one of *intents*; None where that is not legible."""
    match master.get("singleValueExtendedProperties"):
        case [{"value": str(said)}]:
            key, *words = said.split() or [""]
            if key.casefold() in map(intent_key, intents):
                with suppress(ValueError):
                    step, *days = words
                    return Retold(int(step), frozenset(map(date.fromisoformat, days)))
    return None
