"""What one can ask of a series, and make of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.core.recurrence.fit import fit
from backend.core.recurrence.rule import (
    LAST,
    WORKDAYS,
    Count,
    Daily,
    Dates,
    Endless,
    MonthlyOnDay,
    MonthlyOnWeekday,
    Range,
    Rule,
    Series,
    ShortMonths,
    Until,
    Weekday,
    Weekly,
    YearlyOnDay,
    YearlyOnWeekday,
)
from backend.core.recurrence.series import (
    agree,
    aligned,
    describes,
    in_short_months,
    last_start,
    shift,
    split,
    starts,
    until_day,
    wall_starts,
)
from tests.core.recurrence.strategies import series

MONDAY, SUNDAY = frozenset({Weekday.MONDAY}), frozenset({Weekday.SUNDAY})


def of(rule: Rule, first: str, limit: Range | None = None, zone: str = "Europe/Oslo") -> Series:
    return Series(
        rule=rule,
        range=limit or Endless(),
        first=datetime.fromisoformat(first),
        zone=zone,
        duration=timedelta(hours=1),
    )


def days(series: Series, before: str = "2028-01-01") -> list[str]:
    return [f"{start:%m-%d}" for start in wall_starts(series, before=datetime.fromisoformat(before))]


def reach(series: Series) -> list[datetime]:
    return list(wall_starts(series, before=series.first + timedelta(days=1500)))


def test_a_day_31_is_skipped_or_clamped() -> None:
    skipped = of(MonthlyOnDay(1, 31), "2026-01-31T09:00", Count(3))
    assert days(skipped) == ["01-31", "03-31", "05-31"]
    assert days(in_short_months(skipped, ShortMonths.CLAMP)) == ["01-31", "02-28", "03-31"]
    assert not agree(skipped, in_short_months(skipped, ShortMonths.CLAMP))
    long_months = of(MonthlyOnDay(12, 31), "2026-01-31T09:00")
    assert agree(long_months, in_short_months(long_months, ShortMonths.CLAMP))


def test_the_last_weekday_and_the_first_working_day() -> None:
    last_sunday = of(MonthlyOnWeekday(1, SUNDAY, LAST), "2026-03-29T09:00", Count(3))
    assert days(last_sunday) == ["03-29", "04-26", "05-31"]
    first_working_day = of(MonthlyOnWeekday(1, WORKDAYS, 1), "2026-01-01T09:00", Count(3))
    assert days(first_working_day) == ["01-01", "02-02", "03-02"]


def test_the_start_of_the_week_matters_every_second_week() -> None:
    both = frozenset({Weekday.TUESDAY, Weekday.SUNDAY})
    from_monday = of(Weekly(2, both), "2026-03-03T09:00", Count(4))
    from_sunday = of(Weekly(2, both, Weekday.SUNDAY), "2026-03-03T09:00", Count(4))
    assert days(from_monday) == ["03-03", "03-08", "03-17", "03-22"]
    assert days(from_sunday) == ["03-03", "03-15", "03-17", "03-29"]
    assert not agree(from_monday, from_sunday)


def test_starts_keep_the_wall_clock() -> None:
    found = starts(
        of(Weekly(1, SUNDAY), "2026-03-22T02:30"),
        datetime(2026, 3, 22, tzinfo=UTC),
        datetime(2026, 4, 6, tzinfo=UTC),
    )
    assert [start.isoformat() for start in found] == [
        "2026-03-22T02:30:00+01:00",
        "2026-03-29T03:30:00+02:00",
        "2026-04-05T02:30:00+02:00",
    ]


def test_the_last_start() -> None:
    assert last_start(of(Weekly(1, MONDAY), "2026-03-02T09:00", Count(3))) == datetime(2026, 3, 16, 9)
    assert last_start(of(Weekly(1, MONDAY), "2026-03-02T09:00")) is None


def test_describes_tells_a_missing_start() -> None:
    weekly = of(Weekly(1, MONDAY), "2026-03-02T09:00")
    stretch = (datetime(2026, 3, 1), datetime(2026, 3, 20))
    seen = [datetime(2026, 3, day, 9) for day in (2, 9, 16)]
    assert describes(weekly, seen, *stretch)
    assert not describes(weekly, seen[:2], *stretch)


def test_this_and_following_shares_out_a_count() -> None:
    before, after = split(of(Weekly(1, MONDAY), "2026-03-02T09:00", Count(5)), datetime(2026, 3, 10))
    assert before and after
    assert (before.range, after.range, after.first) == (Count(2), Count(3), datetime(2026, 3, 16, 9))


def test_this_and_following_of_an_endless_series_ends_the_first() -> None:
    before, after = split(of(Weekly(1, MONDAY), "2026-03-02T09:00"), datetime(2026, 3, 16, 9))
    assert before and after
    assert (before.range, after.range) == (Until(date(2026, 3, 9)), Endless())


def test_what_lies_on_one_side_stays_whole() -> None:
    short = of(Daily(1), "2026-03-02T09:00", Count(2))
    assert split(short, datetime(2026, 3, 2, 9)) == (None, short)
    assert split(short, datetime(2026, 3, 3, 9, 1)) == (short, None)
    assert until_day(short, date(2026, 3, 1)) is None
    assert until_day(of(Daily(1), "2026-03-02T09:00"), date(2026, 3, 4)) == of(
        Daily(1), "2026-03-02T09:00", Until(date(2026, 3, 4))
    )


@settings(max_examples=200, deadline=None)
@given(series(), st.integers(-10, 1200))
def test_both_parts_of_a_split_are_the_whole(whole: Series, offset: int) -> None:
    at = whole.first + timedelta(days=offset)
    before, after = split(whole, at)
    until = whole.first + timedelta(days=1500)
    found = [start for part in (before, after) if part for start in wall_starts(part, before=until)]
    assert found == reach(whole)
    assert before is None or max(wall_starts(before)) < at
    assert after is None or after.first >= at


@settings(max_examples=200, deadline=None)
@given(series(), st.integers(-9, 9), st.integers(-600, 600))
def test_a_shift_moves_every_start(whole: Series, day: int, minutes: int) -> None:
    by = timedelta(days=day, minutes=0 if whole.all_day else minutes)
    moved = shift(whole, by)
    if moved is not None:
        until = whole.first + timedelta(days=1500)
        assert list(wall_starts(moved, before=until + by)) == [start + by for start in reach(whole)]
        assert aligned(moved) == moved


def test_a_shift_that_no_rule_says() -> None:
    assert shift(of(MonthlyOnDay(1, 28), "2026-01-28T09:00"), timedelta(days=1)) is None
    assert shift(of(MonthlyOnWeekday(1, MONDAY, 1), "2026-03-02T09:00"), timedelta(days=1)) is None


@pytest.mark.parametrize(
    ("rule", "first"),
    [
        (Daily(3), "2026-03-03"),
        (Weekly(1, WORKDAYS), "2026-03-03"),
        (Weekly(2, MONDAY | SUNDAY), "2026-03-02"),
        (MonthlyOnDay(1, 15), "2026-03-15"),
        (MonthlyOnDay(2, 31, ShortMonths.CLAMP), "2026-02-28"),
        (MonthlyOnDay(1, 30, ShortMonths.CLAMP), "2026-01-30"),
        (MonthlyOnDay(1, 31), "2026-01-31"),
        (MonthlyOnWeekday(1, SUNDAY, LAST), "2026-03-29"),
        (MonthlyOnWeekday(1, MONDAY, 2), "2026-03-09"),
        (YearlyOnDay(1, 5, 17), "2026-05-17"),
        (YearlyOnDay(2, 2, 29, ShortMonths.CLAMP), "2026-02-28"),
        (YearlyOnWeekday(1, 10, SUNDAY, LAST), "2026-10-25"),
    ],
)
def test_a_pattern_is_found_again(rule: Rule, first: str) -> None:
    named = [start.date() for start in wall_starts(of(rule, first, Count(9)))]
    assert fit(named) == rule


def test_days_without_a_pattern_stay_days() -> None:
    irregular = [date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 5)]
    assert fit(reversed(irregular)) == Dates(tuple(irregular))
    assert fit(irregular[:2]) == Dates(tuple(irregular[:2]))


@settings(max_examples=150, deadline=None)
@given(series(endless=False))
def test_a_fitted_rule_names_the_same_days(whole: Series) -> None:
    named = [start.date() for start in wall_starts(whole)][:60]
    rule = fit(named)
    again = Series(
        rule=rule,
        range=Count(len(named)),
        first=whole.first,
        zone=whole.zone,
        duration=whole.duration,
        all_day=whole.all_day,
    )
    assert [start.date() for start in wall_starts(again)] == named


@pytest.mark.parametrize(
    "made",
    [
        lambda: Daily(0),
        lambda: Weekly(1, frozenset()),
        lambda: MonthlyOnDay(1, 32),
        lambda: MonthlyOnWeekday(1, MONDAY, 5),
        lambda: YearlyOnDay(1, 4, 31),
        lambda: YearlyOnDay(1, 13, 1),
        lambda: Dates(()),
        lambda: Dates((date(2026, 1, 2), date(2026, 1, 1))),
        lambda: Count(0),
        lambda: of(Daily(1), "2026-01-01T09:00+01:00"),
        lambda: of(Dates((date(2026, 1, 1),)), "2026-01-01T09:00"),
    ],
)
def test_what_cannot_be_is_refused(made: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"must|never|dates|first"):
        made()
