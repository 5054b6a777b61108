"""Single events in the sandbox's Graph (contracts/graph.md §1.1 to §1.6)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.graph_calendar import OSLO, OutlookCalendar, at, attendees, meeting
from tests.sandbox_client import HostSession, SandboxClient

pytestmark = pytest.mark.company("empty")

KEY = "String {00020329-0000-0000-C000-000000000046} Name SoSyncId"


@pytest.fixture
def linda(sandbox: SandboxClient) -> OutlookCalendar:
    return OutlookCalendar(sandbox, "linda")


def test_an_event_comes_back_as_it_was_written(linda: OutlookCalendar) -> None:
    written = meeting(
        "Review", location={"displayName": "Fjord"}, categories=["Red category"], importance="High",
        showAs="OOF", sensitivity="Private", isReminderOn="true", reminderMinutesBeforeStart=30,
        body={"contentType": "HTML", "content": "<p>Bring <b>numbers</b></p>"}, transactionId=None,
    )  # fmt: skip
    event = linda.read(linda.create(written))
    assert event["subject"] == "Review"
    assert event["start"] == {"dateTime": "2026-12-01T09:00:00.0000000", "timeZone": "UTC"}
    assert event["originalStartTimeZone"] == OSLO
    assert event["location"]["displayName"] == event["locations"][0]["displayName"] == "Fjord"
    assert (event["importance"], event["showAs"], event["sensitivity"]) == ("high", "oof", "private")
    assert (event["isReminderOn"], event["reminderMinutesBeforeStart"]) == (True, 30)
    assert event["bodyPreview"] == "Bring numbers"
    assert event["type"] == "singleInstance"
    assert event["isOrganizer"] is True
    assert event["@odata.etag"] == f'W/"{event["changeKey"]}"'
    assert "transactionId" not in event


def test_preferences_shape_the_answer(linda: OutlookCalendar) -> None:
    event = linda.create(meeting(body={"contentType": "text", "content": "one\ntwo"}))
    prefer = 'outlook.timezone="Eastern Standard Time", outlook.body-content-type="text"'
    answer = linda.http.get(linda.path(event), headers={"Prefer": prefer, "client-request-id": "abc"})
    assert answer.json()["start"] == {
        "dateTime": "2026-12-01T04:00:00.0000000",
        "timeZone": "Eastern Standard Time",
    }
    assert answer.json()["body"] == {"contentType": "text", "content": "one\ntwo"}
    assert answer.headers["Preference-Applied"] == prefer
    assert answer.headers["client-request-id"] == "abc"
    assert answer.headers["Content-Type"].startswith("application/json;odata.metadata=minimal")


def test_all_day_events_are_midnights_in_every_zone(linda: OutlookCalendar) -> None:
    event = linda.create(
        {
            "subject": "Holiday",
            "isAllDay": True,
            "start": at("2026-12-24T00:00:00"),
            "end": at("2026-12-25T00:00:00"),
        }
    )
    for zone in ("UTC", "Tokyo Standard Time", OSLO):
        seen = linda.read(event, Prefer=f'outlook.timezone="{zone}"')
        assert seen["start"] == {"dateTime": "2026-12-24T00:00:00.0000000", "timeZone": zone}
        assert seen["end"]["dateTime"] == "2026-12-25T00:00:00.0000000"


@pytest.mark.parametrize(
    ("changes", "code", "named"),
    [
        ({"start": None}, "RequestBodyRead", "start"),
        ({"start": {"dateTime": "yesterday"}}, "RequestBodyRead", "start.dateTime"),
        ({"start": at("2026-12-01T10:00:00", "Mars Standard Time")}, "TimeZoneNotSupportedException", "Mars"),
        ({"end": at("2026-12-01T09:00:00")}, "ErrorCalendarEndDateIsEarlierThanStartDate", "end"),
        ({"isAllDay": True}, "ErrorPropertyValidationFailure", "midnight"),
        ({"showAs": "asleep"}, "RequestBodyRead", "showAs"),
        ({"subject": 5}, "RequestBodyRead", "subject"),
        ({"isAllDay": "perhaps"}, "RequestBodyRead", "isAllDay"),
        ({"reminderMinutesBeforeStart": 1.5}, "RequestBodyRead", "reminderMinutesBeforeStart"),
        ({"categories": "Red"}, "RequestBodyRead", "categories"),
        ({"attendees": [{"emailAddress": {"address": "nobody"}}]}, "ErrorInvalidRecipients", "attendees[0]"),
        ({"attendees": attendees(*[f"p{n}@x.example" for n in range(501)])}, "ErrorInvalidRecipients", "500"),
        ({"colour": "red"}, "RequestBodyRead", "colour"),
        ({"onlineMeetingProvider": "skypeForBusiness", "isOnlineMeeting": True}, "ErrorPropertyValidationFailure",
         "onlineMeetingProvider"),
        ({"singleValueExtendedProperties": [{"id": "Nonsense", "value": "x"}]}, "ErrorInvalidProperty", "id"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_with_its_name(
    linda: OutlookCalendar, changes: dict[str, Any], code: str, named: str
) -> None:
    error = linda.refused("POST", "/me/events", 400, json={**meeting(), **changes})
    assert error["code"] == code
    assert named in error["message"]
    assert linda.all("/me/events") == []


def test_an_all_day_event_in_two_zones_is_refused(linda: OutlookCalendar) -> None:
    event = {
        "isAllDay": True, "start": at("2026-12-24T00:00:00"), "end": at("2026-12-25T00:00:00", "UTC"),
    }  # fmt: skip
    assert "same time zone" in linda.refused("POST", "/me/events", 400, json=event)["message"]


def test_an_event_that_begins_at_midnight_elsewhere_becomes_a_whole_day(linda: OutlookCalendar) -> None:
    event = linda.create(meeting(start=at("2026-12-23T23:00", "UTC"), end=at("2026-12-24T01:00", "UTC")))
    day = {"isAllDay": True, "start": at("2026-12-24T00:00:00"), "end": at("2026-12-25T00:00:00")}
    after = linda.patch(event, day)
    assert after["isAllDay"] and after["start"]["dateTime"].startswith("2026-12-24T00:00")


@pytest.mark.parametrize("body", [b"{", b"[]", b'"text"', b"\xff\xfe"])
def test_a_body_that_is_no_object_is_refused(linda: OutlookCalendar, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    assert linda.refused("POST", "/me/events", 400, data=body, headers=headers)["code"] == "BadRequest"


def test_a_body_that_is_too_large_is_refused(linda: OutlookCalendar) -> None:
    event = meeting(body={"contentType": "text", "content": "x" * (4 * 1024 * 1024)})
    linda.refused("POST", "/me/events", 413, json=event)


def test_an_old_version_cannot_overwrite_a_new_one(linda: OutlookCalendar, sandbox: SandboxClient) -> None:
    first = linda.create(meeting())
    second = linda.patch(first, {"subject": "New"}, headers={"If-Match": first["@odata.etag"]})
    assert second["changeKey"] != first["changeKey"]
    stale = {"headers": {"If-Match": first["@odata.etag"]}}
    error = linda.refused("PATCH", linda.path(first), 412, json={"subject": "Old"}, **stale)
    assert error["code"] == "ErrorIrresolvableConflict"
    linda.refused("DELETE", linda.path(first), 412, **stale)
    sandbox.switch(graph_if_match="ignored")
    assert linda.patch(first, {"subject": "Old"}, **stale)["subject"] == "Old"


def test_a_replayed_create_makes_no_second_event(linda: OutlookCalendar, sandbox: SandboxClient) -> None:
    first = linda.create(meeting(transactionId="t-1"))
    assert first["transactionId"] == "t-1"
    assert linda.create(meeting(transactionId="t-1"))["id"] == first["id"]
    error = linda.refused("POST", "/me/events", 409, json=meeting("Other", transactionId="t-1"))
    assert error["code"] == "ErrorDuplicateTransactionId"
    sandbox.switch(graph_transaction_replay="error", graph_duplicate_transaction="400")
    linda.refused("POST", "/me/events", 400, json=meeting(transactionId="t-1"))
    assert len(linda.all("/me/events")) == 1


def test_immutable_ids_are_other_ids_of_the_same_event(linda: OutlookCalendar) -> None:
    event = linda.create(meeting())
    immutable = linda.read(event, Prefer='IdType="ImmutableId"')
    assert immutable["id"] != event["id"]
    assert linda.read(immutable["id"])["id"] == event["id"]


def test_what_is_gone_is_not_found(linda: OutlookCalendar, sandbox: SandboxClient) -> None:
    event = linda.create(meeting())
    julie = OutlookCalendar(sandbox, "julie")
    julie.refused("GET", julie.path(event), 404)
    linda.delete(event)
    for method in ("GET", "DELETE", "PATCH"):
        error = linda.refused(method, linda.path(event), 404, json={} if method == "PATCH" else None)
        assert error["code"] == "ErrorItemNotFound"
    linda.refused("GET", "/me/events/nonsense", 404)
    linda.refused("GET", "/me/nonsense", 404)


def test_an_extended_property_is_found_and_shown_on_request_only(linda: OutlookCalendar) -> None:
    created = linda.create(meeting(singleValueExtendedProperties=[{"id": KEY, "value": "So-42"}]))
    assert "singleValueExtendedProperties" not in created
    linda.create(meeting("Other", day="2026-12-02"))
    any_of = "$filter=singleValueExtendedProperties/Any(ep: ep/id eq '{}' and {})"
    for condition, subjects in (
        ("ep/value eq 'so-42'", ["Meeting"]),
        ("startswith(ep/value,'SO')", ["Meeting"]),
        ("contains(ep/value,'-4')", ["Meeting"]),
        ("ep/value ne 'x'", ["Meeting"]),
        ("ep/value eq 'so-4'", []),
    ):
        found = linda.all("/me/events?" + any_of.format(KEY, condition))
        assert [event["subject"] for event in found] == subjects, condition
    assert linda.all("/me/events?" + any_of.format(KEY.replace("Sync", "sync"), "ep/value eq 'So-42'")) == []
    expand = f"?$expand=singleValueExtendedProperties($filter=id eq '{KEY}')"
    assert linda.read(created, expand)["singleValueExtendedProperties"] == [{"id": KEY, "value": "So-42"}]
    linda.patch(created, {"singleValueExtendedProperties": [{"id": KEY, "value": "43"}]})
    assert linda.read(created, expand)["singleValueExtendedProperties"][0]["value"] == "43"
    assert len(linda.all("/me/events?" + any_of.format(KEY, "ep/value eq '43'"))) == 1
    assert linda.all("/me/events?" + any_of.format(KEY, "ep/value eq 'So-42'")) == []


def test_a_teams_meeting_stays_online_as_long_as_its_block_stays(linda: OutlookCalendar) -> None:
    event = linda.create(meeting(isOnlineMeeting="true", body={"contentType": "html", "content": "<p>Hi</p>"}))
    url = event["onlineMeeting"]["joinUrl"]
    assert event["onlineMeetingProvider"] == "teamsForBusiness"
    assert url in event["body"]["content"]
    assert linda.patch(event, {"isOnlineMeeting": False})["isOnlineMeeting"] is True
    kept = linda.patch(
        event, {"body": {"contentType": "html", "content": event["body"]["content"] + "<p>More</p>"}}
    )
    assert kept["onlineMeeting"]["joinUrl"] == url
    assert linda.patch(event, {"body": {"contentType": "html", "content": "gone"}})["isOnlineMeeting"] is False


def test_calendars_hold_events_apart(linda: OutlookCalendar) -> None:
    second = linda.ok("POST", "/me/calendars", 201, json={"name": "Projects"})
    linda.refused("POST", "/me/calendars", 409, json={"name": "projects"})
    event = linda.ok("POST", f"/me/calendars/{second['id']}/events", 201, json=meeting("Plan"))
    assert linda.all("/me/events") == []
    assert [e["subject"] for e in linda.all(f"/me/calendars/{second['id']}/events")] == ["Plan"]
    assert linda.read(event["id"])["subject"] == "Plan"
    names = [calendar["name"] for calendar in linda.all("/me/calendars")]
    assert names == ["Calendar", "Projects"]
    linda.ok("DELETE", f"/me/calendars/{second['id']}", 204)
    linda.refused("GET", linda.path(event), 404)
    default = linda.ok("GET", "/me/calendar", 200)
    linda.refused("DELETE", f"/me/calendars/{default['id']}", 400)


def test_a_calendar_view_counts_in_utc_unless_told_otherwise(linda: OutlookCalendar) -> None:
    linda.create(meeting(hour=0))  # 23:00 UTC the day before
    assert linda.view("2026-12-01T00:00:00Z", "2026-12-02T00:00:00Z") == []
    assert len(linda.view("2026-12-01T00:00:00%2B01:00", "2026-12-01T00:30:00%2B01:00")) == 1
    assert linda.view("2026-12-01T01:00:00%2B01:00", "2026-12-02") == []  # ends as the window begins


@pytest.mark.parametrize(
    "query", ["", "?startDateTime=2026-12-01", "?startDateTime=x&endDateTime=2026-12-01",
              "?startDateTime=2026-12-02&endDateTime=2026-12-01",
              "?startDateTime=2026-01-01&endDateTime=2036-01-01"],
)  # fmt: skip
def test_a_calendar_view_needs_a_sensible_window(linda: OutlookCalendar, query: str) -> None:
    linda.refused("GET", f"/me/calendarView{query}", 400)


def test_lists_are_paged_selected_and_sorted(linda: OutlookCalendar) -> None:
    for number in range(25):
        linda.create(meeting(f"Event {number:02}", day=f"2026-12-{number + 1:02}"))
    page = linda.ok("GET", "/me/events?$select=subject&$orderby=start/dateTime%20desc&$count=true", 200)
    assert len(page["value"]) == 10
    assert page["@odata.count"] == 25
    assert set(page["value"][0]) == {"@odata.etag", "id", "subject"}
    assert page["value"][0]["subject"] == "Event 24"
    assert len(linda.all("/me/events")) == 25
    assert linda.http.get("/me/events/$count").text == "25"


def test_nobody_reads_a_calendar_without_a_right(linda: OutlookCalendar, sandbox: SandboxClient) -> None:
    assert linda.ok("GET", "/users/linda.lund@nordlys.example/calendar", 200)["name"] == "Calendar"
    assert linda.ok("GET", "/users/me-token-to-replace/calendar", 200)["name"] == "Calendar"
    assert linda.refused("GET", "/users/julie@nordlys.example/events", 403)["code"] == "ErrorAccessDenied"
    assert linda.refused("GET", "/users/clara@havbris.example/events", 404)["code"] == "ResourceNotFound"
    nobody = HostSession(sandbox.graph, "not-a-token").get("/me/events")
    assert nobody.status_code == 401
    assert nobody.json()["error"]["code"] == "InvalidAuthenticationToken"
    assert nobody.headers["WWW-Authenticate"].startswith("Bearer ")


def test_open_extensions_are_kept(linda: OutlookCalendar) -> None:
    event = linda.create(meeting())
    path = f"{linda.path(event)}/extensions"
    linda.ok("POST", path, 201, json={"extensionName": "com.example.x", "a": 1})
    assert linda.ok("PATCH", f"{path}/com.example.x", 200, json={"b": 2})["b"] == 2
    expanded = linda.read(event, "?$expand=extensions")["extensions"]
    assert [(e["extensionName"], e["a"], e["b"]) for e in expanded] == [("com.example.x", 1, 2)]
    linda.ok("DELETE", f"{path}/com.example.x", 204)
    linda.refused("GET", f"{path}/com.example.x", 404)


def test_free_busy_shows_times_of_colleagues_without_their_text(
    linda: OutlookCalendar, sandbox: SandboxClient
) -> None:
    linda.create(meeting("Secret", hour=10))
    john = OutlookCalendar(sandbox, "john")
    ask = {
        "schedules": ["linda@nordlys.example", "nobody@nordlys.example"], "availabilityViewInterval": 60,
        "startTime": at("2026-12-01T08:00:00"), "endTime": at("2026-12-01T12:00:00"),
    }  # fmt: skip
    known, unknown = john.ok("POST", "/me/calendar/getSchedule", 200, json=ask)["value"]
    assert known["availabilityView"] == "0020"
    assert [item["status"] for item in known["scheduleItems"]] == ["busy"]
    assert "Secret" not in str(known)
    assert unknown["error"]["responseCode"] == "ErrorMailRecipientNotFound"
