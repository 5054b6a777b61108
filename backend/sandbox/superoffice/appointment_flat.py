"""An appointment row as the flat, read-only carrier of lists and diaries."""

from __future__ import annotations

from typing import Any

from backend.sandbox.superoffice.appointment_wire import booking_type
from backend.sandbox.superoffice.carriers import associate_name, contact_name, person_name
from backend.sandbox.superoffice.casing import show_minutes
from backend.sandbox.superoffice.conventions import FULL_RIGHT, READ_RIGHT
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.enums import (
    APPOINTMENT_TYPE,
    ASSIGNMENT_STATUS,
    BOOKING_TYPE,
    CAUTION,
    COMPLETED,
    INVITATION_STATUS,
    OWNED_EXTERNALLY,
    PATTERN,
    PRIVATE,
    TASK_TYPE,
    completed,
    invitation_status,
)
from backend.sandbox.superoffice.language import language_of, translated
from backend.sandbox.superoffice.permissions import may_change, may_read_text
from backend.sandbox.superoffice.routing import Context

#: properties that others do not see when VisibleFor leaves them out
HIDDEN: dict[str, Any] = {
    "Title": "", "Description": "", "Agenda": "", "InternalNotes": "", "Location": "", "JoinVideomeetUrl": "",
    "RejectReason": "", "ContactName": "", "PersonFullName": "", "ProjectName": "", "SaleName": "", "ContactId": 0,
    "PersonId": 0, "ProjectId": 0, "SaleId": 0,
}  # fmt: skip


def flat(ctx: Context, row: Row) -> dict[str, Any]:
    """The Appointment carrier of a stored row for the caller."""
    db, zone = ctx.db, ctx.zone
    language = language_of(ctx)
    text = db.table("text").get(row["text_id"]) or {}
    task = db.table("task").get(row["task_idx"]) or {}
    rule = db.table("recurrencerule").get(row["recurrenceRuleId"]) if row["recurrenceRuleId"] else None
    person = db.table("person").get(row["person_id"])
    author = db.table("associate").get(row["registered_associate_id"]) or {}
    owner = db.table("associate").get(row["associate_id"]) or {}
    priority = db.table("priority").get(row["priority_idx"]) or {}
    title = text.get("title") or ""
    shown = {
        "AppointmentId": row["appointment_id"],
        "StartDate": zone.show(row["do_by"]),
        "EndDate": zone.show(row["endDate"]),
        "Type": APPOINTMENT_TYPE[row["type"]],
        "Task": translated(task.get("name") or "", language),
        "AssociateFullName": associate_name(db, row["associate_id"]),
        "ContactName": contact_name(db.table("contact").get(row["contact_id"])),
        "Description": title,
        "PersonFullName": person_name(person) if person else "",
        "PersonId": row["person_id"],
        "ContactId": row["contact_id"],
        "ProjectId": row["project_id"],
        "ProjectName": (db.table("project").get(row["project_id"]) or {}).get("name") or "",
        "IsPublished": False,
        "AssociateId": row["associate_id"],
        "ColorIndex": row["color_index"],
        "IsFree": bool(row["freeBusy"]),
        "HasAlarm": bool(row["hasAlarm"]),
        "IsAlldayEvent": bool(row["isAlldayEvent"]),
        "Private": PRIVATE[row["private"]],
        "PriorityId": row["priority_idx"],
        "PriorityName": translated(priority.get("name") or "", language),
        "TaskType": TASK_TYPE.get(task.get("type") or 0, "Unknown"),
        "IsBookingMain": row["mother_id"] == row["appointment_id"],
        "IsRecurrence": row["recurrenceRuleId"] != 0,
        "IsBooking": row["mother_id"] != 0,
        "ActiveDate": zone.show(row["activeDate"]),
        "AssignmentStatus": ASSIGNMENT_STATUS.get(row["status"], "None") if row["status"] >= 11 else "None",
        "InvitationStatus": INVITATION_STATUS[invitation_status(row["status"])],
        "BookingType": BOOKING_TYPE[booking_type(row)],
        "Completed": COMPLETED[completed(row["status"])],
        "RecurringPattern": PATTERN[rule["pattern"]] if rule else "Unknown",
        "RecurringStartDate": zone.show_day(rule["startDate"] if rule else None),
        "RecurringEndDate": zone.show_day(rule["endDate"] if rule else None),
        "MotherId": row["mother_id"],
        "AssignedBy": row["assignedBy"],
        "AssignedByFullName": associate_name(db, row["assignedBy"]),
        "RejectReason": row["rejectReason"],
        "Location": row["location"],
        "AlarmLeadTime": show_minutes(row["alarm"]),
        "SaleId": row["sale_id"],
        "SaleName": (db.table("sale").get(row["sale_id"]) or {}).get("heading") or "",
        "AssociateName": owner.get("name") or "",
        "CreatedDate": zone.show_stamp(row["registered"]),
        "CreatedBy": author.get("name") or "",
        "CreatedByFullName": associate_name(db, row["registered_associate_id"]),
        "CreatedByAssociateId": row["registered_associate_id"],
        "CautionWarning": CAUTION[row["cautionWarning"]],
        "OwnedExternally": OWNED_EXTERNALLY[row["owned_externally"]],
        "MotherAssociateId": row["mother_associate_id"],
        "JoinVideomeetUrl": row["joinVideomeetUrl"],
        "PreferredTZLocation": row["preferredTZLocation"],
        "Title": title,
        "Agenda": text.get("agenda") or "",
        "InternalNotes": text.get("internal_notes") or "",
        "TaskId": row["task_idx"],
        "TableRight": FULL_RIGHT if may_change(ctx.caller, row) else READ_RIGHT,
        "FieldProperties": {},
    }
    return shown if may_read_text(db, ctx.caller, row) else shown | HIDDEN


def flats(ctx: Context, rows: list[Row]) -> list[dict[str, Any]]:
    """The carriers of several rows."""
    return [flat(ctx, row) for row in rows]
