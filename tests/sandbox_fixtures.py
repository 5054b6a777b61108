"""Fixtures that give tests a running sandbox."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox_client import SandboxClient, running_sandbox


def pytest_configure(config: pytest.Config) -> None:
    """Register our markers."""
    config.addinivalue_line("markers", "company(name): the company in the sandbox: small (default), demo, empty")


@pytest.fixture(scope="session")
def sandbox_server() -> Iterator[SandboxClient]:
    """One sandbox for the whole session."""
    with running_sandbox() as client:
        yield client


@pytest.fixture
def sandbox(sandbox_server: SandboxClient, request: pytest.FixtureRequest) -> SandboxClient:
    """The sandbox with a fresh company for this test."""
    marker = request.node.get_closest_marker("company")
    sandbox_server.reset(marker.args[0] if marker else "small")
    return sandbox_server
