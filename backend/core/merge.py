"""Three-way merge by field, without a clock (scenario 14, engine.md §2.3 and §2.4).

A field counts as changed by a person exactly when its mark is not among those that the side may show anyway.
Changed on one side: that side's value travels. Changed on both: the field's rule decides, and the value that
lost is kept. Changed on neither: nothing happens, however often the systems rewrite what they were given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Any

from backend.core.items import Appointment, Importance, Side
from backend.core.marks import FIELDS, FieldName, Marker, Marks, Shown, as_shown


class Stand(Enum):
    """How a side's field stands to what was agreed."""

    #: a person wrote it since
    CHANGED = auto()
    #: it shows what was agreed
    IN_STEP = auto()
    #: it still shows what was there before a write that nobody saw arrive
    BEHIND = auto()


@dataclass(frozen=True, slots=True)
class View:
    """One side of a pair. *item* is None when the side was not read because nothing changed there."""

    item: Appointment | None
    marks: Marks
    shown: Shown
    #: fields whose changes on this side do not travel (direction, reminder switches)
    deaf: frozenset[FieldName] = frozenset()

    def stand(self, field: FieldName) -> Stand:
        """How *field* stands."""
        expected = self.shown.get(field, [])
        if self.item is None or (field in self.deaf and self.shown):
            return Stand.IN_STEP
        mark = self.marks[field]
        if not expected or mark not in expected:
            return Stand.CHANGED
        return Stand.IN_STEP if mark == expected[0] else Stand.BEHIND

    def mark(self, field: FieldName) -> str:
        """What the field shows now."""
        return self.marks[field] if self.item is not None else self.shown[field][0]


@dataclass(frozen=True, slots=True)
class Lost:
    """A value that a conflict's rule did not choose."""

    field: FieldName
    #: whose value it is
    side: Side
    value: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """What each side is to be told; a side without an entry already says it."""

    targets: Mapping[Side, Appointment]
    fields: Mapping[Side, frozenset[FieldName]]
    lost: tuple[Lost, ...]


def merge(views: Mapping[Side, View], origin: Side, marker: Marker) -> Merged:
    """Bring both sides of a pair together. *origin*: the side that owns time and place in a conflict."""
    changes: dict[Side, dict[FieldName, Any]] = {side: {} for side in Side}
    lost: list[Lost] = []
    for field in FIELDS:
        winner, conflict = _winner(field, views, origin, marker)
        if winner is None:
            continue
        loser = winner.other
        value = getattr(views[winner].item, field)
        if marker.mark(field, as_shown(field, value, loser)) == views[loser].mark(field):
            continue
        changes[loser][field] = as_shown(field, value, loser)
        if conflict:
            lost.append(Lost(field, loser, getattr(views[loser].item, field)))
    return _merged(views, changes, lost)


def _merged(
    views: Mapping[Side, View], changes: Mapping[Side, Mapping[FieldName, Any]], lost: list[Lost]
) -> Merged:
    targets: dict[Side, Appointment] = {}
    for side, values in changes.items():
        base = views[side].item or views[side.other].item
        if values and base is not None:
            targets[side] = replace(base, **{str(field): value for field, value in values.items()})
    return Merged(targets, {side: frozenset(changes[side]) for side in targets}, tuple(lost))


def _winner(
    field: FieldName, views: Mapping[Side, View], origin: Side, marker: Marker
) -> tuple[Side | None, bool]:
    """Whose value counts, and whether another person's value lost to it."""
    here, there = views[Side.SUPEROFFICE], views[Side.CALENDAR]
    match here.stand(field), there.stand(field):
        case Stand.IN_STEP, Stand.IN_STEP:
            return None, False
        case (Stand.CHANGED, Stand.CHANGED) | (Stand.BEHIND, Stand.BEHIND):
            if _say_the_same(field, here, there, marker):
                return None, False
            if not here.shown or not there.shown:
                return _first_meeting(field, here, there, origin), True
            return _rule(field, here, origin), True
        case (Stand.CHANGED, _) | (Stand.IN_STEP, Stand.BEHIND):
            return Side.SUPEROFFICE, False
        case _:
            return Side.CALENDAR, False


def _say_the_same(field: FieldName, here: View, there: View, marker: Marker) -> bool:
    """Equal in what either side makes of the other's value."""
    to_calendar = as_shown(field, getattr(here.item, field), Side.CALENDAR)
    to_superoffice = as_shown(field, getattr(there.item, field), Side.SUPEROFFICE)
    return marker.mark(field, to_calendar) == there.mark(field) or (
        marker.mark(field, to_superoffice) == here.mark(field)
    )


def _rule(field: FieldName, superoffice: View, origin: Side) -> Side:
    """Both changed: time and place follow the owner's side, privacy the stricter, all else SuperOffice."""
    match field:
        case "span" | "place":
            return origin
        case "private":
            return _stricter(superoffice)
        case _:
            return Side.SUPEROFFICE


def _first_meeting(field: FieldName, here: View, there: View, origin: Side) -> Side:
    """No base: what is not blank in SuperOffice counts, the calendar fills the blanks (sync-rules 11)."""
    match field:
        case "span" | "private":
            return _rule(field, here, origin)
        case _:
            return Side.CALENDAR if _blank(getattr(here.item, field)) else Side.SUPEROFFICE


def _stricter(superoffice: View) -> Side:
    private_here = superoffice.item is not None and superoffice.item.private
    return Side.SUPEROFFICE if private_here else Side.CALENDAR


def _blank(value: Any) -> bool:
    return value is None or value == "" or value is Importance.NORMAL
