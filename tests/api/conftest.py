"""The web application of the tests."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from backend.api.app import make_app
from backend.sync.service import Product


@pytest.fixture
def app(product: Product) -> Flask:
    """The web application."""
    return make_app(product)


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    """A browser without any sign-in."""
    return app.test_client()
