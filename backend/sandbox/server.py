"""The HTTP server: one port, four path prefixes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from email.utils import format_datetime

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http_parser import RawRequestMessage
from aiohttp.streams import StreamReader
from aiohttp.web_protocol import RequestHandler

from backend.sandbox.assembly import Sandbox
from backend.sandbox.control.host import Control
from backend.sandbox.gate import ConnectionCut
from backend.sandbox.wire import Headers, Query, Request, Response, json_response

log = logging.getLogger(__name__)

BODY_LIMIT = 8 * 1024 * 1024


class Server:
    """Serves a sandbox until it is stopped. *touched* is called after every request that may have left a trace."""

    def __init__(self, sandbox: Sandbox, touched: Callable[[], None] = lambda: None) -> None:
        self.sandbox = sandbox
        self.control = Control(sandbox)
        self._touched = touched
        self._runner: web.ServerRunner | None = None
        self.port = 0

    async def start(self, host: str, port: int) -> None:
        """Listen; *port* 0 takes a free one, `port` tells which. Raises OSError when it is taken."""
        server = web.Server(self._serve, request_factory=_make_request, access_log=None)
        self._runner = web.ServerRunner(server, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port, backlog=1024)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Close connections and whatever goes on in the background."""
        if self._runner:
            await self._runner.cleanup()
        await self.sandbox.close()

    async def _serve(self, http: web.BaseRequest) -> web.StreamResponse:
        try:
            body = await http.read()
        except web.HTTPRequestEntityTooLarge:
            return _send(json_response({"error": f"a body may have {BODY_LIMIT} bytes"}, 413))
        try:
            return _send(await self._answer(http, body))
        except ConnectionCut:
            if http.transport:
                http.transport.abort()
            return web.Response(status=500)

    async def _answer(self, http: web.BaseRequest, body: bytes) -> Response:
        path, _, query = http.raw_path.partition("?")
        prefix, _, rest = path.removeprefix("/").partition("/")
        base = http.headers.get("X-Forwarded-Base", "").rstrip("/") or f"http://{http.host}/{prefix}"
        request = Request(
            http.method, f"/{rest}", Query.parse(query), Headers(http.headers.items()), body, base
        )  # fmt: skip
        host = self.control if prefix == "sandbox" else self.sandbox.hosts.get(prefix)
        if host is None:
            return json_response({"error": "paths begin with /graph, /entra, /superoffice or /sandbox"}, 404)
        try:
            response = await host.handle(request)
        except (ConnectionCut, asyncio.CancelledError):
            raise
        except Exception:
            log.exception("%s %s failed", http.method, path)
            return json_response({"error": "the sandbox failed; see its log"}, 500)
        finally:
            self._touched()
        # a server tells its own time, which is that of the stamps on its items
        response.headers["Date"] = format_datetime(self.sandbox.world.clock.now(), usegmt=True)
        return response


def _send(response: Response) -> web.Response:
    # aiohttp would turn a Content-Type of an empty body into application/octet-stream
    if not response.body:
        response.headers.pop("Content-Type", None)
    return web.Response(status=response.status, body=response.body, headers=response.headers)


def _make_request(
    message: RawRequestMessage,
    payload: StreamReader,
    protocol: RequestHandler,
    writer: AbstractStreamWriter,
    task: asyncio.Task[None],
) -> web.BaseRequest:
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=BODY_LIMIT)
