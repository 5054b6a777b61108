"""Preferences about tasks: `sync_tasks`, `sync_appointments`, and what others mean for tasks."""

from __future__ import annotations

from typing import Any

import pytest

from backend.core.items import Side
from backend.core.report import Report
from tests.company import at
from tests.scenarios.cast import Person
from tests.scenarios.company import Company
from tests.tasks import Tasks, day, prefer

SO, CAL = Side.SUPEROFFICE, Side.CALENDAR
#: types of to-dos in the sandbox's list; the first is what SuperOffice gives new ones
FOLLOW_UP, PLANNING, PROPOSAL = 5, 6, 9


@pytest.fixture
def tasks(company: Company, linda: Person) -> Tasks:
    """Linda's own."""
    return Tasks.of(company.sandbox, "linda", linda.in_superoffice.diary.associate_id)


def runs(company: Company, **preferences: Any) -> Report:
    """Linda prefers that, and her mailbox runs."""
    if preferences:
        prefer(company.product, company["linda"].address, **preferences)
    report = company.run("linda")
    assert report.outcome == "ok", report.as_json()
    return report


def settles(company: Company) -> None:
    """A further run writes nothing."""
    runs(company)
    assert runs(company).writes == 0


# -- sync_tasks


def test_by_default_tasks_stay_where_they_are(company: Company, tasks: Tasks) -> None:
    tasks.checklist.adds_todo("Call Ola", day(2))
    tasks.to_do.adds("Write the offer", day(3))
    report = runs(company)
    assert (report.writes, report.skipped) == (0, {"todo": 1})
    assert tasks.to_do.titles() == ["Write the offer"]
    assert tasks.checklist.titles() == ["Call Ola"]


def test_with_sync_tasks_they_travel_and_nobody_hears_of_to_dos_that_are_skipped(
    company: Company, tasks: Tasks
) -> None:
    tasks.checklist.adds_todo("Call Ola", day(2))
    tasks.to_do.adds("Write the offer", day(3))
    runs(company)
    report = runs(company, sync_tasks=True)
    assert (report.created, report.skipped) == ({SO: 1, CAL: 1}, {})
    assert tasks.to_do.titles() == tasks.checklist.titles() == ["Call Ola", "Write the offer"]
    settles(company)


def test_off_again_leaves_what_is_synced_and_on_again_makes_no_duplicates(company: Company, tasks: Tasks) -> None:
    tasks.checklist.adds_todo("Call Ola", day(2))
    tasks.to_do.adds("Write the offer", day(3))
    runs(company, sync_tasks=True)
    settles(company)
    before = tasks.everything()
    assert runs(company, sync_tasks=False).writes == 0
    tasks.to_do.changes(tasks.to_do.task("Call Ola")["id"], title="Call Kari")
    assert runs(company).writes == 0
    assert tasks.checklist.items() == before[0]
    assert runs(company, sync_tasks=True).updated == {SO: 1}
    assert tasks.to_do.titles() == tasks.checklist.titles() == ["Call Kari", "Write the offer"]
    settles(company)


def test_without_sync_tasks_nobody_asks_for_tasks(company: Company, linda: Person, tasks: Tasks) -> None:
    linda.in_outlook.calendar.adds("Lunch")
    settles(company)
    quiet = runs(company).requests
    runs(company, sync_tasks=True)
    with_tasks = runs(company).requests
    runs(company, sync_tasks=False)
    assert runs(company).requests == quiet
    assert all(with_tasks[side] > quiet[side] for side in Side)


# -- sync_appointments


def test_sync_appointments_off_leaves_the_calendar_alone_and_tasks_travel(
    company: Company, linda: Person, tasks: Tasks
) -> None:
    linda.in_outlook.calendar.adds("Lunch", at(1))
    runs(company)
    rows, events = linda.in_superoffice.diary.items(), linda.in_outlook.calendar.items()
    assert [row["Title"] for row in rows] == ["Lunch"]
    tasks.to_do.adds("Write the offer", day(3))
    runs(company, sync_appointments=False, sync_tasks=True)
    linda.in_outlook.calendar.adds("Dinner", at(1, 18))
    runs(company)
    assert tasks.checklist.titles() == ["Lunch", "Write the offer"]
    assert linda.in_outlook.calendar.item("Lunch") == events[0]
    runs(company, sync_appointments=True)
    assert tasks.checklist.titles() == ["Dinner", "Lunch", "Write the offer"]
    settles(company)


# -- direction


@pytest.mark.parametrize(
    ("direction", "lets"),
    [
        ("two-way", {SO, CAL}),
        ("superoffice-to-calendar", {SO}),
        ("calendar-to-superoffice", {CAL}),
        ("none", set()),
    ],
)
def test_tasks_travel_in_the_direction_only(
    company: Company, tasks: Tasks, direction: str, lets: set[Side]
) -> None:
    tasks.add(SO, "Old", day(3))
    runs(company, sync_tasks=True)
    settles(company)
    runs(company, direction=direction)
    tasks.add(SO, "From SuperOffice", day(3))
    tasks.add(CAL, "From To Do", day(3))
    tasks.checklist.changes(tasks.checklist.todo("Old")["AppointmentId"], Title="Older")
    runs(company)
    here, there = ["From SuperOffice", "Older"], ["From To Do", "Older" if SO in lets else "Old"]
    assert tasks.checklist.titles() == sorted(here + (["From To Do"] if CAL in lets else []))
    assert tasks.to_do.titles() == sorted(there + (["From SuperOffice"] if SO in lets else []))
    settles(company)


# -- superoffice_reminders, calendar_reminders


@pytest.mark.parametrize(("key", "born"), [("superoffice_reminders", SO), ("calendar_reminders", CAL)])
@pytest.mark.parametrize("on", [True, False])
def test_an_alarm_travels_where_its_switch_says_so(
    company: Company, tasks: Tasks, key: str, born: Side, on: bool
) -> None:
    runs(company, sync_tasks=True, **{key: on})
    if born is SO:
        tasks.checklist.adds_todo("Call Ola", day(2), HasAlarm=True, AlarmLeadTime="00:30:00")
    else:
        moment = {"dateTime": f"{day(2)}T08:00:00", "timeZone": "UTC"}
        tasks.to_do.adds("Call Ola", day(2), isReminderOn=True, reminderDateTime=moment)
    runs(company)
    reminds = {SO: tasks.checklist.todo("Call Ola")["HasAlarm"], CAL: tasks.to_do.task("Call Ola")["isReminderOn"]}
    assert reminds == {born: True, born.other: on}
    settles(company)
    before = tasks.everything()
    runs(company, **{key: not on})
    assert tasks.everything() == before


# -- outgoing_category_task, incoming_task_type, types


def test_the_category_of_tasks(company: Company, tasks: Tasks) -> None:
    tasks.checklist.adds_todo("Call Ola", day(2))
    runs(company, sync_tasks=True)
    assert tasks.to_do.task("Call Ola")["categories"] == ["SuperOffice Task"]
    runs(company, outgoing_category_task="CRM")
    tasks.checklist.adds_todo("Call Kari", day(2))
    runs(company)
    labels = {task["title"]: task["categories"] for task in tasks.to_do.tasks()}
    assert labels == {"Call Ola": ["SuperOffice Task"], "Call Kari": ["CRM"]}
    settles(company)


def test_the_type_of_tasks_born_in_to_do(company: Company, tasks: Tasks) -> None:
    tasks.to_do.adds("Default", day(2))
    runs(company, sync_tasks=True)
    tasks.to_do.adds("Chosen", day(2))
    runs(company, incoming_task_type=PROPOSAL)
    types = {item["Title"]: item["Task"]["TaskListItemId"] for item in tasks.checklist.items()}
    assert types == {"Default": FOLLOW_UP, "Chosen": PROPOSAL}
    settles(company)


def test_only_tasks_of_chosen_types_travel_and_what_is_synced_stays(company: Company, tasks: Tasks) -> None:
    tasks.checklist.adds_todo("Old plan", day(2), Task={"TaskListItemId": PLANNING})
    runs(company, sync_tasks=True)
    runs(company, types=[PROPOSAL])
    assert tasks.to_do.titles() == ["Old plan"]
    tasks.checklist.adds_todo("New plan", day(2), Task={"TaskListItemId": PLANNING})
    tasks.checklist.adds_todo("Proposal", day(2), Task={"TaskListItemId": PROPOSAL})
    assert runs(company).skipped == {"type": 1}
    assert tasks.to_do.titles() == ["Old plan", "Proposal"]
    settles(company)
