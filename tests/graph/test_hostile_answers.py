"""A Graph that answers nonsense: the run ends with a clear state, or goes on without the one bad event."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from backend.core.items import Appointment, Timed
from backend.core.reasons import Reason
from backend.core.sides import Create, Unavailable, Unmapped, Unsure
from backend.graph.client import GraphClient
from backend.graph.gateway import GraphGateway
from backend.transport import Patience, Transport
from tests.graph.conftest import WINDOW
from tests.graph.test_wire import event

NO_POINTERS: dict[str, Any] = {"value": []}
NINE = datetime(2026, 12, 1, 9, tzinfo=UTC)
CREATE = Create("make 1", Appointment(title="Visit", span=Timed(NINE, NINE)), pointer="1")


class Nonsense:
    """A server that gives the answers it is told, in order, to whatever it is asked."""

    def __init__(self) -> None:
        self.answers: list[bytes] = []
        nonsense = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                body = nonsense.answers.pop(0)
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, *args: object) -> None:
                """Keep quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._server.server_port}/v1.0"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        client = GraphClient(Transport(), self.base, lambda *, fresh=False: "token", Patience(1, 0, 0))
        self.gateway = GraphGateway(client, context="Cust12345", outgoing_category="")

    def answer(self, *values: Any) -> None:
        """Answer *values* next; bytes as they are, everything else as JSON."""
        self.answers = [value if isinstance(value, bytes) else json.dumps(value).encode() for value in values]

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def nonsense() -> Iterator[Nonsense]:
    server = Nonsense()
    yield server
    server.stop()


@pytest.mark.parametrize(
    "page",
    [b"<html>", b"", b"[]", b"5", {"value": []}, {"value": [], "@odata.deltaLink": 5}, b"[" * 50_000],
    ids=["html", "nothing", "list", "number", "no link", "a link that is none", "too deep"],
)
def test_a_page_that_is_none_ends_the_reading(nonsense: Nonsense, page: object) -> None:
    nonsense.answer(NO_POINTERS, page)
    with pytest.raises(Unavailable):
        list(nonsense.gateway.changes(None, WINDOW))


def test_a_page_that_leads_to_itself_ends_the_reading(nonsense: Nonsense) -> None:
    again = f"{nonsense.base}/again"
    nonsense.answer(NO_POINTERS, *[{"value": [], "@odata.nextLink": again}] * 2)
    with pytest.raises(Unavailable):
        list(nonsense.gateway.changes(None, WINDOW))


def test_a_page_that_leads_elsewhere_ends_the_reading(nonsense: Nonsense) -> None:
    nonsense.answer(NO_POINTERS, {"value": [], "@odata.nextLink": "http://elsewhere.example/v1.0/me"})
    with pytest.raises(Unavailable):
        list(nonsense.gateway.changes(None, WINDOW))


def test_one_broken_event_does_not_hide_the_others(nonsense: Nonsense) -> None:
    page = {
        "value": [5, {}, {"id": 7}, event(id="half", subject="\ud83d"), event(id="whole")],
        "@odata.deltaLink": f"{nonsense.base}/next",
    }
    nonsense.answer({"value": ["x", {"id": 1}]}, page)
    [changes] = nonsense.gateway.changes(None, WINDOW)
    assert {one.id: isinstance(one.item, Appointment) for one in changes.seen} == {"half": False, "whole": True}
    assert changes.seen[0].item == Unmapped(Reason.UNREADABLE)


@pytest.mark.parametrize(
    "answers",
    [
        {"responses": []},
        {"responses": None},
        {},
        {"responses": [{"id": "0", "status": "201"}]},
        {"responses": [{"id": "0", "status": 201, "body": {"no": "id"}}]},
        {"responses": [{"id": "0", "status": 502, "headers": 5, "body": "<html>"}]},
    ],
)
def test_a_create_without_a_clear_answer_is_unsure(nonsense: Nonsense, answers: object) -> None:
    nonsense.answer(answers)
    assert [outcome for _, outcome in nonsense.gateway.write([CREATE])] == [Unsure()]


def test_an_event_without_a_clear_answer_is_not_gone(nonsense: Nonsense) -> None:
    nonsense.answer({"responses": []})
    with pytest.raises(Unavailable):
        nonsense.gateway.read(["AAMk1"])
