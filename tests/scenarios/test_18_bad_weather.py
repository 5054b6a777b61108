"""Scenario 18: throttled, signed out, in maintenance, notifications lost: told clearly, resumed, nothing lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlmodel import col

from backend.jobs import registrations, worker
from backend.store.tables import Mailbox, Run
from tests.company import at
from tests.mailboxes import is_rung
from tests.scenarios import memory
from tests.scenarios.cast import Person
from tests.scenarios.company import Company, Pace
from tests.scenarios.meeting import Meeting
from tests.scenarios.shown import A, T
from tests.scenarios.weather import (
    calms_down,
    ends_access,
    mailbox_of,
    maintenance,
    storm,
    tells_clearly,
    unjudged,
)
from tests.serving import served
from tests.support import eventually

Json = dict[str, Any]
Act = Callable[[], object]

#: system, kind of fault and its details: every second or third request, or all of them for longer than a run waits
STORMS: list[tuple[str, str, Json]] = [
    ("graph", "429", {"rate": 0.5, "retry_after": 0}),
    ("graph", "429", {"rate": 1.0, "retry_after": 90}),
    ("graph", "503", {"rate": 0.3, "retry_after": 0}),
    ("graph", "reset_after", {"rate": 0.2}),
    ("graph", "412", {"rate": 0.5, "method": "PATCH"}),
    ("superoffice", "429", {"rate": 0.5, "retry_after": 0}),
    ("superoffice", "429", {"rate": 1.0, "retry_after": 90}),
    ("superoffice", "500", {"rate": 0.3}),
    ("superoffice", "reset_after", {"rate": 0.2}),
    ("superoffice", "reset_before", {"rate": 0.2}),
]
#: requests of the company's people are not the product's: what they do must succeed
storms = pytest.mark.parametrize(
    ("system", "kind", "details"),
    STORMS,
    ids=[f"{one[0]}-{one[1]}-{one[2]['rate']}" for one in STORMS],
)


class Stormy:
    """A company in which every round of runs is made in bad weather."""

    def __init__(self, company: Company, system: str, kind: str, details: Json) -> None:
        self.company = company
        self.weather = (system, kind, details)

    def tries(self) -> None:
        """The mailboxes run in the storm; whatever comes of it is told."""
        system, kind, details = self.weather
        with storm(self.company, system, kind, **details):
            reports = self.company.rounds()
        for key, report in reports.items():
            assert tells_clearly(report), f"{key}: {report.as_json()}"

    def tells(self, *acts: Act) -> None:
        """People act, and the mailboxes run in the storm after every act or at the end; then the sky is clear."""
        after_every_act = self.company.pace is Pace.AFTER_EVERY_ACT
        with unjudged(self.company):
            for act in acts:
                act()
                if after_every_act:
                    self.tries()
            self.tries()
            self.tries()
        calms_down(self.company)


@storms
def test_meetings_and_series_come_through_a_storm(
    company: Company, linda: Person, julie: Person, c: Person, system: str, kind: str, details: Json
) -> None:
    """Everybody is invited once, however often a write was tried."""
    Stormy(company, system, kind, details).tells(
        lambda: linda.in_superoffice.invites("Offer", julie, c, start=at(3, 9)),
        lambda: c.in_outlook.invites("Visit", linda, julie, start=at(4, 9)),
        lambda: c.in_outlook.invites_to_series("Weekly", linda, count=5, start=at(5, 9)),
        lambda: linda.in_outlook.invites_to_series("Jour fixe", count=3, start=at(6, 13)),
        lambda: linda.in_superoffice.invites("Lunch", start=at(6, 11)),
    )
    assert len(company.superoffice(linda)) == len(company.outlook(linda)) == 11


def test_an_answer_that_a_lost_run_left_to_be_asked_for_is_lost_once_more(
    company: Company, linda: Person, c: Person
) -> None:
    """The run after it ends with a word, and a later one asks."""
    visit = c.in_outlook.invites("Visit", linda, start=at(4, 9))
    with storm(company, "superoffice", "reset_before", count=2, path="/AssignTo$"):
        first, second = company.run("linda"), company.run("linda")
    assert (first.outcome, second.outcome) == ("partial", "unavailable")
    calms_down(company)
    row = linda.in_superoffice.sees(visit)
    assert row and row.own == T


@storms
def test_changes_and_answers_come_through_a_storm(
    company: Company, linda: Person, julie: Person, c: Person, system: str, kind: str, details: Json
) -> None:
    offer = linda.in_superoffice.invites("Offer", julie, c, start=at(3, 9))
    visit = c.in_outlook.invites("Visit", linda, julie, start=at(4, 9))
    weekly = c.in_outlook.invites_to_series("Weekly", linda, count=4, start=at(5, 9))
    gone = linda.in_superoffice.invites("Gone", c, start=at(6, 9))
    company.runs()
    Stormy(company, system, kind, details).tells(
        lambda: linda.in_superoffice.moves(offer, at(3, 14)),
        lambda: julie.in_superoffice.accepts(visit),
        lambda: linda.in_outlook.declines(weekly, occurrence=2),
        lambda: linda.in_superoffice.deletes(gone),
        lambda: linda.in_outlook.sets_alarm(visit, 45),
    )
    original = c.in_outlook.sees(visit)
    assert original and original.answer_of(julie) == A
    assert len(linda.in_superoffice.shows(weekly)) == 3
    assert linda.in_outlook.sees(gone) is None


@pytest.fixture
def meeting(company: Company, linda: Person, julie: Person, c: Person) -> Meeting:
    """C's meeting in step."""
    made = c.in_outlook.invites("Visit", linda, julie, start=at(4, 9))
    company.runs()
    return made


@pytest.mark.parametrize("system", ["graph", "superoffice"])
def test_an_expired_access_token_is_renewed_without_a_word(
    company: Company, linda: Person, c: Person, meeting: Meeting, system: str
) -> None:
    ends_access(company, system, linda, for_good=False)
    linda.in_superoffice.accepts(meeting)
    c.in_outlook.invites_to_series("Weekly", linda, count=4, start=at(5, 9))
    company.runs()
    original = c.in_outlook.sees(meeting)
    assert original and original.answer_of(linda) == A


@pytest.mark.parametrize("system", ["graph", "superoffice"])
def test_an_ended_sign_in_asks_for_the_person_and_loses_nothing(
    company: Company, linda: Person, c: Person, meeting: Meeting, system: str
) -> None:
    ends_access(company, system, linda, for_good=True)
    with unjudged(company):
        linda.in_superoffice.accepts(meeting)
        c.in_outlook.invites_to_series("Weekly", linda, count=4, start=at(5, 9))
        linda.in_superoffice.invites("Offer", c, start=at(6, 9))
    reports = company.rounds()
    assert reports[linda.key].outcome == "needs_sign_in"
    assert reports[linda.key].sentence
    memory.links(company, linda)
    calms_down(company)
    assert len(company.outlook(linda)) == 6


@pytest.mark.parametrize("what_happened", ["moved", "cancelled", "declined", "nothing"])
def test_a_rejected_delta_token_reads_everything_again(
    company: Company, linda: Person, c: Person, meeting: Meeting, what_happened: str
) -> None:
    weekly = c.in_outlook.invites_to_series("Weekly", linda, count=4, start=at(5, 9))
    company.runs()
    with unjudged(company):
        match what_happened:
            case "moved":
                c.in_outlook.moves(meeting, at(8, 9))
                c.in_outlook.moves(weekly, at(12, 15), occurrence=2)
            case "cancelled":
                c.in_outlook.cancels(meeting)
                c.in_outlook.cancels(weekly, occurrence=2)
            case "declined":
                linda.in_outlook.declines(meeting)
                linda.in_outlook.declines(weekly, occurrence=2)
    company.sandbox.faults.add("graph", "expired_delta", count=2)
    reports = company.rounds()
    assert [report.outcome for report in reports.values()] == ["ok", "ok"]
    assert not any(report.created for report in reports.values()), reports
    company.holds()


def test_superoffice_in_maintenance(
    company: Company, linda: Person, julie: Person, c: Person, meeting: Meeting
) -> None:
    with maintenance(company):
        c.in_outlook.moves(meeting, at(8, 9))
        weekly = c.in_outlook.invites_to_series("Weekly", linda, julie, count=4, start=at(5, 9))
        linda.in_outlook.accepts(meeting)
        reports = company.rounds()
        for report in reports.values():
            assert report.outcome == "unavailable"
            assert "maintenance" in report.sentence
            assert report.writes == 0
    calms_down(company)
    assert len(linda.in_superoffice.shows(weekly)) == len(julie.in_superoffice.shows(weekly)) == 4
    row = linda.in_superoffice.sees(meeting)
    assert row and (row.start, row.own) == (at(8, 9), A)


# -- a notification that never arrives


@pytest.mark.one_pace("at_the_end")
def test_what_no_notification_told_is_found_by_the_poll(company: Company, linda: Person, c: Person) -> None:
    mailbox = mailbox_of(company, linda).id
    with served(company.product) as public:
        registrations.register_mailbox(public, mailbox, datetime.now(UTC))
        registrations.register_organisation(public, mailbox_of(company, linda).organisation_id, datetime.now(UTC))
        company.rounds()
        for system in ("graph", "superoffice"):
            company.sandbox.faults.add(system, "lost_notification", rate=1.0)
        visit = c.in_outlook.invites("Visit", linda, start=at(4, 9))
        weekly = c.in_outlook.invites_to_series("Weekly", linda, count=4, start=at(5, 9))
        linda.in_superoffice.invites("Offer", c, start=at(6, 9))
        assert not is_rung(public, mailbox)
        _poll_comes(company, mailbox)
    company.sandbox.faults.clear()
    assert linda.in_superoffice.sees(visit)
    assert len(linda.in_superoffice.shows(weekly)) == 4
    company.runs()


def _poll_comes(company: Company, mailbox: Any) -> None:
    """The time of the next poll has come, and a worker is there."""
    runs = select(func.count()).select_from(Run).where(col(Run.mailbox_id) == mailbox)
    with company.product.engine.begin() as connection:
        before = connection.execute(runs).scalar_one()
        due = datetime.now(UTC) - timedelta(seconds=1)
        connection.execute(update(Mailbox).where(col(Mailbox.id) == mailbox).values(due_at=due))

    def has_run() -> bool:
        thread = threading.Thread(
            target=worker.run, args=(company.product, 2, worker.QUEUES), kwargs={"until_idle": True}
        )
        thread.start()
        thread.join()
        with company.product.engine.connect() as connection:
            return bool(connection.execute(runs).scalar_one() > before)

    assert eventually(has_run, timeout=20)
