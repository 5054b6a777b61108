"""Scenario 15: one side deleted, the other changed: the change survives, but a cancellation always wins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.company import at
from tests.scenarios.cast import Person
from tests.scenarios.company import Company
from tests.scenarios.meeting import Meeting
from tests.scenarios.shown import A, T
from tests.scenarios.test_16_times_and_zones import weekly_rows
from tests.scenarios.weather import between_two_runs

# -- one's own appointment: the change survives


@pytest.fixture(params=["in_outlook", "in_superoffice"])
def lunch(request: pytest.FixtureRequest, company: Company, linda: Person) -> Meeting:
    """Linda's own appointment, born on either side, in step."""
    made: Meeting = getattr(linda, request.param).invites("Lunch", start=at(3, 11), text="<p>Soup</p>")
    company.runs()
    return made


def test_deleted_in_superoffice_and_moved_in_outlook(company: Company, linda: Person, lunch: Meeting) -> None:
    with between_two_runs(company):
        linda.in_superoffice.diary.deletes(linda.in_superoffice.row_of(lunch)["AppointmentId"])
        linda.in_outlook.moves(lunch, at(4, 12))
    row = linda.in_superoffice.sees(lunch)
    assert row and row.start == at(4, 12)
    assert "Soup" in row.text


def test_deleted_in_outlook_and_written_in_superoffice(company: Company, linda: Person, lunch: Meeting) -> None:
    with between_two_runs(company):
        linda.in_outlook.calendar.deletes(linda.in_outlook.event_of(lunch)["id"])
        linda.in_superoffice.writes(lunch, "<p>Cake</p>")
    event = linda.in_outlook.sees(lunch)
    assert event and "Cake" in event.text


def test_deleted_on_both_sides(company: Company, linda: Person, lunch: Meeting) -> None:
    with between_two_runs(company):
        linda.in_superoffice.diary.deletes(linda.in_superoffice.row_of(lunch)["AppointmentId"])
        linda.in_outlook.calendar.deletes(linda.in_outlook.event_of(lunch)["id"])
    assert linda.in_outlook.sees(lunch) is None
    assert linda.in_superoffice.sees(lunch) is None


@pytest.mark.parametrize("deleted_in", ["in_outlook", "in_superoffice"])
def test_one_occurrence_deleted_and_changed(company: Company, linda: Person, deleted_in: str) -> None:
    meeting = linda.in_outlook.invites_to_series("Weekly", count=4, start=at(3, 11))
    with between_two_runs(company):
        if deleted_in == "in_outlook":
            linda.in_superoffice.places(meeting, "Quay 1", occurrence=2)
            linda.in_outlook.calendar.deletes(linda.in_outlook.event_of(meeting, 2)["id"])
        else:
            linda.in_outlook.places(meeting, "Quay 1", occurrence=2)
            linda.in_superoffice.diary.deletes(linda.in_superoffice.row_of(meeting, 2)["AppointmentId"])
    for shown in (linda.in_superoffice.shows(meeting), linda.in_outlook.shows(meeting)):
        assert [one.start for one in shown] == meeting.starts
        assert [one.place for one in shown] == ["", "Quay 1", "", ""]


# -- the organiser's cancellation always wins

Edit = Callable[[Person, Meeting], None]


def moves(who: Person, meeting: Meeting) -> None:
    who.in_superoffice.moves(meeting, at(5, 15))


def writes(who: Person, meeting: Meeting) -> None:
    who.in_superoffice.writes(meeting, "<p>Mine</p>")


def sets_alarm(who: Person, meeting: Meeting) -> None:
    who.in_superoffice.sets_alarm(meeting, 45)


def marks_private(who: Person, meeting: Meeting) -> None:
    who.in_superoffice.marks_private(meeting)


def accepts(who: Person, meeting: Meeting) -> None:
    who.in_superoffice.accepts(meeting)
    # too late to be told: there is nothing left to accept
    who.in_superoffice.company.post.answered(meeting, who, "A", None)


def is_gone(company: Company, meeting: Meeting, *people: Person) -> None:
    for person in people:
        assert company.outlook(person) == []
        assert company.superoffice(person) == []
        assert meeting.title not in [row["Title"] for row in person.in_superoffice.rows_of_title(meeting.title)]


@pytest.mark.parametrize("edit", [moves, writes, sets_alarm, marks_private, accepts], ids=lambda act: act.__name__)
def test_a_guest_edits_while_the_organiser_cancels(
    company: Company, linda: Person, julie: Person, c: Person, edit: Edit
) -> None:
    meeting = c.in_outlook.invites("Visit", linda, julie, start=at(3, 11))
    with between_two_runs(company):
        c.in_outlook.cancels(meeting)
        edit(linda, meeting)
    is_gone(company, meeting, linda, julie)


@pytest.mark.parametrize("edit", [sets_alarm, marks_private], ids=lambda act: act.__name__)
def test_the_organiser_cancels_in_outlook_and_edited_in_superoffice(
    company: Company, linda: Person, julie: Person, c: Person, edit: Edit
) -> None:
    meeting = linda.in_superoffice.invites("Offer", julie, c, start=at(3, 11))
    with between_two_runs(company):
        edit(linda, meeting)
        linda.in_outlook.cancels(meeting)
    is_gone(company, meeting, linda, julie)
    assert all(one.wire["isCancelled"] for one in company.outlook(c))


def test_a_guest_edits_one_occurrence_while_the_organiser_cancels_it(
    company: Company, linda: Person, c: Person
) -> None:
    meeting = c.in_outlook.invites_to_series("Weekly", linda, count=4, start=at(3, 11))
    with between_two_runs(company):
        c.in_outlook.cancels(meeting, occurrence=2)
        linda.in_superoffice.sets_alarm(meeting, 45, occurrence=2)
    left = [start for number, start in enumerate(meeting.starts, 1) if number != 2]
    assert [one.start for one in linda.in_superoffice.shows(meeting)] == left


def test_the_organiser_deletes_in_superoffice_while_a_guest_answers(
    company: Company, linda: Person, julie: Person, c: Person
) -> None:
    meeting = linda.in_superoffice.invites("Offer", julie, c, start=at(3, 11))
    with between_two_runs(company):
        julie.in_outlook.accepts(meeting)
        c.in_outlook.accepts(meeting)
        linda.in_superoffice.deletes(meeting)
    is_gone(company, meeting, linda, julie)


@pytest.mark.one_pace("at_the_end")
@pytest.mark.parametrize("gone", [2, 4], ids=["within", "last"])
def test_a_series_moves_after_one_occurrence_was_deleted(
    company: Company, linda: Person, julie: Person, c: Person, gone: int
) -> None:
    """Outlook shows the deleted day again once the whole series moves: it goes from the calendars in sync."""
    start = at(2, 10)
    rule = weekly_rows(start, 4)
    meeting = linda.in_superoffice.invites_to_series("Sprint", julie, c, recurrence=rule, start=start)
    company.runs()
    linda.in_superoffice.deletes(meeting, occurrence=gone)
    company.runs()
    # the day that comes back is called off again
    company.post.owed += Counter({("graph", "linda", guest, "CANCEL"): 1 for guest in ("julie", "c")})
    linda.in_superoffice.moves(meeting, start + timedelta(hours=3))
    company.runs()
    left = [start + timedelta(days=7 * week, hours=3) for week in range(4) if week != gone - 1]
    for person in (linda, julie):
        for system in (person.in_outlook, person.in_superoffice):
            assert [one.start for one in system.sees_all(None, at(-30), at(60))] == left


# -- a guest's deletion is an answer


def test_a_guest_declines_while_the_organiser_moves(
    company: Company, linda: Person, julie: Person, c: Person
) -> None:
    """Another time is another question (7j): Linda is asked again."""
    meeting = c.in_outlook.invites("Visit", linda, julie, start=at(3, 11))
    with between_two_runs(company):
        c.in_outlook.moves(meeting, at(4, 12))
        linda.in_superoffice.deletes(meeting)
    row, event = linda.in_superoffice.sees(meeting), linda.in_outlook.sees(meeting)
    assert row and event
    assert (row.start, row.own, event.own) == (at(4, 12), T, T)


def test_a_guest_deletes_in_superoffice_what_was_accepted(
    company: Company, linda: Person, julie: Person, c: Person
) -> None:
    meeting = c.in_outlook.invites("Visit", linda, julie, start=at(3, 11))
    linda.in_outlook.accepts(meeting)
    julie.in_outlook.accepts(meeting)
    company.runs()
    linda.in_superoffice.deletes(meeting)
    company.runs()
    assert linda.in_outlook.sees(meeting) is None
    row = julie.in_superoffice.sees(meeting)
    assert row and row.own == A
