"""What a person does with tasks in both systems: `todo.adds("Write the offer")`, `checklist.completes(7)`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from backend.core.items import Side
from backend.store import mailboxes
from backend.store.database import session
from backend.sync.service import Product
from tests.company import Diary, Json
from tests.sandbox_client import HostSession, SandboxClient

ZONE = "W. Europe Standard Time"


def day(number: int) -> date:
    """The date *number* days from today."""
    return datetime.now(UTC).date() + timedelta(days=number)


def _checked(answer: Any) -> Any:
    assert answer.ok, f"{answer.request.method} {answer.url}: {answer.status_code} {answer.text[:400]}"
    return answer.json() if answer.content else None


def _midnight(when: date | None) -> Json | None:
    return {"dateTime": f"{when}T00:00:00", "timeZone": ZONE} if when else None


@dataclass
class ToDo:
    """A person's own list in Microsoft To Do."""

    http: HostSession

    @property
    def _tasks(self) -> str:
        lists = _checked(self.http.get("/me/todo/lists"))["value"]
        return (
            f"/me/todo/lists/{next(one['id'] for one in lists if one['wellknownListName'] == 'defaultList')}/tasks"
        )

    def adds(self, title: str, due: date | None = None, **more: Any) -> str:
        """A new task; returns its id."""
        body: Json = {"title": title, **({"dueDateTime": _midnight(due)} if due else {}), **more}
        return str(_checked(self.http.post(self._tasks, json=body))["id"])

    def changes(self, task: str, **fields: Any) -> None:
        """Edit a task."""
        _checked(self.http.patch(f"{self._tasks}/{task}", json=fields))

    def moves(self, task: str, due: date | None) -> None:
        """Give a task another day, or none."""
        self.changes(task, dueDateTime=_midnight(due))

    def deletes(self, task: str) -> None:
        """Delete a task."""
        _checked(self.http.delete(f"{self._tasks}/{task}"))

    def tasks(self) -> list[Json]:
        """All tasks, by title."""
        found: list[Json] = []
        address = f"{self._tasks}?$top=100&$expand=linkedResources"
        while address:
            page = _checked(self.http.get(address))
            found += page["value"]
            address = page.get("@odata.nextLink", "")
        return sorted(found, key=lambda task: str(task["title"]))

    def titles(self) -> list[str]:
        """The titles of all tasks."""
        return [str(task["title"]) for task in self.tasks()]

    def task(self, title: str) -> Json:
        """The one task of this title."""
        found = [task for task in self.tasks() if task["title"] == title]
        assert len(found) == 1, f"{title}: {len(found)} tasks of {self.titles()}"
        return found[0]

    def due(self, title: str) -> str:
        """The day of a task; "" for none."""
        when = self.task(title).get("dueDateTime")
        return str(when["dateTime"])[:10] if when else ""


@dataclass
class Checklist(Diary):
    """A person's to-dos in SuperOffice."""

    def adds_todo(self, title: str, due: date, **more: Any) -> int:
        """A new to-do; returns its id."""
        deadline = f"{due}T12:00:00Z"
        return self.adds(title, Type="inChecklist", **{"StartDate": deadline, "EndDate": deadline, **more})

    def due_on(self, item: int, due: date) -> None:
        """Give a to-do another deadline."""
        self.changes(item, StartDate=f"{due}T12:00:00Z", EndDate=f"{due}T12:00:00Z")

    def completes(self, item: int) -> None:
        """Tick a to-do off."""
        self.changes(item, Completed="Completed")

    def reopens(self, item: int) -> None:
        """Take the tick away."""
        self.changes(item, Completed="NotStarted")

    def hides(self, item: int) -> None:
        """Make a to-do private."""
        self.changes(item, VisibleFor=[{"VisibleId": self.associate_id, "Visibility": "Associate"}])

    def shows(self, item: int) -> None:
        """Let everybody see a to-do."""
        self.changes(item, VisibleFor=[{"VisibleId": 0, "Visibility": "All"}])

    def puts_into_the_diary(self, item: int, start: datetime) -> None:
        """Give a to-do a time in the diary."""
        end = start + timedelta(hours=1)
        self.changes(
            item, Type="inDiary", StartDate=f"{start:%Y-%m-%dT%H:%M:%SZ}", EndDate=f"{end:%Y-%m-%dT%H:%M:%SZ}"
        )

    def takes_out_of_the_diary(self, item: int) -> None:
        """Let an entry of the diary be a to-do."""
        self.changes(item, Type="inChecklist")

    def todos(self) -> list[Json]:
        """All to-dos, by title."""
        return [item for item in self.items() if item["Type"] == "inChecklist"]

    def todo(self, title: str) -> Json:
        """The one to-do of this title."""
        found = [item for item in self.todos() if item["Title"] == title]
        assert len(found) == 1, f"{title}: {len(found)} to-dos of {self.titles()}"
        return found[0]


@dataclass
class Tasks:
    """One person's tasks on both sides."""

    to_do: ToDo
    checklist: Checklist

    @classmethod
    def of(cls, sandbox: SandboxClient, key: str, associate_id: int) -> Tasks:
        """The tasks of somebody of the company."""
        return cls(ToDo(sandbox.graph_session(key)), Checklist(sandbox.superoffice_session(key), associate_id))

    def add(self, born: Side, title: str, due: date) -> None:
        """A new task on one side."""
        if born is Side.CALENDAR:
            self.to_do.adds(title, due)
        else:
            self.checklist.adds_todo(title, due)

    def everything(self) -> tuple[list[Json], list[Json]]:
        """All that both sides show, with ids and stamps."""
        return self.checklist.items(), self.to_do.tasks()


def prefer(product: Product, address: str, **preferences: Any) -> None:
    """The owner of a mailbox chooses personal preferences."""
    with session(product.engine) as work:
        mailbox = mailboxes.by_address(work, address)
        assert mailbox is not None
        mailbox.preferences = {**mailbox.preferences, **preferences}
        work.commit()
