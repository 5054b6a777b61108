"""A system that answers nobody is left alone: the organisation rests, one mailbox tries, and then all go on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from backend.core.items import Side
from backend.core.report import Report
from backend.core.sides import NoAnswer
from backend.graph.client import unavailable
from backend.graph.errors import Busy
from backend.store import mailboxes
from backend.store.database import session
from backend.store.tables import Mailbox, Organisation
from backend.sync.administration.status import statuses
from backend.sync.service import run_mailbox
from backend.transport import ConnectionLost
from tests.company import Company, at
from tests.sync.tenant import mailbox, organisation, rest_is_over

SO = Side.SUPEROFFICE

SENTENCE = (
    "SuperOffice or Outlook did not answer several times in a row; sync tries again by itself within ten minutes, "
    "and nobody needs to do anything."
)


def superoffice_fails(company: Company, kind: str = "500", who: str = "") -> None:
    company.sandbox.faults.add("superoffice", kind, rate=1, retry_after=0, **({"mailbox": who} if who else {}))


def fails(company: Company, *keys: str) -> None:
    """A run of each of *keys* in turn asks and gets no answer."""
    for key in keys:
        report = company.run(key)
        assert report.outcome == "unavailable"
        assert report.sentence != SENTENCE


def asks_nobody(company: Company) -> bool:
    """Whether a run of everybody makes no request at all, and says why."""
    company.sandbox.control("DELETE", "requests")
    reports = company.runs().values()
    assert {(report.outcome, report.sentence) for report in reports} == {("unavailable", SENTENCE)}
    return bool(company.sandbox.requests()["total"] == 0)


def rest(company: Company) -> float:
    """Seconds that the organisation still rests."""
    until = organisation(company).rests_until
    assert until
    return (until - datetime.now(UTC)).total_seconds()


def meanwhile(company: Company, key: str, other: str) -> tuple[Report, Report]:
    """A run of *key*, and one of *other* at its end, before anything is known of the first."""
    during: list[Report] = []

    def once(_: Report) -> None:
        if not during:
            during.append(company.run(other))

    return run_mailbox(company.product, mailbox(company, key).id, "test", progress=once), during[0]


def test_after_five_runs_without_an_answer_nobody_asks_any_more(company: Company) -> None:
    company.settles()
    superoffice_fails(company)
    fails(company, "linda", "julie", "linda", "julie")
    assert organisation(company).rests_until is None
    fails(company, "linda")
    assert 28 < rest(company) <= 33
    julie = mailbox(company, "julie").id
    with session(company.product.engine) as work, work.begin():
        mailboxes.ring(work, julie)
        work.get_one(Mailbox, julie).failures = 0
    assert asks_nobody(company)
    until = organisation(company).rests_until
    due, later = (mailbox(company, key).due_at for key in ("julie", "linda"))
    assert until
    assert due
    assert later
    assert until <= due <= until + timedelta(seconds=3.3)
    # the trouble may be Linda's alone
    assert later > due + timedelta(seconds=12)
    with session(company.product.engine) as work:
        assert not mailboxes.due(work, datetime.now(UTC))
    said = {one.mailbox.id: one.state for one in statuses(company.product, organisation(company).id)}
    assert said == {julie: "resting", mailbox(company, "linda").id: "failing"}


def test_one_mailbox_alone_tries_and_all_go_on_when_it_gets_through(company: Company) -> None:
    company.settles()
    superoffice_fails(company)
    fails(company, *["linda"] * 5)
    rest_is_over(company)
    tried, waited = meanwhile(company, "linda", "julie")
    assert (tried.requests[SO] > 0, waited.sentence) == (True, SENTENCE)
    assert 58 < rest(company) <= 66
    assert asks_nobody(company)

    company.sandbox.faults.clear()
    company["linda"].in_outlook.adds("Lunch", at(1, 12))
    assert asks_nobody(company)
    rest_is_over(company)
    tried, waited = meanwhile(company, "julie", "linda")
    assert (tried.outcome, waited.sentence) == ("ok", SENTENCE)
    assert company.run("linda").created == {SO: 1}
    assert (organisation(company).failures, organisation(company).rests_until) == (0, None)
    company.settles()


def test_who_tries_and_dies_is_followed_by_another(company: Company) -> None:
    company.settles()
    with session(company.product.engine) as work, work.begin():
        ours = work.get_one(Organisation, organisation(company).id)
        # somebody claimed the try a minute ago
        ours.failures, ours.rests_until = 5, datetime.now(UTC)
    assert company.run("julie").outcome == "ok"
    assert company.run("linda").outcome == "ok"


def test_rests_grow_to_ten_minutes(company: Company) -> None:
    company.settles()
    superoffice_fails(company)
    fails(company, *["linda"] * 5)
    for seconds in (60, 120, 240, 480, 600, 600):
        rest_is_over(company)
        fails(company, "linda")
        assert seconds - 2 < rest(company) <= seconds * 1.1


def test_runs_under_way_together_make_one_rest(company: Company) -> None:
    company.settles()
    superoffice_fails(company)
    fails(company, *["linda"] * 4)
    meanwhile(company, "linda", "julie")
    assert organisation(company).failures == 5
    assert rest(company) <= 33


def test_a_run_that_gets_through_ends_the_row(company: Company) -> None:
    superoffice_fails(company, who="linda")
    fails(company, *["linda"] * 4)
    assert company.run("julie").outcome == "ok"
    fails(company, *["linda"] * 4)
    assert organisation(company).rests_until is None


def test_another_organisation_goes_on(company: Company) -> None:
    company.settles()
    ours = organisation(company)
    with session(company.product.engine) as work, work.begin():
        # SuperOffice takes both for names of the same tenant
        other = Organisation(context=ours.context.upper(), system_token=ours.system_token)
        work.add(other)
        work.flush()
        work.get_one(Mailbox, mailbox(company, "julie").id).organisation_id = other.id
        other_id = other.id
    superoffice_fails(company, who="linda")
    fails(company, *["linda"] * 5)
    assert company.run("linda").sentence == SENTENCE
    company["julie"].in_outlook.adds("Lunch", at(1, 12))
    assert company.run("julie").created == {SO: 1}
    with session(company.product.engine) as work:
        assert work.get_one(Organisation, other_id).rests_until is None
        assert work.get_one(Organisation, ours.id).rests_until


@pytest.mark.parametrize("kind", ["429", "401"])
def test_what_concerns_one_mailbox_lets_nobody_rest(company: Company, kind: str) -> None:
    """Throttling, and a sign-in that is over."""
    company.settles()
    superoffice_fails(company, kind, who="linda")
    for _ in range(6):
        assert company.run("linda").outcome != "ok"
    assert organisation(company).failures == 0


def test_of_outlook_only_being_out_of_reach_counts() -> None:
    assert isinstance(unavailable(ConnectionLost("ReadTimeoutError", may_have_arrived=True)), NoAnswer)
    assert not isinstance(unavailable(Busy(429, "TooManyRequests", 1.0)), NoAnswer)
