"""A running sandbox as tests see it: its addresses, its control, and signed-in sessions."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests

from backend.sandbox.assembly import Sandbox
from backend.sandbox.server import Server
from backend.sandbox.world import Company

#: seconds until a request of a test gives up
TIMEOUT = 30


class HostSession(requests.Session):
    """A session whose addresses may be given relative to *base*."""

    def __init__(self, base: str, token: str = "") -> None:
        super().__init__()
        self.base = base
        self.trust_env = False
        if token:
            self.headers["Authorization"] = f"Bearer {token}"

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        """As in requests; an address beginning with a slash is below `base`."""
        kwargs.setdefault("timeout", TIMEOUT)
        return super().request(method, self.base + url if url.startswith("/") else url, *args, **kwargs)


class ControlRefused(AssertionError):
    """The control answered with an error."""


@dataclass
class SandboxFaults:
    """Faults ordered through the control."""

    client: SandboxClient

    def add(self, system: str, kind: str, **details: Any) -> None:
        """Order a fault; *details* are rate or count, path, mailbox, method, retry_after, seconds."""
        self.client.control("POST", "faults", {"system": system, "kind": kind, **details})

    def clear(self) -> None:
        """Take every order back."""
        self.client.control("DELETE", "faults")


@dataclass
class SandboxClient:
    """One running sandbox."""

    #: address of the server, without a trailing slash
    base: str
    graph: str = ""
    superoffice: str = ""
    entra: str = ""
    faults: SandboxFaults = field(init=False)
    session: HostSession = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.graph = f"{self.base}/graph/v1.0"
        self.superoffice = f"{self.base}/superoffice"
        self.entra = f"{self.base}/entra"
        self.faults = SandboxFaults(self)
        self.session = HostSession(f"{self.base}/sandbox")

    def control(self, method: str, path: str, json: Any = None) -> Any:
        """Call /sandbox/*path*; its JSON, None when empty. Raises ControlRefused."""
        answer = self.session.request(method, f"/{path.lstrip('/')}", json=json)
        if not answer.ok:
            raise ControlRefused(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer.json() if answer.content else None

    def reset(self, company: Company = "small") -> None:
        """Begin again with a fresh company."""
        self.control("POST", "reset", {"company": company})

    def token(self, system: str, user: str) -> str:
        """An access token of *user* for "graph" or "superoffice"."""
        return str(self.control("POST", "token", {"system": system, "user": user})["access_token"])

    def world(self) -> dict[str, Any]:
        """People, tenants, addresses, switches and time."""
        answer: dict[str, Any] = self.control("GET", "world")
        return answer

    def mail(self, to: str | None = None) -> list[dict[str, Any]]:
        """Mails that would have left, oldest first; *to* is an address or short name."""
        mails: list[dict[str, Any]] = self.control("GET", f"mail?to={to}" if to else "mail")["mail"]
        return mails

    def requests(self) -> dict[str, Any]:
        """Counts by system, method, route and status, and the highest concurrency by mailbox."""
        answer: dict[str, Any] = self.control("GET", "requests")
        return answer

    def switch(self, **positions: str) -> None:
        """Turn switches for unknowns of the contracts."""
        self.control("POST", "switches", positions)

    def advance(self, seconds: float) -> None:
        """Let time pass in both systems."""
        self.control("POST", "clock", {"advance_seconds": seconds})

    def set_clock(self, now: str) -> None:
        """Let it be *now* (ISO 8601) in both systems."""
        self.control("POST", "clock", {"now": now})

    def graph_session(self, user: str) -> HostSession:
        """A session at Graph v1.0 signed in as *user*; addresses are "/me/events"."""
        return HostSession(self.graph, self.token("graph", user))

    def superoffice_session(self, user: str) -> HostSession:
        """A session at the tenant's API signed in as *user*; addresses are "/v1/Appointment/1"."""
        api = self.world()["superoffice"]["api"].rstrip("/")
        session = HostSession(api, self.token("superoffice", user))
        session.headers["Accept"] = "application/json"
        return session


@contextmanager
def running_sandbox(company: Company = "small", host: str = "127.0.0.1") -> Iterator[SandboxClient]:
    """A sandbox served from a thread of this process, on a free port of an address of this machine."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="sandbox", daemon=True)
    thread.start()

    async def start() -> Server:
        server = Server(Sandbox(company))
        await server.start(host, 0)
        return server

    server = asyncio.run_coroutine_threadsafe(start(), loop).result(TIMEOUT)
    try:
        yield SandboxClient(f"http://{host}:{server.port}")
    finally:
        asyncio.run_coroutine_threadsafe(server.stop(), loop).result(TIMEOUT)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(TIMEOUT)
        loop.close()
