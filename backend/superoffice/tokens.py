"""SuperOffice's signed tokens: its public keys, and the claims of a token that they prove."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

import jwt
import requests

from backend.core.addresses import belongs
from backend.core.items import Side
from backend.core.sides import NoAnswer
from backend.rare_calls import calls

#: prefix of SuperOffice's own claims (contracts/superoffice.md §1.3)
CLAIM = "http://schemes.superoffice.net/identity/"
#: seconds by which clocks may differ
LEEWAY = 120
#: of the discovery document, where secrets are sent and keys fetched
_ADDRESSES = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class BadToken(Exception):
    """A token that is not what it claims to be; the message says what is wrong, never the token."""


class Issuer:
    """One environment of SuperOffice as an OpenID provider: its metadata and keys, fetched once. Thread-safe."""

    def __init__(self, superoffice_url: str) -> None:
        self._url = superoffice_url
        self._lock = threading.Lock()
        self._metadata: Mapping[str, Any] | None = None
        self._keys: list[dict[str, Any]] = []

    def metadata(self) -> Mapping[str, Any]:
        """The provider's discovery document, whose addresses are the provider's own. Raises Unavailable."""
        with self._lock:
            if self._metadata is None:
                found = fetch_json(f"{self._url}/login/.well-known/openid-configuration")
                if not all(belongs(found.get(name), self._url) for name in _ADDRESSES):
                    raise NoAnswer(Side.SUPEROFFICE, "superoffice.sign_in_odd", 60.0)
                self._metadata = found
            return self._metadata

    def claims(self, token: str, *, issuer: str, audience: str | None) -> dict[str, Any]:
        """The claims of a JWT after its signature, issuer, audience and time were checked. Raises BadToken.

        With *audience* None the token's own serial is expected, as `spn:<serial>` (contracts/superoffice.md §1.4).
        """
        try:
            header = jwt.get_unverified_header(token)
            claims: dict[str, Any] = jwt.decode(
                token, self._key(header), algorithms=["RS256"], issuer=issuer, leeway=LEEWAY, audience=audience,
                options={"require": ["exp", "iss", "aud"], "verify_aud": audience is not None},
            )  # fmt: skip
        except jwt.PyJWTError as error:
            raise BadToken(f"{type(error).__name__}: {error}") from error
        if audience is None and claims["aud"] != f"spn:{claims.get(CLAIM + 'serial')}":
            raise BadToken("the audience is not this organisation's serial number")
        return claims

    def _key(self, header: Mapping[str, Any]) -> jwt.PyJWK:
        """The public key that *header* names by `kid` or `x5t`; keys are fetched again once for a new one."""
        metadata = self.metadata()
        with self._lock:
            found = _named(self._keys, header)
            if found is None:
                listed = fetch_json(str(metadata.get("jwks_uri"))).get("keys")
                self._keys = [key for key in listed if isinstance(key, dict)] if isinstance(listed, list) else []
                found = _named(self._keys, header)
        if found is None:
            raise BadToken("signed with a key that SuperOffice does not publish")
        return jwt.PyJWK.from_dict(found, algorithm="RS256")


def _named(keys: list[dict[str, Any]], header: Mapping[str, Any]) -> dict[str, Any] | None:
    names = {header.get("kid"), header.get("x5t")} - {None}
    return next((key for key in keys if {key.get("kid"), key.get("x5t")} & names), None)


def fetch_json(url: str) -> dict[str, Any]:
    """A JSON object. Raises Unavailable."""
    try:
        answer = calls().get(url)
        value = answer.json()
    except requests.RequestException as error:
        raise NoAnswer(Side.SUPEROFFICE, "superoffice.sign_in_unreachable", 60.0) from error
    if answer.status_code != 200 or not isinstance(value, dict):
        raise NoAnswer(Side.SUPEROFFICE, "superoffice.sign_in_odd", 60.0)
    return value
