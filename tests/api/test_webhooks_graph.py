"""Microsoft Graph's doorbells: who is believed, and what is answered."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import create_engine

from backend.api.app import make_app
from backend.core.items import Side
from backend.core.values import replace
from backend.store.database import session
from backend.store.tables import Subscription
from backend.sync.service import Product
from tests.mailboxes import TENANT, add_mailbox, is_rung, subscribe

SECRET = "a secret of this subscription"


@pytest.fixture
def linda(product: Product) -> UUID:
    mailbox = add_mailbox(product, "linda", 5)
    subscribe(product, Side.CALENDAR, mailbox, "subscription-1", SECRET)
    return mailbox


def notification(**other: Any) -> dict[str, Any]:
    return {
        "subscriptionId": "subscription-1",
        "clientState": SECRET,
        "changeType": "updated",
        "resource": "Users/1/Events/2",
        "tenantId": TENANT,
        **other,
    }


def test_handshake_echoes_the_token_as_plain_text(browser: FlaskClient) -> None:
    answer = browser.post("/webhooks/graph?validationToken=Validation%3A+%3Cscript%3E1%3C%2Fscript%3E")
    assert answer.status_code == 200
    assert answer.text == "Validation: <script>1</script>"
    assert answer.mimetype == "text/plain"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_notification_rings_its_mailbox(browser: FlaskClient, product: Product, linda: UUID) -> None:
    answer = browser.post("/webhooks/graph", json={"value": [notification(), notification()]})
    assert answer.status_code == 202
    assert is_rung(product, linda)


@pytest.mark.parametrize(
    "forged",
    [
        {"clientState": "guessed"},
        {"clientState": ""},
        {"subscriptionId": "subscription-2"},
        {"tenantId": "5d0f4a4e-0000-4000-8000-00000000c001"},
    ],
)
def test_a_forged_notification_learns_nothing(
    browser: FlaskClient, product: Product, linda: UUID, forged: dict[str, str]
) -> None:
    answer = browser.post("/webhooks/graph", json={"value": [notification(**forged)]})
    assert answer.status_code == 401
    assert answer.get_json()["detail"] == "This notification is not accepted."
    assert not is_rung(product, linda)


def test_what_cannot_be_kept_is_not_taken(product: Product) -> None:
    """Graph sends again what is not answered with 202."""
    nowhere = create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none", connect_args={"connect_timeout": 2})
    browser = make_app(replace(product, engine=nowhere)).test_client()
    assert browser.post("/webhooks/graph", json={"value": [notification()]}).status_code == 500


def test_a_forged_part_does_not_silence_the_others(browser: FlaskClient, product: Product, linda: UUID) -> None:
    body = {"value": [notification(clientState="guessed", subscriptionId="x"), notification()]}
    assert browser.post("/webhooks/graph", json=body).status_code == 202
    assert is_rung(product, linda)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("{", "body"),
        ("[]", "value"),
        ('{"value": {}}', "value"),
        ('{"value": [7]}', "value[0]"),
        ('{"value": [{"subscriptionId": 7, "changeType": "updated"}]}', "value[0].subscriptionId"),
        ('{"value": [{"subscriptionId": "\\u0000", "changeType": "updated"}]}', "value[0].subscriptionId"),
    ],
)
def test_a_malformed_body_is_told_its_field(browser: FlaskClient, body: str, field: str) -> None:
    answer = browser.post("/webhooks/graph", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["field"] == field


def test_a_huge_body_is_refused(browser: FlaskClient) -> None:
    answer = browser.post("/webhooks/graph", data=b" " * (1024 * 1024 + 1))
    assert answer.status_code == 413
    assert answer.get_json()["code"] == "too_large"


def test_a_removed_subscription_is_forgotten_and_the_mailbox_read_again(
    browser: FlaskClient, product: Product, linda: UUID
) -> None:
    event = notification(lifecycleEvent="subscriptionRemoved")
    assert browser.post("/webhooks/graph/lifecycle", json={"value": [event]}).status_code == 202
    assert is_rung(product, linda)
    with session(product.engine) as work:
        assert work.get(Subscription, "subscription-1") is None


def test_reauthorisation_makes_the_subscription_due(browser: FlaskClient, product: Product, linda: UUID) -> None:
    with session(product.engine) as work:
        work.get_one(Subscription, "subscription-1").renew_at = datetime(2099, 1, 1, tzinfo=UTC)
        work.commit()
    event = notification(lifecycleEvent="reauthorizationRequired")
    assert browser.post("/webhooks/graph/lifecycle", json={"value": [event]}).status_code == 202
    with session(product.engine) as work:
        assert work.get_one(Subscription, "subscription-1").renew_at is None
