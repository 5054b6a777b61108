"""Scenario 7: C invites Linda and Julie. 7e to 7h are 7a to 7d with Linda and Julie changed over."""

from __future__ import annotations

import pytest

from tests.company import at
from tests.scenarios.cast import Person
from tests.scenarios.company import Company
from tests.scenarios.meeting import Meeting
from tests.scenarios.shown import UNTOLD, A, D, T


@pytest.fixture
def meeting(company: Company, linda: Person, julie: Person, c: Person) -> Meeting:
    meeting = c.in_outlook.invites("Inspection", linda, julie, start=at(2, 10))
    company.runs()
    return meeting


def _julie_comes(linda: Person, julie: Person, c: Person, meeting: Meeting) -> None:
    """The row of 7a and 7b. ¹ Linda's copy in Outlook does not tell what Julie answered; SuperOffice does."""
    own, copy = julie.in_superoffice.sees(meeting), julie.in_outlook.sees(meeting)
    assert own and copy and (own.own, copy.own) == (A, A)
    row, event, original = (
        linda.in_superoffice.sees(meeting),
        linda.in_outlook.sees(meeting),
        c.in_outlook.sees(meeting),
    )
    assert row and event and original
    assert row.answer_of(julie) == original.answer_of(julie) == A
    assert event.answer_of(julie) in (A, UNTOLD)
    assert row.answer_of(linda) == T


def _julie_does_not_come(linda: Person, julie: Person, c: Person, meeting: Meeting) -> None:
    """The row of 7c and 7d, ¹ as above."""
    assert julie.in_superoffice.sees(meeting) is None
    assert julie.in_outlook.sees(meeting) is None
    row, event, original = (
        linda.in_superoffice.sees(meeting),
        linda.in_outlook.sees(meeting),
        c.in_outlook.sees(meeting),
    )
    assert row and event and original
    assert row.answer_of(julie) == original.answer_of(julie) == D
    assert event.answer_of(julie) in (D, UNTOLD)
    assert row.answer_of(linda) == T


@pytest.mark.changed_over
@pytest.mark.either_first
def test_7a_julie_accepts_in_outlook(
    company: Company, linda: Person, julie: Person, c: Person, meeting: Meeting
) -> None:
    julie.in_outlook.accepts(meeting)
    company.runs()
    _julie_comes(linda, julie, c, meeting)


@pytest.mark.changed_over
@pytest.mark.either_first
def test_7b_julie_accepts_in_superoffice(
    company: Company, linda: Person, julie: Person, c: Person, meeting: Meeting
) -> None:
    julie.in_superoffice.accepts(meeting)
    company.runs()
    _julie_comes(linda, julie, c, meeting)


@pytest.mark.changed_over
@pytest.mark.either_first
def test_7c_julie_declines_in_outlook(
    company: Company, linda: Person, julie: Person, c: Person, meeting: Meeting
) -> None:
    julie.in_outlook.declines(meeting)
    company.runs()
    _julie_does_not_come(linda, julie, c, meeting)


@pytest.mark.changed_over
@pytest.mark.either_first
@pytest.mark.every_switch
def test_7d_julie_declines_in_superoffice(
    company: Company, linda: Person, julie: Person, c: Person, meeting: Meeting
) -> None:
    julie.in_superoffice.declines(meeting)
    company.runs()
    _julie_does_not_come(linda, julie, c, meeting)


@pytest.mark.either_first
def test_7i_it_is_one_meeting_in_superoffice(
    company: Company, linda: Person, julie: Person, meeting: Meeting
) -> None:
    """Two mailboxes deliver it under one iCalUId, and it becomes one booking with a row for each."""
    row, other = linda.in_superoffice.row_of(meeting), julie.in_superoffice.row_of(meeting)
    assert row["MotherId"] == other["MotherId"] != 0
    assert linda.in_superoffice.counts("Appointment") == 2


@pytest.mark.changed_over
@pytest.mark.either_first
@pytest.mark.every_switch
def test_7j_linda_declined_in_superoffice_and_c_moves_it(
    company: Company, linda: Person, julie: Person, c: Person, meeting: Meeting
) -> None:
    """Julie, who had accepted, is at the new time in both, asked again as Outlook then shows."""
    julie.in_outlook.accepts(meeting)
    linda.in_superoffice.declines(meeting)
    company.runs()
    c.in_outlook.moves(meeting, at(4, 13))
    company.runs()
    for person in (linda, julie):
        row, copy = person.in_superoffice.sees(meeting), person.in_outlook.sees(meeting)
        assert row and copy
        assert row.start == copy.start == at(4, 13)
        assert row.own == copy.own == T


@pytest.mark.changed_over
def test_7k_c_cancels(company: Company, linda: Person, julie: Person, c: Person, meeting: Meeting) -> None:
    julie.in_superoffice.accepts(meeting)
    company.runs()
    c.in_outlook.cancels(meeting)
    company.runs()
    for person in (linda, julie):
        assert company.superoffice(person) == [] == company.outlook(person)


@pytest.mark.changed_over
def test_7k_c_cancels_what_linda_had_declined(
    company: Company, linda: Person, julie: Person, c: Person, meeting: Meeting
) -> None:
    linda.in_outlook.declines(meeting)
    company.runs()
    c.in_outlook.cancels(meeting)
    company.runs()
    for person in (linda, julie):
        assert company.superoffice(person) == [] == company.outlook(person)


@pytest.mark.parametrize("system", ["outlook", "superoffice"])
def test_7m_julies_answer_reaches_c_without_mail_in_superoffice(
    company: Company, julie: Person, c: Person, meeting: Meeting, system: str
) -> None:
    (julie.in_outlook if system == "outlook" else julie.in_superoffice).accepts(meeting)
    company.runs()
    (reply,) = company.sandbox.mail("c")
    assert (reply["system"], reply["sender"], reply["method"]) == ("graph", julie.address, "REPLY")


def test_7_both_decline(company: Company, linda: Person, julie: Person, c: Person, meeting: Meeting) -> None:
    linda.in_superoffice.declines(meeting)
    julie.in_outlook.declines(meeting)
    company.runs()
    for person in (linda, julie):
        assert company.superoffice(person) == [] == company.outlook(person)
    original = c.in_outlook.sees(meeting)
    assert original and (original.answer_of(linda), original.answer_of(julie)) == (D, D)


@pytest.mark.changed_over
def test_7_whoever_brought_it_leaves_before_the_news(
    company: Company, linda: Person, julie: Person, c: Person, meeting: Meeting
) -> None:
    """Linda's mailbox carried it; what C said last comes to SuperOffice by Julie's, which had seen it before."""
    c.in_outlook.moves(meeting, at(4, 13))
    linda.in_outlook.declines(meeting)
    company.rounds(julie.key)
    company.runs()
    assert company.superoffice(linda) == [] == company.outlook(linda)
    row, copy = julie.in_superoffice.sees(meeting), julie.in_outlook.sees(meeting)
    assert row and copy and row.start == copy.start == at(4, 13)
    company.settles()


@pytest.mark.changed_over
def test_7_linda_deletes_in_superoffice_what_she_had_accepted(
    company: Company, linda: Person, julie: Person, c: Person, meeting: Meeting
) -> None:
    """Her row may be the one that carries the meeting in SuperOffice: Julie keeps hers all the same."""
    linda.in_outlook.accepts(meeting)
    julie.in_outlook.accepts(meeting)
    company.runs()
    linda.in_superoffice.deletes(meeting)
    company.runs()
    assert company.superoffice(linda) == [] == company.outlook(linda)
    row, copy = julie.in_superoffice.sees(meeting), julie.in_outlook.sees(meeting)
    assert row and copy and (row.own, copy.own) == (A, A)
