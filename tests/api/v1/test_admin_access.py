"""Only administrators of SuperOffice administrate, and only their own organisation."""

from __future__ import annotations

from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import select

from backend.api.v1.administrator import BELIEVED, Known
from backend.store.database import session
from backend.store.tables import Mailbox, Organisation
from backend.sync.service import Product
from tests.api.v1.admin import stored
from tests.api.v1.conftest import Pane, access_token
from tests.company import Company
from tests.sandbox_client import SandboxClient

JULIE = "julie@nordlys.example"


def routes(app: Flask) -> list[tuple[str, str]]:
    """Every route of administrators with an id put into it."""
    found = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/admin/")]
    assert len(found) > 15
    return [
        (method, rule.rule.replace("<uuid:mailbox_id>", str(uuid4())))
        for rule in found
        for method in sorted(rule.methods or ())
        if method in ("GET", "POST", "PATCH", "PUT", "DELETE")
    ]


def test_nobody_else_gets_in(app: Flask, julie: Pane) -> None:
    for method, path in routes(app):
        headers = {"Authorization": f"Bearer {julie.token}"}
        answer = julie.client.open(path, method=method, headers=headers, json={})
        assert (answer.status_code, answer.get_json()["code"]) == (403, "not_an_administrator"), path
        assert answer.get_json()["remedy"]


def test_without_a_token_nothing_is_told(app: Flask, browser: FlaskClient) -> None:
    for method, path in routes(app):
        assert browser.open(path, method=method).status_code == 401


def test_somebody_without_a_mailbox_is_told_to_connect(app: Flask, company: Company, product: Product) -> None:
    john = Pane(app.test_client(), access_token(product.settings, "john", product.settings.tenant_ids[0]))
    answer = john.get("/admin/users")
    assert (answer.status_code, answer.get_json()["code"]) == (409, "not_connected")


def test_an_administrator_whose_sign_in_is_over_signs_in_first(
    linda: Pane, product: Product, sandbox: SandboxClient
) -> None:
    sandbox.control("POST", "revoke", {"system": "superoffice", "user": "linda"})
    answer = linda.get("/admin/mailboxes")
    assert (answer.status_code, answer.get_json()["code"]) == (409, "needs_sign_in")


def test_a_yes_is_believed_for_a_minute_and_a_no_never(product: Product, linda: Pane) -> None:
    own, now, asked, says = stored(product, "linda@nordlys.example"), 0.0, 0, False

    def ask(_: Mailbox) -> bool:
        nonlocal asked
        asked += 1
        return says

    known = Known(ask, lambda: now)
    assert own not in known
    says = True
    assert own in known
    assert own in known
    assert asked == 2
    says, now = False, BELIEVED + 1.0
    assert own not in known
    # a new sign-in may be somebody else's
    says = True
    assert own in known
    says, own.superoffice_tokens = False, b"somebody else"
    assert own not in known


@pytest.mark.parametrize("name", ["pause", "unlink", "connect-mail", "deletions/confirm"])
def test_the_mailboxes_of_others_are_not_there(linda: Pane, product: Product, name: str) -> None:
    with session(product.engine) as work:
        elsewhere = Organisation(context="Cust99999")
        work.add(elsewhere)
        work.flush()
        foreign = work.scalars(select(Mailbox).where(Mailbox.address == JULIE)).one()
        foreign.organisation_id = elsewhere.id
        work.commit()
    answer = linda.post(f"/admin/mailboxes/{foreign.id}/{name}")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "mailbox_not_found")
    missing = linda.post(f"/admin/mailboxes/{uuid4()}/{name}")
    assert missing.get_json() == answer.get_json()
    assert [one["address"] for one in linda.get("/admin/mailboxes").get_json()["items"]] == [
        "linda@nordlys.example"
    ]
    assert stored(product, JULIE).state == "active"
