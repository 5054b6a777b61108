"""Scenario 4: C invites Julie."""

from __future__ import annotations

import pytest

from tests.company import at
from tests.scenarios.cast import Person
from tests.scenarios.company import Company
from tests.scenarios.meeting import Meeting
from tests.scenarios.shown import A, T

pytestmark = pytest.mark.changed_over


@pytest.fixture
def meeting(company: Company, julie: Person, c: Person) -> Meeting:
    return c.in_outlook.invites("Inspection", julie, start=at(2, 10), place="Quay 1")


def test_4a_both_show_it_as_not_answered(company: Company, julie: Person, meeting: Meeting) -> None:
    company.runs()
    row, event = julie.in_superoffice.sees(meeting), julie.in_outlook.sees(meeting)
    assert row and event
    assert (row.own, event.own) == (T, T)


def test_4b_linda_sees_the_time_taken(company: Company, linda: Person, julie: Person, meeting: Meeting) -> None:
    company.runs()
    (seen,) = linda.in_superoffice.looks_into_diary_of(julie, meeting)
    assert not seen["IsFree"]


def test_4c_c_is_the_organiser_and_linked(company: Company, julie: Person, c: Person, meeting: Meeting) -> None:
    company.runs()
    row = julie.in_superoffice.sees(meeting)
    assert row and row.organiser == "c"
    assert row.participants == {"c": A, julie.key: T}
    assert row.wire["Person"]["PersonId"] == c.person_id
    assert row.wire["Contact"]["Name"] == "Havbris Shipping"


@pytest.mark.every_switch
@pytest.mark.parametrize("system", ["outlook", "superoffice"])
def test_4d_julie_accepts_in_either(
    company: Company, julie: Person, c: Person, meeting: Meeting, system: str
) -> None:
    company.runs()
    (julie.in_outlook if system == "outlook" else julie.in_superoffice).accepts(meeting)
    company.runs()
    row, event, original = (
        julie.in_superoffice.sees(meeting), julie.in_outlook.sees(meeting), c.in_outlook.sees(meeting),
    )  # fmt: skip
    assert row and event and original
    assert (row.own, event.own, original.answer_of(julie)) == (A, A, A)
    (reply,) = company.sandbox.mail("c")
    assert (reply["method"], reply["sender"]) == ("REPLY", julie.address)


def test_4_opening_it_in_superoffice_is_no_answer(
    company: Company, julie: Person, c: Person, meeting: Meeting
) -> None:
    company.runs()
    julie.in_superoffice.opens(meeting)
    company.runs()
    assert company.sandbox.mail("c") == []
    row = julie.in_superoffice.sees(meeting)
    assert row and row.own == T


def test_4_julie_says_maybe_in_outlook(company: Company, julie: Person, c: Person, meeting: Meeting) -> None:
    julie.in_outlook.accepts_tentatively(meeting)
    company.runs()
    row, event = julie.in_superoffice.sees(meeting), julie.in_outlook.sees(meeting)
    assert row and event and (row.own, event.own) == (T, T)
    assert event.wire["responseStatus"]["response"] == "tentativelyAccepted"


def test_4_julie_changes_her_mind_in_superoffice(
    company: Company, julie: Person, c: Person, meeting: Meeting
) -> None:
    """Accepted in Outlook, then deleted in SuperOffice, which is how its client declines what was accepted."""
    julie.in_outlook.accepts(meeting)
    company.runs()
    julie.in_superoffice.deletes(meeting)
    company.runs()
    assert company.outlook(julie) == [] == company.superoffice(julie)
    assert [mail["method"] for mail in company.sandbox.mail("c")] == ["REPLY", "REPLY"]
