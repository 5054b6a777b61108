"""A person's to-dos in the sandbox's SuperOffice, through the gateway and beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from backend.core.items import Importance, Task
from backend.core.seen import Seen
from backend.core.values import replace
from backend.core.writes import Create, Done, Outcome, Update, Write
from backend.superoffice import facts
from backend.superoffice.todos import SuperOfficeTodos
from tests.sandbox_client import HostSession, SandboxClient
from tests.superoffice.conftest import WINDOW, SuperOffice, collected

REPORT = Task(
    title="Write the report",
    body="<p>Numbers of <b>November</b></p><p>and a chart</p>",
    due=date(2026, 12, 2),
    start=date(2026, 11, 30),
    importance=Importance.HIGH,
    reminder=datetime(2026, 12, 2, 7, 30, tzinfo=UTC),
)


@dataclass
class Checklist:
    """One person's to-dos: *gateway* is the product's view, *beside* the person's own."""

    gateway: SuperOfficeTodos
    beside: HostSession
    associate_id: int
    #: versions by id that an engine would remember; changed in place
    links: dict[str, str] = field(default_factory=dict)

    def enter(self, **values: Any) -> str:
        """The person enters a to-do that is due in the afternoon of 2 December; its id."""
        default = self.ask("CreateDefaultAppointmentEntityByType", {"Type": "ToDo"})
        # the start that SuperOffice proposes, the next half hour, tells a day when that is midnight
        times = {"StartDate": "2026-12-01T09:30:00Z", "EndDate": "2026-12-02T14:00:00Z"}
        entity = {**default, "Title": "Call Ola", **times, **values}
        answer = self.beside.post("/v1/Appointment", json=entity)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["AppointmentId"])

    def ask(self, method: str, body: object) -> Any:
        """Call the agent as the person's own client would."""
        answer = self.beside.post(f"/v1/Agents/Appointment/{method}", json=body)
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def edit(self, item: str, **values: Any) -> None:
        """A change by the person."""
        patch = [{"op": "replace", "path": f"/{name}", "value": value} for name, value in values.items()]
        answer = self.beside.patch(f"/v1/Appointment/{item}", json=patch)
        assert answer.ok, answer.text

    def remove(self, item: str) -> None:
        """A deletion by the person."""
        assert self.beside.delete(f"/v1/Appointment/{item}").status_code == 204

    def entity(self, item: str) -> dict[str, Any]:
        """The row as SuperOffice shows it, its times in UTC."""
        answer = self.beside.get(f"/v1/Appointment/{item}", headers={"SO-TimeZone": "UTC, includeTZOffset"})
        return dict(answer.json())

    def whole(self) -> tuple[dict[str, Seen], str]:
        """Everything that a first reading shows, and the cursor."""
        return collected(self.gateway.changes(None, WINDOW))

    def since(self, cursor: str) -> tuple[dict[str, Seen], set[str], str]:
        """What changed, what is rumoured gone, and the new cursor."""
        pages = list(self.gateway.changes(cursor, WINDOW))
        seen, new = collected(iter(pages))
        return seen, {item for page in pages for item in page.rumoured_gone}, new

    def write(self, write: Write) -> Outcome:
        """The outcome of one write."""
        [(told, outcome)] = self.gateway.write([write])
        assert told is write
        return outcome

    def make(self, item: Task = REPORT, intent: str = "make") -> Seen:
        """A to-do made through the gateway."""
        return done(self.write(Create(intent, item, "task-id")))

    def now(self, item: str) -> Seen:
        """A to-do, read."""
        found = self.gateway.read([item])[item]
        assert isinstance(found, Seen), found
        return found


def done(outcome: Outcome) -> Seen:
    assert isinstance(outcome, Done) and outcome.seen, outcome
    return outcome.seen


def task(seen: Seen) -> Task:
    assert isinstance(seen.item, Task), seen.item
    return seen.item


def update(found: Seen, **values: Any) -> Update:
    """The update that gives a to-do new values."""
    return Update("update", found.id, found.version, replace(task(found), **values), frozenset(values))


ChecklistOf = Callable[..., Checklist]


def checklists(sandbox: SandboxClient, superoffice: SuperOffice) -> ChecklistOf:
    """What opens the to-dos of people."""
    admin = superoffice.signed_in("linda")

    def open_checklist(person: str = "linda", *, system: bool = True, incoming_type: int = 0) -> Checklist:
        who = superoffice.signed_in(person)
        links: dict[str, str] = {}

        def known(ids: Sequence[str]) -> Mapping[str, str]:
            return {item: links[item] for item in ids if item in links}

        client = superoffice.user(who)
        gateway = SuperOfficeTodos(
            client, superoffice.system(admin) if system else None, who.associate_id, who.address,
            cache(lambda: facts.load(client)), incoming_type=incoming_type,
            known=known, linked=lambda _: list(links),
        )  # fmt: skip
        return Checklist(gateway, sandbox.superoffice_session(person), who.associate_id, links)

    return open_checklist
