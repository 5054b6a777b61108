"""A list of tasks in the sandbox, read: what comes, when it comes again, and which day it is."""

from __future__ import annotations

from datetime import date

import pytest

from backend.core.items import Task
from backend.core.seen import Changes, Seen
from backend.core.sides import CursorLost
from backend.core.values import replace
from backend.core.writes import Create, Done, Gone, Lookup
from backend.graph.client import GraphClient
from tests.graph.conftest import WINDOW
from tests.graph.todo_app import (
    BARE,
    OSLO,
    REPORT,
    GatewayIn,
    ToDo,
    day,
    done,
    gateways,
    opened,
    update,
)
from tests.sandbox_client import SandboxClient

WEEKLY = {
    "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["wednesday"]},
    "range": {"type": "noEnd", "startDate": "2026-12-02"},
}

pytestmark = pytest.mark.company("empty")


@pytest.fixture
def gateway_in(client: GraphClient) -> GatewayIn:
    """The gateway of a mailbox in a zone."""
    return gateways(client)


@pytest.fixture
def todo(sandbox: SandboxClient, gateway_in: GatewayIn) -> ToDo:
    """Linda's tasks, in Oslo."""
    return opened(sandbox, gateway_in("Europe/Oslo"))


# -- reading


def test_opening_costs_no_request(todo: ToDo) -> None:
    assert todo.gateway.requests == 0


def test_a_task_is_read_as_its_owner_sees_it(todo: ToDo) -> None:
    entered = todo.enter(
        title=" Write  the report ", body={"contentType": "text", "content": "one\ntwo & three"},
        dueDateTime=day("2026-12-02"), startDateTime=day("2026-11-30"), importance="high", categories=["Red"],
        status="waitingOnOthers", isReminderOn=True,
        reminderDateTime={"dateTime": "2026-12-02T08:30:00", "timeZone": OSLO},
    )  # fmt: skip
    [seen] = todo.round()[0].values()
    assert seen.item == replace(REPORT, body="<p>one</p><p>two &amp; three</p>", categories=("Red",))
    assert (seen.id, bool(seen.version), seen.pointer) == (entered["id"], True, "")
    assert todo.gateway.read([seen.id]) == {seen.id: seen}


def test_a_task_without_anything_is_read(todo: ToDo) -> None:
    todo.enter()
    assert [one.item for one in todo.round()[0].values()] == [BARE]


def test_a_reminder_that_is_off_is_none(todo: ToDo) -> None:
    entered = todo.enter(isReminderOn=True, reminderDateTime={"dateTime": "2026-12-02T08:30:00", "timeZone": OSLO})
    todo.change(entered["id"], isReminderOn=False)
    assert [one.item for one in todo.round()[0].values()] == [BARE]


def test_only_what_changed_comes_again(todo: ToDo) -> None:
    first, second, third = (todo.enter(title=title)["id"] for title in ("one", "two", "three"))
    shown, cursor = todo.round()
    assert set(shown) == {first, second, third}
    todo.change(second, status="completed")
    todo.app.delete(f"{todo.tasks}/{third}")
    [page] = todo.gateway.changes(cursor, WINDOW)
    assert [(one.id, one.item) for one in page.seen] == [(second, Task(title="two", completed=True))]
    assert getattr(page.seen[0].item, "done_on", None) == todo.today()
    assert (page.rumoured_gone, page.whole) == ((third,), False)
    assert page.cursor
    assert todo.round(page.cursor)[0] == {}


def test_a_round_without_changes_is_one_request(todo: ToDo, gateway_in: GatewayIn) -> None:
    cursor = todo.round()[1]
    gateway = gateway_in("Europe/Oslo")
    before = gateway.requests
    assert [page.seen for page in gateway.changes(cursor, WINDOW)] == [()]
    assert gateway.requests - before == 1


def test_a_long_list_comes_in_pages(todo: ToDo) -> None:
    for start in range(0, 220, 20):
        creates = [Create(f"make {n}", BARE, str(n)) for n in range(start, start + 20)]
        assert all(isinstance(outcome, Done) for _, outcome in todo.gateway.write(creates))
    pages = list(todo.gateway.changes(None, WINDOW))
    assert [len(page.seen) for page in pages] == [200, 20]
    assert {one.pointer for page in pages for one in page.seen} == {str(n) for n in range(220)}


def test_an_expired_delta_loses_the_cursor(todo: ToDo) -> None:
    cursor = todo.round()[1]
    for _ in range(4):
        todo.enter()
        todo.round()
    with pytest.raises(CursorLost):
        todo.round(cursor)


def test_a_list_that_is_gone_loses_the_cursor(todo: ToDo) -> None:
    todo.enter()
    cursor = todo.round()[1]
    todo.sandbox.faults.add("graph", "404", count=1, path="tasks/delta")
    with pytest.raises(CursorLost):
        todo.round(cursor)
    assert len(todo.round()[0]) == 1


def test_a_cursor_of_another_making_is_read_as_none(todo: ToDo) -> None:
    todo.enter()
    pages: list[Changes] = list(todo.gateway.changes("{}", WINDOW))
    assert pages[0].whole and len(pages[0].seen) == 1


def test_flagged_mails_and_lists_of_people_are_left_alone(todo: ToDo) -> None:
    made = todo.app.post("/me/todo/lists", json={"displayName": "Groceries"}).json()["id"]
    flagged = next(
        each["id"]
        for each in todo.app.get("/me/todo/lists").json()["value"]
        if each["wellknownListName"] == "flaggedEmails"
    )
    for other in (made, flagged):
        assert todo.app.post(f"/me/todo/lists/{other}/tasks", json={"title": "Milk"}).status_code == 201
    assert todo.round()[0] == {}


def test_a_deleted_task_is_gone(todo: ToDo) -> None:
    there, gone = todo.enter()["id"], todo.enter()["id"]
    todo.app.delete(f"{todo.tasks}/{gone}")
    found = todo.gateway.read([there, gone, "nonsense"])
    assert isinstance(found[there], Seen)
    assert (found[gone], found["nonsense"]) == (Gone(), Gone())


# -- days


@pytest.mark.parametrize(
    "zone", ["America/Los_Angeles", "Asia/Tokyo", "Pacific/Auckland", "Antarctica/Troll", "Mars"]
)
def test_no_zone_shifts_a_day(todo: ToDo, gateway_in: GatewayIn, zone: str) -> None:
    gateway = gateway_in(zone)
    [(_, outcome)] = gateway.write([Create("make", REPORT, "1")])
    made = done(outcome)
    assert isinstance(made.item, Task)
    assert (made.item.due, made.item.start, made.item.reminder) == (REPORT.due, REPORT.start, REPORT.reminder)
    assert todo.task(made.id)["dueDateTime"]["dateTime"][:10] == "2026-12-02"
    [(_, moved)] = gateway.write([update(made, due=date(2027, 3, 28))])
    assert todo.task(done(moved).id)["dueDateTime"]["dateTime"][:10] == "2027-03-28"
    [page] = gateway.changes(None, WINDOW)
    assert [getattr(one.item, "due", None) for one in page.seen] == [date(2027, 3, 28)]


@pytest.mark.parametrize("zone", ["Pacific Standard Time", "Tokyo Standard Time", "New Zealand Standard Time"])
@pytest.mark.parametrize("clock", ["00:00:00", "00:30:00", "23:30:00"])
def test_a_day_that_was_entered_near_midnight_anywhere_stays_that_day(todo: ToDo, zone: str, clock: str) -> None:
    todo.enter(dueDateTime={"dateTime": f"2026-12-02T{clock}", "timeZone": zone})
    assert [getattr(one.item, "due", None) for one in todo.round()[0].values()] == [date(2026, 12, 2)]


# -- repetition


def test_a_repeating_task_is_its_present_occurrence(todo: ToDo) -> None:
    task_id = todo.enter(dueDateTime=day("2026-12-02"), recurrence=WEEKLY)["id"]
    shown, cursor = todo.round()
    assert [one.item for one in shown.values()] == [replace(BARE, due=date(2026, 12, 2))]
    todo.change(task_id, status="completed")
    following = todo.round(cursor)[0]
    assert following[task_id].item == replace(BARE, due=date(2026, 12, 2), completed=True)
    [new] = following.keys() - {task_id}
    assert following[new].item == replace(BARE, due=date(2026, 12, 9))


def test_completing_it_from_superoffice_brings_the_next(todo: ToDo) -> None:
    task_id = todo.enter(dueDateTime=day("2026-12-02"), recurrence=WEEKLY)["id"]
    shown, cursor = todo.round()
    assert getattr(done(todo.write(update(shown[task_id], completed=True))).item, "completed", False)
    following = todo.round(cursor)[0]
    assert {
        getattr(one.item, "due", None): getattr(one.item, "completed", None) for one in following.values()
    } == {
        date(2026, 12, 2): True,
        date(2026, 12, 9): False,
    }


def test_the_next_occurrence_is_not_taken_for_what_a_create_made(todo: ToDo) -> None:
    made = todo.make()
    todo.change(made.id, recurrence=WEEKLY)
    todo.sandbox.advance(seconds=60)
    todo.change(made.id, status="completed")
    assert len(todo.all()) == 2
    assert [one.id for one in todo.gateway.find([Lookup("make 591")])["make 591"]] == [made.id]


def test_changing_a_repeating_task_keeps_its_repetition(todo: ToDo) -> None:
    task_id = todo.enter(dueDateTime=day("2026-12-02"), recurrence=WEEKLY)["id"]
    done(todo.write(update(todo.round()[0][task_id], title="Call Kari")))
    assert todo.task(task_id)["recurrence"]["pattern"]["daysOfWeek"] == ["wednesday"]
