"""Bearer tokens that open the API: Entra's, validated (contracts/graph.md §5.4), and those of our own dialog."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import jwt
from flask import current_app, request

from backend.api import pane_tokens
from backend.api.context import product
from backend.api.problems import Problem
from backend.api.v1.auth import Account, admit
from backend.api.v1.keys import DISCOVERY, Keys
from backend.api.v1.language import problem
from backend.api.v1.proven_tokens import Proven, ProvenTokens
from backend.config import Settings

SCOPE = "access_as_user"
#: seconds by which clocks may differ; Entra allows five minutes
LEEWAY = 120
#: characters; Entra's own tokens have about two thousand
TOKEN_LIMIT = 16_384


class BadToken(Exception):
    """A token that does not open this API; the message says what is wrong, never what the token holds."""


def require_bearer() -> None:
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
        admit(_account(token.strip()))
    except BadToken as error:
        raise _challenge(str(error)) from error


def _account(token: str) -> Account:
    if not token.startswith(pane_tokens.PREFIX):
        return account_of(token, product().settings, _keys(), _proven_tokens())
    found = pane_tokens.account_of(token)
    if found is None:
        raise BadToken("The token's time is over.")
    return found


def account_of(token: str, settings: Settings, keys: Keys, known: ProvenTokens) -> Account:
    """The account behind *token* of Entra; *known* spares a second check of its signature.

    Raises BadToken, and Unavailable while the keys cannot be fetched.
    """
    account = known.find(token, keys)
    if account is None:
        proven = _prove(token, settings, keys)
        known.keep(token, proven)
        account = proven.account
    return account


def _prove(token: str, settings: Settings, keys: Keys) -> Proven:
    try:
        # read before they are proven, only to find the key; `decode` below proves them
        unproven = jwt.decode_complete(token, options={"verify_signature": False})
        header, said = unproven["header"], unproven["payload"]
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
    account = Account(tenant, str(claims["oid"]), str(claims.get("name", "")), _address(claims))
    return Proven(account, (tenant, version, str(header["kid"])), found, int(claims["exp"]) + LEEWAY)


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


def _challenge(wrong: str) -> Problem:
    error = f', error="invalid_token", error_description="{wrong}"' if wrong else ""
    return problem(401, "unauthorized", headers={"WWW-Authenticate": f'Bearer realm="sosync"{error}'})


def _keys() -> Keys:
    """The application's keys, fetched once a process."""
    found = current_app.extensions.get(Keys.__name__)
    if not isinstance(found, Keys):
        found = current_app.extensions[Keys.__name__] = Keys(product().settings.entra_url)
    return found


def _proven_tokens() -> ProvenTokens:
    """The application's, one for a process."""
    found = current_app.extensions.get(ProvenTokens.__name__)
    if not isinstance(found, ProvenTokens):
        found = current_app.extensions[ProvenTokens.__name__] = ProvenTokens()
    return found
