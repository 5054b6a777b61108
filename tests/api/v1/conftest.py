"""The API as people of the company call it, with tokens that the sandbox's Entra issued."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from backend.config import Settings
from backend.sync.service import Product
from tests.company import Company
from tests.sync.conftest import company

__all__ = ["company"]

_BACK = "http://localhost:8700/auth"


def access_token(settings: Settings, person: str, tenant: str, scope: str = "") -> str:
    """An access token of *person*, by the code flow at Entra; without *scope* for our API."""
    root = f"{settings.entra_url}/{tenant}/oauth2/v2.0"
    asked = {
        "client_id": settings.entra_client_id,
        "redirect_uri": _BACK,
        "scope": scope or f"api://{settings.entra_client_id}/access_as_user",
    }
    sign_in = {"response_type": "code", "sandbox_user": person, **asked}
    page = requests.get(f"{root}/authorize", params=sign_in, allow_redirects=False, timeout=30)
    (code,) = parse_qs(urlsplit(page.headers["Location"]).query)["code"]
    return _issued(root, settings, grant_type="authorization_code", code=code, **asked)


def app_token(settings: Settings) -> str:
    """The app's own token, which no person stands behind."""
    root = f"{settings.entra_url}/{settings.tenant_ids[0]}/oauth2/v2.0"
    scope = f"api://{settings.entra_client_id}/.default"
    return _issued(
        root, settings, grant_type="client_credentials", client_id=settings.entra_client_id, scope=scope
    )


def _issued(root: str, settings: Settings, **form: str) -> str:
    form["client_secret"] = settings.entra_client_secret.get_secret_value()
    answer = requests.post(f"{root}/token", data=form, timeout=30)
    assert answer.ok, answer.text
    return str(answer.json()["access_token"])


@dataclass
class Pane:
    """The API as one signed-in person uses it."""

    client: FlaskClient
    token: str

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.client.get(f"/api/v1{path}", query_string=query, headers=self._headers())

    def post(self, path: str, json: Any = None) -> TestResponse:
        return self.client.post(f"/api/v1{path}", json=json, headers=self._headers())

    def patch(self, path: str, json: Any = None) -> TestResponse:
        return self.client.patch(f"/api/v1{path}", json=json, headers=self._headers())

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@pytest.fixture
def linda(company: Company, app: Flask, product: Product) -> Pane:
    """Linda, connected and not yet synced."""
    return Pane(app.test_client(), access_token(product.settings, "linda", product.settings.tenant_ids[0]))


@pytest.fixture
def julie(company: Company, app: Flask, product: Product) -> Pane:
    """Julie, connected and not yet synced."""
    return Pane(app.test_client(), access_token(product.settings, "julie", product.settings.tenant_ids[0]))
