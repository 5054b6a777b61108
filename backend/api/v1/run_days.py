"""Runs, failures and changes by day, for a chart."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from flask import Blueprint

from backend.api.context import product
from backend.api.v1 import models, models_week
from backend.api.v1.auth import mailbox
from backend.api.v1.openapi import describes
from backend.core.items import Side
from backend.core.zones import zone
from backend.store.run_days import by_day

blueprint = Blueprint("run_days", __name__)


@blueprint.get("/runs/days")
@describes(models_week.DaysOfRuns, 409)
def count_runs(query: models_week.DaysQuery) -> models_week.DaysOfRuns:
    """Runs, failures and changes of each of the latest days, by the clock of the mailbox; the oldest first."""
    own = mailbox()
    clock = zone(own.zone)
    today = datetime.now(UTC).astimezone(clock).date()
    days = [today - timedelta(days=back) for back in reversed(range(query.days))]
    midnights = [datetime.combine(day, time(), clock) for day in days]
    with product().engine.connect() as connection:
        counted = by_day(connection, own.id, midnights)
    items = [
        models_week.DayOfRuns(
            day=day,
            runs=one.runs,
            failures=one.failures,
            changes=models.Counts(superoffice=one.changes[Side.SUPEROFFICE], calendar=one.changes[Side.CALENDAR]),
        )
        for day, one in zip(days, counted, strict=True)
    ]
    return models_week.DaysOfRuns(zone=own.zone, items=items)
