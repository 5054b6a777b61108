"""Exceptions that Graph drops with a new rule or time of their series (contracts/graph.md §1.8), put back."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile

from backend.core.items import Appointment, Item
from backend.core.recurrence.rule import Endless, Series
from backend.core.recurrence.series import wall_starts
from backend.core.recurrence.wall import wall_of
from backend.core.seen import Seen, Unmapped
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
    on a day, and that nobody wrote since they are shown."""
    shown = [one for one in items if one.place and one.like_series]
    return [one for one in shown if original_wall(one, series).date() in days]


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
    """What a master was told together with its new times: by how many days its items were moved by that, the days
    on which it is not to show an item again, and by day the fields in which an item was not like its series."""

    step: int
    days: frozenset[date]
    own: Mapping[date, frozenset[str]] = field(default_factory=dict)


#: a write that leaves the days as they are, shows nothing again, and has nothing to drop
NOT_MOVED = Retold(0, frozenset())
#: fields that an item of a series may have of its own, but for its time
_CONTENT = tuple(name for name in WRITABLE if name != "span")


def own_of(before: Iterable[Seen], model: Item | Unmapped, old: Series, step: int) -> dict[date, frozenset[str]]:
    """By the day that it is to have, the fields in which an item of *old* is not like its series, the *model*."""
    differing = {
        original_wall(one, old).date() + timedelta(days=step): _unlike(one.item, model)
        for one in before
        if one.place and isinstance(one.item, Appointment) and isinstance(model, Appointment)
    }
    return {day: fields for day, fields in differing.items() if fields}


def lost_of(
    items: Iterable[Seen], model: Item | Unmapped, series: Series, retold: Retold
) -> dict[str, frozenset[str]]:
    """By item of *series*, the fields that were its own before the master was told, and are the *model's now."""
    found: dict[str, frozenset[str]] = {}
    for one in items:
        own = retold.own.get(original_wall(one, series).date()) if one.place else None
        if own and isinstance(one.item, Appointment) and isinstance(model, Appointment):
            found[one.id] = own - _unlike(one.item, model)
    return {item: fields for item, fields in found.items() if fields}


def _unlike(item: Appointment, model: Appointment) -> frozenset[str]:
    return frozenset(name for name in _CONTENT if getattr(item, name) != getattr(model, name))


def remembered(intent: str, retold: Retold) -> Json:
    """How a master is told. A process that dies before it has removed those items, or seen what Outlook dropped,
    leaves the next one to it."""
    own = [f"{day.isoformat()}={','.join(sorted(fields))}" for day, fields in sorted(retold.own.items())]
    said = [intent_key(intent), f"{retold.step:+d}", *(day.isoformat() for day in sorted(retold.days)), *own]
    return {"singleValueExtendedProperties": [extended(REMOVED, " ".join(said))]}


def remembered_of(master: Json, intents: Iterable[str]) -> Retold | None:
    """What *master*, fetched with EXPAND_REMOVED, was told by one of *intents*; None where that is not legible."""
    match master.get("singleValueExtendedProperties"):
        case [{"value": str(said)}]:
            key, *words = said.split() or [""]
            if key.casefold() in map(intent_key, intents):
                with suppress(ValueError):
                    step, *told = words
                    days = frozenset(date.fromisoformat(word) for word in told if "=" not in word)
                    own = (word.split("=") for word in told if "=" in word)
                    return Retold(
                        int(step),
                        days,
                        {date.fromisoformat(day): frozenset(names.split(",")) for day, names in own},
                    )
    return None
