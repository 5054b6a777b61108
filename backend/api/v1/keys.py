"""Entra's signing keys and issuers, per tenant and token version (contracts/graph.md §5.4)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final

import jwt
import requests

from backend.core.addresses import belongs
from backend.core.items import Side
from backend.core.sides import Unavailable

#: `ver` of a token → the discovery document that tells about it
DISCOVERY: Final = {
    "1.0": ".well-known/openid-configuration",
    "2.0": "v2.0/.well-known/openid-configuration",
}
#: seconds that fetched keys are used without asking again
KEEP_SECONDS = 24 * 3600
#: seconds between two fetches that only an unknown key asked for, so that forgers cannot make us fetch
REFRESH_SECONDS = 60
_TIMEOUT = 10


@dataclass(slots=True)
class Published:
    """What one tenant publishes for one token version."""

    issuer: str
    keys: dict[str, jwt.PyJWK]
    fetched_at: float
    #: when an unknown key made us fetch again
    refreshed_at: float = field(default=float("-inf"))


class Keys:
    """The published keys of Entra's tenants, fetched when first needed and kept. Thread-safe.

    *entra_url* is where Entra answers; *clock* counts seconds.
    """

    def __init__(self, entra_url: str, clock: Callable[[], float] = monotonic) -> None:
        self._url = entra_url
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[tuple[str, str], Published] = {}

    def find(self, tenant: str, version: str, kid: str) -> tuple[str, jwt.PyJWK] | None:
        """The issuer of the tenant's tokens and the key called *kid*; None for a key that is not published.

        *tenant* must be one that we trust, *version* one of DISCOVERY. Raises Unavailable.
        """
        published = self._known.get((tenant, version))
        if not (published and kid in published.keys and self._is_fresh(published)):
            # only who needs a fetch waits for it
            with self._lock:
                published = self._published(tenant, version, kid)
        key = published.keys.get(kid)
        return (published.issuer, key) if key else None

    def _published(self, tenant: str, version: str, kid: str) -> Published:
        now = self._clock()
        known = self._known.get((tenant, version))
        if known and self._is_fresh(known):
            if kid in known.keys or now - known.refreshed_at < REFRESH_SECONDS:
                return known
            known.refreshed_at = now
        fetched = self._fetch(tenant, version, now)
        if known:
            fetched.refreshed_at = known.refreshed_at
        self._known[tenant, version] = fetched
        return fetched

    def _is_fresh(self, published: Published) -> bool:
        return self._clock() - published.fetched_at < KEEP_SECONDS

    def _fetch(self, tenant: str, version: str, now: float) -> Published:
        metadata = _json(f"{self._url}/{tenant}/{DISCOVERY[version]}")
        where = metadata.get("jwks_uri")
        listed = _json(where).get("keys") if belongs(where, self._url) else None
        issuer = str(metadata.get("issuer", "")).replace("{tenantid}", tenant)
        if not issuer or not isinstance(listed, list):
            raise _unavailable()
        keys = {str(key["kid"]): key for key in listed if isinstance(key, dict) and _signs(key)}
        return Published(issuer, {kid: jwt.PyJWK.from_dict(key, "RS256") for kid, key in keys.items()}, now)


def _signs(key: Mapping[str, Any]) -> bool:
    return key.get("kty") == "RSA" and "kid" in key and key.get("use", "sig") == "sig"


def _json(url: str) -> dict[str, Any]:
    try:
        answer = requests.get(url, timeout=_TIMEOUT, allow_redirects=False)
        value = answer.json()
    except requests.RequestException as error:
        raise _unavailable() from error
    if answer.status_code != 200 or not isinstance(value, dict):
        raise _unavailable()
    return value


def _unavailable() -> Unavailable:
    return Unavailable(Side.CALENDAR, "outlook.sign_in_unreachable", 60.0)
