"""What becomes of our writes in a real list of tasks."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from backend.core.items import Importance, Task
from backend.core.values import replace
from backend.core.writes import Create, Delete, Done, Gone, Lookup, Stale, Unsure, Write
from backend.graph.client import GraphClient
from tests.graph.conftest import CONTEXT
from tests.graph.todo_app import (
    BARE,
    CATEGORY,
    REPORT,
    GatewayIn,
    ToDo,
    done,
    gateways,
    opened,
    update,
)
from tests.sandbox_client import SandboxClient

pytestmark = pytest.mark.company("empty")


@pytest.fixture
def gateway_in(client: GraphClient) -> GatewayIn:
    """The gateway of a mailbox in a zone."""
    return gateways(client)


@pytest.fixture
def todo(sandbox: SandboxClient, gateway_in: GatewayIn) -> ToDo:
    """Linda's tasks, in Oslo."""
    return opened(sandbox, gateway_in("Europe/Oslo"))


# -- writing


@pytest.mark.parametrize("item", [REPORT, BARE, replace(REPORT, completed=True)])
def test_what_is_created_reads_back_equal(todo: ToDo, item: Task) -> None:
    made = todo.make(item)
    assert made.item == replace(item, categories=(CATEGORY,))
    assert (made.pointer, bool(made.version)) == ("591", True)
    assert todo.round()[0] == {made.id: made}


def test_a_task_of_ours_leads_to_superoffice(todo: ToDo) -> None:
    [link] = todo.task(todo.make().id)["linkedResources"]
    assert (link["applicationName"], link["displayName"]) == ("SuperOffice", "SuperOffice")
    assert link["externalId"].startswith(f"{CONTEXT}:591#")


def test_pointers_of_another_organisation_are_not_ours(todo: ToDo) -> None:
    links = [{"applicationName": "SuperOffice", "externalId": "Cust99999:7"}, {"displayName": "Mail"}]
    entered = todo.enter(linkedResources=links)["id"]
    assert todo.round()[0][entered].pointer == ""


@pytest.mark.parametrize(
    "values",
    [
        {"title": "Other"},
        {"body": "<p>new</p><p>text</p>"},
        {"body": ""},
        {"due": date(2026, 12, 24)},
        {"due": None},
        {"start": None},
        {"completed": True},
        {"importance": Importance.LOW},
        {"reminder": None},
        {"reminder": datetime(2026, 12, 1, 23, 45, tzinfo=UTC)},
    ],
    ids=str,
)
def test_an_update_changes_its_field_and_no_other(todo: ToDo, values: dict[str, Any]) -> None:
    made = todo.make()
    changed = done(todo.write(update(made, **values)))
    assert isinstance(made.item, Task)
    assert changed.item == replace(made.item, **values)
    assert (changed.id, changed.pointer, changed.version != made.version) == (made.id, "591", True)
    assert todo.gateway.read([made.id]) == {made.id: changed}


@pytest.mark.parametrize("status", ["inProgress", "waitingOnOthers", "deferred", "notStarted"])
def test_a_status_that_is_as_good_as_open_survives(todo: ToDo, status: str) -> None:
    task_id = todo.enter(status=status)["id"]
    found = todo.round()[0][task_id]
    todo.write(update(found, title="Call Kari", completed=False))
    assert (todo.task(task_id)["title"], todo.task(task_id)["status"]) == ("Call Kari", status)


def test_a_task_is_completed_and_opened_again(todo: ToDo) -> None:
    made = todo.make()
    completed = done(todo.write(update(made, completed=True)))
    assert todo.task(made.id)["status"] == "completed"
    done(todo.write(update(completed, completed=False)))
    assert todo.task(made.id)["status"] == "notStarted"


def test_the_persons_own_categories_stay(todo: ToDo) -> None:
    task_id = todo.enter(categories=["Red", "Blue"])["id"]
    done(todo.write(update(todo.round()[0][task_id], title="Other", categories=())))
    assert todo.task(task_id)["categories"] == ["Red", "Blue"]


def test_images_in_the_text_survive_an_edit_of_it(todo: ToDo) -> None:
    content = '<p>old</p><img src="cid:1">'
    task_id = todo.enter(body={"contentType": "html", "content": content})["id"]
    done(todo.write(update(todo.round()[0][task_id], body="<p>new</p><p>text</p>")))
    assert todo.task(task_id)["body"]["content"] == '<p>new</p><p>text</p><div><img src="cid:1"></div>'


def test_an_update_that_says_nothing_new_writes_nothing(todo: ToDo) -> None:
    task_id = todo.enter(body={"contentType": "text", "content": "as is"}, status="inProgress")["id"]
    found, cursor = todo.round()
    assert todo.write(update(found[task_id], body="as is", completed=False)) == Done(found[task_id])
    assert todo.round(cursor)[0] == {}


@pytest.mark.parametrize("enforced", ["enforced", "ignored"])
def test_a_task_that_changed_meanwhile_is_not_overwritten(todo: ToDo, enforced: str) -> None:
    todo.sandbox.switch(graph_if_match=enforced)
    made = todo.make()
    todo.change(made.id, title="Mine")
    assert todo.write(update(made, title="Theirs")) == Stale()
    assert todo.write(Delete("delete", made.id, made.version)) == Stale()
    assert todo.task(made.id)["title"] == "Mine"


def test_a_deleted_task_can_be_neither_changed_nor_deleted(todo: ToDo) -> None:
    made = todo.make()
    assert todo.write(Delete("delete", made.id, made.version)) == Done(None)
    assert todo.all() == []
    assert todo.write(Delete("again", made.id, made.version)) == Gone()
    assert todo.write(update(made, title="Other")) == Gone()


def test_writes_of_every_kind_go_twenty_at_a_time(todo: ToDo) -> None:
    made = [todo.make(intent=f"make {n}") for n in range(3)]
    before = todo.gateway.requests
    writes: list[Write] = [
        replace(update(made[0], title="Other"), intent="u"),
        Delete("d", made[1].id, made[1].version),
        *(Create(f"more {n}", BARE, str(n)) for n in range(18)),
    ]
    outcomes = dict(todo.gateway.write(writes))
    assert todo.gateway.requests - before == 2
    assert all(isinstance(outcomes[write], Done) for write in writes)
    assert len(todo.all()) == 20


def test_a_create_whose_answer_was_lost_is_found_by_its_intent(todo: ToDo) -> None:
    todo.round()
    todo.sandbox.faults.add("graph", "reset_after", count=1)
    lost = Create("make 591", REPORT, "591")
    assert todo.write(lost) == Unsure()
    found = todo.gateway.find([lost, Lookup("make 592")])
    assert set(found) == {"make 591"}
    assert [one.item for one in found["make 591"]] == [replace(REPORT, categories=(CATEGORY,))]
    assert found["make 591"][0].pointer == "591"


def test_nothing_to_find_costs_no_request(todo: ToDo) -> None:
    assert todo.gateway.find([]) == {}
    assert todo.gateway.requests == 0


def test_pointers_are_written_and_written_over(todo: ToDo) -> None:
    own, made = todo.enter()["id"], todo.make()
    todo.gateway.point({own: "600", made.id: "601", "nonsense": "602"})
    shown = todo.round()[0]
    assert (shown[own].pointer, shown[made.id].pointer) == ("600", "601")
    assert len(todo.task(made.id)["linkedResources"]) == 1
