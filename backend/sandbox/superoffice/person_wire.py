"""A person's row as PersonEntity (contracts/superoffice.md §4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from backend.sandbox.superoffice.carriers import associate_carrier, contact_carrier, person_name
from backend.sandbox.superoffice.conventions import FULL_RIGHT, api_address
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.record_parts import (
    PRIVATE,
    address_json,
    country_json,
    elements,
    interests_json,
    list_json,
    written_json,
)
from backend.sandbox.superoffice.routing import Context

#: the lists of EntityElements of a person
LISTS = (
    "Emails", "PrivatePhones", "Faxes", "MobilePhones", "OfficePhones", "OtherPhones", "Urls", "ChatEmails",
    "InternetPhones",
)  # fmt: skip

#: property -> column, for plain texts
TEXTS = {
    "Firstname": "firstname", "MiddleName": "middleName", "Lastname": "lastname", "Mrmrs": "mrmrs",
    "Title": "title",
    "Description": "description", "PersonNumber": "number1", "Salutation": "academic_title",
    "Kanalname": "kanalname",
    "Kanafname": "kanafname",
}  # fmt: skip

#: property -> column, for flags
FLAGS = {"NoMailing": "no_mailing", "UsePersonAddress": "usePersonAddress", "Retired": "retired"}

#: what stands in every entity and the sandbox does not keep
_CONSTANT: dict[str, Any] = {
    "Post1": "", "Post2": "", "Post3": "", "SupportAssociate": None, "TicketPriority": None,
    "CustomerLanguage": None,
    "DbiAgentId": 0, "DbiKey": "", "SentInfo": 0, "ShowContactTickets": 0, "UserInfo": None, "ActiveErpLinks": 0,
    "ShipmentTypes": [], "BounceEmails": [], "ActiveStatusMonitorId": 0, "CreatedByFormId": 0,
    "UtmParameters": None, "LeadstatusId": 0, "Leadstatus": "", "ExtraFields": {}, "TableRight": FULL_RIGHT,
    "FieldProperties": {},
}  # fmt: skip


def birth_date(row: Row) -> datetime | None:
    """A birthday; year 2 stands for an unknown year, None for no birthday."""
    month, day = row.get("month_of_birth") or 0, row.get("day_of_birth") or 0
    return datetime(row.get("year_of_birth") or 2, month, day) if month and day else None


def person_entity(ctx: Context, row: Row) -> dict[str, Any]:
    """The PersonEntity of a row; an unsaved one has no primary key."""
    db, person_id = ctx.db, row.get("person_id") or 0
    users = db.table("associate").where("person_id", person_id) if person_id else []
    interests = interests_json(ctx, "personint", "pinterest_idx", "person_id", person_id, "persint")
    custom = row.get("custom_fields") or {}
    name = person_name(row)
    return {
        **_CONSTANT,
        "PersonId": person_id,
        **{prop: row.get(column) or "" for prop, column in TEXTS.items()},
        **{prop: bool(row.get(column)) for prop, column in FLAGS.items()},
        **{prop: elements(db, "person", person_id, prop) for prop in LISTS},
        "FullName": name,
        "FormalName": f"{row.get('mrmrs') or ''} {name}".strip(),
        "BirthDate": ctx.zone.show_day(birth_date(row)),
        "DbiLastModified": ctx.zone.show_stamp(None),
        "DbiLastSyncronized": ctx.zone.show_stamp(None),
        **written_json(ctx, row),
        "IsAssociate": bool(users),
        "CorrespondingAssociate": associate_carrier(db, users[0]["associate_id"]) if users else None,
        "Contact": contact_carrier(db, row.get("contact_id") or 0),
        "Country": country_json(db, row.get("country_id") or 0),
        "Position": list_json(ctx, "perspos", row.get("position_idx") or 0),
        "Category": list_json(ctx, "category", row.get("category_idx") or 0),
        "Business": list_json(ctx, "business", row.get("business_idx") or 0),
        "Source": row.get("source") or 0,
        "Consents": row.get("consents") or [],
        "Interests": interests,
        "ActiveInterests": sum(item["Selected"] for item in interests),
        "Address": address_json(db, person_id, PRIVATE, None),
        "UserDefinedFields": custom,
        "CustomFields": custom,
    }  # fmt: skip


def default_person(ctx: Context) -> dict[str, Any]:
    """An unsaved person."""
    row = {"contact_id": 0, "country_id": 578, "associate_id": ctx.caller.associate_id, "retired": 0, "source": 0}
    return person_entity(ctx, row)


def person_links(ctx: Context, entity: dict[str, Any]) -> dict[str, str]:
    """The addresses that belong to a saved person."""
    root = f"{api_address(ctx)}/v1"
    own = f"{root}/Person/{entity['PersonId']}"
    links = {
        "Self": own, "Self.Simple": f"{own}/Simple", "Archive": f"{root}/Person",
        "Archive.Appointments": f"{own}/Appointments", "Image": f"{own}/Image",
        "UdefLayout": f"{root}/Person/UdefLayout/Published",
    }  # fmt: skip
    if entity["Contact"]:
        links["Contact"] = f"{root}/Contact/{entity['Contact']['ContactId']}"
    return links
