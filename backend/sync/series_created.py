"""New items of one series gathered into one act: a new series, or more days of the one that is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from backend.core.decisions import Link
from backend.core.items import AllDay, Appointment, Side, Span, Timed
from backend.core.marks import Marks, edges, on_clock, span_mark
from backend.core.places import day_of
from backend.core.recurrence.fit import fit
from backend.core.recurrence.rule import Count, Series
from backend.core.recurrence.series import describes, split, starts, until_day, wall_starts
from backend.core.seen import Place
from backend.core.values import replace
from backend.core.writes import Create, CreateSeries, Reshape
from backend.core.zones import zone
from backend.store import links
from backend.sync.desk import Desk
from backend.sync.expecting import expecting
from backend.sync.tasks import PART, Act, Task, new_key

_ENDLESS = timedelta(days=20_000)
_DAY = timedelta(days=1)


def of_series(desk: Desk, side: Side, series: str, decided: Mapping[UUID, Link]) -> list[Link]:
    """The links of a series' items on *side*, each with its place and its time in the calendar as this run has
    found and *decided* them."""
    with desk.reading() as connection:
        stored = links.by_series(connection, desk.mailbox_id, side, [series])
    return [_as_decided(link, decided[link.id]) if link.id in decided else link for link in stored]


def _as_decided(link: Link, decided: Link) -> Link:
    span = {field: marks for field, marks in decided.shown[Side.CALENDAR].items() if field == "span"}
    shown = {**link.shown, Side.CALENDAR: {**link.shown[Side.CALENDAR], **span}}
    return replace(link, original=decided.original, shown=shown)


def created(desk: Desk, side: Side, tasks: list[Task], decided: Mapping[UUID, Link]) -> list[Act]:
    """Items of one series of the other side: a new series, or more days of the one that is there."""
    tasks = sorted(tasks, key=_original)
    first = tasks[0].source
    assert first is not None and first.place is not None
    # a row that was moved does not tell when its series begins
    rule = desk.gateways[side.other].rules([one for task in tasks if (one := task.source)]).get(first.place.series)
    if not isinstance(rule, Series):
        return []
    siblings = of_series(desk, side.other, first.place.series, decided)
    if any(map(_in_series(desk, side), siblings)):
        return _extended(desk, side, rule, siblings, tasks, decided)
    alone: list[Task] = []
    if side is Side.CALENDAR:
        tasks, alone = _past_neighbours(rule, tasks)
    # the calendar's series takes place on all days of its rule, and an event by itself may stand for some of them
    if side is Side.SUPEROFFICE or alone or any(link.ids[side] for link in siblings):
        if len(tasks) < 2:
            return []
        rule = _exactly(rule, [_original(task) for task in tasks])
    model = _item(_model(tasks))
    item = replace(model, span=_span_at(rule, model))
    assert isinstance(tasks[0].write, Create)
    uid = first.uid if side is Side.SUPEROFFICE else ""
    key = _shared_key(tasks) or new_key()
    together = Act(CreateSeries(key, rule, item, tasks[0].write.pointer, uid), tuple(tasks))
    return [together, *(Act(task.write, (task,)) for task in alone)]


def _past_neighbours(rule: Series, tasks: Sequence[Task]) -> tuple[list[Task], list[Task]]:
    """Of *tasks*, by their places, those that can be one series, and those that somebody moved to the day of a
    neighbour by the rule, or past it: no occurrence of Outlook may go there (contracts/graph.md §1.3)."""
    planned = [day_of(_original(task), rule.zone) for task in tasks]
    together: list[Task] = []
    alone: list[Task] = []
    for task, before, after in zip(tasks, [date.min, *planned[:-1]], [*planned[1:], date.max], strict=True):
        (together if before < _day(rule, task) < after else alone).append(task)
    return together, alone


def _day(rule: Series, task: Task) -> date:
    """The day on which a task's item begins on the clock of *rule*."""
    return on_clock(edges(span_mark(_item(task).span))[0], rule.zone).date()


def _in_series(desk: Desk, side: Side) -> Callable[[Link], bool]:
    """Which links have an item of a series on *side*."""
    return lambda link: bool(link.ids[side] and link.ids[side] not in desk.gone[side] and link.series[side])


def _extended(
    desk: Desk, side: Side, rule: Series, siblings: list[Link], tasks: list[Task], decided: Mapping[UUID, Link]
) -> list[Act]:
    """More days of a series: in SuperOffice exactly the days that are wanted, in the calendar the whole rule."""
    present = list(filter(_in_series(desk, side), siblings))
    series = Counter(link.series[side] for link in present).most_common(1)[0][0]
    mine = sorted((link for link in present if link.series[side] == series), key=lambda link: link.original)
    if side is Side.SUPEROFFICE:
        rule = _exactly(rule, [*(link.original for link in mine), *(_original(task) for task in tasks)])
    else:
        rule = _at_time_of(mine, rule)
        stay = [link for link in mine if link.ids[side.other] not in desk.gone[side.other]]
        # a day that was taken out, and has an event of its own, would be shown again (contracts/graph.md §1.8)
        absent = {None, *desk.gone[side]}
        rows = [link for link in siblings if link.ids[side] in absent or link.series[side] == series]
        if holds_alone(present) or not _fits(desk, rule, rows, stay, tasks):
            return []
    ids = tuple(str(link.ids[side]) for link in mine)
    item = _item(_model(tasks))
    saw = expecting(desk.rules.marker, side, (*mine, *decided.values())) if side is Side.CALENDAR else None
    item = replace(item, span=_span_at(rule, item))
    return [Act(Reshape(_shared_key(tasks) or new_key(), series, ids, rule, item, saw), tuple(tasks))]


def holds_alone(present: Iterable[Link]) -> bool:
    """Whether an event says what SuperOffice was not told yet: with a new time or other days of its series Outlook
    drops it (contracts/graph.md §1.8), and nobody knows it any more."""
    return any(len(marks) > 1 for link in present for marks in link.shown[Side.SUPEROFFICE].values())


def _at_time_of(events: Sequence[Link], rule: Series) -> Series:
    """*rule* at the time of most of these *events*: rows that were moved one by one leave it where it was."""
    times: Counter[tuple[time, timedelta]] = Counter()
    for link in events:
        span = edges(link.shown[Side.CALENDAR]["span"][0])
        begin, end = (on_clock(edge, rule.zone) for edge in span)
        if ("T" not in span[0]) == rule.all_day and begin.date() == day_of(link.original, rule.zone):
            times[begin.time(), end - begin + _DAY * rule.all_day] += 1
    if not times:
        return rule
    (at, length), _ = times.most_common(1)[0]
    return replace(rule, first=datetime.combine(rule.first.date(), at), duration=length)


def _fits(desk: Desk, rule: Series, rows: Sequence[Link], events: Sequence[Link], tasks: Sequence[Task]) -> bool:
    """Whether *rule* names the day of each of the *events* and, in the window, no day without one of the *rows* or
    *tasks*: rows that were moved one by one leave it where it was, and events would come and go with it."""
    days = {day_of(link.original, rule.zone) for link in events}
    # rows that were moved in step have other days than their series is known to have in SuperOffice
    known = {day_of(link.original, rule.zone) for link in (*rows, *(task.link for task in tasks))}
    window = desk.rules.window
    until = max(window.last, *days) if days else window.last
    named = {start.date() for start in wall_starts(rule, before=datetime.combine(until, time.max))}
    # what is at the edge may be known or not
    near = {day for day in named if window.first < day < window.last - _DAY}
    return days <= named and near <= known


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
    assert isinstance(task.write, Create)
    return task.write.appointment
