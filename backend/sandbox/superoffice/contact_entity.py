"""A company's row as ContactEntity, and back (contracts/superoffice.md §4)."""

from __future__ import annotations

from typing import Any

from backend.sandbox.superoffice.carriers import person_carrier
from backend.sandbox.superoffice.casing import Fields
from backend.sandbox.superoffice.conventions import FULL_RIGHT, api_address
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.permissions import forbidden
from backend.sandbox.superoffice.record_parts import (
    POSTAL,
    STREET,
    address_json,
    country_json,
    custom_fields,
    elements,
    interests_json,
    list_json,
    write_address,
    write_elements,
    write_interests,
    written_json,
)
from backend.sandbox.superoffice.routing import Context, bad_request

#: our own company, whose name is the licence's
OWNER_CONTACT_ID = 1

#: property -> list of telephones or addresses behind it
_LISTS = {"Emails": "Emails", "Urls": "Urls", "Phones": "Phones", "Faxes": "ContactFaxes"}
_TEXTS = {
    "Name": "name", "Department": "department", "OrgNr": "orgnr", "Number1": "number1", "Number2": "number2",
    "Description": "description", "Kananame": "kananame",
}  # fmt: skip
_FLAGS = {"NoMailing": "no_mailing", "Xstop": "xstop"}

#: what stands in every entity and the sandbox does not keep
_CONSTANT: dict[str, Any] = {
    "ActiveStatusMonitorId": 0, "SupportAssociate": None, "TicketPriority": None, "CustomerLanguage": None,
    "DbiAgentId": 0, "DbiKey": "", "SupportPerson": None, "ActiveErpLinks": 0, "BounceEmails": [], "Domains": [],
    "UtmParameters": None, "ExtraFields": {}, "TableRight": FULL_RIGHT, "FieldProperties": {},
}  # fmt: skip

LONGEST = 219


def contact_entity(ctx: Context, row: Row) -> dict[str, Any]:
    """The ContactEntity of a row; an unsaved one has no primary key."""
    db, contact_id = ctx.db, row.get("contact_id") or 0
    interests = interests_json(ctx, "contactinterest", "cinterest_idx", "contact_id", contact_id, "contint")
    people = db.table("person").where("contact_id", contact_id) if contact_id else []
    custom = row.get("custom_fields") or {}
    return {
        **_CONSTANT,
        "ContactId": contact_id,
        **{prop: row.get(column) or "" for prop, column in _TEXTS.items()},
        **{prop: bool(row.get(column)) for prop, column in _FLAGS.items()},
        **{prop: elements(db, "contact", contact_id, name) for prop, name in _LISTS.items()},
        "DbiLastModified": ctx.zone.show_stamp(None),
        "DbiLastSyncronized": ctx.zone.show_stamp(None),
        **written_json(ctx, row),
        "Country": country_json(db, row.get("country_id") or 0),
        "Category": list_json(ctx, "category", row.get("category_idx") or 0),
        "Business": list_json(ctx, "business", row.get("business_idx") or 0),
        "Persons": [person_carrier(db, person["person_id"]) for person in people if not person.get("deletedDate")],
        "GroupId": row.get("group_id") or 0,
        "Source": row.get("source") or 0,
        "Deleted": 0,
        "Interests": interests,
        "ActiveInterests": sum(item["Selected"] for item in interests),
        "Address": address_json(db, contact_id, STREET, POSTAL),
        "UserDefinedFields": custom,
        "CustomFields": custom,
    }  # fmt: skip


def default_contact(ctx: Context) -> dict[str, Any]:
    """An unsaved company."""
    row = {"country_id": 578, "associate_id": ctx.caller.associate_id, "category_idx": 1, "business_idx": 13}
    return contact_entity(ctx, row)


def contact_links(ctx: Context, entity: dict[str, Any]) -> dict[str, str]:
    """The addresses that belong to a saved company."""
    root = f"{api_address(ctx)}/v1"
    own = f"{root}/Contact/{entity['ContactId']}"
    return {
        "Self": own, "Self.Simple": f"{own}/Simple", "Archive": f"{root}/Contact",
        "Archive.Persons": f"{own}/Persons",
        "Archive.Appointments": f"{own}/Appointments", "Image": f"{own}/Image",
        "UdefLayout": f"{root}/Contact/UdefLayout/Published",
    }  # fmt: skip


def save_contact(ctx: Context, body: Fields, row: Row | None) -> Row:
    """Write a whole company; what is absent becomes empty. Raises SuperOfficeError 400 and 403."""
    columns = _columns(ctx, body, row)
    by = ctx.caller.associate_id
    if row is None:
        if not columns["number2"]:
            columns["number2"] = str(10000 + ctx.db.table("contact").next_id)
        row = ctx.db.insert("contact", {**columns, "deletedDate": None}, by)
    else:
        if row["contact_id"] == OWNER_CONTACT_ID and columns["name"] != row["name"]:
            raise forbidden("The name of the owner company cannot be changed")
        row = ctx.db.update("contact", row["contact_id"], columns, by)
    contact_id = row["contact_id"]
    for prop, name in _LISTS.items():
        write_elements(ctx.db, "contact", contact_id, name, body.items(prop), by)
    address = body.nested("Address")
    write_address(ctx.db, contact_id, STREET, address.nested("Street"), by)
    write_address(ctx.db, contact_id, POSTAL, address.nested("Postal"), by)
    if "Interests" in body:
        interests = body.items("Interests")
        write_interests(ctx.db, "contactinterest", "cinterest_idx", "contact_id", contact_id, interests, by)
    return row


def _columns(ctx: Context, body: Fields, row: Row | None) -> Row:
    texts = {
        column: body.text(name, 2047 if name == "Description" else LONGEST) for name, column in _TEXTS.items()
    }
    if not texts["name"].strip():
        raise bad_request("Name: a company needs a name")
    return {
        **texts,
        **{column: int(body.flag(name)) for name, column in _FLAGS.items()},
        "country_id": body.nested("Country").number("CountryId"),
        "category_idx": body.nested("Category").number("Id"),
        "business_idx": body.nested("Business").number("Id"),
        "associate_id": body.nested("Associate").number("AssociateId") or ctx.caller.associate_id,
        "group_id": body.number("GroupId"),
        "source": body.number("Source"),
        "custom_fields": custom_fields(body, row),
    }


def delete_contact(ctx: Context, row: Row) -> None:
    """Put a company and its persons into the recycle bin. Raises SuperOfficeError 403 for the owner company."""
    if row["contact_id"] == OWNER_CONTACT_ID:
        raise forbidden("The owner company cannot be deleted")
    now, by = ctx.db.now(), ctx.caller.associate_id
    for person in ctx.db.table("person").where("contact_id", row["contact_id"]):
        if not person.get("deletedDate"):
            ctx.db.update("person", person["person_id"], {"deletedDate": now}, by)
    ctx.db.update("contact", row["contact_id"], {"deletedDate": now}, by)
