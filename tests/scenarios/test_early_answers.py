"""An invitation is answered in Outlook before the guest's own mailbox was looked at."""

from __future__ import annotations

import pytest

from tests.company import at
from tests.scenarios.cast import Person
from tests.scenarios.company import Company
from tests.scenarios.meeting import Meeting
from tests.scenarios.shown import A, D

pytestmark = pytest.mark.changed_over


@pytest.fixture(params=["outlook", "superoffice"])
def meeting(request: pytest.FixtureRequest, company: Company, linda: Person, julie: Person) -> Meeting:
    """Linda's own mailbox has brought it to Julie's Outlook; Julie's has not run yet."""
    system = linda.in_outlook if request.param == "outlook" else linda.in_superoffice
    meeting = system.invites("Budget", julie, start=at(2, 10))
    company.run(linda.key, now=company.now)
    return meeting


def julie_does_not_come(company: Company, linda: Person, julie: Person, meeting: Meeting) -> None:
    """It is gone from both of her calendars, and Linda was told once."""
    assert julie.in_outlook.sees(meeting) is None
    assert julie.in_superoffice.sees(meeting) is None
    row, event = linda.in_superoffice.sees(meeting), linda.in_outlook.sees(meeting)
    assert row and event
    assert (row.answer_of(julie), event.answer_of(julie)) == (D, D)
    assert [mail["method"] for mail in company.sandbox.mail(linda.key)] == ["REPLY"]
    company.settles()


def test_julie_declines_before_her_mailbox_was_looked_at(
    company: Company, linda: Person, julie: Person, meeting: Meeting
) -> None:
    julie.in_outlook.declines(meeting)
    company.runs()
    julie_does_not_come(company, linda, julie, meeting)


def test_julie_declines_in_outlook_and_accepts_in_superoffice_before_her_mailbox_was_looked_at(
    company: Company, linda: Person, julie: Person, meeting: Meeting
) -> None:
    """The calendar's answer counts, which Linda has seen (scenario 14): the event of it is gone."""
    julie.in_outlook.declines(meeting)
    julie.in_superoffice.accepts(meeting)
    company.runs()
    julie_does_not_come(company, linda, julie, meeting)


def test_julie_declines_the_new_time_before_her_mailbox_saw_it(
    company: Company, linda: Person, julie: Person, meeting: Meeting
) -> None:
    company.runs()
    linda.in_outlook.moves(meeting, at(3, 14))
    julie.in_outlook.declines(meeting)
    company.runs()
    assert julie.in_outlook.sees(meeting) is None
    assert julie.in_superoffice.sees(meeting) is None
    assert (row := linda.in_superoffice.sees(meeting)) and (row.start, row.answer_of(julie)) == (at(3, 14), D)
    company.settles()


def test_julie_is_asked_anew_when_linda_moves_it_afterwards(
    company: Company, linda: Person, julie: Person, meeting: Meeting
) -> None:
    julie.in_outlook.declines(meeting)
    linda.in_outlook.moves(meeting, at(3, 14))
    company.runs()
    row, event = julie.in_superoffice.sees(meeting), julie.in_outlook.sees(meeting)
    assert row and event and row.start == event.start == at(3, 14)
    assert D not in (row.own, event.own)
    julie.in_superoffice.accepts(meeting)
    company.runs()
    assert (shown := linda.in_outlook.sees(meeting)) and shown.answer_of(julie) == A
    company.settles()
