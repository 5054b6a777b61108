"""Scenario 5: C invites Linda, John and Mike, of whom only Linda has SuperOffice."""

from __future__ import annotations

import pytest

from tests.company import at
from tests.scenarios.cast import Person, card_of
from tests.scenarios.company import Company
from tests.scenarios.invariants import nothing_invented
from tests.scenarios.meeting import Meeting
from tests.scenarios.shown import A, T

pytestmark = pytest.mark.changed_over


@pytest.fixture
def meeting(company: Company, linda: Person, john: Person, mike: Person, c: Person) -> Meeting:
    return c.in_outlook.invites("Inspection", linda, john, mike, start=at(2, 10))


@pytest.mark.every_switch
def test_5a_superoffice_lists_everybody(company: Company, linda: Person, meeting: Meeting) -> None:
    company.runs()
    row = linda.in_superoffice.sees(meeting)
    assert row and row.participants == {"c": A, linda.key: T, "john": T, "mike": T}
    strangers = {info["EmailAddress"]: info["Description"] for info in row.wire["Participants"]}
    assert strangers["john@nordlys.example"] == "John Jansen"
    assert strangers["mike@nordlys.example"] == "Mike Moen"


def test_5b_john_accepts_and_the_copy_tells(
    company: Company, linda: Person, john: Person, mike: Person, meeting: Meeting
) -> None:
    """Visible in SuperOffice as far as Linda's own copy in Outlook tells it: where Exchange updates copies.

    ¹ Beyond that no linked mailbox can know: John's answer goes to C, at another company.
    """
    company.sandbox.switch(graph_copy_answers="updated")
    john.in_outlook.accepts(meeting)
    company.runs()
    row, event = linda.in_superoffice.sees(meeting), linda.in_outlook.sees(meeting)
    assert row and event
    assert (row.answer_of(john), event.answer_of(john)) == (A, A)
    assert row.answer_of(mike) == T


def test_5b_where_the_copy_does_not_tell_nothing_is_invented(
    company: Company, linda: Person, john: Person, mike: Person, meeting: Meeting
) -> None:
    john.in_outlook.accepts(meeting)
    company.runs()
    row = linda.in_superoffice.sees(meeting)
    assert row and nothing_invented(row, john, mike)


def test_5c_no_card_is_made(company: Company, linda: Person, john: Person, mike: Person, meeting: Meeting) -> None:
    before = linda.in_superoffice.counts("Person")
    john.in_outlook.declines(meeting)
    company.runs()
    assert linda.in_superoffice.counts("Person") == before
    assert [card_of(linda.in_superoffice, one.address) for one in (john, mike)] == [0, 0]


def test_5d_it_is_one_appointment(company: Company, linda: Person, julie: Person, meeting: Meeting) -> None:
    company.runs()
    assert len(company.superoffice(linda)) == 1
    assert company.superoffice(julie) == []
    assert linda.in_superoffice.counts("Appointment") == 1
