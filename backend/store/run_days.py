"""Runs of a mailbox, counted by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Connection, DateTime, Integer, cast, func, select
from sqlmodel import col

from backend.core.items import Side
from backend.store.tables import Run

#: outcomes of runs that failed to do their work
FAILED: Final = ("unavailable", "needs_sign_in", "lease_lost", "failed")
_CHANGES: Final = ("created", "updated", "deleted")


@dataclass(frozen=True, slots=True)
class Day:
    """The runs of one day; `changes` are the writes that took effect, by side."""

    runs: int
    failures: int
    changes: dict[Side, int]


#: a day without runs
IDLE: Final = Day(0, 0, dict.fromkeys(Side, 0))


def by_day(connection: Connection, mailbox_id: UUID, midnights: Sequence[datetime]) -> list[Day]:
    """One Day for each stretch that begins at one of *midnights*, aware and ascending; the last one has no end."""
    began = col(Run.began_at)
    number = func.width_bucket(began, cast(list(midnights), ARRAY(DateTime(timezone=True)))).label("number")
    query = (
        select(
            number,
            func.count(),
            func.count().filter(col(Run.outcome).in_(FAILED)),
            *(func.sum(_changes(side)) for side in Side),
        )
        .where(col(Run.mailbox_id) == mailbox_id, began >= midnights[0])
        .group_by(number)
    )
    found = {
        bucket: Day(runs, failures, dict(zip(Side, map(int, changes), strict=True)))
        for bucket, runs, failures, *changes in connection.execute(query)
    }
    return [found.get(bucket, IDLE) for bucket in range(1, len(midnights) + 1)]


def _changes(side: Side) -> ColumnElement[int]:
    """What a run wrote to a side; 0 where the run has told nothing yet."""
    report: Any = col(Run.report)
    first, *others = (func.coalesce(cast(report[name][side.value].as_string(), Integer), 0) for name in _CHANGES)
    return sum(others, first)
