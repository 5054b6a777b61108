"""Connecting a person through both real sign-in flows."""

from __future__ import annotations

from flask import Flask
from sqlmodel import select

from backend.demo.browser import connect
from backend.store.database import session
from backend.store.tables import Mailbox
from backend.sync.service import Product
from tests.product import PUBLIC_URL


def test_both_sign_ins_make_one_active_mailbox(app: Flask, product: Product) -> None:
    steps = [(step.person, step.side) for step in connect(app, PUBLIC_URL, ["linda", "julie"])]
    assert len(steps) == 4
    with session(product.engine) as work:
        found = {m.address: m for m in work.scalars(select(Mailbox))}
    linda = found["linda@nordlys.example"]
    assert linda.state == "active"
    assert linda.name == "Linda Lund"
    assert linda.zone == "Europe/Berlin"
    assert set(found) == {"linda@nordlys.example", "julie@nordlys.example"}
