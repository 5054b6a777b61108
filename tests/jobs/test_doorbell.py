"""Doorbells: many rings are one waiting job, together with the mark on the mailbox or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlalchemy import text

from backend.jobs.doorbell import ring
from backend.store.database import session
from backend.sync.service import Product
from tests.mailboxes import add_mailbox, is_rung


@pytest.fixture
def linda(product: Product) -> UUID:
    return add_mailbox(product, "linda", 5)


def waiting(product: Product) -> int:
    with product.engine.connect() as connection:
        query = text(
            "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND task_name = 'sync_mailbox'"
        )
        return int(connection.execute(query).scalar_one())


def ring_once(product: Product, mailbox: UUID) -> None:
    with session(product.engine) as work:
        ring(work, mailbox)
        work.commit()


def test_a_hundred_rings_at_once_are_one_waiting_job(product: Product, linda: UUID) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: ring_once(product, linda), range(100)))
    assert waiting(product) == 1
    assert is_rung(product, linda)


def test_mailboxes_wait_side_by_side(product: Product, linda: UUID) -> None:
    julie = add_mailbox(product, "julie", 6)
    ring_once(product, linda)
    ring_once(product, julie)
    assert waiting(product) == 2


def test_an_undone_transaction_rings_nothing(product: Product, linda: UUID) -> None:
    with session(product.engine) as work:
        ring(work, linda)
        work.rollback()
    assert waiting(product) == 0
    assert not is_rung(product, linda)
