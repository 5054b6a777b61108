"""Writing appointment rows with what hangs on them: text, visiblefor, invitation, foreign keys."""

from __future__ import annotations

from backend.sandbox.superoffice.database import STAMP_COLUMNS, Row
from backend.sandbox.superoffice.permissions import visible_rows
from backend.sandbox.superoffice.routing import Context
from backend.sandbox.superoffice.state import APPOINTMENT_TABLE


def insert_row(ctx: Context, row: Row, visible: list[tuple[int, int]]) -> Row:
    """Add an appointment row with its VisibleFor rows; stamps in *row* are ignored."""
    fresh = {column: value for column, value in row.items() if column not in STAMP_COLUMNS}
    stored = ctx.db.insert("appointment", fresh, ctx.caller.associate_id)
    set_visible(ctx, stored, visible)
    return stored


def set_visible(ctx: Context, row: Row, visible: list[tuple[int, int]]) -> None:
    """Make the VisibleFor rows those of *visible*, (associate, group) each."""
    db, by = ctx.db, ctx.caller.associate_id
    stored = visible_rows(db, row["appointment_id"])
    if {(rule["forAssocId"], rule["forGroupId"]) for rule in stored} == set(visible):
        return
    for rule in stored:
        db.delete("visiblefor", rule["visiblefor_id"], by)
    for associate_id, group_id in dict.fromkeys(visible):
        entry = {"table_id": APPOINTMENT_TABLE, "record_id": row["appointment_id"]}
        db.insert("visiblefor", {**entry, "forAssocId": associate_id, "forGroupId": group_id}, by)


def write_text(ctx: Context, row: Row, text: Row) -> bool:
    """Set title, agenda and notes, which all rows of a booking share. Returns whether that was a change."""
    stored = ctx.db.table("text").get(row["text_id"]) or {}
    if all(stored.get(column) == value for column, value in text.items()):
        return False
    ctx.db.update("text", row["text_id"], text, ctx.caller.associate_id)
    return True


def versions(ctx: Context, row: Row) -> dict[int, int]:
    """updatedCount of every row that shares the text of *row*."""
    rows = ctx.db.table("appointment").where("text_id", row["text_id"])
    return {other["appointment_id"]: other["updatedCount"] for other in rows}


def touch_unchanged(ctx: Context, before: dict[int, int]) -> None:
    """Stamp the rows that a change of their text alone has left as they were.

    Whether such an edit counts as a change of the rows is undocumented: a switch (contract §10.5).
    """
    if ctx.world.switches.superoffice_text_edit_bumps != "yes":
        return
    for row_id, version in before.items():
        row = ctx.db.table("appointment").get(row_id)
        if row is not None and row["updatedCount"] == version:
            ctx.db.touch("appointment", row_id, ("text_id",), ctx.caller.associate_id)


def delete_row(ctx: Context, row: Row) -> None:
    """Delete an appointment row and what belongs to it alone."""
    db, by, switches = ctx.db, ctx.caller.associate_id, ctx.world.switches
    row_id = row["appointment_id"]
    for rule in visible_rows(db, row_id):
        db.delete("visiblefor", rule["visiblefor_id"], by)
    if switches.superoffice_uid_after_delete == "free":
        for invitation in db.table("invitation").where("appointment_id", row_id):
            db.delete("invitation", invitation["invitation_id"], by)
    if switches.superoffice_orphan_keys == "removed":
        for key in db.table("foreignkey").where("record_id", row_id):
            if key["table_id"] == APPOINTMENT_TABLE:
                db.delete("foreignkey", key["foreignkey_id"], by)
    db.delete("appointment", row_id, by)
    if db.table("text").get(row["text_id"]) and not db.table("appointment").where("text_id", row["text_id"]):
        db.delete("text", row["text_id"], by)
