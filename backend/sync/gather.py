"""Equal writes of one series gathered into one act, as a person would have done it: one mail a guest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from backend.core.decisions import Link
from backend.core.fields import FieldName
from backend.core.items import AllDay, Appointment, Side, Span, Timed
from backend.core.marks import Marks, span_mark
from backend.core.places import day_of
from backend.core.recurrence.fit import fit
from backend.core.recurrence.rule import Count, Series
from backend.core.recurrence.series import describes, split, starts, until_day
from backend.core.seen import Place
from backend.core.writes import Create, CreateSeries, Delete, DeleteSeries, Reshape, Update, UpdateSeries, Write
from backend.core.zones import zone
from backend.store import links
from backend.sync.desk import Desk
from backend.sync.expecting import expecting
from backend.sync.tasks import PART, Task, new_key

_ENDLESS = timedelta(days=20_000)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Act:
    """One write, and the tasks that it fulfils."""

    write: Write
    tasks: tuple[Task, ...]


def gather(desk: Desk, side: Side, tasks: Sequence[Task]) -> list[Act]:
    """The writes of one side, in the order of the first of their tasks."""
    groups: dict[tuple[str, ...], list[Task]] = defaultdict(list)
    for number, task in enumerate(tasks):
        key = _key(task)
        groups[key if key and key[1] not in desk.one_by_one else ("", str(number))].append(task)
    acts: list[Act] = []
    for (kind, *_), group in groups.items():
        together = _GATHERERS[kind](desk, side, group) if kind else []
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


# -- new items


def _created(desk: Desk, side: Side, tasks: list[Task]) -> list[Act]:
    """Items of one series of the other side: a new series, or more days of the one that is there."""
    tasks = sorted(tasks, key=_original)
    first = tasks[0].source
    assert first is not None and first.place is not None
    # a row that was moved does not tell when its series begins
    rule = desk.gateways[side.other].rules([one for task in tasks if (one := task.source)]).get(first.place.series)
    if not isinstance(rule, Series):
        return []
    with desk.reading() as connection:
        siblings = links.by_series(connection, desk.mailbox_id, side.other, [first.place.series])
    there = [link for link in siblings if link.ids[side] and link.ids[side] not in desk.gone[side]]
    present = [link for link in there if link.series[side]]
    model = _model(tasks)
    if present:
        if side is Side.CALENDAR and _holds_alone(present):
            return []
        return _extended(side, rule, present, tasks, model)
    # the calendar's series takes place on all days of its rule, and an event by itself may stand for some of them
    if side is Side.SUPEROFFICE or any(link.ids[side] for link in siblings):
        if len(tasks) == 1:
            return []
        rule = _exactly(rule, [_original(task) for task in tasks])
    item = replace(_item(model), span=_span_at(rule, _item(model)))
    assert isinstance(tasks[0].write, Create)
    uid = first.uid if side is Side.SUPEROFFICE else ""
    key = _shared_key(tasks) or new_key()
    return [Act(CreateSeries(key, rule, item, tasks[0].write.pointer, uid), tuple(tasks))]


def _extended(side: Side, rule: Series, present: list[Link], tasks: list[Task], model: Task) -> list[Act]:
    """More days of a series: in SuperOffice exactly the days that are wanted, in the calendar the whole rule."""
    series = Counter(link.series[side] for link in present).most_common(1)[0][0]
    mine = sorted((link for link in present if link.series[side] == series), key=lambda link: link.original)
    if side is Side.SUPEROFFICE:
        rule = _exactly(rule, [*(link.original for link in mine), *(_original(task) for task in tasks)])
    else:
        rule = _at_time_of(mine, rule)
    ids = tuple(str(link.ids[side]) for link in mine)
    item = replace(_item(model), span=_span_at(rule, _item(model)))
    return [Act(Reshape(_shared_key(tasks) or new_key(), series, ids, rule, item), tuple(tasks))]


def _at_time_of(events: Sequence[Link], rule: Series) -> Series:
    """*rule* at the time of most of these *events*: rows that were moved one by one leave it where it was."""
    times: Counter[tuple[time, timedelta]] = Counter()
    for link in events:
        edges = _edges(link.shown[Side.CALENDAR]["span"][0])
        begin, end = (_on_clock(edge, rule.zone) for edge in edges)
        if ("T" not in edges[0]) == rule.all_day and begin.date() == day_of(link.original, rule.zone):
            times[begin.time(), end - begin + _DAY * rule.all_day] += 1
    if not times:
        return rule
    (at, length), _ = times.most_common(1)[0]
    return replace(rule, first=datetime.combine(rule.first.date(), at), duration=length)


def _exactly(rule: Series, originals: Iterable[str]) -> Series:
    """*rule* cut to these starts: as a pattern where it names just these days, else day by day."""
    days = sorted({day_of(original, rule.zone) for original in originals})
    begin = datetime.combine(days[0], time())
    tail = split(rule, begin)[1]
    cut = until_day(tail, days[-1]) if tail else None
    expected = [datetime.combine(day, rule.first.time()) for day in days]
    if cut and describes(cut, expected, begin, datetime.combine(days[-1], time()) + _DAY):
        return cut
    found = fit(days)
    return replace(rule, rule=found, range=Count(len(days)), first=expected[0])


def _span_at(rule: Series, item: Appointment) -> Span:
    """The span of the first start of *rule*."""
    if rule.all_day:
        days = max(rule.duration // _DAY, 1)
        return AllDay(rule.first.date(), rule.first.date() + (days - 1) * _DAY)
    clock = zone(rule.zone)
    start = next(iter(starts(rule, rule.first.replace(tzinfo=UTC) - 2 * _DAY, _end(rule))))
    end = (start.replace(tzinfo=None) + rule.duration).replace(tzinfo=clock)
    return Timed(start.astimezone(UTC), end.astimezone(UTC), rule.zone)


def _end(rule: Series) -> datetime:
    return rule.first.replace(tzinfo=UTC) + _ENDLESS


def _model(tasks: Sequence[Task]) -> Task:
    """The item that most of the others are like; its content is that of the series."""
    likes = Counter(_content(_marks(task)) for task in tasks)
    usual = likes.most_common(1)[0][0]
    return next(task for task in tasks if _content(_marks(task)) == usual)


def _content(marks: Marks) -> tuple[tuple[str, str], ...]:
    return tuple((field, mark) for field, mark in sorted(marks.items()) if field != "span")


def _marks(task: Task) -> Marks:
    return {field: marks[0] for field, marks in task.link.shown[task.side].items()}


def _shared_key(tasks: Sequence[Task]) -> str:
    """The key under which a dead run began to make these; "" when it did not."""
    keys = {task.write.intent.partition(PART)[0] for task in tasks if PART in task.write.intent}
    return keys.pop() if len(keys) == 1 else ""


def _original(task: Task) -> str:
    place: Place | None = task.source.place if task.source else None
    return place.original if place else task.link.original


def _item(task: Task) -> Appointment:
    assert isinstance(task.write, Create | Update)
    return task.write.appointment


# -- the same change of all items


def _updated(desk: Desk, side: Side, tasks: list[Task]) -> list[Act]:
    """One change of a whole series, when most of its items change alike and the others are exceptions already."""
    if len(tasks) < 2:
        return []
    series = tasks[0].link.series[side]
    with desk.reading() as connection:
        present = links.by_series(connection, desk.mailbox_id, side, [series])
    if any(link.wish.unlinked for link in present):
        # the series as a whole would take along what somebody took out of the sync
        return []
    if any(link.ids[side.other] is None for link in present) and any(_turns_public(task) for task in tasks):
        # and would let everybody read what is kept back because it is private
        return []
    if side is Side.CALENDAR and _moves(tasks[0]) and _holds_alone(present):
        return []
    alike = _alike(desk, side, tasks)
    others = len(present) - len(alike)
    if len(alike) < 2 or others > len(alike) // 2 or len(alike) < len(tasks):
        return []
    ordered = sorted(alike, key=lambda task: task.link.original)
    first = ordered[0].write
    assert isinstance(first, Update)
    ids = tuple(task.write.id for task in ordered if isinstance(task.write, Update))
    versions = tuple(task.write.version for task in ordered if isinstance(task.write, Update))
    saw = expecting(desk.rules.marker, side, [task.link for task in ordered])
    act = UpdateSeries(first.intent, series, ids, first.appointment, first.fields, versions, saw)
    return [Act(act, tuple(ordered))]


def _holds_alone(present: Iterable[Link]) -> bool:
    """Whether an event says what SuperOffice was not told yet: with a new time or other days of its series Outlook
    drops it (contracts/graph.md §1.8), and nobody knows it any more."""
    return any(len(marks) > 1 for link in present for marks in link.shown[Side.SUPEROFFICE].values())


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
    before, after = (_edges(mark) for mark in (shown[1], shown[0]))
    if len(before[0]) != len(after[0]):
        return span_mark(_item(task).span)
    step = _wall(after[0], task) - _wall(before[0], task)
    return f"{step} {_wall(after[1], task) - _wall(after[0], task)}"


def _name(field: str) -> FieldName:
    return field  # type: ignore[return-value]


def _edges(mark: str) -> tuple[str, str]:
    first, _, last = mark.partition("/")
    return first, last


def _wall(text: str, task: Task) -> datetime:
    """A moment of a mark on the clock of the item's zone; a day as its midnight."""
    span = _item(task).span
    if isinstance(span, AllDay):
        return datetime.fromisoformat(text).replace(tzinfo=None)
    return _on_clock(text, span.zone)


def _on_clock(text: str, clock: str) -> datetime:
    """A moment of a mark on the clock of a zone; a day as its midnight."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo is None else moment.astimezone(zone(clock)).replace(tzinfo=None)


# -- the end of all items, or of the later ones


def _deleted(desk: Desk, side: Side, tasks: list[Task]) -> list[Act]:
    """A series that goes whole, or from one item on."""
    if len(tasks) < 2:
        return []
    series = tasks[0].link.series[side]
    with desk.reading() as connection:
        present = links.by_series(connection, desk.mailbox_id, side, [series])
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
    # under a key that is written down, by which the next run knows what a dead one left in the series
    return [Act(DeleteSeries(ordered[0].write.intent, series, ids, rest, versions), tuple(ordered))]


_GATHERERS: dict[str, Callable[[Desk, Side, list[Task]], list[Act]]] = {
    "create": _created,
    "update": _updated,
    "delete": _deleted,
}
