"""A theatre for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from backend.sync.service import Product
from tests.chaos.theatre import Theatre, theatre
from tests.sandbox_client import SandboxClient


@pytest.fixture
def stage(product: Product, sandbox: SandboxClient) -> Iterator[Theatre]:
    """Plays histories between the sandbox and a database of its own."""
    with theatre(product, sandbox) as opened:
        yield opened
