"""`sync_appointments`: off, nothing is read or written and what was synced stays; on, changes travel once."""

from __future__ import annotations

from typing import Any

import pytest

from backend.core.items import Side
from backend.core.report import Report
from tests.company import at
from tests.scenarios.cast import Person
from tests.scenarios.company import Company

Json = dict[str, Any]
OFF = {"sync_appointments": False}
ON = {"sync_appointments": True}


def everything(company: Company) -> Json:
    """Whatever both systems tell of linked people's items, with ids and stamps."""
    return {
        f"{side.__name__} {person.key}": [one.wire for one in side(person)]
        for person in company.linked
        for side in (company.outlook, company.superoffice)
    }


def calm(reports: dict[str, Report]) -> None:
    """The runs went well and wrote nothing."""
    assert {report.outcome for report in reports.values()} == {"ok"}
    assert [report.writes for report in reports.values()] == [0] * len(reports)


def test_on_by_default(company: Company, linda: Person) -> None:
    linda.in_outlook.calendar.adds("Lunch", at(2))
    company.rounds()
    assert linda.in_superoffice.diary.titles() == ["Lunch"]


def test_off_before_the_first_run_nothing_is_read_or_written(company: Company, linda: Person) -> None:
    company.prefer(**OFF)
    linda.in_outlook.calendar.adds("Lunch", at(2))
    linda.in_superoffice.diary.adds("Review", at(3))
    there = everything(company)
    reports = company.rounds()
    calm(reports)
    assert everything(company) == there
    assert [report.read.total() for report in reports.values()] == [0, 0]


@pytest.fixture
def synced(company: Company, linda: Person, c: Person) -> None:
    """Items of all sorts that were synced before."""
    linda.in_outlook.calendar.adds("Lunch", at(2))
    linda.in_superoffice.diary.adds("Review", at(3))
    linda.in_superoffice.diary.adds("Cancelled", at(3, 12))
    linda.in_outlook.invites("Offer", c, start=at(4))
    linda.in_outlook.invites_to_series("Weekly", count=3, start=at(5))
    company.rounds()


@pytest.mark.usefixtures("synced")
def test_off_what_was_synced_stays_as_it_is(company: Company) -> None:
    there, mails = everything(company), company.sandbox.mail()
    company.prefer(**OFF)
    for _ in range(3):
        calm(company.rounds())
    assert everything(company) == there
    assert company.sandbox.mail() == mails


@pytest.mark.usefixtures("synced")
def test_off_nothing_travels(company: Company, linda: Person) -> None:
    company.prefer(**OFF)
    company.rounds()
    diary, calendar = linda.in_superoffice.diary, linda.in_outlook.calendar
    diary.changes(diary.item("Review")["AppointmentId"], Title="Review, later")
    diary.deletes(diary.item("Cancelled")["AppointmentId"])
    calendar.changes(calendar.item("Lunch")["id"], subject="Lunch at the quay")
    calendar.adds("New", at(6))
    calm(company.rounds())
    assert {"Lunch", "Review, later"} <= set(diary.titles()) and "New" not in diary.titles()
    assert {"Lunch at the quay", "Review", "Cancelled"} <= set(calendar.subjects())


@pytest.mark.usefixtures("synced")
def test_on_again_nothing_is_doubled(company: Company) -> None:
    there, mails = everything(company), company.sandbox.mail()
    for _ in range(2):
        company.prefer(**OFF)
        calm(company.rounds())
        company.prefer(**ON)
        calm(company.rounds())
    assert everything(company) == there
    assert company.sandbox.mail() == mails


@pytest.mark.usefixtures("synced")
def test_on_again_changes_made_meanwhile_travel(company: Company, linda: Person) -> None:
    company.prefer(**OFF)
    company.rounds()
    diary, calendar = linda.in_superoffice.diary, linda.in_outlook.calendar
    diary.changes(diary.item("Review")["AppointmentId"], Title="Review, later")
    diary.deletes(diary.item("Cancelled")["AppointmentId"])
    calendar.changes(calendar.item("Lunch")["id"], subject="Lunch at the quay")
    calendar.adds("New", at(6))
    company.rounds()
    company.prefer(**ON)
    company.rounds()
    for names in (diary.titles(), calendar.subjects()):
        assert {"Lunch at the quay", "Review, later", "New", "Offer"} <= set(names)
        assert not {"Lunch", "Review", "Cancelled"} & set(names)
    company.settles()


def test_off_no_request_is_made_for_appointments(company: Company, linda: Person) -> None:
    linda.in_outlook.calendar.adds("Lunch", at(2))
    company.rounds()
    company.prefer(**OFF)
    company.rounds()
    report = company.run("linda")
    assert report.requests == dict.fromkeys(Side, 0)
