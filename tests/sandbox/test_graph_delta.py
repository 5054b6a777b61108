"""calendarView/delta and events/delta of the sandbox's Graph (contracts/graph.md §2)."""

from __future__ import annotations

import time

import pytest

from tests.sandbox.graph_calendar import OutlookCalendar, Wire, at, days, every, first_view, meeting
from tests.sandbox_client import SandboxClient

pytestmark = pytest.mark.company("empty")

DECEMBER = first_view("2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z")
STUB = {"@odata.type", "@odata.etag", "id", "seriesMasterId", "type", "start", "end"}


@pytest.fixture
def linda(sandbox: SandboxClient) -> OutlookCalendar:
    return OutlookCalendar(sandbox, "linda")


def removed(items: list[Wire]) -> list[str]:
    return [item["id"] for item in items if "@removed" in item]


def test_a_round_tells_what_is_there_and_then_what_changed(linda: OutlookCalendar) -> None:
    event = linda.create(meeting())
    linda.create(meeting(day="2027-02-01"))
    items, link, _ = linda.delta(DECEMBER)
    assert [(item["id"], item["@odata.type"]) for item in items] == [(event["id"], "#microsoft.graph.event")]
    assert linda.delta(link)[0] == []
    linda.patch(event, {"subject": "New"})
    items, link, _ = linda.delta(link)
    assert [item["subject"] for item in items] == ["New"]
    linda.delete(event)
    items, link, _ = linda.delta(link)
    assert items == [
        {"@odata.type": "#microsoft.graph.event", "id": event["id"], "@removed": {"reason": "deleted"}}
    ]


def test_what_leaves_the_window_is_told_as_removed(linda: OutlookCalendar) -> None:
    event = linda.create(meeting())
    _, link, _ = linda.delta(DECEMBER)
    outside = linda.create(meeting(day="2027-02-01"))
    linda.patch(event, {"start": at("2027-02-02T10:00:00"), "end": at("2027-02-02T11:00:00")})
    items, _, _ = linda.delta(link)
    assert removed(items) == [outside["id"], event["id"]]


def test_a_series_is_a_full_master_with_stubs(linda: OutlookCalendar, sandbox: SandboxClient) -> None:
    master = linda.create(meeting(day="2026-11-29", recurrence=every("daily", "2026-11-29", count=5)))
    items, link, _ = linda.delta(DECEMBER)
    assert items[0]["id"] == master["id"]
    assert items[0]["recurrence"]["range"]["numberOfOccurrences"] == 5
    assert [set(item) for item in items[1:]] == [STUB] * 3
    assert days(items[1:]) == ["2026-12-01", "2026-12-02", "2026-12-03"]
    linda.patch(items[1]["id"], {"subject": "Special"})
    linda.delete(items[2]["id"])
    items, link, _ = linda.delta(link)
    assert [item["type"] for item in items] == ["seriesMaster", "exception", "occurrence"]
    assert items[1]["subject"] == "Special"
    sandbox.switch(graph_delta_shape="full")
    assert all("subject" in item for item in linda.delta(DECEMBER)[0])


def test_pages_are_as_small_as_asked_but_hold_a_series_together(linda: OutlookCalendar) -> None:
    for number in range(5):
        linda.create(meeting(day=f"2026-12-{number + 1:02}"))
    linda.create(meeting(recurrence=every("daily", "2026-12-01", count=10)))
    items, link, pages = linda.delta(DECEMBER, size=2)
    assert (len(items), pages) == (16, 4)
    for event in linda.all("/me/events"):
        linda.patch(event, {"subject": "New"})
    items, link, pages = linda.delta(link, size=2)
    assert (len(items), pages) == (16, 4)
    assert linda.delta(link, size=2)[0] == []


def test_a_change_between_pages_is_told_in_the_next_round(linda: OutlookCalendar) -> None:
    events = [linda.create(meeting(day=f"2026-12-{number + 1:02}")) for number in range(4)]
    first = linda.ok("GET", DECEMBER, 200, headers={"Prefer": "odata.maxpagesize=2"})
    linda.patch(events[0], {"subject": "New"})
    rest, link, _ = linda.delta(first["@odata.nextLink"], size=2)
    assert len(first["value"]) + len(rest) == 4
    assert [item["subject"] for item in linda.delta(link)[0]] == ["New"]


def test_only_the_last_three_tokens_live(linda: OutlookCalendar) -> None:
    _, oldest, _ = linda.delta(DECEMBER)
    _, second, _ = linda.delta(oldest)
    _, third, _ = linda.delta(second)
    assert linda.delta(oldest)[0] == []  # makes a fourth
    error = linda.refused("GET", oldest, 410)
    assert error["code"] == "SyncStateNotFound"
    assert linda.delta(third)[0] == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/me/calendarView/delta", 400),
        ("/me/calendarView/delta?startDateTime=2026-12-01", 400),
        ("/me/calendarView/delta?$deltatoken=rubbish", 400),
        ("/me/calendarView/delta?$skiptoken=rubbish", 400),
        (f"{DECEMBER}&$filter=subject eq 'x'", 400),
        (f"{DECEMBER}&$expand=singleValueExtendedProperties($filter=id eq 'x')", 500),
    ],
)
def test_what_delta_cannot_do(linda: OutlookCalendar, path: str, status: int) -> None:
    linda.refused("GET", path, status)


def test_a_token_is_good_for_its_own_mailbox_only(linda: OutlookCalendar, sandbox: SandboxClient) -> None:
    _, link, _ = linda.delta(DECEMBER)
    OutlookCalendar(sandbox, "julie").refused("GET", link, 404)


@pytest.mark.parametrize("spelling", ["delta()", "microsoft.graph.delta", "microsoft.graph.delta()"])
def test_every_spelling_of_delta_is_understood(linda: OutlookCalendar, spelling: str) -> None:
    linda.ok("GET", DECEMBER.replace("delta", spelling).replace("startDateTime", "startdatetime"), 200)


def test_select_on_delta_is_a_switch(linda: OutlookCalendar, sandbox: SandboxClient) -> None:
    linda.create(meeting())
    assert "body" not in linda.delta(f"{DECEMBER}&$select=subject")[0][0]
    sandbox.switch(graph_delta_select="ignored")
    assert "body" in linda.delta(f"{DECEMBER}&$select=subject")[0][0]
    sandbox.switch(graph_delta_select="refused")
    linda.refused("GET", f"{DECEMBER}&$select=subject", 400)


def test_events_delta_knows_masters_and_singles(linda: OutlookCalendar, sandbox: SandboxClient) -> None:
    linda.create(meeting())
    series = linda.create(meeting("Series", recurrence=every("daily", "2026-12-01")))
    items, link, _ = linda.delta("/me/events/delta")
    assert [item["type"] for item in items] == ["singleInstance", "seriesMaster"]
    linda.delete(series)
    assert removed(linda.delta(link)[0]) == [series["id"]]
    sandbox.switch(graph_events_delta="absent")
    linda.refused("GET", "/me/events/delta", 400)


def test_a_round_without_change_costs_the_same_in_a_full_mailbox(linda: OutlookCalendar) -> None:
    def cost(link: str) -> tuple[float, str]:
        best = 1.0
        for _ in range(5):
            begun = time.perf_counter()
            items, link, _ = linda.delta(link)
            best = min(best, time.perf_counter() - begun)
            assert items == []
        return best, link

    # four at a time is what a mailbox stands; parts of one batch need no more
    def fill(count: int) -> None:
        for first in range(0, count, 20):
            parts = [
                {"id": str(number), "method": "POST", "url": "/me/events",
                 "headers": {"Content-Type": "application/json"}, "body": meeting(f"Event {first + number}")}
                for number in range(20)
            ]  # fmt: skip
            answer = linda.ok("POST", "/$batch", 200, json={"requests": parts})
            assert {part["status"] for part in answer["responses"]} == {201}

    fill(20)
    _, link, _ = linda.delta(DECEMBER, size=999)
    small, _ = cost(link)
    fill(1500)
    _, link, _ = linda.delta(DECEMBER, size=999)
    large, _ = cost(link)
    assert large < small * 3 + 0.002
