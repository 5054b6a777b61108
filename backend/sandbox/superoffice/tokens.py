"""The JWTs that SuperOffice signs: id tokens of users, and the token that carries a system user's ticket."""

from __future__ import annotations

import time
from typing import Any

import jwt

from backend.sandbox.superoffice.state import SYSTEM_ASSOCIATE_ID, SuperOfficeState
from backend.sandbox.world import CONTEXT, Person, World

#: prefix of every claim of SuperOffice's own
CLAIM = "http://schemes.superoffice.net/identity/"
#: JWTs are to be validated at once
JWT_SECONDS = 300
SERIAL = "1095471246"


def sign(state: SuperOfficeState, claims: dict[str, Any]) -> str:
    """*claims* as a JWT, valid from now for five minutes of real time."""
    now = int(time.time())
    # the documented samples write iat as text, nbf and exp as numbers (contracts/superoffice.md §1.3)
    dated = {**claims, "iat": str(now), "nbf": now, "exp": now + JWT_SECONDS}
    headers = {"x5t": state.key.thumbprint, "kid": state.key.thumbprint}
    return jwt.encode(dated, state.key.private, algorithm="RS256", headers=headers)


def id_token(world: World, state: SuperOfficeState, base: str, person: Person, client_id: str, nonce: str) -> str:
    """The id token of a signed-in person; an administrator's carries the app's system token."""
    user = person.superoffice
    assert user is not None
    own = {
        "associateid": str(user.associate_id),
        "company_name": person.tenant.name,
        "ctx": CONTEXT,
        "email": person.address,
        "identityprovider": "superid",
        "initials": user.login,
        "is_administrator": str(user.is_administrator),
        "netserver_url": f"{state.tenant_address(base)}/Remote/Services88/",
        "webapi_url": f"{state.api_address(base)}/",
        "serial": SERIAL,
        "so_primary_email_address": person.address,
        "upn": person.address,
    }
    if user.is_administrator:
        own["system_token"] = world.app.superoffice_system_token
    claims = {"iss": base, "aud": client_id, "sub": person.address} | {CLAIM + k: v for k, v in own.items()}
    return sign(state, claims | ({"nonce": nonce} if nonce else {}))


def system_token(state: SuperOfficeState, base: str, ticket: str) -> str:
    """The JWT whose ticket claim is the system user's credential (contracts/superoffice.md §1.4)."""
    own = {
        "associateid": str(SYSTEM_ASSOCIATE_ID),
        "ctx": CONTEXT,
        "identityprovider": "partner-system-user",
        "netserver_url": f"{state.tenant_address(base)}/Remote/Services88/",
        "serial": SERIAL,
        "ticket": ticket,
        "webapi_url": f"{state.api_address(base)}/",
    }
    claims = {"iss": "SuperOffice AS", "aud": f"spn:{SERIAL}"} | {CLAIM + k: v for k, v in own.items()}
    return sign(state, claims)


def state_change_token(state: SuperOfficeState) -> str:
    """The JWT of a change of the tenant's state.

    Its claims are not documented (contracts/superoffice.md §1.7); they are those of the system user's token.
    """
    claims = {"iss": "SuperOffice AS", "aud": f"spn:{SERIAL}", f"{CLAIM}ctx": CONTEXT, f"{CLAIM}serial": SERIAL}
    return sign(state, claims)
