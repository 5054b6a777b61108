"""`/v1/Agents/Appointment`: entities, saving and deleting, UIDs (contract §3.4)."""

from __future__ import annotations

from typing import Any

from backend.sandbox.superoffice import mails, series
from backend.sandbox.superoffice.agent_methods import agent_method
from backend.sandbox.superoffice.appointment_default import default_entity
from backend.sandbox.superoffice.appointment_flat import flat, flats
from backend.sandbox.superoffice.appointment_save import create, update
from backend.sandbox.superoffice.appointment_wire import entity
from backend.sandbox.superoffice.appointments import faults, remove
from backend.sandbox.superoffice.casing import Fields, read_ids
from backend.sandbox.superoffice.conventions import entity_body, no_content, query_id, read_time, select_each
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.enums import (
    MODE_ONLY_THIS,
    TASK_TO_DO,
    TASK_TYPE,
    TYPE_IN_CHECKLIST,
    UPDATE_MODE,
)
from backend.sandbox.superoffice.participants import externals_of, read_participants
from backend.sandbox.superoffice.permissions import is_child
from backend.sandbox.superoffice.recurrence import default_rule, read_dates, show_date, show_rule
from backend.sandbox.superoffice.routing import Context, bad_request, routes
from backend.sandbox.superoffice.uids import UID_LENGTH, is_taken, register, row_of, uid_of
from backend.sandbox.wire import Response, json_response

#: what a copy of an appointment takes over
COPIED = (
    "Title", "Description", "Agenda", "InternalNotes", "Location", "StartDate", "EndDate", "ActiveDate", "Contact",
    "Person", "Project", "Sale", "Task", "IsAlldayEvent", "IsFree", "Priority",
)  # fmt: skip


def mode_of(body: Fields) -> int:
    """UpdateMode of a request; only this row when it is not given."""
    return body.enum("UpdateMode", UPDATE_MODE) or MODE_ONLY_THIS


def find(ctx: Context, row_id: int) -> Row | None:
    """The row of an id."""
    return ctx.db.table("appointment").get(row_id)


def shown(ctx: Context, row: Row | None) -> dict[str, Any] | None:
    """The entity of a row, null without one."""
    return entity(ctx, row) if row else None


def wanted(body: Fields) -> Fields:
    """The entity in a request. Raises SuperOfficeError 400 when it is missing."""
    if body.get("AppointmentEntity") is None:
        raise bad_request("AppointmentEntity: an entity is expected")
    return body.nested("AppointmentEntity")


def _mail_wish(body: Fields) -> bool | None:
    """SendEmailToParticipants; None where it was not said."""
    return body.flag("SendEmailToParticipants") if "SendEmailToParticipants" in body else None


def save_entity(ctx: Context, body: Fields, mode: int = MODE_ONLY_THIS, *, mail: bool | None = None) -> Row | None:
    """Create or change what an entity describes; None for an id that does not exist."""
    row_id = body.number("AppointmentId")
    if not row_id:
        return create(ctx, body, mail=mail)
    row = find(ctx, row_id)
    return update(ctx, row, body, mode, mail=mail) if row else None


@agent_method("Appointment", "CreateDefaultAppointmentEntity")
def create_default(ctx: Context, _body: Fields) -> Any:
    """An unsaved appointment."""
    return default_entity(ctx)


@agent_method(
    "Appointment", "CreateDefaultAppointmentEntityByType", "CreateDefaultAppointmentEntityByTypeAndAssociate"
)
def create_default_by_type(ctx: Context, body: Fields) -> Any:
    """An unsaved meeting, call or to-do, in the caller's or another diary."""
    return default_entity(ctx, body.enum("Type", TASK_TYPE), body.number("AssociateId"))


@agent_method("Appointment", "CreateAppointmentEntityFromExisting")
def create_from_existing(ctx: Context, body: Fields) -> Any:
    """An unsaved copy of an appointment, optionally for another diary."""
    row = find(ctx, body.number("AppointmentId"))
    if row is None:
        return None
    copy = default_entity(ctx, associate_id=body.number("AssociateId") or row["associate_id"])
    source = entity(ctx, row)
    return copy | {name: source[name] for name in COPIED}


@agent_method("Appointment", "GetAppointmentEntity")
def get_entity(ctx: Context, _body: Fields) -> Any:
    """One appointment, null when there is none."""
    return shown(ctx, find(ctx, query_id(ctx, "appointmentEntityId")))


@agent_method("Appointment", "SaveAppointmentEntity")
def save_appointment_entity(ctx: Context, _body: Fields) -> Any:
    """Create or change one appointment; the body is the entity."""
    return shown(ctx, save_entity(ctx, entity_body(ctx)))


@agent_method("Appointment", "DeleteAppointmentEntity")
def delete_entity(ctx: Context, _body: Fields) -> Any:
    """Delete one appointment."""
    if row := find(ctx, query_id(ctx, "appointmentEntityId")):
        remove(ctx, row)
    return no_content()


@agent_method("Appointment", "GetAppointment")
def get_appointment(ctx: Context, _body: Fields) -> Any:
    """The flat carrier of one appointment, null when there is none."""
    row = find(ctx, query_id(ctx, "appointmentId"))
    return flat(ctx, row) if row else None


@routes("POST", "v1/Agents/Appointment/GetAppointmentList")
def get_list(ctx: Context) -> Response:
    """The flat carriers of the list of ids that is the body; ids that do not exist are left out."""
    ids = read_ids(ctx.json(), "appointmentIds")
    rows = [row for row_id in dict.fromkeys(ids) if (row := find(ctx, row_id))]
    return json_response(select_each(ctx, flats(ctx, rows)))


@agent_method("Appointment", "GetAppointmentRecords")
def get_records(ctx: Context, body: Fields) -> Any:
    """All rows of a booking, of a series, or of both (either id may be 0)."""
    table = ctx.db.table("appointment")
    found: dict[int, Row] = {}
    for column, name in (("mother_id", "MotherId"), ("recurrenceRuleId", "RecurrenceRuleId")):
        if row_id := body.number(name):
            found |= {row["appointment_id"]: row for row in table.where(column, row_id)}
    return select_each(ctx, flats(ctx, [found[row_id] for row_id in sorted(found)]))


@agent_method("Appointment", "Save")
def save(ctx: Context, body: Fields) -> Any:
    """Save with an update mode, and mail the participants when asked to."""
    mail = _mail_wish(body)
    return shown(ctx, save_entity(ctx, wanted(body), mode_of(body), mail=mail))


@agent_method("Appointment", "Delete")
def delete(ctx: Context, body: Fields) -> Any:
    """Delete with an update mode; the id of a master or of a child."""
    if row := find(ctx, body.number("AppointmentId")):
        remove(ctx, row, mode_of(body), mail=_mail_wish(body))
    return no_content()


@agent_method("Appointment", "Move", "MoveWithEmail", "MoveExtended")
def move(ctx: Context, body: Fields) -> Any:
    """Move to another start, keeping the length."""
    data = body.nested("AppointmentMoveData") or body
    row = find(ctx, data.number("AppointmentId"))
    start = read_time(ctx, data.get("NewStartTime"), data.where("NewStartTime"))
    if start is None:
        raise bad_request("NewStartTime: a date is expected")
    if row is None:
        return None
    changed = entity(ctx, row) | {
        "StartDate": ctx.zone.show(start), "EndDate": ctx.zone.show(start + (row["endDate"] - row["do_by"])),
    }  # fmt: skip
    changed |= {name: data.flag(name) for name in ("IsAlldayEvent", "IsFree") if name in data}
    mail = _mail_wish(data)
    return shown(ctx, update(ctx, row, Fields(changed), mode_of(data), mail=mail))


@agent_method("Appointment", "ConvertAppointmentToTask")
def convert_to_task(ctx: Context, body: Fields) -> Any:
    """Take an appointment with less than two participants out of the diary."""
    row = find(ctx, body.number("AppointmentId"))
    if row is None:
        return None
    if row["mother_id"] or externals_of(row):
        raise bad_request("AppointmentId: an appointment with participants cannot become a task")
    changed = entity(ctx, row) | {"Type": TYPE_IN_CHECKLIST, "Task": default_entity(ctx, TASK_TO_DO)["Task"]}
    return shown(ctx, update(ctx, row, Fields(changed)))


@agent_method("Appointment", "ValidateAppointmentEntity")
def validate(ctx: Context, body: Fields) -> Any:
    """What is wrong with an entity."""
    return json_response(faults(ctx, wanted(body)))


@agent_method("Appointment", "CreateAppointmentForUID")
def create_for_uid(ctx: Context, body: Fields) -> Any:
    """Reserve a UID with a new appointment, at once; null when the UID is taken."""
    uid = body.text("UID", UID_LENGTH)
    if not uid:
        raise bad_request("UID: text is expected")
    if is_taken(ctx, uid):
        return None
    row = create(ctx, wanted(body))
    register(ctx, row, uid)
    return shown(ctx, row)


@agent_method("Appointment", "GetAppointmentFromUID")
def get_from_uid(ctx: Context, body: Fields) -> Any:
    """The appointment of a UID; an unsaved one when there is none."""
    return shown(ctx, row_of(ctx, body.text("UID"))) or default_entity(ctx)


@agent_method("Appointment", "GetUIDFromAppointmentId")
def get_uid(ctx: Context, body: Fields) -> Any:
    """The UID of an appointment, or of its mother; null when it has none."""
    row = find(ctx, body.number("AppointmentId"))
    return uid_of(ctx, row, use_mother=body.flag("UseMotherId")) if row else None


@agent_method("Appointment", "WillSendEmail")
def will_send_email(ctx: Context, body: Fields) -> Any:
    """Whether saving an entity would mail somebody."""
    sent = body.nested("Appointment")
    owner = sent.nested("Associate").number("AssociateId") or ctx.caller.associate_id
    guests = [one for one in read_participants(ctx.db, sent) or [] if one.associate_id != owner]
    return bool(mails.will_mail(ctx, guests, asked=None))


@agent_method("Appointment", "GetAppointmentHaveParticipantsWithEmail")
def have_participants_with_email(ctx: Context, body: Fields) -> Any:
    """Whether a participant other than the owner has an address."""
    row = find(ctx, body.number("AppointmentId"))
    return row is not None and mails.reachable(ctx, row)


@agent_method("Appointment", "CalculateDays")
def calculate_days(ctx: Context, body: Fields) -> Any:
    """The recurrence of an entity with its `Dates` worked out."""
    sent = wanted(body)
    start = read_time(ctx, sent.get("StartDate"), sent.where("StartDate")) or ctx.db.now()
    info = sent.nested("Recurrence")
    plan = series.calculate(ctx, info, start.date())
    answer = show_rule(plan.rule, info.number("RecurrenceId"), plan.days, ctx.zone)
    return json_response(answer | {"IsRecurrence": True})


@agent_method("Appointment", "ValidateDays")
def validate_days(ctx: Context, body: Fields) -> Any:
    """The dates given, none of them in conflict."""
    sent = body.get("Dates")
    if sent is not None and not isinstance(sent, list):
        raise bad_request("Dates: a list is expected")
    days = read_dates(Fields({"Dates": [{"Date": date} for date in sent or []]}), ctx.zone)
    return select_each(ctx, [show_date(day, ctx.zone) for day in days])


@agent_method("Appointment", "CreateDefaultRecurrence", "CreateDefaultRecurrenceByDate")
def create_default_recurrence(ctx: Context, body: Fields) -> Any:
    """A weekly recurrence from a date, by default today."""
    start = read_time(ctx, body.get("StartDate"), "StartDate") or ctx.db.now()
    return json_response(show_rule(default_rule(start.date()), 0, [start.date()], ctx.zone))


@agent_method("Appointment", "GetOrganizerName")
def organizer_name(ctx: Context, body: Fields) -> Any:
    """Name of the owner of a booking; empty when there is none."""
    row = find(ctx, body.number("MotherAppointmentId"))
    if row and is_child(row):
        row = find(ctx, row["mother_id"])
    return entity(ctx, row)["Associate"]["FullName"] if row else ""
