"""JSON calls to one organisation's API on behalf of one user (contracts/superoffice.md §1.5, §2)."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import quote, urlencode

import msgspec
from msgspec import Struct

from backend.core.items import Side
from backend.core.sides import NeedsSignIn, NoAnswer, Unavailable
from backend.superoffice.auth import AccessToken, SignIn
from backend.superoffice.system_user import SystemTicket, SystemUser
from backend.superoffice.tenant import Tenants
from backend.transport import Answer, ConnectionLost, Patience, Transport, retry_after, send_patiently

#: all times come and go in UTC, with their offset (contracts/superoffice.md §2.7)
_FIXED = {
    "Accept": "application/json",
    "Content-Type": "application/json; charset=utf-8",
    "SO-TimeZone": "UTC, includeTZOffset",
}
#: stands in a query as it is (RFC 3986, 3.4): urllib3 looks at each byte of one with a percent sign, four times
_PLAIN = "$,:()'/@"
_LATER = frozenset({429, 503, 504})
#: refusals that say that something is not for us: not asked for in this way, not allowed, or not there
CLOSED = frozenset({400, 403, 404})
#: attempts of a call that changes nothing when the server fails
_READ_ATTEMPTS = 3
#: a little before its end an access token is not used any more
_EXPIRY_MARGIN = 60.0


class ApiError(Exception):
    """An answer that says no; with its status and error type, never its message, which may quote texts."""

    def __init__(self, status: int, kind: str) -> None:
        super().__init__(status, kind)
        self.status = status
        self.kind = kind


class Reply(Struct, frozen=True):
    """A successful answer: its JSON, None when there was none, and its header fields."""

    data: Any
    headers: Mapping[str, str]


class Credentials(Protocol):
    """Whom a client speaks for."""

    def headers(self) -> Mapping[str, str]:
        """The header fields that say so. Raises NeedsSignIn, Unavailable."""

    def reject(self, headers: Mapping[str, str]) -> None:
        """These header fields were answered with 401: do not use them again."""

    def refused(self) -> NeedsSignIn:
        """Fresh header fields were answered with 401 as well: the error to raise."""


class UserCredentials:
    """A signed-in person: access tokens from their refresh token. Thread-safe."""

    def __init__(self, sign_in: SignIn, refresh_token: str, access: AccessToken | None = None) -> None:
        self._sign_in = sign_in
        self._refresh_token = refresh_token
        self._access = access
        self._lock = threading.Lock()

    def headers(self) -> Mapping[str, str]:
        """Bearer token, fetched when there is none or it has run out."""
        with self._lock:
            if self._access is None or self._access.expires_at < time.time() + _EXPIRY_MARGIN:
                self._access = self._sign_in.refresh(self._refresh_token)
            return {"Authorization": f"Bearer {self._access.token}"}

    def reject(self, headers: Mapping[str, str]) -> None:
        """Forget the token, unless another thread has renewed it meanwhile."""
        with self._lock:
            if self._access and headers["Authorization"] == f"Bearer {self._access.token}":
                self._access = None

    def refused(self) -> NeedsSignIn:
        """The person must sign in again."""
        return NeedsSignIn(Side.SUPEROFFICE, "superoffice.sign_in")


class SystemCredentials:
    """The system user of one organisation. Thread-safe."""

    def __init__(self, system_user: SystemUser, system_token: str, context: str, app_token: str) -> None:
        self._system_user = system_user
        self._system_token = system_token
        self._context = context
        self._app_token = app_token

    def headers(self) -> Mapping[str, str]:
        """Ticket and application token."""
        ticket = self._system_user.ticket(self._system_token, self._context).ticket
        return {"Authorization": f"SOTicket {ticket}", "SO-AppToken": self._app_token}

    def reject(self, headers: Mapping[str, str]) -> None:
        """Forget the ticket."""
        self._system_user.forget(self._context, SystemTicket(headers["Authorization"].removeprefix("SOTicket ")))

    def refused(self) -> NeedsSignIn:
        """An administrator must approve the app again."""
        return self._system_user.refuse(self._context)


class Client:
    """The API of one organisation for one user. Thread-safe.

    Every call may raise SideError; ApiError tells a refusal, ConnectionLost that nobody knows whether a call that
    is not *safe* took effect.
    """

    def __init__(
        self, transport: Transport, tenants: Tenants, context: str, credentials: Credentials,
        patience: Patience | None = None,
    ) -> None:  # fmt: skip
        self.context = context
        self._transport = transport
        self._tenants = tenants
        self._credentials = credentials
        self._patience = patience or Patience()
        self._lock = threading.Lock()
        #: calls made so far
        self.requests = 0

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Reply:
        """Read an address below the API, `v1/Appointment/7`."""
        return self.call("GET", path, query=query, safe=True)

    def fetch(self, path: str) -> bytes:
        """Read what is not JSON, such as a picture; empty for nothing."""
        data = self.call("GET", path, headers={"Accept": "*/*"}, safe=True, raw=True).data
        assert isinstance(data, bytes)
        return data

    def ask(self, path: str, body: object, query: Mapping[str, str] | None = None) -> Reply:
        """Call an agent's method that changes nothing."""
        return self.call("POST", path, query=query, body=body, safe=True)

    def ask_form(self, path: str, fields: Mapping[str, str]) -> Reply:
        """A query whose options are too long for an address, as form fields."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.call("POST", path, body=urlencode(fields).encode(), headers=headers, safe=True)

    def call(
        self, method: str, path: str, *, query: Mapping[str, str] | None = None, body: object = None,
        headers: Mapping[str, str] | None = None, safe: bool = False, raw: bool = False,
    ) -> Reply:  # fmt: skip
        """One call, its *body* sent as JSON unless it is bytes; the answer is JSON too, or *raw* bytes.

        *safe* ones may be repeated at will, as they change nothing or change to the same.
        """
        sent = body if isinstance(body, bytes) else None if method == "GET" else msgspec.json.encode(body)
        tail = f"{quote(path)}?{urlencode(query, safe=_PLAIN, quote_via=quote)}" if query else quote(path)
        renewed = moved = False
        while True:
            api, credentials = self._tenants.api(self.context), self._credentials.headers()
            answer = self._send(method, f"{api}/{tail}", {**_FIXED, **credentials, **(headers or {})}, sent, safe)
            if answer.status == 401 and not renewed:
                renewed = True
                self._credentials.reject(credentials)
            elif answer.status == 421 and not moved:
                moved = True
                self._tenants.forget(self.context, api)
            else:
                return self._judge(answer, api, safe, raw)

    def _send(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, safe: bool) -> Answer:
        for attempt in range(1, _READ_ATTEMPTS + 1):
            with self._lock:
                self.requests += 1
            try:
                answer = send_patiently(
                    self._transport,
                    method,
                    url,
                    headers=headers,
                    body=body,
                    idempotent=safe,
                    patience=self._patience,
                )
            except ConnectionLost as error:
                if safe or not error.may_have_arrived:
                    raise NoAnswer(Side.SUPEROFFICE, "superoffice.unreachable", 60.0) from error
                raise
            if not (safe and answer.status in (500, 502) and attempt < _READ_ATTEMPTS):
                return answer
        raise AssertionError("the last attempt returns")

    def _judge(self, answer: Answer, api: str, safe: bool, raw: bool) -> Reply:
        status = answer.status
        if status == 401:
            raise self._credentials.refused()
        if status == 421:
            raise NoAnswer(Side.SUPEROFFICE, "superoffice.moving", 60.0)
        if status in _LATER:
            self._tenants.forget(self.context, api)
            if status == 503:
                self._tenants.api(self.context)  # tells maintenance from a crowd
            asked = retry_after(answer, datetime.now(UTC))
            wait = 60.0 if asked is None else asked
            if status == 429:
                # whoever asks too much is told so alone
                raise Unavailable(Side.SUPEROFFICE, "superoffice.busy", wait)
            raise NoAnswer(Side.SUPEROFFICE, "superoffice.busy", wait)
        if raw and status < 300:
            return Reply(answer.body, answer.headers)
        data = _decoded(answer)
        kind = _error_kind(data)
        if status >= 500 and safe:
            raise NoAnswer(Side.SUPEROFFICE, "superoffice.error", 60.0)
        if status >= 300 or kind:
            raise ApiError(status if status >= 300 else 400, kind or "Unknown")
        return Reply(data, answer.headers)


def _decoded(answer: Answer) -> Any:
    """The JSON of an answer. Raises ApiError 502 where a successful one is not JSON."""
    if not answer.body:
        return None
    try:
        return msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        if answer.status >= 300:
            return None
        raise ApiError(502, "MalformedAnswer") from error


def _error_kind(data: Any) -> str:
    """SuperOffice's error type when *data* is its error object, under either key; else "" (§2.6)."""
    if not isinstance(data, dict):
        return ""
    if data.get("Error") is True:
        return str(data.get("ErrorType") or "Unknown")[:60]
    if "MessageDetail" in data or data.keys() == {"Message"}:
        return "InvalidRequest"
    return ""
