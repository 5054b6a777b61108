"""Persons who move to another company or turn out to be the same (contracts/superoffice.md §6: mergemovelog)."""

from __future__ import annotations

from backend.sandbox.superoffice.database import TABLE_NUMBERS, Row
from backend.sandbox.superoffice.foreign_store import keys_of_record
from backend.sandbox.superoffice.permissions import forbidden
from backend.sandbox.superoffice.routing import Context, not_found

#: mergemovelog.type
MERGED, MOVED = 1, 2

#: table -> column that names a person
_REFERENCES = {
    "appointment": "person_id", "email": "person_id", "projectmember": "person_id", "sale": "person_id",
    "selectionmember": "person_id",
}  # fmt: skip


def _log(ctx: Context, kind: int, source: int, destination: int) -> None:
    ctx.db.insert("mergemovelog", {
        "tableNumber": TABLE_NUMBERS["person"], "sourceRecord": source, "destinationRecord": destination,
        "associate_id": ctx.caller.associate_id, "type": kind, "description": "",
    }, ctx.caller.associate_id)  # fmt: skip


def move_person(ctx: Context, person: Row, contact_id: int) -> None:
    """Change a person's company. Raises SuperOfficeError 403 for a user's person, 404 for an unknown company."""
    if contact_id not in ctx.db.table("contact").rows:
        raise not_found("Contact", contact_id)
    if ctx.db.table("associate").where("person_id", person["person_id"]):
        raise forbidden("The company of a user's own person cannot be changed")
    ctx.db.update("person", person["person_id"], {"contact_id": contact_id}, ctx.caller.associate_id)
    _log(ctx, MOVED, person["person_id"], person["person_id"])


def merge_persons(ctx: Context, source: Row, target: Row) -> None:
    """Hang everything of *source* on *target* and delete it. Raises SuperOfficeError 403 for a user's person."""
    db, by = ctx.db, ctx.caller.associate_id
    old, new = source["person_id"], target["person_id"]
    if db.table("associate").where("person_id", old):
        raise forbidden("The person of a user cannot be merged away")
    for name, column in _REFERENCES.items():
        table = db.table(name)
        for row in table.where(column, old):
            db.update(name, row[table.key], {column: new}, by)
    for row in db.table("appointment").where("invitedPersonId", old):
        db.update("appointment", row["appointment_id"], {"invitedPersonId": new}, by)
    for key in keys_of_record(db, TABLE_NUMBERS["person"], old):
        db.update("foreignkey", key["foreignkey_id"], {"record_id": new}, by)
    db.delete("person", old, by)
    _log(ctx, MERGED, old, new)
