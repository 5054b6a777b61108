"""The life of an organisation in SuperOffice: closed for a while, open again, or restored from a backup."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, or_, update
from sqlmodel import col

from backend.store.tables import Mailbox, Organisation


def close(connection: Connection, organisation_id: UUID, state: str, look_at: datetime) -> None:
    """The organisation is closed, for what *state* says; at *look_at*, aware, SuperOffice is asked again."""
    ours = update(Organisation).where(col(Organisation.id) == organisation_id)
    connection.execute(ours.values(state=state, look_at=look_at))


def reopen(connection: Connection, organisation_id: UUID, now: datetime) -> None:
    """The organisation is open, and each of its mailboxes is due."""
    ours = update(Organisation).where(col(Organisation.id) == organisation_id)
    connection.execute(ours.values(state="running", look_at=None))
    waiting = update(Mailbox).where(col(Mailbox.organisation_id) == organisation_id)
    connection.execute(waiting.values(due_at=now))


def claim_look(connection: Connection, organisation_id: UUID, now: datetime, until: datetime) -> bool:
    """Whether it is time to ask how the closed organisation does; nobody else is told so before *until*."""
    mine = (
        update(Organisation)
        .where(
            col(Organisation.id) == organisation_id,
            col(Organisation.state) != "running",
            or_(col(Organisation.look_at).is_(None), col(Organisation.look_at) <= now),
        )
        .values(look_at=until)
        .returning(col(Organisation.id))
    )
    return connection.execute(mine).first() is not None


def rest(connection: Connection, mailbox_id: UUID, until: datetime) -> None:
    """Let a mailbox of a closed organisation wait; whatever rang until now is due then as well."""
    mine = update(Mailbox).where(col(Mailbox.id) == mailbox_id)
    connection.execute(mine.values(due_at=until, seen_dirty=Mailbox.dirty))


def restored(connection: Connection, organisation_id: UUID, now: datetime) -> None:
    """SuperOffice was restored from a backup: every mailbox is to be compared again, also one that rests now."""
    ours = update(Mailbox).where(col(Mailbox.organisation_id) == organisation_id)
    connection.execute(ours.values(restored_at=now))


def compared(connection: Connection, mailbox_id: UUID, restored_at: datetime) -> None:
    """A whole run compared everything again, for the restoration of *restored_at* and no later one."""
    mine = update(Mailbox).where(col(Mailbox.id) == mailbox_id, col(Mailbox.restored_at) == restored_at)
    connection.execute(mine.values(restored_at=None))
