"""Access and id tokens: signed, remembered, read back (contracts/graph.md §5.4)."""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from typing import Any

import jwt

from backend.sandbox.entra.model import AccessToken
from backend.sandbox.entra.scopes import GRAPH, Resource
from backend.sandbox.keys import base64url
from backend.sandbox.world import Person, World

#: seconds an access token lasts; Entra draws 60 to 90 minutes
LIFETIME = 3600


def read_access_token(world: World, token: str) -> AccessToken | None:
    """What a bearer token says; None when it was never given out, was withdrawn or has expired."""
    found = world.entra.access.get(token)
    if found is None or found.expires <= time.time():
        return None
    return found


def delegated_token(
    world: World, person: Person, app: str, resource: Resource, scopes: set[str], base: str
) -> str:
    """Make and remember an access token in which *person* lets *app* use *scopes* of *resource*.

    *base* is Entra's public address, from which the issuer of a version 2.0 token is made.
    """
    claims = {
        "oid": person.oid, "sub": pairwise(person.oid, resource.audience), "tid": person.tenant.id,
        "scp": " ".join(sorted(scopes)), "name": person.name, "idtyp": "user", "ipaddr": "127.0.0.1",
        "given_name": person.first_name, "family_name": person.last_name,
    }  # fmt: skip
    if resource.version == "1.0":
        claims |= {"upn": person.address, "unique_name": person.address}
    else:
        claims |= {"preferred_username": person.address}
    return _remember(world, claims, app, resource, base, scopes=frozenset(scopes))


def app_token(world: World, tenant: str, app: str, resource: Resource, roles: set[str], base: str) -> str:
    """Make and remember an app-only access token for *roles* of *resource* in *tenant* (its id)."""
    principal = service_principal(tenant, app)
    claims = {"oid": principal, "sub": principal, "tid": tenant, "roles": sorted(roles), "idtyp": "app"}
    return _remember(world, claims, app, resource, base, roles=frozenset(roles))


def id_token(world: World, person: Person, app: str, nonce: str, base: str) -> str:
    """An id token of version 2.0 for *app*."""
    claims = {
        "aud": app, "iss": f"{base}/{person.tenant.id}/v2.0", **_moments(), "oid": person.oid,
        "sub": pairwise(person.oid, app), "tid": person.tenant.id, "name": person.name, "ver": "2.0",
        "preferred_username": person.address, "email": person.address, "uti": secrets.token_urlsafe(16),
    }  # fmt: skip
    if nonce:
        claims["nonce"] = nonce
    return _sign(world, claims)


def client_info(person: Person) -> str:
    """The `client_info` of a token answer, from which MSAL makes its account id (contracts/graph.md §5.2)."""
    return base64url(json.dumps({"uid": person.oid, "utid": person.tenant.id}).encode())


def pairwise(oid: str, audience: str) -> str:
    """The subject of *oid* as one audience sees it."""
    return base64url(hashlib.sha256(f"{oid} {audience}".encode()).digest())


def service_principal(tenant: str, app: str) -> str:
    """Object id of *app* in *tenant*."""
    digest = hashlib.sha256(f"{tenant} {app}".encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"


def withdraw(world: World, person: Person, *, refresh: bool) -> None:
    """End every access token of *person*; with *refresh* the refresh tokens too, as revoking sessions does."""
    state = world.entra
    state.access = {token: said for token, said in state.access.items() if said.oid != person.oid}
    if refresh:
        gone = {token for token, grant in state.refresh.items() if grant.oid == person.oid}
        state.revoked |= gone
        state.refresh = {token: grant for token, grant in state.refresh.items() if token not in gone}


def _remember(
    world: World,
    claims: dict[str, Any],
    app: str,
    resource: Resource,
    base: str,
    scopes: frozenset[str] = frozenset(),
    roles: frozenset[str] = frozenset(),
) -> str:
    moments = _moments()
    issuer = f"https://sts.windows.net/{claims['tid']}/" if resource is GRAPH else f"{base}/{claims['tid']}/v2.0"
    party = "appid" if resource.version == "1.0" else "azp"
    token = _sign(
        world,
        {
            "aud": resource.audience, "iss": issuer, **moments, "ver": resource.version, party: app,
            "uti": secrets.token_urlsafe(16), **claims,
        },
    )  # fmt: skip
    _forget_expired(world)
    world.entra.access[token] = AccessToken(
        claims["tid"], claims["oid"], app, scopes, roles, resource.audience, float(moments["exp"])
    )
    return token


def _forget_expired(world: World) -> None:
    # tokens are kept in the order they were made, which is the order in which they expire
    access, now = world.entra.access, time.time()
    while access and (oldest := next(iter(access))) and access[oldest].expires <= now:
        del access[oldest]


def _moments() -> dict[str, int]:
    now = int(time.time())
    return {"iat": now, "nbf": now, "exp": now + LIFETIME}


def _sign(world: World, claims: dict[str, Any]) -> str:
    key = world.entra.key
    headers = {"kid": key.thumbprint, "x5t": key.thumbprint}
    return jwt.encode(claims, key.private, algorithm="RS256", headers=headers)
