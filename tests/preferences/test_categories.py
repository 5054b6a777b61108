"""Preference `outgoing_category_appointment`: the category of what is made in the calendar."""

from __future__ import annotations

from typing import Any

from tests.company import at
from tests.scenarios.cast import Person
from tests.scenarios.company import Company

DEFAULT = "SuperOffice Appointment"


def categories(person: Person, subject: str) -> list[str]:
    """The categories of an event."""
    return list(person.in_outlook.calendar.item(subject)["categories"])


def listed(person: Person) -> dict[str, str]:
    """The mailbox's own categories, with their colours."""
    answer = person.in_outlook.calendar.http.get("/me/outlook/masterCategories")
    assert answer.ok, answer.text
    found: list[dict[str, Any]] = answer.json()["value"]
    assert len({one["displayName"].lower() for one in found}) == len(found)
    return {one["displayName"]: one["color"] for one in found}


def test_by_default_what_we_make_is_marked_and_the_category_has_a_colour(company: Company, linda: Person) -> None:
    linda.in_superoffice.diary.adds("Offer", at(2))
    linda.in_outlook.calendar.adds("Mine", at(3))
    company.rounds()
    assert (categories(linda, "Offer"), categories(linda, "Mine")) == ([DEFAULT], [])
    assert listed(linda)[DEFAULT] != "none"
    company.settles()


def test_a_category_of_ones_own_choice_and_changing_it_leaves_old_ones(company: Company, linda: Person) -> None:
    first = linda.in_superoffice.diary.adds("First", at(2))
    company.rounds()
    company.prefer(outgoing_category_appointment="CRM")
    linda.in_superoffice.diary.adds("Second", at(3))
    company.rounds()
    linda.in_superoffice.diary.changes(first, Location="Fjord")
    company.rounds()
    assert (categories(linda, "First"), categories(linda, "Second")) == ([DEFAULT], ["CRM"])
    assert {DEFAULT, "CRM"} <= listed(linda).keys()
    company.settles()


def test_the_persons_own_categories_stay(company: Company, linda: Person) -> None:
    item = linda.in_superoffice.diary.adds("Offer", at(2))
    event = linda.in_outlook.calendar.adds("Mine", at(3), categories=["Red"])
    company.rounds()
    linda.in_outlook.calendar.changes(linda.in_outlook.calendar.item("Offer")["id"], categories=["Blue"])
    company.rounds()
    linda.in_superoffice.diary.changes(item, Title="Better offer", Location="Fjord")
    row = linda.in_superoffice.diary.item("Mine")["AppointmentId"]
    linda.in_superoffice.diary.changes(row, Title="Ours")
    company.rounds()
    assert (categories(linda, "Better offer"), categories(linda, "Ours")) == (["Blue"], ["Red"])
    assert linda.in_outlook.calendar.item("Ours")["id"] == event
    company.settles()


def test_series_are_marked_as_a_whole_and_a_changed_day_keeps_the_mark(company: Company, linda: Person) -> None:
    weekly = {
        "Pattern": "Weekly", "EndDate": f"{at(16):%Y-%m-%dT%H:%M:%SZ}", "StartDate": f"{at(2):%Y-%m-%dT%H:%M:%SZ}",
        "RecurrenceEndType": "EndDate", "IsRecurrence": True,
        "WeeklyRecurrence": {"Interval": 1, "Weekdays": f"{at(2):%A}"},
    }  # fmt: skip
    meeting = linda.in_superoffice.invites("Review", start=at(2), Recurrence=weekly)
    company.rounds()
    assert categories(linda, "Review") == [DEFAULT]
    linda.in_superoffice.places(meeting, "Fjord", occurrence=2)
    company.rounds()
    assert categories(linda, "Review") == [DEFAULT]
    days = linda.in_outlook.view(at(0), at(30))
    assert [day["categories"] for day in days if day["subject"] == "Review"] == [[DEFAULT]] * len(meeting.starts)
    company.settles()
