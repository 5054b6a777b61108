"""Pairs for the tests of the core: what each side shows, what was agreed, and what the merge makes of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from itertools import combinations
from typing import Any

from backend.core.fields import FieldName, with_values
from backend.core.items import Answer, Appointment, Guest, Side, Timed
from backend.core.marks import Marker, Shown, shown_of
from backend.core.meetings import Right
from backend.core.merge import OWN_RIGHTS, Merged, merge
from backend.core.values import replace
from backend.core.views import View

SO, CAL = Side.SUPEROFFICE, Side.CALENDAR
MARKER = Marker(b"a mailbox's own secret")
NINE = Timed(datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC), "Europe/Oslo")
TEN = Timed(datetime(2026, 3, 2, 10, tzinfo=UTC), datetime(2026, 3, 2, 11, tzinfo=UTC), "Europe/Oslo")
BUDGET = Appointment(title="Budget", body="Numbers", place="Fjord", span=NINE, alarm=15)
ANN, BOB, CAT = (Guest(address=f"{name}@x.example", name=name) for name in ("ann", "bob", "cat"))
#: every group of the three, the empty one too
GROUPS = tuple(group for size in range(4) for group in combinations((ANN, BOB, CAT), size))
#: of one's own, with guests
STAFF = replace(BUDGET, meeting=replace(BUDGET.meeting, guests=(ANN, BOB)))
#: Cat's
CATS = replace(STAFF, meeting=replace(STAFF.meeting, organiser=CAT, answer=Answer.NONE))


def but(item: Appointment, field: FieldName, value: Any) -> Appointment:
    """*item* with another value in one field."""
    return with_values(item, {field: value})


def view(
    item: Appointment | None, *, agreed: Appointment | None = BUDGET, behind: Appointment | None = None
) -> View:
    """A side that shows *item*, agreed on *agreed*, and may still show *behind*."""
    shown: Shown = shown_of(MARKER.marks(agreed)) if agreed else {}
    if behind:
        old = MARKER.marks(behind)
        shown = {field: list(dict.fromkeys([*marks, old[field]])) for field, marks in shown.items()}
    return View(item, MARKER.marks(item) if item else {}, shown)


def met(
    superoffice: View,
    calendar: View,
    origin: Side = SO,
    right: Mapping[FieldName, Right] = OWN_RIGHTS,
    left_alone: Collection[FieldName] = (),
) -> Merged:
    """What comes of the two sides."""
    return merge({SO: superoffice, CAL: calendar}, origin, MARKER, right, left_alone)


def written(merged: Merged, side: Side) -> Appointment:
    """What *side* is told."""
    item = merged.targets[side]
    assert isinstance(item, Appointment)
    return item


def after(merged: Merged, superoffice: Appointment, calendar: Appointment) -> tuple[Appointment, Appointment]:
    """What both sides show once everything is written."""
    here, there = (written(merged, side) if side in merged.targets else None for side in (SO, CAL))
    return here or superoffice, there or calendar


def settled(
    superoffice: Appointment, calendar: Appointment, right: Mapping[FieldName, Right] = OWN_RIGHTS
) -> bool:
    """Whether a further run has nothing to write."""
    return not met(view(superoffice, agreed=superoffice), view(calendar, agreed=calendar), right=right).targets
