"""Reading an AppointmentEntity: which property fills which column, and what it may hold (contract §3.1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from backend.sandbox.superoffice.casing import Fields
from backend.sandbox.superoffice.conventions import read_time
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.enums import (
    APPOINTMENT_TYPE,
    CAUTION,
    COMPLETED,
    OWNED_EXTERNALLY,
    PRIVATE,
    STATUS_COMPLETED,
    STATUS_NOT_STARTED,
    TASK_TO_DO,
    TYPE_IN_CHECKLIST,
    TYPE_IN_DIARY,
    VISIBILITY,
)
from backend.sandbox.superoffice.participants import Participant, read_participants
from backend.sandbox.superoffice.permissions import groups_of
from backend.sandbox.superoffice.preference_defaults import default_minutes, default_task
from backend.sandbox.superoffice.routing import Context, bad_request
from backend.sandbox.superoffice.zones import location_by_id, to_base

#: (associate id, group id) of a visiblefor row; (0, 0) lets everybody read
Visible = list[tuple[int, int]]
EVERYBODY: Visible = [(0, 0)]
TITLE_LENGTH, LOCATION_LENGTH = 4000, 254
MOST_MINUTES = 65535


@dataclass(slots=True)
class Draft:
    """What an entity asks for. None means that the property was not sent."""

    columns: Row
    #: columns of the text row
    text: Row
    visible: Visible | None
    participants: list[Participant] | None
    recurrence: Fields


def _minutes(body: Fields, name: str) -> int:
    value = body.minutes(name)
    if not 0 <= value <= MOST_MINUTES:
        raise bad_request(f"{body.where(name)}: {value} minutes do not fit the database")
    return value


#: plain properties: property, column, how it is read. Absent ones are reset, as in any PUT.
PLAIN: tuple[tuple[str, str, Callable[[Fields], Any]], ...] = (
    ("Location", "location", lambda body: body.text("Location", LOCATION_LENGTH)),
    ("AlarmLeadTime", "alarm", lambda body: _minutes(body, "AlarmLeadTime")),
    ("HasAlarm", "hasAlarm", lambda body: int(body.flag("HasAlarm"))),
    ("IsFree", "freeBusy", lambda body: int(body.flag("IsFree"))),
    ("IsAlldayEvent", "isAlldayEvent", lambda body: int(body.flag("IsAlldayEvent"))),
    ("LeadTime", "leadtime", lambda body: _minutes(body, "LeadTime")),
    ("LagTime", "lagtime", lambda body: _minutes(body, "LagTime")),
    ("ColorIndex", "color_index", lambda body: body.number("ColorIndex")),
    ("IsMileStone", "isMilestone", lambda body: int(body.flag("IsMileStone"))),
    ("SuggestedAppointmentId", "suggestedAppointmentId", lambda body: body.number("SuggestedAppointmentId")),
    ("JoinVideomeetUrl", "joinVideomeetUrl", lambda body: body.text("JoinVideomeetUrl", 2000)),
    (
        "CentralserviceVideomeetId", "centralserviceVideomeetId",
        lambda body: body.text("CentralserviceVideomeetId", 100),
    ),
    ("CautionWarning", "cautionWarning", lambda body: body.enum("CautionWarning", CAUTION)),
)  # fmt: skip

#: nested objects: property, its id, table of the id, column
LINKED = (
    ("Contact", "ContactId", "contact", "contact_id"),
    ("Person", "PersonId", "person", "person_id"),
    ("Project", "ProjectId", "project", "project_id"),
    ("Sale", "SaleId", "sale", "sale_id"),
    ("Priority", "Id", "priority", "priority_idx"),
)

#: columns of a row of which the entity says nothing
BLANK: Row = {
    "group_idx": 0, "document_id": 0, "mother_id": 0, "mother_associate_id": 0, "invitedPersonId": 0,
    "recurrenceRuleId": 0, "original_start_date": None, "rejectCounter": 0, "rejectReason": "",
    "external_participants": "", "SendEmail": 0, "emailId": 0, "assignedBy": 0, "userdef_id": 0, "userdef2_id": 0,
    "modified_appointment_fields": 0, "owned_externally": 0, "preferredTZLocation": 0, "private": 0, "done": None,
    "custom_fields": {},
}  # fmt: skip


def read_draft(ctx: Context, body: Fields, row: Row | None) -> Draft:
    """Everything that *body* asks of a stored *row*, or of a new one. Raises SuperOfficeError 400.

    Plain values that are absent are reset; dates, owner, task, participants, VisibleFor and recurrence stay.
    """
    columns: Row = {} if row else dict(BLANK)
    columns |= {column: read(body) for _, column, read in PLAIN}
    columns |= {column: _linked(ctx, body, *names) for *names, column in LINKED}
    columns |= _owner(ctx, body, row)
    columns |= _kind(ctx, body, row, columns["associate_id"])
    columns |= _completion(ctx, body, row)
    columns |= _times(ctx, body, row)
    columns |= _zone(body, row)
    columns |= _external_owner(ctx, body)
    if "CustomFields" in body:
        columns["custom_fields"] = _custom_fields(body, row)
    visible = _visible(ctx, body, row, columns)
    if visible is not None:
        columns["private"] = _private(visible)
    return Draft(
        columns, _text(ctx, body, row), visible, read_participants(ctx.db, body), body.nested("Recurrence")
    )


def _linked(ctx: Context, body: Fields, name: str, id_name: str, table: str) -> int:
    nested = body.nested(name)
    row_id = nested.number(id_name)
    if row_id and ctx.db.table(table).get(row_id) is None:
        raise bad_request(f"{nested.where(id_name)}: there is no {table} {row_id}")
    return max(row_id, 0)


def _owner(ctx: Context, body: Fields, row: Row | None) -> Row:
    nested = body.nested("Associate")
    associate_id = nested.number("AssociateId") or (row["associate_id"] if row else ctx.caller.associate_id)
    if ctx.db.table("associate").get(associate_id) is None:
        raise bad_request(f"{nested.where('AssociateId')}: there is no associate {associate_id}")
    return {"associate_id": associate_id}


def _kind(ctx: Context, body: Fields, row: Row | None, owner: int) -> Row:
    """Task and type: what is not said follows from the task; an invitation changes type only by being answered."""
    nested = body.nested("Task")
    task_id = nested.number("TaskListItemId")
    if not task_id:
        task_id = row["task_idx"] if row else default_task(ctx.db, owner)
    task = ctx.db.table("task").get(task_id)
    if task is None and task_id and (row is None or task_id != row["task_idx"]):
        raise bad_request(f"{nested.where('TaskListItemId')}: there is no task {task_id}")
    if row and row["type"] not in (TYPE_IN_DIARY, TYPE_IN_CHECKLIST):
        return {"task_idx": task_id, "type": row["type"]}
    kind = body.enum("Type", APPOINTMENT_TYPE)
    if kind not in (TYPE_IN_DIARY, TYPE_IN_CHECKLIST):
        is_to_do = task is not None and task["type"] == TASK_TO_DO
        kind = row["type"] if row else TYPE_IN_CHECKLIST if is_to_do else TYPE_IN_DIARY
    return {"task_idx": task_id, "type": kind}


def _completion(ctx: Context, body: Fields, row: Row | None) -> Row:
    """Status and the time of completion; an invitation that is not accepted cannot be completed."""
    before = row["status"] if row else STATUS_NOT_STARTED
    if before > STATUS_COMPLETED:
        return {}
    status = body.enum("Completed", COMPLETED) or before
    if status != STATUS_COMPLETED:
        return {"status": status, "done": None}
    return {"status": status} if before == STATUS_COMPLETED and row else {"status": status, "done": _now(ctx)}


def _now(ctx: Context) -> datetime:
    return to_base(ctx.world.clock.now().replace(microsecond=0), ctx.zone.base)


def _times(ctx: Context, body: Fields, row: Row | None) -> Row:
    start, end = (read_time(ctx, body.get(name), body.where(name)) for name in ("StartDate", "EndDate"))
    if start is None:
        start = row["do_by"] if row else end or next_half_hour(_now(ctx))
    if end is None:
        length = row["endDate"] - row["do_by"] if row else default_length(ctx)
        end = start + length
    if end < start:
        raise bad_request(f"{body.where('EndDate')}: the end is before the start")
    return {"do_by": start, "activeDate": start, "endDate": end}


def next_half_hour(moment: datetime) -> datetime:
    """The next full or half hour."""
    floor = moment.replace(minute=moment.minute // 30 * 30, second=0, microsecond=0)
    return floor if floor == moment else floor + timedelta(minutes=30)


def default_length(ctx: Context) -> timedelta:
    """How long a new appointment is, from the preferences of the caller."""
    return timedelta(minutes=default_minutes(ctx.db, ctx.caller.associate_id))


def _zone(body: Fields, row: Row | None) -> Row:
    if body.get("PreferredTZLocation") is None:
        return {}
    zone_id = body.number("PreferredTZLocation")
    if zone_id and location_by_id(zone_id) is None and (row is None or zone_id != row["preferredTZLocation"]):
        raise bad_request(f"{body.where('PreferredTZLocation')}: there is no time zone {zone_id}")
    return {"preferredTZLocation": zone_id}


def _external_owner(ctx: Context, body: Fields) -> Row:
    """OwnedExternally, dropped without a word where the caller may not write it (contract §3.8)."""
    value = body.enum("OwnedExternally", OWNED_EXTERNALLY)
    who = ctx.world.switches.superoffice_owned_externally
    if who == "nobody" or (who == "system" and not ctx.caller.is_system):
        return {}
    return {"owned_externally": value}


def _custom_fields(body: Fields, row: Row | None) -> dict[str, str]:
    sent = body.get("CustomFields") or {}
    if not isinstance(sent, dict):
        raise bad_request(f"{body.where('CustomFields')}: an object is expected")
    values = dict(row["custom_fields"]) if row else {}
    for name, value in sent.items():
        if value is not None and not isinstance(value, str):
            raise bad_request(f"{body.where('CustomFields')}.{name}: text is expected")
        values[name] = value or ""
    return values


def _text(ctx: Context, body: Fields, row: Row | None) -> Row:
    """Title, agenda and notes. Title and Description are one text; whichever was changed counts (fixture)."""
    stored = ctx.db.table("text").get(row["text_id"]) if row else None
    current = (stored or {}).get("title") or ""
    title = body.text("Title", TITLE_LENGTH)
    description = body.text("Description", TITLE_LENGTH)
    if "Description" in body and ("Title" not in body or (title == current != description)):
        title = description
    return {"title": title, "agenda": body.text("Agenda"), "internal_notes": body.text("InternalNotes")}


def _visible(ctx: Context, body: Fields, row: Row | None, columns: Row) -> Visible | None:
    if body.get("VisibleFor") is not None:
        found = [_visible_entry(item) for item in body.items("VisibleFor")]
        return EVERYBODY if not found or (0, 0) in found else found
    if body.get("Private") is None:
        return None if row else EVERYBODY
    private = body.enum("Private", PRIVATE)
    owner = columns["associate_id"]
    if PRIVATE[private] == "PrivateUser":
        return [(owner, 0)]
    if PRIVATE[private] == "PrivateGroup":
        return [(0, group) for group in sorted(groups_of(ctx.db, owner))] or [(owner, 0)]
    return EVERYBODY


def _visible_entry(item: Fields) -> tuple[int, int]:
    visibility = VISIBILITY[item.enum("Visibility", VISIBILITY)]
    if visibility == "All":
        return (0, 0)
    visible_id = item.number("VisibleId")
    if visible_id <= 0:
        raise bad_request(f"{item.where('VisibleId')}: an associate or group is expected")
    return (visible_id, 0) if visibility == "Associate" else (0, visible_id)


def _private(visible: Visible) -> int:
    """The obsolete mirror of VisibleFor."""
    if visible == EVERYBODY:
        return 0
    return 2 if any(group for _, group in visible) else 1
