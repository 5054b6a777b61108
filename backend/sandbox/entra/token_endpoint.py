"""The token endpoint: one function a grant type (contracts/graph.md §5.2, §5.3)."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from backend.sandbox.entra.clients import authenticate_client
from backend.sandbox.entra.errors import EntraError
from backend.sandbox.entra.model import Code, Grant
from backend.sandbox.entra.scopes import Asked, parse_scope
from backend.sandbox.entra.tokens import (
    LIFETIME,
    app_token,
    client_info,
    delegated_token,
    id_token,
    read_access_token,
)
from backend.sandbox.wire import Request, Response, json_response
from backend.sandbox.world import Person, World

ON_BEHALF_OF = "urn:ietf:params:oauth:grant-type:jwt-bearer"

Form = Mapping[str, str]


def redeem(world: World, tenant: str, request: Request) -> Response:
    """Give tokens for a code, a refresh token, a user's token or the app's own proof. Raises EntraError."""
    form = dict(parse_qsl(request.body.decode(errors="replace"), keep_blank_values=True))
    kind = _required(form, "grant_type")
    if kind not in GRANTS:
        raise EntraError("unsupported_grant_type", 70003, f"The app requested an unsupported grant type '{kind}'.")
    authenticate_client(world.app, form, request)
    answer = GRANTS[kind](world, tenant, form, request)
    return json_response(answer, headers={"Cache-Control": "no-store", "Pragma": "no-cache"})


def _for_code(world: World, tenant: str, form: Form, request: Request) -> dict[str, Any]:
    text = _required(form, "code")
    # a code counts once, whatever comes of it
    code = world.entra.codes.pop(text, None)
    if code is None:
        raise EntraError(
            "invalid_grant", 54005, "OAuth2 authorization code was already redeemed or never given out."
        )
    if code.expires <= time.time():
        raise EntraError("invalid_grant", 70008, "The provided authorization code has expired.")
    if form.get("redirect_uri", "") != code.redirect_uri:
        raise EntraError("invalid_grant", 500112, "The reply address does not match the one of the authorization.")
    _check_verifier(code, form.get("code_verifier", ""))
    asked = parse_scope(form.get("scope") or " ".join(code.grant.scopes), world.app)
    return _tokens(world, code.grant, asked, request, nonce=code.nonce)


def _for_refresh(world: World, tenant: str, form: Form, request: Request) -> dict[str, Any]:
    token = _required(form, "refresh_token")
    if token in world.entra.revoked:
        raise EntraError("invalid_grant", 50173, "The provided grant has expired due to it being revoked.")
    # Entra leaves the old refresh token valid: two processes may refresh at the same time
    grant = world.entra.refresh.get(token)
    if grant is None:
        raise EntraError("invalid_grant", 9002313, "The refresh token is malformed or not valid.")
    asked = parse_scope(form.get("scope") or " ".join(grant.scopes), world.app)
    return _tokens(world, grant, asked, request, refreshable=True)


def _on_behalf_of(world: World, tenant: str, form: Form, request: Request) -> dict[str, Any]:
    if form.get("requested_token_use") != "on_behalf_of":
        raise EntraError("invalid_request", 900144, "'requested_token_use' must be 'on_behalf_of'.")
    said = read_access_token(world, _required(form, "assertion"))
    if said is None:
        raise EntraError("invalid_grant", 50013, "Assertion failed signature validation or has expired.")
    if said.aud != world.app.client_id:
        raise EntraError("invalid_grant", 500131, "Assertion audience does not match the app presenting it.")
    if said.roles or not said.scopes:
        raise EntraError("invalid_grant", 7000114, "Application is not allowed to make on-behalf-of calls.")
    asked = parse_scope(_required(form, "scope"), world.app)
    return _tokens(world, Grant(said.tid, said.oid, said.app, asked.written), asked, request)


def _for_app(world: World, tenant: str, form: Form, request: Request) -> dict[str, Any]:
    if world.tenant(tenant) is None:
        raise EntraError("invalid_request", 900023, f"Client credentials need a tenant, not '{tenant}'.")
    asked = parse_scope(_required(form, "scope"), world.app)
    if not asked.is_default:
        raise EntraError("invalid_scope", 1002012, "The scope of client credentials must end in '/.default'.")
    resource = asked.resource
    token = app_token(world, tenant, world.app.client_id, resource, set(resource.roles), request.base)
    return {"token_type": "Bearer", "expires_in": LIFETIME, "ext_expires_in": LIFETIME, "access_token": token}


GRANTS: dict[str, Callable[[World, str, Form, Request], dict[str, Any]]] = {
    "authorization_code": _for_code,
    "refresh_token": _for_refresh,
    ON_BEHALF_OF: _on_behalf_of,
    "client_credentials": _for_app,
}


def _tokens(
    world: World, grant: Grant, asked: Asked, request: Request, *, nonce: str = "", refreshable: bool = False
) -> dict[str, Any]:
    """The answer for a person. The scopes are echoed as asked, or MSAL's cache would never hit (§5.2)."""
    person = _person(world, grant)
    scopes = asked.delegated()
    answer: dict[str, Any] = {
        "token_type": "Bearer",
        "scope": " ".join(asked.written),
        "expires_in": LIFETIME,
        "ext_expires_in": LIFETIME,
        "access_token": delegated_token(world, person, grant.app, asked.resource, scopes, request.base),
        "client_info": client_info(person),
    }
    if refreshable or "offline_access" in asked.sign_in:
        refresh = f"1.{secrets.token_urlsafe(64)}"
        world.entra.refresh[refresh] = grant
        answer["refresh_token"] = refresh
    if "openid" in asked.sign_in:
        answer["id_token"] = id_token(world, person, grant.app, nonce, request.base)
    return answer


def _person(world: World, grant: Grant) -> Person:
    person = world.person(grant.oid)
    if person is None:
        raise EntraError("invalid_grant", 50034, "The user account does not exist in the directory.")
    return person


def _check_verifier(code: Code, verifier: str) -> None:
    if not code.challenge_method:
        return
    if not verifier:
        raise EntraError("invalid_grant", 501481, "The code_verifier is missing.")
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    if (digest if code.challenge_method == "S256" else verifier) != code.challenge:
        raise EntraError("invalid_grant", 501481, "The code_verifier does not match the code_challenge.")


def _required(form: Form, name: str) -> str:
    value = form.get(name)
    if not value:
        raise EntraError(
            "invalid_request", 900144, f"The request body must contain the following parameter: '{name}'."
        )
    return value
