"""The product opened for a test: its own database, and a sandbox on the other side."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Protocol

import pytest
from click.testing import CliRunner, Result
from cryptography.fernet import Fernet
from sqlalchemy import Engine

from backend.cli import main
from backend.config import Settings
from backend.config import settings as settings_of_the_environment
from backend.sandbox import environment
from backend.sandbox.people import make_world
from backend.store.database import open_engine
from backend.sync.service import Product, product_on
from tests.sandbox_client import SandboxClient

PUBLIC_URL = "http://127.0.0.1:8000"
#: what one test keeps another may take up (tests/beginnings.py)
_KEY = Fernet.generate_key().decode()


@cache
def environment_of(sandbox_url: str) -> dict[str, str]:
    """Settings that point the product at a sandbox."""
    return environment.settings(make_world("empty"), sandbox_url)


@pytest.fixture
def product(database_url: str, sandbox: SandboxClient, tmp_path: Path) -> Iterator[Product]:
    """The product, pointed at the sandbox; nobody is connected."""
    values: dict[str, Any] = {name.lower(): value for name, value in environment_of(sandbox.base).items()}
    values |= {"database_url": database_url, "data_dir": tmp_path, "public_url": PUBLIC_URL, "_env_file": None}
    values |= {"encryption_keys": _KEY}
    opened = product_on(Settings(**values), _engine_on(database_url))
    yield opened
    opened.engine.dispose()


@lru_cache(maxsize=1)
def _engine_on(database_url: str) -> Engine:
    """One engine for all tests that use a database one after the other: it knows their statements by then."""
    return open_engine(Settings(_env_file=None, database_url=database_url))


class Sosync(Protocol):
    """`sosync("sync", "--all")` in a shell."""

    def __call__(self, *words: str) -> Result:
        """Its output and exit code."""


@pytest.fixture
def sosync(product: Product, sandbox: SandboxClient) -> Iterator[Sosync]:
    """The command line beside the product, with the same settings."""
    environment_of_shell = environment_of(sandbox.base) | {
        "ENCRYPTION_KEYS": _KEY,
        "DATABASE_URL": product.settings.database_url,
        "DATA_DIR": str(product.settings.data_dir),
        "PUBLIC_URL": PUBLIC_URL,
    }
    settings_of_the_environment.cache_clear()
    yield lambda *words: CliRunner().invoke(main, words, env=environment_of_shell, catch_exceptions=False)
    settings_of_the_environment.cache_clear()
