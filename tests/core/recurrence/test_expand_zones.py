"""Series across a change of clocks: the same wall clock, one start a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.core.recurrence import expand
from tests.core.recurrence.strategies import ZONES, starts


@pytest.mark.parametrize(
    ("zone", "start", "change", "shown"),
    [
        # spring: the hour that is left out moves on by as much
        ("Europe/Oslo", "02:30", "2026-03-29", "2026-03-29T03:30:00+02:00"),
        ("W. Europe Standard Time", "02:30", "2026-03-29", "2026-03-29T03:30:00+02:00"),
        ("America/New_York", "02:30", "2026-03-08", "2026-03-08T03:30:00-04:00"),
        ("Australia/Lord_Howe", "02:15", "2026-10-04", "2026-10-04T02:45:00+11:00"),
        ("Africa/Casablanca", "02:30", "2026-03-22", "2026-03-22T03:30:00+01:00"),
        # autumn: of the hour that comes twice the first counts
        ("Europe/Oslo", "02:30", "2026-10-25", "2026-10-25T02:30:00+02:00"),
        ("America/New_York", "01:30", "2026-11-01", "2026-11-01T01:30:00-04:00"),
        ("Australia/Lord_Howe", "01:45", "2026-04-05", "2026-04-05T01:45:00+11:00"),
        ("Africa/Casablanca", "02:30", "2026-02-15", "2026-02-15T02:30:00+01:00"),
    ],
)
def test_the_night_of_the_change(zone: str, start: str, change: str, shown: str) -> None:
    day = datetime.fromisoformat(f"{change}T{start}")
    stretch = (day - timedelta(days=1, hours=12), day + timedelta(days=1, hours=12))
    before, moved, after = expand(["FREQ=DAILY"], day - timedelta(days=30), zone, stretch)
    assert isinstance(before, datetime) and isinstance(moved, datetime) and isinstance(after, datetime)
    assert moved.isoformat() == shown
    assert before.time() == after.time() == day.time()


def test_two_wall_clock_times_that_meet_are_one_start() -> None:
    day = datetime(2026, 3, 29, 2, 30)
    found = expand(["FREQ=HOURLY;COUNT=3"], day, "Europe/Oslo", (day, day + timedelta(days=1)))
    assert [f"{start:%H:%M}" for start in found] == ["03:30", "04:30"]


def test_until_in_utc_is_an_instant_also_in_the_missing_hour() -> None:
    stretch = (datetime(2026, 3, 1), datetime(2026, 5, 1))
    for until, last in (("20260329T013000Z", 29), ("20260329T012959Z", 28)):
        found = expand([f"FREQ=DAILY;UNTIL={until}"], datetime(2026, 3, 20, 2, 30), "Europe/Oslo", stretch)
        assert found[-1].day == last


def test_the_second_of_two_equal_hours_can_be_named_as_an_instant() -> None:
    lines = ["RDATE:20261025T013000Z", "RDATE:20261025T003000Z"]
    stretch = (datetime(2026, 10, 25, 1, tzinfo=UTC), datetime(2026, 10, 26, tzinfo=UTC))
    (found,) = expand(lines, datetime(2026, 10, 1, 2, 30), "Europe/Oslo", stretch)
    assert isinstance(found, datetime)
    assert (found.fold, found.hour, found.minute) == (1, 2, 30)


@settings(max_examples=60, deadline=None)
@given(starts, st.sampled_from(ZONES))
def test_a_daily_series_keeps_its_wall_clock(start: datetime, zone: str) -> None:
    found = expand(["FREQ=DAILY"], start, zone, (start, start + timedelta(days=400)))
    assert len(found) in (399, 400)
    for number, moment in enumerate(found):
        assert isinstance(moment, datetime)
        wall = start + timedelta(days=number)
        exists = moment.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall
        assert moment.replace(tzinfo=None) == wall if exists else moment.replace(tzinfo=None) > wall
        assert moment.fold == 0
