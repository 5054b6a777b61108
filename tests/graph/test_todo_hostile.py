"""A To Do that answers nonsense: the run ends with a clear state, or goes on without the one bad task."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from backend.core.items import Task
from backend.core.reasons import Reason
from backend.core.seen import Unmapped
from backend.core.sides import CursorLost, SideError, Unavailable
from backend.core.writes import Create, Delete, Done, Gone, Lookup, Outcome, Refused, Stale, Unsure, Update
from backend.graph.todo_list import Position
from backend.graph.todo_wire import read_task
from backend.graph.todos import GraphTodos
from tests.graph.conftest import WINDOW
from tests.graph.nonsense import Nonsense

CONTEXT = "Cust12345"
CREATE = Create("make 1", Task(title="Visit"), pointer="1")
UPDATE = Update("update 1", "T1", "W/1", Task(title="Visit", body="x"), frozenset({"title", "body", "completed"}))
DELETE = Delete("delete 1", "T1", "W/1")
LISTS = {
    "value": [
        5,
        {"wellknownListName": "flaggedEmails", "id": "F"},
        {"wellknownListName": "defaultList", "id": "L"},
    ]
}


def task(**values: Any) -> dict[str, Any]:
    return {
        "id": "T1", "@odata.etag": "W/1", "title": "Visit", "status": "notStarted",
        "body": {"content": "", "contentType": "text"}, **values,
    }  # fmt: skip


@pytest.fixture
def todos(nonsense: Nonsense) -> GraphTodos:
    return GraphTodos(nonsense.client, context=CONTEXT, outgoing_category="", home_zone="UTC")


def position(nonsense: Nonsense) -> str:
    return Position("L", f"{nonsense.base}/me/todo/lists/L/tasks/delta?$deltatoken=1").dump()


@pytest.mark.parametrize(
    "value",
    [
        None, 5, "x", [], {}, {"id": 7}, task(title=5), task(title="\ud83d"), task(body="x"),
        task(body={"content": 5}), task(status=5), task(importance=[]), task(categories="Red"),
        task(categories=[5]), task(dueDateTime="x"),
        task(dueDateTime={"dateTime": "2026-13-01", "timeZone": "UTC"}), task(dueDateTime={"timeZone": "UTC"}),
        task(startDateTime={"dateTime": "2026-12-01T00:00:00", "timeZone": 5}), task(isReminderOn="yes"),
        task(isReminderOn=True, reminderDateTime=[1]), {"id": "T1", "title": "Visit"},
        task(dueDateTime={"dateTime": "0001-01-01T00:00:00", "timeZone": "Asia/Tokyo"}),
    ],
)  # fmt: skip
def test_a_broken_task_is_unreadable(value: object) -> None:
    assert read_task(value, CONTEXT).item == Unmapped(Reason.UNREADABLE)


def test_a_task_in_a_zone_that_nobody_knows(todos: GraphTodos) -> None:
    odd = task(dueDateTime={"dateTime": "2026-12-01T00:00:00", "timeZone": "Mars"})
    assert read_task(odd, CONTEXT).item == Unmapped(Reason.UNKNOWN_ZONE)


@pytest.mark.parametrize("links", [5, [5], {}, [{"applicationName": 5}], [{"applicationName": "SuperOffice"}]])
def test_links_that_are_none_point_nowhere(links: object) -> None:
    seen = read_task(task(linkedResources=links), CONTEXT)
    assert (seen.pointer, seen.item) == ("", Task(title="Visit"))


def test_what_can_be_done_without_takes_its_default() -> None:
    unusual = task(
        status="someday", importance="urgent", isReminderOn=True, reminderDateTime=None, categories=None
    )
    assert read_task(unusual, CONTEXT).item == Task(title="Visit")


@pytest.mark.parametrize(
    "page",
    [b"<html>", b"", b"[]", b"5", {"value": []}, {"value": [], "@odata.deltaLink": 5}, b"[" * 50_000],
    ids=["html", "nothing", "list", "number", "no link", "a link that is none", "too deep"],
)
def test_a_page_that_is_none_ends_the_reading(nonsense: Nonsense, todos: GraphTodos, page: object) -> None:
    for answers, cursor in ([LISTS, page], None), ([page], position(nonsense)):
        nonsense.answer(*answers)
        with pytest.raises(Unavailable):
            list(todos.changes(cursor, WINDOW))


@pytest.mark.parametrize(
    "lists",
    [
        {"value": []},
        {"value": 5},
        {"value": [{"wellknownListName": "defaultList"}]},
        {"value": [{"wellknownListName": "none", "id": "G"}]},
    ],
)
def test_a_mailbox_without_a_default_list_ends_the_reading(
    nonsense: Nonsense, todos: GraphTodos, lists: object
) -> None:
    nonsense.answer(lists, {"value": [], "@odata.deltaLink": f"{nonsense.base}/next"})
    with pytest.raises(Unavailable):
        list(todos.changes(None, WINDOW))


def test_one_broken_task_does_not_hide_the_others(nonsense: Nonsense, todos: GraphTodos) -> None:
    entries = [5, {}, {"id": 7}, task(id="half", title=5), task(id="whole"), {"id": "gone", "@removed": 5}]
    nonsense.answer(LISTS, {"value": entries, "@odata.deltaLink": f"{nonsense.base}/next"})
    [page] = todos.changes(None, WINDOW)
    assert {one.id: isinstance(one.item, Task) for one in page.seen} == {"half": False, "whole": True}
    assert page.rumoured_gone == ("gone",)


def test_a_page_that_leads_to_itself_or_elsewhere_ends_the_reading(nonsense: Nonsense, todos: GraphTodos) -> None:
    again = f"{nonsense.base}/again"
    nonsense.answer(LISTS, *[{"value": [], "@odata.nextLink": again}] * 2)
    with pytest.raises(Unavailable):
        list(todos.changes(None, WINDOW))
    nonsense.answer(LISTS, {"value": [], "@odata.nextLink": "http://elsewhere.example/v1.0/me"})
    with pytest.raises(Unavailable):
        list(todos.changes(None, WINDOW))


def test_a_lost_delta_is_told_as_such(nonsense: Nonsense, todos: GraphTodos) -> None:
    nonsense.refusal = (410, "SyncStateNotFound")
    with pytest.raises(CursorLost):
        list(todos.changes(position(nonsense), WINDOW))


def batch(*answers: tuple[int, object]) -> dict[str, Any]:
    return {"responses": [{"id": str(n), "status": s, "body": body} for n, (s, body) in enumerate(answers)]}


@pytest.mark.parametrize(
    "answer",
    [{"responses": []}, {"responses": None}, {}, {"responses": [{"id": "0", "status": "201"}]},
     batch((201, {"no": "id"})), batch((200, 5)), batch((502, "<html>"))],
)  # fmt: skip
def test_a_create_without_a_clear_answer_is_unsure(nonsense: Nonsense, todos: GraphTodos, answer: object) -> None:
    nonsense.answer(LISTS, answer)
    assert [outcome for _, outcome in todos.write([CREATE])] == [Unsure()]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (batch((200, 5)), Unsure()),
        (batch((200, {})), Unsure()),
        (batch((404, {})), Gone()),
        (batch((403, {})), Refused(Reason.NO_ACCESS)),
        (batch((500, {})), Unsure()),
        (batch((200, task(**{"@odata.etag": "W/2"}))), Stale()),
    ],
)
@pytest.mark.parametrize("write", [UPDATE, DELETE], ids=["update", "delete"])
def test_what_is_not_known_as_it_is_now_is_not_written(
    nonsense: Nonsense, todos: GraphTodos, answer: object, outcome: Outcome, write: Update | Delete
) -> None:
    nonsense.answer(LISTS, answer)
    assert [told for _, told in todos.write([write])] == [outcome]
    assert nonsense.answers == []


def test_a_text_that_cannot_be_read_is_not_overwritten(nonsense: Nonsense, todos: GraphTodos) -> None:
    nonsense.answer(LISTS, batch((200, task(body={"content": 5}))))
    assert [told for _, told in todos.write([UPDATE])] == [Refused(Reason.UNREADABLE)]


@pytest.mark.parametrize("answer", [batch((412, {})), batch((200, 5)), batch((500, {})), batch((404, {}))])
def test_an_update_that_fails_says_how(nonsense: Nonsense, todos: GraphTodos, answer: dict[str, Any]) -> None:
    nonsense.answer(LISTS, batch((200, task())), answer)
    [(_, outcome)] = todos.write([UPDATE])
    assert outcome == {412: Stale(), 404: Gone()}.get(answer["responses"][0]["status"], Unsure())


def test_a_task_without_a_clear_answer_is_not_gone(nonsense: Nonsense, todos: GraphTodos) -> None:
    nonsense.answer(LISTS, {"responses": []})
    with pytest.raises(Unavailable):
        todos.read(["T1"])
    nonsense.answer(batch((200, 5), (403, {})))
    assert todos.read(["T1", "T2"]) == {"T1": Refused(Reason.UNREADABLE), "T2": Refused(Reason.NO_ACCESS)}


def test_a_task_is_not_gone_while_nobody_knows_the_list(nonsense: Nonsense, todos: GraphTodos) -> None:
    nonsense.answer(LISTS, batch((404, {})))
    with pytest.raises(Unavailable):
        todos.read(["T1"])
    nonsense.answer(batch((404, {})), {"value": [{"wellknownListName": "defaultList", "id": "another"}]})
    with pytest.raises(Unavailable):
        todos.read(["T1"])
    nonsense.answer(batch((404, {})), LISTS)
    assert todos.read(["T1"]) == {"T1": Gone()}


@pytest.mark.parametrize(
    "answer", [b"<html>", b"null", b"[]", {"value": 5}, {"responses": [5]}, {"value": [{"id": 5}, 7]}]
)
def test_only_the_sides_own_errors_leave_the_gateway(
    nonsense: Nonsense, todos: GraphTodos, answer: object
) -> None:
    acts = (
        lambda: todos.find([CREATE, Lookup("x")]),
        lambda: todos.point({"T1": "1"}),
        lambda: list(todos.write([CREATE, UPDATE, DELETE])),
        lambda: todos.read(["T1"]),
        lambda: list(todos.changes(None, WINDOW)),
    )
    for act in acts:
        for before in ([], [LISTS], [LISTS, batch((200, task()))]):
            nonsense.answer(*before, answer)
            with suppress(SideError):
                act()


def test_an_answer_to_a_deletion_may_be_empty(nonsense: Nonsense, todos: GraphTodos) -> None:
    nonsense.answer(LISTS, batch((200, task())), batch((204, None)))
    assert [outcome for _, outcome in todos.write([DELETE])] == [Done(None)]
