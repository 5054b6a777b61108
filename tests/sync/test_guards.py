"""What is left alone and why, and deletions that wait for a person."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from sqlmodel import col

from backend.core.items import Side
from backend.store.tables import Mailbox
from tests.company import Company, at

SO, CAL = Side.SUPEROFFICE, Side.CALENDAR


def test_an_event_that_is_not_synced_says_why(company: Company) -> None:
    linda = company["linda"]
    linda.in_outlook.adds("Special", at(2, 9), sensitivity="private")
    linda.in_outlook.adds("Plain", at(2, 13))
    report = company.run("linda")
    assert report.skipped == {"private": 1}
    assert linda.in_superoffice.titles() == ["Plain"]
    company.settles("linda")


def test_a_skipped_event_follows_as_soon_as_it_may(company: Company) -> None:
    linda = company["linda"]
    event = linda.in_outlook.adds("Secret", at(2, 9), sensitivity="private")
    company.run("linda")
    assert not linda.in_superoffice.items()
    linda.in_outlook.changes(event, sensitivity="normal")
    company.run("linda")
    assert linda.in_superoffice.titles() == ["Secret"]
    company.settles("linda")


def test_a_private_appointment_of_superoffice_is_private_in_outlook(company: Company) -> None:
    linda = company["linda"]
    linda.in_superoffice.adds("Doctor", at(2, 9), VisibleFor=[{"VisibleId": 5, "Visibility": "Associate"}])
    company.run("linda")
    assert linda.in_outlook.item("Doctor")["sensitivity"] == "private"
    company.settles("linda")


def test_the_preference_lets_private_events_through_for_their_owner_only(company: Company) -> None:
    linda = company["linda"]
    with company.product.engine.begin() as connection:
        connection.execute(update(Mailbox).values({col(Mailbox.preferences): {"private": "yes"}}))
    linda.in_outlook.adds("Doctor", at(2, 9), sensitivity="private")
    company.run("linda")
    assert linda.in_superoffice.item("Doctor")["Private"] == "PrivateUser"
    company.settles("linda")


@pytest.mark.parametrize("emptied", list(Side))
def test_a_mass_deletion_waits_for_a_person(company: Company, emptied: Side) -> None:
    linda = company["linda"]
    for day in range(1, 13):
        linda.in_outlook.adds(f"Item {day}", at(day, 9))
    company.settles("linda")
    if emptied is CAL:
        for event in linda.in_outlook.items():
            linda.in_outlook.deletes(event["id"])
    else:
        for appointment in linda.in_superoffice.items():
            linda.in_superoffice.deletes(appointment["AppointmentId"])
    report = company.run("linda")
    assert report.outcome == "held"
    assert report.skipped == {"mass_deletion": 12}
    assert not report.deleted
    again = company.run("linda")
    assert (again.outcome, again.writes) == ("held", 0)
    assert again.sentence.startswith("12 deletions")
    with company.product.engine.begin() as connection:
        connection.execute(update(Mailbox).values(deletions_confirmed=True))
    report = company.run("linda")
    assert report.deleted == {emptied.other: 12}, report.as_json()
    assert not linda.in_outlook.items()
    assert not linda.in_superoffice.items()
    company.settles("linda")


def test_new_items_go_on_while_a_mass_deletion_waits(company: Company) -> None:
    linda = company["linda"]
    for day in range(1, 13):
        linda.in_outlook.adds(f"Item {day}", at(day, 9))
    company.settles("linda")
    for event in linda.in_outlook.items():
        linda.in_outlook.deletes(event["id"])
    company.run("linda")
    linda.in_outlook.adds("New", at(3, 15))
    assert company.run("linda").created == {SO: 1}
    assert "Item 1" in linda.in_superoffice.titles()
