"""`/v1/Agents/Appointment`: answering invitations and assignments (contract §3.4)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any

from backend.sandbox.superoffice import bookings
from backend.sandbox.superoffice.agent_methods import agent_method
from backend.sandbox.superoffice.agents_appointment import find, mode_of, shown
from backend.sandbox.superoffice.casing import Fields
from backend.sandbox.superoffice.conventions import no_content
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.ics_reply import apply_reply
from backend.sandbox.superoffice.participants import read_participant
from backend.sandbox.superoffice.permissions import check_change, forbidden, may_change
from backend.sandbox.superoffice.routing import Context, bad_request
from backend.sandbox.superoffice.series_rows import in_mode


def answered(ctx: Context, body: Fields, what: Callable[[Context, Row], None]) -> list[Row]:
    """Do *what* to the row of a request and, with ThisAndForward, to the later ones. Returns them.

    Only the invitee answers, and the system user. Raises SuperOfficeError 403.
    """
    row = find(ctx, body.number("AppointmentId"))
    if row is None:
        return []
    if not ctx.caller.is_system and row["associate_id"] != ctx.caller.associate_id:
        raise forbidden("Only the invitee may answer an invitation")
    rows = in_mode(ctx.db, row, mode_of(body))
    for one in rows:
        what(ctx, one)
    return rows


@agent_method("Appointment", "Accept", "AcceptWithEmailConfirmation", "AcceptWithSmtpEmailConfirmation")
def accept(ctx: Context, body: Fields) -> Any:
    """Accept."""
    answered(ctx, body, bookings.accept)
    return no_content()


@agent_method("Appointment", "Reject", "RejectWithEmailConfirmation", "RejectWithSmtpEmailConfirmation")
def reject(ctx: Context, body: Fields) -> Any:
    """Decline with a reason."""
    reason = body.text("RejectReason", 254)
    answered(ctx, body, lambda inner, row: bookings.reject(inner, row, reason))
    return no_content()


@agent_method("Appointment", "SetSeen")
def set_seen(ctx: Context, body: Fields) -> Any:
    """Note that the invitee has seen it."""
    answered(ctx, body, bookings.set_seen)
    return no_content()


@agent_method("Appointment", "SetSeenMany")
def set_seen_many(ctx: Context, body: Fields) -> Any:
    """Note that the invitee has seen several."""
    for row_id in body.numbers("AppointmentIds"):
        answered(ctx, Fields({"AppointmentId": row_id, "UpdateMode": mode_of(body)}), bookings.set_seen)
    return no_content()


@agent_method("Appointment", "AcceptRejected")
def accept_rejected(ctx: Context, body: Fields) -> Any:
    """The owner takes note of a refusal."""
    rows = answered(ctx, body, bookings.accept_rejected)
    return shown(ctx, rows[0] if rows else None)


@agent_method("Appointment", "CleanUpBookingDeleted")
def clean_up(ctx: Context, body: Fields) -> Any:
    """Delete the caller's cancelled invitations among some ids; answers how many went."""
    return bookings.clean_up(ctx, _cancelled(ctx, body))


@agent_method("Appointment", "CleanUpBookingDeletedWithUpdateMode")
def clean_up_with_mode(ctx: Context, body: Fields) -> Any:
    """The same, with the later rows of each series."""
    bookings.clean_up(ctx, _cancelled(ctx, body))
    return no_content()


def _cancelled(ctx: Context, body: Fields) -> list[Row]:
    rows = [row for row_id in body.numbers("AppointmentIds") if (row := find(ctx, row_id))]
    found = {one["appointment_id"]: one for row in rows for one in in_mode(ctx.db, row, mode_of(body))}
    return list(found.values())


@agent_method("Appointment", "CleanUpRecurringBookingDeleted")
def clean_up_all(ctx: Context, _body: Fields) -> Any:
    """Delete all cancelled invitations of series in the caller's diary; answers how many went."""
    rows = ctx.db.table("appointment").where("associate_id", ctx.caller.associate_id)
    return bookings.clean_up(ctx, [row for row in rows if row["recurrenceRuleId"]])


@agent_method("Appointment", "AssignTo")
def assign_to(ctx: Context, body: Fields) -> Any:
    """Hand a follow-up to another user. Raises SuperOfficeError 400 and 403."""
    row = find(ctx, body.number("AppointmentId"))
    if row is None:
        return None
    target = read_participant(ctx.db, body.nested("Participant"))
    if not target.associate_id:
        raise bad_request("Participant.AssociateId: only users can be assigned to")
    if not may_change(ctx.caller, row):
        raise forbidden("You may not assign follow-ups of this diary")
    check_change(ctx.caller, row, {"associate_id"})
    for one in in_mode(ctx.db, row, mode_of(body)):
        bookings.assign(ctx, one, target.associate_id)
    return shown(ctx, row)


@agent_method("Appointment", "UpdateAppointmentFromIcsResponse")
def update_from_ics(ctx: Context, body: Fields) -> Any:
    """Apply an iCalendar REPLY of a participant; answers whether it fitted. Raises SuperOfficeError 400."""
    try:
        data = base64.b64decode(body.text("IcsData"), validate=True)
    except binascii.Error as error:
        raise bad_request("IcsData: base64 is expected") from error
    return apply_reply(ctx, body.text("EmailAddress"), data)
