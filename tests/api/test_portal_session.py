"""Signing in to the portal with SuperOffice, and what its session opens."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlmodel import select
from werkzeug.test import TestResponse

from backend.api import built_page
from backend.api.app import make_app
from backend.api.portal_session import COOKIE, IDLE, LIFE
from backend.core.values import replace
from backend.demo.browser import connect
from backend.store import tickets
from backend.store.database import session
from backend.store.sign_in_tables import Ticket
from backend.store.tickets import Purpose
from backend.sync.housekeeping import drop_old
from backend.sync.service import Product
from tests.api.v1.conftest import access_token
from tests.product import PUBLIC_URL

SESSION = "/portal/api/v1/session"
PREFERENCES = "/portal/api/v1/preferences"
WISH = {"window_back_days": 3}


@pytest.fixture(autouse=True)
def built(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page, as the build leaves it: what is on it is not looked at here."""
    folder = tmp_path_factory.mktemp("static") / "portal"
    folder.mkdir()
    (folder / "index.html").write_text("<!doctype html><html><head></head><body></body></html>")
    monkeypatch.setattr(built_page, "_BUILDS", folder.parent)


def come_back(browser: FlaskClient, person: str) -> str:
    """The address of ours to which SuperOffice's sign-in page sends the browser."""
    start = browser.get("/portal/sign-in")
    assert start.status_code == 303
    there = requests.get(f"{start.location}&sandbox_user={person}", allow_redirects=False, timeout=30)
    return there.headers["Location"].removeprefix(PUBLIC_URL)


def sign_in(browser: FlaskClient, person: str) -> TestResponse:
    """What the browser gets after the sign-in of *person*."""
    return browser.get(come_back(browser, person))


def csrf(browser: FlaskClient) -> dict[str, str]:
    """The header that the page adds, as the page was told."""
    page = browser.get("/portal/preferences")
    assert page.status_code == 200
    (told,) = re.findall(r'<script type="application/json" id="config">(.*?)</script>', page.text)
    return {"X-CSRF-Token": str(json.loads(told)["csrf"])}


def secret_of(browser: FlaskClient) -> str:
    """The cookie of the session."""
    cookie = browser.get_cookie(COOKIE, path="/portal")
    assert cookie
    return cookie.value


def with_cookie(app: Flask, path: str, secret: str) -> TestResponse:
    """What somebody gets who has the cookie."""
    return app.test_client(use_cookies=False).get(path, headers={"Cookie": f"{COOKIE}={secret}"})


def trouble(answer: TestResponse) -> str:
    """Why the portal says that nobody is signed in."""
    assert answer.status_code == 303
    return answer.location.removeprefix("/portal?trouble=")


@pytest.fixture
def linda(app: Flask) -> FlaskClient:
    """Linda's browser, in which she has signed in; her mailbox is connected."""
    list(connect(app, PUBLIC_URL, ["linda"]))
    browser = app.test_client()
    assert sign_in(browser, "linda").location == "/portal"
    return browser


def test_who_signs_in_is_known_to_the_same_api(linda: FlaskClient) -> None:
    seen = linda.get(SESSION)
    assert seen.status_code == 200
    assert seen.get_json()["account"] == {"name": "Linda Lund", "address": "linda@nordlys.example"}
    assert seen.get_json()["mailbox"]["address"] == "linda@nordlys.example"
    begun = linda.post("/portal/api/v1/sync", headers=csrf(linda))
    assert (begun.status_code, begun.get_json()["state"]) == (202, "queued")


def test_who_has_no_mailbox_yet_is_told_so(browser: FlaskClient) -> None:
    sign_in(browser, "julie")
    seen = browser.get(SESSION).get_json()
    assert (seen["state"], seen["mailbox"]) == ("not_connected", None)
    assert browser.get(PREFERENCES).get_json()["code"] == "not_connected"


def test_the_cookie_is_for_the_portal_alone_and_holds_no_token(product: Product) -> None:
    public = product.settings.model_copy(update={"public_url": "https://sosync.example.com"})
    browser = make_app(replace(product, settings=public)).test_client()
    start = browser.get("/portal/sign-in", base_url="https://sosync.example.com")
    (flow,) = start.headers.getlist("Set-Cookie")
    assert {"HttpOnly", "SameSite=Lax", "Secure", "Path=/portal"} <= set(flow.split("; "))
    plain = make_app(product).test_client()
    answer = sign_in(plain, "linda")
    (kept,) = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith(f"{COOKIE}=")]
    name, *flags = kept.split("; ")
    assert set(flags) == {"HttpOnly", "SameSite=Lax", "Path=/portal"}
    with session(product.engine) as work:
        (row,) = work.exec(select(Ticket)).all()
    assert name.removeprefix(f"{COOKIE}=") not in row.model_dump_json()
    assert set(row.holder) == {"context", "associate_id", "name", "address"}


def test_only_our_own_page_may_change_anything(linda: FlaskClient) -> None:
    right, before = csrf(linda), linda.get(PREFERENCES).get_json()
    same = {"Origin": PUBLIC_URL, "Sec-Fetch-Site": "same-origin"}
    for wrong in (
        same,
        {**same, "X-CSRF-Token": "0" * 64},
        {**same, "X-CSRF-Token": "ø"},
        {**right, "Origin": "https://evil.example"},
        {**right, "Origin": "null"},
        {**right, "Sec-Fetch-Site": "cross-site"},
        {**right, "Sec-Fetch-Site": "same-site"},
    ):
        for method, path in (("PATCH", PREFERENCES), ("POST", "/portal/sign-out")):
            answer = linda.open(path, method=method, headers=wrong, json=WISH)
            assert (answer.status_code, answer.get_json()["code"]) == (403, "forged"), wrong
    assert linda.get(PREFERENCES).get_json() == before
    assert linda.patch(PREFERENCES, headers={**same, **right}, json=WISH).get_json() != before


def test_a_bearer_opens_no_portal_and_a_cookie_no_api(linda: FlaskClient, app: Flask, product: Product) -> None:
    bearer = {"Authorization": f"Bearer {access_token(product.settings, 'linda', product.settings.tenant_ids[0])}"}
    stranger = app.test_client()
    assert stranger.get("/api/v1/session", headers=bearer).status_code == 200
    refused = stranger.get(SESSION, headers=bearer)
    assert (refused.status_code, refused.get_json()["code"]) == (401, "signed_out")
    secret = secret_of(linda)
    assert with_cookie(app, SESSION, secret).status_code == 200
    # wherever a browser may send it
    assert with_cookie(app, "/api/v1/session", secret).status_code == 401
    as_bearer = {"Authorization": f"Bearer sosync_{secret}"}
    assert stranger.get("/api/v1/session", headers=as_bearer).status_code == 401


def test_signing_out_ends_the_session_wherever_its_cookie_is(linda: FlaskClient, app: Flask) -> None:
    secret = secret_of(linda)
    assert with_cookie(app, SESSION, secret).status_code == 200
    assert linda.post("/portal/sign-out", headers=csrf(linda)).status_code == 204
    assert linda.get_cookie(COOKIE, path="/portal") is None
    assert with_cookie(app, SESSION, secret).status_code == 401
    assert csrf(linda) == {"X-CSRF-Token": ""}


def test_signing_in_again_ends_the_session_before(linda: FlaskClient, app: Flask) -> None:
    secret = secret_of(linda)
    sign_in(linda, "julie")
    assert linda.get(SESSION).get_json()["account"]["address"] == "julie@nordlys.example"
    assert with_cookie(app, SESSION, secret).status_code == 401


def test_a_session_ends_by_itself(linda: FlaskClient, product: Product) -> None:
    secret = secret_of(linda)
    now = datetime.now(UTC)

    def works(at: datetime) -> bool:
        with session(product.engine) as work, work.begin():
            return tickets.look(work, Purpose.PORTAL, secret, at, IDLE) is not None

    # used now and then it lives on, but not for ever
    moments = [now + n * (IDLE - timedelta(hours=1)) for n in range(1, 24)]
    assert all(works(moment) for moment in moments)
    assert moments[-1] < now + LIFE - timedelta(hours=1)
    assert not works(now + LIFE + timedelta(minutes=1))
    with session(product.engine) as work, work.begin():
        work.execute(update(Ticket).values(until=now - timedelta(seconds=1)))
    assert linda.get(SESSION).status_code == 401
    assert drop_old(product.engine, datetime.now(UTC)).tickets == 1


def test_a_refused_sign_in_is_a_named_trouble(browser: FlaskClient, app: Flask, product: Product) -> None:
    assert trouble(sign_in(browser, "john")) == "refused"
    code = parse_qs(urlsplit(come_back(browser, "linda")).query)["code"][0]
    forged = browser.get("/portal/callback", query_string={"code": code, "state": "forged"})
    assert trouble(forged) == "refused"
    there = come_back(browser, "linda")
    assert trouble(app.test_client().get(there)) == "over"
    assert browser.get(there).location == "/portal"
    assert trouble(browser.get(there)) == "over"
    silent = product.settings.model_copy(update={"superoffice_url": "http://127.0.0.1:9"})
    assert (
        trouble(make_app(replace(product, settings=silent)).test_client().get("/portal/sign-in")) == "unavailable"
    )


def test_the_return_address_is_ours_whatever_the_request_says(browser: FlaskClient) -> None:
    start = browser.get("/portal/sign-in?to=https://evil.example", headers={"X-Forwarded-Host": "evil.example"})
    (back,) = parse_qs(urlsplit(start.location).query)["redirect_uri"]
    assert back == f"{PUBLIC_URL}/portal/callback"


def test_every_address_of_the_portal_is_its_page_but_those_of_the_api(linda: FlaskClient) -> None:
    for path in ("/portal", "/portal/", "/portal/week/2026-11-23"):
        page = linda.get(path)
        assert (page.status_code, page.mimetype) == (200, "text/html")
        assert page.headers["Cache-Control"] == "no-store"
        assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    for path in ("/portal/api/v1/nothing", "/portal/api/openapi.json", "/portal/assets/none.js"):
        missing = linda.get(path)
        assert (missing.status_code, missing.mimetype) == (404, "application/problem+json")
