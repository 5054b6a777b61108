"""Scenario 3: Linda invites C, from Outlook."""

from __future__ import annotations

import pytest

from tests.company import at
from tests.scenarios.cast import Person
from tests.scenarios.company import Company
from tests.scenarios.meeting import Meeting
from tests.scenarios.shown import A, T

pytestmark = pytest.mark.changed_over


@pytest.fixture
def meeting(company: Company, linda: Person, c: Person) -> Meeting:
    return linda.in_outlook.invites("Offer", c, start=at(2, 10), place="Fjord")


def test_3a_superoffice_has_the_meeting(company: Company, linda: Person, c: Person, meeting: Meeting) -> None:
    company.runs()
    row = linda.in_superoffice.sees(meeting)
    assert row and (row.start, row.place, row.organiser) == (at(2, 10), "Fjord", linda.key)
    assert row.participants == {linda.key: A, "c": T}
    assert row.wire["Person"]["PersonId"] == c.person_id
    assert row.wire["Contact"]["Name"] == "Havbris Shipping"


@pytest.mark.every_switch
def test_3b_c_accepts(company: Company, linda: Person, c: Person, meeting: Meeting) -> None:
    c.in_outlook.accepts(meeting)
    company.runs()
    row, event = linda.in_superoffice.sees(meeting), linda.in_outlook.sees(meeting)
    assert row and event
    assert (row.answer_of(c), event.answer_of(c)) == (A, A)


def test_3c_superoffice_mails_nobody(company: Company, linda: Person, c: Person, meeting: Meeting) -> None:
    c.in_outlook.accepts(meeting)
    linda.in_outlook.moves(meeting, at(3, 9))
    company.runs()
    assert {mail["system"] for mail in company.sandbox.mail()} == {"graph"}
    assert [mail["method"] for mail in company.sandbox.mail("c")] == ["REQUEST", "REQUEST"]


def test_3d_julie_sees_the_time_taken(company: Company, linda: Person, julie: Person, meeting: Meeting) -> None:
    company.runs()
    (seen,) = julie.in_superoffice.looks_into_diary_of(linda, meeting)
    assert not seen["IsFree"] and seen["Title"] == "Offer"


def test_3_linda_moves_it_in_superoffice(company: Company, linda: Person, c: Person, meeting: Meeting) -> None:
    company.runs()
    linda.in_superoffice.moves(meeting, at(4, 15))
    company.runs()
    event, copy = linda.in_outlook.sees(meeting), c.in_outlook.sees(meeting)
    assert event and copy and event.start == copy.start == at(4, 15)


def test_3_linda_invites_julie_too_in_superoffice(
    company: Company, linda: Person, julie: Person, c: Person, meeting: Meeting
) -> None:
    company.runs()
    linda.in_superoffice.invites_also(meeting, julie)
    company.runs()
    for shown in (julie.in_superoffice.sees(meeting), julie.in_outlook.sees(meeting)):
        assert shown and shown.own == T
    event = linda.in_outlook.sees(meeting)
    assert event and event.participants == {linda.key: A, julie.key: T, "c": T}


def test_3_linda_deletes_it_in_superoffice(company: Company, linda: Person, c: Person, meeting: Meeting) -> None:
    company.runs()
    linda.in_superoffice.deletes(meeting)
    company.runs()
    assert company.outlook(linda) == [] == company.superoffice(linda)
    assert [mail["method"] for mail in company.sandbox.mail("c")] == ["REQUEST", "CANCEL"]
