"""The product opened for a test: its own database, and a sandbox on the other side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.config import Settings
from backend.sandbox import environment
from backend.sandbox.people import make_world
from backend.sync.service import Product, open_product
from tests.sandbox_client import SandboxClient

PUBLIC_URL = "http://127.0.0.1:8000"


@pytest.fixture
def product(database_url: str, sandbox: SandboxClient, tmp_path: Path) -> Iterator[Product]:
    """The product, pointed at the sandbox; nobody is connected."""
    values = {
        name.lower(): value for name, value in environment.settings(make_world("empty"), sandbox.base).items()
    }
    settings = Settings(
        _env_file=None, database_url=database_url, data_dir=tmp_path, public_url=PUBLIC_URL, **values
    )  # type: ignore[arg-type]
    opened = open_product(settings)
    yield opened
    opened.engine.dispose()
