"""Scenario 13: Linda edits in SuperOffice what the organiser in Outlook decides about: put back, and told."""

from __future__ import annotations

from typing import Any

import pytest

from backend.sync.explain import explain_item
from backend.sync.history import history_of
from tests.company import at
from tests.scenarios.cast import Person
from tests.scenarios.company import Company
from tests.scenarios.meeting import Meeting
from tests.scenarios.shown import A, T
from tests.scenarios.weather import mailbox_of, run_reports, sums, unjudged

ORGANISER_DECIDES = "organiser_decides"


@pytest.fixture
def meeting(company: Company, linda: Person, c: Person) -> Meeting:
    """C has invited Linda, who has accepted."""
    made = c.in_outlook.invites("Visit", linda, start=at(4, 9), place="Quay 1", text="<p>Agenda</p>")
    company.runs()
    linda.in_outlook.accepts(made)
    company.runs()
    return made


def is_explained(company: Company, linda: Person, meeting: Meeting, field: str) -> None:
    """The pane says who decides, and the history has what was put back."""
    mailbox = mailbox_of(company, linda)
    row = str(linda.in_superoffice.row_of(meeting)["AppointmentId"])
    told = explain_item(company.product, mailbox, row)
    assert told is not None
    assert told.reason == ORGANISER_DECIDES
    assert told.sentence
    assert told.remedy
    assert field in {entry.field for entry in history_of(company.product, mailbox, row)}


def test_participants_are_added_again_and_again(
    company: Company, linda: Person, julie: Person, john: Person, mike: Person, c: Person, meeting: Meeting
) -> None:
    """Put back once and then left alone, until the organiser says something himself."""
    mails, ran = company.post.sent(), len(run_reports(company))
    with unjudged(company):
        for stranger in (john, mike, john, mike, john):
            linda.in_superoffice.invites_also(meeting, stranger)
            company.rounds()
    company.settles()
    reports = run_reports(company)[ran:]
    assert sums(reports, "updated") <= 1, reports
    assert sums(reports, "created") == sums(reports, "deleted") == 0, reports
    for calendar in (linda, c):
        copy = calendar.in_outlook.sees(meeting)
        assert copy and set(copy.participants) == {"c", "linda"}
    assert company.post.sent() == mails
    is_explained(company, linda, meeting, "guests")
    # another list of the organiser's comes with an update, and counts
    with unjudged(company):
        c.in_outlook.invites_also(meeting, julie)
        c.in_outlook.moves(meeting, at(6, 9))
    company.runs()
    row = linda.in_superoffice.sees(meeting)
    assert row and row.participants == {"c": A, "linda": T, "julie": T}


def test_a_participant_is_added_once(company: Company, linda: Person, x: Person, meeting: Meeting) -> None:
    mails = company.post.sent()
    linda.in_superoffice.invites_also(meeting, x)
    company.runs()
    row = linda.in_superoffice.sees(meeting)
    assert row and row.participants == {"c": A, "linda": A}
    assert company.post.sent() == mails
    is_explained(company, linda, meeting, "guests")


@pytest.mark.either_first
def test_a_colleague_is_added(company: Company, linda: Person, julie: Person, meeting: Meeting) -> None:
    """Julie gets a row of her own in SuperOffice for a while, and nothing in Outlook."""
    mails = company.post.sent()
    linda.in_superoffice.invites_also(meeting, julie)
    company.runs()
    assert julie.in_outlook.sees(meeting) is None
    assert julie.in_superoffice.sees(meeting) is None
    assert company.post.sent() == mails


def test_a_participant_is_taken_off(company: Company, linda: Person, c: Person, x: Person) -> None:
    meeting = c.in_outlook.invites("Visit", linda, x, start=at(4, 9))
    company.runs()
    left = [
        one for one in linda.in_superoffice.row_of(meeting)["Participants"] if one["EmailAddress"] != x.address
    ]
    linda.in_superoffice.changes(meeting, Participants=left)
    company.runs()
    row = linda.in_superoffice.sees(meeting)
    assert row and set(row.participants) == {"c", "linda", "x"}


EDITS: list[tuple[str, dict[str, Any]]] = [
    ("title", {"Title": "My visit", "Description": "My visit"}),
    ("place", {"Location": "My office"}),
    ("body", {"Agenda": "<p>Mine</p>"}),
    ("span", {"StartDate": f"{at(5, 15):%Y-%m-%dT%H:%M:%SZ}", "EndDate": f"{at(5, 16):%Y-%m-%dT%H:%M:%SZ}"}),
]


@pytest.mark.parametrize(("field", "edit"), EDITS, ids=lambda value: value if isinstance(value, str) else "")
def test_time_and_texts_are_put_back_once(
    company: Company, linda: Person, c: Person, meeting: Meeting, field: str, edit: dict[str, Any]
) -> None:
    mails, ran = company.post.sent(), len(run_reports(company))
    linda.in_superoffice.changes(meeting, **edit)
    company.runs()
    company.rounds()
    reports = run_reports(company)[ran:]
    assert sums(reports, "updated") == 1, reports
    row, original = linda.in_superoffice.sees(meeting), c.in_outlook.sees(meeting)
    assert row and original
    assert (row.title, row.place, row.start) == ("Visit", "Quay 1", at(4, 9))
    assert "Agenda" in row.text
    assert (original.title, original.place, original.start) == ("Visit", "Quay 1", at(4, 9))
    assert company.post.sent() == mails
    is_explained(company, linda, meeting, field)


def test_one_occurrence_of_a_series_is_put_back(company: Company, linda: Person, c: Person) -> None:
    meeting = c.in_outlook.invites_to_series("Weekly", linda, count=4, start=at(3, 9))
    company.runs()
    linda.in_superoffice.moves(meeting, at(11, 15), occurrence=2)
    company.runs()
    assert [one.start for one in linda.in_superoffice.shows(meeting)] == meeting.starts


def test_what_is_ones_own_stays(company: Company, linda: Person, meeting: Meeting) -> None:
    """Alarm, privacy and what only SuperOffice knows are not the organiser's."""
    linda.in_superoffice.sets_alarm(meeting, 45)
    linda.in_superoffice.changes(meeting, InternalNotes="Bring the contract")
    company.runs()
    row, copy = linda.in_superoffice.sees(meeting), linda.in_outlook.sees(meeting)
    assert row and copy
    assert (row.alarm, copy.alarm) == (45, 45)
    assert row.wire["InternalNotes"] == "Bring the contract"
