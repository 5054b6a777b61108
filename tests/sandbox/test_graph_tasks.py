"""To Do lists and tasks: days, repetition, links, deltas."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.graph_schema import check_answer
from tests.sandbox_client import HostSession, SandboxClient


@pytest.fixture
def graph(sandbox: SandboxClient) -> HostSession:
    sandbox.set_clock("2026-11-21T10:00:00Z")
    return sandbox.graph_session("linda")


@pytest.fixture
def tasks(graph: HostSession) -> str:
    """Address of the tasks in the default list."""
    lists = graph.get("/me/todo/lists").json()["value"]
    default = next(each["id"] for each in lists if each["wellknownListName"] == "defaultList")
    return f"/me/todo/lists/{default}/tasks"


def create(graph: HostSession, url: str, **body: Any) -> dict[str, Any]:
    answer = graph.post(url, json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = check_answer(answer)
    return made


def day(text: str, zone: str = "W. Europe Standard Time") -> dict[str, str]:
    return {"dateTime": text, "timeZone": zone}


def test_every_mailbox_has_its_well_known_lists(graph: HostSession) -> None:
    lists = check_answer(graph.get("/me/todo/lists"))["value"]
    assert [each["wellknownListName"] for each in lists] == ["defaultList", "flaggedEmails"]
    assert all(graph.delete(f"/me/todo/lists/{each['id']}").status_code == 400 for each in lists)


def test_a_list_lives_its_life(graph: HostSession) -> None:
    told = check_answer(graph.get("/me/todo/lists/delta"))
    made = create(graph, "/me/todo/lists", displayName="SuperOffice")
    url = f"/me/todo/lists/{made['id']}"
    assert check_answer(graph.patch(url, json={"displayName": "CRM"}))["displayName"] == "CRM"
    create(graph, f"{url}/tasks", title="Call Ola")
    changed = check_answer(graph.get(told["@odata.deltaLink"]))
    assert [each["displayName"] for each in changed["value"]] == ["CRM"]
    assert graph.delete(url).status_code == 204
    assert graph.get(url).status_code == 404
    gone = check_answer(graph.get(changed["@odata.deltaLink"]))
    assert gone["value"] == [{"id": made["id"], "@removed": {"reason": "deleted"}}]


def test_a_task_is_read_back_as_written(graph: HostSession, tasks: str) -> None:
    made = create(
        graph, tasks,
        title="Call Ola", importance="High", body={"content": "about the boat", "contentType": "text"},
        categories=["Red category"], reminderDateTime=day("2026-11-23T09:00:00"), isReminderOn=True,
    )  # fmt: skip
    assert made["importance"] == "high"
    assert made["reminderDateTime"] == {"dateTime": "2026-11-23T08:00:00.0000000", "timeZone": "UTC"}
    assert "dueDateTime" not in made
    assert check_answer(graph.get(f"{tasks}/{made['id']}")) == made


def test_days_lose_their_time_and_move_with_the_preferred_zone(graph: HostSession, tasks: str) -> None:
    made = create(graph, tasks, title="x", dueDateTime=day("2026-11-25T18:30:00"))
    assert made["dueDateTime"] == {"dateTime": "2026-11-25T00:00:00.0000000", "timeZone": "UTC"}
    west = {"Prefer": 'outlook.timezone="Pacific Standard Time"'}
    shifted = graph.get(f"{tasks}/{made['id']}", headers=west).json()["dueDateTime"]
    assert shifted == {"dateTime": "2026-11-24T16:00:00.0000000", "timeZone": "Pacific Standard Time"}


def test_completing_stamps_the_day_and_reopening_clears_it(graph: HostSession, tasks: str) -> None:
    url = f"{tasks}/{create(graph, tasks, title='x')['id']}"
    done = check_answer(graph.patch(url, json={"status": "completed"}))
    assert done["completedDateTime"] == {"dateTime": "2026-11-21T00:00:00.0000000", "timeZone": "UTC"}
    assert "completedDateTime" not in check_answer(graph.patch(url, json={"status": "inProgress"}))
    open_tasks = graph.get(f"{tasks}?$filter=status ne 'completed'").json()["value"]
    assert len(open_tasks) == 1


def weekly(count: int = 0) -> dict[str, Any]:
    limits = {"type": "numbered", "numberOfOccurrences": count} if count else {"type": "noEnd"}
    pattern = {"type": "weekly", "interval": 1, "daysOfWeek": ["monday", "thursday"]}
    return {"pattern": pattern, "range": {**limits, "startDate": "2026-11-23"}}


def test_a_repeating_task_comes_again_when_done(graph: HostSession, tasks: str) -> None:
    made = create(
        graph, tasks, title="Report", dueDateTime=day("2026-11-23T00:00:00"), recurrence=weekly(),
        reminderDateTime=day("2026-11-23T08:00:00", "UTC"),
        checklistItems=[{"displayName": "numbers", "isChecked": True}],
    )  # fmt: skip
    done = check_answer(graph.patch(f"{tasks}/{made['id']}", json={"status": "completed"}))
    assert "recurrence" not in done
    [following] = graph.get(f"{tasks}?$filter=status eq 'notStarted'&$expand=checklistItems").json()["value"]
    assert following["id"] != made["id"]
    assert following["dueDateTime"]["dateTime"] == "2026-11-26T00:00:00.0000000"
    assert following["reminderDateTime"]["dateTime"] == "2026-11-26T08:00:00.0000000"
    assert following["recurrence"]["pattern"]["daysOfWeek"] == ["monday", "thursday"]
    assert [item["isChecked"] for item in following["checklistItems"]] == [False]


def test_a_numbered_repetition_ends(graph: HostSession, tasks: str) -> None:
    create(graph, tasks, title="Report", dueDateTime=day("2026-11-23T00:00:00"), recurrence=weekly(count=2))
    for _ in range(2):
        [current] = graph.get(f"{tasks}?$filter=status ne 'completed'").json()["value"]
        graph.patch(f"{tasks}/{current['id']}", json={"status": "completed"})
    assert graph.get(f"{tasks}?$filter=status ne 'completed'").json()["value"] == []


def test_a_linked_resource_carries_a_foreign_id(graph: HostSession, tasks: str) -> None:
    link = {"webUrl": "https://so.example/17", "applicationName": "SuperOffice", "externalId": "17"}
    made = create(graph, tasks, title="x", linkedResources=[link])
    assert made["linkedResources"][0]["externalId"] == "17"
    url = f"{tasks}/{made['id']}"
    assert "linkedResources" not in graph.get(url).json()
    [shown] = check_answer(graph.get(f"{url}?$expand=linkedResources"))["linkedResources"]
    assert shown["applicationName"] == "SuperOffice"
    second = create(graph, f"{url}/linkedResources", displayName="other")
    changed = check_answer(graph.patch(f"{url}/linkedResources/{second['id']}", json={"externalId": "18"}))
    assert (changed["displayName"], changed["externalId"]) == ("other", "18")
    assert len(check_answer(graph.get(f"{url}/linkedResources"))["value"]) == 2
    assert graph.delete(f"{url}/linkedResources/{second['id']}").status_code == 204
    assert graph.get(f"{url}/linkedResources/{second['id']}").status_code == 404


def test_steps_are_ticked_off(graph: HostSession, tasks: str) -> None:
    url = f"{tasks}/{create(graph, tasks, title='x')['id']}/checklistItems"
    step = create(graph, url, displayName="first")
    assert step["isChecked"] is False
    ticked = check_answer(graph.patch(f"{url}/{step['id']}", json={"isChecked": True}))
    assert ticked["checkedDateTime"].startswith("2026-11-21")


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"status": "maybe"}, "status"),
        ({"dueDateTime": "2026-11-21"}, "dueDateTime"),
        ({"dueDateTime": {"dateTime": "2026-13-01", "timeZone": "UTC"}}, "dueDateTime"),
        ({"dueDateTime": {"dateTime": "2026-12-01", "timeZone": "Mars"}}, "timeZone"),
        ({"recurrence": {"pattern": {"type": "weekly", "interval": 1}, "range": {"type": "noEnd"}}}, "daysOfWeek"),
        ({"body": {"contentType": "pdf", "content": ""}}, "contentType"),
        ({"linkedResources": [{"size": 1}]}, "size"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_task_is_refused_by_name(graph: HostSession, tasks: str, body: dict[str, Any], named: str) -> None:
    answer = graph.post(tasks, json={"title": "x", **body})
    assert answer.status_code == 400
    assert named in answer.json()["error"]["message"]
    assert graph.get(tasks).json()["value"] == []


def test_delta_of_tasks_tells_what_has_changed(graph: HostSession, tasks: str) -> None:
    kept, gone = create(graph, tasks, title="a"), create(graph, tasks, title="b")
    first = check_answer(graph.get(f"{tasks}/delta?$select=title"))
    assert [each["title"] for each in first["value"]] == ["a", "b"]
    create(graph, f"{tasks}/{kept['id']}/checklistItems", displayName="step")
    graph.delete(f"{tasks}/{gone['id']}")
    second = check_answer(graph.get(first["@odata.deltaLink"]))
    assert [each["id"] for each in second["value"]] == [kept["id"], gone["id"]]
    assert second["value"][1]["@removed"] == {"reason": "deleted"}
    assert "status" not in second["value"][0]


def test_an_unknown_list_or_task_is_not_found(graph: HostSession, tasks: str) -> None:
    assert graph.get("/me/todo/lists/unknown/tasks").status_code == 404
    assert graph.get(f"{tasks}/unknown").status_code == 404
    assert graph.patch(f"{tasks}/unknown", json={}).status_code == 404
