"""What the sandbox calls itself: notification addresses and webhooks of its clients."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Reply:
    """What a called address answered; status 0 when nobody answered in time."""

    status: int
    body: bytes = b""


class Outbound:
    """Calls out over HTTP without blocking the hosts; ordered faults lose, double or delay notifications."""

    async def post(self, url: str, body: bytes, headers: dict[str, str], timeout: float) -> Reply:
        """One POST, never disturbed by faults (validation handshakes, test pings). *timeout* in seconds."""
        raise NotImplementedError

    async def notify(self, system: str, url: str, body: bytes, headers: dict[str, str], timeout: float) -> Reply:
        """One notification of *system*, subject to lost, doubled and late faults. *timeout* in seconds."""
        raise NotImplementedError

    def spawn(self, job: Coroutine[Any, Any, None]) -> None:
        """Let *job* go on in the background; an error in it is logged and never lost."""
        raise NotImplementedError
