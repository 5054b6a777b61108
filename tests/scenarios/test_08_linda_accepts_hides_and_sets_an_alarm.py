"""Scenario 8: C invites Linda; she accepts, marks it private and sets an alarm."""

from __future__ import annotations

import pytest

from tests.company import at
from tests.scenarios.cast import Person
from tests.scenarios.company import Company
from tests.scenarios.meeting import Meeting
from tests.scenarios.shown import A

pytestmark = pytest.mark.changed_over
EITHER = pytest.mark.parametrize("system", ["outlook", "superoffice"])


@pytest.fixture
def meeting(company: Company, linda: Person, c: Person) -> Meeting:
    company.prefer(private="yes")
    meeting = c.in_outlook.invites("Inspection", linda, start=at(2, 10), place="Quay 1", text="<p>Bring boots</p>")
    company.runs()
    return meeting


@EITHER
def test_8a_8d_linda_accepts(company: Company, linda: Person, c: Person, meeting: Meeting, system: str) -> None:
    (linda.in_outlook if system == "outlook" else linda.in_superoffice).accepts(meeting)
    company.runs()
    row, event, original = (
        linda.in_superoffice.sees(meeting), linda.in_outlook.sees(meeting), c.in_outlook.sees(meeting),
    )  # fmt: skip
    assert row and event and original
    assert (row.own, event.own, original.answer_of(linda)) == (A, A, A)


@EITHER
def test_8b_8d_linda_marks_it_private(
    company: Company, linda: Person, julie: Person, meeting: Meeting, system: str
) -> None:
    (linda.in_outlook if system == "outlook" else linda.in_superoffice).marks_private(meeting)
    company.runs()
    row, event = linda.in_superoffice.sees(meeting), linda.in_outlook.sees(meeting)
    assert row and event and row.private and event.private
    own = [(who["Visibility"], who["VisibleId"]) for who in row.wire["VisibleFor"]]
    assert own == [("Associate", linda.associate_id)]
    (seen,) = julie.in_superoffice.looks_into_diary_of(linda, meeting)
    assert (seen["Title"], seen["Agenda"], seen["Location"], seen["IsFree"]) == ("", "", "", False)


@EITHER
def test_8c_8d_linda_sets_an_alarm(company: Company, linda: Person, meeting: Meeting, system: str) -> None:
    (linda.in_outlook if system == "outlook" else linda.in_superoffice).sets_alarm(meeting, 40)
    company.runs()
    row, event = linda.in_superoffice.sees(meeting), linda.in_outlook.sees(meeting)
    assert row and event and row.alarm == event.alarm == 40


@EITHER
def test_8d_all_three_in_one_system(
    company: Company, linda: Person, c: Person, meeting: Meeting, system: str
) -> None:
    there = linda.in_outlook if system == "outlook" else linda.in_superoffice
    there.accepts(meeting)
    there.marks_private(meeting)
    there.sets_alarm(meeting, 40)
    company.runs()
    for shown in (linda.in_superoffice.sees(meeting), linda.in_outlook.sees(meeting)):
        assert shown and (shown.own, shown.private, shown.alarm) == (A, True, 40)
    assert [mail["method"] for mail in company.sandbox.mail("c")] == ["REPLY"]


def test_8d_each_in_another_system(company: Company, linda: Person, c: Person, meeting: Meeting) -> None:
    linda.in_superoffice.accepts(meeting)
    linda.in_outlook.marks_private(meeting)
    linda.in_superoffice.sets_alarm(meeting, 40)
    company.runs()
    for shown in (linda.in_superoffice.sees(meeting), linda.in_outlook.sees(meeting)):
        assert shown and (shown.own, shown.private, shown.alarm) == (A, True, 40)


def test_8e_a_comment_is_for_the_organiser_alone(
    company: Company, linda: Person, c: Person, meeting: Meeting
) -> None:
    linda.in_outlook.accepts(meeting, comment="Clara, keep this to yourself")
    company.runs()
    (reply,) = company.sandbox.mail("c")
    assert "keep this to yourself" in reply["text"]
    row, event = linda.in_superoffice.sees(meeting), linda.in_outlook.sees(meeting)
    assert row and event
    assert "Bring boots" in row.text
    for text in (row.text, row.wire["InternalNotes"], row.wire["RejectReason"], event.text):
        assert "yourself" not in text


def test_8e_a_reason_given_in_superoffice_is_in_no_text(
    company: Company, linda: Person, c: Person, meeting: Meeting
) -> None:
    linda.in_superoffice.declines(meeting, reason="Clara, keep this to yourself")
    company.runs()
    original = c.in_outlook.sees(meeting)
    assert original and "yourself" not in original.text
