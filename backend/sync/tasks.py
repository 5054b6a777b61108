"""From decisions to writes: each with its link as it is written down before, in the order of their urgency."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from secrets import token_hex
from typing import Literal
from uuid import UUID

from msgspec import Struct

from backend.core.decisions import Change, CreateOn, Decline, End, Hide, Link, Remove
from backend.core.fields import FieldName, as_called
from backend.core.items import AllDay, Answer, Appointment, Item, Side, Span
from backend.core.matching import identity_of
from backend.core.reasons import Reason
from backend.core.seen import Seen
from backend.core.values import replace
from backend.core.writes import Create, Delete, Single, Update, UpdateSeries, Write
from backend.sync.steps import Step, agreed

#: `cleared`: what is left of a cancelled meeting; `replaced`: what is left of a row in whose place another came;
#: `hidden`: the copy of what turned private on the other side
Action = Literal["created", "updated", "deleted", "restored", "declined", "cleared", "replaced", "hidden"]

#: between the key of a series' creation and the link of one of its items
PART = "/"


class Task(Struct, frozen=True):
    """One write of one step, with the link as it is written down before."""

    step: Step
    link: Link
    side: Side
    write: Single
    action: Action

    @property
    def source(self) -> Seen | None:
        """The other half, where it was read."""
        one = self.step.presence[self.side.other]
        return one if isinstance(one, Seen) else None


class Act(Struct, frozen=True):
    """One write, and the tasks that it fulfils, or brings nearer."""

    write: Write
    tasks: tuple[Task, ...]

    def fulfils(self, task: Task) -> bool:
        """Whether one of the tasks is done with the write; else it is decided again after it."""
        return (
            not isinstance(self.write, UpdateSeries)
            or not isinstance(task.write, Update)
            or task.write.id in self.write.ids
        )


def tasks_of(step: Step, open_creates: Mapping[UUID, str]) -> list[Task]:
    """The writes that a decision asks for. *open_creates*: the keys of creates whose answers were lost."""
    match step.decision:
        case CreateOn(side, item, again, instead_of):
            return _creates(step, side, item, open_creates, again=again, instead_of=instead_of)
        case Change(merged):
            link = agreed(step)
            return [
                Task(step, link, side, _update(link, step, side, item, merged.fields[side]), "updated")
                for side, item in merged.targets.items()
            ]
        case Remove(side):
            return [_removal(step, side, "deleted")]
        case Hide(side):
            return [_removal(step, side, "hidden")]
        case End(sides):
            return [_removal(step, side, "cleared") for side in sorted(sides)]
        case Decline(side):
            return [_refusal(step, side)]
        case _:
            return []


def _creates(
    step: Step,
    side: Side,
    item: Item,
    open_creates: Mapping[UUID, str],
    *,
    again: bool,
    instead_of: Seen | None,
) -> list[Task]:
    link = agreed(step)
    source = step.presence[side.other]
    uid = identity_of(source) if side is Side.SUPEROFFICE and isinstance(source, Seen) else ""
    create = Create(open_creates.get(link.id) or new_key(), item, str(link.ids[side.other]), uid)
    made = Task(step, link, side, create, "restored" if again else "created")
    if instead_of is None:
        return [made]
    return [made, Task(step, link, side, Delete(new_key(), instead_of.id, instead_of.version), "replaced")]


def _removal(step: Step, side: Side, action: Action) -> Task:
    seen = step.presence[side]
    assert isinstance(seen, Seen)
    through = step.around.through if side is Side.SUPEROFFICE else None
    return Task(step, agreed(step), side, Delete(new_key(), seen.id, seen.version, through), action)


def _refusal(step: Step, side: Side) -> Task:
    """The answer no, as the person gave it on the other side."""
    seen = step.presence[side]
    assert isinstance(seen, Seen) and isinstance(seen.item, Appointment)
    link = agreed(step)
    shown = {field: list(marks) for field, marks in link.shown[side].items()}
    shown["answer"] = [Answer.DECLINED.value, *shown.get("answer", [])]
    # that the event went for a no is known by its reason alone, also should this run die
    reason = step.link.reason if step.link.reason == Reason.DECLINED else link.reason
    link = replace(link, shown={**link.shown, side: shown}, reason=reason)
    item = replace(seen.item, meeting=replace(seen.item.meeting, answer=Answer.DECLINED))
    return Task(step, link, side, _update(link, step, side, item, frozenset({"answer"})), "declined")


def _update(link: Link, step: Step, side: Side, item: Item, fields: frozenset[FieldName]) -> Update:
    through = step.around.through if side is Side.SUPEROFFICE else None
    names = frozenset(map(str, fields))
    said = as_called(item) if side is Side.CALENDAR and isinstance(item, Appointment) else item
    return Update(new_key(), str(link.ids[side]), link.versions[side], said, names, through)


def new_key() -> str:
    """A new intent's key."""
    return token_hex(16)


def urgency(item: Item, now: datetime) -> tuple[bool, str]:
    """By which new items are ordered: those from today on come first (sync-rules 14)."""
    begin = _begin(item.span) if isinstance(item, Appointment) else item.due
    when = begin.isoformat() if begin else ""
    return when < now.date().isoformat(), when


def _begin(span: Span) -> date:
    return span.first if isinstance(span, AllDay) else span.start


def order(task: Task, now: datetime) -> tuple[int, bool, str]:
    """Privacy first, then changes, new items from today on, deletions last (sync-rules 14)."""
    match task.write:
        case Update(item=item, fields=fields):
            if "private" in fields and item.private:
                return 0, False, ""
            return (3 if fields == {"answer"} else 1), False, ""
        case Create(item=item):
            return 2, *urgency(item, now)
        case Delete() if task.action == "hidden":
            return 0, False, ""
        case Delete():
            return 4, False, ""
