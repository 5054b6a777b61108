"""What to do about one item: the table of engine.md §2.4, as a function from values to a value.

A decision is taken once, written down, and then made so; nothing here reads a clock, a network or a database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import assert_never
from uuid import UUID

from backend.core.items import AllDay, Appointment, Busy, Side, Window
from backend.core.marks import FIELDS, FieldName, Marker, Marks, Shown, as_shown, shown_of
from backend.core.merge import Lost, Merged, Stand, View, merge
from backend.core.preferences import Preferences
from backend.core.reasons import Reason
from backend.core.sides import Seen, Unmapped


@dataclass(frozen=True, slots=True)
class Unread:
    """The side was not read for this item, because nothing changed there since it was in step."""


@dataclass(frozen=True, slots=True)
class Missing:
    """The side was asked and is sure: the item is gone."""


@dataclass(frozen=True, slots=True)
class Unborn:
    """The item never existed on this side, or not yet."""


Presence = Seen | Unread | Missing | Unborn


@dataclass(frozen=True, slots=True)
class Link:
    """The pair as it is remembered: store.tables.Link without the database."""

    id: UUID
    origin: Side
    ids: Mapping[Side, str | None]
    shown: Mapping[Side, Shown]
    versions: Mapping[Side, str]
    uid: str = ""
    state: str = "linked"
    reason: str = ""
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Nothing:
    """In step, and known to be."""


@dataclass(frozen=True, slots=True)
class Agree:
    """In step as to content; only what is remembered moves on."""

    shown: Mapping[Side, Shown]


@dataclass(frozen=True, slots=True)
class CreateOn:
    """Make the item on *side*."""

    side: Side
    item: Appointment
    #: a deletion lost to an edit: the item is made again
    again: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """Write some fields of one or both sides."""

    merged: Merged
    shown: Mapping[Side, Shown]


@dataclass(frozen=True, slots=True)
class Remove:
    """Delete the item on *side*, because it was deleted on the other."""

    side: Side


@dataclass(frozen=True, slots=True)
class Forget:
    """Gone on both sides: the link goes too."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Not synced, and why."""

    reason: Reason


Decision = Nothing | Agree | CreateOn | Change | Remove | Forget | Leave


@dataclass(frozen=True, slots=True)
class Rules:
    """What the mailbox's preferences mean for a decision."""

    preferences: Preferences
    window: Window
    marker: Marker

    def deaf(self, side: Side) -> frozenset[FieldName]:
        """Fields whose changes on *side* stay there."""
        if not self.preferences.direction.lets(side):
            return frozenset(FIELDS)
        silent = {
            Side.SUPEROFFICE: not self.preferences.superoffice_reminders,
            Side.CALENDAR: not self.preferences.calendar_reminders,
        }
        return frozenset({"alarm"}) if silent[side] else frozenset()

    def admits(self, item: Appointment, born: Side) -> Reason | None:
        """Why a new item of *born* is not synced; None when it is (spec/preferences.md, calendar section)."""
        if not self.preferences.direction.lets(born):
            return Reason.DIRECTION
        if not self.window.touches(item.span):
            return Reason.OUTSIDE_WINDOW
        if born is Side.SUPEROFFICE:
            return None
        if item.private and not self.preferences.private:
            return Reason.PRIVATE
        if isinstance(item.span, AllDay) and not self.preferences.all_day:
            return Reason.ALL_DAY
        if item.busy is Busy.FREE and not self.preferences.free:
            return Reason.FREE
        return None

    def copy_for(self, side: Side, item: Appointment) -> Appointment:
        """What a new copy of *item* on *side* shows."""
        shown = replace(item, **{str(field): as_shown(field, getattr(item, field), side) for field in FIELDS})
        if "alarm" in self.deaf(side.other):
            shown = replace(shown, alarm=None)
        return replace(shown, categories=())


def decide(link: Link | None, presence: Mapping[Side, Presence], rules: Rules) -> Decision:
    """What to do about one item, given how each side shows it."""
    superoffice, calendar = presence[Side.SUPEROFFICE], presence[Side.CALENDAR]
    for one in (superoffice, calendar):
        if isinstance(one, Seen) and isinstance(one.item, Unmapped):
            return Leave(one.item.reason)
    match superoffice, calendar:
        case (Missing() | Unborn(), Missing() | Unborn()):
            return Forget()
        case Seen(), Missing() | Unborn():
            return _one_sided(link, Side.SUPEROFFICE, superoffice, calendar, rules)
        case Missing() | Unborn(), Seen():
            return _one_sided(link, Side.CALENDAR, calendar, superoffice, rules)
        case (Unread(), Missing() | Unborn()) | (Missing() | Unborn(), Unread()) | (Unread(), Unread()):
            return Nothing()
        case (Seen() | Unread(), Seen() | Unread()):
            assert link is not None or (isinstance(superoffice, Seen) and isinstance(calendar, Seen))
            return reconcile(link, presence, rules)
        case _ as never:
            assert_never(never)  # type: ignore[arg-type]


def reconcile(link: Link | None, presence: Mapping[Side, Presence], rules: Rules) -> Agree | Change:
    """Both sides have it: merge. Without a link it is their first meeting."""
    views = {side: _view(link, side, presence[side], rules) for side in Side}
    merged = merge(views, link.origin if link else Side.SUPEROFFICE, rules.marker)
    shown = {side: _shown_after(views[side], merged, side, rules) for side in Side}
    return Change(merged, shown) if merged.targets else Agree(shown)


def _one_sided(
    link: Link | None, side: Side, seen: Seen, other: Missing | Unborn, rules: Rules
) -> CreateOn | Remove | Leave | Nothing:
    """Only *side* has it: born there, or deleted on the other side."""
    item = seen.item
    assert isinstance(item, Appointment)
    target = side.other
    if isinstance(other, Unborn):
        reason = rules.admits(item, side)
        return Leave(reason) if reason else CreateOn(target, rules.copy_for(target, item))
    if not rules.preferences.direction.lets(target):
        return Nothing()
    view = _view(link, side, seen, rules)
    if any(view.stand(field) is Stand.CHANGED for field in FIELDS):
        return CreateOn(target, rules.copy_for(target, item), again=True)
    return Remove(side)


def _view(link: Link | None, side: Side, presence: Presence, rules: Rules) -> View:
    shown = link.shown[side] if link else {}
    item = presence.item if isinstance(presence, Seen) else None
    assert not isinstance(item, Unmapped)
    marks: Marks = rules.marker.marks(item) if item else {}
    return View(item, marks, shown, rules.deaf(side))


def _shown_after(view: View, merged: Merged, side: Side, rules: Rules) -> Shown:
    """What a side may show once the decision is written down: the target first, what it shows now second."""
    if view.item is None:
        shown: Shown = dict(view.shown)
    elif view.shown:
        # what does not travel is not agreed: it stays a change of this side
        shown = shown_of(view.marks) | {f: view.shown[f] for f in view.deaf if f in view.shown}
    else:
        shown = shown_of(view.marks)
    target = merged.targets.get(side)
    for field in merged.fields.get(side, frozenset()):
        mark = rules.marker.mark(field, getattr(target, field))
        shown[field] = [mark, *(old for old in shown[field] if old != mark)]
    return shown


__all__ = [
    "Agree", "Change", "CreateOn", "Decision", "Forget", "Leave", "Link", "Lost", "Missing", "Nothing",
    "Presence", "Remove", "Rules", "Unborn", "Unread", "decide", "reconcile",
]  # fmt: skip
