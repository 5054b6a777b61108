"""Times of series as masters have them: laws."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from backend.core.items import AllDay, Span, Timed
from backend.core.recurrence.obstacles import Inexpressible
from backend.core.recurrence.rule import Endless, Series, Weekday, Weekly
from backend.core.recurrence.series import agree, wall_starts
from backend.core.recurrence.wall import place, wall_of
from backend.graph.series_reading import read_series
from backend.graph.series_times import moved, write_times
from tests.core.recurrence.strategies import series

steps = st.integers(-3000, 3000).map(lambda minutes: timedelta(minutes=minutes))


def span_of(rule: Series, start: datetime, length: timedelta) -> Span:
    """What lasts *length* from *start*, both on the clock of *rule*; no law holds where that leaves a time out."""
    if rule.all_day:
        return AllDay(start.date(), (start + length).date() - timedelta(days=1))
    clock = ZoneInfo(rule.zone)
    begins, ends = place(start, clock), place(start + length, clock)
    assume((wall_of(begins, clock), wall_of(ends, clock)) == (start, start + length))
    assume(begins <= ends)
    return Timed(begins, ends, rule.zone)


@given(series())
def test_what_is_written_is_read_back(rule: Series) -> None:
    written = write_times(rule)
    assume(not isinstance(written, Inexpressible))
    assert isinstance(written, dict)
    span_of(rule, rule.first, rule.duration)
    found = read_series(written)
    assert isinstance(found, Series)
    assert agree(found, rule)
    assert (found.duration, found.all_day) == (rule.duration, rule.all_day)


@given(series())
def test_who_stays_moves_nobody(rule: Series) -> None:
    present = span_of(rule, rule.first, rule.duration)
    assert moved(rule, present, present) == rule


@given(series(), steps, st.integers(0, 600).map(lambda minutes: timedelta(minutes=minutes)))
def test_every_start_moves_as_one_item_does(rule: Series, step: timedelta, length: timedelta) -> None:
    assume(not rule.all_day)
    present = span_of(rule, rule.first, rule.duration)
    after = moved(rule, present, span_of(rule, rule.first + step, length))
    assume(after)
    assert after
    assert after.duration == length
    end = datetime(2035, 1, 1)
    assert list(wall_starts(after, before=end + step)) == [start + step for start in wall_starts(rule, before=end)]


@given(series(), st.integers(-3, 3), st.integers(1, 3))
def test_hours_become_days_where_the_item_goes(rule: Series, days: int, length: int) -> None:
    assume(not rule.all_day)
    present = span_of(rule, rule.first, rule.duration)
    goal = rule.first.date() + timedelta(days=days)
    after = moved(rule, present, AllDay(goal, goal + timedelta(days=length - 1)))
    assume(after)
    assert after
    assert (after.all_day, after.first.date(), after.duration) == (True, goal, timedelta(days=length))


def test_a_step_over_midnight_takes_the_weekday_along() -> None:
    late = Series(
        rule=Weekly(1, frozenset({Weekday.SUNDAY})),
        range=Endless(),
        first=datetime(2026, 12, 6, 23, 30),
        zone="Europe/Oslo",
        duration=timedelta(hours=1),
    )
    begins = datetime(2026, 12, 6, 22, 30, tzinfo=UTC)
    hour = timedelta(hours=1)
    after = moved(late, Timed(begins, begins + hour), Timed(begins + hour, begins + 2 * hour))
    assert after
    assert (after.first, after.rule) == (
        datetime(2026, 12, 7, 0, 30),
        Weekly(1, frozenset({Weekday.MONDAY}), Weekday.TUESDAY),
    )
