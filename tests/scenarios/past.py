"""What lay in the two systems before the product was switched on (scenario 11)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from tests.scenarios import memory
from tests.scenarios.cast import Person
from tests.scenarios.company import Company
from tests.scenarios.meeting import Meeting
from tests.scenarios.weather import unjudged

Json = dict[str, Any]


@contextmanager
def before_the_product(company: Company) -> Iterator[None]:
    """Nobody is linked meanwhile; mails that leave are what the two systems send by themselves."""
    for person in company.linked:
        memory.unlinks(company, person)
    with unjudged(company), company.post.of_outlook():
        yield
    for person in company.linked:
        memory.links(company, person)
    company.acted()


def superoffice_invites(company: Company, owner: Person, title: str, *guests: Person, start: datetime) -> Meeting:
    """A meeting made and mailed by SuperOffice's own engine, under its UID (contracts/superoffice.md §3.4)."""
    there = owner.in_superoffice
    entity = there.agent("CreateDefaultAppointmentEntity", {})
    entity |= {
        "Title": title,
        "Description": title,
        "StartDate": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "EndDate": f"{start + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}",
        "Participants": [there.invitation(one) for one in (owner, *guests)],
    }
    saved = there.agent("Save", {"AppointmentEntity": entity, "SendEmailToParticipants": True})
    asked = {"AppointmentId": saved["AppointmentId"], "UseMotherId": False}
    uid = there.agent("GetUIDFromAppointmentId", asked)
    assert uid, "an invitation that left has a UID"
    meeting = Meeting(title, owner, list(guests), [start], timedelta(hours=1), uid=uid, born_in_superoffice=True)
    company.meetings.append(meeting)
    company.post.invited(meeting)
    return meeting


def outlook_holds(company: Company, person: Person, meeting: Meeting, **more: Any) -> None:
    """The meeting lies in somebody's Outlook as its mail brought it; *more* are properties of Graph's event."""
    start = meeting.start()
    event = {
        "iCalUId": meeting.uid,
        "subject": meeting.title,
        "start": {"dateTime": f"{start:%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"},
        "end": {"dateTime": f"{start + meeting.length:%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"},
        "attendees": [attendee(guest.address) for guest in meeting.guests],
        **more,
    }
    if person is not meeting.organiser:
        event["organizer"] = organiser(meeting.organiser)
    imports(company, person, event)


def imports(company: Company, person: Person, event: Json) -> None:
    """An event comes into a calendar without anybody being told. AssertionError when Exchange refuses it."""
    answer = company.sandbox.control("POST", "import", {"mailbox": person.key, "events": [event]})
    (result,) = answer["results"]
    assert result["outcome"] == "created", result


def attendee(address: str, answer: str = "none", kind: str = "required") -> Json:
    """An attendee with an answer."""
    return {"type": kind, "emailAddress": {"address": address}, "status": {"response": answer}}


def organiser(person: Person) -> Json:
    """Who invited."""
    return {"emailAddress": {"address": person.address, "name": person.name}}
