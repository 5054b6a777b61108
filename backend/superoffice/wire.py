"""SuperOffice's appointment carriers read as neutral items; whatever comes in, nothing is raised."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from backend.core.items import AllDay, Appointment, Busy, Span, Timed
from backend.core.listing_of_people import without_block
from backend.core.reasons import Reason
from backend.core.seen import Unmapped
from backend.core.text import canonical, one_line
from backend.superoffice import concerns, meetings
from backend.superoffice.facts import Facts
from backend.superoffice.properties import Unreadable, flag, text

#: properties of the flat carrier that are read, for `$select`
PROPERTIES = (
    "AppointmentId", "AssociateId", "Title", "Description", "Agenda", "Location", "StartDate", "EndDate", "Type",
    "IsAlldayEvent", "IsFree", "HasAlarm", "AlarmLeadTime", "Private", "PriorityId", "MotherId",
    "MotherAssociateId", "InvitationStatus", "AssignmentStatus", "Completed", "PreferredTZLocation",
    "JoinVideomeetUrl",
)  # fmt: skip
#: properties of the entity that are read, for `$select`; `flat` makes the others of these
ENTITY_PROPERTIES = (
    "AppointmentId", "Associate", "Title", "Description", "Agenda", "Location", "StartDate", "EndDate", "Type",
    "IsAlldayEvent", "IsFree", "HasAlarm", "AlarmLeadTime", "Private", "VisibleFor", "Priority", "MotherId",
    "MotherAssociate", "InvitationStatus", "AssignmentStatus", "Completed", "PreferredTZLocation", "Participants",
    "Recurrence", "OwnedExternally", "AssignedBy", "JoinVideomeetUrl", "CreatedDate", "UpdatedDate",
    *concerns.NESTED,
)  # fmt: skip

#: types that are no appointments: notes, documents, reports, mailings (contracts/superoffice.md §3.2)
FOREIGN_TYPES = frozenset({"Note", "Document", "SavedReport", "MergeDraft", "MergeFinal"})

_CLOCK = re.compile(r"(?:(\d{1,5})\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d{1,9})?)?")
_ISO = re.compile(r"P(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})(?:\.\d{1,9})?S)?)?")
#: longest alarm that the database column holds, in minutes
LONGEST_ALARM = 65_535


def flat(entity: Mapping[str, Any]) -> dict[str, Any]:
    """An AppointmentEntity in the shape of the flat carrier (§3.1), with what that lacks: participants, and who
    handed the row over."""
    carrier = {name: entity.get(name) for name in (*PROPERTIES, "Participants")}
    carrier |= {name: entity[name] for name in concerns.NESTED if name in entity}
    carrier["AssociateId"] = _inside(entity, "Associate", "AssociateId")
    carrier["MotherAssociateId"] = _inside(entity, "MotherAssociate", "AssociateId")
    carrier["AssignedBy"] = _inside(entity, "AssignedBy", "AssociateId")
    carrier["PriorityId"] = _inside(entity, "Priority", "Id")
    rules = entity.get("VisibleFor")
    if isinstance(rules, list) and rules:
        public = any(isinstance(rule, dict) and rule.get("Visibility") == "All" for rule in rules)
        carrier["Private"] = "Public" if public else "PrivateUser"
    return carrier


def _inside(entity: Mapping[str, Any], name: str, inner: str) -> Any:
    value = entity.get(name)
    return value.get(inner) if isinstance(value, dict) else None


def read(carrier: Mapping[str, Any], facts: Facts, people: meetings.People) -> Appointment | Unmapped:
    """The neutral item of a flat carrier, or why it has none. Raises nothing.

    *people* says who the participants are.
    """
    if reason := unmapped(carrier):
        return Unmapped(reason)
    try:
        return _appointment(carrier, facts, people)
    except (Unreadable, OverflowError):
        return Unmapped(Reason.UNREADABLE)
    except EndBeforeStart:
        return Unmapped(Reason.END_BEFORE_START)


def is_completed(carrier: Mapping[str, Any]) -> bool:
    """A completed follow-up: it is mapped, but nobody may change it (contracts/superoffice.md §3.3)."""
    return carrier.get("Completed") == "Completed"


class EndBeforeStart(Exception):
    """A row that ends before it starts."""


def unmapped(carrier: Mapping[str, Any]) -> Reason | None:
    """Why a carrier is no appointment in the diary."""
    kind = carrier.get("Type")
    if kind in ("inChecklist", "BookingForChecklist"):
        return Reason.TODO
    return None if kind in ("inDiary", "BookingForDiary") else Reason.UNREADABLE


def _appointment(carrier: Mapping[str, Any], facts: Facts, people: meetings.People) -> Appointment:
    return Appointment(
        title=title(carrier),
        body=without_block(canonical(text(carrier, "Agenda"))),
        place=one_line(text(carrier, "Location")),
        span=span_of(carrier, facts),
        busy=Busy.FREE if flag(carrier, "IsFree") else Busy.BUSY,
        private=is_private(carrier),
        importance=facts.meaning(carrier.get("PriorityId")),
        alarm=lead_time(carrier.get("AlarmLeadTime")) if flag(carrier, "HasAlarm") else None,
        join_url=one_line(text(carrier, "JoinVideomeetUrl")),
        meeting=meetings.read(carrier, people),
        concerns=concerns.of_entity(carrier),
    )


def span_of(carrier: Mapping[str, Any], facts: Facts) -> Span:
    """When a row is. Raises Unreadable, EndBeforeStart, OverflowError."""
    start, end = _moment(carrier, "StartDate", facts), _moment(carrier, "EndDate", facts)
    if flag(carrier, "IsAlldayEvent"):
        first, last = _day(start, facts), _day(end, facts)
        if last < first:
            raise EndBeforeStart
        return AllDay(first, last)
    if end < start:
        raise EndBeforeStart
    place, home = carrier.get("PreferredTZLocation"), facts.home or facts.base
    return Timed(start, end, facts.zones.get(place, home) if isinstance(place, int) else home)


def _moment(carrier: Mapping[str, Any], name: str, facts: Facts) -> datetime:
    found = moment(carrier.get(name), facts)
    if found is None:
        raise Unreadable(name)
    return found


def _day(moment: datetime, facts: Facts) -> date:
    return moment.astimezone(ZoneInfo(facts.base)).date()


def original_start(written: object, span: Span, facts: Facts) -> str:
    """When the rule would have a row begin that takes *span* now: in UTC, or a day for whole days.

    *written* is `original_start_date`, which SuperOffice sets for rows that were moved (§3.1).
    """
    planned = moment(written, facts)
    if isinstance(span, AllDay):
        return (_day(planned, facts) if planned else span.first).isoformat()
    return f"{planned or span.start:%Y-%m-%dT%H:%M:%SZ}"


def moment(written: object, facts: Facts) -> datetime | None:
    """A time in UTC, whole seconds; None for none. Without an offset it is wall clock of the base zone (§2.7)."""
    try:
        value = datetime.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        return None
    if value is None or not 1 < value.year < 9999:  # "none" and "open end"
        return None
    aware = value if value.tzinfo else value.replace(tzinfo=ZoneInfo(facts.base))
    return aware.astimezone(UTC).replace(microsecond=0)


def title(carrier: Mapping[str, Any]) -> str:
    """The title; before 10.3.6 it was the first line of the description (§3.1). Raises Unreadable."""
    return one_line(text(carrier, "Title") or text(carrier, "Description").lstrip().partition("\n")[0])


def is_private(carrier: Mapping[str, Any]) -> bool:
    """Whether not everybody may read the row."""
    return carrier.get("Private") in ("PrivateUser", "PrivateGroup")


def lead_time(value: object) -> int:
    """A lead time in whole minutes: "00:10:00", "1.00:00:00" or "PT10M" (§0.1, §8). Raises Unreadable."""
    if value is None:
        return 0
    if isinstance(value, str):
        if clock := _CLOCK.fullmatch(value):
            days, hours, minutes, _ = (int(part or 0) for part in clock.groups())
            return min(days * 1440 + hours * 60 + minutes, LONGEST_ALARM)
        if (iso := _ISO.fullmatch(value)) and value not in ("P", "PT"):
            days, hours, minutes, seconds = (int(part or 0) for part in iso.groups())
            return min(days * 1440 + hours * 60 + minutes + seconds // 60, LONGEST_ALARM)
    raise Unreadable("AlarmLeadTime")


def stamp(value: object) -> str:
    """A database stamp in one spelling, for versions and cursors: UTC without zone; "" for "none"."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return ""
    if moment is None or not 1 < moment.year < 9999:
        return ""
    if moment.tzinfo:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return moment.isoformat()
