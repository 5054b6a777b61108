"""The two sign-ins under one shape: where to send the browser, and what its return proves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import urlencode

from flask import current_app

from backend.api.context import product
from backend.api.pairing import CalendarAccount, SuperOfficeUser
from backend.config import Settings
from backend.core.items import Side
from backend.core.sides import Unavailable
from backend.graph.auth import Entra, MailboxToken, SignInRefused
from backend.graph.client import GraphClient, Json
from backend.graph.errors import GraphError
from backend.graph.profile import home_zone, reading_language
from backend.superoffice.auth import SignIn as SuperOfficeSignIn
from backend.superoffice.auth import SignInFailed
from backend.superoffice.tokens import Issuer
from backend.transport import Transport

Proof_co = TypeVar("Proof_co", covariant=True)

#: Entra's error codes → those of SignInFailed
_REFUSALS = {
    "access_denied": "outlook.refused",
    "tenant_not_allowed": "outlook.other_organisation",
    "state_mismatch": "elsewhere",
}


class Door(Protocol, Generic[Proof_co]):
    """One system's sign-in."""

    def start(self, back: str, expected: str) -> tuple[str, dict[str, Any]]:
        """Where to send the browser, and what to remember. *expected*: address that is to sign in, or "".

        Raises Unavailable.
        """

    def finish(self, flow: dict[str, Any], returned: Mapping[str, str]) -> Proof_co:
        """What the browser's return proves. Raises SignInFailed, SideError."""


class SuperOfficeDoor:
    """Sign-in to SuperOffice."""

    def __init__(self, settings: Settings) -> None:
        self._sign_in = SuperOfficeSignIn(settings, Issuer(settings.superoffice_url))

    def start(self, back: str, expected: str) -> tuple[str, dict[str, Any]]:
        """Door.start."""
        address, flow = self._sign_in.start(back)
        return _with_hint(address, expected), dict(flow)

    def finish(self, flow: dict[str, Any], returned: Mapping[str, str]) -> SuperOfficeUser:
        """Door.finish."""
        user = self._sign_in.finish(flow, returned)
        return SuperOfficeUser(
            user.context, user.associate_id, user.address, user.name, user.refresh_token, user.system_token
        )


class CalendarDoor:
    """Sign-in to Microsoft."""

    def __init__(self, settings: Settings) -> None:
        self._entra = Entra.of(settings)
        self._graph_url = settings.graph_url

    def start(self, back: str, expected: str) -> tuple[str, dict[str, Any]]:
        """Door.start."""
        address, flow = self._entra.start_sign_in(back)
        return _with_hint(address, expected), flow

    def finish(self, flow: dict[str, Any], returned: Mapping[str, str]) -> CalendarAccount:
        """Door.finish; also asks the mailbox for its addresses and its zone."""
        try:
            person = self._entra.finish_sign_in(flow, returned)
        except SignInRefused as error:
            raise SignInFailed(_REFUSALS.get(str(error.args[0]), "outlook.not_accepted")) from error
        token = MailboxToken(self._entra, person.cache, person.oid)
        client = GraphClient(Transport(), self._graph_url, token)
        try:
            profile = client.get("/me?$select=mail,proxyAddresses")
            zone, language = home_zone(client), reading_language(client)
        except GraphError as error:
            raise Unavailable(Side.CALENDAR, "outlook.profile") from error
        addresses = _addresses(profile, person.address)
        return CalendarAccount(person.tid, person.oid, addresses, token.cache, zone, language, person.name)


def superoffice_door() -> Door[SuperOfficeUser]:
    """The application's door to SuperOffice; its metadata and keys are fetched once a process."""
    return _kept(SuperOfficeDoor)


def calendar_door() -> Door[CalendarAccount]:
    """The application's door to Microsoft."""
    return _kept(CalendarDoor)


Kind = TypeVar("Kind", SuperOfficeDoor, CalendarDoor)


def _kept(kind: type[Kind]) -> Kind:
    door = current_app.extensions.get(kind.__name__)
    if not isinstance(door, kind):
        door = current_app.extensions[kind.__name__] = kind(product().settings)
    return door


def _addresses(profile: Json, sign_in_name: str) -> list[str]:
    """Every address of the mailbox, the primary first."""
    mail, proxies = profile.get("mail"), profile.get("proxyAddresses")
    found = [mail] if isinstance(mail, str) and mail else []
    found.append(sign_in_name)
    # "SMTP:" marks the primary address, "smtp:" an alias; other kinds are not for mail
    names = (name for name in proxies if isinstance(name, str)) if isinstance(proxies, list) else ()
    found += [name[len("smtp:") :] for name in names if name.lower().startswith("smtp:")]
    return list(dict.fromkeys(address.lower() for address in found))


def _with_hint(address: str, expected: str) -> str:
    return f"{address}&{urlencode({'login_hint': expected})}" if expected else address
