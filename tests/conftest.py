"""Fixtures that every test may ask for."""

from backend.memory import spare_what_is_loaded

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
    spare_what_is_loaded()
