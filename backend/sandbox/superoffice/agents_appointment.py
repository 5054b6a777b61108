"""`/v1/Agents/Appointment`: entities, saving and deleting, UIDs (contract §3.4)."""

from __future__ import annotations

from backend.sandbox.superoffice import mails, series
from backend.sandbox.superoffice.agents import agent, request_body, result, results
from backend.sandbox.superoffice.appointment_default import default_entity
from backend.sandbox.superoffice.appointment_flat import flat, flats
from backend.sandbox.superoffice.appointment_save import create, update
from backend.sandbox.superoffice.appointment_wire import entity
from backend.sandbox.superoffice.appointments import faults, remove
from backend.sandbox.superoffice.casing import Fields, read_ids
from backend.sandbox.superoffice.conventions import entity_body, no_content, query_id, read_time
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
from backend.sandbox.superoffice.routing import Context, bad_request
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


def shown(ctx: Context, row: Row | None) -> Response:
    """The entity of a row, null without one."""
    return result(ctx, entity(ctx, row) if row else None)


def wanted(body: Fields) -> Fields:
    """The entity in a request. Raises SuperOfficeError 400 when it is missing."""
    if body.get("AppointmentEntity") is None:
        raise bad_request("AppointmentEntity: an entity is expected")
    return body.nested("AppointmentEntity")


def save_entity(ctx: Context, body: Fields, mode: int = MODE_ONLY_THIS, *, mail: bool = False) -> Row | None:
    """Create or change what an entity describes; None for an id that does not exist."""
    row_id = body.number("AppointmentId")
    if not row_id:
        return create(ctx, body, mail=mail)
    row = find(ctx, row_id)
    return update(ctx, row, body, mode, mail=mail) if row else None


@agent("Appointment", "CreateDefaultAppointmentEntity")
def create_default(ctx: Context) -> Response:
    """An unsaved appointment."""
    return result(ctx, default_entity(ctx))


@agent("Appointment", "CreateDefaultAppointmentEntityByType", "CreateDefaultAppointmentEntityByTypeAndAssociate")
def create_default_by_type(ctx: Context) -> Response:
    """An unsaved meeting, call or to-do, in the caller's or another diary."""
    body = request_body(ctx)
    return result(ctx, default_entity(ctx, body.enum("Type", TASK_TYPE), body.number("AssociateId")))


@agent("Appointment", "CreateAppointmentEntityFromExisting")
def create_from_existing(ctx: Context) -> Response:
    """An unsaved copy of an appointment, optionally for another diary."""
    body = request_body(ctx)
    row = find(ctx, body.number("AppointmentId"))
    if row is None:
        return result(ctx, None)
    copy = default_entity(ctx, associate_id=body.number("AssociateId") or row["associate_id"])
    source = entity(ctx, row)
    return result(ctx, copy | {name: source[name] for name in COPIED})


@agent("Appointment", "GetAppointmentEntity")
def get_entity(ctx: Context) -> Response:
    """One appointment, null when there is none."""
    return shown(ctx, find(ctx, query_id(ctx, "appointmentEntityId")))


@agent("Appointment", "SaveAppointmentEntity")
def save_appointment_entity(ctx: Context) -> Response:
    """Create or change one appointment; the body is the entity."""
    return shown(ctx, save_entity(ctx, entity_body(ctx)))


@agent("Appointment", "DeleteAppointmentEntity")
def delete_entity(ctx: Context) -> Response:
    """Delete one appointment."""
    if row := find(ctx, query_id(ctx, "appointmentEntityId")):
        remove(ctx, row)
    return no_content()


@agent("Appointment", "GetAppointment")
def get_appointment(ctx: Context) -> Response:
    """The flat carrier of one appointment, null when there is none."""
    row = find(ctx, query_id(ctx, "appointmentId"))
    return result(ctx, flat(ctx, row) if row else None)


@agent("Appointment", "GetAppointmentList")
def get_list(ctx: Context) -> Response:
    """The flat carriers of a list of ids; ids that do not exist are left out."""
    ids = read_ids(ctx.json(), "appointmentIds")
    rows = [row for row_id in dict.fromkeys(ids) if (row := find(ctx, row_id))]
    return results(ctx, flats(ctx, rows))


@agent("Appointment", "GetAppointmentRecords")
def get_records(ctx: Context) -> Response:
    """All rows of a booking, of a series, or of both (either id may be 0)."""
    body, table = request_body(ctx), ctx.db.table("appointment")
    found: dict[int, Row] = {}
    for column, name in (("mother_id", "MotherId"), ("recurrenceRuleId", "RecurrenceRuleId")):
        if row_id := body.number(name):
            found |= {row["appointment_id"]: row for row in table.where(column, row_id)}
    return results(ctx, flats(ctx, [found[row_id] for row_id in sorted(found)]))


@agent("Appointment", "Save")
def save(ctx: Context) -> Response:
    """Save with an update mode, and mail the participants when asked to."""
    body = request_body(ctx)
    mail = body.flag("SendEmailToParticipants")
    return shown(ctx, save_entity(ctx, wanted(body), mode_of(body), mail=mail))


@agent("Appointment", "Delete")
def delete(ctx: Context) -> Response:
    """Delete with an update mode; the id of a master or of a child."""
    body = request_body(ctx)
    if row := find(ctx, body.number("AppointmentId")):
        remove(ctx, row, mode_of(body), mail=body.flag("SendEmailToParticipants"))
    return no_content()


@agent("Appointment", "Move", "MoveWithEmail", "MoveExtended")
def move(ctx: Context) -> Response:
    """Move to another start, keeping the length."""
    body = request_body(ctx)
    data = body.nested("AppointmentMoveData") or body
    row = find(ctx, data.number("AppointmentId"))
    start = read_time(ctx, data.get("NewStartTime"), data.where("NewStartTime"))
    if start is None:
        raise bad_request("NewStartTime: a date is expected")
    if row is None:
        return result(ctx, None)
    changed = entity(ctx, row) | {
        "StartDate": ctx.zone.show(start), "EndDate": ctx.zone.show(start + (row["endDate"] - row["do_by"])),
    }  # fmt: skip
    changed |= {name: data.flag(name) for name in ("IsAlldayEvent", "IsFree") if name in data}
    mail = data.flag("SendEmailToParticipants")
    return shown(ctx, update(ctx, row, Fields(changed), mode_of(data), mail=mail))


@agent("Appointment", "ConvertAppointmentToTask")
def convert_to_task(ctx: Context) -> Response:
    """Take an appointment with less than two participants out of the diary."""
    row = find(ctx, request_body(ctx).number("AppointmentId"))
    if row is None:
        return result(ctx, None)
    if row["mother_id"] or externals_of(row):
        raise bad_request("AppointmentId: an appointment with participants cannot become a task")
    changed = entity(ctx, row) | {"Type": TYPE_IN_CHECKLIST, "Task": default_entity(ctx, TASK_TO_DO)["Task"]}
    return shown(ctx, update(ctx, row, Fields(changed)))


@agent("Appointment", "ValidateAppointmentEntity")
def validate(ctx: Context) -> Response:
    """What is wrong with an entity."""
    return json_response(faults(ctx, wanted(request_body(ctx))))


@agent("Appointment", "CreateAppointmentForUID")
def create_for_uid(ctx: Context) -> Response:
    """Reserve a UID with a new appointment, at once; null when the UID is taken."""
    body = request_body(ctx)
    uid = body.text("UID", UID_LENGTH)
    if not uid:
        raise bad_request("UID: text is expected")
    if is_taken(ctx, uid):
        return result(ctx, None)
    row = create(ctx, wanted(body))
    register(ctx, row, uid)
    return shown(ctx, row)


@agent("Appointment", "GetAppointmentFromUID")
def get_from_uid(ctx: Context) -> Response:
    """The appointment of a UID; an unsaved one when there is none."""
    row = row_of(ctx, request_body(ctx).text("UID"))
    return result(ctx, entity(ctx, row) if row else default_entity(ctx))


@agent("Appointment", "GetUIDFromAppointmentId")
def get_uid(ctx: Context) -> Response:
    """The UID of an appointment, or of its mother; null when it has none."""
    body = request_body(ctx)
    row = find(ctx, body.number("AppointmentId"))
    return json_response(uid_of(ctx, row, use_mother=body.flag("UseMotherId")) if row else None)


@agent("Appointment", "WillSendEmail")
def will_send_email(ctx: Context) -> Response:
    """Whether saving an entity would mail somebody."""
    body = request_body(ctx).nested("Appointment")
    owner = body.nested("Associate").number("AssociateId") or ctx.caller.associate_id
    guests = [one for one in read_participants(ctx.db, body) or [] if one.associate_id != owner]
    return json_response(bool(mails.will_mail(ctx, guests, asked=False)))


@agent("Appointment", "GetAppointmentHaveParticipantsWithEmail")
def have_participants_with_email(ctx: Context) -> Response:
    """Whether a participant other than the owner has an address."""
    row = find(ctx, request_body(ctx).number("AppointmentId"))
    return json_response(row is not None and mails.reachable(ctx, row))


@agent("Appointment", "CalculateDays")
def calculate_days(ctx: Context) -> Response:
    """The recurrence of an entity with its `Dates` worked out."""
    body = wanted(request_body(ctx))
    start = read_time(ctx, body.get("StartDate"), body.where("StartDate")) or ctx.db.now()
    info = body.nested("Recurrence")
    plan = series.calculate(ctx, info, start.date())
    answer = show_rule(plan.rule, info.number("RecurrenceId"), plan.days, ctx.zone)
    return json_response(answer | {"IsRecurrence": True})


@agent("Appointment", "ValidateDays")
def validate_days(ctx: Context) -> Response:
    """The dates given, none of them in conflict."""
    sent = request_body(ctx).get("Dates")
    if sent is not None and not isinstance(sent, list):
        raise bad_request("Dates: a list is expected")
    days = read_dates(Fields({"Dates": [{"Date": date} for date in sent or []]}), ctx.zone)
    return results(ctx, [show_date(day, ctx.zone) for day in days])


@agent("Appointment", "CreateDefaultRecurrence", "CreateDefaultRecurrenceByDate")
def create_default_recurrence(ctx: Context) -> Response:
    """A weekly recurrence from a date, by default today."""
    body = request_body(ctx)
    start = read_time(ctx, body.get("StartDate"), "StartDate") or ctx.db.now()
    return json_response(show_rule(default_rule(start.date()), 0, [start.date()], ctx.zone))


@agent("Appointment", "GetOrganizerName")
def organizer_name(ctx: Context) -> Response:
    """Name of the owner of a booking; empty when there is none."""
    row = find(ctx, request_body(ctx).number("MotherAppointmentId"))
    if row and is_child(row):
        row = find(ctx, row["mother_id"])
    return json_response(entity(ctx, row)["Associate"]["FullName"] if row else "")
