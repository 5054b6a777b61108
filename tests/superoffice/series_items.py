"""Series, as tests write them and read them back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from backend.core.items import Appointment, Timed
from backend.core.recurrence.rule import Count, Daily, Series, Weekday, Weekly
from backend.core.seen import Seen
from backend.core.values import replace
from backend.core.writes import CreateSeries, Made, Outcome, Reshape, UpdateSeries
from tests.superoffice.conftest import Diary
from tests.superoffice.meeting_items import content, invited

FIRST = datetime(2026, 11, 23, 9)
HOUR = timedelta(hours=1)
OSLO = "Europe/Oslo"
MONDAYS = Series(
    rule=Weekly(1, frozenset({Weekday.MONDAY})), range=Count(4), first=FIRST, zone=OSLO, duration=HOUR
)
DAILY = Series(rule=Daily(), range=Count(5), first=FIRST, zone=OSLO, duration=HOUR)


def at(rule: Series, start: datetime) -> Timed:
    """When the occurrence takes place that starts at *start* on the rule's clock."""
    zone = ZoneInfo(rule.zone)
    begins = start.replace(tzinfo=zone).astimezone(UTC)
    ends = (begins.astimezone(zone) + rule.duration).astimezone(UTC)
    return Timed(begins, ends, rule.zone)


def plain(rule: Series = MONDAYS, **values: Any) -> Appointment:
    """The content of a series with nobody else."""
    return Appointment(**{"title": "Standup", "span": at(rule, rule.first), **values})


def with_people(item: Appointment, *guests: Any, **values: Any) -> Appointment:
    return replace(item, meeting=invited(*guests, **values).meeting)


def rows(outcome: Outcome) -> tuple[Seen, ...]:
    assert isinstance(outcome, Made), outcome
    return tuple(sorted(outcome.seen, key=lambda seen: seen.place.original if seen.place else ""))


def series(
    diary: Diary, rule: Series = MONDAYS, item: Appointment | None = None, uid: str = "ical"
) -> tuple[Seen, ...]:
    """A series made through the gateway."""
    write = CreateSeries(f"make {uid}", rule, item or plain(rule), "e", uid)
    return rows(diary.do(write)[0])


def ids(made: Sequence[Seen]) -> tuple[str, ...]:
    return tuple(seen.id for seen in made)


def change(diary: Diary, made: Sequence[Seen], item: Appointment, *fields: str) -> Outcome:
    assert made[0].place
    return diary.do(UpdateSeries("change", made[0].place.series, ids(made), item, frozenset(fields)))[0]


def reshape(diary: Diary, made: Sequence[Seen], rule: Series, item: Appointment | None = None) -> Outcome:
    assert made[0].place
    return diary.do(Reshape("reshape", made[0].place.series, ids(made), rule, item or content(made[0])))[0]


def starts(made: Sequence[Seen]) -> list[datetime]:
    """Starts on the clock of Oslo."""
    spans = [content(seen).span for seen in made]
    return sorted(
        span.start.astimezone(ZoneInfo(OSLO)).replace(tzinfo=None) for span in spans if isinstance(span, Timed)
    )


def mondays(count: int, since: int = 0) -> list[datetime]:
    return [FIRST + timedelta(weeks=week) for week in range(since, since + count)]
