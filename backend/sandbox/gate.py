"""What stands before every host: counting, faults, and the limit of a mailbox.

The server passes each request through `Gate.run`; the Graph host passes each part of a `$batch` through it again.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from backend.sandbox.errors import system_error
from backend.sandbox.faults import Fault, Faults
from backend.sandbox.limits import MailboxLimit
from backend.sandbox.wire import Request, Response
from backend.sandbox.world import World

Inner = Callable[[Request], Awaitable[Response]]

#: seconds between accepting a request and answering it, so that parallel clients truly overlap
LATENCY = 0.001

#: counted in place of a status when the connection was cut
CUT = 0


class ConnectionCut(Exception):
    """The connection is to be reset without an answer."""


class Gate:
    """Counts and disturbs. `system` is "graph", "entra" or "superoffice"."""

    def __init__(self, world: World, faults: Faults) -> None:
        self.world = world
        self.faults = faults
        self._counts: Counter[tuple[str, str, str, int]] = Counter()
        self._in_flight: Counter[tuple[str, str]] = Counter()
        self._highest: dict[tuple[str, str], int] = {}
        self._limits: dict[tuple[str, str], MailboxLimit] = {}

    async def run(
        self, system: str, route: str, mailbox: str, app: str, request: Request, inner: Inner
    ) -> Response:
        """Answer *request* through *inner*, with whatever faults are ordered. Raises ConnectionCut.

        *route* is the address template for the counts, *mailbox* the owner's key or "" when it has none,
        *app* the calling client id; the limits of Graph count per app and mailbox.
        """
        place = (system, mailbox)
        self._in_flight[place] += 1
        self._highest[place] = max(self._highest.get(place, 0), self._in_flight[place])
        status = CUT
        try:
            response = await self._limited(system, mailbox, app, request, inner)
            status = response.status
            return response
        finally:
            self._in_flight[place] -= 1
            self._counts[system, request.method, route, status] += 1

    async def _limited(self, system: str, mailbox: str, app: str, request: Request, inner: Inner) -> Response:
        if system != "graph" or not mailbox:
            return await self._disturbed(system, mailbox, request, inner)
        limit = self._limits.setdefault((app, mailbox), MailboxLimit())
        now = self.world.clock.now().timestamp()
        if (wait := limit.refuse(now)) is not None:
            response = system_error(self.world, "graph", request, 429, wait)
            response.status = int(self.world.switches.graph_throttle_status)
            return response
        limit.enter(now)
        try:
            return await self._disturbed(system, mailbox, request, inner)
        finally:
            limit.leave()

    async def _disturbed(self, system: str, mailbox: str, request: Request, inner: Inner) -> Response:
        await asyncio.sleep(LATENCY)
        query = "&".join(name for name, _ in request.query)
        fault = self.faults.strike("request", system, request.method, request.path, query, mailbox)
        if fault is None:
            return await inner(request)
        return await self._faulty(fault, system, request, inner)

    async def _faulty(self, fault: Fault, system: str, request: Request, inner: Inner) -> Response:
        match fault.kind:
            case "slow":
                await asyncio.sleep(fault.seconds)
                return await inner(request)
            case "reset_before":
                raise ConnectionCut
            case "reset_after":
                await inner(request)
                raise ConnectionCut
            case "expired_delta":
                return system_error(self.world, system, request, 410)
            case status:
                wait = 1 if status == "429" and fault.retry_after is None else fault.retry_after
                return system_error(self.world, system, request, int(status), wait)

    def report(self) -> dict[str, Any]:
        """Counts by system, method, route and status (0: connection cut); highest concurrency by mailbox."""
        highest: dict[str, dict[str, int]] = {}
        for (system, mailbox), number in sorted(self._highest.items()):
            if mailbox:
                highest.setdefault(system, {})[mailbox] = number
        return {
            "total": self._counts.total(),
            "requests": [
                {"system": system, "method": method, "route": route, "status": status, "count": number}
                for (system, method, route, status), number in sorted(self._counts.items())
            ],
            "highest_concurrency": highest,
        }

    def forget(self) -> None:
        """Start the counts anew; the limits go on."""
        self._counts.clear()
        self._highest.clear()
