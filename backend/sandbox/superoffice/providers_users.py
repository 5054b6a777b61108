"""Archives of users: associates with their person's name, company and address."""

from __future__ import annotations

from backend.sandbox.superoffice.archive_model import Provider, Reader, always, computed, of_row, stored
from backend.sandbox.superoffice.carriers import ASSOCIATE_TYPE
from backend.sandbox.superoffice.database import Row


def _person_email(reader: Reader, row: Row) -> str:
    emails = reader.db.table("email").where("person_id", row.get("person_id")) if row.get("person_id") else []
    return str(min(emails, key=lambda email: int(email["rank"]))["email_address"]) if emails else ""


USER_COLUMNS = (
    stored("associateDbId", "int", "associate_id"),
    stored("personId", "int", "person_id"),
    stored("contactId", "int", "contact_id"),
    of_row("firstName", "text", "person", "person_id", "firstname"),
    of_row("middleName", "text", "person", "person_id", "middleName"),
    of_row("lastName", "text", "person", "person_id", "lastname"),
    of_row("mrMrs", "text", "person", "person_id", "mrmrs"),
    of_row("title", "text", "person", "person_id", "title"),
    computed("fullName", "text", lambda reader, row: reader.associate_name(row["associate_id"])),
    of_row("contactName", "text", "contact", "contact_id", "name"),
    of_row("contactDepartment", "text", "contact", "contact_id", "department"),
    computed("contactFullName", "text", lambda reader, row: reader.contact_name(row.get("contact_id"))),
    stored("usergroup", "list", "group_idx", "usergroup"),
    stored("usergroupId", "int", "group_idx"),
    stored("role", "text", "role"),
    stored("assocName", "text", "name"),
    stored("assocTooltip", "text", "tooltip"),
    computed("assocType", "text", lambda _reader, row: ASSOCIATE_TYPE[int(row.get("type") or 0)]),
    stored("userName", "text", "username"),
    computed("personEmail", "text", _person_email),
    computed("isActive", "bool", lambda _reader, row: not row.get("deleted")),
    computed("canLogin", "bool", lambda _reader, row: not row.get("deleted") and row.get("type") == 0),
    stored("isLocation", "bool", "isLocation"),
)


def _internal(_reader: Reader, row: Row) -> bool:
    return row.get("type") == 0


def _any(_reader: Reader, _row: Row) -> bool:
    return True


PROVIDERS = (
    Provider("AllUsers", "associate", USER_COLUMNS, {}, always("all"), _any),
    Provider("InternalUsers", "associate", USER_COLUMNS, {}, always("all"), _internal),
)
