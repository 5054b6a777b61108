"""`/v1/Agents/Appointment`: diaries and task lists over a span of time (contract §3.4)."""

from __future__ import annotations

from datetime import datetime

from backend.sandbox.superoffice.agents import agent, request_body, results
from backend.sandbox.superoffice.appointment_flat import flats
from backend.sandbox.superoffice.casing import Fields
from backend.sandbox.superoffice.conventions import read_date
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.diary_sync import sync_data
from backend.sandbox.superoffice.enums import (
    STATUS_DECLINED,
    STATUS_DELETED,
    TYPE_BOOKING,
    TYPE_BOOKING_CHECKLIST,
    TYPE_IN_CHECKLIST,
    TYPE_IN_DIARY,
)
from backend.sandbox.superoffice.routing import Context, bad_request
from backend.sandbox.wire import Response

GONE = frozenset({STATUS_DECLINED, STATUS_DELETED})
DIARY = frozenset({TYPE_IN_DIARY, TYPE_BOOKING})
CHECKLIST = frozenset({TYPE_IN_CHECKLIST, TYPE_BOOKING_CHECKLIST})


def span(ctx: Context, body: Fields) -> tuple[datetime, datetime]:
    """StartTime and EndTime, open where they are not given."""
    start, end = (read_date(ctx, body.get(name), name) for name in ("StartTime", "EndTime"))
    return start or datetime.min, end or datetime.max


def diary(ctx: Context, associate_id: int, body: Fields, types: frozenset[int]) -> list[Row]:
    """The rows of a diary that are neither declined nor cancelled, as `within` gives them."""
    rows = ctx.db.table("appointment").where("associate_id", associate_id)
    return within(ctx, [row for row in rows if row["status"] not in GONE], body, types)


def within(ctx: Context, rows: list[Row], body: Fields, types: frozenset[int]) -> list[Row]:
    """The rows that overlap the span asked for, in order of time. `Count` cuts, -1 is all."""
    start, end = span(ctx, body)
    count = body.number("Count") if "Count" in body else -1
    found = [row for row in rows if row["type"] in types and row["do_by"] < end and row["endDate"] >= start]
    found.sort(key=lambda row: (row["do_by"], row["appointment_id"]))
    return found if count < 0 else found[:count]


@agent("Appointment", "GetMyDiary")
def my_diary(ctx: Context) -> Response:
    """What the caller's diary shows."""
    return results(ctx, flats(ctx, diary(ctx, ctx.caller.associate_id, request_body(ctx), DIARY)))


@agent("Appointment", "GetMyAppointments")
def my_appointments(ctx: Context) -> Response:
    """The caller's diary and task list."""
    return results(ctx, flats(ctx, diary(ctx, ctx.caller.associate_id, request_body(ctx), DIARY | CHECKLIST)))


@agent("Appointment", "GetMyTasks")
def my_tasks(ctx: Context) -> Response:
    """The caller's task list."""
    return results(ctx, flats(ctx, diary(ctx, ctx.caller.associate_id, request_body(ctx), CHECKLIST)))


@agent("Appointment", "GetMySyncAppointments")
def my_sync_appointments(ctx: Context) -> Response:
    """The caller's diary in the carrier made for synchronising."""
    rows = diary(ctx, ctx.caller.associate_id, request_body(ctx), DIARY | CHECKLIST)
    return results(ctx, [sync_data(ctx, row) for row in rows])


@agent("Appointment", "GetAssociateDiary")
def associate_diary(ctx: Context) -> Response:
    """What the diary of a user shows."""
    body = request_body(ctx)
    return results(ctx, flats(ctx, diary(ctx, body.number("AssociateId"), body, DIARY)))


@agent("Appointment", "GetAssociatesDiary")
def associates_diary(ctx: Context) -> Response:
    """What the diaries of several users show."""
    body = request_body(ctx)
    rows = [row for one in body.numbers("AssociateIds") for row in diary(ctx, one, body, DIARY)]
    return results(ctx, flats(ctx, rows))


@agent("Appointment", "GetPersonDiary")
def person_diary(ctx: Context) -> Response:
    """What the diary of a person shows. Raises SuperOfficeError 400 for a person who is no user."""
    return _of_person(ctx, DIARY)


@agent("Appointment", "GetPersonTasks")
def person_tasks(ctx: Context) -> Response:
    """What the task list of a person shows. Raises SuperOfficeError 400 for a person who is no user."""
    return _of_person(ctx, CHECKLIST)


def _of_person(ctx: Context, types: frozenset[int]) -> Response:
    body = request_body(ctx)
    users = ctx.db.table("associate").where("person_id", body.number("PersonId"))
    if not body.number("PersonId") or not users:
        raise bad_request("PersonId: the person is not a user")
    return results(ctx, flats(ctx, diary(ctx, users[0]["associate_id"], body, types)))


@agent("Appointment", "GetPersonAppointments")
def person_appointments(ctx: Context) -> Response:
    """Follow-ups with a person."""
    return _linked(ctx, "person_id", "PersonId")


@agent("Appointment", "GetContactAppointments")
def contact_appointments(ctx: Context) -> Response:
    """Follow-ups with a company."""
    return _linked(ctx, "contact_id", "ContactId")


def _linked(ctx: Context, column: str, name: str) -> Response:
    body = request_body(ctx)
    record_id = body.number(name)
    rows = ctx.db.table("appointment").where(column, record_id) if record_id else []
    return results(ctx, flats(ctx, within(ctx, rows, body, DIARY | CHECKLIST)))
