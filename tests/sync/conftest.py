"""Linda and Julie, connected through the real sign-in flows."""

from __future__ import annotations

import pytest

from backend.sync.service import Product
from tests.beginnings import Beginnings, sign_in
from tests.company import Colleague, Company, Diary, Outlook
from tests.sandbox_client import SandboxClient

PEOPLE = ("linda", "julie")


@pytest.fixture
def company(product: Product, sandbox: SandboxClient, beginnings: Beginnings) -> Company:
    """Both are linked, and nothing was synced yet."""
    beginnings.begin("linked", sandbox, product, lambda: sign_in(product, PEOPLE))
    world = {person["key"]: person for person in sandbox.world()["people"]}
    return Company(
        sandbox,
        product,
        {
            key: Colleague(
                world[key]["address"],
                Outlook(sandbox.graph_session(key)),
                Diary(sandbox.superoffice_session(key), world[key]["superoffice"]["associate_id"]),
            )
            for key in PEOPLE
        },
    )
