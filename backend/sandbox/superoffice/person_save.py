"""Saving a person: PersonEntity as sent to its rows (contracts/superoffice.md §4)."""

from __future__ import annotations

from backend.sandbox.superoffice.casing import Fields
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.permissions import forbidden
from backend.sandbox.superoffice.person_wire import FLAGS, LISTS, TEXTS
from backend.sandbox.superoffice.record_parts import (
    PRIVATE,
    custom_fields,
    write_address,
    write_elements,
    write_interests,
)
from backend.sandbox.superoffice.routing import Context, bad_request

#: lengths of the name columns
LONGEST = 99


def save_person(ctx: Context, body: Fields, row: Row | None) -> Row:
    """Write a whole person; what is absent becomes empty. Raises SuperOfficeError 400 and 403."""
    columns = _columns(ctx, body, row)
    by = ctx.caller.associate_id
    if row is None:
        if not columns["number1"]:
            columns["number1"] = str(20000 + ctx.db.table("person").next_id)
        row = ctx.db.insert("person", {**columns, "deletedDate": None}, by)
    else:
        row = ctx.db.update("person", row["person_id"], columns, by)
    person_id = row["person_id"]
    for name in LISTS:
        write_elements(ctx.db, "person", person_id, name, body.items(name), by)
    write_address(ctx.db, person_id, PRIVATE, body.nested("Address").nested("Street"), by)
    if "Interests" in body:
        interests = body.items("Interests")
        write_interests(ctx.db, "personint", "pinterest_idx", "person_id", person_id, interests, by)
    return row


def _columns(ctx: Context, body: Fields, row: Row | None) -> Row:
    texts = {column: body.text(name, 2047 if name == "Description" else LONGEST) for name, column in TEXTS.items()}
    if not texts["firstname"].strip() and not texts["lastname"].strip():
        raise bad_request("Firstname, Lastname: a person needs a name")
    contact_id = _contact(ctx, body, row)
    born = ctx.zone.read_day(body.get("BirthDate"), "BirthDate") if body.get("BirthDate") else None
    return {
        **texts,
        **{column: int(body.flag(name)) for name, column in FLAGS.items()},
        "contact_id": contact_id,
        "country_id": body.nested("Country").number("CountryId"),
        "position_idx": body.nested("Position").number("Id"),
        "category_idx": body.nested("Category").number("Id"),
        "business_idx": body.nested("Business").number("Id"),
        "associate_id": body.nested("Associate").number("AssociateId") or ctx.caller.associate_id,
        "source": body.number("Source"),
        "consents": [_consent(one) for one in body.items("Consents")],
        "year_of_birth": born.year if born and born.year > 2 else 0,
        "month_of_birth": born.month if born else 0,
        "day_of_birth": born.day if born else 0,
        "mrmrs_idx": 0,
        "rank": row["rank"] if row else 1 + len(ctx.db.table("person").where("contact_id", contact_id)),
        "custom_fields": custom_fields(body, row),
    }


def _consent(given: Fields) -> Row:
    """One entry of what may be stored of a person, by the keys of SuperOffice's lists."""
    return {name: given.text(name, LONGEST) for name in ("ConsentPurposeKey", "LegalBaseKey", "ConsentSourceKey")}


def _contact(ctx: Context, body: Fields, row: Row | None) -> int:
    """The person's company; that of a user stays (contract §4). Raises SuperOfficeError 400 and 403."""
    contact_id = body.nested("Contact").number("ContactId")
    if contact_id and contact_id not in ctx.db.table("contact").rows:
        raise bad_request(f"Contact.ContactId: company {contact_id} does not exist")
    if row and contact_id != row["contact_id"] and ctx.db.table("associate").where("person_id", row["person_id"]):
        raise forbidden("The company of a user's own person cannot be changed")
    return contact_id


def delete_person(ctx: Context, row: Row) -> None:
    """Put a person into the recycle bin, for 14 days. Raises SuperOfficeError 403 for a user's."""
    if ctx.db.table("associate").where("person_id", row["person_id"]):
        raise forbidden("The person of a user cannot be deleted")
    ctx.db.update("person", row["person_id"], {"deletedDate": ctx.db.now()}, ctx.caller.associate_id)
