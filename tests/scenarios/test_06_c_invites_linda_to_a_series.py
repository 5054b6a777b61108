"""Scenario 6: C invites Linda to a series."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.company import at
from tests.scenarios.cast import Person
from tests.scenarios.company import Company
from tests.scenarios.meeting import Meeting
from tests.scenarios.shown import D, T

pytestmark = pytest.mark.changed_over


@pytest.fixture
def meeting(company: Company, linda: Person, c: Person) -> Meeting:
    company.prefer(private="yes")
    meeting = c.in_outlook.invites_to_series("Follow-up", linda, count=6, start=at(2, 10), place="Quay 1")
    company.runs()
    return meeting


def _dates(company: Company, person: Person) -> tuple[list[object], list[object]]:
    """When it takes place, in SuperOffice and in Outlook."""
    rows, events = company.superoffice(person), company.outlook(person)
    return [row.start for row in rows], [event.start for event in events]


def test_6a_both_have_the_same_dates(company: Company, linda: Person, meeting: Meeting) -> None:
    rows, events = _dates(company, linda)
    assert rows == events == meeting.starts
    assert all(row.own == T for row in company.superoffice(linda))


@pytest.mark.every_switch
@pytest.mark.parametrize("system", ["outlook", "superoffice"])
def test_6b_6c_linda_deletes_one_occurrence(
    company: Company, linda: Person, c: Person, meeting: Meeting, system: str
) -> None:
    (linda.in_outlook if system == "outlook" else linda.in_superoffice).deletes(meeting, occurrence=3)
    company.runs()
    rows, events = _dates(company, linda)
    assert rows == events == meeting.starts[:2] + meeting.starts[3:]
    (reply,) = company.sandbox.mail("c")
    assert reply["method"] == "REPLY"
    declined = [one.answer_of(linda) == D for one in c.in_outlook.shows(meeting)]
    assert declined == [number == 3 for number in range(1, 7)]


def test_6d_private_in_outlook(company: Company, linda: Person, julie: Person, meeting: Meeting) -> None:
    linda.in_outlook.marks_private(meeting)
    company.runs()
    assert all(row.private for row in company.superoffice(linda))
    (seen,) = julie.in_superoffice.looks_into_diary_of(linda, meeting)
    assert (seen["Title"], seen["Location"], seen["IsFree"]) == ("", "", False)
    linda.in_outlook.marks_public(meeting)
    company.runs()
    assert not any(row.private for row in company.superoffice(linda))
    (seen,) = julie.in_superoffice.looks_into_diary_of(linda, meeting)
    assert seen["Title"] == "Follow-up"


@pytest.mark.parametrize("system", ["outlook", "superoffice"])
def test_6e_an_alarm_in_either(company: Company, linda: Person, meeting: Meeting, system: str) -> None:
    (linda.in_outlook if system == "outlook" else linda.in_superoffice).sets_alarm(meeting, 45)
    company.runs()
    assert [one.alarm for one in company.superoffice(linda)] == [45] * 6
    assert [one.alarm for one in company.outlook(linda)] == [45] * 6


@pytest.mark.parametrize("system", ["outlook", "superoffice"])
def test_6e_an_alarm_for_one_occurrence(company: Company, linda: Person, meeting: Meeting, system: str) -> None:
    (linda.in_outlook if system == "outlook" else linda.in_superoffice).sets_alarm(meeting, 45, occurrence=2)
    company.runs()
    alarms = [one.alarm for one in company.superoffice(linda)]
    assert [alarm == 45 for alarm in alarms] == [False, True, False, False, False, False]


def test_6f_c_moves_one_occurrence(company: Company, linda: Person, c: Person, meeting: Meeting) -> None:
    planned = list(meeting.starts)
    c.in_outlook.moves(meeting, planned[2] + timedelta(days=1, hours=3), occurrence=3)
    company.runs()
    rows, events = _dates(company, linda)
    assert rows == events == meeting.starts
    assert [now == then for now, then in zip(rows, planned, strict=True)] == [True, True, False, True, True, True]


def test_6g_private_and_alarm_mail_nobody(company: Company, linda: Person, c: Person, meeting: Meeting) -> None:
    before = company.post.sent()
    linda.in_outlook.marks_private(meeting)
    linda.in_superoffice.sets_alarm(meeting, 45)
    linda.in_superoffice.marks_public(meeting)
    linda.in_outlook.sets_alarm(meeting, 20)
    company.runs()
    assert company.post.sent() == before


@pytest.mark.every_switch
def test_6_c_moves_the_series_after_an_exception(
    company: Company, linda: Person, c: Person, meeting: Meeting
) -> None:
    """Exchange drops what was changed apart, or keeps it: both systems show what the calendar shows."""
    c.in_outlook.moves(meeting, meeting.starts[2] + timedelta(hours=3), occurrence=3)
    company.runs()
    c.in_outlook.moves(meeting, at(2, 13))
    company.runs()
    rows, events = _dates(company, linda)
    assert rows == events
    assert rows[0] == at(2, 13)


def test_6_c_takes_one_occurrence_out(company: Company, linda: Person, c: Person, meeting: Meeting) -> None:
    c.in_outlook.cancels(meeting, occurrence=2)
    company.runs()
    rows, events = _dates(company, linda)
    assert rows == events == meeting.starts[:1] + meeting.starts[2:]


@pytest.mark.parametrize("system", ["outlook", "superoffice"])
def test_6_linda_accepts_the_series(
    company: Company, linda: Person, c: Person, meeting: Meeting, system: str
) -> None:
    """Accepted as a whole, it is one answer, in either system."""
    (linda.in_outlook if system == "outlook" else linda.in_superoffice).accepts(meeting)
    company.runs()
    assert {row.own for row in company.superoffice(linda)} == {"A"}
    assert {event.own for event in company.outlook(linda)} == {"A"}
    assert [mail["method"] for mail in company.sandbox.mail("c")] == ["REPLY"]


def test_6_c_cancels_the_series(company: Company, linda: Person, c: Person, meeting: Meeting) -> None:
    c.in_outlook.cancels(meeting)
    company.runs()
    assert _dates(company, linda) == ([], [])
