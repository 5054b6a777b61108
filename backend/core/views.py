"""One side of a pair, and how each of its fields stands to what was agreed (engine.md §2.3)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from typing import Any

from msgspec import Struct

from backend.core.fields import FieldName, as_shown, value_of
from backend.core.items import Item, Side
from backend.core.marks import Marks, Shown


class Stand(Enum):
    """How a side's field stands to what was agreed."""

    #: a person wrote it since
    CHANGED = auto()
    #: it shows what was agreed
    IN_STEP = auto()
    #: it still shows what was there before a write that nobody saw arrive
    BEHIND = auto()


class View(Struct, frozen=True):
    """One side of a pair. *item* is None when the side was not read because nothing changed there."""

    item: Item | None
    marks: Marks
    shown: Shown
    #: fields whose changes on this side do not travel (direction, reminder switches)
    deaf: frozenset[FieldName] = frozenset()
    #: what some fields mean on the other side, where that is not what they say here (core.headings)
    across: Mapping[FieldName, Any] | None = None
    #: it is another version than the one that was remembered
    touched: bool = False

    def told(self, field: FieldName, side: Side) -> Any:
        """What the other side, *side*, is to show for a field of this one, which was read."""
        assert self.item is not None
        if self.across and field in self.across:
            return self.across[field]
        return as_shown(field, value_of(field, self.item), side)

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
