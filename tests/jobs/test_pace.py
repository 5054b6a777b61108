"""How soon a mailbox is looked at again although nobody rings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlmodel import col, select

from backend.core.items import Side
from backend.core.sides import Unavailable
from backend.store.database import session
from backend.store.tables import Mailbox, Run, Subscription
from backend.sync.pace import next_attempt
from tests.company import Company, at
from tests.mailboxes import subscribe
from tests.sync.conftest import company

__all__ = ["company"]

MINUTE = timedelta(minutes=1)


def pause(company: Company) -> timedelta:
    """From the end of Linda's next run to the next look, to the minute."""
    company.run("linda")
    with session(company.product.engine) as work:
        row = work.scalars(select(Mailbox).where(Mailbox.address == company["linda"].address)).one()
        last = work.scalars(select(Run).order_by(col(Run.began_at).desc()).limit(1)).one()
    assert row.due_at
    assert last.ended_at
    return MINUTE * round((row.due_at - last.ended_at) / MINUTE)


def test_a_quiet_mailbox_that_both_systems_ring_is_polled_less_and_less(company: Company) -> None:
    assert [pause(company), pause(company)] == [5 * MINUTE, 5 * MINUTE]
    with session(company.product.engine) as work:
        linda = work.scalars(select(Mailbox.id).where(Mailbox.address == company["linda"].address)).one()
    for side in Side:
        subscribe(company.product, side, linda, side.value, "secret")
    with session(company.product.engine) as work, work.begin():
        for row in work.scalars(select(Subscription)):
            row.renew_at = datetime.now(UTC) + timedelta(hours=1)
    assert [pause(company) for _ in range(5)] == [n * MINUTE for n in (10, 20, 40, 60, 60)]
    company["linda"].in_outlook.adds("Lunch", at(2, 11))
    assert [pause(company), pause(company)] == [5 * MINUTE, 10 * MINUTE]
    # one system rings no more
    with session(company.product.engine) as work, work.begin():
        for row in work.scalars(select(Subscription).where(Subscription.side == Side.CALENDAR.value)):
            row.renew_at = datetime.now(UTC) - MINUTE
    assert pause(company) == 5 * MINUTE


def test_mailboxes_that_failed_together_come_back_one_by_one_and_none_too_early() -> None:
    now, asked = datetime.now(UTC), Unavailable(Side.SUPEROFFICE, "superoffice.busy", 60.0)
    for failures, ended_by, shortest in ((1, asked, MINUTE), (1, None, 10 * MINUTE), (9, None, 60 * MINUTE)):
        waits = {next_attempt(5 * MINUTE, failures, ended_by, now) - now for _ in range(50)}
        assert shortest <= min(waits) < max(waits) <= shortest * 1.1
