"""Meetings between mailboxes of the sandbox's Graph: invitations, answers, cancellations, mail."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from icalendar import Calendar

from tests.sandbox.graph_calendar import OutlookCalendar, Wire, at, attendees, days, every, meeting
from tests.sandbox_client import SandboxClient

pytestmark = pytest.mark.company("empty")

CLARA, LINDA, JULIE, JOHN = (
    "clara@havbris.example",
    "linda@nordlys.example",
    "julie@nordlys.example",
    "john@nordlys.example",
)
ROOM, STRANGER = "fjord@nordlys.example", "nobody@elsewhere.example"


@pytest.fixture
def clara(sandbox: SandboxClient) -> OutlookCalendar:
    """A customer, who has a calendar in another organisation."""
    return OutlookCalendar(sandbox, "c")


@pytest.fixture
def linda(sandbox: SandboxClient) -> OutlookCalendar:
    return OutlookCalendar(sandbox, "linda")


@pytest.fixture
def julie(sandbox: SandboxClient) -> OutlookCalendar:
    return OutlookCalendar(sandbox, "julie")


def answers(event: Wire) -> dict[str, str]:
    return {a["emailAddress"]["address"]: a["status"]["response"] for a in event["attendees"]}


def posted(sandbox: SandboxClient) -> Counter[tuple[str, str]]:
    """How many mails went to whom, by method."""
    return Counter((mail["to"], mail["method"]) for mail in sandbox.mail())


def vevent(mail: Wire) -> Any:
    """The event in a mail's text/calendar body."""
    return Calendar.from_ical(mail["calendar"]).walk("VEVENT")[0]


def only(calendar: OutlookCalendar, day: str = "2026-12-01") -> Wire:
    found = calendar.only(day)
    assert found is not None
    return found


def test_an_invitation_becomes_a_tentative_copy(
    clara: OutlookCalendar, linda: OutlookCalendar, sandbox: SandboxClient
) -> None:
    invited = attendees("Linda.Lund@nordlys.example", STRANGER)
    original = clara.create(meeting("Offer", attendees=invited, location={"displayName": "Quay 1"}))
    copy = only(linda)
    assert (copy["subject"], copy["location"]["displayName"]) == ("Offer", "Quay 1")
    assert copy["start"] == original["start"]
    assert copy["iCalUId"] == original["iCalUId"]
    assert (copy["isOrganizer"], copy["showAs"]) == (False, "tentative")
    assert copy["responseStatus"]["response"] == "notResponded"
    assert copy["organizer"]["emailAddress"]["address"] == CLARA
    assert set(posted(sandbox)) == {("linda.lund@nordlys.example", "REQUEST"), (STRANGER, "REQUEST")}
    mail = sandbox.mail(STRANGER)[0]
    event = vevent(mail)
    assert event["UID"] == original["iCalUId"] == mail["ical_uid"]
    assert event["DTSTART"].dt.isoformat() == "2026-12-01T09:00:00+00:00"
    assert [a.params["PARTSTAT"] for a in event["ATTENDEE"]] == ["NEEDS-ACTION"] * 2


@pytest.mark.parametrize(
    ("action", "response", "shown"),
    [("accept", "accepted", "oof"), ("tentativelyAccept", "tentativelyAccepted", "tentative"),
     ("decline", "declined", None)],
)  # fmt: skip
def test_an_answer_reaches_the_organiser(
    clara: OutlookCalendar, linda: OutlookCalendar, sandbox: SandboxClient, action: str, response: str,
    shown: str | None,
) -> None:  # fmt: skip
    original = clara.create(meeting(attendees=attendees(LINDA), showAs="oof"))
    linda.act(only(linda), action, Comment="Fine", SendResponse=True)
    assert answers(clara.read(original)) == {LINDA: response}
    copy = linda.only()
    assert (copy and copy["showAs"]) == shown
    if copy:
        assert copy["responseStatus"]["response"] == response
    assert posted(sandbox)[CLARA, "REPLY"] == 1
    assert sandbox.mail(CLARA)[0]["text"] == "Fine"


def test_an_answer_that_is_not_sent_stays_at_home(
    clara: OutlookCalendar, linda: OutlookCalendar, sandbox: SandboxClient
) -> None:
    original = clara.create(meeting(attendees=attendees(LINDA)))
    linda.act(only(linda), "accept", sendResponse=False)
    assert only(linda)["responseStatus"]["response"] == "accepted"
    assert answers(clara.read(original)) == {LINDA: "none"}
    assert (CLARA, "REPLY") not in posted(sandbox)


def test_removing_a_copy_is_no_answer(
    clara: OutlookCalendar, linda: OutlookCalendar, sandbox: SandboxClient
) -> None:
    original = clara.create(meeting(attendees=attendees(LINDA)))
    linda.act(only(linda), "accept")
    linda.delete(only(linda))
    assert linda.only() is None
    assert answers(clara.read(original)) == {LINDA: "accepted"}
    assert posted(sandbox)[CLARA, "REPLY"] == 1


def test_a_new_time_asks_everybody_again(
    clara: OutlookCalendar, linda: OutlookCalendar, julie: OutlookCalendar, sandbox: SandboxClient
) -> None:
    original = clara.create(meeting(attendees=attendees(LINDA, JULIE)))
    linda.act(only(linda), "decline")
    julie.act(only(julie), "accept")
    clara.patch(original, {"subject": "Renamed"})
    assert answers(clara.read(original)) == {LINDA: "declined", JULIE: "accepted"}
    clara.patch(original, {"start": at("2026-12-03T10:00:00"), "end": at("2026-12-03T11:00:00")})
    assert answers(clara.read(original)) == {LINDA: "none", JULIE: "none"}
    for calendar in (linda, julie):
        copy = only(calendar, "2026-12-03")
        assert (copy["subject"], copy["responseStatus"]["response"]) == ("Renamed", "notResponded")
        assert copy["showAs"] == "tentative"
    assert posted(sandbox)[JULIE, "REQUEST"] == 3


def test_writing_back_what_was_read_is_no_news(
    clara: OutlookCalendar, linda: OutlookCalendar, sandbox: SandboxClient
) -> None:
    series = clara.create(meeting(attendees=attendees(LINDA), recurrence=every("daily", "2026-12-01", count=2)))
    day = {"isAllDay": True, "start": at("2026-12-24T00:00:00"), "end": at("2026-12-25T00:00:00")}
    whole_day = clara.create({**day, "attendees": attendees(LINDA)})
    linda.act(linda.view("2026-12-01", "2026-12-02")[0]["seriesMasterId"], "accept")
    for event in (series, whole_day):
        seen = clara.read(event)
        names = (
            "subject",
            "body",
            "start",
            "end",
            "location",
            "attendees",
            "recurrence",
            "isAllDay",
            "importance",
        )
        clara.patch(event, {name: seen[name] for name in names})
    assert answers(clara.read(series)) == {LINDA: "accepted"}
    assert posted(sandbox)[LINDA, "REQUEST"] == 2


def test_what_is_private_travels_nowhere(
    clara: OutlookCalendar, linda: OutlookCalendar, sandbox: SandboxClient
) -> None:
    original = clara.create(meeting(attendees=attendees(LINDA)))
    private: dict[str, Any] = {
        "isReminderOn": False, "categories": ["Red category"], "sensitivity": "private", "showAs": "free",
        "singleValueExtendedProperties": [
            {"id": "String {00020329-0000-0000-C000-000000000046} Name X", "value": "1"}
        ],
    }  # fmt: skip
    linda.patch(only(linda), private)
    clara.patch(original, {**private, "sensitivity": "confidential"})
    assert posted(sandbox) == {(LINDA, "REQUEST"): 1}
    assert only(linda)["sensitivity"] == "private"
    assert clara.read(original)["sensitivity"] == "confidential"


def test_changed_attendees_concern_themselves_alone(
    clara: OutlookCalendar, linda: OutlookCalendar, julie: OutlookCalendar, sandbox: SandboxClient
) -> None:
    original = clara.create(meeting(attendees=attendees(LINDA, JOHN)))
    clara.patch(original, {"attendees": attendees(JULIE, JOHN)})
    assert posted(sandbox) == {
        (LINDA, "REQUEST"): 1, (JOHN, "REQUEST"): 1, (JULIE, "REQUEST"): 1, (LINDA, "CANCEL"): 1,
    }  # fmt: skip
    assert only(linda)["subject"] == "Canceled: Meeting"
    assert only(julie)["subject"] == "Meeting"


@pytest.mark.parametrize("how", ["cancel", "delete"])
def test_a_cancelled_meeting_lingers_at_its_attendees(
    clara: OutlookCalendar, linda: OutlookCalendar, sandbox: SandboxClient, how: str
) -> None:
    original = clara.create(meeting(attendees=attendees(LINDA)))
    if how == "cancel":
        clara.act(original, "cancel", comment="Ill")
    else:
        clara.delete(original)
    clara.refused("GET", clara.path(original), 404)
    copy = only(linda)
    assert (copy["subject"], copy["isCancelled"], copy["showAs"]) == ("Canceled: Meeting", True, "free")
    assert posted(sandbox)[LINDA, "CANCEL"] == 1
    error = linda.refused("POST", f"{linda.path(copy)}/accept", 400, json={})
    assert error["code"] == "ErrorCalendarIsCancelledForAccept"
    linda.delete(copy)
    assert linda.only() is None


def test_who_may_not(clara: OutlookCalendar, linda: OutlookCalendar, sandbox: SandboxClient) -> None:
    original = clara.create(meeting(attendees=attendees(LINDA), allowNewTimeProposals=False))
    for action, name in (("accept", "Accept"), ("decline", "Decline"), ("tentativelyAccept", "Tentative")):
        error = clara.refused("POST", f"{clara.path(original)}/{action}", 400, json={})
        assert error["code"] == f"ErrorCalendarIsOrganizerFor{name}"
    copy = linda.path(only(linda))
    assert "organizer to cancel" in linda.refused("POST", f"{copy}/cancel", 400, json={})["message"]
    slot = {"proposedNewTime": {"start": at("2026-12-02T10:00:00"), "end": at("2026-12-02T11:00:00")}}
    linda.refused("POST", f"{copy}/decline", 400, json=slot)
    linda.refused("POST", f"{copy}/accept", 400, json={"sendResponse": "perhaps"})
    assert linda.patch(only(linda), {"subject": "Mine"})["subject"] == "Mine"
    assert clara.read(original)["subject"] == "Meeting"
    sandbox.switch(graph_attendee_patch="403")
    assert linda.refused("PATCH", copy, 403, json={"subject": "Ours"})["code"] == "ErrorAccessDenied"
    sandbox.switch(graph_attendee_patch="400")
    assert linda.refused("PATCH", copy, 400, json={"subject": "Ours"})["code"] == "ErrorCalendarIsNotOrganizer"
    linda.patch(only(linda), {"isReminderOn": False})


def test_a_proposed_time_is_shown_to_the_organiser(clara: OutlookCalendar, linda: OutlookCalendar) -> None:
    original = clara.create(meeting(attendees=attendees(LINDA)))
    slot = {"start": at("2026-12-02T10:00:00"), "end": at("2026-12-02T11:00:00")}
    linda.act(only(linda), "tentativelyAccept", proposedNewTime=slot)
    attendee = clara.read(original)["attendees"][0]
    assert attendee["proposedNewTime"]["start"]["dateTime"] == "2026-12-02T10:00:00.0000000"


def test_a_room_accepts_by_itself(linda: OutlookCalendar) -> None:
    room = [{"emailAddress": {"address": ROOM}, "type": "resource"}]
    original = linda.create(meeting(attendees=room))
    assert answers(linda.read(original)) == {ROOM: "accepted"}


def test_a_series_travels_as_one(clara: OutlookCalendar, linda: OutlookCalendar, sandbox: SandboxClient) -> None:
    original = clara.create(meeting(attendees=attendees(LINDA), recurrence=every("daily", "2026-12-01", count=4)))
    copies = linda.view("2026-12-01", "2026-12-31")
    assert days(copies) == ["2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04"]
    linda.act(copies[0]["seriesMasterId"], "accept")
    assert answers(clara.read(original)) == {LINDA: "accepted"}
    linda.act(copies[1], "decline")
    assert days(linda.view("2026-12-01", "2026-12-31")) == ["2026-12-01", "2026-12-03", "2026-12-04"]
    mine = clara.view("2026-12-01", "2026-12-31")
    assert [answers(event)[LINDA] for event in mine] == ["accepted", "declined", "accepted", "accepted"]
    assert posted(sandbox) == {(LINDA, "REQUEST"): 1, (CLARA, "REPLY"): 2}
    event = vevent(sandbox.mail(LINDA)[0])
    assert event["RRULE"]["COUNT"] == [4]
    reply = vevent(sandbox.mail(CLARA)[1])
    assert reply["RECURRENCE-ID"].dt.isoformat() == "2026-12-02T10:00:00+01:00"


def test_one_occurrence_moves_alone(
    clara: OutlookCalendar, linda: OutlookCalendar, sandbox: SandboxClient
) -> None:
    clara.create(meeting(attendees=attendees(LINDA), recurrence=every("weekly", "2026-12-01", count=3,
                                                                       daysOfWeek=["tuesday"])))  # fmt: skip
    linda.act(linda.view("2026-12-01", "2026-12-31")[0]["seriesMasterId"], "accept")
    second = clara.view("2026-12-01", "2026-12-31")[1]
    clara.patch(second, {"start": at("2026-12-09T10:00:00"), "end": at("2026-12-09T11:00:00")})
    copies = linda.view("2026-12-01", "2026-12-31")
    assert days(copies) == ["2026-12-01", "2026-12-09", "2026-12-15"]
    assert [c["responseStatus"]["response"] for c in copies] == ["accepted", "notResponded", "accepted"]
    clara.act(second, "cancel")
    assert [c["isCancelled"] for c in linda.view("2026-12-01", "2026-12-31")] == [False, True, False]
    assert days(clara.view("2026-12-01", "2026-12-31")) == ["2026-12-01", "2026-12-15"]
    assert posted(sandbox) == {(LINDA, "REQUEST"): 2, (LINDA, "CANCEL"): 1, (CLARA, "REPLY"): 1}


def test_a_guest_of_one_occurrence_gets_that_one(clara: OutlookCalendar, julie: OutlookCalendar) -> None:
    clara.create(meeting(attendees=attendees(LINDA), recurrence=every("daily", "2026-12-01", count=3)))
    second = clara.view("2026-12-01", "2026-12-31")[1]
    clara.patch(second, {"attendees": attendees(LINDA, JULIE)})
    assert days(julie.view("2026-12-01", "2026-12-31")) == ["2026-12-02"]
    julie.act(only(julie, "2026-12-02"), "accept")
    assert answers(clara.read(second)) == {LINDA: "none", JULIE: "accepted"}


def test_a_change_of_the_series_is_told_for_edited_occurrences_too(
    clara: OutlookCalendar, sandbox: SandboxClient
) -> None:
    original = clara.create(meeting(attendees=attendees(LINDA), recurrence=every("daily", "2026-12-01", count=3)))
    clara.patch(clara.view("2026-12-01", "2026-12-31")[1], {"subject": "Special"})
    clara.patch(original, {"location": {"displayName": "Quay 2"}})
    assert [mail["subject"] for mail in sandbox.mail(LINDA)] == ["Meeting", "Special", "Meeting", "Special"]


def test_hidden_attendees_see_only_themselves(clara: OutlookCalendar, linda: OutlookCalendar) -> None:
    clara.create(meeting(attendees=attendees(LINDA, JULIE), hideAttendees=True))
    assert set(answers(only(linda))) == {LINDA}


def test_a_forwarded_meeting_reaches_one_more_person(
    clara: OutlookCalendar, linda: OutlookCalendar, julie: OutlookCalendar
) -> None:
    original = clara.create(meeting(attendees=attendees(LINDA)))
    linda.act(only(linda), "forward", toRecipients=[{"emailAddress": {"address": JULIE}}], comment="Come too")
    julie.act(only(julie), "accept")
    assert answers(clara.read(original)) == {LINDA: "none", JULIE: "accepted"}


def test_delta_tells_attendees_and_organisers_of_each_other(
    clara: OutlookCalendar, linda: OutlookCalendar
) -> None:
    window = "/me/calendarView/delta?startDateTime=2026-12-01&endDateTime=2027-01-01"
    _, hers, _ = clara.delta(window)
    _, mine, _ = linda.delta(window)
    clara.create(meeting(attendees=attendees(LINDA)))
    items, mine, _ = linda.delta(mine)
    assert [item["subject"] for item in items] == ["Meeting"]
    linda.act(items[0], "decline")
    assert ["@removed" in item for item in linda.delta(mine)[0]] == [True]
    assert [answers(item) for item in clara.delta(hers)[0]] == [{LINDA: "declined"}]
