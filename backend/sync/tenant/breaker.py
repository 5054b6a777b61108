"""The circuit breaker of an organisation: while a system answers nobody, its mailboxes rest and one tries."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Engine

from backend.core.sides import NoAnswer, SideError
from backend.core.words import Phrase
from backend.store import tenants
from backend.store.database import session
from backend.store.tables import Mailbox, Organisation
from backend.sync.pace import spread

#: runs in a row without an answer that change nothing for the other mailboxes
BORNE: Final = 4
#: rests after the next ones, in turn; the last one also after all that follow
RESTS: Final = (*(timedelta(seconds=30) * 2**nth for nth in range(5)), timedelta(minutes=10))
#: what ends a run that got through to both systems
_THROUGH: Final = frozenset({"ok", "partial", "held"})
#: within which nobody else tries, and after which somebody does when the one that tried did not tell
_TRYING: Final = timedelta(minutes=1)
#: by how much a mailbox that failed itself comes after the others
_BEHIND: Final = timedelta(seconds=15)


def rests(engine: Engine, mailbox: Mailbox, organisation: Organisation, now: datetime) -> Phrase | None:
    """Why a mailbox may not run at *now*, aware, because its organisation rests; None when it may.

    Once the rest is over one mailbox alone is let through; the others are due again when it should have told.
    """
    if organisation.rests_until is None:
        return None
    with session(engine) as work, work.begin():
        if tenants.claim_try(work.connection(), organisation.id, now, now + _TRYING):
            return None
        until = work.get_one(Organisation, organisation.id).rests_until
        if until is None:
            return None
        wait = until - now
        if mailbox.failures:
            # the trouble may be this mailbox's own: one that got through last time tries first
            wait = wait * 1.1 + _BEHIND
        tenants.rest(work.connection(), mailbox.id, now + spread(wait))
        return Phrase("trouble.organisation.rests")


def note(
    engine: Engine, organisation: Organisation, outcome: str, ended_by: SideError | None, now: datetime
) -> None:
    """Count a run with this *outcome*; *organisation* as it was when the run began.

    Throttling, a mailbox that is closed, or a sign-in that is over tell nothing of the system. Healthy runs of a
    healthy organisation cost no statement.
    """
    if isinstance(ended_by, NoAnswer):
        ends = [now + spread(rest) for rest in RESTS]
        with engine.begin() as connection:
            tried = organisation.rests_until is not None
            tenants.failed(connection, organisation.id, BORNE, ends, tried=tried)
    elif outcome in _THROUGH and organisation.failures:
        with engine.begin() as connection:
            tenants.answered(connection, organisation.id)
