"""Who goes first: organisations in turn, whoever asks for a sync, and a mailbox that has come to rest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from backend.jobs import quiet
from backend.jobs.doorbell import enqueue, ring
from backend.store import mailboxes
from backend.store.database import session
from backend.store.tables import Mailbox, Organisation, Run
from backend.sync.service import Product
from tests.mailboxes import add_mailbox


def rings(product: Product, mailbox_id: UUID, trigger: str = "doorbell") -> None:
    with session(product.engine) as work, work.begin():
        ring(work, mailbox_id, trigger)


def next_in(product: Product, queue: str) -> UUID | None:
    """The mailbox whose run a worker would begin next."""
    fetch = text("SELECT args ->> 'mailbox_id' FROM procrastinate_fetch_job_v2(ARRAY[:queue], NULL)")
    with product.engine.begin() as connection:
        found = connection.execute(fetch, {"queue": queue}).scalar()
    return UUID(found) if found else None


def waiting(product: Product) -> list[tuple[str, datetime | None]]:
    """Queues of what waits, and until when it waits for quiet."""
    with product.engine.connect() as connection:
        todo = text("SELECT queue_name, scheduled_at FROM procrastinate_jobs WHERE status = 'todo'")
        return [(queue, at) for queue, at in connection.execute(todo)]


def has_run(product: Product, mailbox_id: UUID, ended: datetime, written: int = 0) -> None:
    """A run of the mailbox is over that wrote so much."""
    report = {"created": {"superoffice": 0, "calendar": 0}, "updated": {"superoffice": written, "calendar": 0}}
    with session(product.engine) as work, work.begin():
        work.add(
            Run(
                id=uuid4(), mailbox_id=mailbox_id, trigger="doorbell", began_at=ended, ended_at=ended,
                outcome="ok", report=report,
            )
        )  # fmt: skip


@pytest.fixture
def crowd(product: Product) -> list[UUID]:
    """Six mailboxes of one organisation."""
    return [add_mailbox(product, f"crowd-{number}", 10 + number) for number in range(6)]


@pytest.fixture
def alone(product: Product, crowd: list[UUID]) -> UUID:
    """The one mailbox of another."""
    assert crowd
    mailbox_id = add_mailbox(product, "alone", 5)
    with session(product.engine) as work, work.begin():
        other = Organisation(context="Cust99999")
        work.add(other)
        work.flush()
        work.get_one(Mailbox, mailbox_id).organisation_id = other.id
    return mailbox_id


def test_a_crowd_keeps_no_other_organisation_waiting(product: Product, crowd: list[UUID], alone: UUID) -> None:
    for mailbox_id in crowd[:5]:
        rings(product, mailbox_id)
    assert next_in(product, "doorbell") == crowd[0]
    rings(product, alone)
    rings(product, crowd[5])
    order = [next_in(product, "doorbell") for _ in range(6)]
    assert order.index(alone) <= 1
    assert [one for one in order if one != alone] == crowd[1:]


def test_polls_are_queued_in_turn_as_well(product: Product, crowd: list[UUID], alone: UUID) -> None:
    now = datetime.now(UTC)
    with session(product.engine) as work, work.begin():
        for age, mailbox_id in enumerate([alone, *crowd]):
            work.get_one(Mailbox, mailbox_id).due_at = now - timedelta(minutes=1 + age)
    with session(product.engine) as work:
        assert alone in mailboxes.due(work, now, limit=2)


def test_who_asks_for_a_sync_overtakes_what_waits(product: Product) -> None:
    linda = add_mailbox(product, "linda", 5)
    rings(product, linda)
    rings(product, linda, "sync-now")
    rings(product, linda, "sync-now")
    rings(product, linda)
    assert waiting(product) == [("sync-now", None)]


def test_a_mailbox_that_is_rung_again_and_again_comes_to_rest_first(product: Product) -> None:
    linda, now = add_mailbox(product, "linda", 5), datetime.now(UTC)
    rings(product, linda)
    assert waiting(product) == [("doorbell", None)]
    assert next_in(product, "doorbell") == linda
    has_run(product, linda, now)
    rings(product, linda)
    ((_, first),) = waiting(product)
    for _ in range(40):
        rings(product, linda)
    ((_, last),) = waiting(product)
    assert first
    assert last
    assert quiet.SHORTEST / 2 < first - now < quiet.LONG / 2 < last - now < quiet.LONGEST
    assert next_in(product, "doorbell") is None


@pytest.mark.parametrize(("written", "pause"), [(1, quiet.SHORTEST), (0, quiet.IDLE)])
def test_what_rings_where_nothing_is_written_waits_longer(
    product: Product, written: int, pause: timedelta
) -> None:
    linda, now = add_mailbox(product, "linda", 5), datetime.now(UTC)
    has_run(product, linda, now, written)
    for _ in range(2):
        rings(product, linda)
        ((_, begins),) = waiting(product)
        assert begins
        assert pause <= begins - now < pause + timedelta(seconds=1)


@pytest.mark.parametrize(("written", "ago", "waits"), [(1, 1, True), (1, 3, False), (0, 3, True), (0, 7, False)])
def test_a_ring_a_moment_after_a_run_waits_longer_where_nothing_is_written(
    product: Product, written: int, ago: int, *, waits: bool
) -> None:
    linda = add_mailbox(product, "linda", 5)
    has_run(product, linda, datetime.now(UTC) - timedelta(seconds=ago), written)
    rings(product, linda)
    ((_, begins),) = waiting(product)
    assert (begins is not None) is waits


def test_a_ring_between_a_fetch_and_its_run_waits_for_quiet_as_one_during_the_run(product: Product) -> None:
    linda = add_mailbox(product, "linda", 5)
    rings(product, linda)
    assert next_in(product, "doorbell") == linda
    rings(product, linda)
    ((_, begins),) = waiting(product)
    assert begins
    assert next_in(product, "doorbell") is None


@pytest.mark.parametrize(
    ("trigger", "due_in", "held_by_the_dead", "waits"),
    [
        ("doorbell", 300, False, True),
        ("poll", 300, False, True),
        ("poll", -1, False, False),
        ("poll", 300, True, False),
    ],
)
def test_a_poll_whose_work_another_run_has_done_waits_for_quiet_like_the_rings(
    product: Product, trigger: str, due_in: int, *, held_by_the_dead: bool, waits: bool
) -> None:
    linda, now = add_mailbox(product, "linda", 5), datetime.now(UTC)
    has_run(product, linda, now)
    with session(product.engine) as work, work.begin():
        row = work.get_one(Mailbox, linda)
        row.due_at = now + timedelta(seconds=due_in)
        row.lease_until = now - timedelta(seconds=1) if held_by_the_dead else None
    with session(product.engine) as work:
        assert quiet.is_early(work, work.get_one(Mailbox, linda), trigger, now) is waits


def test_what_a_dead_worker_held_is_due_although_nobody_rings(product: Product) -> None:
    linda, now = add_mailbox(product, "linda", 5), datetime.now(UTC)
    with session(product.engine) as work, work.begin():
        row = work.get_one(Mailbox, linda)
        row.due_at, row.lease_owner, row.lease_until = now + timedelta(hours=1), "dead", now + timedelta(minutes=1)
    with session(product.engine) as work:
        assert mailboxes.due(work, now) == []
        assert mailboxes.take(work, linda, "other", 60) is None
    with session(product.engine) as work, work.begin():
        work.get_one(Mailbox, linda).lease_until = now - timedelta(seconds=1)
    with session(product.engine) as work, work.begin():
        assert mailboxes.due(work, now) == [linda]
        enqueue(work, work.get_one(Mailbox, linda), "poll")
        assert mailboxes.take(work, linda, "other", 60)
