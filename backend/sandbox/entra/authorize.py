"""Signing in: the authorization endpoint (contracts/graph.md §5.1)."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from backend.sandbox.entra.errors import EntraError
from backend.sandbox.entra.model import Code, Grant
from backend.sandbox.entra.pages import error_page, form_post_page, sign_in_page
from backend.sandbox.entra.scopes import parse_scope
from backend.sandbox.wire import Query, Request, Response
from backend.sandbox.world import Person, World

#: seconds a code lasts
CODE_LIFETIME = 600
RESPONSE_MODES = ("query", "fragment", "form_post")


@dataclass(frozen=True, slots=True)
class SignIn:
    """The parameters of a sign-in whose app and return address have been checked."""

    tenant: str
    redirect_uri: str
    response_mode: str
    state: str
    query: Query

    def give_back(self, values: dict[str, str]) -> Response:
        """Return to the app with *values*."""
        if self.state:
            values = {**values, "state": self.state}
        if self.response_mode == "form_post":
            return form_post_page(self.redirect_uri, values)
        mark = "#" if self.response_mode == "fragment" else "&" if "?" in self.redirect_uri else "?"
        location = f"{self.redirect_uri}{mark}{urlencode(values)}"
        return Response(302, headers={"Location": location, "Cache-Control": "no-store"})

    def refuse(self, error: EntraError) -> Response:
        """Return to the app with an error."""
        return self.give_back({"error": error.error, "error_description": error.description})


def authorize(world: World, tenant: str, request: Request) -> Response:
    """Show who can sign in, or sign in at once where the request says who (`sandbox_user`, or `login_hint` with
    `prompt=none`)."""  # fmt: skip
    query = request.query if request.method == "GET" else _form(request)
    try:
        sign_in = _checked(world, tenant, query)
    except EntraError as error:
        # nobody to return to: the browser shows it
        return error_page(error)
    try:
        return _answer(world, sign_in, request)
    except EntraError as error:
        return sign_in.refuse(error)


def _form(request: Request) -> Query:
    return Query(parse_qsl(request.body.decode(errors="replace"), keep_blank_values=True))


def _checked(world: World, tenant: str, query: Query) -> SignIn:
    client = query.get("client_id") or ""
    if client != world.app.client_id:
        raise EntraError("unauthorized_client", 700016, f"Application with identifier '{client}' was not found.")
    redirect = query.get("redirect_uri") or ""
    if not world.app.allows_redirect(redirect):
        raise EntraError(
            "invalid_request", 50011, f"The redirect URI '{redirect}' does not match the redirect URIs configured."
        )
    mode = query.get("response_mode") or "query"
    if mode not in RESPONSE_MODES:
        raise EntraError("invalid_request", 70007, f"'{mode}' is not a supported value of 'response_mode'.")
    return SignIn(tenant, redirect, mode, query.get("state") or "", query)


def _answer(world: World, sign_in: SignIn, request: Request) -> Response:
    query = sign_in.query
    if query.get("response_type") != "code":
        raise EntraError("unsupported_response_type", 700054, "response_type must be 'code'.")
    asked = parse_scope(query.get("scope") or "", world.app)
    asked.delegated()
    if (method := query.get("code_challenge_method") or "plain") not in ("S256", "plain"):
        raise EntraError("invalid_request", 501491, f"'{method}' is not a supported code_challenge_method.")
    person = _chosen(world, sign_in)
    if person is None:
        return sign_in_page(_candidates(world, sign_in.tenant), request, query)
    challenge = query.get("code_challenge") or ""
    code = f"0.{secrets.token_urlsafe(48)}"
    _forget_expired(world)
    world.entra.codes[code] = Code(
        Grant(person.tenant.id, person.oid, world.app.client_id, asked.written),
        sign_in.redirect_uri,
        challenge,
        method if challenge else "",
        query.get("nonce") or "",
        time.time() + CODE_LIFETIME,
    )
    return sign_in.give_back({"code": code, "session_state": secrets.token_hex(16)})


def _chosen(world: World, sign_in: SignIn) -> Person | None:
    """Who signs in without being asked; None when the page shall ask. Raises EntraError."""
    silent = sign_in.query.get("prompt") == "none"
    name = sign_in.query.get("sandbox_user") or (sign_in.query.get("login_hint") if silent else None)
    if not name:
        if silent:
            raise EntraError(
                "login_required", 50058, "A silent sign-in request was sent but no user is signed in."
            )
        return None
    person = world.person(name)
    if person not in _candidates(world, sign_in.tenant):
        raise EntraError("access_denied", 50020, f"User account '{name}' does not exist in the tenant.")
    return person


def _candidates(world: World, tenant: str) -> list[Person]:
    known = world.tenant(tenant)
    return [p for p in world.people if p.kind == "user" and (known is None or p.tenant.id == known.id)]


def _forget_expired(world: World) -> None:
    codes, now = world.entra.codes, time.time()
    while codes and (oldest := next(iter(codes))) and codes[oldest].expires <= now:
        del codes[oldest]
