"""The preference `private`: what becomes of Outlook's private events in SuperOffice, and of their texts."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from backend.core.items import Side
from backend.core.reasons import Reason
from backend.store.database import session
from backend.store.tables import History
from backend.sync.explain import explain_item
from tests.company import at
from tests.sandbox.superoffice_system import system_session
from tests.scenarios.cast import Person
from tests.scenarios.company import Company
from tests.scenarios.meeting import Meeting
from tests.scenarios.shown import Shown
from tests.scenarios.weather import mailbox_of, unjudged

Json = dict[str, Any]
SECRET, PLACE, TEXT = "Oncologist", "Ward 7", "<p>Bring the scans</p>"
#: what nobody but the owner may read anywhere
WORDS = ("Oncologist", "Ward 7", "scans")
PRIVATE: Json = {"sensitivity": "private"}


def secret(linda: Person, *people: Person, **more: Any) -> Meeting:
    """A private event in Linda's Outlook."""
    with unjudged(linda.in_outlook.company):
        return linda.in_outlook.invites(
            SECRET, *people, start=at(2, 10), place=PLACE, text=TEXT, **PRIVATE, **more
        )


def rows(company: Company, person: Person) -> list[Shown]:
    """The appointments in a diary."""
    return company.superoffice(person)


def superoffice(company: Company) -> str:
    """Every appointment of SuperOffice with its text, as its system user reads it."""
    http = system_session(company.sandbox)
    columns = ("title", "agenda", "internal_notes", "location")
    listed = http.get(
        "/v1/Archive/dynamic?$select=appointment.appointment_id,"
        + ",".join(f"appointment.text_id.{name}" for name in columns[:3])
        + ",appointment.location&$top=1000&$filter=appointment.appointment_id gt 0"
    )
    assert listed.ok, listed.text
    ids = [int(row["PrimaryKey"]) for row in listed.json()["value"]]
    assert ids
    return listed.text + "".join(http.get(f"/v1/Appointment/{number}").text for number in ids)


def database(company: Company) -> str:
    """Every row of every table of the product, as text."""
    with company.product.engine.connect() as connection:
        names = connection.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        ).scalars()
        return "\n".join(
            str(row) for name in names.all() for row in connection.execute(text(f'SELECT t::text FROM "{name}" t'))
        )


# -- no


@pytest.mark.parametrize("preferences", [{}, {"private": "no"}])
def test_no_private_events_stay_in_outlook(company: Company, linda: Person, preferences: Json) -> None:
    company.prefer(**preferences)
    secret(linda)
    company.rounds()
    assert rows(company, linda) == []


def test_no_superoffices_own_private_items_arrive_as_private(company: Company, linda: Person) -> None:
    own: Json = {"VisibleFor": [{"VisibleId": linda.associate_id, "Visibility": "Associate"}]}
    meeting = linda.in_superoffice.invites("Salaries", start=at(2, 10), **own)
    company.runs()
    event = linda.in_outlook.sees(meeting)
    assert event and event.private


def test_no_what_turns_private_is_private_on_both_sides(company: Company, linda: Person, julie: Person) -> None:
    meeting = linda.in_outlook.invites("Lunch", start=at(2, 10), text=TEXT)
    company.runs()
    linda.in_outlook.marks_private(meeting)
    company.runs()
    row = linda.in_superoffice.sees(meeting)
    assert row and row.private
    (seen,) = julie.in_superoffice.looks_into_diary_of(linda, meeting)
    assert (seen["Title"], seen["Agenda"]) == ("", "")


# -- yes


def test_yes_they_are_visible_for_the_owner_only(company: Company, linda: Person, julie: Person) -> None:
    company.prefer(private="yes")
    meeting = secret(linda)
    company.runs()
    row = linda.in_superoffice.sees(meeting)
    assert row and row.private and (row.title, row.place) == (SECRET, PLACE)
    (seen,) = julie.in_superoffice.looks_into_diary_of(linda, meeting)
    assert (seen["Title"], seen["Agenda"], seen["Location"]) == ("", "", "")


def test_yes_a_colleagues_row_of_the_booking_hides_the_text_from_others(
    company: Company, linda: Person, julie: Person
) -> None:
    company.prefer(private="yes")
    meeting = linda.in_outlook.invites("Layoffs", julie, start=at(2, 10), text="<p>Who goes</p>")
    company.runs()
    linda.in_outlook.marks_private(meeting)
    company.rounds()
    readers = {(who["Visibility"], who["VisibleId"]) for who in julie.in_superoffice.row_of(meeting)["VisibleFor"]}
    assert readers == {("Associate", julie.associate_id), ("Associate", linda.associate_id)}


def test_yes_values_kept_for_an_undo_go_when_an_item_turns_private(company: Company, linda: Person) -> None:
    company.prefer(private="yes")
    meeting = linda.in_outlook.invites("Lunch", start=at(2, 10))
    company.runs()
    with unjudged(company):
        linda.in_outlook.writes(meeting, "<p>One</p>")
        linda.in_superoffice.writes(meeting, "<p>Two</p>")
        company.rounds()
        assert lost(company)
        linda.in_outlook.marks_private(meeting)
        company.rounds()
    assert not lost(company)


def lost(company: Company) -> list[bytes]:
    """Values of texts that an undo could bring back."""
    with session(company.product.engine) as work:
        return [row.lost for row in work.scalars(select(History).where(col(History.field) == "body")) if row.lost]


# -- busy only


@pytest.fixture
def busy(company: Company, linda: Person) -> Meeting:
    """A private event of which SuperOffice shows the time."""
    company.prefer(private="busy only")
    meeting = secret(linda)
    company.rounds()
    return meeting


def only(company: Company, linda: Person) -> Shown:
    """The one row of Linda's diary."""
    (row,) = rows(company, linda)
    return row


def test_busy_only_tells_the_time_and_nothing_else(company: Company, linda: Person, busy: Meeting) -> None:
    row = only(company, linda)
    assert (row.title, row.text, row.place, row.private, row.start) == ("Busy", "", "", True, at(2, 10))
    assert not any(word in superoffice(company) for word in WORDS)


def test_busy_only_names_nobody(company: Company, linda: Person, c: Person) -> None:
    company.prefer(private="busy only")
    secret(linda, c)
    company.rounds()
    row = only(company, linda)
    assert (row.participants, row.wire["Contact"], row.wire["Person"]) == ({}, None, None)
    assert c.address not in superoffice(company)


def test_busy_only_the_texts_are_nowhere_in_our_database(company: Company, linda: Person, busy: Meeting) -> None:
    linda.in_outlook.writes(busy, "<p>Bring the old scans</p>")
    company.rounds()
    told = database(company)
    assert not any(word in told for word in (*WORDS, "Busy"))


def test_busy_only_follows_the_time_and_what_it_is_shown_as(
    company: Company, linda: Person, busy: Meeting
) -> None:
    linda.in_outlook.moves(busy, at(3, 12))
    linda.in_outlook.changes(busy, showAs="free", subject="Surgeon", body={"contentType": "html", "content": "x"})
    company.rounds()
    row = only(company, linda)
    assert (row.title, row.text, row.start, row.wire["IsFree"]) == ("Busy", "", at(3, 12), True)
    settled(company)


def test_busy_only_what_is_written_in_superoffice_stays_there(
    company: Company, linda: Person, busy: Meeting
) -> None:
    number = only(company, linda).wire["AppointmentId"]
    linda.in_superoffice.diary.changes(number, Title="Mine", Agenda="<p>Note</p>", Location="Here")
    company.rounds()
    event = linda.in_outlook.sees(busy)
    assert event and (event.title, event.place) == (SECRET, PLACE) and "scans" in event.text
    assert only(company, linda).title == "Mine"
    settled(company)


def test_busy_only_a_move_in_superoffice_reaches_outlook(company: Company, linda: Person, busy: Meeting) -> None:
    linda.in_superoffice.diary.moves(only(company, linda).wire["AppointmentId"], at(4, 8))
    company.rounds()
    event = linda.in_outlook.sees(busy)
    assert event and event.start == at(4, 8) and event.private
    settled(company)


def test_busy_only_a_row_made_public_by_hand_publishes_nothing(
    company: Company, linda: Person, busy: Meeting
) -> None:
    everybody = [{"VisibleId": 0, "Visibility": "All"}]
    linda.in_superoffice.diary.changes(only(company, linda).wire["AppointmentId"], VisibleFor=everybody)
    company.rounds()
    event = linda.in_outlook.sees(busy)
    assert event and event.private
    assert only(company, linda).title == "Busy"


@pytest.mark.parametrize("side", list(Side))
def test_busy_only_goes_on_both_sides(company: Company, linda: Person, busy: Meeting, side: Side) -> None:
    if side is Side.CALENDAR:
        linda.in_outlook.removes_without_answering(busy)
    else:
        linda.in_superoffice.diary.deletes(only(company, linda).wire["AppointmentId"])
    company.rounds()
    assert (rows(company, linda), linda.in_outlook.sees(busy)) == ([], None)


def test_busy_only_the_text_comes_when_the_event_turns_public(
    company: Company, linda: Person, busy: Meeting
) -> None:
    linda.in_outlook.marks_public(busy)
    company.runs()
    row = linda.in_superoffice.sees(busy)
    assert row and (row.title, row.place, row.private) == (SECRET, PLACE, False)
    assert "scans" in row.text


def test_busy_only_what_turns_private_loses_its_text_in_superoffice(company: Company, linda: Person) -> None:
    company.prefer(private="busy only")
    meeting = linda.in_outlook.invites(SECRET, start=at(2, 10), place=PLACE, text=TEXT)
    company.runs()
    linda.in_outlook.marks_private(meeting)
    company.rounds()
    row = only(company, linda)
    assert (row.title, row.text, row.place, row.private) == ("Busy", "", "", True)
    assert not any(word in superoffice(company) for word in WORDS)
    settled(company)


def test_busy_only_a_guest_is_busy_too_and_moves_nothing(company: Company, linda: Person, c: Person) -> None:
    company.prefer(private="busy only")
    with unjudged(company):
        meeting = c.in_outlook.invites(SECRET, linda, start=at(2, 10), place=PLACE, text=TEXT, **PRIVATE)
    company.rounds()
    row = only(company, linda)
    assert (row.title, row.place, row.participants) == ("Busy", "", {})
    mails = company.post.sent()
    linda.in_superoffice.diary.moves(row.wire["AppointmentId"], at(4, 8))
    company.rounds()
    event = linda.in_outlook.sees(meeting)
    assert event and event.start == at(2, 10)
    assert company.post.sent() == mails


def settled(company: Company) -> None:
    """A further run writes nothing."""
    for key, report in company.rounds().items():
        assert (report.outcome, report.writes) == ("ok", 0), f"{key}: {report.as_json()}"


# -- the choice changes


@pytest.mark.parametrize("before", ["yes", "busy only"])
@pytest.mark.parametrize("after", ["no", "yes", "busy only"])
def test_changing_it_leaves_synced_items_as_they_are(
    company: Company, linda: Person, before: str, after: str
) -> None:
    company.prefer(private=before)
    secret(linda)
    company.rounds()
    there = only(company, linda).wire
    company.prefer(private=after)
    settled(company)
    assert only(company, linda).wire == there


# -- the licence


def test_a_licence_that_was_lost_writes_no_private_text(company: Company, linda: Person) -> None:
    company.prefer(private="yes")
    linda.in_superoffice.invites("Review", start=at(3, 10))
    company.rounds()
    company.sandbox.control("POST", "licence", {"user": "linda", "confidential": False})
    meeting = secret(linda)
    reports = company.rounds()
    assert reports["linda"].outcome == "partial"
    assert linda.in_superoffice.sees(meeting) is None
    assert not any(word in superoffice(company) for word in WORDS)
    event = linda.in_outlook.event_of(meeting)
    told = explain_item(company.product, mailbox_of(company, linda), event["id"])
    assert told and told.reason == Reason.LICENCE
    company.sandbox.control("POST", "licence", {"user": "linda", "confidential": True})
    company.runs()
    assert linda.in_superoffice.sees(meeting)


def test_without_the_licence_what_turns_private_is_not_written_on(company: Company, linda: Person) -> None:
    company.prefer(private="yes")
    meeting = linda.in_outlook.invites("Lunch", start=at(2, 10))
    company.runs()
    company.sandbox.control("POST", "licence", {"user": "linda", "confidential": False})
    with unjudged(company):
        linda.in_outlook.changes(meeting, subject=SECRET, **PRIVATE)
    company.rounds()
    assert SECRET not in superoffice(company)
    company.sandbox.control("POST", "licence", {"user": "linda", "confidential": True})
    company.rounds()
    assert only(company, linda).private


def test_the_licence_is_asked_for_only_where_there_is_something_to_hide(company: Company, linda: Person) -> None:
    company.prefer(private="yes")
    company.rounds()
    linda.in_outlook.invites("Lunch", start=at(2, 10))
    before = principals(company)
    company.runs()
    assert principals(company) == before
    secret(linda)
    company.runs()
    assert principals(company) == before + 1


def principals(company: Company) -> int:
    """How often SuperOffice was asked what a user may do."""
    return sum(one["count"] for one in company.sandbox.requests()["requests"] if "rincipal" in one["route"])
