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


class Private(StrEnum):
    """What becomes of private events in SuperOffice. SuperOffice's own private items always arrive as private."""

    NO = "no"
    YES = "yes"
    #: the time, without any text
    BUSY_ONLY = "busy only"


@dataclass(frozen=True, slots=True)
class Preferences:
    """One field a key of spec/preferences.md, with its default."""

    # -- SuperOffice section
    #: fields of the person that fill title, job title and department of a contact; "" is the standard one
    job_title_field: str = ""
    title_field: str = ""
    department_field: str = ""
    #: parts of the subject in the calendar, in order: "type", "first line", "company", "department", "person", or
    #: a free text behind "text:"
    subject: tuple[str, ...] = ("type", "first line", "company", "department", "person")
    #: language in which names of lists are printed, "en-US"; "" is that of the organisation
    subject_language: str = ""
    #: ids of the static selections whose members become contacts
    selections: tuple[int, ...] = ()
    favourite_companies: bool = False
    favourite_persons: bool = False
    #: ids of the types that are synced; none means all
    types: tuple[int, ...] = ()
    #: SuperOffice alarm → reminder
    superoffice_reminders: bool = True
    #: business phone 1 is the person's own, 2 the company's; off: the other way round
    personal_phone_primary: bool = True
    birthdays: bool = True
    participants_in_text_out: bool = True
    link_by_email: bool = False
    #: type of what is born in the calendar; 0 is the organisation's default
    incoming_appointment_type: int = 0
    incoming_task_type: int = 0
    incoming_category_as_type: bool = False
    #: category put on what we make in the calendar
    outgoing_category_appointment: str = "SuperOffice Appointment"
    outgoing_category_task: str = "SuperOffice Task"
    outgoing_category_person: str = "SuperOffice Person"
    # -- calendar section
    #: id of the calendar that is synced; "" is the primary one
    calendar: str = ""
    #: all-day events go to SuperOffice
    all_day: bool = True
    #: events shown as free go to SuperOffice
    free: bool = True
    #: reminder → SuperOffice alarm
    calendar_reminders: bool = True
    #: private events go to SuperOffice, visible for the owner only
    private: Private = Private.NO
    participants_in_text_in: bool = False
    #: IANA zones, shown for checking; "" is what the system says
    time_zone_superoffice: str = ""
    time_zone_calendar: str = ""
    direction: Direction = Direction.TWO_WAY
    sync_appointments: bool = True
    sync_persons: bool = False
    sync_tasks: bool = False
    # -- administrator
    personal_preferences_allowed: bool = True
    #: no mail to anybody outside may be caused by a first sync
    mail_guard: bool = True
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
        if "private" in values:
            values["private"] = Private(values["private"])
        for name in ("subject", "selections", "types"):
            if name in values:
                values[name] = tuple(values[name])
        return cls(**values)
