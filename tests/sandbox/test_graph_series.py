"""Series in the sandbox's Graph: rules, occurrences, exceptions (contracts/graph.md §1.3, §1.4, §1.7, §1.8)."""

from __future__ import annotations

import base64
import time
from datetime import date
from typing import Any

import pytest

from tests.sandbox.graph_calendar import OutlookCalendar, Wire, at, days, every, meeting
from tests.sandbox_client import SandboxClient

pytestmark = pytest.mark.company("empty")


@pytest.fixture
def linda(sandbox: SandboxClient) -> OutlookCalendar:
    return OutlookCalendar(sandbox, "linda")


@pytest.fixture
def daily(linda: OutlookCalendar) -> Wire:
    """Five days from Tuesday the first of December."""
    return linda.create(meeting("Stand-up", recurrence=every("daily", "2026-12-01", count=5)))


def instances(
    linda: OutlookCalendar, master: Wire, start: str = "2026-11-01", end: str = "2027-12-31"
) -> list[Wire]:
    path = f"{linda.path(master)}/instances?startDateTime={start}&endDateTime={end}&$top=999"
    return linda.all(path)


WORKDAYS = ["Monday", "tuesday", "WEDNESDAY", "thursday", "friday"]


@pytest.mark.parametrize(
    ("start", "rule", "expected"),
    [
        ("2026-12-01", every("daily", "2026-12-01", 2, count=3), ["2026-12-01", "2026-12-03", "2026-12-05"]),
        ("2026-12-03", every("weekly", "2026-12-03", end="2026-12-08", daysOfWeek=WORKDAYS),
         ["2026-12-03", "2026-12-04", "2026-12-07", "2026-12-08"]),
        # the week begins on Sunday unless said otherwise: the Sunday after Tuesday is in the next week
        ("2026-12-01", every("weekly", "2026-12-01", 2, count=3, daysOfWeek=["tuesday", "sunday"]),
         ["2026-12-01", "2026-12-13", "2026-12-15"]),
        ("2026-12-01", every("weekly", "2026-12-01", 2, count=3, daysOfWeek=["tuesday", "sunday"],
                             firstDayOfWeek="monday"), ["2026-12-01", "2026-12-06", "2026-12-15"]),
        # short months: the last day (contracts/graph.md §1.7, 12)
        ("2026-12-31", every("absoluteMonthly", "2026-12-31", count=4, dayOfMonth=31),
         ["2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31"]),
        ("2026-12-01", every("relativeMonthly", "2026-12-01", count=2, daysOfWeek=["thursday", "friday"],
                             index="last"), ["2026-12-31", "2027-01-29"]),
        ("2026-12-01", every("relativeMonthly", "2026-12-01", 2, count=2, daysOfWeek=["tuesday"], index="second"),
         ["2026-12-08", "2027-02-09"]),
        ("2026-12-24", every("absoluteYearly", "2026-12-24", count=2, dayOfMonth=24, month=12),
         ["2026-12-24", "2027-12-24"]),
        ("2026-12-01", every("relativeYearly", "2026-12-01", count=2, daysOfWeek=["monday"], month=3,
                             index="first"), ["2027-03-01"]),
    ],
)  # fmt: skip
def test_a_rule_falls_on_its_days(linda: OutlookCalendar, start: str, rule: Wire, expected: list[str]) -> None:
    master = linda.create(meeting(day=start, recurrence=rule))
    assert days(instances(linda, master)) == expected


def test_a_master_shows_its_whole_rule(daily: Wire) -> None:
    assert daily["type"] == "seriesMaster"
    assert daily["recurrence"] == {
        "pattern": {
            "type": "daily", "interval": 1, "month": 0, "dayOfMonth": 0, "firstDayOfWeek": "sunday",
            "index": "first",
        },
        "range": {
            "type": "numbered", "startDate": "2026-12-01", "endDate": "0001-01-01", "numberOfOccurrences": 5,
            "recurrenceTimeZone": "W. Europe Standard Time",
        },
    }  # fmt: skip


def test_a_series_keeps_its_wall_clock_over_daylight_saving(linda: OutlookCalendar) -> None:
    weekly = every("weekly", "2027-03-22", count=2, daysOfWeek=["monday"])
    master = linda.create(meeting(day="2027-03-22", recurrence=weekly))
    starts = [event["start"]["dateTime"][:16] for event in instances(linda, master)]
    assert starts == ["2027-03-22T09:00", "2027-03-29T08:00"]


def test_a_series_without_end_costs_what_its_window_costs(linda: OutlookCalendar) -> None:
    master = linda.create(meeting(day="2001-01-01", recurrence=every("daily", "2001-01-01")))
    begun = time.perf_counter()
    assert len(instances(linda, master, "4000-01-01", "4000-02-01")) == 31
    assert time.perf_counter() - begun < 0.5


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (every("weekly", "2026-12-01"), "ErrorCalendarInvalidRecurrence"),
        (every("absoluteMonthly", "2026-12-01"), "ErrorCalendarInvalidRecurrence"),
        (every("daily", "2026-12-01", 0), "ErrorCalendarInvalidRecurrence"),
        (every("daily", "2026-12-01", 1000), "ErrorCalendarInvalidRecurrence"),
        (every("daily", "2026-12-01", count=1000), "ErrorCalendarInvalidRecurrence"),
        (every("daily", "2026-12-02"), "ErrorCalendarInvalidRecurrence"),
        (every("daily", "2026-12-01", end="2026-11-30"), "ErrorCalendarInvalidRecurrence"),
        (every("daily", "2026-12-01", end="4500-09-02"), "ErrorRecurrenceEndDateTooBig"),
        (every("weekly", "2026-12-01", end="2026-12-01", daysOfWeek=["friday"]), "ErrorRecurrenceHasNoOccurrence"),
        (every("hourly", "2026-12-01"), "RequestBodyRead"),
        ({"pattern": {"type": "daily", "interval": 1}}, "RequestBodyRead"),
    ],
)
def test_impossible_rules_are_refused(linda: OutlookCalendar, rule: Wire, code: str) -> None:
    assert linda.refused("POST", "/me/events", 400, json=meeting(recurrence=rule))["code"] == code


def test_occurrences_that_would_overlap_are_refused(linda: OutlookCalendar) -> None:
    event = {**meeting(recurrence=every("daily", "2026-12-01")), "end": at("2026-12-02T11:00:00")}
    assert linda.refused("POST", "/me/events", 400, json=event)["code"] == "ErrorOccurrenceTimeSpanTooBig"


def test_lists_hold_masters_and_views_hold_occurrences(linda: OutlookCalendar, daily: Wire) -> None:
    assert [event["type"] for event in linda.all("/me/events")] == ["seriesMaster"]
    found = linda.view("2026-12-02", "2026-12-04")
    assert [event["type"] for event in found] == ["occurrence", "occurrence"]
    assert {event["seriesMasterId"] for event in found} == {daily["id"]}
    assert found[0]["originalStart"] == "2026-12-02T09:00:00.0000000Z"
    assert found[0]["iCalUId"] == daily["iCalUId"]
    assert found[0]["recurrence"] is None


def test_an_occurrence_id_is_computed_from_its_day(linda: OutlookCalendar, daily: Wire) -> None:
    first = instances(linda, daily)[0]
    raw = base64.b64decode(first["id"].replace("-", "/").replace("_", "+"))
    ticks = int.from_bytes(raw[raw.index(b"\x01\x51\x00\x08") + 4 :][:8], "big")
    assert ticks == (date(2026, 12, 1).toordinal() - 1) * 864_000_000_000
    assert linda.read(first["occurrenceId"])["id"] == first["id"]
    assert first["occurrenceId"] == f"OID.{daily['id']}.2026-12-01"
    linda.patch(daily, {"start": at("2027-01-05T10:00:00"), "end": at("2027-01-05T11:00:00")})
    assert linda.refused("GET", linda.path(first), 404)["code"] == "ErrorItemNotFound"


def test_a_changed_occurrence_becomes_an_exception_under_its_own_id(linda: OutlookCalendar, daily: Wire) -> None:
    second = instances(linda, daily)[1]
    changed = linda.patch(
        second, {"subject": "Moved", "start": at("2026-12-02T15:00:00"), "end": at("2026-12-02T16:00:00")}
    )
    assert (changed["id"], changed["type"], changed["subject"]) == (second["id"], "exception", "Moved")
    assert changed["originalStart"] == "2026-12-02T09:00:00.0000000Z"
    assert [e["subject"] for e in linda.view("2026-12-02T14:00:00Z", "2026-12-02T15:00:00Z")] == ["Moved"]
    assert [event["type"] for event in linda.all("/me/events")] == ["seriesMaster"]
    query = "?$select=subject,exceptionOccurrences&$expand=exceptionOccurrences"
    assert [e["id"] for e in linda.read(daily, query)["exceptionOccurrences"]] == [second["id"]]
    # what the exception has not overridden still follows the master
    linda.patch(daily, {"subject": "Daily", "location": {"displayName": "Fjord"}})
    seen = linda.read(second)
    assert (seen["subject"], seen["location"]["displayName"]) == ("Moved", "Fjord")


def test_a_removed_occurrence_leaves_one_trace(linda: OutlookCalendar, daily: Wire) -> None:
    third = instances(linda, daily)[2]
    linda.delete(third)
    assert days(instances(linda, daily)) == ["2026-12-01", "2026-12-02", "2026-12-04", "2026-12-05"]
    linda.refused("GET", linda.path(third), 404)
    master = linda.read(daily, "?$select=cancelledOccurrences")
    assert master["cancelledOccurrences"] == [third["occurrenceId"]]
    assert master["@odata.etag"] != daily["@odata.etag"]
    assert "cancelledOccurrences" not in linda.read(daily)


@pytest.mark.parametrize("day", ["2026-12-01", "2026-12-03", "2026-12-06"])
def test_an_occurrence_cannot_cross_its_neighbours(linda: OutlookCalendar, daily: Wire, day: str) -> None:
    second = instances(linda, daily)[1]
    changes = {"start": at(f"{day}T20:00:00"), "end": at(f"{day}T21:00:00")}
    error = linda.refused("PATCH", linda.path(second), 400, json=changes)
    assert error["code"] == "ErrorOccurrenceCrossingBoundary"


def test_an_occurrence_has_no_rule_of_its_own(linda: OutlookCalendar, daily: Wire) -> None:
    changes = {"recurrence": every("daily", "2026-12-01", count=2)}
    error = linda.refused("PATCH", linda.path(instances(linda, daily)[0]), 400, json=changes)
    assert error["code"] == "ErrorCalendarInvalidRecurrence"


@pytest.mark.parametrize(("position", "left"), [("dropped", 0), ("kept", 1)])
def test_exceptions_after_the_master_moved(
    linda: OutlookCalendar, sandbox: SandboxClient, daily: Wire, position: str, left: int
) -> None:
    sandbox.switch(graph_exceptions_after_master_change=position)
    linda.patch(instances(linda, daily)[1], {"subject": "Special"})
    linda.delete(instances(linda, daily)[2])
    linda.patch(daily, {"start": at("2026-12-01T12:00:00"), "end": at("2026-12-01T13:00:00")})
    found = instances(linda, daily)
    assert sum(event["type"] == "exception" for event in found) == left
    assert len(found) == 5 - left


def test_a_series_can_become_longer_shorter_and_single(linda: OutlookCalendar, daily: Wire) -> None:
    linda.patch(daily, {"recurrence": every("daily", "2026-12-01", count=7)})
    assert len(instances(linda, daily)) == 7
    linda.patch(daily, {"recurrence": every("daily", "2026-12-01", end="2026-12-02")})
    assert len(instances(linda, daily)) == 2
    single = linda.patch(daily, {"recurrence": None})
    assert single["type"] == "singleInstance"
    assert len(linda.view("2026-11-01", "2027-01-01")) == 1


@pytest.mark.parametrize(("position", "equal"), [("per_series", True), ("per_occurrence", False)])
def test_the_ical_uid_of_occurrences_is_a_switch(
    linda: OutlookCalendar, sandbox: SandboxClient, daily: Wire, position: str, equal: bool
) -> None:
    sandbox.switch(graph_ical_uid=position)
    uids = {event["iCalUId"] for event in instances(linda, daily)}
    assert (len(uids) == 1) is equal


def test_a_changed_occurrence_may_be_seen_late(
    linda: OutlookCalendar, sandbox: SandboxClient, daily: Wire
) -> None:
    sandbox.switch(graph_exception_patch_visible="late")
    second = instances(linda, daily)[1]
    assert linda.patch(second, {"subject": "Special"})["subject"] == "Special"
    assert linda.read(second)["subject"] == "Stand-up"
    sandbox.advance(3)
    assert linda.read(second)["subject"] == "Special"


@pytest.mark.parametrize(("position", "starts"), [("shifted", "2027-03-28T01:30"), ("refused", None)])
def test_a_time_that_daylight_saving_leaves_out(
    linda: OutlookCalendar, sandbox: SandboxClient, position: str, starts: str | None
) -> None:
    sandbox.switch(graph_gap_times=position)
    event = {"start": at("2027-03-28T02:30:00"), "end": at("2027-03-28T04:00:00")}
    if starts:
        assert linda.create(event)["start"]["dateTime"][:16] == starts
    else:
        assert "start.dateTime" in linda.refused("POST", "/me/events", 400, json=event)["message"]


def test_an_all_day_series(linda: OutlookCalendar) -> None:
    event: dict[str, Any] = {
        "isAllDay": True, "start": at("2027-03-27T00:00:00"), "end": at("2027-03-28T00:00:00"),
        "recurrence": every("daily", "2027-03-27", count=3),
    }  # fmt: skip
    found = instances(linda, linda.create(event))
    assert days(found) == ["2027-03-27", "2027-03-28", "2027-03-29"]
    assert all(event["end"]["dateTime"].endswith("T00:00:00.0000000") for event in found)
