"""What one act on a series means for each of its items: new ones, changed ones, and the exceptions beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import Connection

from backend.core.decisions import Link
from backend.core.fields import FIELDS, FieldName
from backend.core.items import Appointment, Side
from backend.core.marks import Marker, Shown
from backend.core.meetings import PERSONAL, has_others
from backend.core.seen import Seen
from backend.core.writes import Create, CreateSeries, Done, Made, Outcome, Reshape, Stale, UpdateSeries
from backend.store import links
from backend.sync.desk import Desk
from backend.sync.gather import Act
from backend.sync.tasks import Task
from backend.sync.unfinished import catching_up


@dataclass(frozen=True, slots=True)
class Shared:
    """The outcomes of an act's tasks, and the links of other items of the series that must be looked at again."""

    outcomes: list[tuple[Task, Outcome]]
    siblings: list[Link]
    #: by link, what new items may show, with what is still to be said to those that differ from their series, and
    #: what others lost that was their own
    expected: dict[UUID, Shown]


def share(desk: Desk, connection: Connection, act: Act, made: Made, settled: Mapping[UUID, Link]) -> Shared:
    """Divide what came back between the tasks, by their places in the series or by their ids.

    *settled*: links as they stand in this run, which the database does not know yet.
    """
    by_place = {seen.place.original: seen for seen in made.seen if seen.place}
    by_id = {seen.id: seen for seen in made.seen}
    outcomes: list[tuple[Task, Outcome]] = []
    expected: dict[UUID, Shown] = {}
    taken: set[str] = set()
    for task in act.tasks:
        seen = by_place.get(_place_of(task)) if isinstance(task.write, Create) else by_id.get(_id_of(task))
        seen = seen or by_place.get(_place_after(act, task))
        if seen is None or seen.id in taken:
            outcomes.append((task, Stale()))
            continue
        taken.add(seen.id)
        if isinstance(act.write, UpdateSeries) and _kept_its_own(desk.rules.marker, act.write, task, seen):
            outcomes.append((task, Stale()))
            continue
        outcomes.append((task, Done(seen)))
        if isinstance(act.write, CreateSeries | Reshape) and isinstance(seen.item, Appointment):
            # a series of the calendar that gets more days gives them its own content, whatever it was asked for
            lengthened = isinstance(act.write, Reshape) and task.side is Side.CALENDAR
            content = None if lengthened else act.write.item
            expected[task.link.id] = _expected(desk.rules.marker, content, task, seen.item)
        elif task.side is Side.CALENDAR and isinstance(act.write, UpdateSeries) and "span" in act.write.fields:
            expected[task.link.id] = _lost(desk.rules.marker, task, seen, made.seen)
    return Shared(outcomes, _siblings(desk, connection, act, by_id, by_place, settled), expected)


def _kept_its_own(marker: Marker, write: UpdateSeries, task: Task, seen: Seen) -> bool:
    """Whether an item shows what it showed before: an exception does not follow its series in what is its own."""
    if not isinstance(seen.item, Appointment):
        return False
    now, shown = marker.marks(seen.item), task.link.shown[task.side]
    return any(now[field] in shown.get(field, [])[1:] for field in FIELDS if field in write.fields)


def _place_of(task: Task) -> str:
    place = task.source.place if task.source else None
    return place.original if place else task.link.original


def _place_after(act: Act, task: Task) -> str:
    """Where an item is expected after its series was moved: at the start that it was given."""
    if not isinstance(act.write, UpdateSeries) or "span" not in act.write.fields:
        return task.link.original
    mark = task.link.shown[task.side].get("span", [""])[0]
    return mark.partition("/")[0]


def _id_of(task: Task) -> str:
    return str(task.link.ids[task.side])


def _expected(marker: Marker, content: Appointment | None, task: Task, item: Appointment) -> Shown:
    """What a new item of a series may show.

    What the *content* that was written to the series became is the system's way of writing it; what an item shows
    instead of its own content is behind, and corrected by the next look.
    """
    model, now = marker.marks(content) if content else {}, marker.marks(item)
    own = PERSONAL if content and has_others(content) else frozenset[FieldName]()
    wanted = task.link.shown[task.side]
    shown: Shown = {}
    for field in FIELDS:
        is_series_own = field != "span" and field not in own and wanted[field][0] == model.get(field)
        shown[field] = [now[field]] if is_series_own else list(dict.fromkeys([wanted[field][0], now[field]]))
    return shown


def _lost(marker: Marker, task: Task, seen: Seen, series: Sequence[Seen]) -> Shown:
    """What an exception shows of its series since this has a new time, by which Outlook drops exceptions
    (contracts/graph.md §1.8), with what it is to show again."""
    before = task.link.shown[task.side]
    after = catching_up(marker, task.link, task.side, seen, series).shown[task.side]
    return {field: marks for field, marks in after.items() if marks != before[field]}


def _siblings(
    desk: Desk, connection: Connection, act: Act, by_id: Mapping[str, Seen], by_place: Mapping[str, Seen],
    settled: Mapping[UUID, Link],
) -> list[Link]:  # fmt: skip
    """Other items of the series that the act changed, although nothing was to change for them: exceptions that
    were dropped with a new time (contracts/graph.md §1.8) are written again."""
    if not isinstance(act.write, UpdateSeries | Reshape):
        return []
    side = act.tasks[0].side
    ours = {task.link.id for task in act.tasks}
    found: list[Link] = []
    for stored in links.by_series(connection, desk.mailbox_id, side, [act.write.series]):
        link = settled.get(stored.id, stored)
        seen = by_id.get(str(link.ids[side])) or by_place.get(link.original)
        if link.id not in ours and seen is not None and isinstance(seen.item, Appointment):
            corrected = _corrected(desk.rules.marker, link, side, seen)
            if corrected is not None:
                found.append(corrected)
    return found


def _corrected(marker: Marker, link: Link, side: Side, seen: Seen) -> Link | None:
    """The link that expects what it expected before, and knows what is there instead; None when all is well."""
    assert isinstance(seen.item, Appointment)
    now = marker.marks(seen.item)
    series = seen.place.series if seen.place else ""
    off = {field for field in FIELDS if now[field] not in link.shown[side].get(field, [])}
    if not off and link.ids[side] == seen.id and link.series[side] == series:
        return None
    shown = {
        field: [marks[0], now[field]] if field in off and marks else list(marks)
        for field, marks in link.shown[side].items()
    }
    return replace(
        link,
        ids={**link.ids, side: seen.id},
        shown={**link.shown, side: shown},
        series={**link.series, side: series},
        versions={**link.versions, side: ""},
    )
