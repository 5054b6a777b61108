"""Who calls: access tokens of users, tickets of the system user, and the signature that opens a ticket."""

from __future__ import annotations

import base64
import binascii
import secrets
import time
from datetime import UTC, datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

from backend.sandbox.superoffice.routing import Caller, SuperOfficeError
from backend.sandbox.superoffice.state import SYSTEM_ASSOCIATE_ID, Grant, SuperOfficeState, Ticket
from backend.sandbox.wire import Request
from backend.sandbox.world import CONTEXT, Person, World

TOKEN_SECONDS = 3600
TICKET_LIFE = timedelta(hours=6)
#: how far the timestamp of a signed system token may be off; undocumented (contracts/superoffice.md §1.4)
TIMESTAMP_TOLERANCE = timedelta(minutes=5)


def unauthorised(message: str) -> SuperOfficeError:
    """401."""
    return SuperOfficeError(401, "SoSessionException", message, {"WWW-Authenticate": "Bearer"})


def issue_token(state: SuperOfficeState, person: Person, client_id: str) -> str:
    """A fresh access token that speaks for *person*. Raises ValueError for somebody without a SuperOffice user."""
    if person.superoffice is None:
        raise ValueError(f"{person.key} has no SuperOffice user")
    return grant_token(state, Grant(person.superoffice.associate_id, client_id, 0))


def grant_token(state: SuperOfficeState, grant: Grant) -> str:
    """A fresh access token for what *grant* allows, valid for an hour of real time."""
    now = time.time()
    for token in [t for t, g in state.access_tokens.items() if g.expires <= now]:
        del state.access_tokens[token]
    token = f"8A:{CONTEXT}.{secrets.token_urlsafe(32)}"
    state.access_tokens[token] = Grant(grant.associate_id, grant.client_id, now + TOKEN_SECONDS)
    return token


def withdraw(state: SuperOfficeState, person: Person, *, refresh: bool) -> None:
    """Forget the access tokens of *person*, and with *refresh* the refresh tokens too."""
    stores = [state.access_tokens, state.refresh_tokens] if refresh else [state.access_tokens]
    own = person.superoffice.associate_id if person.superoffice else 0
    for store in stores:
        for token in [token for token, grant in store.items() if grant.associate_id == own]:
            del store[token]


def disapprove(state: SuperOfficeState) -> None:
    """Take the administrator's approval of the app back: the system user is closed at once."""
    state.approved = False
    state.tickets.clear()


def uninstall(state: SuperOfficeState) -> None:
    """Remove the app from the tenant: nothing that it was given opens anything any more."""
    disapprove(state)
    for given in (state.codes, state.access_tokens, state.refresh_tokens):
        given.clear()


def new_ticket(world: World, state: SuperOfficeState, client_id: str) -> str:
    """A ticket of the system user (contracts/superoffice.md §1.4)."""
    ticket = f"7T:{base64.b64encode(secrets.token_bytes(33)).decode()}=="
    state.tickets[ticket] = Ticket(client_id, world.clock.now() + TICKET_LIFE)
    return ticket


def caller_of(world: World, state: SuperOfficeState, request: Request) -> Caller:
    """Who a request speaks for (contracts/superoffice.md §1.5). Raises SuperOfficeError 401."""
    scheme, _, credential = request.headers.get("Authorization", "").partition(" ")
    credential = credential.strip()
    if scheme.lower() == "bearer":
        return _user(world, state, credential)
    if scheme.lower() == "soticket":
        return _system(world, state, credential, request.headers.get("SO-AppToken", ""))
    raise unauthorised("Authentication required: Bearer, or SOTicket with SO-AppToken")


def _user(world: World, state: SuperOfficeState, token: str) -> Caller:
    grant = state.access_tokens.get(token)
    if grant is None or grant.expires <= time.time():
        raise unauthorised("The access token is unknown or has expired")
    person = world.associate(grant.associate_id)
    if person is None:
        raise unauthorised("The user of this access token does not exist any more")
    return Caller("user", grant.associate_id, grant.client_id, person)


def _system(world: World, state: SuperOfficeState, credential: str, app_token: str) -> Caller:
    ticket = state.tickets.get(credential)
    if ticket is None or ticket.expires <= world.clock.now():
        state.tickets.pop(credential, None)
        raise unauthorised("The ticket is unknown or has expired")
    if not secrets.compare_digest(app_token.encode(), world.app.superoffice_client_secret.encode()):
        raise unauthorised("SO-AppToken is not the application token of the ticket")
    ticket.expires = world.clock.now() + TICKET_LIFE
    return Caller("system", SYSTEM_ASSOCIATE_ID, ticket.client_id)


class SystemTokenError(Exception):
    """A signed system token that opens nothing; `args[0]` is an AuthorizeErrorCode with its name."""


def check_signed_token(world: World, signed: str) -> None:
    """Verify `<system token>.<YYYYMMDDHHmm>.<signature>` (contract §1.4). Raises SystemTokenError."""
    data, _, signature = signed.rpartition(".")
    token, _, stamp = data.rpartition(".")
    try:
        raw = base64.b64decode(signature, validate=True)
        world.app.superoffice_key.public.verify(raw, data.encode(), PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, binascii.Error, ValueError) as error:
        raise SystemTokenError("7 InvalidSignature") from error
    try:
        at = datetime.strptime(stamp, "%Y%m%d%H%M").replace(tzinfo=UTC)
    except ValueError as error:
        raise SystemTokenError("6 InvalidTimestamp") from error
    if abs(datetime.now(UTC) - at) > TIMESTAMP_TOLERANCE:
        raise SystemTokenError("6 InvalidTimestamp")
    if token != world.app.superoffice_system_token:
        raise SystemTokenError("1 Revoked")
