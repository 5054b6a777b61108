"""How an app proves to the token endpoint that it is itself: by a secret, or with its certificate."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from urllib.parse import unquote

import jwt
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from backend.sandbox.apps import App
from backend.sandbox.entra.errors import EntraError
from backend.sandbox.keys import base64url, certificate_der
from backend.sandbox.wire import Request

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def authenticate_client(app: App, form: Mapping[str, str], request: Request) -> None:
    """Check who posts *form*. Raises EntraError."""
    client, secret = _basic(request) or (form.get("client_id", ""), form.get("client_secret", ""))
    if client != app.client_id:
        raise EntraError("unauthorized_client", 700016, f"Application with identifier '{client}' was not found.")
    if assertion := form.get("client_assertion"):
        if form.get("client_assertion_type") != ASSERTION_TYPE:
            raise EntraError(
                "invalid_request", 900144, "'client_assertion_type' must name a JWT bearer assertion."
            )
        _check_assertion(app, assertion, f"{request.base}{request.path}")
    elif not secret:
        raise EntraError(
            "invalid_client", 7000218, "The request body must contain: 'client_assertion' or 'client_secret'.", 401
        )
    elif secret != app.client_secret:
        raise EntraError("invalid_client", 7000215, "Invalid client secret provided.", 401)


def _basic(request: Request) -> tuple[str, str] | None:
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise EntraError("invalid_client", 7000215, "Invalid client secret provided.", 401) from error
    return unquote(client), unquote(secret)


def _check_assertion(app: App, assertion: str, audience: str) -> None:
    """Signature by a registered certificate; audience is the token endpoint (contracts/graph.md §5.2)."""
    try:
        header = jwt.get_unverified_header(assertion)
        jwt.decode(
            assertion,
            _certificate_key(app, header),
            algorithms=["PS256", "RS256"],
            audience=audience,
            issuer=app.client_id,
            subject=app.client_id,
            options={"require": ["exp", "aud", "iss", "sub", "jti"]},
        )
    except jwt.InvalidTokenError as error:
        raise EntraError("invalid_client", 700027, f"The client assertion is not valid: {error}", 401) from error


def _certificate_key(app: App, header: Mapping[str, object]) -> RSAPublicKey:
    # MSAL pads its thumbprints, against the JOSE rules
    named = {kind: str(header.get(kind, "")).rstrip("=") for kind in ("x5t", "x5t#S256")}
    for pem in app.certificates:
        der = certificate_der(pem)
        sha1 = base64url(hashlib.sha1(der).digest())  # noqa: S324 -- `x5t` is defined with SHA-1
        sha256 = base64url(hashlib.sha256(der).digest())
        if named["x5t#S256"] == sha256 or named["x5t"] == sha1:
            key = x509.load_der_x509_certificate(der).public_key()
            if isinstance(key, RSAPublicKey):
                return key
    raise EntraError("invalid_client", 700027, "The certificate of the client assertion is not registered.", 401)
