"""The demo company: months of believable work on both sides, made without a mail and the same every time."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from backend.sandbox.demo.almanac import Almanac
from backend.sandbox.demo.fill import fill
from backend.sandbox.faults import Faults
from backend.sandbox.gate import Gate
from backend.sandbox.graph.host import GraphHost
from backend.sandbox.outbound import Outbound
from backend.sandbox.people import make_world
from backend.sandbox.superoffice.host import SuperOfficeHost
from tests.sandbox_client import HostSession, SandboxClient

pytestmark = pytest.mark.company("demo")
Json = dict[str, Any]

BACK, AHEAD = timedelta(weeks=8), timedelta(weeks=24)


def all_of(http: HostSession, path: str) -> list[Json]:
    """Every item of a Graph collection."""
    found: list[Json] = []
    while path:
        page = http.get(path).json()
        found += page["value"]
        path = page.get("@odata.nextLink", "")
    return found


def outlook(sandbox: SandboxClient, user: str) -> list[Json]:
    """The events of a mailbox: singles and masters."""
    return all_of(sandbox.graph_session(user), "/me/events?$top=500")


def diary(sandbox: SandboxClient, user: str) -> list[Json]:
    """The follow-ups of a user, read whole."""
    http = sandbox.superoffice_session(user)
    associate = {"linda": 5, "julie": 6}[user]
    select = "appointmentId,date,endDate,type,text,location,contactId,recordType,rawType"
    answer = http.get(
        f"/v1/Appointment?$select={select}&$top=1000&$filter=associateId associateIsOneOf ({associate})"
    ).json()
    entities: list[Json] = [http.get(f"/v1/Appointment/{row['PrimaryKey']}").json() for row in answer["value"]]
    return entities


@pytest.mark.parametrize("user", ["linda", "julie"])
class TestBothSides:
    def test_each_side_holds_months_of_work(self, sandbox: SandboxClient, user: str) -> None:
        assert 120 <= len(outlook(sandbox, user)) <= 180
        assert 120 <= len(diary(sandbox, user)) <= 180

    def test_everything_is_around_today(self, sandbox: SandboxClient, user: str) -> None:
        today = datetime.now(UTC).replace(tzinfo=None)
        singles = [event for event in outlook(sandbox, user) if event["type"] == "singleInstance"]
        starts = [datetime.fromisoformat(event["start"]["dateTime"]) for event in singles]
        starts += [datetime.fromisoformat(entity["StartDate"]) for entity in diary(sandbox, user)]
        assert all(today - BACK < start < today + AHEAD for start in starts)
        assert any(start < today for start in starts)
        assert any(start > today + timedelta(weeks=16) for start in starts)

    def test_some_items_are_known_to_both_systems(self, sandbox: SandboxClient, user: str) -> None:
        here = Counter(
            (event["subject"], event["start"]["dateTime"][:10], event["isAllDay"])
            for event in all_of(sandbox.graph_session(user), "/me/events?$top=500")
        )
        there = Counter((e["Title"], e["StartDate"][:10], e["IsAlldayEvent"]) for e in diary(sandbox, user))
        assert 8 <= len(here & there) <= 14

    def test_titles_vary(self, sandbox: SandboxClient, user: str) -> None:
        titles = [event["subject"] for event in outlook(sandbox, user)]
        assert len(set(titles)) > 0.7 * len(titles)
        titles = [entity["Title"] for entity in diary(sandbox, user)]
        assert len(set(titles)) > 0.85 * len(titles)

    def test_all_that_can_be_said_of_an_item_occurs(self, sandbox: SandboxClient, user: str) -> None:
        events = outlook(sandbox, user)
        assert {event["showAs"] for event in events} >= {"busy", "free", "tentative", "oof", "workingElsewhere"}
        assert {event["sensitivity"] for event in events} == {"normal", "private"}
        assert {event["importance"] for event in events} == {"normal", "high"}
        assert {event["isAllDay"] for event in events} == {True, False}
        assert len({event["originalStartTimeZone"] for event in events}) >= 3
        assert len({event["reminderMinutesBeforeStart"] for event in events}) >= 4
        assert any("<ul>" in event["body"]["content"] for event in events)
        assert all(event["categories"] for event in events if event["isOrganizer"])

    def test_series_and_meetings_are_in_outlook(self, sandbox: SandboxClient, user: str) -> None:
        events = outlook(sandbox, user)
        ranges = {event["recurrence"]["range"]["type"] for event in events if event["recurrence"]}
        assert ranges == {"noEnd", "endDate"}
        meetings = [event for event in events if event["attendees"]]
        assert {event["isOrganizer"] for event in meetings} == {True, False}
        answers = {
            a["status"]["response"] for event in meetings if event["isOrganizer"] for a in event["attendees"]
        }
        assert "accepted" in answers
        assert len(answers) > 1

    def test_customers_bookings_and_to_dos_are_in_superoffice(self, sandbox: SandboxClient, user: str) -> None:
        entities = diary(sandbox, user)
        types = Counter(entity["Type"] for entity in entities)
        assert types["inChecklist"] == 14
        assert types["BookingForDiary"] >= 1
        assert sum(bool(entity["Contact"]) for entity in entities) > 40
        assert sum(bool(entity["Person"]) for entity in entities) > 10
        assert {entity["Private"] for entity in entities} == {"Public", "PrivateUser"}
        assert {entity["IsFree"] for entity in entities} == {True, False}
        assert any(len(entity["Participants"]) > 2 for entity in entities)


class TestTheRest:
    def test_nobody_was_mailed(self, sandbox: SandboxClient) -> None:
        assert sandbox.mail() == []

    @pytest.mark.parametrize("user", ["john", "mike", "clara@havbris.example", "xavier@xylo.example"])
    def test_the_others_have_calendars_too(self, sandbox: SandboxClient, user: str) -> None:
        assert 25 <= len(outlook(sandbox, user)) <= 60

    def test_mailboxes_hold_categories_contacts_and_tasks(self, sandbox: SandboxClient) -> None:
        http = sandbox.graph_session("linda")
        names = {each["displayName"] for each in all_of(http, "/me/outlook/masterCategories")}
        assert {"Customer", "Travel", "Personal"} <= names
        assert len(all_of(http, "/me/contacts")) == 16
        lists = all_of(http, "/me/todo/lists")
        assert {"Tasks", "Reading", "Cabin"} <= {each["displayName"] for each in lists}
        assert sum(len(all_of(http, f"/me/todo/lists/{each['id']}/tasks")) for each in lists) == 11

    def test_an_occurrence_is_moved_and_others_are_called_off(self, sandbox: SandboxClient) -> None:
        http = sandbox.graph_session("linda")
        master = next(event for event in outlook(sandbox, "linda") if event["subject"] == "Weekly team meeting")
        query = "$select=cancelledOccurrences,exceptionOccurrences&$expand=exceptionOccurrences"
        read = http.get(f"/me/events/{master['id']}?{query}").json()
        assert len(read["cancelledOccurrences"]) == 2
        assert len(read["exceptionOccurrences"]) == 1


def filled(moment: datetime) -> tuple[list[Json], list[Json], float]:
    """Linda's events, the appointments, and the seconds that filling took at *moment*."""

    async def build() -> tuple[list[Json], list[Json], float]:
        world = make_world("demo")
        world.clock.set(moment)
        faults = Faults(world.random)
        gate, outbound = Gate(world, faults), Outbound(faults)
        graph, superoffice = GraphHost(world, gate, outbound), SuperOfficeHost(world, gate, outbound)
        begun = time.perf_counter()
        fill(world, graph, superoffice)
        took = time.perf_counter() - begun
        linda = world.person("linda")
        assert linda
        events = [{**event.wire, "uid": event.ical_uid} for event in graph.mailbox(linda).events()]
        stamps = {"registered", "updated", "done"}
        rows = [
            {name: value for name, value in row.items() if name not in stamps}
            for row in superoffice.state.db.table("appointment")
        ]
        return events, rows, took

    return asyncio.run(build())


class TestFill:
    def test_two_companies_of_one_day_are_the_same(self) -> None:
        moment = datetime(2026, 11, 23, 9, tzinfo=UTC)
        events, rows, _ = filled(moment)
        again, rows_again, _ = filled(moment + timedelta(hours=2))
        assert strip_answers(events) == strip_answers(again)
        assert rows == rows_again

    @pytest.mark.parametrize("day", ["2026-01-01", "2026-03-29", "2026-06-30", "2027-02-28", "2027-12-25"])
    def test_it_fits_every_season(self, day: str) -> None:
        events, rows, took = filled(datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC))
        assert 120 <= len(events) <= 180
        assert 120 <= sum(row["associate_id"] == 5 for row in rows) <= 180
        assert took < 2

    def test_public_holidays_are_no_working_days(self) -> None:
        almanac = Almanac(date(2027, 3, 20))
        assert almanac.holidays()[date(2027, 3, 26)] == "Good Friday"
        assert date(2027, 3, 26) not in almanac.working_days()
        assert almanac.working_day(0, 4) == date(2027, 3, 19)


def strip_answers(events: list[Json]) -> list[Json]:
    """Events without the moments at which people answered."""
    return [
        {
            **event,
            "responseStatus": event["responseStatus"]["response"],
            "attendees": [{**each, "status": each["status"]["response"]} for each in event["attendees"]],
        }
        for event in events
    ]
