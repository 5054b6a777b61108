"""Fixtures that every test may ask for."""

from hypothesis import HealthCheck, settings

from backend.memory import spare_what_is_loaded

# no test is timed: a busy machine says nothing about the code
settings.register_profile("untimed", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

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
