"""Entra as a browser and a plain OAuth client see it."""

from __future__ import annotations

import base64
import hashlib
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
import requests

from backend.sandbox.apps import App
from backend.sandbox.people import COMPANY, CUSTOMER
from tests.sandbox_client import SandboxClient

APP = App()
CALLBACK = "http://127.0.0.1:5000/callback?from=entra"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


class Entra:
    """The endpoints of one tenant."""

    def __init__(self, sandbox: SandboxClient, tenant: str = COMPANY.id) -> None:
        self.root = f"{sandbox.entra}/{tenant}"
        self.http = sandbox.session

    def authorize(self, **changes: str) -> requests.Response:
        """Ask for a sign-in; an empty change takes a parameter away."""
        asked = {
            "client_id": APP.client_id, "response_type": "code", "redirect_uri": CALLBACK, "state": "s 1",
            "scope": "openid offline_access User.Read", "code_challenge": CHALLENGE,
            "code_challenge_method": "S256", "sandbox_user": "linda", "nonce": "n1",
        }  # fmt: skip
        query = urlencode({name: value for name, value in (asked | changes).items() if value})
        return self.http.get(f"{self.root}/oauth2/v2.0/authorize?{query}", allow_redirects=False)

    def code(self, **changes: str) -> str:
        """A code from a sign-in."""
        return returned(self.authorize(**changes))["code"]

    def token(self, **form: str) -> dict[str, Any]:
        """What the token endpoint answers."""
        given = {"client_id": APP.client_id, "client_secret": APP.client_secret} | form
        answer: dict[str, Any] = self.http.post(f"{self.root}/oauth2/v2.0/token", data=given).json()
        return answer

    def redeem(self, code: str, **changes: str) -> dict[str, Any]:
        """Tokens for a code."""
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER,
        }  # fmt: skip
        return self.token(**(form | changes))

    def claims(self, token: str, audience: str) -> dict[str, Any]:
        """The claims of a token whose signature the published keys confirm."""
        keys = jwt.PyJWKSet.from_dict(self.http.get(f"{self.root}/discovery/v2.0/keys").json())
        key = keys[jwt.get_unverified_header(token)["kid"]]
        claims: dict[str, Any] = jwt.decode(token, key, algorithms=["RS256"], audience=audience)
        return claims


def returned(answer: requests.Response, part: str = "query") -> dict[str, str]:
    """What a redirect brings back to the application."""
    assert answer.status_code == 302, answer.text
    values = parse_qs(getattr(urlsplit(answer.headers["Location"]), part))
    return {name: value[0] for name, value in values.items()}


@pytest.fixture
def entra(sandbox: SandboxClient) -> Entra:
    """Entra of the company's tenant."""
    return Entra(sandbox)


def test_a_sign_in_gives_signed_tokens_that_say_who(sandbox: SandboxClient, entra: Entra) -> None:
    linda = next(p for p in sandbox.world()["people"] if p["key"] == "linda")
    tokens = entra.redeem(entra.code())
    assert tokens["token_type"] == "Bearer"
    assert tokens["scope"] == "openid offline_access User.Read"
    identity = entra.claims(tokens["id_token"], APP.client_id)
    assert (identity["oid"], identity["tid"], identity["nonce"]) == (linda["oid"], COMPANY.id, "n1")
    assert identity["iss"] == f"{entra.root}/v2.0"
    access = entra.claims(tokens["access_token"], "https://graph.microsoft.com")
    assert (access["scp"], access["appid"], access["ver"]) == ("User.Read", APP.client_id, "1.0")


def test_our_api_gets_a_token_of_its_own(entra: Entra) -> None:
    tokens = entra.redeem(entra.code(scope=f"{APP.api_uri}/access_as_user"))
    access = entra.claims(tokens["access_token"], APP.client_id)
    assert (access["scp"], access["azp"], access["ver"]) == ("access_as_user", APP.client_id, "2.0")
    assert access["iss"] == f"{entra.root}/v2.0"
    assert "refresh_token" not in tokens


def test_an_app_only_token_has_roles_and_no_scopes(entra: Entra) -> None:
    tokens = entra.token(grant_type="client_credentials", scope="https://graph.microsoft.com/.default")
    claims = entra.claims(tokens["access_token"], "https://graph.microsoft.com")
    assert "Calendars.ReadWrite" in claims["roles"]
    assert "scp" not in claims
    assert claims["idtyp"] == "app"


def test_the_state_comes_back_and_the_query_of_the_address_stays(entra: Entra) -> None:
    values = returned(entra.authorize())
    assert (values["state"], values["from"]) == ("s 1", "entra")


def test_the_answer_can_come_in_the_fragment(entra: Entra) -> None:
    assert returned(entra.authorize(response_mode="fragment"), "fragment")["state"] == "s 1"


def test_without_a_user_a_page_lists_the_tenants_people(entra: Entra) -> None:
    class Links(HTMLParser):
        found: dict[str, str] = {}  # noqa: RUF012

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            given = dict(attrs)
            if user := given.get("data-user"):
                self.found[user] = given["href"] or ""

    page = entra.authorize(sandbox_user="")
    links = Links()
    links.feed(page.text)
    assert page.headers["Content-Type"].startswith("text/html")
    assert set(links.found) == {"linda", "julie", "john", "mike"}
    chosen = entra.http.get(links.found["julie"], allow_redirects=False)
    assert returned(chosen)["code"]


def test_a_page_never_carries_foreign_markup(entra: Entra) -> None:
    page = entra.authorize(sandbox_user="", state="<script>alert(1)</script>", client_id="<script>")
    assert "<script>" not in page.text


@pytest.mark.parametrize(
    ("wrong", "number"),
    [
        ({"client_id": "00000000-0000-0000-0000-000000000000"}, 700016),
        ({"redirect_uri": "https://evil.example/callback"}, 50011),
        ({"redirect_uri": "http://127.0.0.1/\r\nSet-Cookie: a=b"}, 50011),
        ({"response_mode": "smoke"}, 70007),
    ],
)
def test_what_cannot_be_returned_is_shown_in_the_browser(entra: Entra, wrong: dict[str, str], number: int) -> None:
    page = entra.authorize(**wrong)
    assert page.status_code == 400
    assert f"AADSTS{number}" in page.text


@pytest.mark.parametrize(
    ("wrong", "error", "number"),
    [
        ({"response_type": "token"}, "unsupported_response_type", 700054),
        ({"scope": "User.Read Fridge.Open"}, "invalid_scope", 650053),
        ({"scope": f"User.Read {APP.api_uri}/access_as_user"}, "invalid_scope", 28000),
        ({"scope": ""}, "invalid_request", 900144),
        ({"code_challenge_method": "S1"}, "invalid_request", 501491),
        ({"sandbox_user": "", "prompt": "none"}, "login_required", 50058),
        ({"sandbox_user": "c"}, "access_denied", 50020),
    ],
)
def test_other_errors_return_to_the_application(
    entra: Entra, wrong: dict[str, str], error: str, number: int
) -> None:
    values = returned(entra.authorize(**wrong))
    assert values["error"] == error
    assert f"AADSTS{number}" in values["error_description"]
    assert values["state"] == "s 1"


def test_a_code_counts_once(entra: Entra) -> None:
    code = entra.code()
    assert "access_token" in entra.redeem(code)
    again = entra.redeem(code)
    assert (again["error"], again["error_codes"]) == ("invalid_grant", [54005])


@pytest.mark.parametrize(
    "wrong", [{"code_verifier": "w" * 43}, {"code_verifier": ""}, {"redirect_uri": "http://localhost/"}]
)
def test_a_stolen_code_is_worthless(entra: Entra, wrong: dict[str, str]) -> None:
    assert entra.redeem(entra.code(), **wrong)["error"] == "invalid_grant"


def test_plain_pkce_is_understood(entra: Entra) -> None:
    code = entra.code(code_challenge=VERIFIER, code_challenge_method="plain")
    assert "access_token" in entra.redeem(code)


def test_a_refresh_token_can_ask_for_another_resource(entra: Entra) -> None:
    refresh = entra.redeem(entra.code())["refresh_token"]
    tokens = entra.token(grant_type="refresh_token", refresh_token=refresh, scope=f"{APP.api_uri}/.default")
    assert entra.claims(tokens["access_token"], APP.client_id)["scp"] == "access_as_user"
    assert tokens["refresh_token"] != refresh


@pytest.mark.parametrize(
    ("form", "error", "number"),
    [
        ({}, "invalid_request", 900144),
        ({"grant_type": "password"}, "unsupported_grant_type", 70003),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, "invalid_grant", 9002313),
        ({"grant_type": "refresh_token"}, "invalid_request", 900144),
        ({"grant_type": "refresh_token", "client_secret": "x"}, "invalid_client", 7000215),
        ({"grant_type": "refresh_token", "client_secret": ""}, "invalid_client", 7000218),
        ({"grant_type": "refresh_token", "client_id": "x"}, "unauthorized_client", 700016),
        ({"grant_type": "client_credentials", "scope": "User.Read"}, "invalid_scope", 1002012),
        ({"grant_type": "client_credentials", "scope": "https://else.no/.default"}, "invalid_resource", 500011),
        (
            {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": "x.y.z",
             "scope": "User.Read", "requested_token_use": "on_behalf_of"}, "invalid_grant", 50013,
        ),
    ],
)  # fmt: skip
def test_the_token_endpoint_explains_itself(entra: Entra, form: dict[str, str], error: str, number: int) -> None:
    answer = entra.token(**form)
    assert (answer["error"], answer["error_codes"]) == (error, [number])
    assert answer["error_description"].startswith(f"AADSTS{number}: ")


def test_people_of_any_organisation_sign_in_at_common(sandbox: SandboxClient) -> None:
    common = Entra(sandbox, "common")
    tokens = common.redeem(common.code(sandbox_user="c"))
    assert common.claims(tokens["id_token"], APP.client_id)["tid"] == CUSTOMER.id


def test_discovery_names_the_address_it_was_asked_at(sandbox: SandboxClient) -> None:
    address = f"{sandbox.entra}/organizations/v2.0/.well-known/openid-configuration"
    here = sandbox.session.get(address).json()
    assert here["token_endpoint"] == f"{sandbox.entra}/organizations/oauth2/v2.0/token"
    assert here["issuer"] == f"{sandbox.entra}/{{tenantid}}/v2.0"
    there = sandbox.session.get(address, headers={"X-Forwarded-Base": "https://login.microsoftonline.com"}).json()
    assert there["token_endpoint"] == "https://login.microsoftonline.com/organizations/oauth2/v2.0/token"


def test_an_unknown_tenant_is_said_so(sandbox: SandboxClient) -> None:
    answer = Entra(sandbox, "11111111-2222-3333-4444-555555555555").token(grant_type="client_credentials")
    assert (answer["error"], answer["error_codes"]) == ("invalid_tenant", [90002])


def test_signing_out_returns_to_the_application_or_to_nobody(entra: Entra) -> None:
    logout = f"{entra.root}/oauth2/v2.0/logout?post_logout_redirect_uri="
    home = entra.http.get(f"{logout}http://localhost:5000/bye", allow_redirects=False)
    assert home.headers["Location"] == "http://localhost:5000/bye"
    elsewhere = entra.http.get(f"{logout}https://evil.example/", allow_redirects=False)
    assert elsewhere.status_code == 200


def test_a_tenant_may_be_named_by_its_domain(sandbox: SandboxClient) -> None:
    by_domain = Entra(sandbox, COMPANY.domain)
    found = sandbox.session.get(f"{by_domain.root}/v2.0/.well-known/openid-configuration").json()
    assert found["issuer"] == f"{sandbox.entra}/{COMPANY.id}/v2.0"
    said = by_domain.token(grant_type="client_credentials", scope="https://graph.microsoft.com/.default")
    assert jwt.decode(said["access_token"], options={"verify_signature": False})["tid"] == COMPANY.id
