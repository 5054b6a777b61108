"""The tasks that workers carry out, and when the periodic ones come."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from procrastinate import App, JobContext, RetryStrategy, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from backend.jobs import nights, quiet, registrations
from backend.jobs.doorbell import SYNC_MAILBOX, enqueue
from backend.jobs.lanes import UPKEEP
from backend.store import mailboxes
from backend.store.database import session
from backend.store.tables import Mailbox
from backend.sync.housekeeping import drop_old
from backend.sync.mails import outbox
from backend.sync.mails.delivery import CannotDeliver
from backend.sync.service import Product, run_mailbox

log = logging.getLogger(__name__)

#: hours that a failed job stays to be looked at
KEEP_FAILED_HOURS = 72

#: a refused registration is tried again after 30 s, 60 s, 90 s …
PATIENTLY = RetryStrategy(max_attempts=10, linear_wait=30)

#: runs that are left out where another one has done their work meanwhile, or does it and looks again afterwards
_IF_WANTED = frozenset({"doorbell", "poll"})

#: in the context of a job: the product, and whether its worker lets mailboxes come to rest
PRODUCT, PATIENT = "product", "patient"

#: upkeep, and when it comes; the worker puts its own connector in (`worker.run`)
jobs = App(connector=SyncPsycopgConnector())
#: runs of mailboxes, apart: whoever works for an app also looks when its periodic tasks come
runs = App(connector=SyncPsycopgConnector())


def product_of(context: JobContext) -> Product:
    """The product that the worker was started with."""
    product: Any = context.additional_context[PRODUCT]
    assert isinstance(product, Product)
    return product


@runs.task(name=SYNC_MAILBOX, pass_context=True)
def sync_mailbox(context: JobContext, mailbox_id: str, trigger: str, organisation_id: str = "") -> None:
    """Run the mailbox; when it was rung meanwhile, queue one more run. *organisation_id* is for `turns`."""
    product, mailbox = product_of(context), UUID(mailbox_id)
    if trigger in _IF_WANTED and not _begins(context, mailbox, trigger):
        return
    run_mailbox(product, mailbox, trigger)
    with session(product.engine) as work, work.begin():
        row = work.get(Mailbox, mailbox)
        if row and rung_while_free(row, datetime.now(UTC)):
            enqueue(work, row, "doorbell")


def _begins(context: JobContext, mailbox_id: UUID, trigger: str) -> bool:
    """Whether the mailbox is to be run now; one that has just been run and rings again waits for quiet."""
    now = datetime.now(UTC)
    with session(product_of(context).engine) as work, work.begin():
        if not mailboxes.is_wanted(work, mailbox_id, now):
            return False
        row = work.get_one(Mailbox, mailbox_id)
        waits = context.additional_context[PATIENT] and quiet.is_early(work, row, trigger, now)
        if waits:
            # it does so already where somebody rang since this one was fetched
            enqueue(work, row, "doorbell")
        return not waits


def rung_while_free(mailbox: Mailbox, now: datetime) -> bool:
    """Whether a doorbell waits that nobody works on. Whoever holds the lease asks this again afterwards."""
    free = mailbox.lease_until is None or mailbox.lease_until < now
    return mailbox.state == "active" and free and mailbox.dirty > mailbox.seen_dirty


# the sixth field of these times is the second


@jobs.periodic(cron="* * * * * *")
@jobs.task(queue=UPKEEP, queueing_lock="poll_due", pass_context=True, priority=40)
def poll_due(context: JobContext, timestamp: int) -> None:
    """Queue the mailboxes whose poll has come, whose doorbell was lost, or whose worker died; 500 at most."""
    product = product_of(context)
    with session(product.engine) as work, work.begin():
        now = datetime.now(UTC)
        # one that another worker took since the look is in good hands, and what waits for quiet there waits on
        for mailbox in _rows(work, mailboxes.due(work, now), mailboxes.FREE, mailboxes.wanted(now)):
            # a ring without a job is heard like any other
            is_rung = mailbox.dirty > mailbox.seen_dirty and mailbox.lease_until is None
            enqueue(work, mailbox, "doorbell" if is_rung else "poll")


@jobs.periodic(cron="*/5 * * * *")
@jobs.task(queue=UPKEEP, queueing_lock="begin_nights", pass_context=True)
def begin_nights(context: JobContext, timestamp: int) -> None:
    """Queue the housekeeping of every mailbox whose hour of the night came since the last look.

    One that waits for a run already is left out: any run of a new day reads the days that are new in the window.
    """
    with session(product_of(context).engine) as work, work.begin():
        due = nights.due(mailboxes.zones(work), datetime.fromtimestamp(timestamp, UTC))
        for mailbox in _rows(work, due):
            enqueue(work, mailbox, "housekeeping")


def _rows(work: Session, ids: Sequence[UUID], *still: ColumnElement[bool]) -> list[Mailbox]:
    """The mailboxes of *ids* of which *still* holds, in their order, locked; without those that somebody rings or
    runs at this moment.

    Whoever queues a run holds the mailbox: two that queue runs of several never wait for one another.
    """
    free = select(Mailbox).where(col(Mailbox.id).in_(ids), *still).with_for_update(skip_locked=True)
    rows = {row.id: row for row in work.scalars(free.execution_options(populate_existing=True))}
    return [rows[mailbox_id] for mailbox_id in ids if mailbox_id in rows]


@jobs.periodic(cron="29 0 * * *")
@jobs.task(queue=UPKEEP, queueing_lock="forget_old", pass_context=True)
def forget_old(context: JobContext, timestamp: int) -> None:
    """Drop what the product keeps of the past and nobody asks for any more."""
    dropped = drop_old(product_of(context).engine, datetime.now(UTC))
    log.info("dropped %s", ", ".join(f"{number} {kind}" for kind, number in asdict(dropped).items()))


@jobs.periodic(cron="* * * * * */5")
@jobs.task(queue=UPKEEP, queueing_lock="send_mails", pass_context=True)
def send_mails(context: JobContext, timestamp: int) -> None:
    """Send the mails that wait; while none can leave, they wait on."""
    try:
        outbox.deliver(product_of(context))
    except CannotDeliver as error:
        log.warning("%s", error)


@jobs.periodic(cron="7 * * * *")
@jobs.task(queue=UPKEEP, queueing_lock="remind_of_sign_ins", pass_context=True)
def remind_of_sign_ins(context: JobContext, timestamp: int) -> None:
    """Write to those whose sign-in is over, each at most once in twelve hours."""
    log.info("reminded %d owners of mailboxes", outbox.remind(product_of(context), datetime.now(UTC)))


@jobs.periodic(cron="* * * * * */5")
@jobs.task(queue=UPKEEP, queueing_lock="find_registrations", pass_context=True)
def find_registrations(context: JobContext, timestamp: int) -> None:
    """Queue the upkeep of every registration that is missing or half over."""
    now = datetime.now(UTC)
    with session(product_of(context).engine) as work:
        due = [(register_mailbox, key) for key in registrations.due_mailboxes(work, now)]
        due += [(register_organisation, key) for key in registrations.due_organisations(work, now)]
    for task, key in due:
        with suppress(AlreadyEnqueued):
            task.configure(queueing_lock=f"registration {key}").defer(key=str(key))


@jobs.task(queue=UPKEEP, retry=PATIENTLY, pass_context=True)
def register_mailbox(context: JobContext, key: str) -> None:
    """Let Graph ring us for a mailbox. While it refuses, the poll stands in."""
    registrations.register_mailbox(product_of(context), UUID(key), datetime.now(UTC))


@jobs.task(queue=UPKEEP, retry=PATIENTLY, pass_context=True)
def register_organisation(context: JobContext, key: str) -> None:
    """Let SuperOffice ring us for an organisation. While it refuses, the poll stands in."""
    registrations.register_organisation(product_of(context), UUID(key), datetime.now(UTC))


@jobs.periodic(cron="* * * * * 30")
@jobs.task(queue=UPKEEP, queueing_lock="close_stalled", pass_context=True)
async def close_stalled(context: JobContext, timestamp: int) -> None:
    """Close the jobs of workers that died. Their mailboxes come back by themselves when the lease runs out."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        log.warning("job %s of a dead worker closed: %s", job.id, job.task_name)
        await manager.finish_job(job, Status.ABORTED, delete_job=True)


@jobs.periodic(cron="17 * * * *")
@jobs.task(queue=UPKEEP, queueing_lock="delete_finished", pass_context=True)
async def delete_finished(context: JobContext, timestamp: int) -> None:
    """Forget failed jobs that nobody looks at any more; successful ones are forgotten at once."""
    await context.app.job_manager.delete_old_jobs(KEEP_FAILED_HOURS, include_failed=True, include_aborted=True)
