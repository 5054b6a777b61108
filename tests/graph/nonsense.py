"""A server that answers whatever a test tells it to, and a gateway that asks it."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from backend.graph.client import GraphClient
from backend.graph.gateway import GraphGateway
from backend.transport import Patience, Transport


class Nonsense:
    """A server that gives the answers it is told, in order, to whatever it is asked."""

    def __init__(self) -> None:
        self.answers: list[bytes] = []
        #: what it says to everything for which it has no answer: a status and Graph's code
        self.refusal = (500, "")
        nonsense = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                refused, code = nonsense.refusal
                status, body = 200, json.dumps({"error": {"code": code, "message": "no"}}).encode()
                if nonsense.answers:
                    body = nonsense.answers.pop(0)
                else:
                    status = refused
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_PATCH = do_DELETE = do_GET

            def log_message(self, *args: object) -> None:
                """Keep quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._server.server_port}/v1.0"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        client = GraphClient(Transport(), self.base, lambda *, fresh=False: "token", Patience(1, 0, 0))
        self.client = client
        self.gateway = GraphGateway(client, context="Cust12345", outgoing_category="")

    def answer(self, *values: Any) -> None:
        """Answer *values* next; bytes as they are, everything else as JSON."""
        self.answers = [value if isinstance(value, bytes) else json.dumps(value).encode() for value in values]

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
