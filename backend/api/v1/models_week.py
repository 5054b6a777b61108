"""What the API tells of days and weeks: runs by day, and both calendars side by side."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field

from backend.api.v1.models import Counts, Model
from backend.core.zones import UnknownZone, iana

#: days for which runs are kept
DAYS_LIMIT = 30


class DaysQuery(Model):
    """How many days to count, today included."""

    days: Annotated[int, Field(ge=1, le=DAYS_LIMIT)] = DAYS_LIMIT


class DayOfRuns(Model):
    """The runs of one day of the mailbox's zone."""

    day: date
    runs: int
    failures: Annotated[int, Field(description="Runs that could not do their work.")]
    changes: Annotated[Counts, Field(description="Writes that took effect.")]


class DaysOfRuns(Model):
    """A row for each day, also for those without runs; the oldest first."""

    zone: Annotated[str, Field(description="IANA time zone by which days begin.")]
    items: list[DayOfRuns]


#: days beyond which calendars hold nothing
_FIRST, _LAST = date(1970, 1, 1), date(2200, 1, 1)


def _monday(day: date) -> date:
    if day.weekday() or not _FIRST <= day < _LAST:
        raise ValueError("a Monday of 1970 to 2199 is needed")
    return day


def _zone(name: str) -> str:
    try:
        return iana(name)
    except UnknownZone as error:
        raise ValueError("an IANA time zone is needed") from error


class WeekQuery(Model):
    """Which week to show."""

    monday: Annotated[date, AfterValidator(_monday), Field(description="Its first day, a Monday.")]
    zone: Annotated[
        str | None,
        Field(max_length=64, description="IANA time zone by which it begins; else that of the mailbox."),
        AfterValidator(lambda name: _zone(name) if name is not None else None),
    ] = None


class WeekEntry(Model):
    """An item as one calendar shows it. Texts are text, never markup."""

    id: Annotated[str, Field(description="For /items/{item_id}.")]
    title: str
    place: str
    start: Annotated[AwareDatetime, Field(description="UTC; of whole days midnight in `zone`.")]
    end: Annotated[AwareDatetime, Field(description="UTC; of whole days midnight in `zone` after the last one.")]
    all_day: bool
    private: bool


class WeekRow(Model):
    """One item, on both sides where they are joined."""

    link: Annotated[UUID | None, Field(description="Joins the two; null where no run has seen the item.")]
    state: Literal["equal", "differs", "not_synced"]
    fields: Annotated[list[str], Field(description="In which they differ.")]
    reason: Annotated[str, Field(description="Code of the skip reason; empty for none.")]
    sentence: str
    remedy: str
    superoffice: WeekEntry | None
    calendar: WeekEntry | None


class Week(Model):
    """Both calendars of the caller side by side, by the beginning of the items.

    An item whose other half stands in another week is here with both.
    """

    monday: date
    zone: Annotated[str, Field(description="IANA time zone by which the days begin.")]
    read_at: AwareDatetime
    items: list[WeekRow]
