"""What is different about tasks: their rights, private ones, and dates that SuperOffice makes up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from backend.core.decisions import Agree, Change, Decision, Hide, Leave, Link, Presence
from backend.core.fields import TASK_FIELDS, FieldName
from backend.core.items import Item, Kind, Side, Task
from backend.core.marks import NO_DATE, Marks, Shown
from backend.core.meetings import Part, Right, rights
from backend.core.reasons import Reason
from backend.core.rules import Rules
from backend.core.seen import Seen, Unmapped
from backend.core.values import replace

#: both sides are the same person's; To Do has no privacy, so what SuperOffice says about it stays there
_RIGHTS: Final[Mapping[FieldName, Right]] = {
    field: Right.NOBODY if field == "private" else Right.BOTH for field in TASK_FIELDS
}
#: SuperOffice has no task without them (contracts/superoffice.md §3.3)
_DATES: Final[tuple[FieldName, ...]] = ("due", "start")


def rights_of(kind: Kind, part: Part, *, through: bool) -> Mapping[FieldName, Right]:
    """The right to each field of an item; *part* and *through* as in core.meetings.rights."""
    return _RIGHTS if kind is Kind.TASK else rights(part, through=through)


def is_secret(item: Item | Unmapped) -> bool:
    """Whether it is a private task, for which the calendar's side has no place (spec/mapping.md, Task)."""
    return isinstance(item, Task) and item.private


def without_secrets(decision: Agree | Change | Leave, row: Presence, rules: Rules) -> Decision:
    """*decision* about a pair, unless SuperOffice's *row* is a task that turned private (promise 5).

    What a person wrote in the calendar is brought to SuperOffice first; the next look takes it out of there.
    """
    if (
        not isinstance(row, Seen)
        or not is_secret(row.item)
        or not rules.preferences.direction.lets(Side.SUPEROFFICE)
    ):
        return decision
    if isinstance(decision, Change) and (target := decision.merged.targets.get(Side.SUPEROFFICE)):
        fields = decision.merged.fields[Side.SUPEROFFICE]
        kept = replace(decision.merged, targets={Side.SUPEROFFICE: target}, fields={Side.SUPEROFFICE: fields})
        return replace(decision, merged=kept)
    return Hide(Side.CALENDAR)


def with_own_dates(shown: Shown, now: Marks) -> Shown:
    """What SuperOffice may show of a task that was made there without dates: those that it made up, in *now*."""
    made_up: Shown = {field: [now[field]] for field in _DATES if shown.get(field) == [NO_DATE] and field in now}
    return {**shown, **made_up}


def hidden(link: Link, side: Side) -> Link:
    """The link when the copy on *side* is no more because its original is private: nothing is agreed by then."""
    return replace(
        link,
        ids={**link.ids, side: None},
        shown={each: {} for each in Side},
        versions={**link.versions, side: ""},
        state="skipped",
        reason=Reason.PRIVATE_TASK.value,
    )
