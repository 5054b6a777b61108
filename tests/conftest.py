"""Fixtures that every test may ask for."""

import gc

pytest_plugins = [
    "tests.browser",
    "tests.database",
    "tests.product",
    "tests.sandbox_fixtures",
    "tests.beginnings",
    "tests.conformance.recorder",
    "tests.conformance.steps",
]


def pytest_collection_finish() -> None:
    """Thousands of small worlds come and go in one process; the collector leaves alone what was there before."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
