"""What the other mailboxes of an organisation know of a meeting: who has one, and whose link brings a booking."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, Executable, Select, bindparam, cast, func, select, union_all, update
from sqlalchemy.dialects.postgresql import JSONB, array
from sqlalchemy.orm import aliased
from sqlmodel import col

from backend.core.items import Kind
from backend.core.meetings import Part
from backend.core.reasons import Reason
from backend.store import bulk
from backend.store.tables import Link, Mailbox


def mailboxes(connection: Connection, organisation_id: UUID) -> dict[int, UUID]:
    """The mailboxes that are synced, by associate."""
    query = select(col(Mailbox.associate_id), col(Mailbox.id)).where(
        col(Mailbox.organisation_id) == organisation_id, col(Mailbox.state) == "active"
    )
    return {row.associate_id: row.id for row in connection.execute(query)}


@dataclass(frozen=True, slots=True)
class Brought:
    """What the link that keeps a meeting equal with a calendar knows of it."""

    #: associates whom the organiser's calendar shows as not coming
    declined: frozenset[int]
    #: the time that the calendar shows (core.marks.span_mark); "" while another one is on its way there
    span: str
    #: when the link was last written, aware UTC
    since: datetime


_OF_ORGANISATION = col(Mailbox.organisation_id) == bindparam("organisation")
_BRINGING = (
    select(col(Link.superoffice_id), col(Link.declined), col(Link.calendar_shown), col(Link.changed_at))
    .join(Mailbox, col(Mailbox.id) == col(Link.mailbox_id))
    .where(
        _OF_ORGANISATION,
        col(Mailbox.state) == "active",
        col(Link.mailbox_id) != bindparam("but"),
        col(Link.kind) == Kind.APPOINTMENT.value,
        col(Link.calendar_id).is_not(None),
        bulk.among(col(Link.superoffice_id)),
    )
)


def bringing(connection: Connection, organisation_id: UUID, but: UUID, rows: Iterable[str]) -> dict[str, Brought]:
    """Those of SuperOffice's *rows* that the link of a mailbox other than *but* keeps equal with its calendar."""
    asked = {"organisation": organisation_id, "but": but}
    return {
        str(row): Brought(frozenset(declined), _settled(shown.get("span", [])), since)
        for some in bulk.portions(rows)
        for row, declined, shown, since in connection.execute(_BRINGING, {**asked, bulk.VALUES: some})
    }


def _settled(marks: Sequence[str]) -> str:
    """What a field shows; "" where it may show two things."""
    return marks[0] if len(marks) == 1 else ""


_IDENTITIES = (
    select(col(Link.superoffice_id), col(Link.uid), col(Link.original))
    .join(Mailbox, col(Mailbox.id) == col(Link.mailbox_id))
    .where(_OF_ORGANISATION, col(Link.uid) != "", bulk.among(col(Link.superoffice_id)))
)


def identities(connection: Connection, organisation_id: UUID, rows: Iterable[str]) -> dict[str, tuple[str, str]]:
    """UID and original start of SuperOffice's *rows*, as far as a link of the organisation knows them."""
    return _identified(connection, _IDENTITIES, organisation_id, rows)


_MOTHERS = (
    select(col(Link.mother), col(Link.uid), col(Link.original))
    .join(Mailbox, col(Mailbox.id) == col(Link.mailbox_id))
    .where(_OF_ORGANISATION, col(Link.mother) != "", bulk.among(col(Link.uid)))
)


def mothers(connection: Connection, organisation_id: UUID, uids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """SuperOffice's rows that are the meetings of *uids*, with UID and original start."""
    return _identified(connection, _MOTHERS, organisation_id, uids)


def _identified(
    connection: Connection, query: Executable, organisation_id: UUID, values: Iterable[str]
) -> dict[str, tuple[str, str]]:
    return {
        str(row): (uid, original)
        for some in bulk.portions(values)
        for row, uid, original in connection.execute(query, {"organisation": organisation_id, bulk.VALUES: some})
    }


def waiting_for(connection: Connection, mothers: Iterable[str]) -> set[UUID]:
    """Mailboxes with rows of these bookings whose invitation has not come."""
    query = select(col(Link.mailbox_id)).where(
        col(Link.mother).in_(list(mothers)), col(Link.state) == "skipped", col(Link.reason) == Reason.AWAITED.value
    )
    return set(connection.scalars(query))


def _unseen_declines() -> Select[UUID]:
    """Rows that wait for an invitation to which their owner said no before this mailbox saw it."""
    waiting, brought, own, organiser = aliased(Link), aliased(Link), aliased(Mailbox), aliased(Mailbox)
    said_no = cast(col(brought.declined), JSONB).contains(func.jsonb_build_array(col(own.associate_id)))
    return (
        select(col(waiting.id))
        .join(own, col(own.id) == col(waiting.mailbox_id))
        .join(brought, col(brought.superoffice_id) == col(waiting.mother))
        .join(organiser, col(organiser.id) == col(brought.mailbox_id))
        .where(
            col(waiting.mailbox_id) == bindparam("mailbox_id"),
            col(waiting.state) == "skipped",
            col(waiting.reason) == Reason.AWAITED.value,
            col(waiting.mother) != "",
            col(organiser.organisation_id) == col(own.organisation_id),
            said_no,
        )
    )


def _abandoned() -> Select[UUID]:
    """Meetings that a colleague's mailbox brought until the colleague declined: this mailbox brings them from now
    on."""
    shared, brought, own, former = aliased(Link), aliased(Link), aliased(Mailbox), aliased(Mailbox)
    return (
        select(col(shared.id))
        .join(own, col(own.id) == col(shared.mailbox_id))
        .join(brought, col(brought.superoffice_id) == col(shared.mother))
        .join(former, col(former.id) == col(brought.mailbox_id))
        .where(
            col(shared.mailbox_id) == bindparam("mailbox_id"),
            col(shared.part) == Part.SHARED.value,
            col(shared.state) == "linked",
            col(shared.calendar_id).is_not(None),
            col(shared.mother) != "",
            col(former.organisation_id) == col(own.organisation_id),
            col(brought.calendar_id).is_(None),
            col(brought.reason) == Reason.DECLINED.value,
        )
    )


def _met() -> Select[UUID]:
    """Rows and events that wait for each other: they came before the organiser's link knew that they are one."""
    row, event, brought, own, organiser = (
        aliased(Link), aliased(Link), aliased(Link), aliased(Mailbox), aliased(Mailbox),
    )  # fmt: skip
    return (
        select(func.unnest(array([col(row.id), col(event.id)])))
        .join(own, col(own.id) == col(row.mailbox_id))
        .join(brought, col(brought.superoffice_id) == col(row.mother))
        .join(organiser, col(organiser.id) == col(brought.mailbox_id))
        .join(event, (col(event.uid) == col(brought.uid)) & (col(event.original) == col(brought.original)))
        .where(
            col(row.mailbox_id) == bindparam("mailbox_id"),
            col(row.state) == "skipped",
            col(row.reason) == Reason.AWAITED.value,
            col(row.mother) != "",
            col(row.calendar_id).is_(None),
            col(organiser.organisation_id) == col(own.organisation_id),
            col(brought.uid) != "",
            col(event.mailbox_id) == bindparam("mailbox_id"),
            col(event.state) == "skipped",
            col(event.reason) == Reason.AWAITED.value,
            col(event.superoffice_id).is_(None),
        )
    )


#: made once: to adapt the columns of so many aliases takes longer than to ask
_NEWS: Final = union_all(_unseen_declines(), _abandoned(), _met())


def news(connection: Connection, mailbox_id: UUID) -> list[UUID]:
    """Links of a mailbox about which those of its colleagues tell what no reading of its own items would."""
    return list(connection.scalars(_NEWS, {"mailbox_id": mailbox_id}))


def ring(connection: Connection, ids: Iterable[UUID]) -> None:
    """Doorbells of other mailboxes: a meeting that they share was written. Rows are locked in one order."""
    query = (
        select(col(Mailbox.id)).where(col(Mailbox.id).in_(list(ids))).order_by(col(Mailbox.id)).with_for_update()
    )
    for mailbox_id in list(connection.scalars(query)):
        connection.execute(update(Mailbox).where(col(Mailbox.id) == mailbox_id).values(dirty=Mailbox.dirty + 1))
