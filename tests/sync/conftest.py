"""Linda and Julie, connected through the real sign-in flows."""

from __future__ import annotations

import pytest

from backend.api.app import make_app
from backend.demo.browser import connect
from backend.sync.service import Product
from tests.company import Colleague, Company, Diary, Outlook, shows_titles_alone
from tests.product import PUBLIC_URL
from tests.sandbox_client import SandboxClient

PEOPLE = ("linda", "julie")


@pytest.fixture
def company(product: Product, sandbox: SandboxClient) -> Company:
    """Both are linked, and nothing was synced yet."""
    assert len(list(connect(make_app(product), PUBLIC_URL, list(PEOPLE)))) == 2 * len(PEOPLE)
    shows_titles_alone(product)
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
