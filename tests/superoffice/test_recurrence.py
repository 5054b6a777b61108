"""SuperOffice's recurrences as neutral series, and back."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.core.recurrence.obstacles import Inexpressible, Obstacle
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
from backend.core.recurrence.series import wall_starts
from backend.superoffice.recurrence import BadRecurrence, read_recurrence
from backend.superoffice.recurrence_writing import Written, write_recurrence
from tests.core.recurrence.strategies import series

START = datetime(2026, 3, 3, 9)
HOUR = timedelta(hours=1)
HORIZON = date(2027, 3, 1)
MONDAY, TUESDAY = frozenset({Weekday.MONDAY}), frozenset({Weekday.TUESDAY})
CLAMP = ShortMonths.CLAMP


def info(pattern: dict[str, Any], days: list[str] | None = None, **limits: Any) -> dict[str, Any]:
    """A RecurrenceInfo, all of whose sub-patterns are filled, as SuperOffice shows it."""
    which = {"Pattern": "DayOfMonth", "Day": 3, "Weekday": "Monday, Friday", "WeekOfMonth": "First"}
    return {
        "RecurrenceId": 3,
        "StartDate": "2026-03-03T00:00:00Z",
        "EndDate": "2026-12-31T00:00:00Z",
        "RecurrenceEndType": "EndDate",
        "RecurrenceCounter": 1,
        "DayPattern": {"Cycle": 1, "Pattern": "EveryCyclicDay"},
        "WeekPattern": {"Cycle": 1, "Weekdays": "Tuesday"},
        "MonthPattern": {"Cycle": 1, **which},
        "YearPattern": {"Cycle": 3, **which},
        "Dates": [{"Date": f"{day}T00:00:00", "IsConflict": False} for day in days or []],
        "IsRecurrence": True,
        **pattern,
        **limits,
    }


def read(value: object) -> Series | Inexpressible:
    return read_recurrence(value, start=START, zone="Europe/Oslo", duration=HOUR)


def of(rule: Rule, limit: Range | None = None, first: datetime = START) -> Series:
    return Series(rule=rule, range=limit or Endless(), first=first, zone="Europe/Oslo", duration=HOUR)


def which(**chosen: Any) -> dict[str, Any]:
    return {"Pattern": "DayOfMonth", "Cycle": 1, "Day": 3, "Weekday": "Tuesday", "WeekOfMonth": "First", **chosen}


@pytest.mark.parametrize(
    ("pattern", "rule"),
    [
        ({"Pattern": "Daily", "DayPattern": {"Pattern": "EveryCyclicDay", "Cycle": 3}}, Daily(3)),
        ({"Pattern": "Daily", "DayPattern": {"Pattern": "EveryWeekday", "Cycle": 3}}, Daily(1)),
        ({"Pattern": "Daily", "DayPattern": {"Pattern": "EveryWorkday", "Cycle": 3}}, Weekly(1, WORKDAYS)),
        ({"Pattern": "Weekly", "WeekPattern": {"Weekdays": "Monday, Tuesday", "Cycle": 2}},
         Weekly(2, MONDAY | TUESDAY)),
        ({"Pattern": "Monthly", "MonthPattern": which(Day=15, Cycle=2)}, MonthlyOnDay(2, 15)),
        ({"Pattern": "Monthly", "MonthPattern": which(Pattern="WeekdayOfMonth", WeekOfMonth="Last")},
         MonthlyOnWeekday(1, TUESDAY, LAST)),
        ({"Pattern": "Yearly", "YearPattern": which(Cycle=6, Day=30)}, YearlyOnDay(1, 6, 30)),
        ({"Pattern": "Yearly", "YearPattern": which(Cycle=6, Pattern="WeekdayOfMonth", WeekOfMonth="Third")},
         YearlyOnWeekday(1, 6, TUESDAY, 3)),
    ],
)  # fmt: skip
def test_patterns_are_read(pattern: dict[str, Any], rule: Rule) -> None:
    found = read(info(pattern))
    assert isinstance(found, Series)
    assert found.rule == rule
    assert found.range == Until(date(2026, 12, 31))


def test_a_counter_is_read() -> None:
    found = read(info({"Pattern": "Weekly"}, RecurrenceEndType="Counter", RecurrenceCounter=4))
    assert found == of(Weekly(1, TUESDAY), Count(4))


def test_the_recorded_example() -> None:
    """The shape of a real answer: days are no instants, the rest of the sub-patterns is filler."""
    recorded = info(
        {"Pattern": "Weekly", "WeekPattern": {"Weekdays": "Monday, Wednesday, Friday", "Cycle": 1}},
        ["2019-02-15", "2019-02-18", "2019-02-20", "2019-02-22"],
        StartDate="2019-02-15T00:00:00",
        EndDate="2019-02-22T00:00:00",
    )
    found = read(json.loads(json.dumps(recorded)))
    assert isinstance(found, Series)
    assert found.rule == Weekly(1, frozenset({Weekday.MONDAY, Weekday.WEDNESDAY, Weekday.FRIDAY}))
    assert [start.day for start in wall_starts(found)] == [15, 18, 20, 22]


def test_the_dates_count_where_they_differ_from_the_pattern() -> None:
    picked = ["2026-03-03", "2026-03-12", "2026-03-17"]
    found = read(info({"Pattern": "Weekly"}, picked, RecurrenceEndType="Counter", RecurrenceCounter=3))
    assert isinstance(found, Series)
    assert found.rule == Dates((date(2026, 3, 3), date(2026, 3, 12), date(2026, 3, 17)))


def test_the_dates_tell_what_short_months_do() -> None:
    monthly = {"Pattern": "Monthly", "MonthPattern": which(Day=31)}
    clamped = read(info(monthly, ["2026-03-31", "2026-04-30"], EndDate="2026-05-01T00:00:00"))
    skipped = read(info(monthly, ["2026-03-31", "2026-05-31"], EndDate="2026-06-01T00:00:00"))
    assert isinstance(clamped, Series) and isinstance(skipped, Series)
    assert (clamped.rule, skipped.rule) == (MonthlyOnDay(1, 31, CLAMP), MonthlyOnDay(1, 31))


@pytest.mark.parametrize(
    ("value", "named"),
    [
        (None, "Recurrence"),
        ({}, "Pattern"),
        (info({"Pattern": "Unknown"}), "Pattern"),
        (info({"Pattern": 3}), "Pattern"),
        (info({"Pattern": "Weekly", "WeekPattern": None}), "WeekPattern"),
        (info({"Pattern": "Weekly", "WeekPattern": {"Weekdays": "Unknown", "Cycle": 1}}), "Weekdays"),
        (info({"Pattern": "Weekly", "WeekPattern": {"Weekdays": 3, "Cycle": 1}}), "Weekdays"),
        (info({"Pattern": "Weekly", "WeekPattern": {"Weekdays": "Monday", "Cycle": 0}}), "Cycle"),
        (info({"Pattern": "Daily", "DayPattern": {"Pattern": "Unknown", "Cycle": 1}}), "DayPattern.Pattern"),
        (info({"Pattern": "Monthly", "MonthPattern": which(Pattern="Unknown")}), "MonthPattern.Pattern"),
        (info({"Pattern": "Monthly", "MonthPattern": which(Day=32)}), "Day"),
        (info({"Pattern": "Monthly", "MonthPattern": which(Pattern="WeekdayOfMonth", WeekOfMonth="Fifth")}),
         "WeekOfMonth"),
        (info({"Pattern": "Yearly", "YearPattern": which(Cycle=13)}), "Cycle"),
        (info({"Pattern": "Yearly", "YearPattern": which(Pattern="Unknown")}), "YearPattern.Pattern"),
        (info({"Pattern": "Yearly", "YearPattern": which(Cycle=2, Day=30)}), "Yearly pattern"),
        (info({"Pattern": "Daily"}, StartDate="0001-01-01T00:00:00"), "StartDate"),
        (info({"Pattern": "Daily"}, StartDate=None), "StartDate"),
        (info({"Pattern": "Daily"}, EndDate="9999-12-31T23:59:59"), "EndDate"),
        (info({"Pattern": "Daily"}, EndDate="soon"), "EndDate"),
        (info({"Pattern": "Daily"}, RecurrenceEndType="Unknown"), "RecurrenceEndType"),
        (info({"Pattern": "Daily"}, RecurrenceEndType="Counter", RecurrenceCounter=-1), "RecurrenceCounter"),
        (info({"Pattern": "Daily"}, Dates="none"), "Dates"),
        (info({"Pattern": "Daily"}, Dates=[3]), "Dates"),
        (info({"Pattern": "Daily"}, Dates=[{"Date": 3}]), "Date"),
    ],
)  # fmt: skip
def test_what_superoffice_does_not_document_is_named(value: object, named: str) -> None:
    with pytest.raises(BadRecurrence) as refusal:
        read(value)
    assert refusal.value.args == (named,)


@pytest.mark.parametrize("pattern", ["Custom", "Daily"])
def test_no_day_at_all(pattern: str) -> None:
    empty = info({"Pattern": pattern}, EndDate="2026-03-02T00:00:00")
    assert read(empty) == Inexpressible.by(Obstacle.NO_OCCURRENCE)


def write(given_series: Series, horizon: date = HORIZON) -> Written:
    written = write_recurrence(given_series, horizon)
    assert isinstance(written, Written)
    return written


@pytest.mark.parametrize(
    ("given_series", "pattern"),
    [
        (of(Daily(2)), {"Pattern": "Daily", "DayPattern": {"Pattern": "EveryCyclicDay", "Cycle": 2}}),
        (of(Weekly(1, WORKDAYS)), {"Pattern": "Daily", "DayPattern": {"Pattern": "EveryWorkday", "Cycle": 1}}),
        (of(Weekly(2, TUESDAY, Weekday.SUNDAY)),
         {"Pattern": "Weekly", "WeekPattern": {"Weekdays": "Tuesday", "Cycle": 2}}),
        (of(MonthlyOnDay(1, 3)), {"Pattern": "Monthly"}),
        (of(MonthlyOnWeekday(1, TUESDAY, 1)), {"Pattern": "Monthly"}),
        (of(YearlyOnDay(1, 3, 3)), {"Pattern": "Yearly", "YearPattern": {
            "Pattern": "DayOfMonth", "Day": 3, "Weekday": "Monday", "WeekOfMonth": "First", "Cycle": 3}}),
        (of(YearlyOnWeekday(2, 3, TUESDAY, 1)), {"Pattern": "Monthly", "MonthPattern": {
            "Pattern": "WeekdayOfMonth", "Day": 1, "Weekday": "Tuesday", "WeekOfMonth": "First", "Cycle": 24}}),
    ],
)  # fmt: skip
def test_native_patterns(given_series: Series, pattern: dict[str, Any]) -> None:
    written = write(given_series)
    assert not written.obstacles
    assert written.info | pattern == written.info


@pytest.mark.parametrize(
    ("given_series", "obstacle"),
    [
        (of(Weekly(2, TUESDAY | {Weekday.SUNDAY}, Weekday.SUNDAY)), Obstacle.WEEK_START),
        (of(MonthlyOnDay(1, 31), first=datetime(2026, 3, 31, 9)), Obstacle.SHORT_MONTHS),
        (of(MonthlyOnDay(1, 31, CLAMP), first=datetime(2026, 3, 31, 9)), Obstacle.SHORT_MONTHS),
        (of(MonthlyOnWeekday(1, WORKDAYS, LAST), first=datetime(2026, 3, 31, 9)), Obstacle.SEVERAL_WEEKDAYS),
        (of(Dates((date(2026, 3, 3), date(2026, 3, 6))), Count(2)), Obstacle.IRREGULAR),
    ],
)
def test_other_patterns_become_dates(given_series: Series, obstacle: Obstacle) -> None:
    written = write(given_series)
    assert written.obstacles == {obstacle}
    assert written.info["Pattern"] == "Custom"
    listed = [day["Date"] for day in written.info["Dates"]]
    expected = wall_starts(given_series, before=datetime(2027, 3, 2))
    assert listed == [f"{start:%Y-%m-%d}T00:00:00" for start in expected]


def test_a_series_without_end_gets_one_at_the_horizon() -> None:
    written = write(of(Daily(1)), date(2026, 12, 31))
    assert written.info["RecurrenceEndType"] == "EndDate"
    assert written.info["EndDate"] == "2026-12-31T00:00:00"
    assert len(written.info["Dates"]) == 304


def test_a_count_keeps_within_the_horizon() -> None:
    assert write(of(Daily(1), Count(9))).info["RecurrenceEndType"] == "Counter"
    assert write(of(Daily(1), Count(9)), date(2026, 3, 5)).info["RecurrenceCounter"] == 3


def test_a_series_beyond_the_horizon_is_not_written() -> None:
    assert write_recurrence(of(Daily(1)), date(2026, 3, 2)) == Inexpressible.by(Obstacle.NO_OCCURRENCE)


@settings(max_examples=150, deadline=None)
@given(series(), st.integers(0, 1000))
def test_neutral_to_superoffice_and_back(given_series: Series, reach: int) -> None:
    horizon = given_series.first.date() + timedelta(days=reach)
    written = write(given_series, horizon)
    back = read_recurrence(
        json.loads(json.dumps(written.info)),
        start=given_series.first,
        zone=given_series.zone,
        duration=given_series.duration,
        all_day=given_series.all_day,
    )
    assert isinstance(back, Series)
    before = datetime.combine(horizon, datetime.min.time()) + timedelta(days=1)
    assert list(wall_starts(back)) == list(wall_starts(given_series, before=before))
    assert isinstance(back.rule, Dates) or not written.obstacles
