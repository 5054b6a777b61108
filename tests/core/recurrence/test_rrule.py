"""iCalendar text to the neutral series and back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.core.recurrence import expand
from backend.core.recurrence.obstacles import Inexpressible, Obstacle
from backend.core.recurrence.rrule import Told, from_lines, to_lines
from backend.core.recurrence.rule import (
    LAST,
    WORKDAYS,
    Count,
    Daily,
    Dates,
    MonthlyOnDay,
    MonthlyOnWeekday,
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
from tests.core.recurrence.strategies import rules, series, starts

START = datetime(2026, 3, 3, 9)  # a Tuesday
TUESDAY, SUNDAY = frozenset({Weekday.TUESDAY}), frozenset({Weekday.SUNDAY})
CLAMP = ShortMonths.CLAMP


def read(*lines: str, start: datetime | date = START) -> Told | Inexpressible:
    return from_lines(lines, start, "Europe/Oslo", timedelta(hours=1))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("FREQ=DAILY;INTERVAL=3", Daily(3)),
        ("FREQ=WEEKLY", Weekly(1, TUESDAY)),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU", Weekly(2, TUESDAY | SUNDAY, Weekday.SUNDAY)),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", Weekly(1, WORKDAYS)),
        ("FREQ=MONTHLY;BYDAY=TU", Weekly(1, TUESDAY)),
        ("FREQ=YEARLY;BYDAY=TU", Weekly(1, TUESDAY)),
        ("FREQ=MONTHLY", MonthlyOnDay(1, 3)),
        ("FREQ=MONTHLY;BYMONTHDAY=31", MonthlyOnDay(1, 31)),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", MonthlyOnDay(1, 31, CLAMP)),
        ("FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1", MonthlyOnDay(1, 30, CLAMP)),
        ("FREQ=MONTHLY;BYMONTHDAY=28,29;BYSETPOS=-1", MonthlyOnDay(1, 29, CLAMP)),
        ("FREQ=YEARLY;BYMONTHDAY=15", MonthlyOnDay(1, 15)),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=-1SU", MonthlyOnWeekday(2, SUNDAY, LAST)),
        ("FREQ=MONTHLY;BYDAY=SU;BYSETPOS=-1", MonthlyOnWeekday(1, SUNDAY, LAST)),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", MonthlyOnWeekday(1, WORKDAYS, 1)),
        ("FREQ=YEARLY;INTERVAL=2", YearlyOnDay(2, 3, 3)),
        ("FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=4", YearlyOnDay(1, 6, 4)),
        ("FREQ=MONTHLY;BYMONTH=6;BYMONTHDAY=4", YearlyOnDay(1, 6, 4)),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", YearlyOnDay(1, 2, 29)),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", YearlyOnDay(1, 2, 29, CLAMP)),
        ("FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", YearlyOnWeekday(1, 10, SUNDAY, LAST)),
        ("FREQ=DAILY;BYHOUR=9;BYMINUTE=0", Daily(1)),
    ],
)  # fmt: skip
def test_patterns(text: str, rule: Rule) -> None:
    told = read(text)
    assert isinstance(told, Told)
    assert told.series.rule == rule


@pytest.mark.parametrize(
    ("lines", "reasons"),
    [
        (["FREQ=HOURLY"], {Obstacle.SHORTER_THAN_A_DAY}),
        (["FREQ=DAILY;BYHOUR=9,10"], {Obstacle.SEVERAL_TIMES_A_DAY}),
        (["FREQ=MONTHLY;BYDAY=MO;BYSETPOS=5"], {Obstacle.POSITIONS}),
        (["FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1,2"], {Obstacle.POSITIONS}),
        (["FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=1"], {Obstacle.POSITIONS}),
        (["FREQ=MONTHLY;BYDAY=1TH,3TH"], {Obstacle.ORDINALS}),
        (["FREQ=MONTHLY;BYDAY=5FR"], {Obstacle.ORDINALS}),
        (["FREQ=MONTHLY;BYDAY=-2MO"], {Obstacle.ORDINALS}),
        (["FREQ=MONTHLY;BYMONTHDAY=1,15"], {Obstacle.MONTH_DAYS}),
        (["FREQ=MONTHLY;BYMONTHDAY=-2"], {Obstacle.MONTH_DAYS}),
        (["FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13"], {Obstacle.DAY_AND_WEEKDAY}),
        (["FREQ=YEARLY;BYMONTH=1,7"], {Obstacle.MONTHS}),
        (["FREQ=WEEKLY;BYMONTH=1"], {Obstacle.MONTHS}),
        (["FREQ=YEARLY;BYWEEKNO=20;BYMONTH=5;BYDAY=1MO"], {Obstacle.WEEK_NUMBERS}),
        (["FREQ=YEARLY;BYYEARDAY=100"], {Obstacle.YEAR_DAYS}),
        (["FREQ=YEARLY;BYDAY=20MO"], {Obstacle.WEEKDAYS_OF_A_YEAR}),
        (["FREQ=YEARLY;BYMONTH=3;BYDAY=TH"], {Obstacle.WEEKDAYS_OF_A_MONTH}),
        (["FREQ=DAILY;INTERVAL=2;BYDAY=MO"], {Obstacle.DAYS_AT_INTERVALS}),
        (["FREQ=DAILY;COUNT=3", "FREQ=WEEKLY"], {Obstacle.SEVERAL_RULES}),
        (["FREQ=DAILY", "EXRULE:FREQ=WEEKLY"], {Obstacle.EXCLUDING_RULE}),
        (["FREQ=DAILY", "RDATE:20260401T120000"], {Obstacle.EXTRA_DATES}),
        (["RDATE:20260401T120000"], {Obstacle.UNEVEN_TIMES}),
        (["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"], {Obstacle.NO_OCCURRENCE}),
        (["FREQ=DAILY;UNTIL=20260101"], {Obstacle.NO_OCCURRENCE}),
        (["FREQ=MONTHLY;BYMONTHDAY=1,15;BYHOUR=1", "FREQ=DAILY"],
         {Obstacle.MONTH_DAYS, Obstacle.SEVERAL_TIMES_A_DAY, Obstacle.SEVERAL_RULES}),
    ],
)  # fmt: skip
def test_what_has_no_equal_is_said(lines: list[str], reasons: set[Obstacle]) -> None:
    assert read(*lines) == Inexpressible(frozenset(reasons))


def test_each_obstacle_has_its_sentence() -> None:
    assert all(obstacle.sentence.endswith(".") for obstacle in Obstacle)


def test_the_first_day_is_one_that_the_rule_names() -> None:
    told = read("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO")
    assert isinstance(told, Told)
    assert told.series.first == datetime(2026, 3, 16, 9)


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20260310T080000Z", date(2026, 3, 10)),
        ("20260310T075959Z", date(2026, 3, 9)),
        ("20260309T235900Z", date(2026, 3, 9)),
        ("20260310T090000", date(2026, 3, 10)),
        ("20260310", date(2026, 3, 10)),
    ],
)
def test_an_end_in_utc_is_the_day_of_the_last_start(until: str, last: date) -> None:
    told = read(f"FREQ=DAILY;UNTIL={until}")
    assert isinstance(told, Told)
    assert told.series.range == Until(last)


def test_dates_and_what_is_taken_out() -> None:
    told = read("RDATE:20260305T090000", "EXDATE:20260303T090000", "EXDATE;VALUE=DATE:20260305")
    assert isinstance(told, Told)
    assert told.series.rule == Dates((date(2026, 3, 3), date(2026, 3, 5)))
    assert told.removed == {datetime(2026, 3, 3, 9), datetime(2026, 3, 5, 9)}


@pytest.mark.parametrize(
    ("series", "text"),
    [
        (Series(rule=Weekly(2, TUESDAY), range=Count(3), first=START, zone="Europe/Oslo", duration=timedelta(0)),
         "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=3;BYDAY=TU;WKST=MO"),
        (Series(rule=MonthlyOnWeekday(1, TUESDAY, 1), range=Until(date(2026, 7, 7)), first=START,
                zone="Europe/Oslo", duration=timedelta(0)),
         "RRULE:FREQ=MONTHLY;UNTIL=20260707T215959Z;BYDAY=1TU"),
        (Series(rule=Daily(1), range=Until(date(2026, 7, 7)), first=datetime(2026, 3, 3), zone="Europe/Oslo",
                duration=timedelta(days=1), all_day=True),
         "RRULE:FREQ=DAILY;UNTIL=20260707"),
    ],
)  # fmt: skip
def test_text(series: Series, text: str) -> None:
    assert to_lines(series) == [text]


def dtstart(of: Series) -> datetime | date:
    return of.first.date() if of.all_day else of.first


@settings(max_examples=150, deadline=None)
@given(series())
def test_neutral_to_text_and_back(given_series: Series) -> None:
    told = from_lines(to_lines(given_series), dtstart(given_series), given_series.zone, given_series.duration)
    assert told == Told(given_series, frozenset())


@settings(max_examples=150, deadline=None)
@given(series())
def test_text_names_the_same_starts(given_series: Series) -> None:
    before = given_series.first + timedelta(days=900)
    stretch = (given_series.first, before)
    found = expand(to_lines(given_series), dtstart(given_series), given_series.zone, stretch)
    expected = list(wall_starts(given_series, before=before))
    if given_series.all_day:
        assert found == [wall.date() for wall in expected]
    else:
        assert len(found) == len(expected)
        assert found == expand(["RDATE:" + ",".join(f"{wall:%Y%m%dT%H%M%S}" for wall in expected)],
                               given_series.first, given_series.zone, stretch)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.data(), starts)
def test_a_rule_that_is_expressible_keeps_its_starts(data: st.DataObject, start: datetime) -> None:
    rule = data.draw(rules(start))
    told = from_lines([rule], start, "UTC", timedelta(hours=1))
    if isinstance(told, Inexpressible):
        assert told.reasons
        return
    stretch = (start, start + timedelta(days=1500))
    assert expand(to_lines(told.series), told.series.first, "UTC", stretch) == expand(
        [rule], start, "UTC", stretch
    )


@given(st.lists(st.text("FREQ=DAILYWKMONTHBYSP;,:-0123456789TZ", max_size=40), max_size=3))
def test_nonsense_is_refused_in_one_way(lines: list[str]) -> None:
    try:
        from_lines(lines, START, "Europe/Oslo", timedelta(0))
    except ValueError as error:
        assert str(error)
