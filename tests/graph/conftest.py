"""A mailbox in the sandbox, seen through our gateway and through the eyes of its owner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from backend.core.items import Appointment, Window
from backend.core.seen import Changes, Seen
from backend.core.writes import Outcome, Write
from backend.graph.client import GraphClient
from backend.graph.gateway import GraphGateway
from backend.transport import Patience, Transport
from tests.graph.nonsense import Nonsense
from tests.sandbox.graph_calendar import OutlookCalendar
from tests.sandbox_client import HostSession, SandboxClient

CONTEXT = "Cust12345"
CATEGORY = "SuperOffice Appointment"
WINDOW = Window(date(2026, 11, 14), date(2027, 5, 20))


@dataclass
class Mailbox:
    """One person's calendar: *gateway* is the product's view, *outlook* the person's own."""

    sandbox: SandboxClient
    client: GraphClient
    gateway: GraphGateway
    outlook: HostSession

    def enter(self, **event: Any) -> dict[str, Any]:
        """The person enters an event; what is not given is a plain hour on 1 December."""
        body = {
            "subject": "Lunch",
            "start": {"dateTime": "2026-12-01T12:00:00", "timeZone": "W. Europe Standard Time"},
            "end": {"dateTime": "2026-12-01T13:00:00", "timeZone": "W. Europe Standard Time"},
            **event,
        }
        answer = self.outlook.post("/me/events", json=body, headers={"Prefer": 'IdType="ImmutableId"'})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def change(self, event_id: str, **event: Any) -> None:
        """The person changes an event."""
        answer = self.outlook.patch(f"/me/events/{event_id}", json=event)
        assert answer.status_code == 200, answer.text

    def remove(self, event_id: str) -> None:
        """The person deletes an event."""
        assert self.outlook.delete(f"/me/events/{event_id}").status_code == 204

    def event(self, event_id: str) -> dict[str, Any]:
        """The event as Outlook has it."""
        answer = self.outlook.get(f"/me/events/{event_id}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def write(self, write: Write) -> Outcome:
        """The outcome of one write through the gateway."""
        [(told, outcome)] = self.gateway.write([write])
        assert told is write
        return outcome

    def mails(self) -> Counter[tuple[str, str]]:
        """How many mails went to whom, by method."""
        return Counter((mail["to"], mail["method"]) for mail in self.sandbox.mail())

    def instances(self, master: str) -> list[dict[str, Any]]:
        """The occurrences of a series as Outlook has them, a year around."""
        window = "startDateTime=2026-06-01&endDateTime=2028-06-01&$top=999"
        answer = self.outlook.get(f"/me/events/{master}/instances?{window}")
        assert answer.status_code == 200, answer.text
        return list(answer.json()["value"])

    def round(self, cursor: str | None = None, window: Window = WINDOW) -> list[Changes]:
        """Every page of a reading."""
        return list(self.gateway.changes(cursor, window))

    def cursor(self) -> str:
        """A cursor that knows everything up to now."""
        cursor = self.round()[-1].cursor
        assert cursor is not None
        return cursor


def seen(pages: list[Changes]) -> dict[str, Seen]:
    """Everything that the pages show, by id."""
    return {one.id: one for page in pages for one in page.seen}


def item_of(one: Seen) -> Appointment:
    """The item, which must be mapped."""
    assert isinstance(one.item, Appointment), one.item
    return one.item


@pytest.fixture
def nonsense() -> Iterator[Nonsense]:
    """A server that answers what it is told to."""
    server = Nonsense()
    yield server
    server.stop()


@pytest.fixture
def clara(sandbox: SandboxClient) -> OutlookCalendar:
    """A customer, who has a calendar in another organisation."""
    return OutlookCalendar(sandbox, "c")


@pytest.fixture
def julie(sandbox: SandboxClient) -> OutlookCalendar:
    """A colleague."""
    return OutlookCalendar(sandbox, "julie")


@pytest.fixture
def client(sandbox: SandboxClient) -> GraphClient:
    token = sandbox.token("graph", "linda")
    return GraphClient(
        Transport(),
        sandbox.graph,
        lambda *, fresh=False: token,
        Patience(attempts=3, seconds=3.0, first_wait=0.01),
    )


@pytest.fixture
def mailbox(sandbox: SandboxClient, client: GraphClient) -> Mailbox:
    gateway = GraphGateway(
        client,
        context=CONTEXT,
        outgoing_category=CATEGORY,
        home_zone="W. Europe Standard Time",
        own=("Linda@nordlys.example", "linda.lund@nordlys.example"),
    )
    return Mailbox(sandbox, client, gateway, sandbox.graph_session("linda"))
