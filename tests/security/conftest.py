"""The web application, and Linda and Julie who call it."""

from __future__ import annotations

from tests.api.conftest import app, browser
from tests.api.v1.conftest import company, julie, linda

__all__ = ["app", "browser", "company", "julie", "linda"]
