"""Equal writes of one series gathered into one act, as a person would have done it: one mail a guest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from backend.core.decisions import Link
from backend.core.fields import FieldName
from backend.core.items import AllDay, Appointment, Side
from backend.core.marks import edges, on_clock, span_mark
from backend.core.values import replace
from backend.core.writes import Create, CreateSeries, Delete, DeleteSeries, Reshape, Update, UpdateSeries
from backend.sync.desk import Desk
from backend.sync.expecting import expecting
from backend.sync.series_created import created, holds_alone, of_series
from backend.sync.tasks import PART, Act, Task


def gather(desk: Desk, side: Side, tasks: Sequence[Task]) -> list[Act]:
    """The writes of one side, in the order of the first of their tasks."""
    groups: dict[tuple[str, ...], list[Task]] = defaultdict(list)
    for number, task in enumerate(tasks):
        key = _key(task)
        groups[key if key and key[1] not in desk.one_by_one else ("", str(number))].append(task)
    decided = {task.link.id: task.link for task in tasks}
    acts: list[Act] = []
    for (kind, *_), group in groups.items():
        together = _GATHERERS[kind](desk, side, group, decided) if kind else []
        acts += together or [Act(task.write, (task,)) for task in group]
    return [_renamed(act) for act in acts]


def _key(task: Task) -> tuple[str, ...]:
    """What tasks have in common that can be one act; empty for a task by itself."""
    match task.write:
        case Create() if task.source and task.source.place:
            return "create", task.source.place.series
        case Update(fields=fields) if series := task.link.series[task.side]:
            return "update", series, *sorted(fields)
        case Delete(through=None) if series := task.link.series[task.side]:
            return "delete", series
        case _:
            return ()


def _renamed(act: Act) -> Act:
    """The tasks of a series' creation under parts of its key, by which a dead run's items are found again."""
    if not isinstance(act.write, CreateSeries | Reshape):
        return act
    # named by their links: a repeated creation may have fewer tasks
    tasks = tuple(
        replace(task, write=replace(task.write, intent=f"{act.write.intent}{PART}{task.link.id}"))
        for task in act.tasks
    )
    return Act(act.write, tasks)


# -- the same change of all items


def _updated(desk: Desk, side: Side, tasks: list[Task], decided: Mapping[UUID, Link]) -> list[Act]:
    """One change of a whole series, when most of its items change alike; in SuperOffice the others have to be
    exceptions already, while those of the calendar that are to differ are written after it."""
    if len(tasks) < 2:
        return []
    series = tasks[0].link.series[side]
    present = of_series(desk, side, series, decided)
    if any(link.wish.unlinked for link in present):
        # the series as a whole would take along what somebody took out of the sync
        return []
    if any(link.ids[side.other] is None for link in present) and any(_turns_public(task) for task in tasks):
        # and would let everybody read what is kept back because it is private
        return []
    if side is Side.CALENDAR and _moves(tasks[0]) and holds_alone(present):
        return []
    alike = _alike(desk, side, tasks)
    others = len(present) - len(alike)
    if len(alike) < 2 or others > len(alike) // 2 or (side is Side.SUPEROFFICE and len(alike) < len(tasks)):
        return []
    ordered = sorted(alike, key=lambda task: task.link.original)
    first = ordered[0].write
    assert isinstance(first, Update)
    ids = tuple(task.write.id for task in ordered if isinstance(task.write, Update))
    versions = tuple(task.write.version for task in ordered if isinstance(task.write, Update))
    saw = expecting(desk.rules.marker, side, (*present, *(task.link for task in tasks)))
    act = UpdateSeries(first.intent, series, ids, first.appointment, first.fields, versions, saw)
    return [Act(act, (*ordered, *(task for task in tasks if task not in alike)))]


def _moves(task: Task) -> bool:
    return isinstance(task.write, Update) and "span" in task.write.fields


def _turns_public(task: Task) -> bool:
    return isinstance(task.write, Update) and "private" in task.write.fields and not task.write.appointment.private


def _alike(desk: Desk, side: Side, tasks: Sequence[Task]) -> list[Task]:
    """The largest set of tasks that write the same values, spans by the step they take."""
    groups: dict[tuple[str, ...], list[Task]] = defaultdict(list)
    for task in tasks:
        assert isinstance(task.write, Update)
        groups[tuple(_said(desk, side, task, field) for field in sorted(task.write.fields))].append(task)
    return max(groups.values(), key=len)


def _said(desk: Desk, side: Side, task: Task, field: str) -> str:
    """What a task says about a field, comparable between the items of a series."""
    shown = task.link.shown[side].get(_name(field), [""])
    if field != "span" or len(shown) < 2:
        return shown[0]
    before, after = (edges(mark) for mark in (shown[1], shown[0]))
    if len(before[0]) != len(after[0]):
        return span_mark(_item(task).span)
    step = _wall(after[0], task) - _wall(before[0], task)
    return f"{step} {_wall(after[1], task) - _wall(after[0], task)}"


def _item(task: Task) -> Appointment:
    assert isinstance(task.write, Update)
    return task.write.appointment


def _name(field: str) -> FieldName:
    return field  # type: ignore[return-value]


def _wall(text: str, task: Task) -> datetime:
    """A moment of a mark on the clock of the item's zone; a day as its midnight."""
    span = _item(task).span
    if isinstance(span, AllDay):
        return datetime.fromisoformat(text).replace(tzinfo=None)
    return on_clock(text, span.zone)


# -- the end of all items, or of the later ones


def _deleted(desk: Desk, side: Side, tasks: list[Task], decided: Mapping[UUID, Link]) -> list[Act]:
    """A series that goes whole, or from one item on."""
    if len(tasks) < 2:
        return []
    series = tasks[0].link.series[side]
    present = of_series(desk, side, series, decided)
    ordered = sorted(tasks, key=lambda task: task.link.original)
    going = {task.link.id for task in ordered}
    staying = [link for link in present if link.id not in going]
    if any(link.original >= ordered[0].link.original for link in staying):
        return []
    source = ordered[0].link.series[side.other]
    if side is Side.CALENDAR and not staying and source and desk.gateways[Side.SUPEROFFICE].remains(source):
        # rows beyond the window: what is not known of must not go with the rest
        return []
    ids = tuple(task.write.id for task in ordered if isinstance(task.write, Delete))
    versions = tuple(task.write.version for task in ordered if isinstance(task.write, Delete))
    rest = side is Side.SUPEROFFICE or bool(staying)
    # what is at the edge of the window may be known or not
    until = desk.rules.window.last - timedelta(days=1)
    # under a key that is written down, by which the next run knows what a dead one left in the series
    return [Act(DeleteSeries(ordered[0].write.intent, series, ids, rest, versions, until), tuple(ordered))]


#: each with the links as this run has decided them and not written down yet
_GATHERERS: dict[str, Callable[[Desk, Side, list[Task], Mapping[UUID, Link]], list[Act]]] = {
    "create": created,
    "update": _updated,
    "delete": _deleted,
}
