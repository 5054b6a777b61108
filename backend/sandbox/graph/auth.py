"""Whose token a request carries, and which mailbox its address means (contracts/graph.md §4, §10)."""

from __future__ import annotations

from backend.sandbox.entra.scopes import GRAPH
from backend.sandbox.entra.tokens import read_access_token
from backend.sandbox.graph.routing import Caller, GraphError
from backend.sandbox.wire import Request
from backend.sandbox.world import Person, World

#: stands for /me in addresses of msgraph-sdk (contracts/graph.md §9)
ME_PLACEHOLDER = "me-token-to-replace"


def authenticate(world: World, request: Request) -> Caller:
    """The caller of *request*. Raises GraphError 401."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise unauthorized("Access token is empty.")
    said = read_access_token(world, token.strip())
    if said is None:
        raise unauthorized("Access token validation failure. Invalid or expired token.")
    if said.aud != GRAPH.audience:
        raise unauthorized("Access token validation failure. Invalid audience.")
    person = None if said.roles else world.person(said.oid)
    return Caller(said.app, said.tid, person, said.scopes | said.roles)


def unauthorized(message: str) -> GraphError:
    """401 with the challenge that Graph sends."""
    challenge = (
        'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", '
        'client_id="00000003-0000-0000-c000-000000000000"'
    )
    return GraphError(401, "InvalidAuthenticationToken", message, {"WWW-Authenticate": challenge})


def addressed_person(world: World, caller: Caller, segments: tuple[str, ...]) -> tuple[Person, str, int] | None:
    """Owner of the mailbox that *segments* begin with, the root as addressed, and its length in segments.

    None for addresses without a mailbox. Raises GraphError: 400 for /me without a person, 403 for another
    person's mailbox with a delegated token, 404 for somebody unknown to the caller's tenant.
    """
    first = segments[0].lower() if segments else ""
    if first == "me":
        return _signed_in(caller), "/me", 1
    if first != "users" or len(segments) < 2:
        return None
    name = segments[1]
    if name.lower() == ME_PLACEHOLDER:
        return _signed_in(caller), "/me", 2
    person = world.person(name) if "@" in name or "-" in name else None
    if person is None or person.tenant.id != caller.tenant:
        raise GraphError(404, "ResourceNotFound", f"Resource could not be discovered: user '{name}'.")
    if caller.person is not None and caller.person.oid != person.oid:
        raise GraphError(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
    return person, f"/users/{name}", 2


def _signed_in(caller: Caller) -> Person:
    if caller.person is None:
        raise GraphError(400, "BadRequest", "/me request is only valid with delegated authentication flow.")
    return caller.person
