"""The preferences `participants_in_text_out` and `participants_in_text_in`: a list at the end of the text."""

from __future__ import annotations

from typing import Any

import pytest

from backend.core.listing_of_people import lines_in, without_block
from backend.core.text import canonical
from tests.company import at
from tests.scenarios.cast import Person
from tests.scenarios.company import Company
from tests.scenarios.meeting import Meeting

Json = dict[str, Any]


def listed_in_outlook(person: Person, meeting: Meeting) -> list[str]:
    """Who is listed in the event's text."""
    return list(lines_in(canonical(person.in_outlook.event_of(meeting)["body"]["content"])))


def listed_in_superoffice(person: Person, meeting: Meeting) -> list[str]:
    """Who is listed in the row's text."""
    return list(lines_in(canonical(person.in_superoffice.row_of(meeting)["Agenda"])))


def names(person: Person, lines: list[str]) -> bool:
    """Whether the lines name somebody with the address."""
    return any(line.startswith(person.name) and line.endswith(person.address) for line in lines)


def visit(linda: Person, c: Person, **more: Any) -> Meeting:
    """An appointment in SuperOffice that concerns a customer."""
    return linda.in_superoffice.invites("Visit", start=at(2, 10), Person={"PersonId": c.person_id}, **more)


def agenda(linda: Person, meeting: Meeting) -> str:
    """The text in SuperOffice as it is stored."""
    return str(linda.in_superoffice.row_of(meeting)["Agenda"])


# -- out


@pytest.mark.parametrize("preferences", [{}, {"participants_in_text_out": True}])
def test_out_a_meeting_lists_who_takes_part(
    company: Company, linda: Person, c: Person, x: Person, preferences: Json
) -> None:
    company.prefer(**preferences)
    meeting = linda.in_superoffice.invites("Offer", c, x, start=at(2, 10), text="<p>Bring prices</p>")
    company.runs()
    lines = listed_in_outlook(linda, meeting)
    assert len(lines) == 2
    assert names(c, lines) and names(x, lines)
    assert any(line.count(", ") == 2 for line in lines)  # with the company of the card
    event = linda.in_outlook.event_of(meeting)
    assert "Bring prices" in event["body"]["content"] and "Participants" in event["body"]["content"]


def test_out_off_lists_nobody(company: Company, linda: Person, c: Person) -> None:
    company.prefer(participants_in_text_out=False)
    meeting = linda.in_superoffice.invites("Offer", c, start=at(2, 10), text="<p>Bring prices</p>")
    company.runs()
    assert listed_in_outlook(linda, meeting) == []


def test_out_whom_the_row_concerns_is_listed_and_followed(company: Company, linda: Person, c: Person) -> None:
    meeting = visit(linda, c, text="<p>Coffee</p>")
    company.runs()
    assert names(c, listed_in_outlook(linda, meeting))
    linda.in_superoffice.changes(meeting, Person=None)
    company.runs()
    assert listed_in_outlook(linda, meeting) == []


def test_out_guests_do_not_read_whom_the_row_concerns(
    company: Company, linda: Person, julie: Person, c: Person
) -> None:
    meeting = linda.in_superoffice.invites("Plan", julie, start=at(2, 10), Person={"PersonId": c.person_id})
    company.runs()
    assert not names(c, listed_in_outlook(linda, meeting))


def test_out_an_item_of_nobody_else_has_no_list(company: Company, linda: Person) -> None:
    meeting = linda.in_superoffice.invites("Desk work", start=at(2, 10), text="<p>Quiet</p>")
    company.runs()
    assert "Participants" not in linda.in_outlook.event_of(meeting)["body"]["content"]


def test_out_a_list_never_comes_back_to_superoffice(company: Company, linda: Person, c: Person) -> None:
    meeting = linda.in_superoffice.invites("Offer", c, start=at(2, 10), text="<p>Bring prices</p>")
    company.runs()
    event = linda.in_outlook.event_of(meeting)
    for number in range(3):
        html = event["body"]["content"].replace("prices", f"prices {number}")
        linda.in_outlook.writes(meeting, html)
        company.runs()
        assert canonical(agenda(linda, meeting)) == f"Bring prices {number}"
        linda.in_superoffice.writes(meeting, f"<p>Bring prices {number} and pens</p>")
        company.runs()
        content = linda.in_outlook.event_of(meeting)["body"]["content"]
        assert content.count("Participants") == 1
        assert names(c, listed_in_outlook(linda, meeting))


def test_out_nobody_is_mailed_for_the_list_alone(company: Company, linda: Person, c: Person) -> None:
    meeting = linda.in_superoffice.invites("Offer", c, start=at(2, 10))
    company.runs()
    mails, content = company.post.sent(), linda.in_outlook.event_of(meeting)["body"]["content"]
    http = linda.in_superoffice.diary.http
    renamed = http.patch(
        f"/v1/Person/{c.person_id}", json=[{"op": "replace", "path": "/Lastname", "value": "New"}]
    )
    assert renamed.ok, renamed.text
    linda.in_superoffice.changes(meeting, Completed="Started")
    company.rounds()
    assert (company.post.sent(), linda.in_outlook.event_of(meeting)["body"]["content"]) == (mails, content)


def test_out_an_attendees_copy_is_left_alone(company: Company, linda: Person, c: Person) -> None:
    meeting = c.in_outlook.invites("Inspection", linda, start=at(2, 10), text="<p>Boots</p>")
    company.runs()
    assert listed_in_outlook(linda, meeting) == []


@pytest.mark.parametrize(("before", "after"), [(True, False), (False, True)])
def test_out_changing_it_leaves_synced_items_as_they_are(
    company: Company, linda: Person, c: Person, before: bool, after: bool
) -> None:
    company.prefer(participants_in_text_out=before)
    meetings = [visit(linda, c), linda.in_superoffice.invites("Offer", c, start=at(3, 10))]
    company.runs()
    there = [linda.in_outlook.event_of(meeting) for meeting in meetings]
    company.prefer(participants_in_text_out=after)
    company.runs()
    assert [linda.in_outlook.event_of(meeting) for meeting in meetings] == there


# -- in


@pytest.mark.parametrize("preferences", [{}, {"participants_in_text_in": False}])
def test_in_off_superoffice_lists_nobody(company: Company, linda: Person, c: Person, preferences: Json) -> None:
    company.prefer(**preferences)
    meeting = linda.in_outlook.invites("Offer", c, start=at(2, 10), text="<p>Bring prices</p>")
    company.runs()
    assert canonical(agenda(linda, meeting)) == "Bring prices"


def test_in_on_attendees_are_listed_and_followed(company: Company, linda: Person, c: Person, x: Person) -> None:
    company.prefer(participants_in_text_in=True)
    meeting = linda.in_outlook.invites("Offer", c, start=at(2, 10), text="<p>Bring prices</p>")
    company.runs()
    assert names(c, listed_in_superoffice(linda, meeting))
    linda.in_outlook.invites_also(meeting, x)
    company.runs()
    lines = listed_in_superoffice(linda, meeting)
    assert names(c, lines) and names(x, lines) and len(lines) == 2


def test_in_on_the_organiser_of_an_invitation_is_listed(company: Company, linda: Person, c: Person) -> None:
    company.prefer(participants_in_text_in=True)
    meeting = c.in_outlook.invites("Inspection", linda, start=at(2, 10), text="<p>Boots</p>")
    company.runs()
    assert names(c, listed_in_superoffice(linda, meeting))


def test_in_on_the_text_never_grows(company: Company, linda: Person, c: Person) -> None:
    company.prefer(participants_in_text_in=True)
    meeting = linda.in_outlook.invites("Offer", c, start=at(2, 10), text="<p>One</p>")
    company.runs()
    for number in range(3):
        linda.in_superoffice.writes(meeting, agenda(linda, meeting).replace("One", f"One {number}", 1))
        company.runs()
        event = linda.in_outlook.event_of(meeting)["body"]["content"]
        assert event.count("Participants") == 1 and f"One {number}" in event
        linda.in_outlook.writes(meeting, "<p>One</p>")
        company.runs()
        assert agenda(linda, meeting).count("Participants") == 1
        assert without_block(canonical(agenda(linda, meeting))) == "One"


@pytest.mark.parametrize(("before", "after"), [(True, False), (False, True)])
def test_in_changing_it_leaves_synced_items_as_they_are(
    company: Company, linda: Person, c: Person, before: bool, after: bool
) -> None:
    company.prefer(participants_in_text_in=before)
    meeting = linda.in_outlook.invites("Offer", c, start=at(2, 10), text="<p>One</p>")
    company.runs()
    there = linda.in_superoffice.row_of(meeting)
    company.prefer(participants_in_text_in=after)
    company.runs()
    assert linda.in_superoffice.row_of(meeting) == there
