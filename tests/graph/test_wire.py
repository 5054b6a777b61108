"""Events to items and back: the field mapping as tables and laws."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.items import AllDay, Appointment, Busy, Importance, Timed
from backend.core.reasons import Reason
from backend.core.seen import Seen, Unmapped
from backend.core.text import canonical, one_line
from backend.core.values import replace
from backend.core.zones import zone
from backend.graph.wire import read_event, write_event

HOUR = Timed(datetime(2026, 12, 1, 11, tzinfo=UTC), datetime(2026, 12, 1, 12, tzinfo=UTC), "Europe/Berlin")


def event(**changes: Any) -> dict[str, Any]:
    """An event as Graph sends it when asked for UTC."""
    return {
        "@odata.etag": 'W/"v1"',
        "id": "AAMk1",
        "changeKey": "v1",
        "iCalUId": "040000008200E000",
        "type": "singleInstance",
        "subject": "Lunch",
        "body": {"contentType": "html", "content": "<html><body><p>With <b>Ada</b></p></body></html>"},
        "location": {"displayName": "Canteen"},
        "start": {"dateTime": "2026-12-01T11:00:00.0000000", "timeZone": "UTC"},
        "end": {"dateTime": "2026-12-01T12:00:00.0000000", "timeZone": "UTC"},
        "isAllDay": False,
        "originalStartTimeZone": "W. Europe Standard Time",
        "showAs": "busy",
        "sensitivity": "normal",
        "importance": "normal",
        "isReminderOn": True,
        "reminderMinutesBeforeStart": 15,
        "categories": ["Mine"],
        "attendees": [],
        "organizer": {"emailAddress": {"name": "Linda Lund", "address": "linda@nordlys.example"}},
        "isOrganizer": True,
        "responseStatus": {"response": "organizer", "time": "0001-01-01T00:00:00Z"},
        "isCancelled": False,
        "recurrence": None,
        "seriesMasterId": None,
        **changes,
    }


def item_of(**changes: Any) -> Appointment:
    item = read_event(event(**changes)).item
    assert isinstance(item, Appointment), item
    return item


def test_an_event_becomes_an_item() -> None:
    assert read_event(event()) == Seen(
        "AAMk1",
        'W/"v1"',
        Appointment(
            title="Lunch",
            body="With <b>Ada</b>",
            place="Canteen",
            span=HOUR,
            busy=Busy.BUSY,
            alarm=15,
            categories=("Mine",),
        ),
        uid="040000008200E000",
    )


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"subject": " two\r\nlines "}, "title", "two lines"),
        ({"subject": None}, "title", ""),
        ({"body": {"contentType": "text", "content": "a < b\nc"}}, "body", "<p>a &lt; b</p><p>c</p>"),
        ({"body": None}, "body", ""),
        ({"location": None}, "place", ""),
        ({"showAs": "free"}, "busy", Busy.FREE),
        ({"showAs": "WorkingElsewhere"}, "busy", Busy.ELSEWHERE),
        ({"showAs": "unknown"}, "busy", Busy.BUSY),
        ({"sensitivity": "private"}, "private", True),
        ({"sensitivity": "confidential"}, "private", True),
        ({"sensitivity": "personal"}, "private", False),
        ({"sensitivity": "somethingNew"}, "private", True),
        ({"importance": "High"}, "importance", Importance.HIGH),
        ({"isReminderOn": False}, "alarm", None),
        ({"reminderMinutesBeforeStart": 0}, "alarm", 0),
        ({"categories": None}, "categories", ()),
        ({"onlineMeeting": None, "onlineMeetingUrl": None}, "join_url", ""),
        ({"onlineMeeting": {"joinUrl": "https://teams.example/1?a=b"}}, "join_url", "https://teams.example/1?a=b"),
        ({"onlineMeeting": {}, "onlineMeetingUrl": "HTTP://skype.example"}, "join_url", "HTTP://skype.example"),
        ({"onlineMeeting": {"joinUrl": "javascript:alert(1)"}}, "join_url", ""),
        ({"onlineMeetingUrl": "https://teams.example/1 2"}, "join_url", ""),
    ],
)
def test_a_property_becomes_a_field(changes: dict[str, Any], field: str, value: object) -> None:
    assert getattr(item_of(**changes), field) == value


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"end": {"dateTime": "2026-12-01T10:00:00", "timeZone": "UTC"}}, Reason.END_BEFORE_START),
        ({"isAllDay": True}, Reason.END_BEFORE_START),
        ({"start": {"dateTime": "2026-12-01T10:00:00", "timeZone": "Atlantis"}}, Reason.UNKNOWN_ZONE),
        ({"start": None}, Reason.UNREADABLE),
        ({"start": {"dateTime": "yesterday", "timeZone": "UTC"}}, Reason.UNREADABLE),
        ({"start": {"dateTime": "0001-01-01T00:00:00", "timeZone": "Asia/Tokyo"}}, Reason.UNREADABLE),
        ({"isAllDay": "true"}, Reason.UNREADABLE),
        ({"subject": 5}, Reason.UNREADABLE),
        ({"subject": "half \ud83d pair"}, Reason.UNREADABLE),
        ({"categories": ["a", 1]}, Reason.UNREADABLE),
        ({"reminderMinutesBeforeStart": "15"}, Reason.UNREADABLE),
        ({"reminderMinutesBeforeStart": -(10**30)}, Reason.UNREADABLE),
        ({"attendees": "everybody"}, Reason.UNREADABLE),
        ({"attendees": ["a@b.example"]}, Reason.UNREADABLE),
        ({"attendees": [{"emailAddress": {"address": 5}}]}, Reason.UNREADABLE),
        ({"attendees": [{"emailAddress": {"address": "a@b.example"}, "status": "accepted"}]}, Reason.UNREADABLE),
        ({"organizer": "Clara"}, Reason.UNREADABLE),
        ({"isOrganizer": "false"}, Reason.UNREADABLE),
        ({"isOrganizer": False, "responseStatus": {"response": True}}, Reason.UNREADABLE),
        ({"isCancelled": 1}, Reason.UNREADABLE),
    ],
)
def test_what_has_no_neutral_form_says_why(changes: dict[str, Any], reason: Reason) -> None:
    assert read_event(event(**changes)).item == Unmapped(reason)


def test_a_birthday_is_known_by_its_calendar() -> None:
    yearly = event(type="seriesMaster", isAllDay=True, recurrence={"pattern": {"type": "absoluteYearly"}})
    yearly |= {name: {"dateTime": f"2026-12-0{day}T00:00:00"} for name, day in (("start", 1), ("end", 2))}
    assert read_event(yearly, birthdays=True).item == Unmapped(Reason.BIRTHDAY)
    assert isinstance(read_event(yearly).item, Appointment)


@pytest.mark.parametrize(
    ("original", "shown"),
    [
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("Europe/Oslo", "Europe/Oslo"),
        ("tzone://Microsoft/Utc", "UTC"),
        ("tzone://Microsoft/Custom", "Europe/Paris"),
        ("Atlantis Standard Time", "UTC"),
        (None, "UTC"),
    ],
)
def test_the_zone_of_entry_is_shown_and_never_moves_the_event(original: str | None, shown: str) -> None:
    item = read_event(event(originalStartTimeZone=original), home_zone="Romance Standard Time").item
    assert isinstance(item, Appointment)
    assert isinstance(item.span, Timed)
    assert item.span.zone == shown
    assert item.span == HOUR


def test_times_in_another_zone_than_asked_for_are_understood() -> None:
    berlin = "W. Europe Standard Time"
    span = item_of(
        start={"dateTime": "2026-12-01T12:00:00.9", "timeZone": berlin},
        end={"dateTime": "2026-12-01T13:00:00", "timeZone": berlin},
    ).span
    assert span == HOUR


def test_all_day_counts_dates_whatever_the_zone() -> None:
    span = item_of(
        isAllDay=True,
        start={"dateTime": "2026-12-24T00:00:00.0000000", "timeZone": "Tonga Standard Time"},
        end={"dateTime": "2026-12-27T00:00:00.0000000", "timeZone": "UTC"},
    ).span
    assert span == AllDay(date(2026, 12, 24), date(2026, 12, 26))


def test_the_version_is_what_if_match_takes() -> None:
    without_etag = event()
    del without_etag["@odata.etag"]
    assert read_event(without_etag).version == read_event(event()).version == 'W/"v1"'


# -- writing


@pytest.mark.parametrize(
    ("fields", "json"),
    [
        ({"title"}, {"subject": "Lunch"}),
        ({"place"}, {"location": {"displayName": "Canteen"}}),
        ({"busy"}, {"showAs": "oof"}),
        ({"private"}, {"sensitivity": "private"}),
        ({"importance"}, {"importance": "low"}),
        ({"alarm"}, {"isReminderOn": True, "reminderMinutesBeforeStart": 5}),
        ({"categories"}, {}),
        (
            {"span"},
            {
                "isAllDay": False,
                "start": {"dateTime": "2026-12-01T12:00:00", "timeZone": "W. Europe Standard Time"},
                "end": {"dateTime": "2026-12-01T13:00:00", "timeZone": "W. Europe Standard Time"},
            },
        ),
    ],
)
def test_only_the_asked_fields_are_written(fields: set[str], json: dict[str, Any]) -> None:
    item = Appointment(
        title="Lunch",
        place="Canteen",
        span=HOUR,
        busy=Busy.OUT_OF_OFFICE,
        private=True,
        importance=Importance.LOW,
        alarm=5,
    )
    assert write_event(item, fields) == json


def test_whole_days_stand_at_midnight_of_the_mailbox() -> None:
    item = Appointment(title="Off", span=AllDay(date(2026, 12, 24), date(2026, 12, 26)))
    assert write_event(item, {"span"}, home_zone="Europe/Oslo") == {
        "isAllDay": True,
        "start": {"dateTime": "2026-12-24T00:00:00", "timeZone": "W. Europe Standard Time"},
        "end": {"dateTime": "2026-12-27T00:00:00", "timeZone": "W. Europe Standard Time"},
    }


def test_attendees_are_never_written() -> None:
    assert not {"attendees", "organizer", "responseRequested"} & write_event(item_of()).keys()


def test_an_hour_that_comes_twice_is_written_in_utc() -> None:
    second_half_past_two = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    item = replace(item_of(), span=Timed(second_half_past_two, second_half_past_two, "Europe/Berlin"))
    assert write_event(item, {"span"})["start"] == {"dateTime": "2026-10-25T01:30:00", "timeZone": "UTC"}


# -- laws

known_zones = st.sampled_from(
    ["UTC", "Europe/Oslo", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Casablanca",
     "Antarctica/Troll", "Pacific/Apia", "America/Sao_Paulo"]
)  # fmt: skip
zones = known_zones | st.just("No/Where")
moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31)).map(
    lambda m: m.replace(microsecond=0, tzinfo=UTC)
)
days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
timed = st.builds(
    lambda start, seconds, name: Timed(start, start + timedelta(seconds=seconds), name),
    moments,
    st.integers(0, 90_000),
    zones,
)
all_day = st.builds(lambda first, more: AllDay(first, first + timedelta(days=more)), days, st.integers(0, 40))
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
items = st.builds(
    Appointment,
    title=texts.map(one_line),
    body=texts.map(canonical).filter(lambda body: canonical(body) == body),
    place=texts.map(one_line),
    span=timed | all_day,
    busy=st.sampled_from(Busy),
    private=st.booleans(),
    importance=st.sampled_from(Importance),
    alarm=st.none() | st.integers(0, 50_000),
)


def served(written: dict[str, Any]) -> dict[str, Any]:
    """What Graph sends back for what it was given, when asked for UTC."""

    def in_utc(when: dict[str, str]) -> dict[str, str]:
        local = datetime.fromisoformat(when["dateTime"]).replace(tzinfo=zone(when["timeZone"]))
        return {"dateTime": f"{local.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": "UTC"}

    times = {} if written["isAllDay"] else {name: in_utc(written[name]) for name in ("start", "end")}
    return event(**written, **{"categories": [], "originalStartTimeZone": written["start"]["timeZone"]}) | times


@given(items, known_zones)
def test_two_round_trips_change_nothing(item: Appointment, home: str) -> None:
    once = read_event(served(write_event(item, home_zone=home))).item
    assert once == item
    assert isinstance(once, Appointment)
    assert read_event(served(write_event(once, home_zone=home))).item == item


@given(moments, known_zones)
def test_every_local_time_that_is_written_exists_once(moment: datetime, name: str) -> None:
    written = write_event(Appointment(title="", span=Timed(moment, moment, name)), {"span"})["start"]
    local = datetime.fromisoformat(written["dateTime"])
    there = zone(written["timeZone"])
    assert local.replace(tzinfo=there, fold=0).utcoffset() == local.replace(tzinfo=there, fold=1).utcoffset()
    assert local.replace(tzinfo=there).astimezone(ZoneInfo("UTC")) == moment


odd_texts = st.text('aZ0-:T<&"\ud83d\x00\u00e9 ', max_size=12)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | odd_texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(odd_texts, inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(sorted(event())), json_values, max_size=5))
def test_no_event_is_too_broken_to_be_answered(changes: dict[str, Any]) -> None:
    found = read_event(event() | changes)
    assert isinstance(found.item, Appointment | Unmapped)
    for part in (found.id, found.version, found.uid):
        part.encode()


@given(json_values)
def test_nothing_is_too_broken_to_be_answered(value: object) -> None:
    assert isinstance(read_event(value), Seen)
