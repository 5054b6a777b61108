"""Calling out: handshakes, notifications, and what faults do to them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from backend.sandbox.faults import Faults, parse_fault
from backend.sandbox.outbound import Outbound, Reply


class Listener:
    """An address that receives notifications."""

    def __init__(self) -> None:
        self.received: list[bytes] = []
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                listener.received.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(202)
                self.end_headers()
                self.wfile.write(b"thanks")

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/bell"


@pytest.fixture
def listener() -> Iterator[Listener]:
    """A listening address."""
    made = Listener()
    thread = Thread(target=made.server.serve_forever)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


def run(job: Callable[[Outbound], Awaitable[Reply]], *orders: dict[str, Any]) -> Reply:
    """What *job* answers with *orders* in force."""

    async def main() -> Reply:
        faults = Faults(random.Random(1))
        for order in orders:
            faults.order(parse_fault(order))
        outbound = Outbound(faults)
        try:
            return await job(outbound)
        finally:
            await outbound.close()

    return asyncio.run(main())


def test_a_notification_arrives(listener: Listener) -> None:
    reply = run(lambda o: o.notify("graph", listener.url, b"ding", {"Content-Type": "text/plain"}, 3))
    assert (reply.status, reply.body, listener.received) == (202, b"thanks", [b"ding"])


@pytest.mark.parametrize(("kind", "arrivals"), [("lost", 0), ("doubled", 2), ("late", 1)])
def test_notifications_are_lost_doubled_or_late(listener: Listener, kind: str, arrivals: int) -> None:
    order = {"system": "graph", "kind": f"{kind}_notification", "seconds": 0.01}
    reply = run(lambda o: o.notify("graph", listener.url, b"ding", {}, 3), order)
    assert (reply.status, len(listener.received)) == (202, arrivals)


def test_a_handshake_is_never_disturbed(listener: Listener) -> None:
    order = {"system": "graph", "kind": "lost_notification", "rate": 1}
    assert run(lambda o: o.post(listener.url, b"hello", {}, 3), order).status == 202
    assert listener.received == [b"hello"]


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "no address", "ftp://127.0.0.1/", ""])
def test_an_address_without_anybody_answers_nothing(url: str) -> None:
    assert run(lambda o: o.post(url, b"", {}, 3)) == Reply(0)
