"""Waiting for quiet: a mailbox that is rung again and again is run at once, and then when it comes to rest.

Systems ring for every step of a change, and for what we write ourselves. The first ring begins a run at once. One
that comes while that goes on, or within a moment after it, waits until nobody rings for as long; the more rings no
run has heard yet, the longer, and longer as well where runs found nothing to write. However long it goes on, no
run waits longer than LONGEST.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, text
from sqlmodel import Session

from backend.store import runs
from backend.store.tables import Mailbox

#: a mailbox has come to rest when nobody rings for so long (contracts/graph.md §3.3)
SHORTEST: Final = timedelta(seconds=2)
#: for so long where no run of the last while wrote anything: what rings there is nobody's work
IDLE: Final = timedelta(seconds=6)
_LATELY: Final = timedelta(minutes=1)
#: or for so long for each ring that no run has heard, where that is more, up to LONG
EACH: Final = timedelta(seconds=0.5)
LONG: Final = timedelta(seconds=10)
#: a run does not wait longer for quiet; a storm of a minute is over by then
LONGEST: Final = timedelta(seconds=90)

# a job is not moved for less than a quarter of a second: each move is a row in the engine's own journal
_PUT_OFF: Final = text("""
    UPDATE procrastinate_jobs AS job
    SET scheduled_at = least(clock_timestamp() + again.pause, rung.at + :longest)
    FROM procrastinate_events AS rung,
         unnest(CAST(:locks AS text[]), CAST(:pauses AS interval[])) AS again(lock, pause)
    WHERE job.queueing_lock = again.lock AND job.status = 'todo'
      AND rung.job_id = job.id AND rung.type = 'deferred'
      AND job.scheduled_at < least(clock_timestamp() + again.pause - interval '0.25 s', rung.at + :longest)
""")
_FETCHED: Final = text("SELECT 1 FROM procrastinate_jobs WHERE status = 'doing' AND queueing_lock = :lock LIMIT 1")
_WROTE: Final = text("""
    SELECT DISTINCT mailbox_id FROM run
    WHERE mailbox_id = ANY(:ids) AND began_at > clock_timestamp() - CAST(:lately AS interval)
      AND jsonb_path_exists(
          jsonb_build_array(report->'created', report->'updated', report->'deleted'), '$[*].* ? (@ > 0)')
""")
_BREAK_OFF: Final = text("""
    UPDATE procrastinate_jobs SET scheduled_at = NULL
    WHERE status = 'todo' AND queue_name = 'doorbell' AND (CAST(:lock AS text) IS NULL OR queueing_lock = :lock)
""")
#: a job that has been fetched is found by its lock
INDEXES: Final = (
    "CREATE INDEX IF NOT EXISTS sosync_fetched ON procrastinate_jobs (queueing_lock) WHERE status = 'doing'",
)


def first_at(session: Session, mailbox: Mailbox, now: datetime, queueing_lock: str) -> datetime | None:
    """When the next run of a mailbox that rings may begin, aware; None: at once.

    One that a worker has fetched goes on although it does not hold the mailbox yet.
    """
    is_fetched = session.execute(_FETCHED, {"lock": queueing_lock}).first() is not None
    return now + SHORTEST if is_fetched else begins_at(session, mailbox, now)


def begins_at(session: Session, mailbox: Mailbox, now: datetime) -> datetime | None:
    """When a fetched run of a mailbox that rings may begin, aware; None: at once."""
    at_work = bool(_at_work(session, [mailbox], now))
    last = runs.latest(session, mailbox.id)
    moment = SHORTEST if at_work else IDLE
    has_just_run = last is not None and last.ended_at is not None and last.ended_at > now - moment
    if not _is_running(mailbox, now) and not has_just_run:
        return None
    return now + _pause(mailbox, at_work=at_work)


def is_early(session: Session, mailbox: Mailbox, trigger: str, now: datetime) -> bool:
    """Whether a fetched run of a mailbox that nobody runs is to wait for quiet: that of a doorbell, or a poll for
    which nothing is left but rings, as another run went before it."""
    has_come = mailbox.due_at is None or mailbox.due_at <= now or mailbox.lease_until is not None
    is_of_rings = trigger == "doorbell" or not has_come
    return is_of_rings and begins_at(session, mailbox, now) is not None


def put_off(session: Session, rung: Mapping[str, Mailbox]) -> None:
    """These rang again, by the queueing locks of their runs: those that wait for quiet wait on.

    One that waits only for its turn is left alone.
    """
    at_work = _at_work(session, rung.values(), datetime.now(UTC))
    pauses = [_pause(mailbox, at_work=mailbox.id in at_work) for mailbox in rung.values()]
    session.execute(_PUT_OFF, {"locks": list(rung), "pauses": pauses, "longest": LONGEST})


def break_off(connection: Connection, queueing_lock: str | None = None) -> None:
    """A job, or each, that waits for quiet waits no longer."""
    connection.execute(_BREAK_OFF, {"lock": queueing_lock})


def pause(unheard: int, *, at_work: bool) -> timedelta:
    """How long nobody may ring before a mailbox is at rest, after so many rings that no run has heard; *at_work*:
    whether a run of the last while wrote something, or goes on."""
    return min(max(SHORTEST if at_work else IDLE, EACH * unheard), LONG)


def _pause(mailbox: Mailbox, *, at_work: bool) -> timedelta:
    return pause(mailbox.dirty - mailbox.seen_dirty, at_work=at_work)


def _is_running(mailbox: Mailbox, now: datetime) -> bool:
    return mailbox.lease_until is not None and mailbox.lease_until > now


def _at_work(session: Session, mailboxes: Collection[Mailbox], now: datetime) -> set[UUID]:
    """Those of *mailboxes* in which something is synced just now, or may be by the run that goes on."""
    running = {mailbox.id for mailbox in mailboxes if _is_running(mailbox, now)}
    others = [mailbox.id for mailbox in mailboxes if mailbox.id not in running]
    if others:
        running |= set(session.execute(_WROTE, {"ids": others, "lately": _LATELY}).scalars())
    return running
