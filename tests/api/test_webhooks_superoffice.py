"""SuperOffice's doorbells: who is believed, and whose mailbox rings."""

from __future__ import annotations

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import create_engine
from werkzeug.test import TestResponse

from backend.api.app import make_app
from backend.core.items import Side
from backend.core.values import replace
from backend.store.database import session
from backend.store.tables import Link
from backend.sync.service import Product
from tests.mailboxes import CONTEXT, add_mailbox, is_rung, subscribe

SECRET = "a secret of this webhook"


@pytest.fixture
def linda(product: Product) -> UUID:
    mailbox = add_mailbox(product, "linda", 5)
    subscribe(product, Side.SUPEROFFICE, mailbox, "1", SECRET)
    return mailbox


@pytest.fixture
def julie(product: Product, linda: UUID) -> UUID:
    return add_mailbox(product, "julie", 6)


def event(name: str = "activity.changed", key: int = 40, **other: Any) -> dict[str, Any]:
    return {"Event": name, "PrimaryKey": key, "ContextIdentifier": CONTEXT, "Changes": ["status"], **other}


def deliver(browser: FlaskClient, body: Any, secret: str = SECRET, organisation: str = CONTEXT) -> TestResponse:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    signature = base64.b64encode(hmac.digest(secret.encode(), raw, "sha256")).decode()
    return browser.post(
        f"/webhooks/superoffice/{organisation}", data=raw, headers={"X-SuperOffice-Signature": signature}
    )


def test_the_test_of_a_registration_is_answered(browser: FlaskClient, product: Product, linda: UUID) -> None:
    assert deliver(browser, event("test", 0, Entity="test")).status_code == 200
    assert not is_rung(product, linda)


def test_only_the_diary_of_the_event_rings(
    browser: FlaskClient, product: Product, linda: UUID, julie: UUID
) -> None:
    assert deliver(browser, event(FieldValues={"associate_id": 6})).status_code == 200
    assert is_rung(product, julie)
    assert not is_rung(product, linda)


def test_everybody_rings_where_superoffice_does_not_say_whose_diary_it_is(
    browser: FlaskClient, product: Product, linda: UUID, julie: UUID
) -> None:
    assert deliver(browser, event()).status_code == 200
    assert is_rung(product, linda)
    assert is_rung(product, julie)


def test_a_deletion_rings_who_had_the_item(
    browser: FlaskClient, product: Product, linda: UUID, julie: UUID
) -> None:
    with session(product.engine) as work:
        work.add(
            Link(
                mailbox_id=julie,
                superoffice_id="40",
                calendar_id="A",
                origin="superoffice",
                changed_at=datetime.now(UTC),
            )
        )
        work.commit()
    assert deliver(browser, event("activity.deleted")).status_code == 200
    assert is_rung(product, julie)
    assert not is_rung(product, linda)


def test_a_document_rings_nobody(browser: FlaskClient, product: Product, linda: UUID) -> None:
    assert deliver(browser, event(FieldValues={"associate_id": 5, "document_id": 9})).status_code == 200
    assert not is_rung(product, linda)


def test_a_forged_event_learns_nothing(browser: FlaskClient, product: Product, linda: UUID) -> None:
    forged = deliver(browser, event(), secret="guessed")
    unknown = deliver(browser, event(), organisation="Cust1")
    unsigned = browser.post(f"/webhooks/superoffice/{CONTEXT}", json=event())
    assert deliver(browser, event(), organisation="%00").status_code == 401
    assert {forged.status_code, unknown.status_code, unsigned.status_code} == {401}
    assert forged.get_json() == unknown.get_json() == unsigned.get_json()
    assert not is_rung(product, linda)


@pytest.mark.parametrize(
    ("minutes", "rings"), [(0, True), (-14, True), (14, True), (-16, False), (16, False), (-60 * 24 * 365, False)]
)
def test_an_event_that_is_sent_again_later_rings_nobody(
    browser: FlaskClient, product: Product, linda: UUID, minutes: int, rings: bool
) -> None:
    moment = datetime.now(UTC) + timedelta(minutes=minutes)
    stamp = f"{moment:%Y-%m-%dT%H:%M:%S.%f}0Z"
    # it is not refused: SuperOffice itself may be late, and stops a webhook whose deliveries are refused
    assert deliver(browser, event(Timestamp=stamp)).status_code == 200
    assert is_rung(product, linda) is rings


def test_what_cannot_be_kept_is_not_taken(product: Product) -> None:
    """SuperOffice sends again what is not answered with 200."""
    nowhere = create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none", connect_args={"connect_timeout": 2})
    assert deliver(make_app(replace(product, engine=nowhere)).test_client(), event()).status_code == 500


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"{", ""),
        ({"Event": "activity.changed"}, "PrimaryKey"),
        ({"Event": 7, "PrimaryKey": 1}, "Event"),
        ({"Event": "activity.changed", "PrimaryKey": 1, "ContextIdentifier": "Cust1"}, "ContextIdentifier"),
        ({"Event": "activity.changed", "PrimaryKey": 1, "Timestamp": "yesterday"}, "Timestamp"),
    ],
)
def test_a_malformed_event_is_told_its_field(browser: FlaskClient, linda: UUID, body: Any, field: str) -> None:
    answer = deliver(browser, body)
    assert answer.status_code == 400
    assert answer.get_json().get("field", "") == field
