"""The registry of iCalendar UIDs: table `invitation` (contracts/superoffice.md §3.4, §7)."""

from __future__ import annotations

from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.permissions import is_child
from backend.sandbox.superoffice.routing import Context

UID_LENGTH = 255


def is_taken(ctx: Context, uid: str) -> bool:
    """Whether a UID is registered."""
    return bool(ctx.db.table("invitation").where("event_uid", uid))


def register(ctx: Context, row: Row, uid: str) -> str:
    """Enter the UID of a row. Returns it."""
    entry = {"event_uid": uid, "appointment_id": row["appointment_id"]}
    ctx.db.insert("invitation", entry, ctx.caller.associate_id)
    return uid


def row_of(ctx: Context, uid: str) -> Row | None:
    """The appointment registered under a UID, as long as it exists."""
    for entry in ctx.db.table("invitation").where("event_uid", uid):
        if row := ctx.db.table("appointment").get(entry["appointment_id"]):
            return row
    return None


def uid_of(ctx: Context, row: Row, *, use_mother: bool = False) -> str | None:
    """The UID of a row; a child without one has its mother's, if asked for or switched so (contract §10.9)."""
    entries = ctx.db.table("invitation")
    own = entries.where("appointment_id", row["appointment_id"])
    by_switch = ctx.world.switches.superoffice_uid_of_children == "mother"
    if not own and is_child(row) and (use_mother or by_switch):
        own = entries.where("appointment_id", row["mother_id"])
    return own[0]["event_uid"] if own else None
