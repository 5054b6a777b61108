"""When a mailbox is looked at again although nobody rings: soon where much happens, seldom where nothing does."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from backend.core.sides import SideError
from backend.store import paces
from backend.store.tables import Mailbox
from backend.sync.desk import Desk

#: longest wait after whole-run failures
_LONGEST: Final = timedelta(hours=1)
#: a quiet mailbox that both systems ring waits this many usual pauses at most: an hour instead of five minutes
_QUIETEST: Final = 12


def next_poll(session: Session, desk: Desk, mailbox: Mailbox, pause: timedelta, now: datetime) -> datetime:
    """When to look again after a run that did its work; *mailbox* as it was before it, *pause* the usual one.

    Where both systems ring, each run that writes nothing doubles the pause, and one that writes ends that. An item
    that is to be tried again is not kept waiting.
    """
    if desk.report.writes or not paces.is_rung_by_both(session, mailbox, now):
        return now + pause
    at = now + longer(paces.last_pause(session, mailbox, desk.run_id) or pause, pause)
    retry = paces.earliest_retry(session, mailbox.id)
    return min(at, max(retry, now + pause)) if retry else at


def longer(last: timedelta, usual: timedelta) -> timedelta:
    """The pause after a *last* one in which nothing happened."""
    return min(max(2 * last, usual), usual * _QUIETEST)


def next_attempt(pause: timedelta, failures: int, ended_by: SideError | None, now: datetime) -> datetime:
    """When to try again after *failures* whole runs in a row: as the side asked, else twice as late each time.

    Mailboxes that failed together do not come back together.
    """
    if ended_by and ended_by.retry_after is not None:
        return now + spread(timedelta(seconds=ended_by.retry_after))
    doubled: timedelta = pause * 2 ** min(failures, 8)
    return now + spread(min(doubled, max(pause, _LONGEST)))


def spread(wait: timedelta) -> timedelta:
    """The same wait or up to a tenth longer, at random."""
    return wait * random.uniform(1, 1.1)  # noqa: S311 - spreads callers, keeps no secret
