"""Who is signed in, and what state the mailbox is in."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import update
from sqlmodel import col

from backend.store.tables import Mailbox
from backend.sync.service import Product
from tests.api.v1.conftest import Pane, access_token
from tests.company import Company


def _set_state(product: Product, **values: object) -> None:
    with product.engine.begin() as connection:
        connection.execute(update(Mailbox).where(col(Mailbox.address) == "linda@nordlys.example").values(values))


def test_a_connected_person(linda: Pane) -> None:
    session = linda.get("/session").get_json()
    assert session["state"] == "active"
    assert session["account"] == {"name": "Linda Lund", "address": "linda@nordlys.example"}
    assert session["mailbox"]["organisation"] == "Cust12345"
    assert session["superoffice"]["state"] == session["calendar"]["state"] == "connected"


def test_somebody_without_a_mailbox_is_told_what_to_do(app: Flask, company: Company, product: Product) -> None:
    john = Pane(app.test_client(), access_token(product.settings, "john", product.settings.tenant_ids[0]))
    answer = john.get("/session")
    session = answer.get_json()
    assert (answer.status_code, session["state"], session["mailbox"]) == (200, "not_connected", None)
    assert session["superoffice"]["state"] == "missing"
    assert session["superoffice"]["connect_url"].endswith(
        "/connect/superoffice/start?mailbox=john%40nordlys.example"
    )
    for other in (john.get("/items/1"), john.get("/sync"), john.post("/sync"), john.get("/failures")):
        assert (other.status_code, other.get_json()["code"]) == (409, "not_connected")


@pytest.mark.parametrize("side", ["superoffice", "calendar", ""])
def test_a_sign_in_that_is_over_names_its_side(linda: Pane, product: Product, side: str) -> None:
    _set_state(product, state="needs_sign_in", state_side=side)
    session = linda.get("/session").get_json()
    assert session["state"] == "needs_sign_in"
    expired = {name for name in ("superoffice", "calendar") if session[name]["state"] == "expired"}
    assert expired == ({side} if side else {"superoffice", "calendar"})
    refused = linda.post("/sync")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "needs_sign_in")


def test_a_paused_mailbox_does_not_begin_a_sync(linda: Pane, product: Product) -> None:
    _set_state(product, state="paused")
    assert linda.get("/session").get_json()["state"] == "paused"
    refused = linda.post("/sync")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "paused")
    assert refused.get_json()["remedy"]
