"""`/v1/Agents/Appointment`: diaries and task lists over a span of time (contract §3.4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from backend.sandbox.superoffice.agent_methods import agent_method
from backend.sandbox.superoffice.appointment_flat import flats
from backend.sandbox.superoffice.casing import Fields
from backend.sandbox.superoffice.conventions import read_date, select_each
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.diary_sync import sync_data
from backend.sandbox.superoffice.enums import (
    STATUS_ASSIGNMENT_DECLINED,
    STATUS_DECLINED,
    STATUS_DELETED,
    TYPE_BOOKING,
    TYPE_BOOKING_CHECKLIST,
    TYPE_IN_CHECKLIST,
    TYPE_IN_DIARY,
)
from backend.sandbox.superoffice.routing import Context, bad_request

GONE = frozenset({STATUS_DECLINED, STATUS_DELETED, STATUS_ASSIGNMENT_DECLINED})
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


def _shown(ctx: Context, rows: list[Row]) -> list[dict[str, Any]]:
    return select_each(ctx, flats(ctx, rows))


@agent_method("Appointment", "GetMyDiary")
def my_diary(ctx: Context, body: Fields) -> Any:
    """What the caller's diary shows."""
    return _shown(ctx, diary(ctx, ctx.caller.associate_id, body, DIARY))


@agent_method("Appointment", "GetMyAppointments")
def my_appointments(ctx: Context, body: Fields) -> Any:
    """The caller's diary and task list."""
    return _shown(ctx, diary(ctx, ctx.caller.associate_id, body, DIARY | CHECKLIST))


@agent_method("Appointment", "GetMyTasks")
def my_tasks(ctx: Context, body: Fields) -> Any:
    """The caller's task list."""
    return _shown(ctx, diary(ctx, ctx.caller.associate_id, body, CHECKLIST))


@agent_method("Appointment", "GetMySyncAppointments")
def my_sync_appointments(ctx: Context, body: Fields) -> Any:
    """The caller's diary in the carrier made for synchronising."""
    rows = diary(ctx, ctx.caller.associate_id, body, DIARY | CHECKLIST)
    return select_each(ctx, [sync_data(ctx, row) for row in rows])


@agent_method("Appointment", "GetAssociateDiary")
def associate_diary(ctx: Context, body: Fields) -> Any:
    """What the diary of a user shows."""
    return _shown(ctx, diary(ctx, body.number("AssociateId"), body, DIARY))


@agent_method("Appointment", "GetAssociatesDiary")
def associates_diary(ctx: Context, body: Fields) -> Any:
    """What the diaries of several users show."""
    rows = [row for one in body.numbers("AssociateIds") for row in diary(ctx, one, body, DIARY)]
    return _shown(ctx, rows)


@agent_method("Appointment", "GetPersonDiary")
def person_diary(ctx: Context, body: Fields) -> Any:
    """What the diary of a person shows. Raises SuperOfficeError 400 for a person who is no user."""
    return _of_person(ctx, body, DIARY)


@agent_method("Appointment", "GetPersonTasks")
def person_tasks(ctx: Context, body: Fields) -> Any:
    """What the task list of a person shows. Raises SuperOfficeError 400 for a person who is no user."""
    return _of_person(ctx, body, CHECKLIST)


def _of_person(ctx: Context, body: Fields, types: frozenset[int]) -> list[dict[str, Any]]:
    users = ctx.db.table("associate").where("person_id", body.number("PersonId"))
    if not body.number("PersonId") or not users:
        raise bad_request("PersonId: the person is not a user")
    return _shown(ctx, diary(ctx, users[0]["associate_id"], body, types))


@agent_method("Appointment", "GetPersonAppointments")
def person_appointments(ctx: Context, body: Fields) -> Any:
    """Follow-ups with a person."""
    return _linked(ctx, body, "person_id", "PersonId")


@agent_method("Appointment", "GetContactAppointments")
def contact_appointments(ctx: Context, body: Fields) -> Any:
    """Follow-ups with a company."""
    return _linked(ctx, body, "contact_id", "ContactId")


def _linked(ctx: Context, body: Fields, column: str, name: str) -> list[dict[str, Any]]:
    record_id = body.number(name)
    rows = ctx.db.table("appointment").where(column, record_id) if record_id else []
    return _shown(ctx, within(ctx, rows, body, DIARY | CHECKLIST))
