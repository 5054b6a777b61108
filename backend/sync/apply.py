"""Writing: each decision is written down first, then made so, then settled with what came back (sync-rules 16).

One batch is two transactions around its requests. A process may die between any two lines: before the first
transaction nothing happened; after it the next run finds the open intents and finishes them (sync.recovery).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import Connection

from backend.core.decisions import (
    Agree,
    Change,
    CreateOn,
    Decline,
    End,
    Forget,
    Hide,
    Leave,
    Link,
    Missing,
    Presence,
    Remove,
    Wait,
)
from backend.core.items import Side
from backend.core.marks import Shown
from backend.core.reasons import Reason
from backend.core.seen import Seen, Unmapped
from backend.core.values import replace
from backend.core.writes import Create, Outcome
from backend.store import colleagues, journal, links
from backend.store.journal import Intent
from backend.sync.aftermath import with_time, without
from backend.sync.desk import Cancelled, Desk, OutOfTime
from backend.sync.gather import gather
from backend.sync.marking import mark
from backend.sync.settle import Settlement
from backend.sync.steps import Step, agreed
from backend.sync.tasks import PART, Act, Task, order, tasks_of

#: decisions that take requests
_WRITTEN = (CreateOn, Change, Remove, Hide, Decline, End)
#: tasks that are written down together
_BATCH = 100
#: pairs born in a run of which SuperOffice is told together
_POINTERS = 200


def apply(desk: Desk, steps: Sequence[Step], open_creates: Mapping[UUID, str]) -> list[Link]:
    """Carry out *steps*. Returns the links that must be looked at again, because an item had changed or gone.

    *open_creates* has, by link, the key of a create whose answer was lost: the same intent is repeated.
    """
    mark(desk, steps)
    _point_joined(desk, steps)
    _note(desk, [s for s in steps if not isinstance(s.decision, _WRITTEN)])
    tasks = sorted(
        (task for step in steps for task in tasks_of(step, open_creates)), key=lambda task: order(task, desk.now)
    )
    for task in tasks:
        desk.report.planned[task.side] += 1
    settlement = Settlement(desk, tasks)
    later: dict[UUID, list[Task]] = {}
    for task in tasks:
        if task.side is Side.CALENDAR:
            later.setdefault(task.link.id, []).append(task)
    try:
        _carry_out(desk, tasks, later, settlement)
    except (Cancelled, OutOfTime):
        _point(desk, settlement)
        raise
    _point(desk, settlement)
    _ring_colleagues(desk, settlement)
    return settlement.restless()


def _carry_out(
    desk: Desk, tasks: Sequence[Task], later: Mapping[UUID, list[Task]], settlement: Settlement
) -> None:
    """Write *tasks*, batch by batch; *later* are those of the calendar by link."""
    for side in (Side.SUPEROFFICE, Side.CALENDAR):
        for gathered in _batches(gather(desk, side, _due(desk, side, tasks, settlement))):
            acts = [act for act in gathered if not settlement.has_found_home(act)]
            batch = [task for act in acts for task in act.tasks]
            # a decision is written down whole: what it means for the other side is open from now on, too
            decided = {task.write.intent: task for task in (*batch, *_of_links(side, batch, later))}
            with desk.before_writing() as connection:
                _write_down(desk, connection, list(decided.values()), settlement)
                journal.close(connection, _superseded(batch, later, decided), desk.now)
            _write(desk, side, acts, settlement)
            if len(settlement.pointers) >= _POINTERS:
                _point(desk, settlement)


def _due(desk: Desk, side: Side, tasks: Sequence[Task], settlement: Settlement) -> list[Task]:
    """The tasks of one side, but those that were to follow a write of the other that did not come about."""
    mine = [task for task in tasks if task.side is side]
    dropped = {task.write.intent for task in mine if settlement.must_stay(task)}
    if dropped:
        with desk.transaction() as connection:
            journal.close(connection, [(intent, "dropped") for intent in dropped], desk.now)
    return [task for task in mine if task.write.intent not in dropped]


def _batches(acts: Iterable[Act]) -> Iterable[list[Act]]:
    """Acts with about _BATCH tasks together; a series is never divided."""
    batch: list[Act] = []
    size = 0
    for act in acts:
        if batch and size + len(act.tasks) > _BATCH:
            yield batch
            batch, size = [], 0
        batch.append(act)
        size += len(act.tasks)
    if batch:
        yield batch


def _of_links(side: Side, batch: Sequence[Task], later: Mapping[UUID, list[Task]]) -> list[Task]:
    """The tasks that links of *batch*, which is of *side*, have on the other side in *later*."""
    ids = {task.link.id for task in batch}
    return [task for link_id in ids for task in later.get(link_id, ()) if task.side is not side]


def _superseded(
    batch: Sequence[Task], later: Mapping[UUID, list[Task]], decided: Collection[str]
) -> list[tuple[str, str]]:
    """Creates that were written down each by itself, and are items of one series in *batch*: nobody sends them."""
    return [
        (alone.write.intent, "dropped")
        for task in batch
        if PART in task.write.intent
        for alone in later.get(task.link.id, ())
        if isinstance(alone.write, Create) and alone.write.intent not in decided
    ]


def _write(desk: Desk, side: Side, acts: Sequence[Act], settlement: Settlement) -> None:
    """Write out and settle one batch of one side."""
    by_intent = {act.write.intent: act for act in acts}
    outcomes: list[tuple[Act, Outcome]] = []
    try:
        for write, outcome in desk.gateways[side].write([act.write for act in acts]):
            outcomes.append((by_intent[write.intent], outcome))
    finally:
        # what is known is kept, also when the side gives up in the middle
        with desk.transaction() as connection:
            settlement.settle(connection, outcomes)
    desk.tell()


def _point(desk: Desk, settlement: Settlement) -> None:
    """Tell SuperOffice the other halves of the pairs born since the last time."""
    if settlement.pointers:
        desk.gateways[Side.SUPEROFFICE].point(settlement.pointers)
        settlement.pointers.clear()


def _write_down(desk: Desk, connection: Connection, tasks: Sequence[Task], settlement: Settlement) -> None:
    """The first transaction: links as decided, values that lose, intents open."""
    fresh = [seen for task in tasks if (seen := settlement.at_first_sight(task))]
    links.remove(connection, [task.step.absorbed for task in fresh if task.step.absorbed])
    links.add(connection, desk.mailbox_id, [task.link for task in fresh if task.step.new], desk.now)
    links.save(connection, [task.link for task in fresh if not task.step.new], desk.now)
    settlement.tell_conflicts(connection, fresh)
    intents = [Intent(t.write.intent, t.link.id, t.side, t.action, desk.now) for t in tasks]
    journal.write_down(connection, desk.mailbox_id, desk.run_id, intents)


def _ring_colleagues(desk: Desk, settlement: Settlement) -> None:
    """Mailboxes of guests of a meeting that was written have something to look at."""
    rung = {box for guest in settlement.concerned if (box := desk.people.mailbox_of(guest))} - {desk.mailbox_id}
    if rung:
        # a transaction of its own: two runs that ring each other must not hold their own mailboxes meanwhile
        with desk.engine.begin() as connection:
            colleagues.ring(connection, rung)


def _point_joined(desk: Desk, steps: Sequence[Step]) -> None:
    """Back pointers of joined pairs come before their links: nothing else would ever tell that they are one."""
    pointers = {
        str(step.link.ids[Side.SUPEROFFICE]): str(step.link.ids[Side.CALENDAR])
        for step in steps
        if step.joined and isinstance(step.decision, Agree | Change)
    }
    if pointers:
        desk.tell(at_once=True)
        desk.gateways[Side.SUPEROFFICE].point(pointers)


def _note(desk: Desk, steps: Sequence[Step]) -> None:
    """Decisions without a request: what is remembered moves on, links are forgotten, skips get their reason."""
    added: list[Link] = []
    saved: list[Link] = []
    waiting: list[Link] = []
    removed: list[UUID] = []
    for step in steps:
        match step.decision:
            case Agree():
                (added if step.new else saved).append(agreed(step))
            case Leave(Reason.LICENCE as reason):
                desk.report.put_off(reason)
                waiting.append(_left(desk, step, reason))
                added += waiting[-1:] if step.new else []
            case Leave(reason):
                desk.report.skipped[reason.value] += 1
                (added if step.new else saved).append(_left(desk, step, reason))
            case Wait():
                waiting.append(step.link)
                added += waiting[-1:] if step.new else []
            case Forget():
                removed.append(step.link.id)
            case _:
                continue
        if step.absorbed:
            removed.append(step.absorbed)
    if not (added or saved or removed or waiting):
        return
    with desk.transaction() as connection:
        links.remove(connection, removed)
        links.add(connection, desk.mailbox_id, added, desk.now)
        links.save(connection, saved, desk.now)
        # somebody else's mailbox comes first: the next run looks again
        links.save(connection, waiting, desk.now, retry_at=desk.now)


def _left(desk: Desk, step: Step, reason: Reason) -> Link:
    """The link of an item that is left alone."""
    link = agreed(step)
    link = replace(link, shown={side: _arrived(desk, link, side, step.presence[side]) for side in Side})
    if reason is Reason.DECLINED:
        for side, one in step.presence.items():
            link = without(link, side) if isinstance(one, Missing) else link
        row = step.presence[Side.SUPEROFFICE]
        if isinstance(row, Seen) and not link.shown[Side.SUPEROFFICE]:
            link = with_time(link, Side.SUPEROFFICE, row)
    held = reason in (Reason.MASS_DELETION, Reason.INVITATIONS)
    return replace(link, state="held" if held else "skipped", reason=reason.value)


def _arrived(desk: Desk, link: Link, side: Side, presence: Presence) -> Shown:
    """What a side may show of a link, where a write of a dead run is seen to have arrived."""
    shown = link.shown[side]
    if not isinstance(presence, Seen) or isinstance(presence.item, Unmapped):
        return shown
    now = desk.rules.marker.marks(presence.item)
    return {field: marks[:1] if marks[:1] == [now.get(field)] else marks for field, marks in shown.items()}
