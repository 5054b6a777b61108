"""Connecting a person through both real sign-in flows."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import select
from werkzeug.test import TestResponse

from backend.demo.browser import connect
from backend.store.database import session
from backend.store.tables import Mailbox, Organisation
from backend.sync.service import Product
from tests.mailboxes import is_rung
from tests.product import PUBLIC_URL


def sign_in(browser: FlaskClient, system: str, person: str, mailbox: str = "") -> TestResponse:
    """What the browser shows after the sign-in of *person* at *system*."""
    return browser.get(come_back(browser, system, person, mailbox))


def come_back(browser: FlaskClient, system: str, person: str, mailbox: str = "") -> str:
    """The address of ours to which the sign-in page sends the browser."""
    start = browser.get(f"/connect/{system}/start", query_string={"mailbox": mailbox} if mailbox else {})
    assert start.status_code == 302
    there = requests.get(f"{start.location}&sandbox_user={person}", allow_redirects=False, timeout=30)
    return there.headers["Location"].removeprefix(PUBLIC_URL)


def stored(product: Product) -> list[Mailbox]:
    with session(product.engine) as work:
        return list(work.scalars(select(Mailbox).order_by(Mailbox.address)))


def test_both_sign_ins_make_one_active_mailbox(app: Flask, product: Product) -> None:
    assert len(list(connect(app, PUBLIC_URL, ["linda", "julie"]))) == 4
    julie, linda = stored(product)
    assert (linda.address, linda.name, linda.zone) == ("linda@nordlys.example", "Linda Lund", "Europe/Berlin")
    assert (julie.address, julie.state) == ("julie@nordlys.example", "active")
    assert linda.organisation_id == julie.organisation_id
    assert is_rung(product, linda.id)


def test_superoffice_alone_waits_for_the_calendar(browser: FlaskClient, product: Product) -> None:
    page = sign_in(browser, "superoffice", "linda")
    assert page.status_code == 200
    assert "Connect Outlook" in page.text
    (linda,) = stored(product)
    assert (linda.state, linda.state_side) == ("needs_sign_in", "calendar")


def test_the_calendar_alone_asks_for_superoffice_first(browser: FlaskClient, product: Product) -> None:
    page = sign_in(browser, "calendar", "linda")
    assert page.status_code == 400
    assert "Sign in to SuperOffice first." in page.text
    assert stored(product) == []


def test_two_persons_do_not_make_a_mailbox(browser: FlaskClient, product: Product) -> None:
    sign_in(browser, "superoffice", "linda")
    page = sign_in(browser, "calendar", "julie")
    assert page.status_code == 400
    assert "linda@nordlys.example" in page.text
    assert "julie@nordlys.example" in page.text
    (linda,) = stored(product)
    assert linda.state == "needs_sign_in"


def test_another_browser_cannot_finish_what_this_one_began(app: Flask, product: Product) -> None:
    sign_in(app.test_client(), "superoffice", "linda")
    page = sign_in(app.test_client(), "calendar", "linda")
    assert page.status_code == 400
    (linda,) = stored(product)
    assert linda.state == "needs_sign_in"


def test_signing_in_again_needs_no_other_sign_in(app: Flask, product: Product) -> None:
    list(connect(app, PUBLIC_URL, ["linda"]))
    with session(product.engine) as work:
        mailbox = work.scalars(select(Mailbox)).one()
        mailbox.state, mailbox.state_side = "needs_sign_in", "calendar"
        work.commit()
    assert sign_in(app.test_client(), "calendar", "linda").status_code == 200
    (linda,) = stored(product)
    assert linda.state == "active"


def test_the_expected_person_must_sign_in(browser: FlaskClient, product: Product) -> None:
    page = sign_in(browser, "superoffice", "julie", mailbox="linda@nordlys.example")
    assert page.status_code == 400
    assert "linda@nordlys.example is to be connected" in page.text
    assert stored(product) == []


@pytest.mark.parametrize("system", ["superoffice", "calendar"])
def test_a_forged_return_is_refused(browser: FlaskClient, product: Product, system: str) -> None:
    code = parse_qs(urlsplit(come_back(browser, system, "linda")).query)["code"][0]
    page = browser.get(f"/connect/{system}/callback", query_string={"code": code, "state": "forged"})
    assert page.status_code == 400
    assert "Sign in to" in page.text
    assert stored(product) == []


@pytest.mark.parametrize("system", ["superoffice", "calendar"])
def test_a_return_without_a_beginning_is_refused(browser: FlaskClient, system: str) -> None:
    page = browser.get(f"/connect/{system}/callback?code=1&state=2")
    assert page.status_code == 400
    assert "took too long" in page.text


def test_somebody_who_is_no_user_of_superoffice_is_told(browser: FlaskClient) -> None:
    page = sign_in(browser, "superoffice", "john")
    assert page.status_code == 400
    assert "SuperOffice did not let you in." in page.text


def test_somebody_of_another_organisation_is_told(browser: FlaskClient) -> None:
    sign_in(browser, "superoffice", "linda")
    page = sign_in(browser, "calendar", "c")
    assert page.status_code == 400
    assert "Microsoft did not" in page.text


def test_the_return_address_is_ours_whatever_the_request_says(browser: FlaskClient) -> None:
    start = browser.get(
        "/connect/superoffice/start", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    )
    (back,) = parse_qs(urlsplit(start.location).query)["redirect_uri"]
    assert back == f"{PUBLIC_URL}/connect/superoffice/callback"


def test_secrets_are_encrypted_at_rest(app: Flask, product: Product) -> None:
    list(connect(app, PUBLIC_URL, ["linda"]))
    (linda,) = stored(product)
    with session(product.engine) as work:
        organisation = work.scalars(select(Organisation)).one()
    for secret in (linda.calendar_tokens, linda.superoffice_tokens, linda.salt, organisation.system_token):
        assert product.vault.unlock(secret) not in secret
        assert len(product.vault.unlock(secret)) >= 16


def test_an_unknown_system_is_not_found(browser: FlaskClient) -> None:
    answer = browser.get("/connect/elsewhere/start")
    assert answer.status_code == 404
    assert answer.get_json()["code"] == "not_found"
