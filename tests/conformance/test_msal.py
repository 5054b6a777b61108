"""Microsoft's own sign-in library against the sandbox's Entra, under the production authority.

The way is contracts/graph.md §5.2 A: addresses stay real, the transport carries them elsewhere.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import msal
import pytest
import requests
from requests.adapters import HTTPAdapter

from backend.sandbox.apps import App
from backend.sandbox.keys import RsaKey
from backend.sandbox.people import COMPANY
from tests.sandbox_client import HostSession, SandboxClient

AUTHORITY = f"https://login.microsoftonline.com/{COMPANY.id}"
CALLBACK = "http://localhost:5000/auth/callback"
SCOPES = ["Calendars.ReadWrite", "Contacts.ReadWrite", "User.Read"]
EVERYTHING = ["https://graph.microsoft.com/.default"]
APP = App()

Tokens = dict[str, Any]


class Redirector(HTTPAdapter):
    """Carries requests for the real host to the sandbox, and tells it which address they were meant for."""

    def __init__(self, target: str) -> None:
        self.target = urlsplit(target)
        self.sent: list[str] = []
        super().__init__()

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        meant = urlsplit(str(request.url))
        request.headers["X-Forwarded-Base"] = f"{meant.scheme}://{meant.netloc}"
        request.url = urlunsplit(
            (self.target.scheme, self.target.netloc, self.target.path + meant.path, meant.query, "")
        )
        self.sent.append(meant.path)
        return super().send(request, *args, **kwargs)


class PostedForm(HTMLParser):
    """The form with which a browser returns to the application."""

    def __init__(self) -> None:
        super().__init__()
        self.target = ""
        self.values: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.target = given["action"]
        elif tag == "input":
            self.values[given["name"]] = given["value"]


class SignIn:
    """A web application that signs people in with MSAL, and the browser of the person."""

    def __init__(self, sandbox: SandboxClient, credential: Any = APP.client_secret) -> None:
        self.redirector = Redirector(sandbox.entra)
        self.browser = HostSession("")
        self.browser.mount("https://login.microsoftonline.com/", self.redirector)
        self.cache = msal.SerializableTokenCache()
        self.app = msal.ConfidentialClientApplication(
            APP.client_id,
            client_credential=credential,
            authority=AUTHORITY,
            http_client=self.browser,
            token_cache=self.cache,
        )

    def walk(self, user: str, scopes: list[str] | None = None) -> Tokens:
        """The authorization code flow with PKCE, the person already signed in at Entra."""
        flow = self.app.initiate_auth_code_flow(
            scopes or SCOPES, redirect_uri=CALLBACK, login_hint=user, prompt="none", response_mode="form_post"
        )
        form = PostedForm()
        form.feed(self.browser.get(flow["auth_uri"]).text)
        assert form.target == CALLBACK
        tokens: Tokens = self.app.acquire_token_by_auth_code_flow(flow, form.values)
        return tokens

    def silently(self, scopes: list[str] | None = None, **options: Any) -> Tokens | None:
        """A token without the person: from the cache, or with the refresh token."""
        account = self.app.get_accounts()[0]
        tokens: Tokens | None = self.app.acquire_token_silent_with_error(scopes or SCOPES, account, **options)
        return tokens

    @property
    def token_calls(self) -> int:
        """How often the token endpoint was called."""
        return sum(path.endswith("/token") for path in self.redirector.sent)


@pytest.fixture
def sign_in(sandbox: SandboxClient) -> SignIn:
    """An application that proves itself with its secret."""
    return SignIn(sandbox)


def test_a_person_signs_in_with_code_and_pkce(sandbox: SandboxClient, sign_in: SignIn) -> None:
    tokens = sign_in.walk("linda@nordlys.example")
    linda = next(p for p in sandbox.world()["people"] if p["key"] == "linda")
    assert "error" not in tokens, tokens
    assert tokens["id_token_claims"]["oid"] == linda["oid"]
    assert tokens["id_token_claims"]["iss"] == f"{AUTHORITY}/v2.0"
    account = sign_in.app.get_accounts()[0]
    assert account["home_account_id"] == f"{linda['oid']}.{linda['tenant_id']}"
    assert account["username"] == "linda@nordlys.example"
    assert account["environment"] == "login.microsoftonline.com"


def test_a_token_is_taken_from_the_cache_while_it_lasts(sign_in: SignIn) -> None:
    first = sign_in.walk("linda@nordlys.example")
    calls = sign_in.token_calls
    again = sign_in.silently()
    assert again
    assert again["access_token"] == first["access_token"]
    assert sign_in.token_calls == calls


def test_a_refresh_gives_another_token_and_rotates(sign_in: SignIn) -> None:
    first = sign_in.walk("linda@nordlys.example")
    second = sign_in.silently(force_refresh=True)
    third = sign_in.silently(force_refresh=True)
    assert second
    assert third
    assert len({first["access_token"], second["access_token"], third["access_token"]}) == 3
    stored = sign_in.cache.search("RefreshToken")
    assert [entry["secret"] == first["refresh_token"] for entry in stored] == [False]


def test_a_refreshed_cache_survives_being_stored(sandbox: SandboxClient, sign_in: SignIn) -> None:
    sign_in.walk("linda@nordlys.example")
    later = SignIn(sandbox)
    later.cache.deserialize(sign_in.cache.serialize())
    tokens = later.silently(force_refresh=True)
    assert tokens
    assert "access_token" in tokens


def test_a_revoked_sign_in_answers_invalid_grant(sandbox: SandboxClient, sign_in: SignIn) -> None:
    sign_in.walk("linda@nordlys.example")
    sandbox.control("POST", "revoke", {"system": "graph", "user": "linda"})
    tokens = sign_in.silently(force_refresh=True)
    assert tokens
    assert tokens["error"] == "invalid_grant"
    assert tokens["error_codes"] == [50173]
    assert {"timestamp", "trace_id", "correlation_id", "error_uri"} <= tokens.keys()


def test_our_api_acts_on_behalf_of_a_person_and_then_from_the_cache(
    sandbox: SandboxClient, sign_in: SignIn
) -> None:
    pane = sign_in.walk("julie@nordlys.example", [f"{APP.api_uri}/access_as_user"])
    api = SignIn(sandbox)
    on_behalf = api.app.acquire_token_on_behalf_of(pane["access_token"], EVERYTHING)
    assert "error" not in on_behalf, on_behalf
    calls = api.token_calls
    again = api.silently(EVERYTHING)
    assert again
    assert again["access_token"] == on_behalf["access_token"]
    assert api.token_calls == calls


def test_a_graph_token_is_no_assertion_for_on_behalf_of(sandbox: SandboxClient, sign_in: SignIn) -> None:
    graph = sign_in.walk("julie@nordlys.example")
    refused = SignIn(sandbox).app.acquire_token_on_behalf_of(graph["access_token"], EVERYTHING)
    assert refused["error"] == "invalid_grant"
    assert refused["error_codes"] == [500131]


def test_the_app_itself_signs_in_with_its_secret(sign_in: SignIn) -> None:
    first = sign_in.app.acquire_token_for_client(EVERYTHING)
    calls = sign_in.token_calls
    assert "error" not in first, first
    assert sign_in.app.acquire_token_for_client(EVERYTHING)["access_token"] == first["access_token"]
    assert sign_in.token_calls == calls


def test_the_app_itself_signs_in_with_a_registered_certificate(sandbox: SandboxClient) -> None:
    key = RsaKey.new("sosync production")
    credential = {"private_key": key.private_pem, "public_certificate": key.certificate_pem}
    unknown = SignIn(sandbox, credential).app.acquire_token_for_client(EVERYTHING)
    assert unknown["error"] == "invalid_client"
    sandbox.control("POST", "certificates", {"certificate": key.certificate_pem})
    tokens = SignIn(sandbox, credential).app.acquire_token_for_client(EVERYTHING)
    assert "error" not in tokens, tokens


def test_a_wrong_secret_is_refused(sandbox: SandboxClient) -> None:
    tokens = SignIn(sandbox, "wrong").app.acquire_token_for_client(EVERYTHING)
    assert tokens["error"] == "invalid_client"
    assert tokens["error_codes"] == [7000215]
