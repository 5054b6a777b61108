"""An address of a client that Graph calls: handshakes, notifications, and answers as a test wants them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Client:
    """What arrived, and how to answer."""

    url: str = ""
    #: validation tokens asked for, by path
    handshakes: list[str] = field(default_factory=list)
    #: bodies of POSTs, one a delivery
    deliveries: list[dict[str, Any]] = field(default_factory=list)
    #: answers the token of a handshake; None refuses
    validates: bool = True
    #: statuses of the next deliveries; 202 afterwards
    answers: list[int] = field(default_factory=list)

    @property
    def notifications(self) -> list[dict[str, Any]]:
        """Everything told so far, deliveries taken apart."""
        return [notification for delivery in self.deliveries for notification in delivery["value"]]

    def told(self, change: str) -> list[str]:
        """Ids of the items that were said to have been *change*d."""
        return [n["resourceData"]["id"] for n in self.notifications if n.get("changeType") == change]


@contextmanager
def listening() -> Iterator[Client]:
    """A client on a free port."""
    client = Client()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            address = urlsplit(self.path)
            token = parse_qs(address.query).get("validationToken")
            if token:
                client.handshakes.append(address.path)
                self._answer(200, token[0] if client.validates else "something else")
                return
            client.deliveries.append(json.loads(body))
            self._answer(client.answers.pop(0) if client.answers else 202, "")

        def _answer(self, status: int, text: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: Any) -> None:
            del format, args  # tests are quiet

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    client.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield client
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
