"""Maintenance, suspension, deletion and moves of an organisation: its mailboxes wait, and nothing is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from backend.core.items import Side
from backend.store import mailboxes
from backend.store.database import session
from backend.sync.administration.status import statuses
from backend.sync.housekeeping import drop_old
from tests.company import Company, at
from tests.sync.tenant import is_time_to_ask, mailbox, organisation, questions, tenant_is

SO, CAL = Side.SUPEROFFICE, Side.CALENDAR


def _due(company: Company) -> set[object]:
    with session(company.product.engine) as work:
        return set(mailboxes.due(work, datetime.now(UTC)))


def _asks_during(company: Company, rounds: int = 3) -> int:
    before = questions(company)
    for _ in range(rounds):
        company.runs()
    return questions(company) - before


def test_maintenance_lets_all_mailboxes_wait_and_asks_once(company: Company) -> None:
    linda = company["linda"]
    company.settles()
    tenant_is(company, "OfflineMaintenance")
    linda.in_outlook.adds("Lunch", at(1, 12))
    report = company.run("linda")
    assert report.outcome == "unavailable"
    assert report.sentence == "SuperOffice is in maintenance; sync goes on by itself."
    assert organisation(company).state == "maintenance"
    company.sandbox.control("DELETE", "requests")
    assert _asks_during(company) == 0
    assert company.sandbox.requests()["total"] == 0
    is_time_to_ask(company)
    assert _asks_during(company) == 1
    assert company.sandbox.requests()["total"] == 1
    assert not _due(company)
    assert [mailbox(company, key).failures for key in company.people] == [0, 0]
    told = {one.words().sentence for one in statuses(company.product, organisation(company).id)}
    assert told == {"SuperOffice is in maintenance; sync goes on by itself."}
    tenant_is(company, "Running")
    is_time_to_ask(company)
    assert company.run("linda").created == {SO: 1}
    assert organisation(company).state == "running"
    # the others need not wait for their own time
    assert mailbox(company, "julie").id in _due(company)
    company.settles()


def test_a_doorbell_during_maintenance_is_answered_afterwards(company: Company) -> None:
    company.settles()
    tenant_is(company, "OfflineMaintenance")
    company.run("linda")
    with session(company.product.engine) as work:
        mailboxes.ring(work, mailbox(company, "julie").id)
        work.commit()
    assert mailbox(company, "julie").id in _due(company)
    company.run("julie")
    assert not _due(company)
    tenant_is(company, "Running")
    is_time_to_ask(company)
    company.run("linda")
    assert mailbox(company, "julie").id in _due(company)


def test_a_maintenance_that_begins_within_a_run_loses_nothing(company: Company) -> None:
    linda = company["linda"]
    company.settles("linda")
    for number in range(4):
        linda.in_outlook.adds(f"Visit {number}", at(number + 1, 9))
    company.sandbox.faults.add("superoffice", "503", rate=1, path="CreateAppointmentForUID", retry_after=0)
    tenant_is(company, "OnlineMaintenance")
    company.run("linda")
    company.sandbox.faults.clear()
    tenant_is(company, "OfflineMaintenance")
    assert company.run("linda").outcome == "unavailable"
    tenant_is(company, "Running")
    is_time_to_ask(company)
    company.run("linda")
    assert linda.in_superoffice.titles() == [f"Visit {number}" for number in range(4)]
    company.settles("linda")


def test_an_online_maintenance_stops_nothing(company: Company) -> None:
    tenant_is(company, "OnlineMaintenance")
    company["linda"].in_outlook.adds("Lunch", at(1, 12))
    assert company.run("linda").created == {SO: 1}
    assert organisation(company).state == "running"


@pytest.mark.parametrize(("state", "told"), [("Suspended", "suspended"), ("Deleted", "deleted")])
def test_a_closed_organisation_stops_and_keeps_everything(company: Company, state: str, told: str) -> None:
    linda = company["linda"]
    linda.in_outlook.adds("Lunch", at(1, 12))
    company.settles()
    tenant_is(company, state)
    linda.in_outlook.adds("Dentist", at(2, 8))
    report = company.run("linda")
    assert (report.outcome, organisation(company).state) == ("unavailable", told)
    assert told in report.sentence
    words = statuses(company.product, organisation(company).id)[0].words()
    assert told in words.sentence
    assert words.remedy
    company.sandbox.control("DELETE", "requests")
    company.runs()
    assert company.sandbox.requests()["total"] == 0
    dropped = drop_old(company.product.engine, datetime.now(UTC) + timedelta(days=29))
    assert dropped.mailboxes == 0
    assert linda.in_outlook.subjects() == ["Dentist", "Lunch"]
    tenant_is(company, "Running")
    is_time_to_ask(company)
    assert company.run("linda").created == {SO: 1}
    company.settles()


def test_an_organisation_that_moved_is_followed_within_the_run(company: Company) -> None:
    company.settles()
    company.sandbox.control("POST", "tenant", {"move": True})
    company["linda"].in_outlook.adds("Lunch", at(1, 12))
    asked = questions(company)
    report = company.run("linda")
    assert (report.outcome, report.created) == ("ok", {SO: 1})
    assert questions(company) == asked + 1
    company.settles()


def test_an_organisation_that_is_nowhere_ends_the_run(company: Company) -> None:
    """Every address answers 421: it is asked for once more, and not for ever."""
    company.settles("linda")
    company.sandbox.faults.add("superoffice", "421", rate=1, path="v1/")
    asked = questions(company)
    assert company.run("linda").outcome == "unavailable"
    assert questions(company) <= asked + 1
    company.sandbox.faults.clear()
    company.settles("linda")


def test_without_an_answer_a_closed_organisation_stays_closed(company: Company) -> None:
    company.settles("linda")
    tenant_is(company, "Suspended")
    company.run("linda")
    tenant_is(company, "Running")
    is_time_to_ask(company)
    company.sandbox.faults.add("superoffice", "404", rate=1, path="api/state")
    assert company.run("linda").outcome == "unavailable"
    assert organisation(company).state == "suspended"
    company.sandbox.faults.clear()
    is_time_to_ask(company)
    assert company.run("linda").outcome == "ok"
