"""Every preference there is, declared once: its key, default, kind of value, and who may change it.

Validation, the schema of the API, the form and docs/preferences.md are derived from `CATALOGUE`; a key's label
and help are the phrases `preference.label.<key>` and `preference.help.<key>`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, Final

from backend.core.items import Side
from backend.core.preference_kinds import PARTS, Id, Ids, Kind, Name, Number, OneOf, Subject, Switch, Text, Zone


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


class Section(StrEnum):
    """Where a preference stands on the page (spec/preferences.md)."""

    SUPEROFFICE = "superoffice"
    CALENDAR = "calendar"
    ADMINISTRATOR = "administrator"


class Level(StrEnum):
    """Where a value comes from; the first that has one wins."""

    PERSONAL = "personal"
    PROFILE = "profile"
    DEFAULT = "default"


#: a personal value, and one of the profile for everybody who has none
_EVERYBODY: Final = frozenset({Level.PERSONAL, Level.PROFILE})


@dataclass(frozen=True, slots=True)
class Preference:
    """One key of the catalogue."""

    key: str
    #: as a field of `Preferences`
    default: Any
    section: Section
    kind: Kind
    #: where a value may be stored
    levels: frozenset[Level]
    #: the systems tell what may be chosen, or how much a switch brings (core.choices.LiveChoices.of)
    live: bool
    #: the systems are asked whether they take a value (core.choices.LiveChoices.refused)
    asked: bool


def _is(
    section: Section,
    kind: Kind,
    *,
    levels: frozenset[Level] = _EVERYBODY,
    live: bool = False,
    asked: bool = False,
) -> dict[str, Any]:
    """What the catalogue tells of a field beyond its name and default."""
    return {"section": section, "kind": kind, "levels": levels, "live": live, "asked": asked}


def _superoffice(kind: Kind, *, live: bool = False, asked: bool = False) -> dict[str, Any]:
    return _is(Section.SUPEROFFICE, kind, live=live, asked=asked)


def _calendar(kind: Kind, *, live: bool = False, asked: bool = False) -> dict[str, Any]:
    return _is(Section.CALENDAR, kind, live=live, asked=asked)


def _administrator(kind: Kind) -> dict[str, Any]:
    return _is(Section.ADMINISTRATOR, kind, levels=frozenset({Level.PROFILE}))


#: Outlook takes no longer category
_CATEGORY: Final = Text(255)
#: the most days ahead that are kept in sync; series without end are followed as far
LONGEST_AHEAD: Final = 730


@dataclass(frozen=True, slots=True)
class Preferences:
    """The values that count for one mailbox; what they mean is said in spec/preferences.md."""

    # -- SuperOffice section
    #: fields of the person that fill title, job title and department of a contact; "" is the standard one
    job_title_field: str = field(default="", metadata=_superoffice(Name(), live=True, asked=True))
    title_field: str = field(default="", metadata=_superoffice(Name(), live=True, asked=True))
    department_field: str = field(default="", metadata=_superoffice(Name(), live=True, asked=True))
    #: parts of the subject in the calendar, in order: those of `PARTS`, or a free text behind "text:"
    subject: tuple[str, ...] = field(default=PARTS, metadata=_superoffice(Subject()))
    #: language in which names of lists are printed, "en-US"; "" is that of the organisation
    subject_language: str = field(default="", metadata=_superoffice(Name(), live=True, asked=True))
    #: ids of the static selections whose members become contacts
    selections: tuple[int, ...] = field(default=(), metadata=_superoffice(Ids(100), live=True, asked=True))
    favourite_companies: bool = field(default=False, metadata=_superoffice(Switch(), live=True))
    favourite_persons: bool = field(default=False, metadata=_superoffice(Switch(), live=True))
    #: ids of the types that are synced; none means all
    types: tuple[int, ...] = field(default=(), metadata=_superoffice(Ids(500), live=True, asked=True))
    #: SuperOffice alarm → reminder
    superoffice_reminders: bool = field(default=True, metadata=_superoffice(Switch()))
    #: business phone 1 is the person's own, 2 the company's; off: the other way round
    personal_phone_primary: bool = field(default=True, metadata=_superoffice(Switch()))
    birthdays: bool = field(default=True, metadata=_superoffice(Switch()))
    participants_in_text_out: bool = field(default=True, metadata=_superoffice(Switch()))
    link_by_email: bool = field(default=False, metadata=_superoffice(Switch()))
    #: type of what is born in the calendar; 0 is the organisation's default
    incoming_appointment_type: int = field(default=0, metadata=_superoffice(Id(), live=True, asked=True))
    incoming_task_type: int = field(default=0, metadata=_superoffice(Id(), live=True, asked=True))
    incoming_category_as_type: bool = field(default=False, metadata=_superoffice(Switch()))
    #: category put on what we make in the calendar
    outgoing_category_appointment: str = field(
        default="SuperOffice Appointment", metadata=_superoffice(_CATEGORY, live=True)
    )
    outgoing_category_task: str = field(default="SuperOffice Task", metadata=_superoffice(_CATEGORY, live=True))
    outgoing_category_person: str = field(
        default="SuperOffice Person", metadata=_superoffice(_CATEGORY, live=True)
    )
    # -- calendar section
    #: id of the calendar that is synced; "" is the primary one. A calendar is one person's, so no profile has one
    calendar: str = field(
        default="",
        metadata=_is(Section.CALENDAR, Name(), levels=frozenset({Level.PERSONAL}), live=True, asked=True),
    )
    #: all-day events go to SuperOffice
    all_day: bool = field(default=True, metadata=_calendar(Switch()))
    #: events shown as free go to SuperOffice
    free: bool = field(default=True, metadata=_calendar(Switch()))
    #: reminder → SuperOffice alarm
    calendar_reminders: bool = field(default=True, metadata=_calendar(Switch()))
    #: private events go to SuperOffice, visible for the owner only; not with every licence
    private: Private = field(default=Private.NO, metadata=_calendar(OneOf(Private), asked=True))
    participants_in_text_in: bool = field(default=False, metadata=_calendar(Switch()))
    #: IANA zones, shown for checking; "" is what the system says
    time_zone_superoffice: str = field(default="", metadata=_calendar(Zone(), live=True))
    time_zone_calendar: str = field(default="", metadata=_calendar(Zone(), live=True))
    direction: Direction = field(default=Direction.TWO_WAY, metadata=_calendar(OneOf(Direction)))
    sync_appointments: bool = field(default=True, metadata=_calendar(Switch()))
    sync_persons: bool = field(default=False, metadata=_calendar(Switch()))
    sync_tasks: bool = field(default=False, metadata=_calendar(Switch()))
    # -- administrator
    personal_preferences_allowed: bool = field(default=True, metadata=_administrator(Switch()))
    #: no mail to anybody outside may be caused by a first sync
    mail_guard: bool = field(default=True, metadata=_administrator(Switch()))
    window_back_days: int = field(default=7, metadata=_administrator(Number(0, 365)))
    window_ahead_days: int = field(default=180, metadata=_administrator(Number(1, LONGEST_AHEAD)))
    #: deletions of one run that need no person: this many, or `mass_delete_percent`, whichever is more
    mass_delete_items: int = field(default=10, metadata=_administrator(Number(0, 10_000)))
    mass_delete_percent: int = field(default=20, metadata=_administrator(Number(0, 100)))


#: every preference by its key, in the order of the page
CATALOGUE: Final[Mapping[str, Preference]] = {
    one.name: Preference(one.name, one.default, **one.metadata) for one in fields(Preferences)
}
