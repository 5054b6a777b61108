"""Scenario 12: linked again, or the links lost: everything is matched, nothing is made, deleted or mailed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.company import at
from tests.scenarios import memory
from tests.scenarios.cast import Person
from tests.scenarios.company import Company
from tests.scenarios.weather import prefers, run_reports, sums, unjudged

Forgetting = Callable[[Company], None]


def linda_is_unlinked(company: Company) -> None:
    memory.unlinks(company, company.cast["linda"])
    memory.links(company, company.cast["linda"])


def everybody_is_unlinked(company: Company) -> None:
    for person in company.linked:
        memory.unlinks(company, person)
    for person in company.linked:
        memory.links(company, person)


WAYS: list[Forgetting] = [
    memory.loses_links,
    memory.loses_everything,
    linda_is_unlinked,
    everybody_is_unlinked,
]
ways = pytest.mark.parametrize("forgets", WAYS, ids=lambda way: way.__name__)


@pytest.fixture(params=["pointers_on_both_sides", "no_foreign_keys"])
def pointers(request: pytest.FixtureRequest, company: Company) -> None:
    """Back pointers as the product wants them, or none in SuperOffice: its table is closed to us."""
    if request.param == "no_foreign_keys":
        company.sandbox.switch(superoffice_bulk_foreign_keys="refused")


@pytest.fixture
def full(pointers: None, company: Company, linda: Person, julie: Person, c: Person, x: Person) -> Company:
    """Meetings from every direction, series, answers, exceptions, private items, a rename; all in step."""
    prefers(company, private="yes")
    offer = linda.in_outlook.invites("Offer", c, x, start=at(2, 9), place="Quay 1")
    review = linda.in_superoffice.invites("Review", julie, c, start=at(3, 9))
    visit = c.in_outlook.invites("Visit", linda, julie, start=at(4, 9))
    course = x.in_outlook.invites_to_series("Course", linda, count=4, start=at(5, 9))
    linda.in_outlook.invites_to_series("Jour fixe", count=4, start=at(6, 13))
    linda.in_superoffice.invites("Lunch", start=at(6, 11))
    doctor = linda.in_superoffice.invites("Doctor", start=at(7, 8))
    company.runs()
    visit_accepted_by(linda, julie, visit)
    julie.in_superoffice.accepts(review)
    linda.in_outlook.declines(course, occurrence=2)
    linda.in_superoffice.marks_private(doctor)
    linda.in_outlook.marks_private(offer)
    linda.in_outlook.sets_alarm(visit, 45)
    company.runs()
    return company


def visit_accepted_by(linda: Person, julie: Person, visit: Any) -> None:
    linda.in_outlook.accepts(visit)
    julie.in_superoffice.accepts(visit)


def ids(company: Company) -> dict[str, list[Any]]:
    """What is where, by the systems' own ids."""
    everything: dict[str, list[Any]] = {}
    for person in company.linked:
        everything[f"OL({person.key})"] = sorted(one.wire["id"] for one in company.outlook(person))
        everything[f"SO({person.key})"] = sorted(one.wire["AppointmentId"] for one in company.superoffice(person))
    return everything


@ways
def test_everything_is_matched_again(full: Company, forgets: Forgetting) -> None:
    before, mails = ids(full), full.post.sent()
    forgets(full)
    ran = len(run_reports(full))
    full.acted()
    full.runs()
    reports = run_reports(full)[ran if forgets is memory.loses_links else 0 :]
    assert sums(reports, "created") == 0, reports
    assert sums(reports, "deleted") == 0, reports
    assert ids(full) == before
    assert full.post.sent() == mails


@ways
def test_what_was_edited_meanwhile_is_the_same_item(
    full: Company, linda: Person, julie: Person, c: Person, forgets: Forgetting
) -> None:
    """Renamed on one side, moved on the other: back pointers and UIDs tell, not likeness."""
    before = ids(full)
    by_title = {meeting.title: meeting for meeting in full.meetings}
    with unjudged(full):
        forgets(full)
        linda.in_outlook.retitles(by_title["Offer"], "Second offer")
        linda.in_superoffice.moves(by_title["Lunch"], at(6, 12))
        c.in_outlook.moves(by_title["Visit"], at(8, 9))
    full.runs()
    assert ids(full) == before
    lunch = linda.in_outlook.sees(by_title["Lunch"])
    assert lunch and lunch.start == at(6, 12)


@ways
def test_it_goes_on_as_before(full: Company, linda: Person, julie: Person, c: Person, forgets: Forgetting) -> None:
    """After everything was matched, a change travels as before."""
    forgets(full)
    full.acted()
    full.runs()
    by_title = {meeting.title: meeting for meeting in full.meetings}
    linda.in_superoffice.moves(by_title["Review"], at(9, 14))
    c.in_outlook.cancels(by_title["Visit"])
    full.runs()
    assert linda.in_outlook.sees(by_title["Review"])
    for person in (linda, julie):
        assert person.in_superoffice.sees(by_title["Visit"]) is None


@ways
def test_what_was_cancelled_meanwhile_goes(
    full: Company, linda: Person, julie: Person, c: Person, forgets: Forgetting
) -> None:
    """Nobody remembers the pair any more, but the UID tells what the organiser has called off."""
    (visit,) = [meeting for meeting in full.meetings if meeting.title == "Visit"]
    with unjudged(full):
        forgets(full)
        c.in_outlook.cancels(visit)
    full.runs()
    for person in (linda, julie):
        assert person.in_superoffice.sees(visit) is None
        assert person.in_outlook.sees(visit) is None
