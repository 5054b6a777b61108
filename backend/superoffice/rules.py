"""The rules behind rows of series, read from the entity of one of their rows (contracts/superoffice.md §3.6)."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from backend.core.items import AllDay, Appointment, Span
from backend.core.recurrence.obstacles import Inexpressible
from backend.core.recurrence.rule import Series
from backend.core.seen import Seen
from backend.superoffice import wire
from backend.superoffice.client import ApiError
from backend.superoffice.diary import Diary
from backend.superoffice.lanes import as_done
from backend.superoffice.recurrence import BadRecurrence, read_recurrence

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a series on the wall clock of its zone."""

    id: str
    #: IANA name; for whole days the base zone
    zone: str
    starts: datetime
    #: when the rule would have it start
    planned: datetime
    duration: timedelta
    all_day: bool


def of_series(diary: Diary, seen: Sequence[Seen]) -> dict[str, Series | Inexpressible]:
    """By rule id the series of which *seen* are rows; left out where it is gone or cannot be read.

    Days from which rows were moved away count, days on which somebody deleted the row do not: then what is left
    is a series of single dates. Raises SideError, ApiError.
    """
    base = diary.facts().base
    rows: dict[str, list[_Row]] = defaultdict(list)
    for item in seen:
        if item.place and item.place.series.isdecimal() and isinstance(item.item, Appointment):
            rows[item.place.series].append(_row(item.id, item.item.span, item.place.original, base))
    planned = diary.listing.planned(rows)
    answers = as_done(lambda series: _rule(diary, rows[series], planned.get(series, [])), list(rows))
    return {series: rule for series, rule in answers if rule is not None}


def last_start(diary: Diary, seen: Seen) -> date | None:
    """The day of the last row of the series of *seen*, as its rule has it; None where it is of none.

    Rows that were deleted do not count, and of those that were moved the day from which they were. Raises
    SideError, ApiError.
    """
    if not (seen.place and seen.place.series.isdecimal() and isinstance(seen.item, Appointment)):
        return None
    facts, span = diary.facts(), seen.item.span
    planned = diary.listing.planned([seen.place.series]).get(seen.place.series, [])
    last = max(filter(None, (wire.moment(written, facts) for written in planned)), default=None)
    return last and last.astimezone(ZoneInfo(facts.base if isinstance(span, AllDay) else span.zone)).date()


def _rule(diary: Diary, rows: Sequence[_Row], planned: Sequence[Any]) -> Series | Inexpressible | None:
    """Best read from a row that was never moved, as its length is the rule's."""
    for row in sorted(rows, key=lambda each: (each.starts != each.planned, each.planned)):
        try:
            info = diary.entity(row.id).get("Recurrence")
        except ApiError as error:
            if error.status != 404:
                raise
            continue
        moments = [moment for written in planned if (moment := wire.moment(written, diary.facts()))]
        return _read(info, {moment.astimezone(ZoneInfo(row.zone)).date() for moment in moments}, row)
    return None


def _read(info: object, days: set[date], row: _Row) -> Series | Inexpressible | None:
    if isinstance(info, dict) and info.get("IsRecurrence") is not True:
        return None  # stopped meanwhile
    if isinstance(info, dict) and days:
        # whether SuperOffice lists a moved row by its old day or its new one is not documented
        info = info | {"Dates": [{"Date": day.isoformat()} for day in days]}
    try:
        return read_recurrence(info, start=row.planned, zone=row.zone, duration=row.duration, all_day=row.all_day)
    except BadRecurrence as error:
        log.warning("The rule of row %s cannot be read: %s", row.id, error.args[0])
        return None


def _row(item_id: str, span: Span, original: str, base: str) -> _Row:
    if isinstance(span, AllDay):
        first, length = datetime.combine(span.first, time()), span.last - span.first + timedelta(days=1)
        return _Row(item_id, base, first, datetime.fromisoformat(original), length, all_day=True)
    starts, ends, planned = (
        moment.astimezone(ZoneInfo(span.zone)).replace(tzinfo=None)
        for moment in (span.start, span.end, datetime.fromisoformat(original))
    )
    return _Row(item_id, span.zone, starts, planned, ends - starts, all_day=False)
