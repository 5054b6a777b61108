"""What is told about meetings and series: whose they are, how far they go, and what was put back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from backend.core.items import Side
from backend.core.languages import written
from backend.store import mailboxes
from backend.store.database import session
from backend.store.tables import Mailbox
from backend.sync.explain import Explanation, explain_item
from backend.sync.history import MayNotUndo, history_of, undo
from tests.company import Company, Json, Outlook, at
from tests.jobs.test_housekeeping import endless
from tests.product import Sosync

#: the last day of the window of the default preferences, from today
AHEAD = 179


@pytest.fixture
def clara(company: Company) -> Outlook:
    """Clara's Outlook, at another company; both linked calendars are known before she does anything."""
    company.runs()
    return Outlook(company.sandbox.graph_session("c"))


def linda_invited(company: Company) -> Json:
    """The part of an event that invites Linda."""
    return {"attendees": [{"type": "required", "emailAddress": {"address": company["linda"].address}}]}


def mailbox(company: Company) -> Mailbox:
    with session(company.product.engine) as work:
        found = mailboxes.by_address(work, company["linda"].address)
    assert found
    return found


def explained(company: Company, title: str, *, to_owner: bool = True) -> Explanation:
    """The first of Linda's items of this title, explained."""
    event = min(
        (one for one in company["linda"].in_outlook.http.get(window()).json()["value"] if one["subject"] == title),
        key=lambda one: str(one["start"]["dateTime"]),
    )
    told = explain_item(company.product, mailbox(company), event["id"], to_owner=to_owner)
    assert told
    return told


def window() -> str:
    return f"/me/calendarView?startDateTime={at(0):%Y-%m-%d}&endDateTime={at(30):%Y-%m-%d}&$top=500"


def shown(told: Explanation, field: str) -> tuple[str, str]:
    row = next(row for row in told.fields if row.field == field)
    return row.superoffice, row.calendar


def test_an_invitation_tells_who_organises_and_what_was_answered(
    company: Company, clara: Outlook, sosync: Sosync
) -> None:
    clara.adds("Visit", at(3, 9), **linda_invited(company))
    company.runs()
    told = explained(company, "Visit").meeting
    assert told
    assert (told.part, told.organiser) == ("attended", "Clara Customer")
    assert (told.superoffice_answer, told.calendar_answer) == ("none", "none")
    linda = company["linda"].in_outlook
    linda.http.post(f"/me/events/{linda.item('Visit')['id']}/accept", json={"sendResponse": True})
    company.runs()
    told = explained(company, "Visit").meeting
    assert told
    assert (told.superoffice_answer, told.calendar_answer) == ("accepted", "accepted")
    output = sosync("explain", "--mailbox", company["linda"].address, linda.item("Visit")["id"]).output
    assert "Clara Customer organises this meeting" in output
    assert "The answer in SuperOffice: accepted. The answer in Outlook: accepted." in output
    listed = sosync("links", "--mailbox", company["linda"].address).output
    assert "meeting of somebody else" in listed


def test_an_own_meeting_and_an_appointment_alone(company: Company, clara: Outlook) -> None:
    linda = company["linda"].in_outlook
    linda.adds("Lunch", at(2, 11))
    linda.adds("Pitch", at(3, 11), attendees=[{"emailAddress": {"address": "clara@havbris.example"}}])
    company.run("linda")
    assert explained(company, "Lunch").meeting is None
    own = explained(company, "Pitch").meeting
    assert own
    assert (own.part, own.superoffice_answer, own.calendar_answer) == ("own", None, None)
    assert own.sentence.startswith("Linda")


def test_9e_an_endless_series_tells_how_far_superoffice_holds_it(
    company: Company, clara: Outlook, sosync: Sosync
) -> None:
    clara.adds("Stand-up", at(1, 8), 0.25, **endless(at(1, 8)), **linda_invited(company))
    company.runs()
    told = explained(company, "Stand-up")
    assert told.series
    assert (told.series.endless, told.series.until) == (True, None)
    assert told.series.held_until == at(AHEAD).date()
    end = written(at(AHEAD).date(), "en")
    assert told.series.sentence == f"This series goes on without end. SuperOffice holds it up to {end}."
    assert "in a series" in sosync("links", "--mailbox", company["linda"].address).output


@pytest.mark.parametrize("born", list(Side))
def test_a_series_with_an_end_tells_when(company: Company, clara: Outlook, born: Side) -> None:
    linda, last = company["linda"], at(1, 8) + timedelta(days=4)
    if born is Side.CALENDAR:
        limits = {"type": "numbered", "startDate": f"{at(1):%Y-%m-%d}", "numberOfOccurrences": 5}
        rule = {"pattern": {"type": "daily", "interval": 1}, "range": limits}
        linda.in_outlook.adds("Course", at(1, 8), recurrence=rule)
    else:
        limits = {
            "StartDate": f"{at(1):%Y-%m-%dT00:00:00Z}",
            "RecurrenceEndType": "Counter",
            "RecurrenceCounter": 5,
        }
        daily = {"Pattern": "Daily", "DayPattern": {"Pattern": "EveryCyclicDay", "Cycle": 1}}
        linda.in_superoffice.adds("Course", at(1, 8), Recurrence={"IsRecurrence": True, **daily, **limits})
    company.run("linda")
    told = explained(company, "Course").series
    assert told
    assert (told.endless, told.until, told.held_until) == (False, last.date(), last.date())


def test_a_single_item_is_in_no_series(company: Company) -> None:
    company["linda"].in_outlook.adds("Lunch", at(2, 11))
    company.run("linda")
    assert explained(company, "Lunch").series is None


def test_private_texts_of_other_people_are_not_told(company: Company, clara: Outlook, sosync: Sosync) -> None:
    with company.product.engine.begin() as connection:
        connection.execute(update(Mailbox).values({col(Mailbox.preferences): {"private": "yes"}}))
    linda = company["linda"].in_outlook
    clara.adds("Layoffs", at(3, 9), sensitivity="private", **linda_invited(company))
    linda.adds("Doctor", at(4, 9), sensitivity="private")
    company.runs()
    assert shown(explained(company, "Layoffs"), "title")[1] == "(private)"
    assert shown(explained(company, "Doctor"), "title") == ("Doctor", "Doctor")
    assert shown(explained(company, "Doctor", to_owner=False), "title") == ("(private)", "(private)")
    for title in ("Layoffs", "Doctor"):
        output = sosync("explain", "--mailbox", company["linda"].address, linda.item(title)["id"]).output
        assert "(private)" in output
        assert title not in output


@pytest.fixture
def put_back(company: Company, clara: Outlook) -> str:
    """Linda gave Clara's meeting another place in SuperOffice, which was put back; the id of her row."""
    clara.adds("Visit", at(3, 9), location={"displayName": "Quay 1"}, **linda_invited(company))
    company.runs()
    row = company["linda"].in_superoffice.item("Visit")["AppointmentId"]
    company["linda"].in_superoffice.changes(row, Location="My office")
    company.runs()
    assert company["linda"].in_superoffice.item("Visit")["Location"] == "Quay 1"
    return str(row)


def test_what_was_put_back_is_told(company: Company, put_back: str, sosync: Sosync) -> None:
    told = explained(company, "Visit")
    assert (told.put_back, told.reason) == (("place",), "organiser_decides")
    output = sosync("explain", "--mailbox", company["linda"].address, put_back).output
    assert "Put back: place." in output
    assert "My office" not in output
    history = sosync("history", "--mailbox", company["linda"].address, put_back).output
    assert "In SuperOffice, put back, because only the organiser decides about it: place." in history
    assert "undo" not in history


def test_only_the_organiser_may_have_it_undone(company: Company, put_back: str, sosync: Sosync) -> None:
    entries = history_of(company.product, mailbox(company), put_back)
    (entry,) = [one for one in entries if one.action == "put_back"]
    assert not entry.can_undo
    with pytest.raises(MayNotUndo, match="only the organiser of the meeting decides about it: place"):
        undo(company.product, mailbox(company), entry.id)
    refused = sosync("undo", "--mailbox", company["linda"].address, str(entry.id))
    assert refused.exit_code == 1
    assert "only the organiser" in refused.output
    assert company["linda"].in_superoffice.item("Visit")["Location"] == "Quay 1"
    company.settles()


def test_the_copy_of_a_meeting_is_of_whoever_booked_it(company: Company, sosync: Sosync) -> None:
    """Julie is not synced: Outlook has a copy for Linda, who does not decide about it."""
    linda, julie = company["linda"], company["julie"]
    with company.product.engine.begin() as connection:
        connection.execute(update(Mailbox).where(col(Mailbox.address) == julie.address).values(state="paused"))
    both = [{"AssociateId": one.in_superoffice.associate_id} for one in (julie, linda)]
    julie.in_superoffice.adds("Budget", at(3, 9), Participants=both)
    company.run("linda")
    linda.in_outlook.changes(linda.in_outlook.item("Budget")["id"], subject="Budget?")
    company.run("linda")
    told = explained(company, "Budget")
    assert told.meeting
    assert (told.meeting.part, told.meeting.organiser) == ("copy", "Julie Juul")
    assert told.put_back == ("title",)
    (entry,) = [one for one in told.history if one.action == "put_back"]
    assert sosync("undo", "--mailbox", linda.address, str(entry.id)).exit_code == 1
    assert linda.in_outlook.subjects() == ["Budget"]
