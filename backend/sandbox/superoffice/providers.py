"""Every archive by name; those of projects, sales, selections and foreign keys stand here."""

from __future__ import annotations

from backend.sandbox.superoffice import providers_activity, providers_people, providers_users
from backend.sandbox.superoffice.archive_model import (
    Provider,
    Reader,
    always,
    by_key,
    computed,
    full_name,
    of_row,
    stamps,
    stored,
)
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.odata import Condition
from backend.sandbox.superoffice.routing import SuperOfficeError


def _contact_or_person(row: Row) -> str:
    return "staticPerson" if row.get("person_id") else "staticContact"


PROJECT_COLUMNS = (
    stored("projectId", "int", "project_id"),
    stored("name", "text", "name"),
    stored("text", "text", "name"),
    stored("number", "text", "project_number"),
    stored("associateId", "associate", "associate_id"),
    stored("type", "list", "type_idx", "projtype"),
    stored("status", "list", "status_idx", "projstatus"),
    stored("description", "text", "description"),
    stored("completed", "bool", "done"),
    stored("endDate", "day", "endDate"),
    stored("startDate", "day", "startDate"),
    stored("nextMilestone", "base", "nextMilestone"),
    computed("icon", "text", lambda _reader, _row: "Project"),
    *stamps(),
)

SALE_COLUMNS = (
    stored("saleId", "int", "sale_id"),
    stored("text", "text", "heading"),
    stored("heading", "text", "heading"),
    stored("number", "text", "number1"),
    stored("associateId", "associate", "associate_id"),
    stored("contactId", "int", "contact_id"),
    stored("personId", "int", "person_id"),
    stored("projectId", "int", "project_id"),
    stored("amount", "float", "amount"),
    stored("date", "day", "saledate"),
    stored("completed", "bool", "done"),
    *stamps(),
)

SELECTION_COLUMNS = (
    stored("selectionId", "int", "selection_id"),
    stored("name", "text", "name"),
    computed("type", "text", lambda _reader, row: {0: "Static", 1: "Dynamic", 2: "Combined"}[row["seltype"]]),
    stored("targetTableNumber", "int", "targetTableNumber"),
    stored("associateId", "associate", "associate_id"),
    stored("done", "bool", "done"),
    stored("lastMembershipChange", "utc", "lastMembershipChange"),
    stored("lastMembershipChangeBy", "associate", "lastMembershipChangeBy"),
    stored("memberCount", "int", "memberCount"),
    computed("visibleFor", "text", lambda _reader, _row: "[SR_VFC_ALL]"),
    *stamps(),
)

MEMBER_COLUMNS = (
    stored("selectionId", "int", "selection_id"),
    stored("selectionMemberId", "int", "selectionmember_id"),
    stored("contactId", "int", "contact_id"),
    stored("personId", "int", "person_id"),
    stored("targetTableNumber", "int", "targetTableNumber"),
    stored("targetRecordId", "int", "targetRecordId"),
    computed("rowKind", "text", lambda _reader, _row: "static"),
)

#: members as the companies and persons that they are
PERSON_MEMBER_COLUMNS = (
    *(column for column in MEMBER_COLUMNS if not column.name.startswith("target")),
    of_row("name", "text", "contact", "contact_id", "name"),
    of_row("department", "text", "contact", "contact_id", "department"),
    computed("nameDepartment", "text", lambda reader, row: reader.contact_name(row.get("contact_id"))),
    of_row("firstName", "text", "person", "person_id", "firstname"),
    of_row("middleName", "text", "person", "person_id", "middleName"),
    of_row("lastName", "text", "person", "person_id", "lastname"),
    computed("fullName", "text", lambda reader, row: full_name(reader.row("person", row.get("person_id")))),
    of_row("title", "text", "person", "person_id", "title"),
    of_row("retired", "bool", "person", "person_id", "retired"),
    of_row("personUpdatedDate", "utc", "person", "person_id", "updated"),
    of_row("updatedDate", "utc", "contact", "contact_id", "updated"),
)

_PERSON_OF_MEMBER = {
    **providers_people.CONTACT_LINKS,
    **{prefix: link for prefix, link in providers_people.PERSON_LINKS.items() if prefix.startswith("person")},
    "personEmail": providers_people.PERSON_LINKS["email"],
}


def _live_member(reader: Reader, row: Row) -> bool:
    contact = reader.row("contact", row.get("contact_id"))
    person = reader.row("person", row.get("person_id"))
    return not contact.get("deletedDate") and not person.get("deletedDate")


PROJECT_MEMBER_COLUMNS = (
    stored("projectMemberId", "int", "projectmember_id"),
    stored("projectId", "int", "project_id"),
    stored("contactId", "int", "contact_id"),
    stored("personId", "int", "person_id"),
    stored("function", "list", "mtype_idx", "pmembtype"),
    stored("infoText", "text", "comment"),
    stored("registered", "utc", "registered"),
    stored("updated", "utc", "updated"),
)


def _device(reader: Reader, row: Row) -> Row:
    return reader.row("foreigndevice", row.get("foreigndevice_id"))


def _devices_of_apps(reader: Reader, condition: Condition) -> Condition | None:
    """A key of one of these apps is a key of one of their devices, which is indexed."""
    if condition.operator not in ("equals", "oneOf"):
        return None
    apps = [app for name in condition.values for app in reader.db.table("foreignapp").where("name", name)]
    devices = [
        d for app in apps for d in reader.db.table("foreigndevice").where("foreignapp_id", app["foreignapp_id"])
    ]
    return Condition("foreigndevice_id", "oneOf", tuple(str(device["foreigndevice_id"]) for device in devices))


def _app(reader: Reader, row: Row) -> Row:
    return reader.row("foreignapp", _device(reader, row).get("foreignapp_id"))


KEY_COLUMNS = (
    computed("appId", "int", lambda reader, row: _app(reader, row).get("foreignapp_id")),
    computed("appName", "text", lambda reader, row: _app(reader, row).get("name"), implies=_devices_of_apps),
    stored("deviceId", "int", "foreigndevice_id"),
    computed("deviceName", "text", lambda reader, row: _device(reader, row).get("name")),
    computed("deviceIdentifier", "text", lambda reader, row: _device(reader, row).get("device_id")),
    stored("keyId", "int", "foreignkey_id"),
    stored("keyName", "text", "subkey"),
    stored("keyValue", "text", "subvalue"),
    stored("tableId", "int", "table_id"),
    stored("recordId", "int", "record_id"),
    stored("keyUpdatedBy", "associate", "updated_associate_id"),
    stored("keyUpdatedDate", "utc", "updated"),
    stored("keyRegisteredBy", "associate", "registered_associate_id"),
    stored("keyRegisteredDate", "utc", "registered"),
)

_MEMBER_LINKS = {
    "contact": by_key("simplecontact", "contact", "contact_id"),
    "person": by_key("person", "person", "person_id"),
    "project": by_key("findproject", "project", "project_id"),
}

PROVIDERS: dict[str, Provider] = {
    provider.name.lower(): provider
    for provider in (
        *providers_people.PROVIDERS,
        *providers_users.PROVIDERS,
        *providers_activity.PROVIDERS,
        *(
            Provider(
                name, "project", PROJECT_COLUMNS,
                {"projectAssociate": by_key("allusers", "associate", "associate_id")}, always("project"),
            )
            for name in ("FindProject", "SimpleProject")
        ),
        Provider("FindSale", "sale", SALE_COLUMNS, {}, always("sale")),
        *(
            Provider(
                name, "selection", SELECTION_COLUMNS,
                {"selectionAssociate": by_key("allusers", "associate", "associate_id")}, always("selection"),
            )
            for name in ("FindSelection", "SimpleSelection")
        ),
        Provider("SelectionMemberStatic", "selectionmember", MEMBER_COLUMNS, {}, always("selectionMember")),
        Provider(
            "ContactPersonStaticSelectionV2", "selectionmember", PERSON_MEMBER_COLUMNS, _PERSON_OF_MEMBER,
            _contact_or_person, _live_member,
        ),
        Provider("ProjectMember", "projectmember", PROJECT_MEMBER_COLUMNS, _MEMBER_LINKS, always("projectMember")),
        Provider("ForeignKeys", "foreignkey", KEY_COLUMNS, {}, always("foreignKey")),
    )
}  # fmt: skip

#: what lies behind prefixes and cannot be asked itself
_INNER = frozenset({"emailitem", "phoneitem", "urlitem", "addressitem"})


def find_provider(name: str) -> Provider:
    """The archive called *name*, in any case. Raises SuperOfficeError 404."""
    provider = PROVIDERS.get(name.lower())
    if provider is None or name.lower() in _INNER:
        raise SuperOfficeError(404, "SoNotFoundException", f"Archive provider {name[:60]!r} not found")
    return provider


def provider_names() -> list[str]:
    """The archives that can be asked."""
    return sorted([p.name for key, p in PROVIDERS.items() if key not in _INNER] + ["Dynamic", "TimeZones"])
