"""SuperOffice's State Change URL: who is believed, and what becomes of the organisation."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlmodel import select

from backend.store.database import session
from backend.store.tables import Mailbox, Organisation
from backend.superoffice.tokens import CLAIM
from backend.sync.service import Product
from tests.mailboxes import add_mailbox, is_rung
from tests.sandbox.superoffice_receiver import Receiver, receiving
from tests.sandbox_client import SandboxClient
from tests.support import eventually

Json = dict[str, Any]


@dataclass
class SuperOffice:
    """SuperOffice, whose messages a test passes on when it wants to."""

    sandbox: SandboxClient
    receiver: Receiver

    def enters(self, state: str) -> Json:
        """The tenant enters a state; what SuperOffice posts about it."""
        return self._posts("tenant", {"state": state})

    def restores(self) -> Json:
        """A backup is restored; what SuperOffice posts about it."""
        self.sandbox.control("POST", "backup")
        return self._posts("restore", {})

    def moves(self) -> Json:
        """The tenant moves to another host; what SuperOffice posts about it."""
        return self._posts("tenant", {"move": True})

    def _posts(self, control: str, body: Json) -> Json:
        before = len(self.receiver.calls)
        self.sandbox.control("POST", control, body)
        eventually(lambda: len(self.receiver.calls) > before)
        return self.receiver.calls[-1].body


@pytest.fixture
def superoffice(sandbox: SandboxClient) -> Iterator[SuperOffice]:
    with receiving() as receiver:
        sandbox.control("POST", "state-changes", {"url": receiver.url})
        yield SuperOffice(sandbox, receiver)
        sandbox.control("POST", "state-changes", {"url": ""})


@pytest.fixture
def linda(product: Product) -> UUID:
    return add_mailbox(product, "linda", 5)


@pytest.fixture
def julie(product: Product, linda: UUID) -> UUID:
    return add_mailbox(product, "julie", 6)


def comes(browser: FlaskClient, message: Any) -> int:
    """A message comes to our address; the status of the answer."""
    raw = message if isinstance(message, bytes) else json.dumps(message).encode()
    return browser.post("/webhooks/superoffice/state", data=raw).status_code


def organisation(product: Product) -> Organisation:
    with session(product.engine) as work:
        return work.scalars(select(Organisation)).one()


def restored_at(product: Product, mailbox_id: UUID) -> datetime | None:
    with session(product.engine) as work:
        return work.get_one(Mailbox, mailbox_id).restored_at


def test_a_suspension_is_written_down_and_ends_with_the_resumption(
    browser: FlaskClient, product: Product, superoffice: SuperOffice, linda: UUID
) -> None:
    suspended = superoffice.enters("Suspended")
    assert suspended["ChangeType"] == 2
    assert comes(browser, suspended) == 200
    assert organisation(product).state == "suspended"
    resumed = superoffice.enters("Running")
    assert comes(browser, resumed) == 200
    assert organisation(product).state == "running"
    assert is_rung(product, linda)


def test_a_change_that_comes_again_later_does_no_harm(
    browser: FlaskClient, product: Product, superoffice: SuperOffice, linda: UUID
) -> None:
    suspended = superoffice.enters("Suspended")
    superoffice.enters("Running")
    for _ in range(2):
        assert comes(browser, suspended) == 200
    assert organisation(product).state == "running"
    assert restored_at(product, linda) is None


def test_a_deletion_stops_the_organisation(
    browser: FlaskClient, product: Product, superoffice: SuperOffice, linda: UUID
) -> None:
    assert comes(browser, superoffice.enters("Deleted")) == 200
    assert organisation(product).state == "deleted"


def test_a_restored_backup_lets_every_mailbox_be_compared_again(
    browser: FlaskClient, product: Product, superoffice: SuperOffice, linda: UUID, julie: UUID
) -> None:
    assert comes(browser, superoffice.restores()) == 200
    for mailbox in (linda, julie):
        assert restored_at(product, mailbox) is not None
        assert is_rung(product, mailbox)


def test_a_move_forgets_the_old_address(
    browser: FlaskClient, product: Product, superoffice: SuperOffice, linda: UUID
) -> None:
    before = product.doors.tenants.api("Cust12345")
    assert comes(browser, superoffice.moves()) == 200
    assert product.doors.tenants.api("Cust12345") != before


def test_an_organisation_that_nobody_connected_is_unknown(
    browser: FlaskClient, product: Product, superoffice: SuperOffice, linda: UUID
) -> None:
    message = superoffice.restores()
    with product.engine.begin() as connection:
        connection.execute(update(Organisation).values(context="Cust54321"))
    assert comes(browser, message) == 404
    assert restored_at(product, linda) is None


def forged(**claims: Any) -> str:
    """A token by somebody else's key that says what SuperOffice's would."""
    now = int(time.time())
    said = {
        "iss": "SuperOffice AS", "aud": "spn:1095471246", f"{CLAIM}ctx": "Cust12345",
        f"{CLAIM}serial": "1095471246", "nbf": now, "exp": now + 300,
    }  # fmt: skip
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return jwt.encode(said | claims, key, algorithm="RS256", headers={"kid": "ours"})


@pytest.mark.parametrize(
    "change",
    [
        {"Token": ""},
        {"Token": "not a token"},
        {"Token": None},
        {"Token": forged()},
        {"ContextIdentifier": "Cust54321"},
        {"ContextIdentifier": 7},
        {"ChangeType": "all of them"},
    ],
)
def test_a_message_that_superoffice_did_not_sign_changes_nothing(
    browser: FlaskClient, product: Product, superoffice: SuperOffice, linda: UUID, change: Json
) -> None:
    assert comes(browser, superoffice.restores() | change) == 401
    assert restored_at(product, linda) is None
    assert not is_rung(product, linda)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"Token"', b"\xff\xfe"])
def test_a_body_that_is_no_message_is_refused(browser: FlaskClient, linda: UUID, body: bytes) -> None:
    assert comes(browser, body) == 401


def test_a_change_that_is_not_documented_is_only_looked_into(
    browser: FlaskClient, product: Product, superoffice: SuperOffice, linda: UUID
) -> None:
    assert comes(browser, superoffice.restores() | {"ChangeType": 99}) == 200
    assert restored_at(product, linda) is None
    assert is_rung(product, linda)
