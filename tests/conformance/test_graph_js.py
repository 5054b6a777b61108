"""Microsoft's JavaScript client walks through the sandbox's Graph; the tours are in node/graph-*.mjs."""

from __future__ import annotations

import pytest

from tests.conformance.node_tour import walk
from tests.conformance.steps import Steps
from tests.sandbox_client import SandboxClient

CLIENT = "npm @microsoft/microsoft-graph-client"


@pytest.mark.parametrize("tour", ["graph-events", "graph-meetings", "graph-around"])
def test_the_tour_is_walked_to_its_end(sandbox: SandboxClient, steps: Steps, tour: str) -> None:
    walk(sandbox, steps, tour)
