"""The preferences that the engine obeys: personal value, else profile, else default (spec/preferences.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Self

from backend.core.items import Side


class Direction(StrEnum):
    """Which way appointments travel."""

    TWO_WAY = "two-way"
    TO_CALENDAR = "superoffice-to-calendar"
    TO_SUPEROFFICE = "calendar-to-superoffice"
    NONE = "none"

    def lets(self, source: Side) -> bool:
        """Whether what happens on *source* travels to the other side."""
        match self:
            case Direction.TWO_WAY:
                return True
            case Direction.NONE:
                return False
            case Direction.TO_CALENDAR:
                return source is Side.SUPEROFFICE
            case Direction.TO_SUPEROFFICE:
                return source is Side.CALENDAR


@dataclass(frozen=True, slots=True)
class Preferences:
    """One field a key of spec/preferences.md, with its default."""

    direction: Direction = Direction.TWO_WAY
    #: all-day events go to SuperOffice
    all_day: bool = True
    #: events shown as free go to SuperOffice
    free: bool = True
    #: private events go to SuperOffice, visible for the owner only
    private: bool = False
    #: SuperOffice alarm → reminder
    superoffice_reminders: bool = True
    #: reminder → SuperOffice alarm
    calendar_reminders: bool = True
    #: category put on what we make in the calendar
    outgoing_category_appointment: str = "SuperOffice Appointment"
    window_back_days: int = 7
    window_ahead_days: int = 180
    #: deletions of one run that need no person: this many, or `mass_delete_percent`, whichever is more
    mass_delete_items: int = 10
    mass_delete_percent: int = 20

    @classmethod
    def resolve(cls, profile: Mapping[str, Any], personal: Mapping[str, Any]) -> Self:
        """Personal values over those of the organisation's profile over the defaults."""
        names = {field.name for field in fields(cls)}
        values = {name: value for name, value in {**profile, **personal}.items() if name in names}
        if "direction" in values:
            values["direction"] = Direction(values["direction"])
        return cls(**values)
