"""The small objects nested in entities: associate, person, company, project, sale, task, priority."""

from __future__ import annotations

from typing import Any

from backend.sandbox.superoffice.conventions import FULL_RIGHT
from backend.sandbox.superoffice.database import Database, Row
from backend.sandbox.superoffice.enums import TASK_DIRECTION, TASK_TYPE
from backend.sandbox.superoffice.language import translated

Carrier = dict[str, Any]

#: `associate.type` to its name
ASSOCIATE_TYPE = {
    0: "InternalAssociate", 1: "ResourceAssociate", 2: "ExternalAssociate", 3: "AnonymousAssociate",
    4: "SystemAssociate",
}  # fmt: skip

COLOURS = (
    "LightBlue", "DarkBlue", "LightGray", "DarkGray", "LightGreen", "DarkGreen", "LightYellow", "DarkYellow",
    "LightRed", "DarkRed", "LightPurple", "DarkPurple", "LightGrey", "DarkGrey",
)  # fmt: skip


def person_name(person: Row) -> str:
    """First, middle and last name."""
    parts = (person.get("firstname"), person.get("middleName"), person.get("lastname"))
    return " ".join(part for part in parts if part)


def associate_name(db: Database, associate_id: int) -> str:
    """Full name of an associate: the person's, or that of the room; empty for nobody."""
    associate = db.table("associate").get(associate_id)
    if associate is None:
        return ""
    person = db.table("person").get(associate.get("person_id") or 0)
    return person_name(person) if person else associate.get("tooltip") or associate.get("name") or ""


def associate_carrier(db: Database, associate_id: int) -> Carrier | None:
    """The Associate object of an id; None for nobody."""
    row = db.table("associate").get(associate_id)
    if row is None:
        return None
    name = associate_name(db, associate_id)
    return {
        "AssociateId": associate_id,
        "Name": row.get("name") or "",
        "PersonId": row.get("person_id") or 0,
        "Rank": row.get("rank") or 0,
        "Tooltip": row.get("tooltip") or "",
        "Type": ASSOCIATE_TYPE.get(row.get("type") or 0, "Unknown"),
        "GroupIdx": row.get("group_idx") or 0,
        "FullName": name,
        "FormalName": name,
        "Deleted": bool(row.get("deleted")),
        "EjUserId": 0,
        "UserName": row.get("username") or None,
        "ExtraFields": {},
        "CustomFields": {},
        "TableRight": FULL_RIGHT,
        "FieldProperties": {},
    }


def first_email(db: Database, person_id: int = 0, contact_id: int = 0) -> Row | None:
    """The e-mail row of the lowest rank of a person, or of a company itself."""
    column, value = ("person_id", person_id) if person_id else ("contact_id", contact_id)
    rows = db.table("email").where(column, value) if value else []
    own = [row for row in rows if person_id or not row.get("person_id")]
    return min(own, key=lambda row: (row.get("rank") or 0, row["email_id"]), default=None)


def contact_name(contact: Row | None) -> str:
    """Name of a company with its department."""
    if contact is None:
        return ""
    return ", ".join(part for part in (contact.get("name"), contact.get("department")) if part)


def contact_carrier(db: Database, contact_id: int) -> Carrier | None:
    """The Contact (company) object of an id; None when there is none."""
    row = db.table("contact").get(contact_id)
    if row is None:
        return None
    email = first_email(db, contact_id=contact_id)
    country = db.table("country").get(row.get("country_id") or 0) or {}
    return {
        "ContactId": contact_id,
        "Name": row.get("name") or "",
        "OrgNr": row.get("orgnr") or "",
        "Department": row.get("department") or "",
        "URL": "",
        "City": "",
        "DirectPhone": "",
        "AssociateId": row.get("associate_id") or 0,
        "CountryId": row.get("country_id") or 0,
        "EmailAddress": email["email_address"] if email else "",
        "Kananame": row.get("kananame") or "",
        "EmailAddressName": None,
        "URLName": None,
        "AssociateFullName": associate_name(db, row.get("associate_id") or 0),
        "BusinessName": "",
        "CategoryName": "",
        "CountryName": country.get("english_name") or "",
        "Address": None,
        "FormattedAddress": "",
        "FullName": contact_name(row),
        "IsOwnerContact": contact_id == 1,
        "ActiveErpLinks": 0,
        "Number1": row.get("number1") or "",
        "Number2": row.get("number2") or "",
        "TableRight": FULL_RIGHT,
        "FieldProperties": {},
    }


def person_carrier(db: Database, person_id: int) -> Carrier | None:
    """The Person object of an id; None when there is none."""
    row = db.table("person").get(person_id)
    if row is None:
        return None
    contact = db.table("contact").get(row.get("contact_id") or 0)
    email = first_email(db, person_id)
    associate = next(iter(db.table("associate").where("person_id", person_id)), None)
    name = person_name(row)
    empty = dict.fromkeys((
        "Position", "DirectPhone", "FaxPhone", "MobilePhone", "ContactPhone", "ContactFax", "Post1", "Post2",
        "Post3", "EmailName", "CategoryName",
    ), "")  # fmt: skip
    return {
        **empty,
        "PersonId": person_id,
        "Mrmrs": row.get("mrmrs") or "",
        "Firstname": row.get("firstname") or "",
        "Lastname": row.get("lastname") or "",
        "MiddleName": row.get("middleName") or "",
        "Title": row.get("title") or "",
        "Description": row.get("description") or "",
        "Email": email["email_address"] if email else "",
        "FullName": name,
        "FormalName": f"{row.get('mrmrs') or ''} {name}".strip(),
        "CountryId": row.get("country_id") or 0,
        "ContactId": row.get("contact_id") or 0,
        "ContactName": contact.get("name") or "" if contact else "",
        "Retired": row.get("retired") or 0,
        "Rank": row.get("rank") or 0,
        "ActiveInterests": 0,
        "ContactDepartment": contact.get("department") or "" if contact else "",
        "ContactCountryId": contact.get("country_id") or 0 if contact else 0,
        "ContactOrgNr": contact.get("orgnr") or "" if contact else "",
        "AssociateName": associate["name"] if associate else "",
        "AssociateId": associate["associate_id"] if associate else 0,
        "UsePersonAddress": bool(row.get("usePersonAddress")),
        "Kanafname": row.get("kanafname") or "",
        "Kanalname": row.get("kanalname") or "",
        "ContactFullName": contact_name(contact),
        "ActiveErpLinks": 0,
        "TicketPriorityId": 0,
        "SupportLanguageId": 0,
        "SupportAssociateId": 0,
        "PersonNumber": row.get("number1") or "",
        "TableRight": FULL_RIGHT,
        "FieldProperties": {},
    }


def task_carrier(db: Database, task_id: int, language: str) -> Carrier | None:
    """The TaskListItem of an id with its name in *language*; None when there is none."""
    row = db.table("task").get(task_id)
    if row is None:
        return None
    colour = row.get("color_index") or 0
    return {
        "TaskListItemId": task_id,
        "Value": translated(row.get("name") or "", language),
        "Direction": TASK_DIRECTION.get(row.get("direction") or 0, "Unknown"),
        "Type": TASK_TYPE.get(row.get("type") or 0, "Unknown"),
        "Tooltip": row.get("tooltip") or "",
        "Deleted": bool(row.get("deleted")),
        "IntentId": row.get("intent_id") or 0,
        "Rank": row.get("rank") or 0,
        "IsDefaultAlldayEvent": bool(row.get("isDefaultAlldayEvent")),
        "IsDefaultFree": bool(row.get("isDefaultFree")),
        "IsDefaultPublished": False,
        "ColorIndex": COLOURS[colour] if 0 <= colour < len(COLOURS) else COLOURS[0],
        "DefaultVideomeetingStatus": "NoChange",
        "TableRight": None,
        "FieldProperties": {},
    }


def priority_carrier(db: Database, priority_id: int, language: str) -> Carrier | None:
    """The Priority of an id with its name in *language*; None when there is none."""
    row = db.table("priority").get(priority_id)
    if row is None:
        return None
    return {
        "Id": priority_id,
        "Value": translated(row.get("name") or "", language),
        "Tooltip": row.get("tooltip") or "",
        "TableRight": None,
        "FieldProperties": {},
    }


def project_carrier(db: Database, project_id: int) -> Carrier | None:
    """The Project of an id, in short; None when there is none."""
    row = db.table("project").get(project_id)
    if row is None:
        return None
    return {
        "ProjectId": project_id,
        "Name": row.get("name") or "",
        "Description": row.get("description") or "",
        "AssociateId": row.get("associate_id") or 0,
        "AssociateFullName": associate_name(db, row.get("associate_id") or 0),
        "TypeId": row.get("type_idx") or 0,
        "StatusId": row.get("status_idx") or 0,
        "ProjectNumber": row.get("project_number") or "",
        "ActiveErpLinks": 0,
        "TableRight": FULL_RIGHT,
        "FieldProperties": {},
    }


def sale_carrier(db: Database, sale_id: int) -> Carrier | None:
    """The Sale of an id, in short; None when there is none."""
    row = db.table("sale").get(sale_id)
    if row is None:
        return None
    return {
        "SaleId": sale_id,
        "Title": row.get("heading") or "",
        "Description": row.get("description") or "",
        "ContactId": row.get("contact_id") or 0,
        "PersonId": row.get("person_id") or 0,
        "ProjectId": row.get("project_id") or 0,
        "AssociateId": row.get("associate_id") or 0,
        "Number": row.get("number1") or "",
        "Amount": row.get("amount") or 0.0,
        "TableRight": FULL_RIGHT,
        "FieldProperties": {},
    }
