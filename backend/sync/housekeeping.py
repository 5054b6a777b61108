"""What the product keeps of the past, dropped when nobody asks for it any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Engine

from backend.store import journal, runs

#: how long closed intents, histories and runs are kept
KEPT: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Dropped:
    """How many rows went."""

    intents: int
    history: int
    runs: int


def drop_old(engine: Engine, now: datetime) -> Dropped:
    """Drop what is older than KEPT at *now*, aware, of all mailboxes."""
    before = now - KEPT
    with engine.begin() as connection:
        return Dropped(
            intents=journal.drop_closed(connection, before),
            history=journal.drop_history(connection, before),
            runs=runs.drop(connection, before),
        )
