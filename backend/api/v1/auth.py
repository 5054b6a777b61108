"""Who calls: an access token of Entra for our own API, validated (contracts/graph.md §5.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import jwt
from flask import current_app, g, request

from backend.api.context import product, transaction
from backend.api.problems import Problem
from backend.api.v1.keys import DISCOVERY, Keys
from backend.api.v1.language import problem
from backend.config import Settings
from backend.store import mailboxes
from backend.store.tables import Mailbox

SCOPE = "access_as_user"
#: seconds by which clocks may differ; Entra allows five minutes
LEEWAY = 120
#: characters; Entra's own tokens have about two thousand
TOKEN_LIMIT = 16_384


class BadToken(Exception):
    """A token that does not open this API; the message says what is wrong, never what the token holds."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The account that a token proves. (tid, oid) identifies it; name and address are for showing only."""

    tid: str
    oid: str
    name: str
    address: str


def caller_of(token: str, settings: Settings, keys: Keys) -> Caller:
    """The account behind *token*. Raises BadToken, and Unavailable while Entra's keys cannot be fetched."""
    try:
        # read before they are proven, only to find the key; `decode` below proves them
        header = jwt.get_unverified_header(token)
        said = jwt.decode(token, options={"verify_signature": False})
        audiences = (settings.entra_client_id, f"api://{settings.entra_client_id}")
        if said.get("aud") not in audiences:
            raise BadToken("The token is meant for somebody else.")
        tenant, version = _tenant(said, settings), str(said.get("ver"))
        if header.get("alg") != "RS256" or version not in DISCOVERY:
            raise BadToken("The token is not of a kind that Entra issues.")
        found = keys.find(tenant, version, str(header.get("kid")))
        if found is None:
            raise BadToken("The token is signed with a key that Entra does not publish.")
        issuer, key = found
        claims = jwt.decode(
            token, key, algorithms=["RS256"], issuer=issuer, leeway=LEEWAY,
            audience=audiences, options={"require": ["exp", "nbf", "iss", "aud", "tid", "oid"]},
        )  # fmt: skip
    except jwt.PyJWTError as error:
        raise BadToken(f"The token is not valid ({type(error).__name__}).") from error
    _check_delegated(claims)
    return Caller(tenant, str(claims["oid"]), str(claims.get("name", "")), _address(claims))


def _tenant(said: Mapping[str, Any], settings: Settings) -> str:
    tenant = str(said.get("tid", "")).lower()
    if tenant not in {one.lower() for one in settings.tenant_ids} or not _is_guid(tenant):
        raise BadToken("The token is of an organisation that is not invited.")
    return tenant


def _is_guid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _check_delegated(claims: Mapping[str, Any]) -> None:
    """A person let the app act in the own name; an app's own token opens nothing here."""
    if claims.get("idtyp") == "app" or SCOPE not in str(claims.get("scp", "")).split():
        raise BadToken(f"The token does not carry the scope {SCOPE}.")
    if not isinstance(claims["oid"], str) or not claims["oid"]:
        raise BadToken("The token names no account.")


def _address(claims: Mapping[str, Any]) -> str:
    return str(claims.get("preferred_username") or claims.get("upn") or "").lower()


def require_caller() -> None:
    """Before every request: find out who calls, or answer 401 with a challenge (RFC 6750 §3)."""
    if request.method == "OPTIONS":
        # a browser asks for CORS without a token
        return
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise _challenge("")
    if len(token) > TOKEN_LIMIT:
        raise _challenge("The token is too long.")
    try:
        g.caller = caller_of(token.strip(), product().settings, _keys())
    except BadToken as error:
        raise _challenge(str(error)) from error


def _challenge(wrong: str) -> Problem:
    error = f', error="invalid_token", error_description="{wrong}"' if wrong else ""
    return problem(401, "unauthorized", headers={"WWW-Authenticate": f'Bearer realm="sosync"{error}'})


def _keys() -> Keys:
    """The application's keys, fetched once a process."""
    found = current_app.extensions.get(Keys.__name__)
    if not isinstance(found, Keys):
        found = current_app.extensions[Keys.__name__] = Keys(product().settings.entra_url)
    return found


def caller() -> Caller:
    """Who makes this request."""
    found = g.caller
    assert isinstance(found, Caller)
    return found


def mailbox_or_none() -> Mailbox | None:
    """The caller's mailbox; None before it is connected."""
    with transaction() as session:
        return mailboxes.of_account(session, caller().tid, caller().oid)


def mailbox() -> Mailbox:
    """The caller's mailbox. Raises Problem 409 before it is connected."""
    found = mailbox_or_none()
    if found is None:
        raise problem(409, "not_connected")
    return found


def working_mailbox() -> Mailbox:
    """The caller's mailbox, able to run. Raises Problem 409 while it is paused or waits for a sign-in."""
    found = mailbox()
    if found.state != "active":
        raise problem(409, found.state)
    return found
