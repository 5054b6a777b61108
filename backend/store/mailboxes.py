"""Mailboxes: finding them, what is due, and the lease with its fence (architecture.md)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Interval, and_, bindparam, func, or_, select, union_all, update
from sqlmodel import Session, col

from backend.core.reasons import Reason
from backend.store.person_tables import PersonLink
from backend.store.tables import Link, Mailbox

#: what holds items back → the column that says that a person let them through
_CONFIRMED = {
    Reason.MASS_DELETION: col(Mailbox.deletions_confirmed),
    Reason.INVITATIONS: col(Mailbox.invitations_confirmed),
}

#: not unlinked by an administrator
LINKED = col(Mailbox.state) != "unlinked"

#: nobody works on the mailbox. Leases count on the clock of the database, as those of machines differ
FREE = or_(col(Mailbox.lease_until).is_(None), col(Mailbox.lease_until) < func.clock_timestamp())


class LeaseLost(RuntimeError):
    """Another worker has taken the mailbox over; nothing more may be written by this one."""


def by_address(session: Session, address: str) -> Mailbox | None:
    """The linked mailbox of an address, case ignored."""
    return session.scalars(select(Mailbox).where(col(Mailbox.address) == address.lower(), LINKED)).first()


def of_user(session: Session, organisation_id: UUID, associate_id: int) -> Mailbox | None:
    """The linked mailbox of a user of SuperOffice."""
    mine = select(Mailbox).where(
        col(Mailbox.organisation_id) == organisation_id, col(Mailbox.associate_id) == associate_id, LINKED
    )
    return session.scalars(mine).first()


def unlinked(session: Session, organisation_id: UUID, associate_id: int) -> Mailbox | None:
    """The mailbox of a user of SuperOffice that was unlinked last and is kept for undo."""
    kept = select(Mailbox).where(
        col(Mailbox.organisation_id) == organisation_id, col(Mailbox.associate_id) == associate_id, ~LINKED
    )
    return session.scalars(kept.order_by(col(Mailbox.state_since).desc())).first()


def last_unlinked(session: Session, address: str) -> Mailbox | None:
    """The mailbox of an address, case ignored, that was unlinked last and is kept for undo."""
    kept = select(Mailbox).where(col(Mailbox.address) == address.lower(), ~LINKED)
    return session.scalars(kept.order_by(col(Mailbox.state_since).desc())).first()


def every(session: Session) -> list[Mailbox]:
    """All linked mailboxes by address."""
    return list(session.scalars(select(Mailbox).where(LINKED).order_by(col(Mailbox.address))))


def zones(session: Session) -> list[tuple[UUID, str]]:
    """The active mailboxes with the zones of their owners."""
    query = select(col(Mailbox.id), col(Mailbox.zone)).where(col(Mailbox.state) == "active")
    return [(mailbox_id, zone) for mailbox_id, zone in session.execute(query)]


def confirm(session: Session, mailbox_id: UUID, held: Reason) -> bool:
    """Let what is held for this reason through in the next run; False when nothing is."""
    waiting = [
        select(col(table.id)).where(
            col(table.mailbox_id) == mailbox_id, col(table.state) == "held", col(table.reason) == held.value
        )
        for table in (Link, PersonLink)
    ]
    if session.execute(union_all(*waiting).limit(1)).first() is None:
        return False
    confirmed = update(Mailbox).where(col(Mailbox.id) == mailbox_id).values({_CONFIRMED[held]: True})
    session.execute(confirmed)
    return True


def ring(session: Session, mailbox_id: UUID) -> None:
    """A doorbell: something may have changed. Doubled rings change nothing."""
    session.execute(update(Mailbox).where(col(Mailbox.id) == mailbox_id).values(dirty=Mailbox.dirty + 1))


_IN_ONE_ORDER = (
    select(col(Mailbox.id))
    .where(col(Mailbox.id).in_(bindparam("ids", expanding=True)))
    .order_by(col(Mailbox.id))
    .with_for_update()
)
_RING_ALL = (
    update(Mailbox)
    .where(col(Mailbox.id).in_(_IN_ONE_ORDER))
    .values(dirty=Mailbox.dirty + 1)
    .returning(Mailbox)
    .execution_options(populate_existing=True, synchronize_session=False)
)


def ring_all(session: Session, ids: Iterable[UUID]) -> list[Mailbox]:
    """Doorbells of several mailboxes; their rows, locked in one order until the transaction ends."""
    return sorted(session.scalars(_RING_ALL, {"ids": list(ids)}), key=lambda row: row.id)


def rung(session: Session, ids: Collection[UUID]) -> set[UUID]:
    """Those among *ids* that were rung since their last run began."""
    query = select(col(Mailbox.id)).where(
        col(Mailbox.id).in_(ids), col(Mailbox.state) == "active", col(Mailbox.dirty) > col(Mailbox.seen_dirty)
    )
    return set(session.scalars(query))


def wanted(now: datetime) -> ColumnElement[bool]:
    """Mailboxes that were rung, whose poll has come, or whose worker died: it has not given the lease back."""
    return or_(
        col(Mailbox.dirty) > col(Mailbox.seen_dirty),
        col(Mailbox.due_at).is_(None),
        col(Mailbox.due_at) <= now,
        col(Mailbox.lease_until).is_not(None),
    )


def is_wanted(session: Session, mailbox_id: UUID, now: datetime) -> bool:
    """Whether a mailbox is to be run and nobody does; a ring that is about to be committed counts."""
    query = select(and_(col(Mailbox.state) == "active", FREE, wanted(now))).where(col(Mailbox.id) == mailbox_id)
    return bool(session.scalars(query.with_for_update()).first())


def due(session: Session, now: datetime, limit: int = 500) -> list[UUID]:
    """Active mailboxes that are wanted and that nobody works on: organisations in turn, the longest due first."""
    turn = func.row_number().over(
        partition_by=col(Mailbox.organisation_id), order_by=col(Mailbox.due_at).nulls_first()
    )
    query = (
        select(col(Mailbox.id))
        .where(col(Mailbox.state) == "active", FREE, wanted(now))
        .order_by(turn, col(Mailbox.due_at).nulls_first())
        .limit(limit)
    )
    return list(session.scalars(query))


_FROM_NOW = func.clock_timestamp() + bindparam("lease", type_=Interval)
_TAKE = (
    update(Mailbox)
    .where(
        col(Mailbox.id) == bindparam("mailbox"),
        LINKED,
        or_(FREE, col(Mailbox.lease_owner) == bindparam("owner")),
    )
    .values(lease_owner=bindparam("owner"), lease_until=_FROM_NOW, fence=Mailbox.fence + 1)
    .returning(Mailbox)
    .execution_options(populate_existing=True, synchronize_session=False)
)


def take(session: Session, mailbox_id: UUID, owner: str, seconds: float) -> Mailbox | None:
    """Claim the mailbox for *seconds*; how it is then, with a new fence, or None while another worker holds it."""
    asked = {"mailbox": mailbox_id, "owner": owner, "lease": timedelta(seconds=seconds)}
    return session.scalars(_TAKE, asked).first()


_HOLD_ON = (
    update(Mailbox)
    .where(col(Mailbox.id) == bindparam("mailbox"), col(Mailbox.fence) == bindparam("held_by"))
    .values(lease_until=_FROM_NOW)
    .returning(
        col(Mailbox.cancelled),
        func.set_config("idle_in_transaction_session_timeout", bindparam("patience"), True),
    )
)


def hold_on(connection: Connection, mailbox_id: UUID, fence: int, seconds: float) -> bool:
    """Renew the lease within the transaction that it protects; False where its run was cancelled.

    A transaction of somebody who is cut off meanwhile ends by itself, long before the lease does: it must not keep
    the row from whoever takes over. Raises LeaseLost.
    """
    which = {"mailbox": mailbox_id, "held_by": fence}
    until = {"lease": timedelta(seconds=seconds), "patience": f"{seconds * 500:.0f}ms"}
    cancelled = connection.execute(_HOLD_ON, which | until).scalar()
    if cancelled is None:
        raise LeaseLost(f"mailbox {mailbox_id}: fence {fence} is over")
    return bool(cancelled != fence)


_GIVE_BACK = (
    update(Mailbox)
    .where(col(Mailbox.id) == bindparam("mailbox"), col(Mailbox.fence) == bindparam("held_by"))
    .values(
        lease_owner="",
        lease_until=None,
        # what was cancelled meanwhile counts as seen
        seen_dirty=func.greatest(Mailbox.seen_dirty, bindparam("seen")),
        due_at=bindparam("due"),
    )
    .execution_options(synchronize_session=False)
)


def give_back(session: Session, mailbox_id: UUID, fence: int, seen_dirty: int, due_at: datetime) -> None:
    """End a lease after a run that saw the doorbells up to *seen_dirty*."""
    session.execute(_GIVE_BACK, {"mailbox": mailbox_id, "held_by": fence, "seen": seen_dirty, "due": due_at})


def cancel(session: Session, mailbox_id: UUID, now: datetime, poll_at: datetime) -> None:
    """Stop the run that goes on before its next write; nothing waits any more but the poll.

    It comes at *poll_at* where it was due, and finds what the doorbells told of: cursors have not moved.
    """
    row = session.get_one(Mailbox, mailbox_id, with_for_update=True, populate_existing=True)
    row.cancelled, row.seen_dirty = row.fence, row.dirty
    if row.due_at is None or row.due_at <= now:
        row.due_at = poll_at
