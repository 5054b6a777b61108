"""The journal: every outgoing write is a row here before it is a request (architecture.md, idea 3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import Connection, bindparam, delete, select, update
from sqlmodel import col

from backend.core.items import Side
from backend.store import bulk
from backend.store.tables import History, Journal


class Intent(Struct, frozen=True):
    """One intended write."""

    key: str
    link_id: UUID
    side: Side
    operation: str
    at: datetime


#: operations by which an item comes to be
CREATES = frozenset({"created", "restored"})

_WRITE_DOWN = bulk.inserting(
    Journal, ("key", "mailbox_id", "run_id", "link_id", "side", "operation", "at", "outcome")
).on_conflict_do_nothing()


def write_down(connection: Connection, mailbox_id: UUID, run_id: UUID, intents: Sequence[Intent]) -> None:
    """Open intents. One that is open already stays as it is."""
    if not intents:
        return
    rows = [
        {
            "key": intent.key, "mailbox_id": mailbox_id, "run_id": run_id, "link_id": intent.link_id,
            "side": intent.side.value, "operation": intent.operation, "at": intent.at, "outcome": "",
        }
        for intent in intents
    ]  # fmt: skip
    connection.execute(_WRITE_DOWN, {bulk.ROWS: rows})


_STILL_OPEN = (
    select(col(Journal.key), col(Journal.link_id), col(Journal.side), col(Journal.operation), col(Journal.at))
    .where(col(Journal.mailbox_id) == bindparam("mailbox"), col(Journal.outcome) == "")
    .order_by(col(Journal.at))
)


def still_open(connection: Connection, mailbox_id: UUID) -> list[Intent]:
    """Intents whose outcome nobody knows, oldest first."""
    rows = connection.execute(_STILL_OPEN, {"mailbox": mailbox_id})
    return [Intent(key, link, Side(side), operation, at) for key, link, side, operation, at in rows]


def may_have_made(connection: Connection, mailbox_id: UUID, side: Side) -> bool:
    """Whether *side* may have items that a run made of which nobody knows yet."""
    query = (
        select(col(Journal.key))
        .where(col(Journal.mailbox_id) == mailbox_id, col(Journal.outcome) == "")
        .where(col(Journal.side) == side.value, col(Journal.operation).in_(CREATES))
    )
    return connection.execute(query.limit(1)).first() is not None


_GIVEN = bulk.given(Journal)
_CLOSE = (
    update(Journal)
    .where(col(Journal.key) == _GIVEN.c.key)
    .values(outcome=_GIVEN.c.outcome, outcome_at=_GIVEN.c.outcome_at)
    .execution_options(synchronize_session=None)
)


def close(connection: Connection, outcomes: Sequence[tuple[str, str]], now: datetime) -> None:
    """Complete intents: (key, outcome)."""
    if outcomes:
        rows = [{"key": key, "outcome": outcome, "outcome_at": now} for key, outcome in outcomes]
        connection.execute(_CLOSE, {bulk.ROWS: rows})


_TELL = bulk.inserting(History, [column.name for column in History.__table__.columns])  # type: ignore[attr-defined]


def tell(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Write history rows: columns of store.tables.History."""
    if rows:
        connection.execute(_TELL, {bulk.ROWS: [{**row, "lost": bulk.binary(row["lost"])} for row in rows]})


def drop_closed(connection: Connection, before: datetime) -> int:
    """Drop intents of before that moment whose outcome is known; how many."""
    closed = delete(Journal).where(col(Journal.outcome) != "", col(Journal.at) < before)
    return connection.execute(closed).rowcount


def drop_history(connection: Connection, before: datetime) -> int:
    """Drop the history of before that moment; how many lines."""
    return connection.execute(delete(History).where(col(History.at) < before)).rowcount
