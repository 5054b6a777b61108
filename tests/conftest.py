"""Fixtures that every test may ask for."""

pytest_plugins = ["tests.database", "tests.product", "tests.sandbox_fixtures"]
