"""Signing in for a pane whose Outlook cannot: the window, its code, and the tokens of our own."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlmodel import col, select
from werkzeug.test import TestResponse

from backend.api.pane_tokens import ACCESS_LIFE, CODE_LIFE, SIGN_IN_LIFE, challenge_of
from backend.demo.browser import connect
from backend.store.database import session
from backend.store.sign_in_tables import Ticket
from backend.sync.service import Product
from tests.api.v1.conftest import access_token
from tests.product import PUBLIC_URL

VERIFIER = "only this pane knows it, and it is long enough"
LINDA = "linda@nordlys.example"
HER_PANE = {"mailbox": LINDA, "challenge": challenge_of(VERIFIER)}


def told(page: TestResponse) -> Any:
    """What a page in the window does by itself."""
    (block,) = re.findall(r'<script type="application/json" id="told">(.*?)</script>', page.text)
    return json.loads(block)


def come_back(window: FlaskClient, person: str, **asked: str) -> str:
    """The address of ours to which Microsoft's sign-in page sends the window."""
    # Outlook adds parts of its own
    start = window.get("/addin/dialog", query_string=HER_PANE | asked | {"_host_Info": "Outlook$Win32$16.01"})
    assert start.status_code == 200
    there = requests.get(f"{told(start)['go']}&sandbox_user={person}", allow_redirects=False, timeout=30)
    return there.headers["Location"].removeprefix(PUBLIC_URL)


def sign_in(window: FlaskClient, person: str, **asked: str) -> TestResponse:
    """What the window shows after the sign-in of *person*."""
    return window.get(come_back(window, person, **asked))


def code_of(page: TestResponse) -> str:
    """The code that the window hands to the pane."""
    assert page.status_code == 200
    return str(json.loads(told(page)["message"])["code"])


def exchanged(pane: FlaskClient, code: str, verifier: str = VERIFIER) -> TestResponse:
    return pane.post("/addin/token", json={"code": code, "verifier": verifier})


def renewed(pane: FlaskClient, tokens: Mapping[str, Any]) -> TestResponse:
    return pane.post("/addin/token/renewal", json={"renewal": tokens["renewal"]})


def seen(pane: FlaskClient, access: str) -> TestResponse:
    return pane.get("/api/v1/session", headers={"Authorization": f"Bearer {access}"})


def over(answer: TestResponse) -> bool:
    """Whether the pane is told that this opens nothing any more."""
    return (answer.status_code, answer.get_json()["code"]) == (400, "sign_in_over")


@pytest.fixture
def pane(app: Flask) -> FlaskClient:
    """The pane, which has and sends no cookies."""
    return app.test_client(use_cookies=False)


def test_the_tokens_are_as_good_as_entras(
    pane: FlaskClient, browser: FlaskClient, app: Flask, product: Product
) -> None:
    list(connect(app, PUBLIC_URL, ["linda"]))
    tokens = exchanged(pane, code_of(sign_in(browser, "linda"))).get_json()
    assert tokens["expires_in"] == ACCESS_LIFE.total_seconds()
    ours = seen(pane, tokens["access"]).get_json()
    assert ours == seen(pane, access_token(product.settings, "linda", product.settings.tenant_ids[0])).get_json()
    assert ours["mailbox"]["address"] == LINDA
    later = renewed(pane, tokens).get_json()
    assert seen(pane, later["access"]).get_json() == ours
    assert seen(pane, tokens["access"]).status_code == 401
    assert over(renewed(pane, tokens))


def test_signing_out_ends_every_token(pane: FlaskClient, browser: FlaskClient) -> None:
    tokens = exchanged(pane, code_of(sign_in(browser, "linda"))).get_json()
    assert seen(pane, tokens["access"]).get_json()["state"] == "not_connected"
    for _ in range(2):
        assert pane.post("/addin/token/end", json={"renewal": tokens["renewal"]}).status_code == 204
    assert seen(pane, tokens["access"]).headers["WWW-Authenticate"].startswith('Bearer realm="sosync", error=')
    assert over(renewed(pane, tokens))


def test_a_code_is_good_once_and_for_the_pane_that_asked(pane: FlaskClient, browser: FlaskClient) -> None:
    code = code_of(sign_in(browser, "linda"))
    assert over(exchanged(pane, code, "another pane's"))
    # whoever tried has used it up
    assert over(exchanged(pane, code))
    code = code_of(sign_in(browser, "linda"))
    tokens = exchanged(pane, code).get_json()
    assert over(exchanged(pane, code))
    # what is good for one thing is good for nothing else
    for wrong in (code, tokens["renewal"], f"sosync_{code}", f"sosync_{tokens['renewal']}", "sosync_", "sosync_ø"):
        assert seen(pane, wrong).status_code == 401
        assert over(exchanged(pane, wrong))
    assert over(renewed(pane, {"renewal": tokens["access"].removeprefix("sosync_")}))


def test_everything_ends_by_itself(pane: FlaskClient, browser: FlaskClient, product: Product) -> None:
    def hours_pass(hours: timedelta) -> None:
        with session(product.engine) as work, work.begin():
            work.execute(
                update(Ticket).values(until=col(Ticket.until) - hours, last_until=col(Ticket.last_until) - hours)
            )

    code = code_of(sign_in(browser, "linda"))
    hours_pass(CODE_LIFE)
    assert over(exchanged(pane, code))
    tokens = exchanged(pane, code_of(sign_in(browser, "linda"))).get_json()
    hours_pass(ACCESS_LIFE)
    assert seen(pane, tokens["access"]).status_code == 401
    tokens = renewed(pane, tokens).get_json()
    hours_pass(SIGN_IN_LIFE - ACCESS_LIFE - timedelta(minutes=1))
    tokens = renewed(pane, tokens).get_json()
    # renewing does not make a sign-in longer
    assert tokens["expires_in"] <= 60
    hours_pass(timedelta(minutes=1))
    assert over(renewed(pane, tokens))


def test_another_account_than_the_mailboxs_gets_no_code(browser: FlaskClient, product: Product) -> None:
    page = sign_in(browser, "julie")
    assert page.status_code == 400
    assert "julie@nordlys.example" in page.text
    assert LINDA in page.text
    assert 'id="told"' not in page.text
    (again,) = re.findall(r'class="button" href="([^"]+)"', page.text)
    assert parse_qs(urlsplit(again.replace("&amp;", "&")).query) == {
        name: [value] for name, value in HER_PANE.items()
    }
    with session(product.engine) as work:
        assert work.exec(select(Ticket)).all() == []


def test_a_return_that_this_window_did_not_begin_is_refused(app: Flask, browser: FlaskClient) -> None:
    there = come_back(browser, "linda")
    assert "took too long" in app.test_client().get(there).text
    code = parse_qs(urlsplit(there).query)["code"][0]
    forged = browser.get("/addin/dialog/done", query_string={"code": code, "state": "forged"})
    assert (forged.status_code, 'id="told"' in forged.text) == (400, False)
    # the cookie is gone: even the right address is too late
    assert browser.get(there).status_code == 400


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"mailbox": ""}, "mailbox"),
        ({"mailbox": "a" * 321}, "mailbox"),
        ({"challenge": ""}, "challenge"),
        ({"challenge": "https://evil.example/" + "a" * 22}, "challenge"),
    ],
)
def test_what_is_asked_wrong_is_named(browser: FlaskClient, wrong: dict[str, str], field: str) -> None:
    answer = browser.get("/addin/dialog", query_string=HER_PANE | wrong)
    assert (answer.status_code, answer.get_json()["field"]) == (400, field)


def test_the_window_goes_to_microsoft_and_comes_back_to_us_whatever_it_is_told(browser: FlaskClient) -> None:
    asked = HER_PANE | {"redirect_uri": "https://evil.example", "go": "https://evil.example"}
    start = browser.get("/addin/dialog", query_string=asked, headers={"Host": "evil.example"})
    assert "evil" not in start.text
    sign_in = parse_qs(urlsplit(told(start)["go"]).query)
    assert sign_in["redirect_uri"] == [f"{PUBLIC_URL}/addin/dialog/done"]
    assert sign_in["login_hint"] == [LINDA]
    policy = start.headers["Content-Security-Policy"]
    assert "script-src 'self' https://appsforoffice.microsoft.com https://ajax.aspnetcdn.com;" in policy
    assert "frame-ancestors 'none'" in policy
