"""Two workers at the mailboxes of one meeting: one booking of it, and neither is left behind (scenario 7i)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from backend.core.report import Report
from backend.store import mailboxes
from backend.store.database import session
from tests.company import Company, Outlook, at

BOTH = ("linda", "julie")


def attendees(*addresses: str) -> list[dict[str, Any]]:
    return [{"type": "required", "emailAddress": {"address": one, "name": one}} for one in addresses]


def at_once(company: Company) -> list[Report]:
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(company.run, BOTH))


def rung(company: Company) -> list[str]:
    """Whose doorbell rang since the own run began."""
    with session(company.product.engine) as work:
        waiting = {one.address for one in mailboxes.every(work) if one.dirty > one.seen_dirty}
    return [key for key in BOTH if company[key].address in waiting]


def runs_whoever_is_rung(company: Company) -> None:
    """What a worker does after the runs that the systems asked for."""
    for _ in range(4):
        if not (keys := rung(company)):
            return
        company.runs(*keys)
    raise AssertionError("two mailboxes ring each other without end")


@pytest.mark.parametrize("pattern", [None, {"type": "daily", "interval": 1}], ids=["meeting", "series"])
def test_two_mailboxes_bring_one_meeting_at_the_same_instant(
    company: Company, pattern: dict[str, Any] | None
) -> None:
    clara = Outlook(company.sandbox.graph_session("c"))
    more: dict[str, Any] = {}
    if pattern:
        recurring = {"type": "numbered", "startDate": f"{at(1):%Y-%m-%d}", "numberOfOccurrences": 5}
        more["recurrence"] = {"pattern": pattern, "range": recurring}
    clara.adds("Inspection", at(1), attendees=attendees("linda@nordlys.example", "julie@nordlys.example"), **more)
    for _ in range(3):
        for report in at_once(company):
            assert report.outcome in {"ok", "partial"}, report.as_json()
    days = 5 if pattern else 1
    for key in BOTH:
        rows = company[key].in_superoffice.items()
        assert len(rows) == days
        assert {row["Title"] for row in rows} == {"Inspection"}
    mothers = {row["MotherId"] for key in BOTH for row in company[key].in_superoffice.items()}
    assert len(mothers) == days
    company.settles()
    assert company.sandbox.mail("c") == []


@pytest.fixture
def inspection(company: Company) -> tuple[Outlook, str]:
    """A meeting of Clara, a customer, that both have in both systems; her calendar and its id there."""
    clara = Outlook(company.sandbox.graph_session("c"))
    meeting = clara.adds("Inspection", at(1), attendees=attendees(*(company[key].address for key in BOTH)))
    company.runs()
    company.settles()
    return clara, meeting


RUNS = {
    "linda first": lambda company: company.runs("linda", "julie"),
    "julie first": lambda company: company.runs("julie", "linda"),
    "at once": at_once,
}


@pytest.mark.parametrize("runs", RUNS.values(), ids=RUNS)
def test_whoever_waits_for_a_colleagues_run_is_rung_by_it(
    company: Company, inspection: tuple[Outlook, str], runs: Callable[[Company], object]
) -> None:
    """One of them clears the booking away; "Canceled: …" goes from the calendars of both."""
    clara, meeting = inspection
    clara.cancels(meeting)
    runs(company)
    runs_whoever_is_rung(company)
    for key in BOTH:
        assert company[key].in_outlook.subjects() == []
        assert company[key].in_superoffice.titles() == []


@pytest.mark.parametrize("runs", RUNS.values(), ids=RUNS)
def test_a_meeting_that_moves_under_two_runs_stays_with_both(
    company: Company, inspection: tuple[Outlook, str], runs: Callable[[Company], object]
) -> None:
    clara, meeting = inspection
    clara.moves(meeting, at(2))
    runs(company)
    runs_whoever_is_rung(company)
    for key in BOTH:
        assert company[key].in_outlook.subjects() == ["Inspection"]
        assert company[key].in_superoffice.titles() == ["Inspection"]
    company.settles()
    assert company.sandbox.mail("c") == []
