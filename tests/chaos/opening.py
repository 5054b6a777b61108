"""A theatre outside of the tests: with a sandbox and a database of its own, both gone when it closes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from backend.config import Settings
from backend.jobs import schema
from backend.sandbox import environment
from backend.sandbox.people import make_world
from backend.sync.service import open_product
from tests.chaos.theatre import Theatre, theatre
from tests.product import PUBLIC_URL
from tests.sandbox_client import running_sandbox


@contextmanager
def opened_theatre() -> Iterator[Theatre]:
    """Open one, and close it."""
    with tempfile.TemporaryDirectory(prefix="sosync-chaos-") as folder, running_sandbox() as sandbox:
        there = environment.settings(make_world("empty"), sandbox.base)
        values: dict[str, Any] = {name.lower(): value for name, value in there.items()}
        values |= {"data_dir": Path(folder), "public_url": PUBLIC_URL, "_env_file": None}
        settings = Settings(**values)
        product = open_product(settings)
        schema.apply(settings)
        try:
            with theatre(product, sandbox) as stage:
                yield stage
        finally:
            product.engine.dispose()
