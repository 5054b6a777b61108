"""What SuperOffice's row is to concern, said along with whatever else is decided about the item."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from backend.core.decisions import Agree, Change, CreateOn, Decision
from backend.core.fields import FieldName
from backend.core.items import Appointment, Chosen, Customer, Kind, Side
from backend.core.meetings import Part
from backend.core.merge import Merged
from backend.core.seen import Seen
from backend.core.values import replace
from backend.sync.desk import Desk
from backend.sync.steps import Step


def with_choices(desk: Desk, steps: Iterable[Step]) -> list[Step]:
    """*steps* with what somebody chose for the rows of a whole series, where it is still to be written."""
    if desk.kind is not Kind.APPOINTMENT:
        return list(steps)
    return [_as_chosen(desk, step) for step in steps]


def may_be_told(step: Step) -> bool:
    """Whether the row is the owner's to change, in the very place where it is."""
    return step.around.part in (Part.OWN, Part.ATTENDED, Part.BUSY_ONLY) and step.around.through is None


def _as_chosen(desk: Desk, step: Step) -> Step:
    chosen = step.link.wish.owed
    if chosen is None or not isinstance(step.decision, Agree | Change) or not may_be_told(step):
        return step
    if series := step.link.series[Side.SUPEROFFICE]:
        # a row does not tell all that it concerns, so that nobody would see which of them one act left out
        desk.one_by_one.add(series)
    return replace(step, decision=concerning(step, chosen))


def concerning(step: Step, said: Customer | Chosen) -> Decision:
    """The decision of *step* with what SuperOffice's row is to concern, too."""
    match step.decision:
        case CreateOn(_, Appointment() as item):
            return replace(step.decision, item=_with(item, said))
        case Agree(shown, trail):
            return Change(_told(step, Merged({}, {}, ()), said), shown, trail)
        case Change(merged):
            return replace(step.decision, merged=_told(step, merged, said))
        case _:
            return step.decision


def _told(step: Step, merged: Merged, said: Customer | Chosen) -> Merged:
    row = merged.targets.get(Side.SUPEROFFICE)
    if not isinstance(row, Appointment):
        row = _items(step)[0]
    field: FieldName = "chosen" if isinstance(said, Chosen) else "customer"
    fields = merged.fields.get(Side.SUPEROFFICE, frozenset()) | {field}
    return replace(
        merged,
        targets={**merged.targets, Side.SUPEROFFICE: _with(row, said)},
        fields={**merged.fields, Side.SUPEROFFICE: fields},
    )


def _items(step: Step) -> Sequence[Appointment]:
    halves = (step.presence[side] for side in (Side.SUPEROFFICE, Side.CALENDAR))
    return [one.item for one in halves if isinstance(one, Seen) and isinstance(one.item, Appointment)]


def _with(item: Appointment, said: Customer | Chosen) -> Appointment:
    return replace(item, chosen=said) if isinstance(said, Chosen) else replace(item, customer=said)
