"""What every surface has in common: health, headers, and the one shape of an error."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import create_engine

from backend.api.app import make_app
from backend.core.values import replace
from backend.sync.service import Product


def test_alive_and_ready(browser: FlaskClient) -> None:
    assert browser.get("/healthz").get_json() == {"status": "ok"}
    assert browser.get("/readyz").get_json() == {"status": "ok"}


def test_not_ready_without_a_database(product: Product) -> None:
    nowhere = create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none", connect_args={"connect_timeout": 2})
    browser = make_app(replace(product, engine=nowhere)).test_client()
    assert browser.get("/healthz").status_code == 200
    answer = browser.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["remedy"] == "Check DATABASE_URL and the server."


def test_errors_have_one_shape(browser: FlaskClient) -> None:
    for answer in (browser.get("/nothing"), browser.get("/webhooks/graph"), browser.post("/healthz")):
        assert answer.mimetype == "application/problem+json"
        problem = answer.get_json()
        assert problem["status"] == answer.status_code
        assert problem["type"] == f"urn:sosync:problem:{problem['code']}"
        assert problem["detail"]


def test_a_wrong_method_says_which_are_right(browser: FlaskClient) -> None:
    answer = browser.get("/webhooks/graph")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_security_headers(browser: FlaskClient) -> None:
    headers = browser.get("/connect/superoffice/callback").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    # it would keep the pane out of Outlook's frame, and the policy already says who may frame us
    assert "X-Frame-Options" not in headers


def test_there_is_no_demonstration_unless_it_is_asked_for(browser: FlaskClient) -> None:
    assert browser.get("/demo").status_code == 404
