"""Mailboxes forgotten for good, with everything that belonged to them in whatever table."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, delete, select
from sqlmodel import SQLModel, col

from backend.store.tables import Mailbox


def forget_unlinked(connection: Connection, before: datetime) -> int:
    """Forget mailboxes that were unlinked before that moment, for good; how many. Both calendars stay."""
    over = select(col(Mailbox.id)).where(col(Mailbox.state) == "unlinked", col(Mailbox.state_since) < before)
    ids = list(connection.scalars(over.with_for_update(skip_locked=True)))
    for mailbox_id in ids:
        forget(connection, mailbox_id)
    return len(ids)


def forget(connection: Connection, mailbox_id: UUID) -> None:
    """Delete every row that names the mailbox, whatever table it is in, then the mailbox. Both calendars stay."""
    table = SQLModel.metadata.tables["mailbox"]
    for other in reversed(SQLModel.metadata.sorted_tables):
        for column in other.columns:
            if column.references(table.c.id):
                connection.execute(delete(other).where(column == mailbox_id))
    connection.execute(delete(table).where(table.c.id == mailbox_id))
