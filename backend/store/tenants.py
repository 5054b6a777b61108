"""The life of an organisation: closed for a while, at rest while a system is down, or restored from a backup."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, DateTime, case, literal, null, or_, update
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
    """Let a mailbox of an organisation that is closed or rests wait; what rang until now is due then as well."""
    mine = update(Mailbox).where(col(Mailbox.id) == mailbox_id)
    connection.execute(mine.values(due_at=until, seen_dirty=Mailbox.dirty))


def failed(
    connection: Connection, organisation_id: UUID, borne: int, rests_until: Sequence[datetime], *, tried: bool
) -> None:
    """A run got no answer from a system. After more than *borne* in a row the organisation rests.

    *rests_until*, aware: the ends of the first rest, of the second, …; the last one also of all that follow.
    Unless the run was the one that *tried*, it counts only while the organisation does not rest: runs that were
    under way together fail together.
    """
    failures = col(Organisation.failures) + 1
    ends = [literal(end, DateTime(timezone=True)) for end in rests_until]
    rest_ends = case(
        (failures <= borne, null()),
        *((failures == borne + nth, end) for nth, end in enumerate(ends, 1)),
        else_=ends[-1],
    )
    ours = update(Organisation).where(col(Organisation.id) == organisation_id)
    if not tried:
        ours = ours.where(col(Organisation.rests_until).is_(None))
    connection.execute(ours.values(failures=failures, rests_until=rest_ends))


def answered(connection: Connection, organisation_id: UUID) -> None:
    """A run got through: nothing rests, and failures are counted from none."""
    ours = update(Organisation).where(col(Organisation.id) == organisation_id)
    connection.execute(ours.values(failures=0, rests_until=None))


def claim_try(connection: Connection, organisation_id: UUID, now: datetime, until: datetime) -> bool:
    """Whether the rest of the organisation is over at *now*; nobody else is told so before *until*. Both aware."""
    mine = (
        update(Organisation)
        .where(col(Organisation.id) == organisation_id, col(Organisation.rests_until) <= now)
        .values(rests_until=until)
        .returning(col(Organisation.id))
    )
    return connection.execute(mine).first() is not None


def restored(connection: Connection, organisation_id: UUID, now: datetime) -> None:
    """SuperOffice was restored from a backup: every mailbox is to be compared again, also one that rests now."""
    ours = update(Mailbox).where(col(Mailbox.organisation_id) == organisation_id)
    connection.execute(ours.values(restored_at=now))


def compared(connection: Connection, mailbox_id: UUID, restored_at: datetime) -> None:
    """A whole run compared everything again, for the restoration of *restored_at* and no later one."""
    mine = update(Mailbox).where(col(Mailbox.id) == mailbox_id, col(Mailbox.restored_at) == restored_at)
    connection.execute(mine.values(restored_at=None))
