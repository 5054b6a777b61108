"""Tasks between SuperOffice and To Do, through their public interfaces."""

from __future__ import annotations

from typing import Any

import pytest

from backend.core.items import Side
from backend.core.report import Report
from tests.company import Company
from tests.tasks import Tasks, day, prefer

SO, CAL = Side.SUPEROFFICE, Side.CALENDAR


@pytest.fixture
def tasks(company: Company) -> Tasks:
    """Linda's, whose tasks are synced."""
    linda = company["linda"]
    prefer(company.product, linda.address, sync_tasks=True)
    return Tasks.of(company.sandbox, "linda", linda.in_superoffice.associate_id)


def runs(company: Company) -> Report:
    report = company.run("linda")
    assert report.outcome == "ok", report.as_json()
    return report


def settles(company: Company) -> None:
    """Promise 3: a further run writes nothing."""
    company.run("linda")
    report = runs(company)
    assert report.writes == 0, report.as_json()


def test_a_task_of_to_do_appears_in_superoffice(company: Company, tasks: Tasks) -> None:
    tasks.to_do.adds("Write the offer", day(3), importance="high", body={"contentType": "text", "content": "Now"})
    assert runs(company).created == {SO: 1}
    found = tasks.checklist.todo("Write the offer")
    assert found["EndDate"].startswith(str(day(3)))
    assert found["Agenda"] == "Now"
    assert "High" in found["Priority"]["Value"]
    settles(company)


def test_a_to_do_of_superoffice_appears_in_to_do(company: Company, tasks: Tasks) -> None:
    tasks.checklist.adds_todo("Call Ola", day(2), Agenda="<p>About the <b>offer</b></p>")
    assert runs(company).created == {CAL: 1}
    found = tasks.to_do.task("Call Ola")
    assert (tasks.to_do.due("Call Ola"), found["status"]) == (str(day(2)), "notStarted")
    assert "<b>offer</b>" in found["body"]["content"]
    assert found["categories"] == ["SuperOffice Task"]
    settles(company)


#: a field as To Do writes it, and as SuperOffice then shows it
FROM_TO_DO: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"title": "Renamed"}, {"Title": "Renamed"}),
    ({"body": {"contentType": "html", "content": "<p>a <b>bold</b> word</p>"}}, {"Agenda": "a <b>bold</b> word"}),
    ({"status": "completed"}, {"Completed": "Completed"}),
    (
        {"isReminderOn": True, "reminderDateTime": {"dateTime": f"{day(3)}T08:00:00", "timeZone": "UTC"}},
        {"HasAlarm": True},
    ),
]


@pytest.mark.parametrize(("edit", "shown"), FROM_TO_DO, ids=lambda value: next(iter(value)))
@pytest.mark.parametrize("born", list(Side))
def test_an_edit_in_to_do_arrives(
    company: Company, tasks: Tasks, born: Side, edit: dict[str, Any], shown: dict[str, Any]
) -> None:
    tasks.add(born, "Write the offer", day(3))
    settles(company)
    tasks.to_do.changes(tasks.to_do.task("Write the offer")["id"], **edit)
    assert runs(company).updated == {SO: 1}
    (found,) = tasks.checklist.todos()
    assert {name: found[name] for name in shown} == shown
    settles(company)


#: a field as SuperOffice writes it, and as To Do then shows it
FROM_SUPEROFFICE: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"Title": "Renamed"}, {"title": "Renamed"}),
    ({"Completed": "Completed"}, {"status": "completed"}),
    ({"HasAlarm": True, "AlarmLeadTime": "00:30:00"}, {"isReminderOn": True}),
]


@pytest.mark.parametrize(("edit", "shown"), FROM_SUPEROFFICE, ids=lambda value: next(iter(value)))
@pytest.mark.parametrize("born", list(Side))
def test_an_edit_in_superoffice_arrives(
    company: Company, tasks: Tasks, born: Side, edit: dict[str, Any], shown: dict[str, Any]
) -> None:
    tasks.add(born, "Write the offer", day(3))
    settles(company)
    tasks.checklist.changes(tasks.checklist.todo("Write the offer")["AppointmentId"], **edit)
    assert runs(company).updated == {CAL: 1}
    (found,) = tasks.to_do.tasks()
    assert {name: found[name] for name in shown} == shown
    settles(company)


@pytest.mark.parametrize("born", list(Side))
def test_a_deadline_travels_both_ways_as_a_day(company: Company, tasks: Tasks, born: Side) -> None:
    tasks.add(born, "Write the offer", day(3))
    settles(company)
    tasks.to_do.moves(tasks.to_do.task("Write the offer")["id"], day(5))
    runs(company)
    found = tasks.checklist.todo("Write the offer")
    assert found["EndDate"].startswith(str(day(5)))
    tasks.checklist.due_on(found["AppointmentId"], day(7))
    runs(company)
    assert tasks.to_do.due("Write the offer") == str(day(7))
    settles(company)


def test_a_start_that_stands_at_the_deadline_goes_along_with_it(company: Company, tasks: Tasks) -> None:
    tasks.add(CAL, "Write the offer", day(3))
    settles(company)
    tasks.to_do.moves(tasks.to_do.task("Write the offer")["id"], day(5))
    runs(company)
    found = tasks.checklist.todo("Write the offer")
    assert (found["StartDate"], found["EndDate"][:10]) == (found["EndDate"], str(day(5)))
    settles(company)


@pytest.mark.parametrize("born", list(Side))
@pytest.mark.parametrize("deleted_in", list(Side))
def test_a_deletion_travels_both_ways(company: Company, tasks: Tasks, born: Side, deleted_in: Side) -> None:
    tasks.add(born, "Write the offer", day(3))
    settles(company)
    if deleted_in is CAL:
        tasks.to_do.deletes(tasks.to_do.task("Write the offer")["id"])
    else:
        tasks.checklist.deletes(tasks.checklist.todo("Write the offer")["AppointmentId"])
    assert runs(company).deleted == {deleted_in.other: 1}
    assert tasks.everything() == ([], [])
    settles(company)


def test_appointments_and_tasks_are_counted_in_one_report(company: Company, tasks: Tasks) -> None:
    tasks.to_do.adds("Write the offer", day(3))
    company["linda"].in_outlook.adds("Lunch")
    report = runs(company)
    assert (report.created, report.read[CAL]) == ({SO: 2}, 2)
    assert {item["Title"]: item["Type"] for item in tasks.checklist.items()} == {
        "Lunch": "inDiary",
        "Write the offer": "inChecklist",
    }
    settles(company)
