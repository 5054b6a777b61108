"""The system user: a ticket for a signed system token (contracts/superoffice.md §1.4)."""

from __future__ import annotations

import base64
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import requests
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from backend.config import Settings, rsa_key
from backend.core.items import Side
from backend.core.sides import NeedsSignIn, NoAnswer, Unavailable
from backend.rare_calls import calls
from backend.superoffice.tokens import CLAIM, BadToken, Issuer

#: seconds for which a refused approval is not tried by runs, which can do without it
_REFUSED_FOR = 600.0


class ApprovalWithdrawn(NeedsSignIn):
    """SuperOffice no longer takes the organisation's approval of this service; an administrator can renew it."""

    def __init__(self) -> None:
        super().__init__(Side.SUPEROFFICE, "superoffice.approval")


@dataclass(frozen=True, slots=True)
class SystemTicket:
    """What opens the API for the system user: six hours, pushed on by each use."""

    ticket: str


class SystemUser:
    """Opens the system user of organisations that approved the app; each ticket serves until it is forgotten.

    Thread-safe.
    """

    def __init__(self, settings: Settings, issuer: Issuer) -> None:
        self._settings = settings
        self._issuer = issuer
        self._tickets: dict[str, SystemTicket] = {}
        #: by organisation, until when on the monotonic clock its approval counts as withdrawn
        self._refused: dict[str, float] = {}
        self._lock = threading.Lock()

    def ticket(self, system_token: str, context: str) -> SystemTicket:
        """The ticket of an organisation. Raises ApprovalWithdrawn, Unavailable."""
        with self._lock:
            held = self._tickets.get(context)
        if held is None:
            held = self._fresh(system_token, context)
            with self._lock:
                self._tickets[context] = held
                self._refused.pop(context, None)
        return held

    def is_refused(self, context: str) -> bool:
        """Whether the approval was refused a short while ago, and not accepted since."""
        with self._lock:
            return self._refused.get(context, 0.0) > time.monotonic()

    def refuse(self, context: str) -> ApprovalWithdrawn:
        """Remember that SuperOffice refuses the approval; the error to raise."""
        with self._lock:
            self._tickets.pop(context, None)
            self._refused[context] = time.monotonic() + _REFUSED_FOR
        return ApprovalWithdrawn()

    def forget(self, context: str, rejected: SystemTicket) -> None:
        """A ticket was answered with 401: get another the next time, unless there is one already."""
        with self._lock:
            if self._tickets.get(context) == rejected:
                del self._tickets[context]

    def _fresh(self, system_token: str, context: str) -> SystemTicket:
        body = {
            "SignedSystemToken": self._signed(system_token),
            "ApplicationToken": self._settings.superoffice_client_secret.get_secret_value(),
            "ContextIdentifier": context,
            "ReturnTokenType": "JWT",
        }
        url = f"{self._settings.superoffice_url}/Login/api/PartnerSystemUser/Authenticate"
        try:
            answer = calls().post(url, json=body)
            reply = answer.json()
        except requests.RequestException as error:
            raise NoAnswer(Side.SUPEROFFICE, "superoffice.sign_in_unreachable", 60.0) from error
        if answer.status_code >= 500 or not isinstance(reply, dict):
            raise NoAnswer(Side.SUPEROFFICE, "superoffice.sign_in_odd", 60.0)
        if not reply.get("IsSuccessful"):
            raise self.refuse(context)
        return SystemTicket(self._verified(reply, context))

    def _verified(self, reply: dict[str, Any], context: str) -> str:
        try:
            claims = self._issuer.claims(str(reply.get("Token")), issuer="SuperOffice AS", audience=None)
        except BadToken as error:
            raise Unavailable(Side.SUPEROFFICE, "superoffice.not_verified") from error
        ticket = claims.get(f"{CLAIM}ticket")
        if not isinstance(ticket, str) or str(claims.get(f"{CLAIM}ctx")).lower() != context.lower():
            raise Unavailable(Side.SUPEROFFICE, "superoffice.other_organisation")
        return ticket

    def _signed(self, system_token: str) -> str:
        data = f"{system_token}.{datetime.now(UTC):%Y%m%d%H%M}"
        signature = self._key.sign(data.encode(), PKCS1v15(), hashes.SHA256())
        return f"{data}.{base64.b64encode(signature).decode()}"

    @property
    def _key(self) -> RSAPrivateKey:
        try:
            return rsa_key(self._settings.superoffice_private_key.get_secret_value())
        except ValueError as error:
            # an installation without system user has none
            raise Unavailable(Side.SUPEROFFICE, "superoffice.key_unreadable") from error
