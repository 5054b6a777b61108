"""Which rows of a series belong together: those of one person in one role (contract §3.6)."""

from __future__ import annotations

from backend.sandbox.superoffice.database import Database, Row
from backend.sandbox.superoffice.enums import MODE_FORWARD
from backend.sandbox.superoffice.permissions import is_child


def own_rows(db: Database, row: Row) -> list[Row]:
    """The rows of a series that belong to the same person as *row* in the same role, in order of time."""
    rows = db.table("appointment").where("recurrenceRuleId", row["recurrenceRuleId"])
    return sorted((other for other in rows if _role(other) == _role(row)), key=lambda other: other["do_by"])


def _role(row: Row) -> tuple[bool, int, int]:
    child = is_child(row)
    return child, row["associate_id"], row["invitedPersonId"] if child else 0


def later_rows(db: Database, row: Row) -> list[Row]:
    """The rows of a series after *row*."""
    if not row["recurrenceRuleId"]:
        return []
    return [
        other
        for other in own_rows(db, row)
        if other["do_by"] >= row["do_by"] and other["appointment_id"] != row["appointment_id"]
    ]


def in_mode(db: Database, row: Row, mode: int) -> list[Row]:
    """The rows that an answer or a deletion of *row* concerns: itself, or with it the later ones of the series."""
    return [row, *later_rows(db, row)] if mode == MODE_FORWARD else [row]
