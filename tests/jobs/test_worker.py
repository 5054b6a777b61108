"""Workers: a doorbell becomes a run, a doorbell during a run one more, and the sides are asked to ring us."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import col, select

from backend.api.app import make_app
from backend.demo.browser import connect
from backend.jobs import worker
from backend.jobs.doorbell import ring
from backend.store.database import session
from backend.store.tables import Mailbox, Run
from backend.sync.service import Product
from tests.mailboxes import is_rung
from tests.product import PUBLIC_URL
from tests.sandbox_client import SandboxClient
from tests.support import eventually


@contextmanager
def working(product: Product, queues: Sequence[str] = worker.RUNS) -> Iterator[None]:
    """A worker works on everything that waits."""
    thread = threading.Thread(target=worker.run, args=(product, 2, queues), kwargs={"until_idle": True})
    thread.start()
    yield
    thread.join()


@pytest.fixture
def linda(product: Product) -> UUID:
    """Linda is connected, and the first run is done."""
    list(connect(make_app(product), PUBLIC_URL, ["linda"]))
    with working(product):
        pass
    with session(product.engine) as work:
        return work.exec(select(Mailbox.id)).one()


def runs(product: Product) -> list[Run]:
    with session(product.engine) as work:
        return list(work.exec(select(Run).order_by(col(Run.began_at))))


def ring_once(product: Product, mailbox: UUID) -> None:
    with session(product.engine) as work:
        ring(work, mailbox)
        work.commit()


def test_the_first_doorbell_is_the_connection_itself(product: Product, linda: UUID) -> None:
    assert [run.outcome for run in runs(product)] == ["ok"]
    assert not is_rung(product, linda)


def test_a_hundred_rings_are_one_run(product: Product, linda: UUID) -> None:
    before = len(runs(product))
    for _ in range(100):
        ring_once(product, linda)
    with working(product):
        pass
    assert len(runs(product)) == before + 1
    assert not is_rung(product, linda)


def test_rings_during_a_run_are_exactly_one_more(product: Product, linda: UUID, sandbox: SandboxClient) -> None:
    before = len(runs(product))
    sandbox.faults.add("graph", "slow", count=1, seconds=1.5)
    ring_once(product, linda)
    with working(product):
        eventually(lambda: len(runs(product)) == before + 1)
        for _ in range(20):
            ring_once(product, linda)
    with working(product):
        pass
    assert len(runs(product)) == before + 2
    assert not is_rung(product, linda)


def test_a_mailbox_of_a_dead_worker_is_run_again(product: Product, linda: UUID) -> None:
    before = len(runs(product))
    with session(product.engine) as work:
        mailbox = work.get_one(Mailbox, linda)
        mailbox.lease_owner, mailbox.lease_until = "dead worker", datetime.now(UTC) - timedelta(seconds=1)
        mailbox.due_at = datetime.now(UTC) - timedelta(seconds=1)
        work.commit()

    def found_and_run() -> bool:
        with working(product, worker.QUEUES):
            pass
        return len(runs(product)) > before

    eventually(found_and_run, timeout=20)
