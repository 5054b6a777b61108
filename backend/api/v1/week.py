"""A week of both calendars side by side."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Blueprint

from backend.api.context import product
from backend.api.language import language
from backend.api.v1 import models_week
from backend.api.v1.auth import mailbox
from backend.api.v1.openapi import describes
from backend.core.items import AllDay, Side
from backend.core.seen import Glance
from backend.core.zones import zone
from backend.sync.week import Row, ends, starts, week_of

blueprint = Blueprint("week", __name__)


@blueprint.get("/week")
@describes(models_week.Week, 409)
def show_week(query: models_week.WeekQuery) -> models_week.Week:
    """Both calendars of a week as they are now: what is joined, where it differs, why an item is not synced."""
    own = mailbox()
    clock = zone(query.zone or own.zone)
    rows = week_of(product(), own, query.monday, clock, language())
    return models_week.Week(
        monday=query.monday, zone=clock.key, read_at=datetime.now(UTC), items=[_row(one, clock) for one in rows]
    )


def _row(row: Row, clock: ZoneInfo) -> models_week.WeekRow:
    return models_week.WeekRow(
        link=row.link,
        state=row.state,
        fields=list(row.fields),
        reason=row.reason,
        sentence=row.words.sentence,
        remedy=row.words.remedy,
        superoffice=_entry(row.halves.get(Side.SUPEROFFICE), clock),
        calendar=_entry(row.halves.get(Side.CALENDAR), clock),
    )


def _entry(half: Glance | None, clock: ZoneInfo) -> models_week.WeekEntry | None:
    if half is None:
        return None
    return models_week.WeekEntry(
        id=half.id,
        title=half.title,
        place=half.place,
        start=starts(half.span, clock),
        end=ends(half.span, clock),
        all_day=isinstance(half.span, AllDay),
        private=half.private,
    )
