"""What tells how soon a mailbox is to be looked at again."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select
from sqlmodel import Session, col

from backend.core.items import Side
from backend.store.person_tables import PersonLink
from backend.store.tables import Link, Mailbox, Run, Subscription

_RINGING = select(col(Subscription.side)).where(
    col(Subscription.organisation_id) == bindparam("organisation"),
    or_(col(Subscription.mailbox_id) == bindparam("mailbox"), col(Subscription.mailbox_id).is_(None)),
    col(Subscription.renew_at) > bindparam("now"),
)


def is_rung_by_both(session: Session, mailbox: Mailbox, now: datetime) -> bool:
    """Whether both systems tell of changes: their registrations are there, and none should have been renewed."""
    asked = {"organisation": mailbox.organisation_id, "mailbox": mailbox.id, "now": now}
    return set(session.scalars(_RINGING, asked)) == {side.value for side in Side}


def last_pause(session: Session, mailbox: Mailbox, run_id: UUID) -> timedelta | None:
    """How long the mailbox was to wait after the run before this one; None where nobody knows.

    *mailbox* as it was before this run.
    """
    before = (
        select(col(Run.ended_at))
        .where(col(Run.mailbox_id) == mailbox.id, col(Run.id) != run_id)
        .order_by(col(Run.began_at).desc())
        .limit(1)
    )
    ended = session.scalars(before).first()
    return mailbox.due_at - ended if ended and mailbox.due_at else None


def earliest_retry(session: Session, mailbox_id: UUID) -> datetime | None:
    """When the first item of the mailbox that waits is to be tried again."""
    found = [
        session.scalar(
            select(func.min(table.retry_at)).where(
                col(table.mailbox_id) == mailbox_id, col(table.retry_at).is_not(None)
            )
        )
        for table in (Link, PersonLink)
    ]
    return min((moment for moment in found if moment), default=None)
