"""An address that SuperOffice's webhooks call."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass
class Call:
    """One POST that arrived."""

    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> dict[str, Any]:
        """The event."""
        event: dict[str, Any] = json.loads(self.raw)
        return event


@dataclass
class Receiver:
    """What arrived, and how to answer."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    #: status of test pings
    ping: int = 200
    #: statuses of the next events; 200 afterwards
    answers: list[int] = field(default_factory=list)

    @property
    def pings(self) -> list[Call]:
        """Test calls."""
        return [call for call in self.calls if call.headers.get("x-hook-test")]

    @property
    def events(self) -> list[Call]:
        """Calls that are no tests."""
        return [call for call in self.calls if not call.headers.get("x-hook-test")]

    def names(self) -> list[str]:
        """Events that arrived."""
        return [call.body["Event"] for call in self.events]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on a free port."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            call = Call({name.lower(): value for name, value in self.headers.items()}, raw)
            is_ping = "x-hook-test" in call.headers
            status = receiver.ping if is_ping else receiver.answers.pop(0) if receiver.answers else 200
            receiver.calls.append(call)
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            del format, args  # tests are quiet

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
