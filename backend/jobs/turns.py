"""Whose turn it is: organisations take turns in a queue, so that a crowd of one keeps no other waiting.

A waiting job has a turn, stored as its negative priority: the lowest goes first. An organisation's next job is one
turn after its last, but not before the turn that is being served. It is start-time fair queueing with equal shares
(Goyal, Vin and Cheng, 1996).
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

#: both answers come from the end of an index
INDEXES: Final = (
    "CREATE INDEX IF NOT EXISTS sosync_turns ON procrastinate_jobs (queue_name, priority) WHERE status = 'todo'",
    "CREATE INDEX IF NOT EXISTS sosync_turns_of_organisation ON procrastinate_jobs"
    " (queue_name, (args ->> 'organisation_id'), priority) WHERE status = 'todo'",
)
_NEXT: Final = text("""
    SELECT least(
        (SELECT max(priority) FROM procrastinate_jobs WHERE status = 'todo' AND queue_name = :queue),
        (SELECT min(priority) - 1 FROM procrastinate_jobs
         WHERE status = 'todo' AND queue_name = :queue AND args ->> 'organisation_id' = :organisation))
""")


def next_turn(session: Session, queue: str, organisation_id: UUID) -> int:
    """The priority of the organisation's next job in *queue*; 0 where nobody waits."""
    return int(session.scalar(_NEXT, {"queue": queue, "organisation": str(organisation_id)}) or 0)
