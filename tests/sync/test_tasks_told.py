"""Tasks in trouble and in words: lost answers make no duplicates, what happened is told and can be undone."""

from __future__ import annotations

import json

import pytest

from backend.core.items import Kind, Side
from backend.store import mailboxes
from backend.store.database import looking, session
from backend.store.tables import Mailbox
from backend.sync.explain import explain_item
from backend.sync.history import entries_of, history_of, undo
from backend.sync.lookup import link_of
from tests.company import Company
from tests.product import Sosync
from tests.tasks import Tasks, day, prefer

SO, CAL = Side.SUPEROFFICE, Side.CALENDAR


@pytest.fixture
def tasks(company: Company) -> Tasks:
    """Linda's, whose tasks are synced."""
    linda = company["linda"]
    prefer(company.product, linda.address, sync_tasks=True)
    return Tasks.of(company.sandbox, "linda", linda.in_superoffice.associate_id)


@pytest.fixture
def mailbox(company: Company) -> Mailbox:
    """Linda's."""
    with session(company.product.engine) as work:
        found = mailboxes.by_address(work, company["linda"].address)
    assert found
    return found


@pytest.mark.parametrize("system", ["graph", "superoffice"])
@pytest.mark.parametrize("kind", ["reset_after", "500"])
def test_a_fault_at_every_create_makes_no_duplicate(
    company: Company, tasks: Tasks, system: str, kind: str
) -> None:
    for number in range(3):
        tasks.to_do.adds(f"To Do {number}")
        tasks.checklist.adds_todo(f"SuperOffice {number}", day(number))
    path = "CreateAppointmentForUID" if system == "superoffice" else r"\$batch|tasks"
    company.sandbox.faults.add(system, kind, count=2, path=path, method="POST", retry_after=0)
    for _ in range(3):
        company.run("linda")
    company.sandbox.faults.clear()
    company.settles("linda")
    expected = sorted([f"To Do {n}" for n in range(3)] + [f"SuperOffice {n}" for n in range(3)])
    assert tasks.to_do.titles() == tasks.checklist.titles() == expected
    assert [tasks.to_do.due(f"To Do {n}") for n in range(3)] == [""] * 3


def test_14_a_day_that_lost_is_put_back_on_both_sides(company: Company, tasks: Tasks, mailbox: Mailbox) -> None:
    tasks.add(SO, "Write the offer", day(3))
    company.settles("linda")
    tasks.checklist.due_on(tasks.checklist.todo("Write the offer")["AppointmentId"], day(5))
    tasks.to_do.moves(tasks.to_do.task("Write the offer")["id"], day(7))
    assert company.run("linda").conflicts == 1
    assert tasks.to_do.due("Write the offer") == str(day(5))
    item = str(tasks.checklist.todo("Write the offer")["AppointmentId"])
    (kept,) = [entry for entry in history_of(company.product, mailbox, item) if entry.can_undo]
    assert (kept.field, kept.side) == ("due", CAL)
    undo(company.product, mailbox, kept.id)
    company.run("linda")
    assert tasks.to_do.due("Write the offer") == str(day(7))
    assert tasks.checklist.todo("Write the offer")["EndDate"].startswith(str(day(7)))
    company.settles("linda")


def test_a_task_is_explained_with_its_own_fields(company: Company, tasks: Tasks, mailbox: Mailbox) -> None:
    tasks.add(SO, "Write the offer", day(3))
    company.settles("linda")
    item = str(tasks.checklist.todo("Write the offer")["AppointmentId"])
    told = explain_item(company.product, mailbox, item)
    assert told is not None
    rows = {row.field: row for row in told.fields}
    assert (told.kind, told.meeting, told.series) == (Kind.TASK, None, None)
    assert (rows["due"].superoffice, rows["due"].calendar, rows["due"].agreed) == (*[str(day(3))] * 2, "equal")
    assert "span" not in rows


def test_what_is_private_is_not_told_to_others_and_its_removal_is_in_the_history(
    company: Company, tasks: Tasks, mailbox: Mailbox
) -> None:
    tasks.add(SO, "Plan the surprise", day(3))
    company.settles("linda")
    item = tasks.checklist.todo("Plan the surprise")["AppointmentId"]
    tasks.checklist.hides(item)
    company.settles("linda")
    told = explain_item(company.product, mailbox, str(item), to_owner=False)
    assert told is not None
    assert told.reason == "private_task"
    assert "surprise" not in json.dumps(told.as_json())
    link = link_of(company.product, mailbox, str(item))
    assert link is not None
    with looking(company.product.engine) as work:
        assert [entry.action for entry in entries_of(work, link)] == ["hidden", "created"]


def test_links_and_commands_tell_the_kind(company: Company, tasks: Tasks, sosync: Sosync) -> None:
    tasks.add(SO, "Write the offer", day(3))
    company["linda"].in_outlook.adds("Lunch")
    company.settles("linda")
    address = company["linda"].address
    rows = json.loads(sosync("links", "--mailbox", address, "--json").output)["links"]
    assert sorted(row["kind"] for row in rows) == ["appointment", "task"]
    lines = sosync("links", "--mailbox", address).output.splitlines()
    assert sum(" task " in line for line in lines) == 1
    item = str(tasks.checklist.todo("Write the offer")["AppointmentId"])
    assert str(day(3)) in sosync("explain", "--mailbox", address, item).output
    assert "Made in Outlook." in sosync("history", "--mailbox", address, item).output
