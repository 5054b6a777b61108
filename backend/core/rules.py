"""What a mailbox's preferences let travel, and what its new copies show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, get_args

from backend.core.fields import FieldName, ItemT, as_shown, fields_of, value_of, with_values
from backend.core.items import AllDay, Appointment, Busy, Item, Side, Task, Timed, Window, kind_of
from backend.core.marks import Marker
from backend.core.person_marks import NO_BIRTHDAYS, Birthdays
from backend.core.preferences import Preferences, Private
from backend.core.reasons import Reason
from backend.core.seen import Seen
from backend.core.subject import subject_of
from backend.core.types import NO_TYPES, Types
from backend.core.values import replace

_ALARMS: frozenset[FieldName] = frozenset({"alarm", "reminder"})
_LIST: frozenset[FieldName] = frozenset({"listed"})
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Rules:
    """What the mailbox's preferences mean for a decision."""

    preferences: Preferences
    window: Window
    marker: Marker
    #: the moment of the run, aware UTC
    now: datetime = LONG_AGO
    #: the preferences are others than those of the last run
    preferences_changed: bool = False
    #: meetings made before this moment invite nobody: a first sync causes no mail (promise 2)
    invites_since: datetime = LONG_AGO
    #: SuperOffice's list of types, where a preference asks for it
    types: Types = NO_TYPES
    #: yearly events that the calendar makes of contacts are no appointments
    birthdays: Birthdays = NO_BIRTHDAYS

    def deaf(self, side: Side) -> frozenset[FieldName]:
        """Fields whose changes on *side* stay there."""
        if not self.preferences.direction.lets(side):
            return frozenset(get_args(FieldName))
        silent = {
            Side.SUPEROFFICE: not self.preferences.superoffice_reminders,
            Side.CALENDAR: not self.preferences.calendar_reminders,
        }
        unlisted = side is Side.SUPEROFFICE and not self.preferences.participants_in_text_out
        return (_ALARMS if silent[side] else frozenset()) | (_LIST if unlisted else frozenset())

    def admits(self, item: Item, born: Side) -> Reason | None:
        """Why a new item of *born* is not synced; None when it is (spec/preferences.md, calendar section)."""
        if not self.preferences.direction.lets(born):
            return Reason.DIRECTION
        if isinstance(item, Task):
            # work that is to be done is never too old
            near = not item.completed or self.window.has(item.due) or self.window.has(item.done_on)
            if not near:
                return Reason.OUTSIDE_WINDOW
            return None if self._is_of_type(item, born) else Reason.TYPE
        if not self.window.touches(item.span):
            return Reason.OUTSIDE_WINDOW
        if born is Side.CALENDAR and self.birthdays.made(item):
            return Reason.BIRTHDAY
        reason = None if born is Side.SUPEROFFICE else self.excludes(item)
        return reason or (None if self._is_of_type(item, born) else Reason.TYPE)

    def _is_of_type(self, item: Item, born: Side) -> bool:
        """Whether the item's type in SuperOffice is synced; types that are gone from the list no longer count."""
        chosen = self.preferences.types
        if not any(one in self.types.names for one in chosen):
            return True
        if isinstance(item, Task):
            type_id = item.type_id if born is Side.SUPEROFFICE else self.preferences.incoming_task_type
            return type_id == 0 or type_id in chosen
        known = item.concerns.type_id if item.concerns else 0
        type_id = known if born is Side.SUPEROFFICE else self.types.of_incoming(item, self.preferences)
        return type_id == 0 or type_id in chosen

    def excludes(self, item: Appointment) -> Reason | None:
        """Why an item of the calendar stays there; None when it may be in SuperOffice."""
        if item.private and self.preferences.private is Private.NO:
            return Reason.PRIVATE
        if isinstance(item.span, AllDay) and not self.preferences.all_day:
            return Reason.ALL_DAY
        if item.busy is Busy.FREE and not self.preferences.free:
            return Reason.FREE
        return None

    def copy_for(self, side: Side, item: ItemT) -> ItemT:
        """What a new copy of *item* on *side* shows."""
        values: dict[FieldName, Any] = {}
        silent = self.deaf(side.other)
        for field in fields_of(kind_of(item)):
            here = value_of(field, item)
            there = as_shown(field, here, side)
            if field in _ALARMS & silent:
                there = None
            elif field in _LIST & silent:
                there = ()
            if there is not here:
                values[field] = there
        item = replace(item, categories=()) if item.categories else item
        return with_values(item, values) if values else item

    def subject_of(self, item: Appointment) -> str:
        """How the calendar calls an item of SuperOffice that was born there."""
        return subject_of(item, self.preferences).text if item.concerns else item.title

    def may_invite(self, seen: Seen) -> bool:
        """Whether a meeting may be made in the calendar, which mails its guests.

        A person must have made it since the mailbox is synced, and SuperOffice's own engine must not have invited
        the guests already, as a UID of its registry tells (scenario 11); or a person let it through.
        """
        if self.invites_since == LONG_AGO:
            return True
        return not seen.uid and seen.made_at is not None and seen.made_at >= self.invites_since

    def is_over(self, item: Appointment) -> bool:
        """Whether the item has ended by now."""
        match item.span:
            case Timed(_, end):
                return end <= self.now
            case AllDay(_, last):
                return last < self.now.date()
