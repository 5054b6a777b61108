"""The product opened for a test: its own database, and a sandbox on the other side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

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
    there = environment.settings(make_world("empty"), sandbox.base)
    values: dict[str, Any] = {name.lower(): value for name, value in there.items()}
    values |= {"database_url": database_url, "data_dir": tmp_path, "public_url": PUBLIC_URL, "_env_file": None}
    settings = Settings(**values)
    opened = open_product(settings)
    yield opened
    opened.engine.dispose()
