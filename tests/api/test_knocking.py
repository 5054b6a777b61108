"""Who knocks too often waits: by address where people sign in, by caller where they search."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from backend.api import knocking
from backend.api.app import make_app
from backend.core.values import replace
from backend.store import attempts
from backend.store.database import session
from backend.sync.housekeeping import drop_old
from backend.sync.service import Product
from tests.api.v1.conftest import Pane, access_token
from tests.company import Company
from tests.sync.conftest import company

__all__ = ["company"]

SIGN_IN = "/portal/callback"


@pytest.fixture
def two_sign_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two a minute are enough to see a limit."""
    monkeypatch.setattr(knocking, "SIGN_INS", 2)


def knocks(browser: FlaskClient, address: str, path: str = SIGN_IN, **headers: str) -> TestResponse:
    return browser.get(path, environ_base={"REMOTE_ADDR": address}, headers=headers)


def waits(answer: TestResponse) -> bool:
    """Whether the caller is asked to wait, and told for how long."""
    if answer.status_code != 429:
        return False
    assert answer.get_json()["code"] == "too_many"
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    return True


@pytest.mark.usefixtures("two_sign_ins")
def test_an_address_waits_wherever_it_signs_in(browser: FlaskClient) -> None:
    assert [waits(knocks(browser, "192.0.2.1")) for _ in range(3)] == [False, False, True]
    for path in ("/portal/sign-in", "/connect/calendar/callback", "/addin/dialog", "/addin/dialog/done"):
        assert waits(knocks(browser, "192.0.2.1", path))
    assert waits(browser.post("/addin/token", environ_base={"REMOTE_ADDR": "192.0.2.1"}))
    assert not waits(knocks(browser, "192.0.2.2"))
    assert knocks(browser, "192.0.2.1", "/healthz").status_code == 200


@pytest.mark.usefixtures("two_sign_ins")
def test_a_network_of_version_six_is_one_address(browser: FlaskClient) -> None:
    addresses = ("2001:db8:0:1::1", "2001:db8:0:1::2", "2001:db8:0:1:ffff::3", "2001:db8:0:2::1")
    assert [waits(knocks(browser, address)) for address in addresses] == [False, False, True, False]


@pytest.mark.usefixtures("two_sign_ins")
def test_only_our_own_proxies_are_believed(browser: FlaskClient, product: Product) -> None:
    forged = [knocks(browser, "192.0.2.9", **{"X-Forwarded-For": f"198.51.100.{n}"}) for n in range(3)]
    assert waits(forged[-1])
    settings = product.settings.model_copy(update={"trusted_proxies": 1})
    behind = make_app(replace(product, settings=settings)).test_client()
    # what the caller wrote stands before what the proxy adds
    seen = [knocks(behind, "10.0.0.1", **{"X-Forwarded-For": f"198.51.100.{n}, 192.0.2.8"}) for n in range(3)]
    assert [waits(answer) for answer in seen] == [False, False, True]
    assert not waits(knocks(behind, "10.0.0.1", **{"X-Forwarded-For": "192.0.2.7"}))


def test_who_searches_too_often_waits_alone(
    company: Company, app: Flask, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(knocking, "SEARCHES", 2)
    linda, julie = (
        Pane(app.test_client(), access_token(product.settings, who, product.settings.tenant_ids[0]))
        for who in ("linda", "julie")
    )
    asked: list[tuple[str, dict[str, Any]]] = [
        ("/search/persons", {"q": "ola"}),
        ("/people/suggestion", {"address": "ola@hav.example"}),
        ("/search/sales", {"q": "boat"}),
    ]
    assert [waits(linda.get(path, **query)) for path, query in asked] == [False, False, True]
    assert waits(linda.get("/people", address="ola@hav.example"))
    assert not waits(julie.get("/search/persons", q="ola"))
    assert linda.get("/session").status_code == 200


def test_after_its_stretch_everybody_may_knock_again(product: Product) -> None:
    now, minute = datetime.now(UTC), timedelta(minutes=1)
    with session(product.engine) as work, work.begin():
        numbers = [
            attempts.count(work, "sign-in 192.0.2.1", now + seconds * timedelta(seconds=1), minute)[0]
            for seconds in (0, 30, 59, 60, 61)
        ]
    assert numbers == [1, 2, 3, 1, 2]
    assert drop_old(product.engine, now + minute).attempts == 0
    assert drop_old(product.engine, now + 2 * minute).attempts == 1
