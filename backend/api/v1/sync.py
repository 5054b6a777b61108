"""Syncing on demand: begin, watch, and look back at runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint
from sqlmodel import Session, col, select

from backend.api.context import product, transaction
from backend.api.language import language
from backend.api.v1 import models
from backend.api.v1.auth import mailbox, working_mailbox
from backend.api.v1.language import words
from backend.api.v1.openapi import describes
from backend.core.report import sentence_of
from backend.jobs.doorbell import cancel, ring
from backend.store import runs
from backend.store.tables import Mailbox, Run

blueprint = Blueprint("sync", __name__)


@blueprint.post("/sync")
@describes(models.SyncState, 409, status=202)
def begin_sync() -> tuple[models.SyncState, int]:
    """Begin a sync as soon as a worker is free; one that waits or runs already is not doubled."""
    own = working_mailbox()
    with transaction() as session:
        ring(session, own.id, "sync-now")
    return state_of(own.id), 202


@blueprint.post("/sync/cancel")
@describes(models.SyncState, 409, status=202)
def cancel_sync() -> tuple[models.SyncState, int]:
    """Take back a sync that waits, and stop one that goes on before its next write; a later one goes on there."""
    own, now = mailbox(), datetime.now(UTC)
    with transaction() as session:
        cancel(session, own.id, now, now + timedelta(seconds=product().settings.poll_seconds))
    return state_of(own.id), 202


@blueprint.get("/sync")
@describes(models.SyncState, 409)
def show_sync() -> models.SyncState:
    """Whether a sync is going on, and the running or last run with its counts."""
    return state_of(mailbox().id)


@blueprint.get("/runs")
@describes(models.Runs, 409)
def list_runs(query: models.RunsQuery) -> models.Runs:
    """The latest runs, newest first."""
    own = mailbox()
    latest = select(Run).where(Run.mailbox_id == own.id).order_by(col(Run.began_at).desc()).limit(query.limit)
    with transaction() as session:
        newest = runs.latest(session, own.id)
        rows = session.scalars(latest).all()
        return models.Runs(items=[run_of(row, going_on=row is newest and _is_held(own)) for row in rows])


def state_of(mailbox_id: UUID) -> models.SyncState:
    """The state of syncing of a mailbox as it is now."""
    with transaction() as session:
        own = session.get_one(Mailbox, mailbox_id, populate_existing=True)
        run = _latest(session, own)
    state = "running" if run and run.state == "running" else "queued" if own.dirty > own.seen_dirty else "idle"
    said = "cancelling" if state == "running" and own.cancelled == own.fence else state
    return models.SyncState.model_validate(
        {"state": state, "sentence": words(f"sync.{said}").sentence, "run": run}
    )


def _latest(session: Session, own: Mailbox) -> models.Run | None:
    row = runs.latest(session, own.id)
    return run_of(row, going_on=_is_held(own)) if row else None


def _is_held(own: Mailbox) -> bool:
    """Whether a worker holds the mailbox."""
    return own.lease_until is not None and own.lease_until > datetime.now(UTC)


def run_of(row: Run, *, going_on: bool) -> models.Run:
    """A run as callers see it. *going_on*: a worker holds the mailbox, and the run is its latest."""
    report: dict[str, Any] = row.report
    counts = {
        name: models.Counts.model_validate(report.get(name, {}))
        for name in ("created", "updated", "deleted", "read", "planned")
    }
    done = sum(counts[name].superoffice + counts[name].calendar for name in ("created", "updated", "deleted"))
    planned = counts["planned"].superoffice + counts["planned"].calendar
    return models.Run(
        id=row.id,
        state="ended" if row.ended_at else "running" if going_on else "interrupted",
        trigger=row.trigger,
        began_at=row.began_at,
        ended_at=row.ended_at,
        outcome=row.outcome,
        sentence=sentence_of(report, language()),
        created=counts["created"],
        updated=counts["updated"],
        deleted=counts["deleted"],
        skipped=report.get("skipped", {}),
        conflicts=report.get("conflicts", 0),
        progress=models.Progress(read=counts["read"], done=done, planned=max(done, planned)),
        seconds=report.get("seconds", 0.0),
    )
