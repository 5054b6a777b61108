"""The doorbell: a mailbox is marked as due, and a run of it queued, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from procrastinate import SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job
from procrastinate.manager import JobManager
from sqlalchemy import Row, text
from sqlmodel import Session

from backend.jobs import quiet, turns
from backend.store import mailboxes
from backend.store.tables import Mailbox

#: name of the task in `tasks`
SYNC_MAILBOX: Final = "sync_mailbox"
#: triggers of runs; each has the queue of its name, and its own places in a worker (`lanes`)
TRIGGERS: Final = ("sync-now", "doorbell", "poll", "housekeeping")

# never opened: it only words the queries, which run on the connection of the caller's transaction
_queue = JobManager(SyncPsycopgConnector())

_WAITING: Final = text("""
    SELECT id, queue_name FROM procrastinate_jobs WHERE queueing_lock = :lock AND status = 'todo'
""")


_WHICH_WAIT: Final = text("""
    SELECT queueing_lock FROM procrastinate_jobs WHERE queueing_lock = ANY(:locks) AND status = 'todo'
""")


def ring(session: Session, mailbox_id: UUID, trigger: str = "doorbell") -> None:
    """Something may have changed. Takes effect when *session* is committed; any number of rings is one run."""
    mailboxes.ring(session, mailbox_id)
    mailbox = session.get(Mailbox, mailbox_id, populate_existing=True)
    if mailbox and not enqueue(session, mailbox, trigger):
        quiet.put_off(session, {_lock(mailbox_id): mailbox})


def ring_all(session: Session, ids: Iterable[UUID]) -> None:
    """`ring` for many mailboxes, with few queries while runs of them wait. Rows are locked in one order."""
    rung = {_lock(mailbox.id): mailbox for mailbox in mailboxes.ring_all(session, ids)}
    waiting = set(session.execute(_WHICH_WAIT, {"locks": list(rung)}).scalars())
    for lock in rung.keys() - waiting:
        enqueue(session, rung[lock], "doorbell")
    quiet.put_off(session, {lock: rung[lock] for lock in waiting})


def enqueue(session: Session, mailbox: Mailbox, trigger: str) -> bool:
    """Queue a run of the mailbox; False when one is waiting already. Part of the transaction of *session*.

    A person's "sync now" overtakes a run that waits for something less urgent.
    """
    if waiting := _waiting(session, mailbox.id):
        if trigger == "poll" and mailbox.lease_until:
            # its worker died: what that one began is not kept waiting for quiet
            quiet.break_off(session.connection(), _lock(mailbox.id))
        if trigger != "sync-now" or waiting.queue_name == trigger:
            return False
        _drop(session, waiting.id)
    job = Job(
        queue=trigger,
        priority=turns.next_turn(session, trigger, mailbox.organisation_id),
        lock=None,
        queueing_lock=_lock(mailbox.id),
        task_name=SYNC_MAILBOX,
        task_kwargs={
            "mailbox_id": str(mailbox.id), "trigger": trigger, "organisation_id": str(mailbox.organisation_id),
        },
        scheduled_at=_begins_at(session, mailbox) if trigger == "doorbell" else None,
    )  # fmt: skip
    try:
        with session.begin_nested():
            _queue.defer_job(job, connection=_connection(session))
    except AlreadyEnqueued:
        return False
    return True


def cancel(session: Session, mailbox_id: UUID, now: datetime, poll_at: datetime) -> None:
    """No run waits any more, and one that goes on stops before its next write. Takes effect when *session* is
    committed; *poll_at* is when a mailbox that was due is looked at instead."""
    mailboxes.cancel(session, mailbox_id, now, poll_at)
    if waiting := _waiting(session, mailbox_id):
        _drop(session, waiting.id)


def _begins_at(session: Session, mailbox: Mailbox) -> datetime | None:
    return quiet.first_at(session, mailbox, datetime.now(UTC), _lock(mailbox.id))


def _drop(session: Session, job_id: int) -> None:
    """Take back a job that waits; one that a worker has fetched meanwhile goes on."""
    _queue.cancel_job_by_id(job_id, delete_job=True, connection=_connection(session))


def _connection(session: Session) -> object:
    """The driver's own connection, in the transaction of *session*."""
    return session.connection().connection.dbapi_connection


def _waiting(session: Session, mailbox_id: UUID) -> Row[tuple[int, str]] | None:
    """The job of the mailbox that waits: its id and its queue."""
    return session.execute(_WAITING, {"lock": _lock(mailbox_id)}).first()


def _lock(mailbox_id: UUID) -> str:
    """The lock by which at most one run of a mailbox waits."""
    return f"mailbox {mailbox_id}"
