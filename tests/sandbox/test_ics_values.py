"""What Graph shows of the events of calendar files: zones, days, properties, people, encodings."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.imports import Calendar, imported
from tests.sandbox_client import SandboxClient

Json = dict[str, Any]


def utc(event: Json) -> str:
    return str(event["start"]["dateTime"][:16])


class TestZones:
    @pytest.fixture
    def events(self, sandbox: SandboxClient) -> dict[str, Json]:
        imported(sandbox, "zones.ics")
        return Calendar(sandbox).by_uid()

    @pytest.mark.parametrize(
        ("uid", "start", "zone"),
        [
            ("iana", "2027-07-01T08:00", "Europe/Oslo"),
            ("windows", "2027-07-01T14:00", "Eastern Standard Time"),
            ("custom", "2027-07-01T08:00", "W. Europe Standard Time"),
            ("location", "2027-07-01T08:00", "Europe/Oslo"),
            ("microsoft custom", "2027-07-01T08:00", "W. Europe Standard Time"),
            ("microsoft utc", "2027-07-01T10:00", "UTC"),
            ("display", "2027-07-01T08:00", "Europe/Amsterdam"),
            ("us display", "2027-07-01T14:00", "Eastern Standard Time"),
            ("old display", "2027-07-01T08:00", "Europe/Sarajevo"),
            ("path", "2027-07-01T01:00", "Asia/Tokyo"),
            ("offset", "2027-07-01T07:00", "Etc/GMT-3"),
            ("odd", "2027-07-01T08:43", "UTC"),
            ("unknown", "2027-07-01T08:00", "W. Europe Standard Time"),
            ("floating", "2027-07-01T08:00", "W. Europe Standard Time"),
            ("utc", "2027-07-01T10:00", "UTC"),
        ],
    )
    def test_every_way_to_name_a_zone_is_understood(
        self, events: dict[str, Json], uid: str, start: str, zone: str
    ) -> None:
        assert (utc(events[uid]), events[uid]["originalStartTimeZone"]) == (start, zone)

    def test_a_zone_that_is_defined_nowhere_is_reported(self, sandbox: SandboxClient) -> None:
        [warning] = imported(sandbox, "zones.ics")["warnings"]
        assert warning["line"] == 145
        assert "Atlantis" in warning["reason"]

    def test_times_without_a_zone_are_of_the_mailbox(self, sandbox: SandboxClient) -> None:
        imported(sandbox, "zones.ics", mailbox="xavier@xylo.example")
        event = Calendar(sandbox, "xavier@xylo.example").by_uid()["floating"]
        assert event["originalStartTimeZone"] == "Romance Standard Time"

    def test_two_calendars_of_a_file_have_zones_of_their_own(self, sandbox: SandboxClient) -> None:
        imported(sandbox, "several-calendars.ics")
        events = Calendar(sandbox).by_uid()
        assert utc(events["first"]) == "2027-07-01T08:00"
        assert utc(events["second"]) == "2027-07-01T01:00"


@pytest.mark.parametrize(
    ("uid", "start", "end", "all_day"),
    [
        ("one day", "05-17T00:00", "05-18T00:00", True),
        ("no end", "05-17T00:00", "05-18T00:00", True),
        ("equal end", "05-17T00:00", "05-18T00:00", True),
        ("duration", "05-17T00:00", "05-20T00:00", True),
        ("two weeks", "07-05T00:00", "07-19T00:00", True),
        ("marked", "05-17T00:00", "05-18T00:00", True),
        ("marked wrongly", "05-17T08:00", "05-17T09:00", False),
        ("over night", "05-17T20:00", "05-19T06:00", False),
        ("timed duration", "05-17T08:00", "05-17T09:30", False),
        ("moment", "05-17T08:00", "05-17T08:00", False),
    ],
)
def test_days_and_durations(sandbox: SandboxClient, uid: str, start: str, end: str, all_day: bool) -> None:
    imported(sandbox, "days.ics")
    event = Calendar(sandbox).by_uid()[uid]
    assert [event[name]["dateTime"][5:16] for name in ("start", "end")] == [start, end]
    assert event["isAllDay"] is all_day


def test_an_event_that_ends_before_it_starts_is_left_out_with_its_line(sandbox: SandboxClient) -> None:
    report = imported(sandbox, "days.ics")
    assert [(each["line"], each["reason"]) for each in report["skipped"]] == [
        (78, "It ends before it starts."),
        (85, "It ends before it starts."),
    ]


@pytest.mark.parametrize(
    ("uid", "wanted"),
    [
        ("private", {"sensitivity": "private"}),
        ("confidential", {"sensitivity": "confidential"}),
        ("own class", {"sensitivity": "private"}),
        ("transparent", {"showAs": "free", "sensitivity": "normal"}),
        ("out of office", {"showAs": "oof"}),
        ("tentative", {"showAs": "tentative"}),
        ("urgent", {"importance": "high", "showAs": "busy"}),
        ("unimportant", {"importance": "low"}),
        ("microsoft importance", {"importance": "high"}),
        ("categories", {"categories": ["Customer", "Travel, far", "Oslo"]}),
        ("alarm", {"isReminderOn": True, "reminderMinutesBeforeStart": 15}),
        ("alarm at a time", {"isReminderOn": True, "reminderMinutesBeforeStart": 30}),
        ("alarm before the end", {"isReminderOn": True, "reminderMinutesBeforeStart": 10}),
        ("silent alarm", {"isReminderOn": False}),
        ("emoji 🎿 and ζ", {"subject": "emoji 🎿 and ζ", "bodyPreview": "☃"}),
        ("text", {"bodyPreview": "First line\r\nSecond, with ; marks"}),
        ("html", {"bodyPreview": "Rich, bold"}),
        ("google", {"bodyPreview": "Agenda\r\n\r\none"}),
    ],
)
def test_properties(sandbox: SandboxClient, uid: str, wanted: Json) -> None:
    imported(sandbox, "properties.ics")
    event = Calendar(sandbox).by_uid()[uid]
    assert {name: event[name] for name in wanted} == wanted


def test_the_place_and_what_is_no_event(sandbox: SandboxClient) -> None:
    report = imported(sandbox, "properties.ics")
    assert report["ignored"] == {"VTODO": 2, "VJOURNAL": 1}
    assert Calendar(sandbox).by_uid()["place"]["location"]["displayName"] == "Storgata 12, Tromsø"


class TestPeople:
    @pytest.fixture
    def events(self, sandbox: SandboxClient) -> dict[str, Json]:
        imported(sandbox, "people.ics")
        return Calendar(sandbox).by_uid()

    def test_somebody_elses_meeting_is_an_attendees_copy(self, events: dict[str, Json]) -> None:
        event = events["invited"]
        assert event["isOrganizer"] is False
        address = {"name": "Customer, Clara", "address": "clara@havbris.example"}
        assert event["organizer"]["emailAddress"] == address
        assert event["responseStatus"]["response"] == "accepted"
        assert [
            (each["emailAddress"]["name"], each["type"], each["status"]["response"]) for each in event["attendees"]
        ] == [
            ("Linda Lund", "required", "accepted"),
            ("Julie", "optional", "declined"),
            ("fjord@nordlys.example", "resource", "accepted"),
        ]

    def test_an_own_meeting_is_known_by_any_address(self, events: dict[str, Json]) -> None:
        event = events["organised"]
        assert event["isOrganizer"] is True
        [guest] = event["attendees"]
        assert guest["emailAddress"]["address"] == "xavier@xylo.example"
        assert guest["status"]["response"] == "tentativelyAccepted"

    def test_an_open_invitation_stays_open(self, events: dict[str, Json]) -> None:
        assert events["unanswered"]["responseStatus"]["response"] == "notResponded"

    def test_a_cancelled_meeting_is_shown_as_cancelled(self, events: dict[str, Json]) -> None:
        event = events["called off"]
        assert (event["isCancelled"], event["showAs"], event["subject"]) == (True, "free", "Canceled: called off")

    def test_nobody_is_mailed_and_no_other_mailbox_is_touched(
        self, sandbox: SandboxClient, events: dict[str, Json]
    ) -> None:
        assert sandbox.mail() == []
        assert Calendar(sandbox, "julie").events() == []

    def test_a_file_that_cancels_brings_cancelled_events(self, sandbox: SandboxClient) -> None:
        imported(sandbox, "cancelling.ics")
        assert Calendar(sandbox).by_uid()["withdrawn"]["isCancelled"] is True


@pytest.mark.parametrize(
    ("file", "subject"),
    [
        ("bom.ics", "Blåbærtur"),
        ("utf16.ics", "Blåbærtur"),
        ("latin1.ics", "Blåbærtur"),
        ("quoted-printable.ics", "Blåbærtur"),
        ("folded-lf.ics", "A long subject that was folded in the middle of words"),
        ("folded-cr.ics", "A long subject that was folded in the middle of words"),
    ],
)
def test_encodings_and_line_ends(sandbox: SandboxClient, file: str, subject: str) -> None:
    imported(sandbox, file)
    assert [event["subject"] for event in Calendar(sandbox).events()] == [subject]
