"""Writing: each decision is written down first, then made so, then settled with what came back (sync-rules 16).

One batch is two transactions around its requests. A process may die between any two lines: before the first
transaction nothing happened; after it the next run finds the open intents and finishes them (sync.recovery).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection

from backend.core.items import Appointment, Side
from backend.core.marks import FieldName, span_mark
from backend.core.plan import Agree, Change, CreateOn, Forget, Leave, Link, Remove
from backend.core.reasons import Reason
from backend.core.sides import Create, Delete, Outcome, Seen, Update
from backend.store import journal, links
from backend.store.journal import Intent
from backend.sync.desk import Desk
from backend.sync.planning import Step, agreed
from backend.sync.settle import Settlement, Task

#: tasks that are written down together
_BATCH = 100


def apply(desk: Desk, steps: Sequence[Step], open_creates: Mapping[UUID, str]) -> list[Link]:
    """Carry out *steps*. Returns the links that must be looked at again, because an item had changed or gone.

    *open_creates* has, by link, the key of a create whose answer was lost: the same intent is repeated.
    """
    _point_joined(desk, steps)
    _note(desk, [step for step in steps if not isinstance(step.decision, CreateOn | Change | Remove)])
    tasks = sorted(
        (task for step in steps for task in _tasks(step, open_creates)), key=lambda t: _order(t, desk.now)
    )
    for task in tasks:
        desk.report.planned[task.side] += 1
    settlement = Settlement(desk)
    later = {task.link.id: task for task in tasks if task.side is Side.CALENDAR}
    for side in (Side.SUPEROFFICE, Side.CALENDAR):
        mine = [task for task in tasks if task.side is side]
        for begin in range(0, len(mine), _BATCH):
            batch = mine[begin : begin + _BATCH]
            # a decision is written down whole: what it means for the other side is open from now on, too
            decided = {task.write.intent: task for task in (*batch, *_of_links(batch, later))}
            with desk.transaction() as connection:
                _write_down(desk, connection, list(decided.values()), settlement)
            _write(desk, side, batch, settlement)
    return settlement.again


def _of_links(batch: Sequence[Task], later: Mapping[UUID, Task]) -> list[Task]:
    """The tasks that links of *batch* have in *later*."""
    return [task for link_id in {task.link.id for task in batch} if (task := later.get(link_id))]


def _write(desk: Desk, side: Side, tasks: Sequence[Task], settlement: Settlement) -> None:
    """Write out and settle one batch of one side."""
    by_intent = {task.write.intent: task for task in tasks}
    outcomes: list[tuple[Task, Outcome]] = []
    try:
        for write, outcome in desk.gateways[side].write([task.write for task in tasks]):
            outcomes.append((by_intent[write.intent], outcome))
    finally:
        # what is known is kept, also when the side gives up in the middle
        with desk.transaction() as connection:
            settlement.settle(connection, outcomes)
    if pointers := settlement.take_pointers():
        desk.gateways[Side.SUPEROFFICE].point(pointers)
    desk.tell()


def _write_down(desk: Desk, connection: Connection, tasks: Sequence[Task], settlement: Settlement) -> None:
    """The first transaction: links as decided, values that lose, intents open."""
    fresh = [task for task in tasks if settlement.first_sight(task)]
    links.remove(connection, [task.step.absorbed for task in fresh if task.step.absorbed])
    links.add(connection, desk.mailbox_id, [task.link for task in fresh if task.step.new], desk.now)
    links.save(connection, [task.link for task in fresh if not task.step.new], desk.now)
    settlement.tell_conflicts(connection, fresh)
    intents = [Intent(t.write.intent, t.link.id, t.side, t.action, desk.now) for t in tasks]
    journal.write_down(connection, desk.mailbox_id, desk.run_id, intents)


def _point_joined(desk: Desk, steps: Sequence[Step]) -> None:
    """Back pointers of joined pairs come before their links: nothing else would ever tell that they are one."""
    pointers = {
        str(step.link.ids[Side.SUPEROFFICE]): str(step.link.ids[Side.CALENDAR])
        for step in steps
        if step.joined and isinstance(step.decision, Agree | Change)
    }
    if pointers:
        desk.gateways[Side.SUPEROFFICE].point(pointers)


def _note(desk: Desk, steps: Sequence[Step]) -> None:
    """Decisions without a request: what is remembered moves on, links are forgotten, skips get their reason."""
    added: list[Link] = []
    saved: list[Link] = []
    removed: list[UUID] = []
    for step in steps:
        match step.decision:
            case Agree():
                (added if step.new else saved).append(agreed(step))
            case Leave(reason):
                desk.report.skipped[reason.value] += 1
                (added if step.new else saved).append(_left(step, reason))
            case Forget():
                removed.append(step.link.id)
            case _:
                continue
        if step.absorbed:
            removed.append(step.absorbed)
    if not (added or saved or removed):
        return
    with desk.transaction() as connection:
        links.remove(connection, removed)
        links.add(connection, desk.mailbox_id, added, desk.now)
        links.save(connection, saved, desk.now)


def _left(step: Step, reason: Reason) -> Link:
    """The link of an item that is left alone."""
    link = agreed(step)
    state = "held" if reason is Reason.MASS_DELETION else "skipped"
    return replace(link, state=state, reason=reason.value)


def _tasks(step: Step, open_creates: Mapping[UUID, str]) -> list[Task]:
    """The writes that a decision asks for."""
    match step.decision:
        case CreateOn(side, item, again):
            link = agreed(step)
            source = step.presence[side.other]
            pointer = str(link.ids[side.other])
            uid = link.uid if side is Side.SUPEROFFICE and isinstance(source, Seen) else ""
            create = Create(open_creates.get(link.id) or _key(), item, pointer, uid)
            return [Task(step, link, side, create, "restored" if again else "created")]
        case Change(merged):
            link = agreed(step)
            return [
                Task(step, link, side, _update(link, step, side, item, merged.fields[side]), "updated")
                for side, item in merged.targets.items()
            ]
        case Remove(side):
            seen = step.presence[side]
            assert isinstance(seen, Seen)
            return [Task(step, agreed(step), side, Delete(_key(), seen.id, seen.version), "deleted")]
        case _:
            return []


def _update(link: Link, step: Step, side: Side, item: Appointment, fields: frozenset[FieldName]) -> Update:
    return Update(_key(), str(link.ids[side]), link.versions[side], item, frozenset(map(str, fields)))


def _key() -> str:
    """A new intent's key."""
    return uuid4().hex


def _order(task: Task, now: datetime) -> tuple[int, bool, str]:
    """Privacy first, then changes, then new items from today on, deletions last (sync-rules 14)."""
    match task.write:
        case Update(item=item, fields=fields):
            return (0 if "private" in fields and item.private else 1), False, ""
        case Create(item=item):
            mark = span_mark(item.span)
            return 2, mark < f"{now:%Y-%m-%d}", mark
        case Delete():
            return 3, False, ""
