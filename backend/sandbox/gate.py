"""What stands before every host: counting, faults, and the limit of a mailbox.

The server passes each request through `Gate.run`; the Graph host passes each part of a `$batch` through it again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from backend.sandbox.wire import Request, Response

Inner = Callable[[Request], Awaitable[Response]]


class ConnectionCut(Exception):
    """The connection is to be reset without an answer."""


class Gate:
    """Counts and disturbs. `system` is "graph", "entra" or "superoffice"."""

    async def run(
        self, system: str, route: str, mailbox: str, app: str, request: Request, inner: Inner
    ) -> Response:
        """Answer *request* through *inner*, with whatever faults are ordered. Raises ConnectionCut.

        *route* is the address template for the counts, *mailbox* the owner's key or "" when it has none,
        *app* the calling client id; the limits of Graph count per app and mailbox.
        """
        raise NotImplementedError
