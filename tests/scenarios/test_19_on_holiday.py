"""Scenario 19: three weeks out of office with meetings inside: all of it in both, and free or busy alike."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.company import at
from tests.scenarios.cast import Person
from tests.scenarios.company import Company
from tests.scenarios.weather import HOME, from_wall

DAYS = 21
#: the holiday begins on this day from today
FIRST = 4
SLOT = timedelta(minutes=30)


def midnight(day: int) -> datetime:
    """The beginning of a day at home, by its number from today."""
    today = datetime.now(HOME).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    return from_wall(HOME, today + timedelta(day))


def busy_in_outlook(person: Person, reader: Person) -> list[bool]:
    """Slot by slot around the holiday, whether a colleague sees the person as not free (getSchedule)."""
    window = {
        name: {"dateTime": f"{midnight(day):%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}
        for name, day in (("startTime", FIRST - 1), ("endTime", FIRST + DAYS + 1))
    }
    asked = {"schedules": [person.address], "availabilityViewInterval": 30, **window}
    answer = reader.in_outlook.calendar.http.post("/me/calendar/getSchedule", json=asked)
    assert answer.ok, answer.text
    return [slot in "23" for slot in answer.json()["value"][0]["availabilityView"]]


def busy_in_superoffice(person: Person, reader: Person) -> list[bool]:
    """The same, as a colleague reads it in the diary: what is there and not marked as free."""
    first, last = midnight(FIRST - 1), midnight(FIRST + DAYS + 1)
    span = {"StartTime": f"{first:%Y-%m-%dT%H:%M:%SZ}", "EndTime": f"{last:%Y-%m-%dT%H:%M:%SZ}", "Count": -1}
    rows = reader.in_superoffice.agent("GetAssociateDiary", {"AssociateId": person.associate_id, **span})
    taken = [_taken(row) for row in rows if not row["IsFree"]]
    slots = int((last - first) / SLOT)
    return [
        any(start < first + (number + 1) * SLOT and end > first + number * SLOT for start, end in taken)
        for number in range(slots)
    ]


def _taken(row: dict[str, Any]) -> tuple[datetime, datetime]:
    start, end = (datetime.fromisoformat(row[name]) for name in ("StartDate", "EndDate"))
    if row["IsAlldayEvent"]:
        first, last = (moment.astimezone(HOME).replace(tzinfo=None) for moment in (start, end))
        days = last.date() - first.date() + timedelta(1)
        start = from_wall(HOME, first.replace(hour=0, minute=0, second=0))
        end = from_wall(HOME, first.replace(hour=0, minute=0, second=0) + days)
    return start, end


@pytest.fixture(params=["outlook", "superoffice"])
def holiday(request: pytest.FixtureRequest, company: Company, linda: Person) -> str:
    """Linda is away for three weeks; returns the title."""
    title = "On holiday"
    if request.param == "outlook":
        linda.in_outlook.calendar.adds_days(title, midnight(FIRST).astimezone(HOME), DAYS, showAs="oof")
    else:
        times: dict[str, Any] = {
            "StartDate": f"{midnight(FIRST):%Y-%m-%dT%H:%M:%SZ}",
            "EndDate": f"{midnight(FIRST + DAYS) - timedelta(minutes=1):%Y-%m-%dT%H:%M:%SZ}",
        }
        linda.in_superoffice.diary.adds(title, **times, IsAlldayEvent=True, IsFree=False)
    company.acted()
    return title


def test_everything_is_in_both_and_free_or_busy_alike(
    company: Company, linda: Person, julie: Person, c: Person, john: Person, holiday: str
) -> None:
    hers = linda.in_superoffice.invites("Hand over", julie, start=at(FIRST, 9))
    theirs = c.in_outlook.invites("Crisis", linda, start=at(FIRST, 9, 30))
    linda.in_outlook.accepts(theirs)
    linda.in_outlook.invites("Beach", start=at(FIRST + 3, 10), showAs="free")
    company.runs()
    assert linda.in_superoffice.sees(hers)
    assert linda.in_outlook.sees(hers)
    assert linda.in_superoffice.sees(theirs)
    (away,) = company.superoffice(linda, holiday)
    assert (away.end - away.start).days == DAYS
    assert busy_in_outlook(linda, john) == busy_in_superoffice(linda, julie)
    assert sum(busy_in_outlook(linda, john)) == DAYS * 48


def test_the_holiday_is_cut_short(
    company: Company, linda: Person, julie: Person, c: Person, john: Person, holiday: str
) -> None:
    """What overlaps stays busy where the holiday is taken back."""
    theirs = c.in_outlook.invites("Crisis", linda, start=at(FIRST + 2, 9))
    linda.in_outlook.accepts(theirs)
    company.runs()
    event = linda.in_outlook.calendar.item(holiday)["id"]
    linda.in_outlook.calendar.deletes(event)
    company.acted()
    company.runs()
    assert company.superoffice(linda, holiday) == []
    assert busy_in_outlook(linda, john) == busy_in_superoffice(linda, julie)
    assert sum(busy_in_outlook(linda, john)) == 2


def test_out_of_office_survives_an_edit_in_superoffice(company: Company, linda: Person, holiday: str) -> None:
    """SuperOffice knows only free and busy (spec/mapping.md)."""
    shown = linda.in_outlook.calendar
    company.runs()
    before = shown.item(holiday)["showAs"]
    diary = linda.in_superoffice.diary
    diary.changes(diary.item(holiday)["AppointmentId"], Location="Lofoten")
    company.acted()
    company.runs()
    assert shown.item(holiday)["showAs"] == before
    assert shown.item(holiday)["location"]["displayName"] == "Lofoten"
