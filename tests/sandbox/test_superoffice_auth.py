"""Signing in to SuperOffice: code with PKCE, refresh, id token, system user, place of the tenant (contract §1)."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import pickle
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests

from backend.sandbox.apps import App
from backend.sandbox.assembly import Sandbox, Snapshot
from backend.sandbox.wire import Headers, Query, Request, Response
from tests.sandbox.superoffice_diary import diary_of
from tests.sandbox.superoffice_system import CLAIM, system_session, system_ticket
from tests.sandbox_client import SandboxClient

REDIRECT = "http://127.0.0.1:5000/superoffice/callback"
APP = App()


def authorize(sandbox: SandboxClient, **options: str) -> requests.Response:
    """A visit to the authorize address, redirects not followed."""
    query = {"client_id": APP.superoffice_client_id, "redirect_uri": REDIRECT, "response_type": "code",
             "scope": "openid", "state": "s"} | options  # fmt: skip
    address = f"{sandbox.superoffice}/login/common/oauth/authorize"
    return requests.get(address, query, allow_redirects=False, timeout=10)


def code_of(answer: requests.Response) -> str:
    """The code in a redirect."""
    assert answer.status_code == 302, answer.text
    return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]


def token(sandbox: SandboxClient, **values: str) -> requests.Response:
    """A request to the token address, with its parameters in the form."""
    return requests.post(f"{sandbox.superoffice}/login/common/oauth/tokens", data=client() | values, timeout=10)


def client() -> dict[str, str]:
    """Id and secret of the app."""
    return {"client_id": APP.superoffice_client_id, "client_secret": APP.superoffice_client_secret}


def signed_in(sandbox: SandboxClient, user: str = "linda") -> dict[str, Any]:
    """The tokens of a user."""
    code = code_of(authorize(sandbox, sandbox_user=user))
    answer = token(sandbox, grant_type="authorization_code", code=code, redirect_uri=REDIRECT)
    assert answer.ok, answer.text
    tokens: dict[str, Any] = answer.json()
    return tokens


def claims_of(sandbox: SandboxClient, encoded: str, audience: str, issuer: str) -> dict[str, Any]:
    """The claims of a token, verified with the published keys."""
    keys = jwt.PyJWKSet.from_dict(requests.get(f"{sandbox.superoffice}/login/.well-known/jwks", timeout=10).json())
    key = keys[jwt.get_unverified_header(encoded)["kid"]]
    claims: dict[str, Any] = jwt.decode(encoded, key, algorithms=["RS256"], audience=audience, issuer=issuer)
    return claims


def test_metadata_leads_to_the_addresses(sandbox: SandboxClient) -> None:
    found = requests.get(f"{sandbox.superoffice}/login/.well-known/openid-configuration", timeout=10).json()
    assert found["token_endpoint"] == f"{sandbox.superoffice}/login/common/oauth/tokens"
    assert found["issuer"] == sandbox.superoffice
    assert requests.get(found["jwks_uri"], timeout=10).json()["keys"][0]["kty"] == "RSA"


def test_page_lists_the_users(sandbox: SandboxClient) -> None:
    page = authorize(sandbox)
    assert page.status_code == 200
    assert ("Linda Lund" in page.text, "Julie Juul" in page.text, "John" in page.text) == (True, True, False)


@pytest.mark.parametrize("method", ["S256", "plain", ""])
def test_code_with_pkce(sandbox: SandboxClient, method: str) -> None:
    verifier = "v" * 50
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    options = {"code_challenge": digest if method == "S256" else verifier, "sandbox_user": "linda"}
    if method:
        options["code_challenge_method"] = method
    exchange = {"grant_type": "authorization_code", "redirect_uri": REDIRECT}
    refused = token(sandbox, **exchange, code=code_of(authorize(sandbox, **options)), code_verifier="wrong")
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    granted = token(sandbox, **exchange, code=code_of(authorize(sandbox, **options)), code_verifier=verifier)
    assert granted.json()["access_token"].startswith("8A:Cust12345.")


def test_silent_sign_in_by_address(sandbox: SandboxClient) -> None:
    answer = authorize(sandbox, prompt="none", login_hint="julie@nordlys.example")
    assert code_of(answer)
    nobody = authorize(sandbox, prompt="none", login_hint="john@nordlys.example")
    assert parse_qs(urlsplit(nobody.headers["Location"]).query) == {
        "error": ["access_denied"], "error_description": ["No SuperOffice licence"], "state": ["s"],
    }  # fmt: skip


def test_response_modes(sandbox: SandboxClient) -> None:
    fragment = authorize(sandbox, sandbox_user="linda", response_mode="fragment")
    assert "code" in parse_qs(urlsplit(fragment.headers["Location"]).fragment)
    form = authorize(sandbox, sandbox_user="linda", response_mode="form_post")
    assert (form.status_code, f'action="{REDIRECT}"' in form.text) == (200, True)


@pytest.mark.parametrize(
    "options", [{"client_id": "other"}, {"redirect_uri": "https://evil.example/"}]
)  # fmt: skip
def test_untrusted_redirects_are_not_followed(sandbox: SandboxClient, options: dict[str, str]) -> None:
    assert authorize(sandbox, sandbox_user="linda", **options).status_code == 400


def test_code_works_once_and_parameters_may_stand_in_the_query(sandbox: SandboxClient) -> None:
    code = code_of(authorize(sandbox, sandbox_user="linda"))
    exchange = {"grant_type": "authorization_code", "redirect_uri": REDIRECT, "code": code}
    address = f"{sandbox.superoffice}/login/common/oauth/tokens"
    assert requests.post(address, params=client() | exchange, timeout=10).ok
    assert token(sandbox, **exchange).json()["error"] == "invalid_grant"


def test_refresh_token_is_not_rotated(sandbox: SandboxClient) -> None:
    tokens = signed_in(sandbox)
    for _ in range(2):
        again = token(sandbox, grant_type="refresh_token", refresh_token=tokens["refresh_token"]).json()
        assert ("refresh_token" in again, again["token_type"], again["expires_in"]) == (False, "Bearer", 3600)
    sandbox.control("POST", "revoke", {"system": "superoffice", "user": "linda"})
    refused = token(sandbox, grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(
    ("values", "status", "error"),
    [
        ({"grant_type": "client_credentials"}, 400, "unsupported_grant_type"),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, 400, "invalid_grant"),
        ({"grant_type": "refresh_token", "client_secret": "x"}, 401, "invalid_client"),
    ],
)
def test_token_errors(sandbox: SandboxClient, values: dict[str, str], status: int, error: str) -> None:
    answer = token(sandbox, **values)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_id_token_of_an_administrator_and_of_a_user(sandbox: SandboxClient) -> None:
    linda, julie = (
        claims_of(sandbox, signed_in(sandbox, user)["id_token"], APP.superoffice_client_id, sandbox.superoffice)
        for user in ("linda", "julie")
    )
    assert (linda[f"{CLAIM}associateid"], linda[f"{CLAIM}ctx"], linda["sub"]) == (
        "5", "Cust12345", "linda@nordlys.example",
    )  # fmt: skip
    assert linda[f"{CLAIM}webapi_url"] == f"{sandbox.superoffice}/Cust12345/api/"
    assert (linda[f"{CLAIM}is_administrator"], julie[f"{CLAIM}is_administrator"]) == ("True", "False")
    assert linda[f"{CLAIM}system_token"] == APP.superoffice_system_token
    assert f"{CLAIM}system_token" not in julie


def test_system_user(sandbox: SandboxClient) -> None:
    answer = system_ticket(sandbox)
    assert answer["IsSuccessful"] is True
    unverified = jwt.decode(answer["Token"], options={"verify_signature": False})
    serial = unverified[f"{CLAIM}serial"]
    claims = claims_of(sandbox, answer["Token"], f"spn:{serial}", "SuperOffice AS")
    assert claims[f"{CLAIM}ticket"].startswith("7T:")
    private = {"VisibleFor": [{"VisibleId": 5, "Visibility": "Associate"}], "Title": "Secret"}
    own = diary_of(sandbox, "linda").create(**private)["AppointmentId"]
    assert system_session(sandbox).get(f"/v1/Appointment/{own}").json()["Title"] == "Secret"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"signature": base64.b64encode(b"x" * 256).decode()}, "7 InvalidSignature"),
        ({"signature": "?"}, "7 InvalidSignature"),
        ({"stamp": "202001010000"}, "6 InvalidTimestamp"),
        ({"ApplicationToken": "x"}, "4 Denied: ApplicationToken is not known"),
        ({"ContextIdentifier": "Cust1"}, "4 Denied: ContextIdentifier is not known"),
    ],
)
def test_system_user_refused(sandbox: SandboxClient, changes: dict[str, str], error: str) -> None:
    answer = system_ticket(sandbox, **changes)
    assert (answer["IsSuccessful"], answer["Token"], answer["ErrorMessage"]) == (False, None, error)


def test_ticket_lasts_six_hours_from_its_last_use(sandbox: SandboxClient) -> None:
    session = system_session(sandbox)
    for _ in range(2):
        sandbox.advance(timedelta(hours=5).total_seconds())
        assert session.get("/v1/Appointment/default").status_code == 200
    sandbox.advance(timedelta(hours=6, minutes=1).total_seconds())
    assert session.get("/v1/Appointment/default").status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer 8A:Cust12345.wrong"},
        {"Authorization": "SOTicket 7T:wrong", "SO-AppToken": APP.superoffice_client_secret},
        {"Authorization": ""},
        {"Authorization": "Basic eDp5"},
    ],
)
def test_wrong_credentials(sandbox: SandboxClient, headers: dict[str, str]) -> None:
    session = sandbox.superoffice_session("linda")
    answer = session.get("/v1/Appointment/default", headers=headers)
    assert (answer.status_code, answer.json()["Error"]) == (401, True)


def test_ticket_needs_the_application_token(sandbox: SandboxClient) -> None:
    session = system_session(sandbox)
    session.headers["SO-AppToken"] = "wrong"
    assert session.get("/v1/Appointment/default").status_code == 401


def test_another_tenant_is_not_here(sandbox: SandboxClient) -> None:
    session = sandbox.superoffice_session("linda")
    assert session.get(f"{sandbox.superoffice}/Cust99999/api/v1/Appointment/default").status_code == 404


def test_state_of_the_tenant(sandbox: SandboxClient) -> None:
    state = requests.get(f"{sandbox.superoffice}/api/state/Cust12345", timeout=10).json()
    assert (state["ContextIdentifier"], state["State"], state["IsRunning"]) == ("Cust12345", "Running", True)
    assert state["Api"] == f"{sandbox.superoffice}/Cust12345/api"
    assert requests.get(f"{sandbox.superoffice}/api/state/Cust1", timeout=10).status_code == 404


def ask(sandbox: Sandbox, path: str, token: str = "") -> Response:
    """A GET to the host itself, for what no address controls."""
    headers = Headers([("Authorization", f"Bearer {token}")])
    request = Request("GET", path, Query.parse(""), headers, b"", "http://sandbox/superoffice")
    return asyncio.run(sandbox.superoffice.handle(request))


def test_a_tenant_that_moves_answers_421_where_it_was() -> None:
    sandbox = Sandbox("empty")
    linda = sandbox.world.person("linda")
    assert linda
    token = sandbox.superoffice.issue_token(linda)
    segment = sandbox.superoffice.move()
    moved = ask(sandbox, "/Cust12345/api/v1/Appointment/default", token)
    assert (moved.status, moved.json()["Message"]) == (421, "Wrong subdomain used to access tenant")
    assert (
        ask(sandbox, "/api/state/Cust12345").json()["Api"] == f"http://sandbox/superoffice/{segment}/Cust12345/api"
    )
    assert ask(sandbox, f"/{segment}/Cust12345/api/v1/Appointment/default", token).status == 200


@pytest.mark.parametrize(("state", "status"), [("OnlineMaintenance", 200), ("OfflineMaintenance", 503)])
def test_maintenance(state: str, status: int) -> None:
    sandbox = Sandbox("empty")
    linda = sandbox.world.person("linda")
    assert linda
    sandbox.superoffice.set_tenant_state(state)
    token = sandbox.superoffice.issue_token(linda)
    assert ask(sandbox, "/Cust12345/api/v1/Appointment/default", token).status == status
    assert ask(sandbox, "/api/state/Cust12345").json()["State"] == state


def test_state_survives_a_restart() -> None:
    sandbox = Sandbox("small")
    linda = sandbox.world.person("linda")
    assert linda
    token = sandbox.superoffice.issue_token(linda)
    sandbox.superoffice.move()
    kept: Snapshot = pickle.loads(pickle.dumps(sandbox.snapshot()))
    again = Sandbox("small", kept)
    assert ask(again, "/app2/Cust12345/api/v1/Appointment/default", token).status == 200
