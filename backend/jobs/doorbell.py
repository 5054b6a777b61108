"""The doorbell: a mailbox is marked as due, and a run of it queued, in one transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from procrastinate import SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job
from procrastinate.manager import JobManager
from sqlalchemy import text
from sqlmodel import Session

from backend.store import mailboxes

#: name of the task in `tasks`
SYNC_MAILBOX: Final = "sync_mailbox"
#: trigger of a run → its queue's priority; the queue is called as the trigger
PRIORITY: Final = {"sync-now": 30, "doorbell": 20, "poll": 10, "housekeeping": 5}

# never opened: it only words the queries, which run on the connection of the caller's transaction
_queue = JobManager(SyncPsycopgConnector())


def ring(session: Session, mailbox_id: UUID, trigger: str = "doorbell") -> None:
    """Something may have changed. Takes effect when *session* is committed; any number of rings is one run."""
    mailboxes.ring(session, mailbox_id)
    enqueue(session, mailbox_id, trigger)


def enqueue(session: Session, mailbox_id: UUID, trigger: str) -> bool:
    """Queue a run of the mailbox; False when one is waiting already. Part of the transaction of *session*."""
    job = Job(
        queue=trigger,
        priority=PRIORITY[trigger],
        lock=None,
        queueing_lock=_waiting(mailbox_id),
        task_name=SYNC_MAILBOX,
        task_kwargs={"mailbox_id": str(mailbox_id), "trigger": trigger},
    )
    try:
        with session.begin_nested():
            _queue.defer_job(job, connection=session.connection().connection.dbapi_connection)
    except AlreadyEnqueued:
        return False
    return True


def cancel(session: Session, mailbox_id: UUID, now: datetime, poll_at: datetime) -> None:
    """No run waits any more, and one that goes on stops before its next write. Takes effect when *session* is
    committed; *poll_at* is when a mailbox that was due is looked at instead."""
    mailboxes.cancel(session, mailbox_id, now, poll_at)
    waiting = text("SELECT id FROM procrastinate_jobs WHERE queueing_lock = :lock AND status = 'todo'")
    for job in session.execute(waiting, {"lock": _waiting(mailbox_id)}).scalars():
        _queue.cancel_job_by_id(job, delete_job=True, connection=session.connection().connection.dbapi_connection)


def _waiting(mailbox_id: UUID) -> str:
    """The lock by which at most one run of a mailbox waits."""
    return f"mailbox {mailbox_id}"
