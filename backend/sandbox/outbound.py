"""What the sandbox calls itself: notification addresses and webhooks of its clients."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

import aiohttp

from backend.sandbox.faults import Faults

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Reply:
    """What a called address answered; status 0 when nobody answered in time."""

    status: int
    body: bytes = b""


class Outbound:
    """Calls out over HTTP without blocking the hosts; ordered faults lose, double or delay notifications."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self._session: aiohttp.ClientSession | None = None
        self._jobs: set[asyncio.Task[None]] = set()

    async def post(self, url: str, body: bytes, headers: dict[str, str], timeout: float) -> Reply:
        """One POST, never disturbed by faults (validation handshakes, test pings). *timeout* in seconds."""
        if self._session is None:
            self._session = aiohttp.ClientSession()
        limit = aiohttp.ClientTimeout(total=timeout)
        try:
            async with self._session.post(
                url, data=body, headers=headers, timeout=limit, allow_redirects=False
            ) as answer:
                return Reply(answer.status, await answer.read())
        except (aiohttp.ClientError, TimeoutError, ValueError):
            # nobody there, too slow, or not an address: for the caller the same
            return Reply(0)

    async def notify(self, system: str, url: str, body: bytes, headers: dict[str, str], timeout: float) -> Reply:
        """One notification of *system*, subject to lost, doubled and late faults. *timeout* in seconds."""
        fault = self.faults.strike("notification", system, "POST", url, "", "")
        match fault.kind if fault else "":
            case "lost_notification":
                # the sender believes it arrived, so it does not try again
                return Reply(202)
            case "doubled_notification":
                await self.post(url, body, headers, timeout)
            case "late_notification":
                assert fault
                await asyncio.sleep(fault.seconds)
        return await self.post(url, body, headers, timeout)

    def spawn(self, job: Coroutine[Any, Any, None]) -> None:
        """Let *job* go on in the background; an error in it is logged and never lost."""
        task = asyncio.get_running_loop().create_task(job)
        self._jobs.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._jobs.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("background job failed", exc_info=error)

    async def close(self) -> None:
        """Stop background jobs and close connections."""
        jobs = list(self._jobs)
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None
