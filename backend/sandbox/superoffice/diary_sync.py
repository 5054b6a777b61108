"""An appointment row as the carrier of GetMySyncAppointments."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from backend.sandbox.superoffice.appointment_flat import flat
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.enums import (
    APPOINTMENT_STATUS,
    STATUS_ASSIGNMENT,
    TYPE_BOOKING,
    TYPE_BOOKING_CHECKLIST,
)
from backend.sandbox.superoffice.participants import Participant, address_of, booking_rows, person_of_row
from backend.sandbox.superoffice.permissions import may_read_text
from backend.sandbox.superoffice.routing import Context

#: properties with the same name and meaning in the flat carrier
SAME = (
    "AppointmentId", "ContactName", "ContactId", "EndDate", "HasAlarm", "Location", "PersonFullName", "PersonId",
    "ProjectId", "ProjectName", "SaleId", "SaleName", "StartDate", "TableRight", "FieldProperties",
)  # fmt: skip


def sync_data(ctx: Context, row: Row) -> dict[str, Any]:
    """The AppointmentSyncData of a row of the caller's own diary."""
    shown = flat(ctx, row)
    invited = row["type"] in (TYPE_BOOKING, TYPE_BOOKING_CHECKLIST)
    contact = ctx.db.table("contact").get(row["contact_id"]) or {}
    return {name: shown[name] for name in SAME} | {
        "AlarmTime": ctx.zone.show(row["do_by"] - timedelta(minutes=row["alarm"])),
        "AppointmentText": shown["Description"],
        "ContactDepartment": contact.get("department") or "",
        "ContactFullName": shown["ContactName"],
        "IsAllDay": shown["IsAlldayEvent"],
        "IsAssignment": row["status"] >= STATUS_ASSIGNMENT,
        "IsBusy": not shown["IsFree"],
        "IsCompleted": shown["Completed"] == "Completed",
        "IsInvitation": invited and row["status"] < STATUS_ASSIGNMENT,
        "IsTentative": invited,
        "PersonFormalName": shown["PersonFullName"],
        "TaskName": shown["Task"],
        "Participants": _participants(ctx, row) if may_read_text(ctx.db, ctx.caller, row) else [],
    }


def _participants(ctx: Context, row: Row) -> list[dict[str, Any]]:
    shown = []
    for other in booking_rows(ctx.db, row):
        participant = Participant(other["associate_id"], person_of_row(ctx.db, other))
        address, name = address_of(ctx.db, participant)
        shown.append({
            "PersonId": participant.person_id,
            "PersonFullName": name,
            "EMail": [address] if address else [],
            "ParticipantStatus": APPOINTMENT_STATUS[other["status"]],
        })  # fmt: skip
    return shown
