"""An identity provider of the tests' own, which signs whatever it is asked to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from tests.mailboxes import TENANT

CLIENT = "9a6c1f0e-5b1d-4c52-8f0e-6d1f0a5e0c01"


@dataclass
class Issuer:
    """Serves discovery documents and keys of TENANT in both versions, and counts how often keys are fetched."""

    base: str = ""
    keys: dict[str, RSAPrivateKey] = field(default_factory=dict)
    fetched: int = 0

    def new_key(self, kid: str) -> None:
        """Publish a new key instead of the old ones."""
        self.keys = {kid: generate_private_key(public_exponent=65537, key_size=2048)}

    def token(self, kid: str = "", algorithm: str = "RS256", key: Any = None, **changes: Any) -> str:
        """A good token of Linda, with *changes* in its claims; None removes a claim, times count from now."""
        kid = kid or next(iter(self.keys))
        now = int(time.time())
        changes = {
            name: now + int(value.total_seconds()) if isinstance(value, timedelta) else value
            for name, value in changes.items()
        }
        claims = {
            "aud": CLIENT, "iss": f"{self.base}/{TENANT}/v2.0", "iat": now, "nbf": now, "exp": now + 3600,
            "ver": "2.0", "tid": TENANT, "oid": "account of linda", "scp": "access_as_user", "idtyp": "user",
            "name": "Linda Lund", **changes,
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        signing = key if key is not None else self.keys.get(kid) or next(iter(self.keys.values()))
        return jwt.encode(claims, signing, algorithm=algorithm, headers={"kid": kid})

    def answer(self, path: str) -> dict[str, Any] | None:
        """What the address shows."""
        if path == "/keys":
            self.fetched += 1
            return {"keys": [self._published(kid, key) for kid, key in self.keys.items()]}
        issuers = {
            f"/{TENANT}/v2.0/.well-known/openid-configuration": f"{self.base}/{{tenantid}}/v2.0",
            f"/{TENANT}/.well-known/openid-configuration": f"https://sts.windows.net/{TENANT}/",
        }
        return {"issuer": issuers[path], "jwks_uri": f"{self.base}/keys"} if path in issuers else None

    @staticmethod
    def _published(kid: str, key: RSAPrivateKey) -> dict[str, Any]:
        public: dict[str, Any] = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
        return {**public, "kid": kid, "use": "sig"}


@contextmanager
def serving() -> Iterator[Issuer]:
    """The provider at a free port."""
    issuer = Issuer()
    issuer.new_key("first")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            value = issuer.answer(self.path)
            body = json.dumps(value).encode()
            self.send_response(200 if value else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
