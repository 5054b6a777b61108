"""JSON calls to Microsoft Graph for one mailbox: token, headers, patience, typed errors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol
from uuid import uuid4

import msgspec

from backend.core.items import Side
from backend.core.sides import CursorLost, NeedsSignIn, NoAnswer, Unavailable
from backend.graph.errors import Busy, CursorExpired, GraphError, MailboxUnavailable, Unauthorized, error_of
from backend.throttle import Throttle
from backend.transport import ConnectionLost, Patience, Transport, send_patiently

Json = dict[str, Any]

#: on every request: ids that survive moves between folders, times in UTC (contracts/graph.md §1.4, §1.5)
PREFER = 'IdType="ImmutableId", outlook.timezone="UTC"'


class TokenSource(Protocol):
    """Where the bearer token comes from."""

    def __call__(self, *, fresh: bool = False) -> str:
        """A token; *fresh* when the last one was refused. Raises NeedsSignIn or Unavailable."""


class GraphClient:
    """Calls for one mailbox. *base* is Settings.graph_url, with the version and without a slash at the end.

    Raises NeedsSignIn, Unavailable and CursorLost for what concerns the mailbox as a whole; GraphError otherwise;
    ConnectionLost only from a POST that may not be repeated.
    """

    def __init__(
        self, transport: Transport, base: str, token: TokenSource, patience: Patience | None = None
    ) -> None:
        self._transport = transport
        self._base = base
        self._token = token
        self._bearer = ""
        #: how long a throttled call may wait
        self.patience = patience or Patience()

    @property
    def requests(self) -> int:
        """HTTP requests made so far."""
        return self._transport.requests

    def get(self, address: str, *, page_size: int = 0) -> Json:
        """GET a path below the version, or a link that Graph gave us."""
        prefer = f"{PREFER}, odata.maxpagesize={page_size}" if page_size else PREFER
        return self._call("GET", address, {"Prefer": prefer}, None, idempotent=True)

    def post(self, path: str, body: Json, *, idempotent: bool = False, weight: int = 1) -> Json:
        """POST; *idempotent* when it may be repeated after a lost connection. *weight*: the requests in it."""
        return self._call("POST", path, {"Prefer": PREFER}, body, idempotent=idempotent, weight=weight)

    def patch(self, path: str, body: Json) -> Json:
        """PATCH."""
        return self._call("PATCH", path, {"Prefer": PREFER}, body, idempotent=True)

    def delete(self, path: str) -> None:
        """DELETE."""
        self._call("DELETE", path, {"Prefer": PREFER}, None, idempotent=True)

    @property
    def throttle(self) -> Throttle:
        """How fast the mailbox asks."""
        return self._transport.throttle

    def renew_token(self) -> None:
        """Fetch a new token after a 401."""
        self._bearer = self._token(fresh=True)

    def _call(
        self,
        method: str,
        address: str,
        headers: Mapping[str, str],
        body: Json | None,
        *,
        idempotent: bool,
        weight: int = 1,
    ) -> Json:
        try:
            try:
                return self._once(method, address, headers, body, idempotent, weight)
            except Unauthorized:
                self.renew_token()
                return self._once(method, address, headers, body, idempotent, weight)
        except Unauthorized as error:
            raise needs_sign_in() from error
        except CursorExpired as error:
            raise CursorLost(Side.CALENDAR, "outlook.cursor") from error
        except (Busy, MailboxUnavailable) as error:
            raise unavailable(error) from error
        except ConnectionLost as error:
            if not idempotent:
                raise
            raise unavailable(error) from error

    def _once(
        self,
        method: str,
        address: str,
        headers: Mapping[str, str],
        body: Json | None,
        idempotent: bool,
        weight: int,
    ) -> Json:
        self._bearer = self._bearer or self._token()
        sent = {
            "Authorization": f"Bearer {self._bearer}",
            "Accept": "application/json",
            "client-request-id": str(uuid4()),
            **headers,
        }
        payload = None
        if body is not None:
            sent["Content-Type"] = "application/json"
            payload = msgspec.json.encode(body)
        answer = send_patiently(
            self._transport,
            method,
            self._url(address),
            headers=sent,
            body=payload,
            idempotent=idempotent,
            patience=self.patience,
            weight=weight,
        )
        value = _decoded(answer.body)
        if not 200 <= answer.status < 300:
            raise error_of(answer.status, answer.headers, value)
        if not isinstance(value, dict):
            raise Unavailable(Side.CALENDAR, "outlook.not_json")
        return value

    def _url(self, address: str) -> str:
        """The full address. A link to anywhere but Graph gets no token."""
        if address.startswith("/"):
            return self._base + address
        if not address.startswith(self._base + "/"):
            raise Unavailable(Side.CALENDAR, "outlook.link")
        return address


def _decoded(body: bytes) -> object:
    if not body:
        return {}
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _leniently_decoded(body)


def _leniently_decoded(body: bytes) -> object:
    """A page in which one text holds half a surrogate pair stays readable: that item alone is at fault."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def needs_sign_in() -> NeedsSignIn:
    """The person's consent is no longer there."""
    return NeedsSignIn(Side.CALENDAR, "outlook.sign_in")


def unavailable(error: GraphError | ConnectionLost) -> Unavailable:
    """The mailbox cannot be worked with now."""
    if isinstance(error, ConnectionLost):
        return NoAnswer(Side.CALENDAR, "outlook.unreachable")
    if isinstance(error, MailboxUnavailable):
        return Unavailable(Side.CALENDAR, "outlook.mailbox", error.seconds)
    return Unavailable(Side.CALENDAR, "outlook.busy", error.seconds)
