"""Single and all-day appointments between two systems, through their public interfaces."""

from __future__ import annotations

from typing import Any

import pytest

from backend.core.items import Side
from tests.company import Colleague, Company, at

SO, CAL = Side.SUPEROFFICE, Side.CALENDAR


@pytest.fixture
def linda(company: Company) -> Colleague:
    return company["linda"]


def test_an_event_of_outlook_appears_in_superoffice(company: Company, linda: Colleague) -> None:
    linda.in_outlook.adds("Dentist", at(2, 14), location={"displayName": "Main street"})
    report = company.run("linda")
    assert report.outcome == "ok", report.as_json()
    assert report.created == {SO: 1}
    found = linda.in_superoffice.item("Dentist")
    assert found["Location"] == "Main street"
    assert found["StartDate"] == f"{at(2, 14):%Y-%m-%dT%H:%M:%SZ}"
    company.settles("linda")


def test_an_appointment_of_superoffice_appears_in_outlook(company: Company, linda: Colleague) -> None:
    linda.in_superoffice.adds("Budget", at(3, 10), Location="Fjord")
    report = company.run("linda")
    assert report.outcome == "ok", report.as_json()
    assert report.created == {CAL: 1}
    found = linda.in_outlook.item("Budget")
    assert found["location"]["displayName"] == "Fjord"
    assert found["start"]["dateTime"][:19] == f"{at(3, 10):%Y-%m-%dT%H:%M:%S}"
    assert found["categories"] == ["SuperOffice Appointment"]
    company.settles("linda")


#: a field as Outlook writes it, and as SuperOffice then shows it
FROM_OUTLOOK: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"subject": "Renamed"}, {"Title": "Renamed"}),
    ({"location": {"displayName": "Oslo"}}, {"Location": "Oslo"}),
    ({"showAs": "free"}, {"IsFree": True}),
    ({"showAs": "oof"}, {"IsFree": False}),
    ({"isReminderOn": True, "reminderMinutesBeforeStart": 30}, {"HasAlarm": True, "AlarmLeadTime": "00:30:00"}),
    ({"isReminderOn": False}, {"HasAlarm": False}),
    ({"sensitivity": "private"}, {"Private": "PrivateUser"}),
    ({"body": {"contentType": "html", "content": "<p>a <b>bold</b> word</p>"}}, {"Agenda": "a <b>bold</b> word"}),
]


@pytest.mark.parametrize(("edit", "shown"), FROM_OUTLOOK, ids=lambda value: next(iter(value)))
@pytest.mark.parametrize("born", list(Side))
def test_an_edit_in_outlook_arrives(
    company: Company, linda: Colleague, born: Side, edit: dict[str, Any], shown: dict[str, Any]
) -> None:
    (linda.in_outlook.adds if born is CAL else linda.in_superoffice.adds)("Lunch", at(2, 11))
    company.settles("linda")
    linda.in_outlook.changes(linda.in_outlook.item("Lunch")["id"], **edit)
    report = company.run("linda")
    assert report.outcome == "ok"
    (found,) = linda.in_superoffice.items()
    assert {name: found[name] for name in shown} == shown
    company.settles("linda")


#: a field as SuperOffice writes it, and as Outlook then shows it
FROM_SUPEROFFICE: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"Title": "Renamed"}, {"subject": "Renamed"}),
    ({"Location": "Oslo"}, {"location": "Oslo"}),
    ({"IsFree": True}, {"showAs": "free"}),
    ({"HasAlarm": True, "AlarmLeadTime": "00:45:00"}, {"isReminderOn": True, "reminderMinutesBeforeStart": 45}),
    ({"VisibleFor": [{"VisibleId": 5, "Visibility": "Associate"}]}, {"sensitivity": "private"}),
    ({"Agenda": "<p>one</p><p>two</p>"}, {"body": "two"}),
]


@pytest.mark.parametrize(("edit", "shown"), FROM_SUPEROFFICE, ids=lambda value: next(iter(value)))
@pytest.mark.parametrize("born", list(Side))
def test_an_edit_in_superoffice_arrives(
    company: Company, linda: Colleague, born: Side, edit: dict[str, Any], shown: dict[str, Any]
) -> None:
    (linda.in_outlook.adds if born is CAL else linda.in_superoffice.adds)("Lunch", at(2, 11))
    company.settles("linda")
    linda.in_superoffice.changes(linda.in_superoffice.item("Lunch")["AppointmentId"], **edit)
    report = company.run("linda")
    assert report.outcome == "ok"
    (found,) = linda.in_outlook.items()
    for name, value in shown.items():
        if name == "location":
            assert found["location"]["displayName"] == value
        elif name == "body":
            assert str(value) in found["body"]["content"]
        else:
            assert found[name] == value
    company.settles("linda")


@pytest.mark.parametrize("born", list(Side))
def test_a_move_travels_both_ways(company: Company, linda: Colleague, born: Side) -> None:
    (linda.in_outlook.adds if born is CAL else linda.in_superoffice.adds)("Lunch", at(2, 11))
    company.settles("linda")
    linda.in_outlook.moves(linda.in_outlook.item("Lunch")["id"], at(4, 12), hours=2)
    company.run("linda")
    found = linda.in_superoffice.item("Lunch")
    assert found["StartDate"] == f"{at(4, 12):%Y-%m-%dT%H:%M:%SZ}"
    assert found["EndDate"] == f"{at(4, 14):%Y-%m-%dT%H:%M:%SZ}"
    linda.in_superoffice.moves(found["AppointmentId"], at(5, 9))
    company.run("linda")
    assert linda.in_outlook.item("Lunch")["start"]["dateTime"][:19] == f"{at(5, 9):%Y-%m-%dT%H:%M:%S}"
    company.settles("linda")


@pytest.mark.parametrize("born", list(Side))
@pytest.mark.parametrize("deleted_in", list(Side))
def test_a_deletion_travels_both_ways(company: Company, linda: Colleague, born: Side, deleted_in: Side) -> None:
    (linda.in_outlook.adds if born is CAL else linda.in_superoffice.adds)("Lunch", at(2, 11))
    company.settles("linda")
    if deleted_in is CAL:
        linda.in_outlook.deletes(linda.in_outlook.item("Lunch")["id"])
    else:
        linda.in_superoffice.deletes(linda.in_superoffice.item("Lunch")["AppointmentId"])
    report = company.run("linda")
    assert report.deleted == {deleted_in.other: 1}
    assert not linda.in_outlook.items()
    assert not linda.in_superoffice.items()
    company.settles("linda")


def test_16_an_all_day_event_keeps_its_days(company: Company, linda: Colleague) -> None:
    linda.in_outlook.adds_days("Holiday", at(5), 3)
    company.run("linda")
    found = linda.in_superoffice.item("Holiday")
    assert found["IsAlldayEvent"]
    assert found["StartDate"][:10] == f"{at(5):%Y-%m-%d}"
    assert found["EndDate"][:10] == f"{at(7):%Y-%m-%d}"
    company.settles("linda")
    linda.in_superoffice.changes(found["AppointmentId"], Title="Long holiday")
    company.run("linda")
    event = linda.in_outlook.item("Long holiday")
    assert event["isAllDay"]
    assert event["start"]["dateTime"][:10] == f"{at(5):%Y-%m-%d}"
    assert event["end"]["dateTime"][:10] == f"{at(8):%Y-%m-%d}"
    company.settles("linda")


def test_14_edits_of_different_fields_on_both_sides_both_survive(company: Company, linda: Colleague) -> None:
    linda.in_outlook.adds("Lunch", at(2, 11))
    company.settles("linda")
    linda.in_outlook.moves(linda.in_outlook.item("Lunch")["id"], at(3, 11))
    linda.in_superoffice.changes(linda.in_superoffice.item("Lunch")["AppointmentId"], Title="Long lunch")
    company.run("linda")
    assert linda.in_outlook.item("Long lunch")["start"]["dateTime"][:10] == f"{at(3):%Y-%m-%d}"
    assert linda.in_superoffice.item("Long lunch")["StartDate"][:10] == f"{at(3):%Y-%m-%d}"
    company.settles("linda")


def test_14_the_same_field_on_both_sides_is_a_conflict_that_loses_nothing(
    company: Company, linda: Colleague
) -> None:
    linda.in_outlook.adds("Lunch", at(2, 11))
    company.settles("linda")
    linda.in_outlook.changes(linda.in_outlook.item("Lunch")["id"], subject="Outlook's lunch")
    linda.in_superoffice.changes(linda.in_superoffice.item("Lunch")["AppointmentId"], Title="SuperOffice's lunch")
    assert company.run("linda").conflicts == 1
    assert linda.in_outlook.subjects() == ["SuperOffice's lunch"]
    assert linda.in_superoffice.titles() == ["SuperOffice's lunch"]
    company.settles("linda")


@pytest.mark.parametrize("deleted_in", list(Side))
def test_15_an_edit_beats_a_deletion(company: Company, linda: Colleague, deleted_in: Side) -> None:
    linda.in_outlook.adds("Lunch", at(2, 11))
    company.settles("linda")
    event, appointment = linda.in_outlook.item("Lunch")["id"], linda.in_superoffice.item("Lunch")["AppointmentId"]
    if deleted_in is CAL:
        linda.in_outlook.deletes(event)
        linda.in_superoffice.changes(appointment, Title="Long lunch")
    else:
        linda.in_superoffice.deletes(appointment)
        linda.in_outlook.changes(event, subject="Long lunch")
    company.run("linda")
    assert linda.in_outlook.subjects() == ["Long lunch"]
    assert linda.in_superoffice.titles() == ["Long lunch"]
    company.settles("linda")
