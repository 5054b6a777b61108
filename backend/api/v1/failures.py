"""Items that are not synced, page by page, and what waits for a person to let it through."""

from __future__ import annotations

from flask import Blueprint
from sqlalchemy import func, select, tuple_
from sqlmodel import col

from backend.api.context import transaction
from backend.api.language import language
from backend.api.v1 import models
from backend.api.v1.auth import mailbox, working_mailbox
from backend.api.v1.cursors import cursor, position
from backend.api.v1.language import problem
from backend.api.v1.openapi import describes
from backend.api.v1.sync import state_of
from backend.core.reasons import Reason
from backend.core.words import explain
from backend.jobs.doorbell import ring
from backend.store import links, mailboxes
from backend.store.tables import Link

blueprint = Blueprint("failures", __name__)

_NOT_SYNCED = ("skipped", "parked", "held")
_ORDER = (col(Link.changed_at), col(Link.id))


@blueprint.get("/failures")
@describes(models.Failures, 409)
def list_failures(query: models.FailuresQuery) -> models.Failures:
    """Items that are skipped, parked or held, and why; the latest first."""
    own = mailbox().id
    wanted = [col(Link.mailbox_id) == own, col(Link.state).in_(_NOT_SYNCED)]
    if query.reason:
        wanted.append(col(Link.reason) == query.reason.value)
    total = select(func.count()).select_from(Link).where(*wanted)
    page = select(Link).where(*wanted).order_by(*(column.desc() for column in _ORDER)).limit(query.limit + 1)
    if query.after:
        page = page.where(tuple_(*_ORDER) < tuple_(*position(query.after)))
    with transaction() as session:
        rows = list(session.scalars(page))
        shown = rows[: query.limit]
        return models.Failures(
            items=[_failure(row) for row in shown],
            total=session.scalars(total).one(),
            held={reason.value: number for reason, number in links.held(session.connection(), own).items()},
            next=cursor(shown[-1].changed_at, shown[-1].id) if len(rows) > query.limit else "",
        )


@blueprint.post("/deletions/confirm")
@describes(models.SyncState, 409, status=202)
def confirm_deletions() -> tuple[models.SyncState, int]:
    """Let the deletions through that the guard against mass deletion holds; a sync begins at once."""
    return _confirmed(Reason.MASS_DELETION)


@blueprint.post("/invitations/confirm")
@describes(models.SyncState, 409, status=202)
def confirm_invitations() -> tuple[models.SyncState, int]:
    """Let the invitations through that a first sync held back; a sync begins at once and mails them."""
    return _confirmed(Reason.INVITATIONS)


def _confirmed(held: Reason) -> tuple[models.SyncState, int]:
    own = working_mailbox()
    with transaction() as session:
        if not mailboxes.confirm(session, own.id, held):
            raise problem(409, "nothing_held")
        ring(session, own.id, "sync-now")
    return state_of(own.id), 202


def _failure(row: Link) -> models.Failure:
    said = explain(Reason(row.reason), language())
    span = row.superoffice_shown.get("span") or row.calendar_shown.get("span") or [""]
    return models.Failure.model_validate(
        {
            "link": row.id,
            "state": row.state,
            "reason": row.reason,
            "sentence": said.sentence,
            "remedy": said.remedy,
            "superoffice_id": row.superoffice_id,
            "calendar_id": row.calendar_id,
            "when": span[0],
            "since": row.changed_at,
            "attempts": row.failures,
            "retry_at": row.retry_at,
        }
    )
