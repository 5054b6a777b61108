"""SuperOffice's sign-in server: metadata, keys, authorization code with PKCE, tokens, system-user tickets."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
import time
from collections.abc import Callable
from urllib.parse import urlencode

from backend.sandbox.superoffice.auth import (
    TOKEN_SECONDS,
    SystemTokenError,
    check_signed_token,
    grant_token,
    new_ticket,
)
from backend.sandbox.superoffice.casing import Fields
from backend.sandbox.superoffice.login_page import form_post, user_list
from backend.sandbox.superoffice.routing import SuperOfficeError
from backend.sandbox.superoffice.state import Grant, SuperOfficeState
from backend.sandbox.superoffice.tokens import id_token, system_token
from backend.sandbox.wire import Query, Request, Response, json_response
from backend.sandbox.world import CONTEXT, Person, World

CODE_SECONDS = 600
NO_STORE = {"Cache-Control": "no-store"}


class OAuthError(Exception):
    """An OAuth error; `args` are its code and a sentence. The codes are RFC 6749's, SuperOffice's are unknown."""


Answer = Callable[[World, SuperOfficeState, Request], Response]


def answer(world: World, state: SuperOfficeState, request: Request) -> Response:
    """Answer a request below `/login`. Raises SuperOfficeError 404, 405 and wire.BadBody."""
    segments = [segment.lower() for segment in request.segments[1:]]
    if len(segments) == 3 and segments[1] == "oauth" and segments[0] in ("common", CONTEXT.lower()):
        segments[0] = "common"
    methods = ADDRESSES.get("/".join(segments))
    if methods is None:
        raise SuperOfficeError(404, "SoNotFoundException", "The sign-in server has no such address")
    handler = methods.get(request.method)
    if handler is None:
        allowed = ", ".join(methods)
        raise SuperOfficeError(405, "SoMethodNotAllowedException", f"Allowed here: {allowed}", {"Allow": allowed})
    try:
        return handler(world, state, request)
    except OAuthError as error:
        code, description = error.args
        status = 401 if code == "invalid_client" else 400
        return json_response({"error": code, "error_description": description}, status, NO_STORE)


def metadata(_world: World, _state: SuperOfficeState, request: Request) -> Response:
    """OpenID Connect discovery (contracts/superoffice.md §1.1)."""
    login = f"{request.base}/login"
    return json_response({
        "issuer": request.base,
        "authorization_endpoint": f"{login}/common/oauth/authorize",
        "token_endpoint": f"{login}/common/oauth/tokens",
        "revocation_endpoint": f"{login}/common/oauth/revoke",
        "end_session_endpoint": f"{login}/logout",
        "jwks_uri": f"{login}/.well-known/jwks",
        "scopes_supported": ["openid"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["form_post", "fragment", "query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "code_challenge_methods_supported": ["plain", "S256"],
    })  # fmt: skip


def jwks(_world: World, state: SuperOfficeState, _request: Request) -> Response:
    """The public keys of SuperOffice."""
    return json_response({"keys": [state.key.jwk()]})


def authorize(world: World, state: SuperOfficeState, request: Request) -> Response:
    """Sign in: a page that lists the users, or at once.

    `sandbox_user=<key or address>` signs that person in; so does `prompt=none` with `login_hint`.
    Raises OAuthError as long as the address to return to is not trusted.
    """
    query = request.query
    if query.get("client_id") != world.app.superoffice_client_id:
        raise OAuthError("unauthorized_client", "client_id is not a registered application")
    redirect = query.get("redirect_uri") or ""
    if not world.app.allows_redirect(redirect):
        raise OAuthError("invalid_request", "redirect_uri is not registered")
    method = query.get("code_challenge_method") or "plain"
    if query.get("response_type") != "code" or method not in ("plain", "S256"):
        return go_back(query, {"error": "invalid_request", "error_description": "response_type must be code"})
    silent = (query.get("prompt") or "").lower() == "none"
    name = query.get("sandbox_user") or (query.get("login_hint") if silent else None)
    users = [person for person in world.people if person.superoffice]
    if name is None:
        if silent:
            return go_back(query, {"error": "login_required"})
        return user_list(request, users)
    person = world.person(name)
    if person is None or person.superoffice is None:
        return go_back(query, {"error": "access_denied", "error_description": "No SuperOffice licence"})
    code = secrets.token_urlsafe(24)
    state.codes[code] = Grant(
        person.superoffice.associate_id, world.app.superoffice_client_id, time.time() + CODE_SECONDS, redirect,
        query.get("code_challenge") or "", method, query.get("nonce") or "",
    )  # fmt: skip
    return go_back(query, {"code": code})


def go_back(query: Query, values: dict[str, str]) -> Response:
    """Return to the app in the response mode it asked for."""
    if state := query.get("state"):
        values["state"] = state
    redirect = query.get("redirect_uri") or ""
    mode = query.get("response_mode") or "query"
    if mode == "form_post":
        return form_post(redirect, values)
    joint = "#" if mode == "fragment" else "&" if "?" in redirect else "?"
    return Response(302, headers={"Location": f"{redirect}{joint}{urlencode(values)}"})


def tokens(world: World, state: SuperOfficeState, request: Request) -> Response:
    """The token endpoint; parameters in the form or in the query (contracts §1.2). Raises OAuthError."""
    given = parameters(request)
    authenticate_client(world, request, given)
    kind = given.get("grant_type")
    if kind == "authorization_code":
        return json_response(redeem(world, state, request, given), headers=NO_STORE)
    if kind == "refresh_token":
        return json_response(refresh(world, state, request, given), headers=NO_STORE)
    raise OAuthError("unsupported_grant_type", "grant_type must be authorization_code or refresh_token")


def parameters(request: Request) -> Query:
    """Parameters of the query and of the form."""
    form = Query.parse(request.body.decode("utf-8", "replace"))
    return Query((*form, *request.query))


def authenticate_client(world: World, request: Request, given: Query) -> None:
    """Check client id and secret, from the parameters or HTTP Basic. Raises OAuthError."""
    client, secret = given.get("client_id") or "", given.get("client_secret") or ""
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            client, _, secret = base64.b64decode(encoded).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError) as error:
            raise OAuthError("invalid_client", "The Authorization header cannot be read") from error
    app = world.app
    known = secrets.compare_digest(secret.encode(), app.superoffice_client_secret.encode())
    if client != app.superoffice_client_id or not known:
        raise OAuthError("invalid_client", "client_id or client_secret is wrong")


def redeem(world: World, state: SuperOfficeState, request: Request, given: Query) -> dict[str, object]:
    """Exchange a code for tokens. Raises OAuthError."""
    grant = state.codes.pop(given.get("code") or "", None)
    if grant is None or grant.expires <= time.time():
        raise OAuthError("invalid_grant", "The code is unknown, used or has expired")
    if (given.get("redirect_uri") or "") != grant.redirect_uri:
        raise OAuthError("invalid_grant", "redirect_uri differs from that of the code")
    if grant.challenge and not verifier_fits(given.get("code_verifier") or "", grant):
        raise OAuthError("invalid_grant", "code_verifier does not fit the code_challenge")
    refresh_token = secrets.token_urlsafe(48)
    state.refresh_tokens[refresh_token] = grant
    person = world.associate(grant.associate_id)
    if person and person.superoffice and person.superoffice.is_administrator:
        # whoever may, approves by signing in
        state.approved = True
    return {**token_set(world, state, request, grant), "refresh_token": refresh_token}


def verifier_fits(verifier: str, grant: Grant) -> bool:
    """PKCE (RFC 7636)."""
    if grant.challenge_method == "S256":
        digest = hashlib.sha256(verifier.encode()).digest()
        verifier = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return secrets.compare_digest(verifier.encode(), grant.challenge.encode())


def refresh(world: World, state: SuperOfficeState, request: Request, given: Query) -> dict[str, object]:
    """New tokens for a refresh token, which stays valid and is not repeated. Raises OAuthError."""
    grant = state.refresh_tokens.get(given.get("refresh_token") or "")
    if grant is None:
        raise OAuthError("invalid_grant", "The refresh token is unknown or was revoked")
    return token_set(world, state, request, grant)


def token_set(world: World, state: SuperOfficeState, request: Request, grant: Grant) -> dict[str, object]:
    """Access token and id token for *grant*. Raises OAuthError when the user is gone."""
    person: Person | None = world.associate(grant.associate_id)
    if person is None:
        raise OAuthError("invalid_grant", "The user does not exist any more")
    return {
        "token_type": "Bearer",
        "access_token": grant_token(state, grant),
        "expires_in": TOKEN_SECONDS,
        "id_token": id_token(world, state, request.base, person, grant.client_id, grant.nonce),
    }


def revoke(world: World, state: SuperOfficeState, request: Request) -> Response:
    """Forget a refresh or access token (RFC 7009). Raises OAuthError."""
    given = parameters(request)
    authenticate_client(world, request, given)
    token = given.get("token") or ""
    state.refresh_tokens.pop(token, None)
    state.access_tokens.pop(token, None)
    return Response(200)


def logout(_world: World, _state: SuperOfficeState, request: Request) -> Response:
    """End of the browser session, of which the sandbox keeps none."""
    target = request.query.get("post_logout_redirect_uri")
    return Response(302, headers={"Location": target}) if target else Response(204)


def system_user(world: World, state: SuperOfficeState, request: Request) -> Response:
    """PartnerSystemUser/Authenticate: a signed system token for a ticket (contracts/superoffice.md §1.4)."""
    body = Fields.of(request.json())
    failure = ""
    app_token = body.text("ApplicationToken").encode()
    if not secrets.compare_digest(app_token, world.app.superoffice_client_secret.encode()):
        failure = "4 Denied: ApplicationToken is not known"
    elif not state.approved:
        failure = "1 Revoked"
    elif body.text("ContextIdentifier").lower() != CONTEXT.lower():
        failure = "4 Denied: ContextIdentifier is not known"
    else:
        try:
            check_signed_token(world, body.text("SignedSystemToken"))
        except SystemTokenError as error:
            failure = str(error)
    if failure:
        return json_response({"IsSuccessful": False, "Token": None, "ErrorMessage": failure})
    ticket = new_ticket(world, state, world.app.superoffice_client_id)
    token = system_token(state, request.base, ticket)
    return json_response({"IsSuccessful": True, "Token": token, "ErrorMessage": None})


#: path below /login in lower case -> method -> handler
ADDRESSES: dict[str, dict[str, Answer]] = {
    ".well-known/openid-configuration": {"GET": metadata},
    ".well-known/jwks": {"GET": jwks},
    "common/oauth/authorize": {"GET": authorize},
    "common/oauth/tokens": {"POST": tokens},
    "common/oauth/revoke": {"POST": revoke},
    "logout": {"GET": logout},
    "api/partnersystemuser/authenticate": {"POST": system_user},
}
