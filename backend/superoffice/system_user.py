"""The system user: a ticket for a signed system token (contracts/superoffice.md §1.4)."""

from __future__ import annotations

import base64
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import requests
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from backend.config import Settings
from backend.core.items import Side
from backend.core.sides import NeedsSignIn, Unavailable
from backend.rare_calls import calls
from backend.superoffice.tokens import CLAIM, BadToken, Issuer


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
        self._lock = threading.Lock()

    def ticket(self, system_token: str, context: str) -> SystemTicket:
        """The ticket of an organisation. Raises NeedsSignIn, Unavailable."""
        with self._lock:
            held = self._tickets.get(context)
        if held is None:
            held = self._fresh(system_token, context)
            with self._lock:
                self._tickets[context] = held
        return held

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
            raise Unavailable(Side.SUPEROFFICE, "SuperOffice's sign-in cannot be reached.", 60.0) from error
        if answer.status_code >= 500 or not isinstance(reply, dict):
            raise Unavailable(Side.SUPEROFFICE, "SuperOffice's sign-in does not answer as it should.", 60.0)
        if not reply.get("IsSuccessful"):
            raise NeedsSignIn(Side.SUPEROFFICE, "An administrator must approve this service in SuperOffice again.")
        return SystemTicket(self._verified(reply, context))

    def _verified(self, reply: dict[str, Any], context: str) -> str:
        try:
            claims = self._issuer.claims(str(reply.get("Token")), issuer="SuperOffice AS", audience=None)
        except BadToken as error:
            raise Unavailable(Side.SUPEROFFICE, "SuperOffice's answer could not be verified.") from error
        ticket = claims.get(f"{CLAIM}ticket")
        if not isinstance(ticket, str) or str(claims.get(f"{CLAIM}ctx")).lower() != context.lower():
            raise Unavailable(Side.SUPEROFFICE, "SuperOffice opened another organisation than the one asked for.")
        return ticket

    def _signed(self, system_token: str) -> str:
        data = f"{system_token}.{datetime.now(UTC):%Y%m%d%H%M}"
        signature = self._key.sign(data.encode(), PKCS1v15(), hashes.SHA256())
        return f"{data}.{base64.b64encode(signature).decode()}"

    @cached_property
    def _key(self) -> RSAPrivateKey:
        pem = self._settings.superoffice_private_key.get_secret_value().replace("\\n", "\n")
        try:
            key = load_pem_private_key(pem.encode(), password=None)
        except ValueError as error:
            raise Unavailable(
                Side.SUPEROFFICE, "The setting SUPEROFFICE_PRIVATE_KEY is not a private key."
            ) from error
        if not isinstance(key, RSAPrivateKey):
            raise Unavailable(Side.SUPEROFFICE, "The setting SUPEROFFICE_PRIVATE_KEY is not an RSA key.")
        return key
