"""Archives of appointments and their participants."""

from __future__ import annotations

from datetime import datetime

from backend.sandbox.superoffice.archive_model import (
    Provider,
    Read,
    Reader,
    always,
    by_key,
    computed,
    full_name,
    stamps,
    stored,
)
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.permissions import may_read_text, visible_rows

#: TaskType -> (icon, record type) as the archives show them
RECORD_TYPES = {
    1: ("Appointment", "Appointment"), 2: ("Document", "Document"), 3: ("Email", "E-mail"), 4: ("Fax", "Fax"),
    5: ("Phone", "Phone"), 6: ("Task", "Task"),
}  # fmt: skip

#: appointment.type of documents and mergings, which are no activities in a diary (contracts/superoffice.md §3.2)
DOCUMENT_TYPES = frozenset({4, 5, 8, 9})


def _day(source: str) -> Read:
    def read(_reader: Reader, row: Row) -> datetime | None:
        value = row.get(source)
        return value and datetime(value.year, value.month, value.day)

    return read


def _start(_reader: Reader, row: Row) -> datetime | None:
    return row.get("do_by") or row.get("activeDate")


def _text(reader: Reader, row: Row) -> str:
    if not may_read_text(reader.db, reader.ctx.caller, row):
        return ""
    return str(reader.row("text", row.get("text_id")).get("title") or "")


def _record_type(place: int) -> Read:
    def read(reader: Reader, row: Row) -> str:
        return RECORD_TYPES.get(int(reader.row("task", row.get("task_idx")).get("type") or 0), ("", ""))[place]

    return read


def _who(reader: Reader, row: Row) -> str:
    parts = (reader.contact_name(row.get("contact_id")), reader.person_name(row.get("person_id")))
    return "/".join(part for part in parts if part)


def _minutes(_reader: Reader, row: Row) -> int:
    start, end = _start(_reader, row), row.get("endDate")
    return int((end - start).total_seconds() // 60) if start and end else 0


def _visible_for(reader: Reader, row: Row) -> str:
    rules = visible_rows(reader.db, row["appointment_id"])
    names = [
        reader.associate_name(rule["forAssocId"])
        if rule.get("forAssocId")
        else reader.list_name("usergroup", rule.get("forGroupId"))
        for rule in rules
        if rule.get("forAssocId") or rule.get("forGroupId")
    ]
    return ", ".join(names) or "[SR_VFC_ALL]"


APPOINTMENT_COLUMNS = (
    stored("appointmentId", "int", "appointment_id"),
    stored("associateId", "associate", "associate_id"),
    stored("contactId", "int", "contact_id"),
    stored("personId", "int", "person_id"),
    stored("projectId", "int", "project_id"),
    stored("saleId", "int", "sale_id"),
    stored("type", "list", "task_idx", "task"),
    computed("recordType", "text", _record_type(1)),
    computed("recordTypeText", "text", _record_type(1)),
    computed("icon", "text", _record_type(0)),
    stored("date", "base", "do_by"),
    computed("time", "base", _start),
    computed("endDate", "day", _day("endDate")),
    stored("endTime", "base", "endDate"),
    computed("duration", "int", _minutes),
    computed("text", "text", _text),
    computed("who", "text", _who),
    computed(
        "userGroup", "list",
        lambda reader, row: reader.row("associate", row.get("associate_id")).get("group_idx"), "usergroup",
    ),
    stored("priority", "list", "priority_idx", "priority"),
    stored("location", "text", "location"),
    computed("completed", "bool", lambda _reader, row: row.get("status") == 3),
    computed("completedDate", "day", _day("done")),
    stored("alarm", "bool", "hasAlarm"),
    stored("isFree", "bool", "freeBusy"),
    computed("recurring", "bool", lambda _reader, row: bool(row.get("recurrenceRuleId"))),
    computed("booking", "bool", lambda _reader, row: bool(row.get("mother_id"))),
    computed("intention", "text", lambda _reader, _row: ""),
    stored("recurrenceRuleId", "int", "recurrenceRuleId"),
    stored("rawType", "int", "type"),
    stored("rawStatus", "int", "status"),
    stored("cautionWarning", "int", "cautionWarning"),
    computed("visibleInDiary", "bool", lambda _reader, row: row.get("type") in (1, 6)),
    stored("isMilestone", "bool", "isMilestone"),
    stored("invitedPersonId", "int", "invitedPersonId"),
    stored("suggestedAppointmentId", "int", "suggestedAppointmentId"),
    stored("joinVideomeetUrl", "text", "joinVideomeetUrl"),
    computed("visibleFor", "text", _visible_for),
    computed("skipTentativeAndRejectedRestriction", "bool", lambda _reader, _row: True),
    *stamps(),
)  # fmt: skip

APPOINTMENT_LINKS = {
    "contact": by_key("simplecontact", "contact", "contact_id"),
    "person": by_key("person", "person", "person_id"),
    "associate": by_key("allusers", "associate", "associate_id"),
    "project": by_key("findproject", "project", "project_id"),
    "sale": by_key("findsale", "sale", "sale_id"),
}


def _activity(_reader: Reader, row: Row) -> bool:
    return row.get("type") not in DOCUMENT_TYPES and not row.get("document_id")


def _in_diary(_reader: Reader, row: Row) -> bool:
    return row.get("type") in (1, 6)


def _invited(reader: Reader, row: Row) -> Row:
    """The person whom a row of a booking stands for."""
    own = reader.row("associate", row.get("associate_id"))
    return reader.row("person", row.get("invitedPersonId") or own.get("person_id"))


def _participant(row: Row) -> str:
    if not row.get("associate_id"):
        return "externalPerson"
    return "associate" if row.get("invitedPersonId") else "resource"


PARTICIPANT_COLUMNS = (
    stored("participantAssociateId", "int", "associate_id"),
    stored("associateDbId", "int", "associate_id"),
    stored("participantPersonId", "int", "invitedPersonId"),
    computed("personId", "int", lambda reader, row: _invited(reader, row).get("person_id")),
    computed("contactId", "int", lambda reader, row: _invited(reader, row).get("contact_id")),
    computed("firstName", "text", lambda reader, row: _invited(reader, row).get("firstname")),
    computed("lastName", "text", lambda reader, row: _invited(reader, row).get("lastname")),
    computed(
        "fullName", "text",
        lambda reader, row: full_name(_invited(reader, row)) or reader.associate_name(row.get("associate_id")),
    ),
    stored("status", "int", "status"),
    computed("seen", "bool", lambda _reader, row: row.get("status") in (7, 8)),
    stored("sendEmail", "bool", "SendEmail"),
    stored("rejectReason", "text", "rejectReason"),
    stored("appointmentId", "int", "appointment_id"),
    stored("motherId", "int", "mother_id"),
)  # fmt: skip

PROVIDERS = (
    *(
        Provider(name, "appointment", APPOINTMENT_COLUMNS, APPOINTMENT_LINKS, always("appointment"), _activity)
        for name in ("FindAppointment", "Appointment", "SimpleAppointment")
    ),
    Provider(
        "DiaryAppointment", "appointment", APPOINTMENT_COLUMNS, APPOINTMENT_LINKS, always("appointment"), _in_diary
    ),
    Provider("Participants", "appointment", PARTICIPANT_COLUMNS, {}, _participant, _activity),
)
