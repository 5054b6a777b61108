"""A thin keep-alive HTTP session over urllib3: one attempt at a time, and one patient way to repeat it."""

from __future__ import annotations

import math
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import urllib3
from msgspec import Struct
from urllib3 import HTTPHeaderDict
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NameResolutionError, NewConnectionError

from backend import counters
from backend.throttle import Allowance, Throttle

#: answers that say "later": the request had no effect, so even a write may be repeated
_LATER = frozenset({429, 503, 504})
#: those of a system that has too much to do
_CROWDED = frozenset({429, 503})

_asked_first: ContextVar[Callable[[], None] | None] = ContextVar("asked_first", default=None)


@contextmanager
def asking(may_go_on: Callable[[], None]) -> Iterator[None]:
    """Before each request made inside, repeated ones too, *may_go_on* is called; it raises to keep it back."""
    token = _asked_first.set(may_go_on)
    try:
        yield
    finally:
        _asked_first.reset(token)


class Answer(Struct, frozen=True):
    """One HTTP response, read to its end."""

    status: int
    #: looked up without regard to case
    headers: Mapping[str, str]
    body: bytes


class ConnectionLost(Exception):
    """No answer came. The message names the kind of failure, never the address or a header."""

    def __init__(self, kind: str, may_have_arrived: bool) -> None:
        super().__init__(kind)
        #: False only when the request certainly never reached the other side
        self.may_have_arrived = may_have_arrived


class _InOnePiece(HTTPConnection):
    """Sends a request's head together with its body, where urllib3 takes a system call and a packet for each."""

    _pieces: list[bytes] | None = None

    def request(self, *args: Any, **options: Any) -> None:
        pieces: list[bytes] = []
        self._pieces = pieces
        try:
            super().request(*args, **options)
        finally:
            self._pieces = None
        super().send(b"".join(pieces))

    def send(self, data: Any) -> None:
        if self._pieces is None:
            super().send(data)
        else:
            self._pieces.append(data)


class _InOneSecurePiece(_InOnePiece, HTTPSConnection):
    """The same over TLS."""


class Transport:
    """Keep-alive connections to any number of hosts on behalf of one mailbox; thread-safe.

    *pool* connections are kept open per host; *timeout* is in seconds, for connecting and for each read.
    *allowance* is what the system serves a mailbox, where that is known.
    """

    def __init__(self, *, pool: int = 4, timeout: float = 30.0, allowance: Allowance | None = None) -> None:
        self.throttle = Throttle(allowance)
        self._pool, self._timeout = pool, timeout
        #: by origin; the few that a mailbox has to do with
        self._hosts: dict[str, urllib3.HTTPConnectionPool] = {}
        self._lock = threading.Lock()
        #: HTTP requests made so far, answered or not
        self.requests = 0

    def send(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None, weight: int = 1
    ) -> Answer:
        """One attempt, without following redirects. Any status is an answer. Raises ConnectionLost.

        *weight*: as how many requests the system counts it. What the mailbox may not ask by now is not sent, and
        answered as the system would: 429.
        """
        with self.throttle.turn():
            if pause := self.throttle.wait(weight):
                return Answer(429, HTTPHeaderDict({"Retry-After": str(math.ceil(pause))}), b"")
            answer = self._send(method, url, headers, body)
        if answer.status in _CROWDED:
            self.throttle.slow_down(retry_after(answer, datetime.now(UTC)) or 0.0)
        else:
            self.throttle.went_well()
        return answer

    def _send(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        if may_go_on := _asked_first.get():
            may_go_on()
        with self._lock:
            self.requests += 1
        scheme, _, host, path = f"{url}/".split("/", 3)
        status = "none"
        try:
            connections = self._connections(f"{scheme}//{host}")
            response = connections.urlopen(method, f"/{path[:-1]}", body=body, headers=headers, redirect=False)
        except (NewConnectionError, ConnectTimeoutError, NameResolutionError) as error:
            raise ConnectionLost(type(error).__name__, may_have_arrived=False) from error
        except HTTPError as error:
            raise ConnectionLost(type(error).__name__, may_have_arrived=True) from error
        else:
            status = str(response.status)
        finally:
            counters.REQUESTS.labels(host, status).inc()
        return Answer(response.status, response.headers, response.data)

    def _connections(self, origin: str) -> urllib3.HTTPConnectionPool:
        """Those to one host; urllib3 would find them by taking the address of each request apart."""
        with self._lock:
            if origin not in self._hosts:
                connections = self._hosts[origin] = urllib3.connection_from_url(
                    origin, maxsize=self._pool, block=False, timeout=self._timeout, retries=False
                )
                connections.ConnectionCls = _InOneSecurePiece if connections.scheme == "https" else _InOnePiece
            return self._hosts[origin]


class Patience(Struct, frozen=True):
    """How long a caller waits for an answer other than "later"."""

    #: requests at most, the first included
    attempts: int = 4
    #: seconds of waiting at most, over all attempts
    seconds: float = 10.0
    #: seconds before the second attempt when the answer names none; doubled each time
    first_wait: float = 0.5


def retry_after(answer: Answer, now: datetime) -> float | None:
    """Seconds until the time that Retry-After names (delta seconds or an HTTP date); None without one."""
    value = answer.headers.get("Retry-After", "").strip()
    if not value:
        return None
    try:
        return max(0.0, float(value)) if value[0].isdigit() else max(0.0, _seconds_until(value, now))
    except ValueError:
        return None


def _seconds_until(http_date: str, now: datetime) -> float:
    moment = parsedate_to_datetime(http_date)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now.timestamp()


def send_patiently(
    transport: Transport,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes | None = None,
    idempotent: bool,
    patience: Patience,
    weight: int = 1,
) -> Answer:
    """Send, and repeat on 429, 503 and 504 as Retry-After says; on a lost connection only when *idempotent*.

    A 504 is repeated only when *idempotent*, because the effect may still come. When the patience is used up, or
    Retry-After asks for more than is left of it, the last answer is returned, or ConnectionLost raised.
    """
    waited = 0.0
    for attempt in range(1, patience.attempts + 1):
        asked: float | None = None
        last = attempt == patience.attempts
        try:
            answer = transport.send(method, url, headers=headers, body=body, weight=weight)
        except ConnectionLost as error:
            if last or (error.may_have_arrived and not idempotent):
                raise
            lost: ConnectionLost | None = error
        else:
            if answer.status not in _LATER or (answer.status == 504 and not idempotent) or last:
                return answer
            asked, lost = retry_after(answer, datetime.now(UTC)), None
        pause = asked if asked is not None else patience.first_wait * 2 ** (attempt - 1)
        pause += random.uniform(0, min(1.0, pause / 4))  # noqa: S311 - spreads callers, keeps no secret
        if waited + pause > patience.seconds:
            if lost:
                raise lost
            return answer
        time.sleep(pause)
        waited += pause
    raise AssertionError("a Patience allows at least one attempt")
