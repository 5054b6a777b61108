"""Attendees' copies of meetings: what they learn of others, and how they follow the organiser."""

from __future__ import annotations

from typing import Any

import pytest
from icalendar import Calendar

from tests.sandbox.graph_calendar import OutlookCalendar, Wire, at, attendees, days, every, first_view, meeting
from tests.sandbox_client import SandboxClient

pytestmark = pytest.mark.company("empty")

CLARA, LINDA, JULIE = "clara@havbris.example", "linda@nordlys.example", "julie@nordlys.example"
DECEMBER = ("2026-12-01", "2027-01-01")
LATER = {"start": at("2026-12-01T14:00:00"), "end": at("2026-12-01T15:00:00")}


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


def all_of(calendar: OutlookCalendar) -> list[Wire]:
    return calendar.view(*DECEMBER)


@pytest.mark.parametrize(("position", "told"), [("never", False), ("updated", True)])
def test_copies_may_show_what_others_answered(
    clara: OutlookCalendar, linda: OutlookCalendar, julie: OutlookCalendar, sandbox: SandboxClient,
    position: str, told: bool,
) -> None:  # fmt: skip
    sandbox.switch(graph_copy_answers=position)
    clara.create(meeting(attendees=attendees(LINDA, JULIE)))
    (before,) = all_of(julie)
    _, link, _ = julie.delta(first_view(*DECEMBER))
    mails = len(sandbox.mail())
    linda.act(all_of(linda)[0], "accept")
    (after,) = all_of(julie)
    assert answers(after) == {LINDA: "accepted" if told else "none", JULIE: "none"}
    assert (after["changeKey"] != before["changeKey"]) is told
    assert [answers(item) for item in julie.delta(link)[0]] == [answers(after)] * told
    assert after["responseStatus"]["response"] == "notResponded"
    assert len(sandbox.mail()) == mails + 1
    linda.act(all_of(linda)[0], "decline")
    assert answers(all_of(julie)[0])[LINDA] == ("declined" if told else "none")


def test_an_answer_kept_at_home_is_shown_to_nobody(
    clara: OutlookCalendar, linda: OutlookCalendar, julie: OutlookCalendar, sandbox: SandboxClient
) -> None:
    sandbox.switch(graph_copy_answers="updated")
    clara.create(meeting(attendees=attendees(LINDA, JULIE)))
    linda.act(all_of(linda)[0], "accept", sendResponse=False)
    assert answers(all_of(julie)[0]) == {LINDA: "none", JULIE: "none"}


def test_shown_answers_follow_the_organiser(
    clara: OutlookCalendar, linda: OutlookCalendar, julie: OutlookCalendar, sandbox: SandboxClient
) -> None:
    sandbox.switch(graph_copy_answers="updated")
    original = clara.create(meeting(attendees=attendees(LINDA)))
    linda.act(all_of(linda)[0], "accept")
    clara.patch(original, {"attendees": attendees(LINDA, JULIE), "subject": "More"})
    for calendar in (clara, linda, julie):
        assert answers(all_of(calendar)[0]) == {LINDA: "accepted", JULIE: "none"}
    clara.patch(original, LATER)
    for calendar in (clara, linda, julie):
        assert answers(all_of(calendar)[0]) == {LINDA: "none", JULIE: "none"}


def test_answers_are_shown_in_the_occurrence_they_were_given_to(
    clara: OutlookCalendar, linda: OutlookCalendar, julie: OutlookCalendar, sandbox: SandboxClient
) -> None:
    sandbox.switch(graph_copy_answers="updated")
    clara.create(meeting(attendees=attendees(LINDA), recurrence=every("daily", "2026-12-01", count=3)))
    clara.patch(all_of(clara)[1], {"attendees": attendees(LINDA, JULIE), "subject": "More"})
    julie.act(all_of(julie)[0], "accept")
    assert [answers(event).get(JULIE) for event in all_of(linda)] == [None, "accepted", None]
    linda.act(all_of(linda)[0]["seriesMasterId"], "accept")
    assert [answers(event)[LINDA] for event in all_of(clara)] == ["accepted"] * 3
    assert [answers(event) for event in all_of(julie)] == [{LINDA: "accepted", JULIE: "accepted"}]
    linda.act(all_of(linda)[1], "decline")
    assert [answers(event)[LINDA] for event in all_of(julie)] == ["declined"]
    assert [answers(event)[LINDA] for event in all_of(linda)] == ["accepted"] * 2


def test_hidden_attendees_stay_hidden(
    clara: OutlookCalendar, linda: OutlookCalendar, julie: OutlookCalendar, sandbox: SandboxClient
) -> None:
    sandbox.switch(graph_copy_answers="updated")
    clara.create(meeting(attendees=attendees(LINDA, JULIE), hideAttendees=True))
    linda.act(all_of(linda)[0], "accept")
    assert answers(all_of(julie)[0]) == {JULIE: "none"}


def test_who_stays_invited_keeps_the_answer(clara: OutlookCalendar, linda: OutlookCalendar) -> None:
    original = clara.create(meeting(attendees=attendees(LINDA), recurrence=every("daily", "2026-12-01", count=2)))
    linda.act(all_of(linda)[0]["seriesMasterId"], "tentativelyAccept")
    clara.patch(original, {"attendees": attendees(JULIE, LINDA)})
    clara.patch(all_of(clara)[1], {"attendees": attendees(LINDA)})
    assert [answers(event) for event in all_of(clara)] == [
        {JULIE: "none", LINDA: "tentativelyAccepted"}, {LINDA: "tentativelyAccepted"},
    ]  # fmt: skip
    assert [event["responseStatus"]["response"] for event in all_of(linda)] == ["tentativelyAccepted"] * 2


def test_a_declined_occurrence_comes_back_with_a_new_time(
    clara: OutlookCalendar, linda: OutlookCalendar, sandbox: SandboxClient
) -> None:
    clara.create(meeting(attendees=attendees(LINDA), recurrence=every("daily", "2026-12-01", count=3)))
    linda.act(all_of(linda)[0]["seriesMasterId"], "accept")
    linda.act(all_of(linda)[1], "decline")
    assert days(all_of(linda)) == ["2026-12-01", "2026-12-03"]
    reply: Any = Calendar.from_ical(sandbox.mail(CLARA)[-1]["calendar"]).walk("VEVENT")[0]
    assert reply["RECURRENCE-ID"].dt.date().isoformat() == "2026-12-02"
    second = all_of(clara)[1]
    clara.patch(second, {"subject": "Renamed"})
    assert days(all_of(linda)) == ["2026-12-01", "2026-12-03"]
    clara.patch(second, {"start": at("2026-12-02T14:00:00"), "end": at("2026-12-02T15:00:00")})
    found = all_of(linda)
    assert [event["responseStatus"]["response"] for event in found] == ["accepted", "notResponded", "accepted"]
    assert found[1]["subject"] == "Renamed"


def test_a_cancelled_occurrence_is_marked_alone(clara: OutlookCalendar, linda: OutlookCalendar) -> None:
    clara.create(meeting(attendees=attendees(LINDA), recurrence=every("daily", "2026-12-01", count=3)))
    linda.act(all_of(linda)[0]["seriesMasterId"], "accept")
    clara.act(all_of(clara)[1], "cancel")
    found = all_of(linda)
    assert [event["isCancelled"] for event in found] == [False, True, False]
    assert [event["type"] for event in found] == ["occurrence", "exception", "occurrence"]
    assert found[1]["subject"] == "Canceled: Meeting"
