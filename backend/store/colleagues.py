"""What the other mailboxes of an organisation know of a meeting: who has one, and whose link brings a booking."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Connection, select, update
from sqlmodel import col

from backend.store.tables import Link, Mailbox


def mailboxes(connection: Connection, organisation_id: UUID) -> dict[int, UUID]:
    """The mailboxes that are synced, by associate."""
    query = select(col(Mailbox.associate_id), col(Mailbox.id)).where(
        col(Mailbox.organisation_id) == organisation_id, col(Mailbox.state) == "active"
    )
    return {row.associate_id: row.id for row in connection.execute(query)}


def bringing(connection: Connection, organisation_id: UUID, but: UUID, rows: Iterable[str]) -> set[str]:
    """Those of SuperOffice's *rows* that the link of a mailbox other than *but* keeps equal with its calendar."""
    wanted = list(rows)
    if not wanted:
        return set()
    query = (
        select(col(Link.superoffice_id))
        .join(Mailbox, col(Mailbox.id) == col(Link.mailbox_id))
        .where(
            col(Mailbox.organisation_id) == organisation_id,
            col(Mailbox.state) == "active",
            col(Link.mailbox_id) != but,
            col(Link.superoffice_id).in_(wanted),
            col(Link.calendar_id).is_not(None),
        )
    )
    return {str(row) for row in connection.scalars(query)}


def identities(connection: Connection, organisation_id: UUID, rows: Iterable[str]) -> dict[str, tuple[str, str]]:
    """UID and original start of SuperOffice's *rows*, as far as a link of the organisation knows them."""
    wanted = list(rows)
    if not wanted:
        return {}
    query = (
        select(col(Link.superoffice_id), col(Link.uid), col(Link.original))
        .join(Mailbox, col(Mailbox.id) == col(Link.mailbox_id))
        .where(
            col(Mailbox.organisation_id) == organisation_id,
            col(Link.superoffice_id).in_(wanted),
            col(Link.uid) != "",
        )
    )
    return {str(row): (uid, original) for row, uid, original in connection.execute(query)}


def mothers(connection: Connection, organisation_id: UUID, uids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """SuperOffice's rows that are the meetings of *uids*, with UID and original start."""
    wanted = list(uids)
    if not wanted:
        return {}
    query = (
        select(col(Link.mother), col(Link.uid), col(Link.original))
        .join(Mailbox, col(Mailbox.id) == col(Link.mailbox_id))
        .where(col(Mailbox.organisation_id) == organisation_id, col(Link.uid).in_(wanted), col(Link.mother) != "")
    )
    return {str(row): (uid, original) for row, uid, original in connection.execute(query)}


def ring(connection: Connection, ids: Iterable[UUID]) -> None:
    """Doorbells of other mailboxes: a meeting that they share was written. Rows are locked in one order."""
    query = (
        select(col(Mailbox.id)).where(col(Mailbox.id).in_(list(ids))).order_by(col(Mailbox.id)).with_for_update()
    )
    for mailbox_id in list(connection.scalars(query)):
        connection.execute(update(Mailbox).where(col(Mailbox.id) == mailbox_id).values(dirty=Mailbox.dirty + 1))
