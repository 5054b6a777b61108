"""One person's tasks in the sandbox's Microsoft To Do, through our gateway and through the eyes of their owner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from backend.core.items import Importance, Task
from backend.core.seen import Seen
from backend.core.values import replace
from backend.core.writes import Create, Done, Outcome, Update, Write
from backend.graph.client import GraphClient
from backend.graph.todos import GraphTodos
from tests.graph.conftest import CONTEXT, WINDOW
from tests.sandbox_client import HostSession, SandboxClient

CATEGORY = "SuperOffice Task"
OSLO = "W. Europe Standard Time"
REPORT = Task(
    title="Write the report",
    body="<p>Numbers of <b>November</b></p><p>and a chart</p>",
    due=date(2026, 12, 2),
    start=date(2026, 11, 30),
    importance=Importance.HIGH,
    reminder=datetime(2026, 12, 2, 7, 30, tzinfo=UTC),
)
#: a task with nothing but a title
BARE = Task(title="Call Ola")


def day(text: str) -> dict[str, str]:
    return {"dateTime": f"{text}T00:00:00", "timeZone": OSLO}


@dataclass
class ToDo:
    """One person's tasks: *gateway* is the product's view, *app* the person's own."""

    sandbox: SandboxClient
    gateway: GraphTodos
    app: HostSession
    #: address of the tasks in the default list
    tasks: str

    def enter(self, **task: Any) -> dict[str, Any]:
        """The person enters a task."""
        answer = self.app.post(
            self.tasks, json={"title": "Call Ola", **task}, headers={"Prefer": 'IdType="ImmutableId"'}
        )
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def change(self, task_id: str, **task: Any) -> None:
        """The person changes a task."""
        answer = self.app.patch(f"{self.tasks}/{task_id}", json=task)
        assert answer.status_code == 200, answer.text

    def task(self, task_id: str) -> dict[str, Any]:
        """A task as To Do has it, with its links."""
        answer = self.app.get(f"{self.tasks}/{task_id}?$expand=linkedResources")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def all(self) -> list[dict[str, Any]]:
        """Every task that the person sees in the list."""
        return list(self.app.get(f"{self.tasks}?$top=999").json()["value"])

    def today(self) -> date:
        """The day on the sandbox's clock."""
        return datetime.fromisoformat(self.sandbox.world()["now"]).date()

    def round(self, cursor: str | None = None) -> tuple[dict[str, Seen], str]:
        """Everything that a reading shows, and the new cursor."""
        pages = list(self.gateway.changes(cursor, WINDOW))
        assert all(page.cursor is None for page in pages[:-1]) and pages[-1].cursor
        return {one.id: one for page in pages for one in page.seen}, pages[-1].cursor

    def write(self, write: Write) -> Outcome:
        """The outcome of one write."""
        [(told, outcome)] = self.gateway.write([write])
        assert told is write
        return outcome

    def make(self, item: Task = REPORT, intent: str = "make 591") -> Seen:
        """A task made through the gateway."""
        return done(self.write(Create(intent, item, "591")))


def done(outcome: Outcome) -> Seen:
    assert isinstance(outcome, Done) and outcome.seen, outcome
    return outcome.seen


def update(found: Seen, **values: Any) -> Update:
    """The update that gives a task new values."""
    assert isinstance(found.item, Task)
    return Update("update", found.id, found.version, replace(found.item, **values), frozenset(values))


GatewayIn = Callable[[str], GraphTodos]


def gateways(client: GraphClient) -> GatewayIn:
    """What opens the gateway of a mailbox in a zone."""
    return lambda zone: GraphTodos(client, context=CONTEXT, outgoing_category=CATEGORY, home_zone=zone)


def opened(sandbox: SandboxClient, gateway: GraphTodos) -> ToDo:
    """Linda's tasks."""
    app = sandbox.graph_session("linda")
    lists = app.get("/me/todo/lists").json()["value"]
    default = next(each["id"] for each in lists if each["wellknownListName"] == "defaultList")
    return ToDo(sandbox, gateway, app, f"/me/todo/lists/{default}/tasks")
