"""Scenario 1: Linda invites C, from SuperOffice."""

from __future__ import annotations

import pytest

from tests.company import at
from tests.scenarios.cast import Person
from tests.scenarios.company import Company
from tests.scenarios.meeting import Meeting
from tests.scenarios.shown import A, D, T

pytestmark = pytest.mark.changed_over


@pytest.fixture
def meeting(company: Company, linda: Person, c: Person) -> Meeting:
    return linda.in_superoffice.invites("Offer", c, start=at(2, 10), place="Fjord", text="Our offer")


def test_1a_outlook_has_the_meeting(company: Company, linda: Person, c: Person, meeting: Meeting) -> None:
    company.runs()
    event = linda.in_outlook.sees(meeting)
    assert event and event.busy and event.wire["showAs"] == "busy"
    assert (event.start, event.place, event.organiser) == (at(2, 10), "Fjord", linda.key)
    assert event.participants == {linda.key: A, "c": T}
    assert event.wire["isOrganizer"]
    row = linda.in_superoffice.sees(meeting)
    assert row and row.participants == {linda.key: A, "c": T}


def test_1b_c_gets_one_invitation_from_lindas_mailbox(
    company: Company, linda: Person, c: Person, meeting: Meeting
) -> None:
    company.runs()
    (mail,) = company.sandbox.mail()
    assert (mail["system"], mail["sender"], mail["to"]) == ("graph", linda.address, c.address)
    assert mail["method"] == "REQUEST"
    invitation = c.in_outlook.sees(meeting)
    assert invitation and invitation.own == T


def test_1c_c_accepts(company: Company, linda: Person, c: Person, meeting: Meeting) -> None:
    company.runs()
    c.in_outlook.accepts(meeting)
    company.runs()
    _both_show(linda, meeting, A)


def test_1c_c_declines(company: Company, linda: Person, c: Person, meeting: Meeting) -> None:
    company.runs()
    c.in_outlook.declines(meeting)
    company.runs()
    _both_show(linda, meeting, D)


def _both_show(linda: Person, meeting: Meeting, answer: str) -> None:
    """What C answered is in both of Linda's calendars."""
    row, event = linda.in_superoffice.sees(meeting), linda.in_outlook.sees(meeting)
    assert row and event
    assert (row.answer_of("c"), event.answer_of("c")) == (answer, answer)


def test_1d_john_sees_that_linda_is_busy(company: Company, linda: Person, john: Person, meeting: Meeting) -> None:
    company.runs()
    assert linda.in_outlook.is_busy_for(john, meeting)


@pytest.mark.every_switch
def test_1e_linda_moves_it_in_superoffice(company: Company, linda: Person, c: Person, meeting: Meeting) -> None:
    company.runs()
    linda.in_superoffice.moves(meeting, at(3, 14))
    company.runs()
    _is_everywhere(meeting, linda, c)
    assert [mail["to"] for mail in company.sandbox.mail()] == [c.address] * 2


def test_1f_linda_moves_it_in_outlook(company: Company, linda: Person, c: Person, meeting: Meeting) -> None:
    company.runs()
    linda.in_outlook.moves(meeting, at(3, 14))
    company.runs()
    _is_everywhere(meeting, linda, c)
    assert [mail["to"] for mail in company.sandbox.mail()] == [c.address] * 2


def test_1_after_a_move_c_is_asked_again(company: Company, linda: Person, c: Person, meeting: Meeting) -> None:
    company.runs()
    c.in_outlook.accepts(meeting)
    linda.in_superoffice.moves(meeting, at(3, 14))
    company.runs()
    _both_show(linda, meeting, T)


def test_1_linda_calls_it_off_in_superoffice(company: Company, linda: Person, c: Person, meeting: Meeting) -> None:
    company.runs()
    linda.in_superoffice.deletes(meeting)
    company.runs()
    assert company.outlook(linda) == [] == company.superoffice(linda)
    (left,) = company.outlook(c)
    assert left.wire["isCancelled"]


def _is_everywhere(meeting: Meeting, linda: Person, c: Person) -> None:
    """It lies at its new time in all three calendars."""
    for shown in (linda.in_superoffice.sees(meeting), linda.in_outlook.sees(meeting), c.in_outlook.sees(meeting)):
        assert shown and shown.start == meeting.start() == at(3, 14)
