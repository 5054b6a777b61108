"""What the product keeps of the past, dropped when nobody asks for it any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Engine

from backend.store import attempts, audit, forgetting, journal, runs, tickets
from backend.sync.mails import outbox

#: how long closed intents, histories, runs, mails and unlinked mailboxes are kept
KEPT: Final = timedelta(days=30)
#: how long the log of administrators' acts is kept
ACTS_KEPT: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Dropped:
    """How many rows went."""

    intents: int
    history: int
    runs: int
    mails: int
    #: unlinked, and now forgotten for good
    mailboxes: int
    #: of administrators
    acts: int
    #: sign-ins whose time is over, and counts of knocks
    tickets: int
    attempts: int


def drop_old(engine: Engine, now: datetime) -> Dropped:
    """Drop what is older than KEPT or ACTS_KEPT at *now*, aware, of all mailboxes."""
    before = now - KEPT
    with engine.begin() as connection:
        return Dropped(
            intents=journal.drop_closed(connection, before),
            history=journal.drop_history(connection, before),
            runs=runs.drop(connection, before),
            mails=outbox.drop(connection, before),
            mailboxes=forgetting.forget_unlinked(connection, before),
            acts=audit.drop(connection, now - ACTS_KEPT),
            tickets=tickets.drop_over(connection, now),
            attempts=attempts.drop_over(connection, now),
        )
