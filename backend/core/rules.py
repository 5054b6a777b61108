"""What a mailbox's preferences let travel, and what its new copies show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from backend.core.fields import FIELDS, FieldName, as_shown, value_of, with_values
from backend.core.items import AllDay, Appointment, Busy, Side, Timed, Window
from backend.core.marks import Marker
from backend.core.preferences import Preferences, Private
from backend.core.reasons import Reason
from backend.core.sides import Seen

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
        return None if born is Side.SUPEROFFICE else self.excludes(item)

    def excludes(self, item: Appointment) -> Reason | None:
        """Why an item of the calendar stays there; None when it may be in SuperOffice."""
        if item.private and self.preferences.private is Private.NO:
            return Reason.PRIVATE
        if isinstance(item.span, AllDay) and not self.preferences.all_day:
            return Reason.ALL_DAY
        if item.busy is Busy.FREE and not self.preferences.free:
            return Reason.FREE
        return None

    def copy_for(self, side: Side, item: Appointment) -> Appointment:
        """What a new copy of *item* on *side* shows."""
        shown = with_values(item, {field: as_shown(field, value_of(field, item), side) for field in FIELDS})
        if "alarm" in self.deaf(side.other):
            shown = replace(shown, alarm=None)
        return replace(shown, categories=())

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
