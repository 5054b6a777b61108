"""Graph's recurrences as neutral series, and back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
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
from backend.core.recurrence.series import starts, wall_starts
from backend.graph.recurrence import BadRecurrence, read_recurrence, write_recurrence
from tests.core.recurrence.strategies import series

HOUR = timedelta(hours=1)
START = datetime(2026, 3, 3, 9)
CLAMP = ShortMonths.CLAMP
#: what Graph shows of the properties that a type does not use
UNUSED = {"month": 0, "dayOfMonth": 0, "firstDayOfWeek": "sunday", "index": "first"}


def recurrence(pattern: dict[str, Any], start: str = "2026-03-03", **limits: Any) -> dict[str, Any]:
    shown = {
        "type": "noEnd",
        "startDate": start,
        "endDate": "0001-01-01",
        "recurrenceTimeZone": "W. Europe Standard Time",
        "numberOfOccurrences": 0,
    }
    return {"pattern": UNUSED | {"interval": 1} | pattern, "range": shown | limits}


def read(value: object) -> Series:
    found = read_recurrence(value, start=START, duration=HOUR)
    assert isinstance(found, Series)
    return found


def of(rule: Rule, limit: Range | None = None, first: datetime = START) -> Series:
    return Series(rule=rule, range=limit or Endless(), first=first, zone="Europe/Oslo", duration=HOUR)


@pytest.mark.parametrize(
    ("pattern", "rule"),
    [
        ({"type": "daily", "interval": 2}, Daily(2)),
        ({"type": "weekly", "daysOfWeek": ["tuesday"]}, Weekly(1, frozenset({Weekday.TUESDAY}), Weekday.SUNDAY)),
        ({"type": "Weekly", "daysOfWeek": ["Tuesday"], "firstDayOfWeek": "Monday"},
         Weekly(1, frozenset({Weekday.TUESDAY}), Weekday.MONDAY)),
        ({"type": "absoluteMonthly", "dayOfMonth": 15}, MonthlyOnDay(1, 15)),
        ({"type": "absoluteMonthly", "dayOfMonth": 31}, MonthlyOnDay(1, 31, CLAMP)),
        ({"type": "relativeMonthly", "daysOfWeek": ["monday", "tuesday", "wednesday", "thursday", "friday"],
          "index": "last"}, MonthlyOnWeekday(1, WORKDAYS, LAST)),
        ({"type": "absoluteYearly", "month": 2, "dayOfMonth": 29}, YearlyOnDay(1, 2, 29, CLAMP)),
        ({"type": "relativeYearly", "month": 10, "daysOfWeek": ["sunday"], "index": "second"},
         YearlyOnWeekday(1, 10, frozenset({Weekday.SUNDAY}), 2)),
    ],
)  # fmt: skip
def test_patterns_are_read(pattern: dict[str, Any], rule: Rule) -> None:
    assert read(recurrence(pattern)).rule == rule


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({"type": "noEnd"}, Endless()),
        ({"type": "endDate", "endDate": "2026-12-24"}, Until(date(2026, 12, 24))),
        ({"type": "numbered", "numberOfOccurrences": 7}, Count(7)),
    ],
)
def test_ranges_are_read(limits: dict[str, Any], expected: Range) -> None:
    assert read(recurrence({"type": "daily"}, **limits)).range == expected


def test_the_first_start_may_come_after_the_start_date() -> None:
    mondays = recurrence({"type": "weekly", "interval": 2, "daysOfWeek": ["monday"], "firstDayOfWeek": "monday"})
    assert read(mondays).first == datetime(2026, 3, 16, 9)


def test_day_31_is_the_last_day_of_each_month() -> None:
    found = read(recurrence({"type": "absoluteMonthly", "dayOfMonth": 31}, type="numbered", numberOfOccurrences=3))
    assert [start.date() for start in wall_starts(found)] == [
        date(2026, 3, 31),
        date(2026, 4, 30),
        date(2026, 5, 31),
    ]


def test_the_end_date_is_a_day_of_the_series_own_zone() -> None:
    late = recurrence(
        {"type": "daily"},
        type="endDate",
        endDate="2026-03-04",
        recurrenceTimeZone="Pacific Standard Time",
    )
    found = read_recurrence(late, start=datetime(2026, 3, 4, 6, tzinfo=UTC), duration=HOUR)
    assert isinstance(found, Series)
    assert [start.isoformat() for start in wall_starts(found)] == ["2026-03-03T22:00:00", "2026-03-04T22:00:00"]


@pytest.mark.parametrize("name", ["", None, "tzone://Microsoft/Custom"])
def test_a_zone_that_says_nothing_is_the_mailbox_own(name: str | None) -> None:
    value = recurrence({"type": "daily"}, recurrenceTimeZone=name)
    found = read_recurrence(value, start=START, duration=HOUR, home_zone="Europe/Oslo")
    assert isinstance(found, Series)
    assert found.zone == "Europe/Oslo"


def test_a_series_that_never_takes_place() -> None:
    never = recurrence({"type": "daily"}, type="endDate", endDate="2026-03-02")
    assert read_recurrence(never, start=START, duration=HOUR) == Inexpressible.by(Obstacle.NO_OCCURRENCE)


@pytest.mark.parametrize(
    ("value", "named"),
    [
        (None, "recurrence"),
        ([], "recurrence"),
        ({}, "pattern"),
        ({"pattern": {}, "range": None}, "range"),
        (recurrence({"type": "hourly"}), "pattern.type"),
        (recurrence({"type": None}), "pattern.type"),
        (recurrence({"type": ["daily"]}), "pattern.type"),
        (recurrence({"type": "daily", "interval": 0}), "pattern.interval"),
        (recurrence({"type": "daily", "interval": 1.5}), "pattern.interval"),
        (recurrence({"type": "daily", "interval": True}), "pattern.interval"),
        (recurrence({"type": "daily", "interval": 10**30}), "pattern.interval"),
        (recurrence({"type": "weekly"}), "pattern.daysOfWeek"),
        (recurrence({"type": "weekly", "daysOfWeek": []}), "pattern.daysOfWeek"),
        (recurrence({"type": "weekly", "daysOfWeek": ["mon"]}), "pattern.daysOfWeek"),
        (recurrence({"type": "weekly", "daysOfWeek": [1]}), "pattern.daysOfWeek"),
        (recurrence({"type": "weekly", "daysOfWeek": ["monday"], "firstDayOfWeek": 1}), "pattern.firstDayOfWeek"),
        (recurrence({"type": "absoluteMonthly", "dayOfMonth": 32}), "pattern.dayOfMonth"),
        (recurrence({"type": "relativeMonthly", "daysOfWeek": ["monday"], "index": "fifth"}), "pattern.index"),
        (recurrence({"type": "absoluteYearly", "dayOfMonth": 1, "month": 13}), "pattern.month"),
        (recurrence({"type": "daily"}, start="2026-02-30"), "range.startDate"),
        (recurrence({"type": "daily"}, start="0001-01-01"), "range.startDate"),
        (recurrence({"type": "daily"}, startDate=5), "range.startDate"),
        (recurrence({"type": "daily"}, type="endDate"), "range.endDate"),
        (recurrence({"type": "daily"}, type="numbered"), "range.numberOfOccurrences"),
        (recurrence({"type": "daily"}, type="for ever"), "range.type"),
        (recurrence({"type": "daily"}, recurrenceTimeZone="Mars"), "range.recurrenceTimeZone"),
    ],
)
def test_what_graph_does_not_document_is_named(value: object, named: str) -> None:
    with pytest.raises(BadRecurrence) as refusal:
        read_recurrence(value, start=START, duration=HOUR)
    assert refusal.value.args == (named,)


@pytest.mark.parametrize(
    ("given_series", "reasons"),
    [
        (of(MonthlyOnDay(1, 31), first=datetime(2026, 3, 31, 9)), {Obstacle.SHORT_MONTHS}),
        (of(YearlyOnDay(1, 2, 29), first=datetime(2028, 2, 29, 9)), {Obstacle.SHORT_MONTHS}),
        (of(Daily(1000)), {Obstacle.INTERVAL}),
        (of(Weekly(100, WORKDAYS), Count(1000)), {Obstacle.INTERVAL, Obstacle.COUNT}),
        (of(Dates((date(2026, 3, 3),)), Count(1)), {Obstacle.IRREGULAR}),
    ],
)
def test_what_graph_cannot_say(given_series: Series, reasons: set[Obstacle]) -> None:
    assert write_recurrence(given_series) == Inexpressible(frozenset(reasons))


def test_a_skipped_day_that_never_comes_up_is_no_obstacle() -> None:
    twice = of(MonthlyOnDay(2, 31), Count(1), datetime(2026, 3, 31, 9))
    written = write_recurrence(twice)
    assert not isinstance(written, Inexpressible)
    assert written["pattern"] == {"type": "absoluteMonthly", "interval": 2, "dayOfMonth": 31}


def test_the_start_of_the_week_is_always_told() -> None:
    written = write_recurrence(of(Weekly(1, frozenset({Weekday.TUESDAY})), Until(date(2026, 12, 24))))
    assert written == {
        "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["tuesday"], "firstDayOfWeek": "monday"},
        "range": {
            "type": "endDate",
            "startDate": "2026-03-03",
            "endDate": "2026-12-24",
            "recurrenceTimeZone": "W. Europe Standard Time",
        },
    }


@settings(max_examples=150, deadline=None)
@given(series())
def test_neutral_to_graph_and_back(given_series: Series) -> None:
    written = write_recurrence(given_series)
    if isinstance(written, Inexpressible):
        assert written.reasons
        return
    back = read_recurrence(
        written, start=given_series.first, duration=given_series.duration, all_day=given_series.all_day
    )
    assert isinstance(back, Series)
    since = given_series.first.replace(tzinfo=UTC) - timedelta(days=2)
    stretch = (since, since + timedelta(days=1500))
    # times of two zones are never equal in a repeated hour, so their text is compared
    shown, expected = (list(map(datetime.isoformat, starts(part, *stretch))) for part in (back, given_series))
    assert shown == expected


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
_NAMES = (
    "type", "interval", "daysOfWeek", "dayOfMonth", "month", "firstDayOfWeek", "index",
    "startDate", "endDate", "numberOfOccurrences", "recurrenceTimeZone",
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(_NAMES), json, st.sampled_from(("daily", "weekly", "relativeYearly", "absoluteMonthly")))
def test_hostile_values_are_refused_in_one_way(name: str, value: object, kind: str) -> None:
    pattern = {"type": kind, "daysOfWeek": ["monday"], "month": 2, "dayOfMonth": 3}
    hostile = recurrence(pattern, type="numbered", numberOfOccurrences=3)
    for part in hostile.values():
        if name in part:
            part[name] = value
    try:
        read_recurrence(hostile, start=START, duration=HOUR)
    except BadRecurrence as refusal:
        assert name in refusal.args[0] or refusal.args == ("pattern",)
