"""Scenario 11: SuperOffice's own engine made and mailed the meeting before the product was switched on.

What both systems hold under one UID is one meeting and is joined, without a mail. What they hold under two is not
guessed at: it is marked on both sides, told, and whole again as soon as a person has cleared one of the two away.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from backend.sync.explain import explain_item
from backend.sync.repair import repair
from tests.company import at
from tests.scenarios import past
from tests.scenarios.cast import Person
from tests.scenarios.company import Company
from tests.scenarios.meeting import Meeting
from tests.scenarios.shown import A, D, Shown
from tests.scenarios.weather import mailbox_of, run_reports, sums

NOT_IN_SYNC = "NotInSync"

# what SuperOffice's own engine made was there before the first run
pytestmark = pytest.mark.one_pace("at_the_end")


@contextmanager
def nothing_made_or_mailed(company: Company) -> Iterator[None]:
    """The first runs afterwards create nothing, delete nothing and mail nobody."""
    with past.before_the_product(company):
        yield
    mails = company.post.sent()
    company.runs()
    reports = run_reports(company)
    assert sums(reports, "created") == sums(reports, "deleted") == 0, reports
    assert company.post.sent() == mails


def everybody_has_it(company: Company, meeting: Meeting) -> None:
    """The invitation has come into every calendar, and Linda's own Outlook shows it as hers."""
    for person in (meeting.organiser, *meeting.guests):
        past.outlook_holds(company, person, meeting)


def test_the_pair_is_recognised_by_its_uid(company: Company, linda: Person, julie: Person, c: Person) -> None:
    with nothing_made_or_mailed(company):
        meeting = past.superoffice_invites(company, linda, "Review", julie, c, start=at(3, 9))
        everybody_has_it(company, meeting)
    assert linda.in_superoffice.sees(meeting)
    assert julie.in_superoffice.sees(meeting)


def test_it_is_recognised_although_it_was_renamed_and_moved(
    company: Company, linda: Person, julie: Person, c: Person
) -> None:
    """The UID tells, not likeness."""
    with nothing_made_or_mailed(company):
        meeting = past.superoffice_invites(company, linda, "Review", julie, c, start=at(3, 9))
        moved = {
            "subject": "Review of the year",
            "start": {"dateTime": f"{at(4, 14):%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"},
            "end": {"dateTime": f"{at(4, 15):%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"},
        }
        for person in (linda, julie, c):
            past.outlook_holds(company, person, meeting, **moved)


@pytest.mark.parametrize("answer", ["accepted", "declined"])
def test_answers_that_were_given_by_mail_are_taken_over(
    company: Company, linda: Person, julie: Person, c: Person, answer: str
) -> None:
    with nothing_made_or_mailed(company):
        meeting = past.superoffice_invites(company, linda, "Review", julie, c, start=at(3, 9))
        said = [past.attendee(c.address, answer), past.attendee(julie.address)]
        past.outlook_holds(company, linda, meeting, attendees=said)
        past.outlook_holds(company, julie, meeting)
        past.outlook_holds(company, c, meeting, responseStatus={"response": answer})
    row = linda.in_superoffice.sees(meeting)
    assert row and row.answer_of(c) == (A if answer == "accepted" else D)


def test_joined_it_goes_on_like_any_other(company: Company, linda: Person, julie: Person, c: Person) -> None:
    with past.before_the_product(company):
        meeting = past.superoffice_invites(company, linda, "Review", julie, c, start=at(3, 9))
        everybody_has_it(company, meeting)
    company.runs()
    linda.in_superoffice.moves(meeting, at(5, 9))
    c.in_outlook.accepts(meeting)
    julie.in_superoffice.accepts(meeting)
    company.runs()
    row = linda.in_superoffice.sees(meeting)
    assert row and row.start == at(5, 9)


def test_when_only_the_guests_have_it_nobody_is_invited_again(company: Company, linda: Person, c: Person) -> None:
    """Linda's own Outlook never saw SuperOffice's mail. No outside mail may be caused by a first sync."""
    with past.before_the_product(company):
        meeting = past.superoffice_invites(company, linda, "Review", c, start=at(3, 9))
        past.outlook_holds(company, c, meeting)
    mails = company.post.sent()
    company.rounds()
    assert company.post.sent() == mails
    assert len(company.outlook(c, "Review")) == 1
    assert len(company.superoffice(linda, "Review")) == 1
    company.settles()


# -- a pair that cannot be joined


@pytest.fixture
def apart(company: Company, linda: Person, c: Person) -> Meeting:
    """One meeting under two UIDs: SuperOffice says that Linda invites to it, Outlook that C does."""
    with past.before_the_product(company):
        meeting = past.superoffice_invites(company, linda, "Review", c, start=at(3, 9))
        theirs = Meeting("Review", c, [linda], meeting.starts, meeting.length, uid="made-by-c@havbris.example")
        past.outlook_holds(company, c, theirs)
        past.outlook_holds(company, linda, theirs)
    company.meetings.remove(meeting)
    return theirs


def is_marked(row: Shown, event: Shown) -> tuple[bool, bool]:
    """Whether SuperOffice warns, and whether Outlook shows `!!!` in the title or as a category."""
    words = [event.title, *event.wire["categories"]]
    return row.wire["CautionWarning"] == NOT_IN_SYNC, any("!!!" in word for word in words)


def both_of(company: Company, linda: Person) -> tuple[Shown, Shown]:
    """The one row and the one event of the meeting. AssertionError when there are more."""
    rows = company.superoffice(linda)
    events = [one for one in company.outlook(linda) if "Review" in one.title]
    assert (len(rows), len(events)) == (1, 1), (rows, events)
    return rows[0], events[0]


def test_a_pair_that_cannot_be_joined_is_marked_and_not_doubled(
    company: Company, linda: Person, apart: Meeting
) -> None:
    mails = company.post.sent()
    company.rounds()
    row, event = both_of(company, linda)
    assert is_marked(row, event) == (True, True)
    assert company.post.sent() == mails
    told = explain_item(company.product, mailbox_of(company, linda), str(row.wire["AppointmentId"]))
    assert told and told.reason and told.sentence and told.remedy
    company.settles()


def test_a_marked_pair_is_joined_when_a_person_says_so(company: Company, linda: Person, apart: Meeting) -> None:
    company.rounds()
    row, _ = both_of(company, linda)
    mails = company.post.sent()
    repair(company.product, mailbox_of(company, linda), str(row.wire["AppointmentId"]))
    company.rounds()
    row, event = both_of(company, linda)
    assert is_marked(row, event) == (False, False)
    assert row.organiser == event.organiser == "c"
    assert company.post.sent() == mails
    company.settles()


def test_a_marked_pair_is_repaired_when_one_of_the_two_is_cleared_away(
    company: Company, linda: Person, apart: Meeting
) -> None:
    """What is left is synced as what it is, and the marks are gone."""
    company.rounds()
    row, _ = both_of(company, linda)
    mails = company.post.sent()
    linda.in_superoffice.diary.deletes(row.wire["AppointmentId"])
    company.rounds()
    row, event = both_of(company, linda)
    assert is_marked(row, event) == (False, False)
    assert row.organiser == event.organiser == "c"
    assert company.post.sent() == mails
    company.settles()
