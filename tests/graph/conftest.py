"""A mailbox in the sandbox, seen through our gateway and through the eyes of its owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from backend.core.items import Window
from backend.core.sides import Changes, Seen
from backend.graph.client import GraphClient
from backend.graph.gateway import GraphGateway
from backend.transport import Patience, Transport
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
        client, context=CONTEXT, outgoing_category=CATEGORY, home_zone="W. Europe Standard Time"
    )
    return Mailbox(sandbox, client, gateway, sandbox.graph_session("linda"))
