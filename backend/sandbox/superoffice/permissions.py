"""Who may read a follow-up's text and who may change what (contracts/superoffice.md §3.3, §3.4, §3.7)."""

from __future__ import annotations

from backend.sandbox.superoffice.database import Database, Row
from backend.sandbox.superoffice.enums import STATUS_COMPLETED
from backend.sandbox.superoffice.routing import Caller, SuperOfficeError
from backend.sandbox.superoffice.state import APPOINTMENT_TABLE

#: what an invitee may change in his own row
INVITEE_COLUMNS = frozenset({"priority_idx", "status", "done", "alarm", "hasAlarm"})
#: what the system user may mark in any row besides
SYSTEM_COLUMNS = frozenset({"cautionWarning", "owned_externally"})
#: what may change in a completed row: the completion itself
COMPLETION_COLUMNS = frozenset({"status", "done"})


def forbidden(message: str) -> SuperOfficeError:
    """403."""
    return SuperOfficeError(403, "SoSentryException", message)


def visible_rows(db: Database, appointment_id: int) -> list[Row]:
    """The visiblefor rows of a follow-up."""
    rows = db.table("visiblefor").where("record_id", appointment_id)
    return [row for row in rows if row["table_id"] == APPOINTMENT_TABLE]


def groups_of(db: Database, associate_id: int) -> set[int]:
    """Primary and other user groups of an associate."""
    associate = db.table("associate").get(associate_id)
    groups = {associate.get("group_idx") or 0} if associate else set()
    groups |= {link["ugroup_id"] for link in db.table("usergrouplink").where("assoc_id", associate_id)}
    return groups - {0}


def may_read_text(db: Database, caller: Caller, row: Row) -> bool:
    """Whether VisibleFor lets *caller* read the text; without it he sees that the time is taken."""
    if caller.is_system or row["associate_id"] == caller.associate_id:
        return True
    groups: set[int] | None = None
    for rule in visible_rows(db, row["appointment_id"]):
        if not rule["forAssocId"] and not rule["forGroupId"]:
            return True
        if rule["forAssocId"] == caller.associate_id:
            return True
        if rule["forGroupId"]:
            groups = groups_of(db, caller.associate_id) if groups is None else groups
            if rule["forGroupId"] in groups:
                return True
    return False


def is_child(row: Row) -> bool:
    """An invitation: a row of a booking that is not its master."""
    return row["mother_id"] not in (0, row["appointment_id"])


def may_change(caller: Caller, row: Row) -> bool:
    """Whether *caller* may write the row: owner of its diary or of its booking, author, or system user."""
    if caller.is_system:
        return True
    return caller.associate_id in (row["associate_id"], row["mother_associate_id"], row["registered_associate_id"])


def check_change(caller: Caller, row: Row, columns: set[str]) -> None:
    """Refuse a change of *columns* that *caller* may not make to *row*. Raises SuperOfficeError 403."""
    if not columns:
        return
    if not may_change(caller, row):
        raise forbidden("You may not change follow-ups in this diary")
    completes = "status" in columns
    if row["status"] == STATUS_COMPLETED and not completes and columns - COMPLETION_COLUMNS:
        raise forbidden("A completed follow-up cannot be changed until it is un-completed")
    if is_child(row):
        allowed = INVITEE_COLUMNS | (SYSTEM_COLUMNS if caller.is_system else frozenset())
        if refused := sorted(columns - allowed):
            raise forbidden(f"Only the owner of the booking may change {', '.join(refused)}")
