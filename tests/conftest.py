"""Fixtures that every test may ask for."""

pytest_plugins = [
    "tests.browser",
    "tests.database",
    "tests.product",
    "tests.sandbox_fixtures",
    "tests.beginnings",
    "tests.conformance.recorder",
    "tests.conformance.steps",
]
