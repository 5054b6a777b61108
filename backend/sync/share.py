"""What one act on a series means for each of its items: new ones, changed ones, and the exceptions beside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from backend.core.decisions import Link
from backend.core.fields import FIELDS, FieldName
from backend.core.items import Appointment, Side
from backend.core.marks import Marker, Marks, Shown
from backend.core.meetings import PERSONAL, has_others
from backend.core.places import followed, placed
from backend.core.seen import Seen
from backend.core.values import replace
from backend.core.writes import Create, CreateSeries, Done, Made, Outcome, Reshape, Stale, Unsure, UpdateSeries
from backend.store import links
from backend.sync.aftermath import nowhere, standing
from backend.sync.desk import Desk
from backend.sync.tasks import Act, Task
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

    *settled*: links as they stand in this run or were decided, which the database does not know yet.
    """
    by_place = {seen.place.original: seen for seen in made.seen if seen.place}
    by_id = _by_former_id(made)
    by_new_place = _by_new_place(act, made)
    outcomes: list[tuple[Task, Outcome]] = []
    expected: dict[UUID, Shown] = {}
    taken: set[str] = set()
    made_now = [task for task in act.tasks if isinstance(task.write, Create)]
    added = _added(desk, connection, act, act.write, made) if isinstance(act.write, Reshape) else made.seen
    new = placed({task.link.id: _place_of(task, by_place) for task in made_now}, added)
    marker = desk.rules.marker
    usual = _usual(marker, act, made)
    for task in act.tasks:
        if isinstance(task.write, Create):
            seen = new.get(task.link.id)
        else:
            seen = by_id.get(_id_of(task)) or by_new_place.get(_place_after(act, task))
        if seen is None or seen.id in taken or not act.fulfils(task):
            outcomes.append((task, Stale()))
            continue
        taken.add(seen.id)
        if isinstance(act.write, UpdateSeries) and _kept_its_own(marker, act.write, usual, task, seen):
            outcomes.append((task, Stale()))
            continue
        outcomes.append((task, Done(seen)))
        if isinstance(act.write, CreateSeries | Reshape) and isinstance(seen.item, Appointment):
            # a series of the calendar that gets more days gives them its own content, whatever it was asked for
            lengthened = isinstance(act.write, Reshape) and task.side is Side.CALENDAR
            content = None if lengthened else act.write.item
            expected[task.link.id] = _expected(marker, content, usual, task, seen.item)
        elif task.side is Side.CALENDAR and isinstance(act.write, UpdateSeries) and "span" in act.write.fields:
            expected[task.link.id] = _lost(marker, act, made, task, seen)
    # what has another id by now, or shows what the others do, is known to where its task is not done
    looked_at = {task.link.id for task in act.tasks if act.fulfils(task) and not made.days}
    done = looked_at | {task.link.id for task, outcome in outcomes if isinstance(outcome, Done)}
    return Shared(outcomes, _siblings(desk, connection, act, made, settled, done), expected)


def _added(desk: Desk, connection: Connection, act: Act, write: Reshape, made: Made) -> list[Seen]:
    """Items that came to a series: those that were not there, and are no other pair's, as the row of an occurrence
    may stand by itself."""
    side, mine = act.tasks[0].side, {task.link.id for task in act.tasks}
    found = [seen for seen in made.seen if seen.id not in write.ids]
    linked = links.by_ids(connection, desk.mailbox_id, side, [seen.id for seen in found], desk.kind)
    taken = {link.ids[side] for link in linked if link.id not in mine and link.ids[side.other]}
    return [seen for seen in found if seen.id not in taken]


def _by_former_id(made: Made) -> dict[str, Seen]:
    """What the write was answered with, by the ids that it had before."""
    if not made.days:
        return {seen.id: seen for seen in made.seen}
    return followed({one.id: one.place.original for one in made.before if one.place}, made.seen, made.days)


def _by_new_place(act: Act, made: Made) -> dict[str, Seen]:
    """What the write was answered with, by place, where that tells which it is: a row keeps its id, and when it
    was moved the start that it once had; and what went to other days is followed."""
    if act.tasks[0].side is Side.SUPEROFFICE or made.days:
        return {}
    return {seen.place.original: seen for seen in made.seen if seen.place}


def in_doubt(
    desk: Desk, connection: Connection, act: Act, outcome: Outcome, settled: Mapping[UUID, Link]
) -> dict[UUID, Link]:
    """The links of rows that may have come with a rule, and were not given their own content for certain.

    They are copies of a row that was there, and what rows show now is nobody's edit when these are found, although
    the others have moved on by then. Each has a time of its own.
    """
    side = act.tasks[0].side
    if side is Side.CALENDAR or not isinstance(act.write, Reshape) or not isinstance(outcome, Unsure):
        return {}
    others = links.by_series(connection, desk.mailbox_id, side, [act.write.series])
    there: Shown = {field: [mark for one in others for mark in one.shown[side].get(field, ())] for field in FIELDS}
    there["span"] = []
    found = [settled[task.link.id] for task in act.tasks]
    return {one.id: replace(one, shown={**one.shown, side: _or(one.shown[side], there)}) for one in found}


def _or(shown: Shown, others: Shown) -> Shown:
    return {field: list(dict.fromkeys([*marks, *others.get(field, ())])) for field, marks in shown.items()}


def _usual(marker: Marker, act: Act, made: Made) -> Marks:
    """What items of a series show of each field that was written to all of it, as the system spells it. Each has a
    time of its own."""
    if isinstance(act.write, UpdateSeries):
        shown = act.tasks[0].link.shown[act.tasks[0].side]
        wanted = {field: shown[field][0] for field in FIELDS if field in act.write.fields - {"span"}}
    elif isinstance(act.write, CreateSeries | Reshape):
        model = marker.marks(act.write.item)
        wanted = {field: model[field] for field in FIELDS}
    else:
        return {}
    if made.series is not None:
        told = marker.marks(made.series)
        return {field: told[field] for field in wanted}
    items = [marker.marks(seen.item) for seen in made.seen if isinstance(seen.item, Appointment)]
    found = {field: Counter(marks[field] for marks in items) for field in wanted}
    return {
        field: mark if mark in found[field] else found[field].most_common(1)[0][0]
        for field, mark in wanted.items()
        if items
    }


def _kept_its_own(marker: Marker, write: UpdateSeries, usual: Marks, task: Task, seen: Seen) -> bool:
    """Whether an item shows what it showed before, or what somebody wrote in it since: an exception does not
    follow its series in what is its own."""
    if not isinstance(seen.item, Appointment):
        return False
    now, shown = marker.marks(seen.item), task.link.shown[task.side]
    return any(
        now[field] in shown.get(field, [])[1:] or now[field] != usual.get(field, now[field])
        for field in FIELDS
        if field in write.fields
    )


def _place_of(task: Task, there: Collection[str]) -> str:
    """The start of a new item by the rule of the series that it is copied from, if one is *there*, else by what is
    remembered."""
    told = task.source.place.original if task.source and task.source.place else ""
    return told if told in there else task.link.original or told


def _place_after(act: Act, task: Task) -> str:
    """Where an item is expected after its series was moved: at the start that it was given."""
    if not isinstance(act.write, UpdateSeries) or "span" not in act.write.fields:
        return task.link.original
    mark = task.link.shown[task.side].get("span", [""])[0]
    return mark.partition("/")[0]


def _id_of(task: Task) -> str:
    return str(task.link.ids[task.side])


def _expected(marker: Marker, content: Appointment | None, usual: Marks, task: Task, item: Appointment) -> Shown:
    """What a new item of a series may show.

    What the *content* that was written to the series became, *usual*, is the system's way of writing it; what an
    item shows instead of its own content is behind, and corrected by the next look. What is neither, somebody
    wrote meanwhile: about that nothing is agreed.
    """
    model, now = marker.marks(content) if content else {}, marker.marks(item)
    own = PERSONAL if content and has_others(content) else frozenset[FieldName]()
    wanted = task.link.shown[task.side]
    shown: Shown = {}
    for field in FIELDS:
        is_series_own = content is not None and field != "span" and field not in own
        if is_series_own and now[field] not in (usual[field], wanted[field][0]):
            shown[field] = []
        elif is_series_own and wanted[field][0] == model[field]:
            shown[field] = [now[field]]
        else:
            shown[field] = list(dict.fromkeys([wanted[field][0], now[field]]))
    return shown


def _lost(marker: Marker, act: Act, made: Made, task: Task, seen: Seen) -> Shown:
    """What an exception shows of its series since this has a new time, by which Outlook drops exceptions
    (contracts/graph.md §1.8), with what it is to show again."""
    before = task.link.shown[task.side]
    after = _behind(marker, act, made, task.link, seen)
    return {field: marks for field, marks in after.items() if marks != before[field]}


def _behind(marker: Marker, act: Act, made: Made, link: Link, seen: Seen) -> Shown:
    """What an item of a series may show, with what the act made it show beside what it was to show.

    What the act did not change, and what is not what the series shows, a person wrote meanwhile: that is for the
    next look to tell.
    """
    side = act.tasks[0].side
    shown = {**link.shown[side]}
    if side is Side.SUPEROFFICE or not isinstance(seen.item, Appointment):
        # a row keeps what is its own, whatever its series gets (contracts/superoffice.md §3.6)
        return shown
    # on another day it is another event
    was = next((one.item for one in made.before if one.id == link.ids[side]), None)
    if not isinstance(was, Appointment):
        reached = act.write.fields if isinstance(act.write, UpdateSeries) else FIELDS
        after = catching_up(marker, link, side, seen, made.seen).shown[side]
        return shown | {field: marks for field, marks in after.items() if field in reached}
    before, now = marker.marks(was), marker.marks(seen.item)
    # what goes to other days may show what another one does
    of_series = marker.marks(made.series) if made.series and not made.days else now
    for field in FIELDS:
        marks = shown.get(field, [])
        is_series_own = field == "span" or now[field] == of_series[field]
        if marks and now[field] not in marks and now[field] != before[field] and is_series_own:
            shown[field] = [marks[0], now[field]]
    return shown


def _siblings(
    desk: Desk,
    connection: Connection,
    act: Act,
    made: Made,
    settled: Mapping[UUID, Link],
    done: Collection[UUID],
) -> list[Link]:
    """Items of the series other than those *done* that the act changed, although nothing was to change for them:
    exceptions that were dropped with a new time (contracts/graph.md §1.8) are written again."""
    if not isinstance(act.write, UpdateSeries | Reshape):
        return []
    side = act.tasks[0].side
    by_id, by_new_place = _by_former_id(made), _by_new_place(act, made)
    found: list[Link] = []
    for stored in links.by_series(connection, desk.mailbox_id, side, [act.write.series]):
        link = settled.get(stored.id, stored)
        seen = by_id.get(str(link.ids[side])) or by_new_place.get(link.original)
        if seen is None and any(one.id == link.ids[side] for one in made.seen):
            found.append(nowhere(link, side))
        elif link.id not in done and seen is not None and isinstance(seen.item, Appointment):
            corrected = _corrected(desk.rules.marker, act, made, link, seen)
            if corrected is not None:
                found.append(corrected)
    if made.days:
        series = {task.link.series[Side.SUPEROFFICE] for task in act.tasks} - {""}
        rows = links.by_series(connection, desk.mailbox_id, Side.SUPEROFFICE, series)
        known = [settled.get(link.id, link) for link in rows]
        found += standing(known, act.write.series, made.seen, made.days)
    return found


def _corrected(marker: Marker, act: Act, made: Made, link: Link, seen: Seen) -> Link | None:
    """The link that expects what it did before, and knows what is there instead; None when all is well."""
    assert isinstance(seen.item, Appointment)
    side = act.tasks[0].side
    now = marker.marks(seen.item)
    series = seen.place.series if seen.place else ""
    off = {field for field in FIELDS if now[field] not in link.shown[side].get(field, [])}
    if not off and link.ids[side] == seen.id and link.series[side] == series:
        return None
    return replace(
        link,
        ids={**link.ids, side: seen.id},
        shown={**link.shown, side: _behind(marker, act, made, link, seen)},
        series={**link.series, side: series},
        original=seen.place.original if seen.place and side is Side.CALENDAR else link.original,
        versions={**link.versions, side: ""},
    )
