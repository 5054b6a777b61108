"""Runs and cursors: what a run told, and how far each side has been read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from backend.core.items import Kind, Side
from backend.store import bulk
from backend.store.tables import Cursor, Mailbox, Run

#: in place of a digest of preferences, or of a calendar: a run that began with another has not come to its end
IN_PART: Final = "in part"


_BEGIN = insert(Run)


def begin(connection: Connection, run_id: UUID, mailbox_id: UUID, trigger: str, now: datetime) -> None:
    """A run has begun."""
    row = {
        "id": run_id,
        "mailbox_id": mailbox_id,
        "trigger": trigger,
        "began_at": now,
        "report": {},
        "outcome": "",
    }
    connection.execute(_BEGIN, [row])


_TELL = (
    update(Run)
    .where(col(Run.id) == bindparam("run"))
    .values(report=bindparam("so_far"), outcome=bindparam("ended"), ended_at=bindparam("ended_when"))
    .execution_options(synchronize_session=None)
)


def tell(
    connection: Connection,
    run_id: UUID,
    report: Mapping[str, Any],
    *,
    outcome: str = "",
    ended_at: datetime | None = None,
) -> None:
    """Store how far a run has come, and its end."""
    told = {"run": run_id, "so_far": dict(report), "ended": outcome, "ended_when": ended_at}
    connection.execute(_TELL, told)


def latest(session: Session, mailbox_id: UUID) -> Run | None:
    """The newest run of a mailbox, also while it goes on."""
    query = select(Run).where(col(Run.mailbox_id) == mailbox_id).order_by(col(Run.began_at).desc()).limit(1)
    return session.scalars(query).first()


def drop(connection: Connection, before: datetime) -> int:
    """Drop runs of before that moment, but for the last of a mailbox; how many."""
    later = aliased(Run)
    last = select(func.max(col(later.began_at))).where(col(later.mailbox_id) == col(Run.mailbox_id))
    old = delete(Run).where(col(Run.began_at) < before, col(Run.began_at) < last.scalar_subquery())
    return connection.execute(old).rowcount


_CURSORS = select(col(Cursor.side), col(Cursor.value)).where(
    col(Cursor.mailbox_id) == bindparam("mailbox"), col(Cursor.kind) == bindparam("of_kind")
)


def cursors(connection: Connection, mailbox_id: UUID, kind: Kind) -> dict[Side, str]:
    """The cursor of each side that has one for a kind of items."""
    rows = connection.execute(_CURSORS, {"mailbox": mailbox_id, "of_kind": kind.value})
    return {Side(side): value for side, value in rows}


_TO = bulk.inserting(Cursor, ("mailbox_id", "kind", "side", "value", "moved_at"))
_MOVE = _TO.on_conflict_do_update(
    index_elements=["mailbox_id", "kind", "side"],
    set_={"value": _TO.excluded.value, "moved_at": _TO.excluded.moved_at},
)


def move(connection: Connection, mailbox_id: UUID, kind: Kind, values: Mapping[Side, str], now: datetime) -> None:
    """Move cursors, after the effects of what they passed are safe."""
    ours = {"mailbox_id": mailbox_id, "kind": kind.value, "moved_at": now}
    if values:
        rows = [ours | {"side": side.value, "value": value} for side, value in values.items()]
        connection.execute(_MOVE, {bulk.ROWS: rows})


def obeyed(connection: Connection, mailbox_id: UUID, preferences: str) -> None:
    """All that is remembered goes by the preferences with this digest, or IN_PART by others."""
    mine = update(Mailbox).where(col(Mailbox.id) == mailbox_id)
    connection.execute(mine.values(preferences_seen=preferences))


def synced(connection: Connection, mailbox_id: UUID, calendar: str) -> None:
    """The appointments of this calendar are in step; IN_PART: some of another may be."""
    mine = update(Mailbox).where(col(Mailbox.id) == mailbox_id)
    connection.execute(mine.values(calendar_seen=calendar))


def forget_cursors(connection: Connection, mailbox_id: UUID, kind: Kind) -> None:
    """Let the next run read everything of a kind again and match."""
    ours = delete(Cursor).where(col(Cursor.mailbox_id) == mailbox_id, col(Cursor.kind) == kind.value)
    connection.execute(ours)
