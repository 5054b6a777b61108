"""The official SuperOffice client walks through the sandbox; its tours are in node/superoffice-*.mjs."""

from __future__ import annotations

import pytest

from tests.conformance.node_tour import walk
from tests.conformance.steps import Steps
from tests.sandbox_client import SandboxClient

CLIENT = "npm @superoffice/webapi"


@pytest.mark.company("empty")
@pytest.mark.parametrize("tour", ["superoffice-entities", "superoffice-meetings", "superoffice-surroundings"])
def test_the_tour_is_walked_to_its_end(sandbox: SandboxClient, steps: Steps, tour: str) -> None:
    walk(sandbox, steps, tour, TZ="Asia/Tokyo")


@pytest.mark.parametrize("zone", ["America/New_York", "UTC", "Europe/Oslo"])
def test_the_zone_of_the_process_does_not_matter(sandbox: SandboxClient, steps: Steps, zone: str) -> None:
    walk(sandbox, steps, "superoffice-zones", TZ=zone)
