"""Requests go where the operator said, whatever an answer or a claim says: hostile ones are not followed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from backend.api.v1.keys import Keys
from backend.core.addresses import belongs
from backend.core.sides import Unavailable
from backend.rare_calls import calls
from backend.superoffice.auth import SignIn
from backend.superoffice.tenant import Tenants
from backend.superoffice.tokens import CLAIM, Issuer
from tests.superoffice.conftest import SuperOffice, superoffice

__all__ = ["superoffice"]

HOME = "https://online.superoffice.com"


@dataclass
class Hostile:
    """A server that somebody else has taken over."""

    url: str = ""
    #: JSON, or where to go instead
    says: dict[str, Any] | str = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def hostile() -> Iterator[Hostile]:
    known = Hostile()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known.asked.append(self.path)
            body = json.dumps(known.says).encode()
            self.send_response(302 if isinstance(known.says, str) else 200)
            if isinstance(known.says, str):
                self.send_header("Location", known.says)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield known
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    "address",
    [
        "https://online.superoffice.com/api",
        "https://online2.superoffice.com/Cust12345/api",
        "https://ONLINE3.SuperOffice.com/Cust12345/api",
    ],
)
def test_an_address_of_the_environment_is_called(address: str) -> None:
    assert belongs(address, HOME)


@pytest.mark.parametrize(
    "address",
    [
        None, 5, "", "online2.superoffice.com", "//online2.superoffice.com/api", "file:///etc/passwd",
        "http://online2.superoffice.com/api",  # not encrypted
        "https://superoffice.com.evil.example/api",
        "https://evilsuperoffice.com/api",
        "https://online2.superoffice.com@evil.example/api",
        "https://evil.example#.superoffice.com/api",
        "https://evil.example?.superoffice.com",
        "https://evil.example\\.superoffice.com/api",
        "https://evil.example/\t.superoffice.com",
        "https://online2.superoffice.com:8443/api",
        "https://online2.superoffice.com:x/api",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/api",
        "https://127.0.0.1/api",
        "https://localhost/api",
        "https://ønline2.superoffice.com/api",
        "https://online2.superoffice.com\n/api",
        " https://online2.superoffice.com/api",
    ],
)  # fmt: skip
def test_no_other_address_is_called(address: object) -> None:
    assert not belongs(address, HOME)


@pytest.mark.parametrize(
    ("address", "home", "is_called"),
    [
        ("http://127.0.0.1:8700/superoffice/Cust1/api", "http://127.0.0.1:8700/superoffice", True),
        ("http://127.0.0.1:8701/superoffice/Cust1/api", "http://127.0.0.1:8700/superoffice", False),
        ("http://10.0.0.1:8700/api", "http://127.0.0.1:8700/superoffice", False),
        ("http://1.0.0.1/api", "http://127.0.0.1", False),
        ("https://other.example/api", "https://superoffice.example", False),
        ("http://sandbox/api", "http://sandbox", True),
    ],
)
def test_a_host_without_a_domain_stands_for_itself(address: str, home: str, is_called: bool) -> None:
    assert belongs(address, home) is is_called


@pytest.mark.parametrize(
    "api", ["http://169.254.169.254/latest", "https://evil.example/api", "http://127.0.0.1:1/api", 7, None]
)
def test_an_organisation_elsewhere_has_no_address(hostile: Hostile, api: object) -> None:
    hostile.says = {"State": "Running", "Api": api}
    with pytest.raises(Unavailable, match="where this organisation is"):
        Tenants(hostile.url).api("Cust12345")


def test_the_name_of_an_organisation_leads_nowhere_else(hostile: Hostile) -> None:
    hostile.says = {"State": "Running", "Api": f"{hostile.url}/api"}
    Tenants(hostile.url).api("../../Cust1?x=#y")
    assert hostile.asked == ["/api/state/..%2F..%2FCust1%3Fx%3D%23y"]


def test_redirects_are_not_followed(hostile: Hostile) -> None:
    hostile.says = f"{hostile.url}/elsewhere"
    for answer in (calls().get(f"{hostile.url}/a"), calls().post(f"{hostile.url}/b", data={"secret": "x"})):
        assert answer.status_code == 302
    with pytest.raises(Unavailable):
        Tenants(hostile.url).api("Cust12345")
    with pytest.raises(Unavailable):
        Keys(hostile.url).find("tenant", "2.0", "kid")
    assert "/elsewhere" not in hostile.asked


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
def test_secrets_are_not_sent_where_the_discovery_leads_astray(hostile: Hostile, name: str) -> None:
    good = dict.fromkeys(("authorization_endpoint", "token_endpoint", "jwks_uri"), f"{hostile.url}/x")
    hostile.says = good
    assert Issuer(hostile.url).metadata() == good
    hostile.says = good | {name: "https://evil.example/x"}
    with pytest.raises(Unavailable):
        Issuer(hostile.url).metadata()


def test_entras_keys_are_not_fetched_elsewhere(hostile: Hostile) -> None:
    with_keys = {"issuer": "i", "keys": [], "jwks_uri": f"{hostile.url}/keys"}
    hostile.says = with_keys
    assert Keys(hostile.url).find("tenant", "2.0", "kid") is None
    hostile.says = with_keys | {"jwks_uri": "http://169.254.169.254/keys"}
    with pytest.raises(Unavailable):
        Keys(hostile.url).find("tenant", "2.0", "kid")


def test_a_claim_does_not_lead_a_token_astray(hostile: Hostile, superoffice: SuperOffice) -> None:
    class Lying(Issuer):
        def claims(self, token: str, *, issuer: str, audience: str | None) -> dict[str, Any]:
            said = super().claims(token, issuer=issuer, audience=audience)
            return said | {f"{CLAIM}webapi_url": f"{hostile.url}/api"}

    sign_in = SignIn(superoffice.settings, Lying(superoffice.settings.superoffice_url))
    julie = sign_in.finish(*superoffice.returned("julie"))
    assert (julie.name, hostile.asked) == ("julie@nordlys.example", [])
