"""Lost answers, refused tokens, throttling and dead runs: nothing is doubled, nothing is lost (scenario 18)."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from backend.core.items import Side
from backend.store import runs
from backend.store.database import session
from backend.store.tables import Mailbox
from tests.company import Company, at

SO, CAL = Side.SUPEROFFICE, Side.CALENDAR


def _everything_once(company: Company, number: int) -> None:
    linda = company["linda"]
    expected = sorted([f"Outlook {n}" for n in range(number)] + [f"SuperOffice {n}" for n in range(number)])
    assert linda.in_outlook.subjects() == expected
    assert linda.in_superoffice.titles() == expected


@pytest.mark.parametrize("system", ["graph", "superoffice"])
@pytest.mark.parametrize("kind", ["reset_after", "reset_before", "500", "503", "429"])
def test_a_fault_at_every_write_makes_no_duplicate(company: Company, system: str, kind: str) -> None:
    linda = company["linda"]
    for number in range(5):
        linda.in_outlook.adds(f"Outlook {number}", at(number + 1, 9))
        linda.in_superoffice.adds(f"SuperOffice {number}", at(number + 1, 13))
    path = "CreateAppointmentForUID" if system == "superoffice" else "events"
    company.sandbox.faults.add(system, kind, count=3, path=path, method="POST", retry_after=0)
    for _ in range(4):
        company.run("linda")
    company.sandbox.faults.clear()
    company.run("linda")
    _everything_once(company, 5)
    company.settles("linda")


def test_a_lost_answer_to_a_whole_batch_makes_no_duplicate(company: Company) -> None:
    linda = company["linda"]
    for number in range(30):
        linda.in_superoffice.adds(f"SuperOffice {number}", at(number + 1, 13))
    company.sandbox.faults.add("graph", "reset_after", count=1, path=r"\$batch")
    company.run("linda")
    company.run("linda")
    company.run("linda")
    assert len(linda.in_outlook.items()) == 30
    company.settles("linda")


def test_an_expired_delta_reads_everything_again_and_creates_nothing(company: Company) -> None:
    linda = company["linda"]
    for number in range(5):
        linda.in_outlook.adds(f"Outlook {number}", at(number + 1, 9))
    company.settles("linda")
    linda.in_outlook.deletes(linda.in_outlook.item("Outlook 0")["id"])
    company.sandbox.faults.add("graph", "expired_delta", count=1)
    report = company.run("linda")
    assert report.outcome == "ok"
    assert not report.created
    assert report.deleted == {SO: 1}
    company.settles("linda")


def test_a_revoked_sign_in_stops_the_mailbox_and_loses_nothing(company: Company) -> None:
    linda = company["linda"]
    linda.in_outlook.adds("Lunch", at(1, 9))
    company.settles("linda")
    company.sandbox.faults.add("graph", "401", rate=1.0)
    linda.in_superoffice.adds("Budget", at(2, 9))
    report = company.run("linda")
    assert report.outcome == "needs_sign_in"
    assert report.sentence
    company.sandbox.faults.clear()
    assert company.run("linda").created == {CAL: 1}
    company.settles("linda")


def test_a_run_that_fails_before_a_calendar_is_read_has_an_end_all_the_same(company: Company) -> None:
    """SuperOffice is asked for its types first, where a preference needs them."""
    with session(company.product.engine) as work, work.begin():
        mailbox = work.scalars(select(Mailbox).where(col(Mailbox.address) == company["linda"].address)).one()
        mailbox.preferences = {"incoming_category_as_type": True}
    company.sandbox.faults.add("superoffice", "503", rate=1.0, retry_after=0)
    report = company.run("linda")
    assert report.outcome == "unavailable"
    with session(company.product.engine) as work:
        last = runs.latest(work, mailbox.id)
    assert last is not None
    assert (last.outcome, last.ended_at is None) == ("unavailable", False)
    company.sandbox.faults.clear()
    company.settles("linda")


@pytest.mark.parametrize("system", ["graph", "superoffice"])
def test_an_error_of_a_whole_side_writes_nothing_to_the_other(company: Company, system: str) -> None:
    """Nothing is planned unless both sides were read."""
    linda = company["linda"]
    linda.in_outlook.adds("Lunch", at(1, 9))
    company.settles("linda")
    linda.in_outlook.adds("Dinner", at(1, 19))
    linda.in_superoffice.adds("Budget", at(2, 9))
    company.sandbox.faults.add(system, "500", rate=1.0, method="GET")
    report = company.run("linda")
    assert report.outcome == "unavailable"
    assert report.writes == 0
    company.sandbox.faults.clear()
    assert company.run("linda").writes == 2
    company.settles("linda")
