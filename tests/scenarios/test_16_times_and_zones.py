"""Scenario 16: whole days, changes of clocks, zones by any name: a person reads the same time on both sides."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from backend.core.items import Appointment, Timed
from backend.graph.wire import read_event
from tests.scenarios import walls
from tests.scenarios.cast import Person
from tests.scenarios.company import Company
from tests.scenarios.outlook import invitation
from tests.scenarios.weather import HOME, change_of_clocks, from_wall, outlook_time, prefers, unjudged, wall

Json = dict[str, Any]

#: clocks go forward and back once each within these days
LONG_WINDOW = 400
NOW = datetime.now(HOME)
HERE = "W. Europe Standard Time"
HOUR = timedelta(hours=1)
SPRING = min(change_of_clocks(NOW), change_of_clocks(change_of_clocks(NOW)), key=lambda moment: moment.month)
AUTUMN = max(change_of_clocks(NOW), change_of_clocks(change_of_clocks(NOW)), key=lambda moment: moment.month)


@pytest.fixture(autouse=True)
def a_window_over_both_changes(company: Company) -> None:
    prefers(company, window_ahead_days=LONG_WINDOW)


def in_outlook(linda: Person) -> list[walls.Line]:
    """What she reads on the wall for all of the window."""
    return walls.in_outlook(linda, NOW - timedelta(1), NOW + timedelta(LONG_WINDOW))


def read_alike(linda: Person) -> list[walls.Line]:
    """What she reads on the wall, the same in both systems."""
    lines = in_outlook(linda)
    assert lines == walls.in_superoffice(linda)
    return lines


def enters_in_outlook(
    person: Person, title: str, start: datetime, end: datetime, zone: str, *guests: Person, **more: Any
) -> None:
    """An event by its wall clock (naive) in *zone*, by whatever name."""
    event = {"subject": title, "start": outlook_time(start, zone), "end": outlook_time(end, zone), **more}
    if guests:
        event["attendees"] = [invitation(guest) for guest in guests]
    company = person.in_outlook.company
    with company.post.of_outlook():
        answer = person.in_outlook.calendar.http.post("/me/events", json=event)
    assert answer.ok, answer.text
    company.acted()


def enters_in_superoffice(linda: Person, title: str, start: datetime, end: datetime, **more: Any) -> int:
    """An appointment by the wall clock at home (naive)."""
    times = {"StartDate": f"{from_wall(HOME, start):%Y-%m-%dT%H:%M:%SZ}"}
    times["EndDate"] = f"{from_wall(HOME, end):%Y-%m-%dT%H:%M:%SZ}"
    item = linda.in_superoffice.diary.adds(title, **{**times, **more})
    linda.in_superoffice.company.acted()
    return item


# -- whole days


@pytest.mark.parametrize("days", [1, 3, 21])
@pytest.mark.parametrize(
    "zone", ["W. Europe Standard Time", "Eastern Standard Time", "Tokyo Standard Time", "UTC"]
)
def test_whole_days_of_outlook_keep_their_dates(company: Company, linda: Person, zone: str, days: int) -> None:
    first = datetime(NOW.year, NOW.month, NOW.day) + timedelta(5)
    enters_in_outlook(linda, "Away", first, first + timedelta(days), zone, isAllDay=True)
    company.runs()
    assert read_alike(linda) == [("Away", first.date(), first.date() + timedelta(days - 1))]


@pytest.mark.parametrize("change", [SPRING, AUTUMN], ids=["spring", "autumn"])
def test_whole_days_over_a_change_of_clocks_keep_their_dates(
    company: Company, linda: Person, change: datetime
) -> None:
    sunday = wall(HOME, change).replace(hour=0, minute=0)
    enters_in_outlook(linda, "That day", sunday, sunday + timedelta(1), HERE, isAllDay=True)
    enters_in_outlook(linda, "Around", sunday - timedelta(1), sunday + timedelta(2), HERE, isAllDay=True)
    enters_in_superoffice(
        linda, "That day too", sunday, sunday + timedelta(hours=23, minutes=59), IsAlldayEvent=True
    )
    company.runs()
    day = sunday.date()
    assert read_alike(linda) == [
        ("Around", day - timedelta(1), day + timedelta(1)), ("That day", day, day), ("That day too", day, day),
    ]  # fmt: skip


# -- changes of clocks


@pytest.mark.parametrize("change", [SPRING, AUTUMN], ids=["spring", "autumn"])
@pytest.mark.parametrize("born_in", ["outlook", "superoffice"])
def test_an_event_that_crosses_a_change_of_clocks(
    company: Company, linda: Person, change: datetime, born_in: str
) -> None:
    start = wall(HOME, change).replace(hour=22, minute=0) - timedelta(1)
    end = start + timedelta(hours=10)
    if born_in == "outlook":
        enters_in_outlook(linda, "Night shift", start, end, HERE)
    else:
        enters_in_superoffice(linda, "Night shift", start, end)
    company.runs()
    assert read_alike(linda) == [("Night shift", start, end)]


@pytest.mark.parametrize("change", [SPRING, AUTUMN], ids=["spring", "autumn"])
@pytest.mark.parametrize("zone", ["W. Europe Standard Time", "Europe/Oslo", "Eastern Standard Time"])
def test_a_series_of_outlook_that_crosses_a_change_of_clocks(
    company: Company, linda: Person, change: datetime, zone: str
) -> None:
    """Each occurrence is at the same time of the zone in which the series was entered."""
    start = wall(HOME, change).replace(hour=10, minute=0) - timedelta(10)
    enters_in_outlook(linda, "Jour fixe", start, start + HOUR, zone, recurrence=weekly(start, 4))
    company.runs()
    there = {"Eastern Standard Time": "America/New_York"}.get(zone, "Europe/Oslo")
    begins = [wall(HOME, from_wall(there, start + timedelta(weeks=number))) for number in range(4)]
    assert read_alike(linda) == [("Jour fixe", begin, begin + HOUR) for begin in begins]


@pytest.mark.parametrize("change", [SPRING, AUTUMN], ids=["spring", "autumn"])
def test_a_series_of_superoffice_that_crosses_a_change_of_clocks(
    company: Company, linda: Person, change: datetime
) -> None:
    start = wall(HOME, change).replace(hour=10, minute=0) - timedelta(10)
    enters_in_superoffice(linda, "Jour fixe", start, start + HOUR, Recurrence=weekly_rows(start, 4))
    company.runs()
    begins = [start + timedelta(weeks=number) for number in range(4)]
    assert read_alike(linda) == [("Jour fixe", begin, begin + HOUR) for begin in begins]


def weekly(start: datetime, count: int) -> Json:
    """Outlook's rule: once a week on the weekday of *start*."""
    return {
        "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": [f"{start:%A}".lower()]},
        "range": {"type": "numbered", "startDate": f"{start:%Y-%m-%d}", "numberOfOccurrences": count},
    }


def weekly_rows(start: datetime, count: int) -> Json:
    """SuperOffice's rule for the same."""
    return {
        "IsRecurrence": True, "Pattern": "Weekly", "RecurrenceEndType": "Counter", "RecurrenceCounter": count,
        "StartDate": f"{start:%Y-%m-%d}T00:00:00Z", "WeekPattern": {"Weekdays": f"{start:%A}", "Cycle": 1},
    }  # fmt: skip


# -- organisers in other zones


def test_an_organiser_in_another_zone(company: Company, linda: Person, x: Person) -> None:
    """X is in Paris; 15:00 there is 15:00 here, and 15:00 in New York is not."""
    start = wall(HOME, NOW + timedelta(6)).replace(hour=15, minute=0, second=0, microsecond=0)
    enters_in_outlook(x, "Paris", start, start + HOUR, "Romance Standard Time", linda)
    enters_in_outlook(x, "New York", start, start + HOUR, "Eastern Standard Time", linda)
    company.runs()
    there = wall(HOME, from_wall("America/New_York", start))
    assert read_alike(linda) == [("New York", there, there + HOUR), ("Paris", start, start + HOUR)]


@pytest.mark.parametrize("zone", ["Eastern Standard Time", "America/New_York"])
def test_a_series_of_an_organiser_whose_clocks_change_on_other_days(
    company: Company, linda: Person, julie: Person, x: Person, zone: str
) -> None:
    """New York changes its clocks two weeks before Oslo does: in between, 10:00 there is an hour earlier here."""
    start = wall(HOME, SPRING).replace(hour=10, minute=0) - timedelta(20)
    enters_in_outlook(x, "Transatlantic", start, start + HOUR, zone, linda, julie, recurrence=weekly(start, 4))
    company.runs()
    begins = [wall(HOME, from_wall("America/New_York", start + timedelta(weeks=number))) for number in range(4)]
    assert {begin.hour for begin in begins} == {15, 16}
    assert read_alike(linda) == [("Transatlantic", begin, begin + HOUR) for begin in begins]
    assert read_alike(julie) == read_alike(linda)


# -- times that a clock shows never or twice


def test_a_time_that_the_clocks_skip(company: Company, linda: Person) -> None:
    """Nobody's clock shows 02:30 that night; whatever Outlook makes of it, SuperOffice shows the same."""
    gap = wall(HOME, SPRING - HOUR).replace(hour=2, minute=30)
    enters_in_outlook(linda, "In the gap", gap, gap + timedelta(hours=2), HERE)
    company.runs()
    assert len(read_alike(linda)) == 1


@pytest.mark.parametrize("passing", ["first", "second"])
@pytest.mark.parametrize("born_in", ["outlook", "superoffice"])
def test_a_time_that_the_clocks_show_twice(company: Company, linda: Person, born_in: str, passing: str) -> None:
    """02:30 is 02:30 on the wall, although SuperOffice does not know which (contracts/superoffice.md §2.7)."""
    moment = AUTUMN + timedelta(minutes=-30 if passing == "first" else 30)
    own = linda.in_outlook.calendar if born_in == "outlook" else linda.in_superoffice.diary
    own.adds("Twice", moment, hours=2.5)
    company.acted()
    company.runs()
    ((_, start, _),) = read_alike(linda)
    assert (start.hour, start.minute) == (2, 30)  # type: ignore[attr-defined]


def test_an_event_that_superoffice_would_end_before_it_begins(company: Company, linda: Person) -> None:
    """From 02:45 to 02:15 by the clocks of that night: kept in both or told, but it stops nothing else."""
    with unjudged(company):
        linda.in_outlook.calendar.adds("Backwards", AUTUMN - timedelta(minutes=15), hours=0.5)
        breakfast = wall(HOME, AUTUMN) + timedelta(hours=6)
        enters_in_outlook(linda, "Breakfast", breakfast, breakfast + HOUR, HERE)
    report = company.rounds()[linda.key]
    there = [title for title, *_ in walls.in_superoffice(linda)]
    assert "Breakfast" in there
    assert "Backwards" in there or report.skipped.total() == 1, report.as_json()
    assert [title for title, *_ in in_outlook(linda)] == ["Backwards", "Breakfast"]
    company.settles()


# -- zones by their names


@pytest.mark.parametrize(
    "zone",
    [
        "Eastern Standard Time",
        "America/New_York",
        "Romance Standard Time",
        "Europe/Paris",
        "Asia/Kathmandu",
        "UTC",
    ],
)
def test_zones_of_windows_and_of_iana(company: Company, linda: Person, zone: str) -> None:
    start = (NOW + timedelta(5)).replace(hour=15, minute=0, second=0, microsecond=0, tzinfo=None)
    enters_in_outlook(linda, "Call", start, start + HOUR, zone)
    company.runs()
    iana = {"Eastern Standard Time": "America/New_York", "Romance Standard Time": "Europe/Paris"}.get(zone, zone)
    here = wall(HOME, from_wall(iana, start))
    assert read_alike(linda) == [("Call", here, here + HOUR)]
    diary = linda.in_superoffice.diary
    diary.changes(diary.item("Call")["AppointmentId"], Location="Oslo")
    company.acted()
    company.runs()
    assert read_alike(linda) == [("Call", here, here + HOUR)]


def test_a_zone_of_ones_own_is_read_by_its_moments() -> None:
    """Outlook lets people define a zone; Graph then names none (contracts/graph.md §6). Read without a server."""
    shown = {
        "id": "1", "type": "singleInstance", "subject": "Call", "originalStartTimeZone": "tzone://Microsoft/Custom",
        "start": {"dateTime": "2026-12-01T09:00:00.0000000", "timeZone": "UTC"},
        "end": {"dateTime": "2026-12-01T10:00:00.0000000", "timeZone": "UTC"},
    }  # fmt: skip
    item = read_event(shown, home_zone="Europe/Oslo").item
    assert isinstance(item, Appointment)
    assert isinstance(item.span, Timed)
    assert (item.span.start.hour, item.span.end.hour, item.span.zone) == (9, 10, "Europe/Oslo")
