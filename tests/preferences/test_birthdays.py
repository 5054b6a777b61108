"""`birthdays`: the date is on the contact, and the yearly event of it never comes back as an appointment."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.preferences.persons import Office, office_of
from tests.scenarios.cast import Person
from tests.scenarios.company import Company


def soon() -> datetime:
    """A day in the window."""
    return datetime.now() + timedelta(days=20)


@pytest.fixture
def office(company: Company, linda: Person) -> Office:
    """Linda's cards and contacts; she wants Kari, whose birthday is soon."""
    made = office_of(company, linda)
    kari = made.cards.adds("Kari", "Nordmann", BirthDate=f"{soon():1984-%m-%d}T00:00:00Z")
    made.prefers(sync_persons=True, selections=[made.cards.selects(kari)])
    return made


def yearly(title: str, day: datetime) -> dict[str, object]:
    """A whole day every year, as Outlook writes the birthday of a contact into the calendar."""
    first = {"dateTime": f"{day:%Y-%m-%d}T00:00:00", "timeZone": "UTC"}
    last = {"dateTime": f"{day + timedelta(days=1):%Y-%m-%d}T00:00:00", "timeZone": "UTC"}
    pattern = {"type": "absoluteYearly", "interval": 1, "month": day.month, "dayOfMonth": day.day}
    recurrence = {"pattern": pattern, "range": {"type": "noEnd", "startDate": f"{day:%Y-%m-%d}"}}
    return {
        "subject": title,
        "isAllDay": True,
        "start": first,
        "end": last,
        "showAs": "free",
        "recurrence": recurrence,
    }


def test_by_default_the_birthday_is_on_the_contact(office: Office) -> None:
    office.runs()
    assert office.contact("Kari Nordmann")["birthday"][:10] == f"{soon():1984-%m-%d}"


def test_switched_off_it_is_not(office: Office) -> None:
    office.prefers(birthdays=False)
    office.runs()
    assert office.contact("Kari Nordmann")["birthday"] is None


@pytest.mark.parametrize("year", ["0001", "0002"])
def test_a_birthday_without_a_year_is_none(office: Office, year: str) -> None:
    ola = office.cards.adds("Ola", "Hansen", BirthDate=f"{year}-06-17T00:00:00Z")
    office.prefers(selections=[office.cards.selects(ola, name="More")])
    office.runs()
    assert office.contact("Ola Hansen")["birthday"] is None


def test_changing_it_leaves_contacts_as_they_are(office: Office) -> None:
    office.runs()
    office.prefers(birthdays=False)
    (row,) = office.cards.http.get("/v1/Person?$select=personId&$filter=lastName = 'Nordmann'").json()["value"]
    office.cards.changes(int(row["PrimaryKey"]), Title="Captain")
    office.runs()
    contact = office.contact("Kari Nordmann")
    assert (contact["jobTitle"], contact["birthday"][:10]) == ("Captain", f"{soon():1984-%m-%d}")


@pytest.mark.parametrize(
    "title", ["Kari Nordmann's birthday", "Geburtstag von Kari Nordmann", "Kari Nordmanns fødselsdag"]
)
def test_the_yearly_event_of_a_birthday_never_becomes_an_appointment(
    office: Office, linda: Person, title: str
) -> None:
    office.runs()
    event = yearly(title, soon())
    assert linda.in_outlook.calendar.http.post("/me/events", json=event).ok
    office.runs()
    assert office.company.superoffice(linda) == []


def test_another_whole_day_with_the_name_becomes_an_appointment(office: Office, linda: Person) -> None:
    office.runs()
    event = yearly("Visit Kari Nordmann", soon() + timedelta(days=1))
    del event["recurrence"]
    assert linda.in_outlook.calendar.http.post("/me/events", json=event).ok
    office.runs()
    assert [shown.title for shown in office.company.superoffice(linda)] == ["Visit Kari Nordmann"]
