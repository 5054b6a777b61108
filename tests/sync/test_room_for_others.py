"""A run does not keep its place for ever: when it is long, when it is throttled, when its worker ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from sqlalchemy import select
from sqlmodel import col

from backend.core.items import Side
from backend.core.values import replace
from backend.store.database import session
from backend.store.tables import Mailbox
from backend.sync import desk
from tests.company import Company, at

#: more than are written in one go
MANY = 130
ADDRESS = "linda@nordlys.example"


def _lindas(company: Company) -> Mailbox:
    with session(company.product.engine) as work:
        return work.scalars(select(Mailbox).where(col(Mailbox.address) == ADDRESS)).one()


def _is_free_and_due(company: Company) -> bool:
    linda = _lindas(company)
    is_due = linda.due_at is not None and linda.due_at <= datetime.now(UTC)
    return is_due and (linda.lease_owner, linda.lease_until, linda.failures) == ("", None, 0)


def test_a_long_run_makes_room_and_the_next_one_goes_on(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    linda = company["linda"]
    titles = [f"Event {number}" for number in range(MANY)]
    for number, title in enumerate(titles):
        linda.in_superoffice.adds(title, at(1) + timedelta(hours=number))
    with monkeypatch.context() as clock:
        clock.setattr(desk, "_LONGEST", 0.0)
        first = company.run("linda")
    assert (first.outcome, first.sentence) == ("partial", "The run made room for others; it goes on by itself.")
    assert 0 < first.writes < MANY
    assert _is_free_and_due(company)
    assert company.run("linda").writes == MANY - first.writes
    assert sorted(event["subject"] for event in linda.in_outlook.items()) == sorted(titles)
    company.settles("linda")


def test_a_worker_that_ends_hands_its_mailbox_back_before_the_next_write(company: Company) -> None:
    linda = company["linda"]
    linda.in_superoffice.adds("Lunch", at(2, 11))
    product, ends = company.product, Event()
    ends.set()
    company.product = replace(product, ends=ends)
    assert (company.run("linda").outcome, linda.in_outlook.items()) == ("partial", [])
    assert _is_free_and_due(company)
    company.product = product
    assert company.run("linda").created.total() == 1
    company.settles("linda")


def test_a_throttled_mailbox_ends_its_run_and_comes_again_when_it_was_told_to(company: Company) -> None:
    for key in ("linda", "julie"):
        company.run(key)
        company[key].in_superoffice.adds("Lunch", at(2, 11))
    company.sandbox.faults.add("graph", "429", rate=1.0, mailbox=ADDRESS, retry_after=20)
    began = datetime.now(UTC)
    report = company.run("linda")
    # it was told once, and its worker is free for others
    assert (report.outcome, report.requests[Side.CALENDAR]) == ("unavailable", 1)
    due_at = _lindas(company).due_at
    assert due_at is not None
    assert due_at >= began + timedelta(seconds=20)
    assert company.run("julie").created.total() == 1
    company.sandbox.faults.clear()
