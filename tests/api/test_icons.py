"""The add-in's icons over HTTP, as Outlook's pages and servers fetch them."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize("size", [16, 32, 64, 80, 128])
def test_an_icon_may_be_kept_and_shown_elsewhere(browser: FlaskClient, size: int) -> None:
    answer = browser.get(f"/static/icons/icon-{size}.png")
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert answer.cache_control.public
    assert answer.cache_control.max_age == 24 * 3600
    assert not answer.cache_control.no_store
    assert "Cross-Origin-Resource-Policy" not in answer.headers
    assert "Set-Cookie" not in answer.headers


def test_an_icon_that_has_not_changed_is_not_sent_again(browser: FlaskClient) -> None:
    tag = browser.get("/static/icons/icon-80.png").headers["ETag"]
    answer = browser.get("/static/icons/icon-80.png", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.data) == (304, b"")


@pytest.mark.parametrize("name", ["icon-81.png", "..%2f..%2fmanifest.xml", "", "%00"])
def test_nothing_else_is_there(browser: FlaskClient, name: str) -> None:
    answer = browser.get(f"/static/icons/{name}")
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"
