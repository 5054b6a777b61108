"""Deliberate faults of the engine, each of which the random histories must catch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any
from unittest.mock import patch
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from backend.core import one_sided as one_sided_rules
from backend.core import plan, whose
from backend.core.decisions import CreateOn, Link, Missing, Presence, Remove, Unread
from backend.core.items import Side
from backend.core.plan import decide
from backend.core.seen import Seen
from backend.core.values import replace
from backend.core.wishes import NO_WISH
from backend.core.writes import Create, Delete, Update
from backend.store import journal, mailboxes, runs
from backend.store.journal import Intent
from backend.store.tables import Mailbox
from backend.sync import apply, deciding, planning, pull, recovery, run, settle
from backend.sync.desk import Desk
from backend.sync.pull import Picture
from backend.sync.steps import Step, agreed
from backend.sync.tasks import Task, new_key, order, tasks_of
from tests.chaos.ledger import Violation
from tests.chaos.people import FIELDS

Mutant = Callable[[], AbstractContextManager[object]]


@contextmanager
def sound() -> Iterator[None]:
    """The engine as it is."""
    yield


def cursor_first() -> AbstractContextManager[object]:
    """The cursor moves before the effects of what it passed."""

    def eager(desk: Desk) -> Picture:
        picture = pull.pull(desk)
        with desk.transaction() as connection:
            runs.move(connection, desk.mailbox_id, desk.kind, picture.cursors, desk.now)
        return picture

    return patch.object(run, "pull", eager)


def no_look_up() -> AbstractContextManager[object]:
    """After a crash an open create is made anew, without asking whether it took effect."""

    def forgetful(desk: Desk) -> dict[UUID, Intent]:
        recovery.recover(desk)
        return {}

    @contextmanager
    def both() -> Iterator[None]:
        with patch.object(recovery, "_find", lambda *_: {}), patch.object(run, "recover", forgetful):
            yield

    return both()


def no_journal() -> AbstractContextManager[object]:
    """Nothing is written down before it is done."""
    return patch.object(journal, "write_down", lambda *_: None)


def own_write_is_foreign() -> AbstractContextManager[object]:
    """What our own write made of an item counts as an edit of a person."""
    after = settle.Settlement._after

    def deaf(self: settle.Settlement, task: Task, link: Link, seen: Seen | None) -> Link:
        settled = after(self, task, link, seen)
        shown = {field: ["never seen"] for field in settled.shown[task.side]}
        return replace(
            settled,
            shown={**settled.shown, task.side: shown},
            versions={**settled.versions, task.side: ""},
        )

    return patch.object(settle.Settlement, "_after", deaf)


def deletion_beats_edit() -> AbstractContextManager[object]:
    """What was deleted on one side goes on the other, edited or not."""
    one_sided = one_sided_rules.one_sided

    def ruthless(link: Any, side: Side, seen: Seen, other: Any, rules: Any, around: Any) -> Any:
        return Remove(side) if isinstance(other, Missing) else one_sided(link, side, seen, other, rules, around)

    return patch.object(plan, "one_sided", ruthless)


def blind_delete() -> AbstractContextManager[object]:
    """The other half is deleted without being read again."""
    needs = planning._needs

    def blind_tasks(step: Step, open_creates: Mapping[UUID, str]) -> list[Task]:
        if isinstance(step.decision, Remove):
            side = step.decision.side
            write = Delete(new_key(), str(step.link.ids[side]), "")
            return [Task(step, agreed(step), side, write, "deleted")]
        return tasks_of(step, open_creates)

    def blind_decide(link: Any, presence: Mapping[Side, Presence], rules: Any, around: Any) -> Any:
        for side in Side:
            if isinstance(presence[side], Unread) and isinstance(presence[side.other], Missing):
                return Remove(side)
        return decide(link, presence, rules, around)

    def rarely_needs(link: Link, side: Side, other: Presence) -> bool:
        return not isinstance(other, Missing) and needs(link, side, other)

    @contextmanager
    def all_three() -> Iterator[None]:
        with (
            patch.object(apply, "tasks_of", blind_tasks),
            patch.object(deciding, "decide", blind_decide),
            patch.object(planning, "_needs", rarely_needs),
        ):
            yield

    return all_three()


def no_if_match() -> AbstractContextManager[object]:
    """Writes do not say which version they mean."""

    def careless(step: Step, open_creates: Mapping[UUID, str]) -> list[Task]:
        return [
            task if isinstance(task.write, Create) else replace(task, write=replace(task.write, version=""))
            for task in tasks_of(step, open_creates)
        ]

    return patch.object(apply, "tasks_of", careless)


def no_matching() -> AbstractContextManager[object]:
    """Calendars that meet for the first time are not matched."""

    return patch.object(planning, "match", lambda *_: [])


def key_names_the_item() -> AbstractContextManager[object]:
    """A create is known by its item, so that a second one after a deletion looks like a repeated one."""

    def stubborn(step: Step, open_creates: Mapping[UUID, str]) -> list[Task]:
        if isinstance(step.decision, CreateOn):
            return tasks_of(step, {step.link.id: step.link.id.hex})
        return tasks_of(step, open_creates)

    return patch.object(apply, "tasks_of", stubborn)


def no_fence() -> AbstractContextManager[object]:
    """A worker that slept until its lease was over goes on writing."""

    hold_on = mailboxes.hold_on

    def unfenced(connection: Connection, mailbox_id: UUID, _: int, seconds: float) -> bool:
        fence = connection.execute(select(col(Mailbox.fence)).where(col(Mailbox.id) == mailbox_id)).scalar_one()
        return hold_on(connection, mailbox_id, fence, seconds)

    return patch.object(mailboxes, "hold_on", unfenced)


def no_set_of_occurrences() -> AbstractContextManager[object]:
    """What a series shows no longer is not noticed: nobody announces a deleted occurrence."""
    return patch.object(pull, "_left_out", lambda *_: set())


def private_late() -> AbstractContextManager[object]:
    """SuperOffice is told that an item turned private after it was told its text."""

    def tardy(step: Step, open_creates: Mapping[UUID, str]) -> list[Task]:
        return [part for task in tasks_of(step, open_creates) for part in _flag_apart(task)]

    def last(task: Task, now: datetime) -> tuple[int, bool, str]:
        return (5, False, "") if _tells_flag(task) else order(task, now)

    @contextmanager
    def both() -> Iterator[None]:
        with patch.object(apply, "tasks_of", tardy), patch.object(apply, "order", last):
            yield

    return both()


def _tells_flag(task: Task) -> bool:
    return isinstance(task.write, Update) and task.side is Side.SUPEROFFICE and "private" in task.write.fields


def _flag_apart(task: Task) -> list[Task]:
    """A write of the private flag with others, as two."""
    if not (_tells_flag(task) and isinstance(task.write, Update) and len(task.write.fields) > 1):
        return [task]
    text = replace(task.write, fields=task.write.fields - {"private"})
    flag = replace(task.write, intent=new_key(), fields=frozenset({"private"}))
    return [replace(task, write=text), replace(task, write=flag)]


def deaf_while_it_runs() -> AbstractContextManager[object]:
    """A doorbell that rings during a run counts as answered by it."""
    give_back = mailboxes.give_back

    def deaf(work: Session, mailbox_id: UUID, fence: int, _: int, due_at: datetime) -> None:
        rung = work.execute(select(col(Mailbox.dirty)).where(col(Mailbox.id) == mailbox_id)).scalar_one()
        give_back(work, mailbox_id, fence, rung, due_at)

    return patch.object(mailboxes, "give_back", deaf)


def unlinked_is_synced() -> AbstractContextManager[object]:
    """What a person took out of the sync is synced."""

    def obstinate(link: Link | None, presence: Mapping[Side, Presence], rules: Any, around: Any) -> Any:
        return decide(replace(link, wish=NO_WISH) if link else None, presence, rules, around)

    return patch.object(deciding, "decide", obstinate)


def lenient_privacy() -> AbstractContextManager[object]:
    """Where both sides changed the private flag, SuperOffice decides and not the stricter side."""
    return patch.object(whose, "_stricter", lambda _: Side.SUPEROFFICE)


def whole_item() -> AbstractContextManager[object]:
    """The winner of one field wins the whole item."""
    rule = whose._shared

    def greedy(_: Any, views: Any, origin: Side, marker: Any) -> Any:
        choices = [choice for field in FIELDS if (choice := rule(field, views, origin, marker))]
        winning = (choice for choice in choices if views[choice.winner].item)
        return next((replace(choice, conflict=False) for choice in winning), None)

    return patch.object(whose, "_shared", greedy)


def losers_untold() -> AbstractContextManager[object]:
    """A value that loses a conflict is not kept."""
    return patch.object(settle.Settlement, "tell_conflicts", lambda *_: None)


#: how the oracle tells that a fault did harm: by a broken promise, or by two links of one item
CAUGHT_BY = (Violation, IntegrityError)

#: by name; `python -m tests.chaos --mutant NAME` plays with one
MUTANTS: dict[str, Mutant] = {
    mutant.__name__: mutant
    for mutant in (
        no_journal, no_look_up, cursor_first, own_write_is_foreign, deletion_beats_edit, blind_delete, no_if_match,
        no_matching, key_names_the_item, no_fence, no_set_of_occurrences, private_late, lenient_privacy,
        whole_item, losers_untold, deaf_while_it_runs, unlinked_is_synced,
    )
}  # fmt: skip
