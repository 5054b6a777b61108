"""Counting, faults and the limits of a mailbox, as clients meet them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from backend.sandbox.limits import CONCURRENT, REQUESTS, WINDOW, MailboxLimit
from tests.sandbox_client import HostSession, SandboxClient

EVENT = {
    "subject": "Fault",
    "start": {"dateTime": "2026-11-23T09:00:00", "timeZone": "UTC"},
    "end": {"dateTime": "2026-11-23T10:00:00", "timeZone": "UTC"},
}


def in_parallel(session: HostSession, number: int) -> list[requests.Response]:
    """The answers to *number* requests sent at once."""
    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(lambda _: session.get("/me/events"), range(number)))


# -- counting


def test_requests_are_counted_by_route_and_status(sandbox: SandboxClient) -> None:
    linda = sandbox.graph_session("linda")
    linda.get("/me/events")
    linda.get("/me/events")
    linda.get("/me/events/unknown-1")
    counts = {
        (r["method"], r["status"]): r["count"] for r in sandbox.requests()["requests"] if "events" in r["route"]
    }
    assert counts == {("GET", 200): 2, ("GET", 404): 1}
    sandbox.control("DELETE", "requests")
    assert sandbox.requests()["total"] == 0


# -- limits


def test_more_than_four_at_once_in_a_mailbox_are_refused(sandbox: SandboxClient) -> None:
    sandbox.faults.add("graph", "slow", count=CONCURRENT, seconds=0.5)
    answers = in_parallel(sandbox.graph_session("linda"), 7)
    refused = [a for a in answers if a.status_code == 429]
    assert len(refused) == 3
    assert {a.json()["error"]["code"] for a in refused} == {"ApplicationThrottled"}
    assert all(int(a.headers["Retry-After"]) >= 1 for a in refused)
    assert sandbox.requests()["highest_concurrency"]["graph"]["linda"] >= 5


def test_mailboxes_do_not_share_a_limit(sandbox: SandboxClient) -> None:
    linda, julie = sandbox.graph_session("linda"), sandbox.graph_session("julie")
    sandbox.faults.add("graph", "slow", count=8, seconds=0.3)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: (linda, julie)[n % 2].get("/me/events"), range(8)))
    assert {a.status_code for a in answers} == {200}


def test_the_status_of_a_throttled_mailbox_is_a_switch(sandbox: SandboxClient) -> None:
    sandbox.switch(graph_throttle_status="503")
    sandbox.faults.add("graph", "slow", count=CONCURRENT, seconds=0.5)
    statuses = [a.status_code for a in in_parallel(sandbox.graph_session("linda"), 6)]
    assert sorted(statuses) == [200] * CONCURRENT + [503] * 2


def test_ten_thousand_requests_in_ten_minutes_are_enough() -> None:
    limit = MailboxLimit()
    for number in range(REQUESTS):
        assert limit.refuse(number / 100) is None
        limit.enter(number / 100)
        limit.leave()
    assert limit.refuse(100.0) == WINDOW - 100
    assert limit.refuse(WINDOW + 0.5) is None


def test_a_clock_set_back_frees_the_mailbox() -> None:
    limit = MailboxLimit()
    for _ in range(REQUESTS):
        limit.enter(5000.0)
        limit.leave()
    assert limit.refuse(5000.0) == WINDOW
    assert limit.refuse(1000.0) is None


# -- faults


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("401", "InvalidAuthenticationToken"),
        ("403", "ErrorAccessDenied"),
        ("404", "ErrorItemNotFound"),
        ("409", "ErrorDuplicateTransactionId"),
        ("410", "SyncStateNotFound"),
        ("412", "ErrorIrresolvableConflict"),
        ("421", "MisdirectedRequest"),
        ("429", "ApplicationThrottled"),
        ("500", "ErrorInternalServerTransientError"),
        ("503", "ServiceUnavailable"),
    ],
)
def test_graph_fails_in_its_own_words(sandbox: SandboxClient, kind: str, code: str) -> None:
    linda = sandbox.graph_session("linda")
    sandbox.faults.add("graph", kind)
    answer = linda.get("/me/events", headers={"client-request-id": "11111111-2222-3333-4444-555555555555"})
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (int(kind), code)
    assert error["innerError"]["client-request-id"] == "11111111-2222-3333-4444-555555555555"
    assert ("WWW-Authenticate" in answer.headers) == (kind == "401")
    assert linda.get("/me/events").status_code == 200


@pytest.mark.parametrize("kind", ["401", "403", "404", "409", "410", "412", "421", "429", "500", "503"])
def test_superoffice_fails_in_its_own_words(sandbox: SandboxClient, kind: str) -> None:
    linda = sandbox.superoffice_session("linda")
    sandbox.faults.add("superoffice", kind)
    answer = linda.get("/v1/User/currentPrincipal")
    error = answer.json()
    assert (answer.status_code, error["Error"]) == (int(kind), True)
    assert error["Message"] == error["ErrorMessage"]


def test_entra_fails_in_its_own_words(sandbox: SandboxClient) -> None:
    sandbox.faults.add("entra", "503", path="token", retry_after=2)
    answer = sandbox.session.post(f"{sandbox.entra}/common/oauth2/v2.0/token", data={"grant_type": "x"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert answer.json()["error"] == "temporarily_unavailable"


def test_retry_after_is_as_ordered(sandbox: SandboxClient) -> None:
    linda = sandbox.graph_session("linda")
    sandbox.faults.add("graph", "429", retry_after=7)
    assert linda.get("/me/events").headers["Retry-After"] == "7"


def test_a_fault_strikes_only_where_it_is_meant_to(sandbox: SandboxClient) -> None:
    linda, julie = sandbox.graph_session("linda"), sandbox.graph_session("julie")
    sandbox.faults.add("graph", "500", mailbox="linda@nordlys.example", method="get", path=r"/events$")
    assert julie.get("/me/events").status_code == 200
    assert linda.get("/me/calendars").status_code == 200
    assert linda.post("/me/events", json=EVENT).status_code == 201
    assert linda.get("/me/events").status_code == 500


def test_a_rate_hits_some_and_is_the_same_after_a_reset(sandbox: SandboxClient) -> None:
    def course() -> list[int]:
        sandbox.reset()
        linda = sandbox.graph_session("linda")
        sandbox.faults.add("graph", "503", rate=0.5)
        return [linda.get("/me").status_code for _ in range(20)]

    first = course()
    assert set(first) == {200, 503}
    assert course() == first


def test_a_count_is_used_up_and_orders_are_listed(sandbox: SandboxClient) -> None:
    linda = sandbox.graph_session("linda")
    sandbox.faults.add("graph", "500", count=2)
    assert [linda.get("/me").status_code for _ in range(3)] == [500, 500, 200]
    order = sandbox.control("GET", "faults")["faults"][0]
    assert (order["count"], order["hits"]) == (0, 2)
    sandbox.faults.clear()
    assert sandbox.control("GET", "faults") == {"faults": []}


@pytest.mark.parametrize(("kind", "took_effect"), [("reset_before", False), ("reset_after", True)])
def test_a_cut_connection_before_or_after_the_write(sandbox: SandboxClient, kind: str, took_effect: bool) -> None:
    linda = sandbox.graph_session("linda")
    before = linda.get("/me/events/$count").text
    sandbox.faults.add("graph", kind, method="POST")
    with pytest.raises(requests.ConnectionError):
        linda.post("/me/events", json=EVENT)
    after = linda.get("/me/events/$count").text
    assert (int(after) - int(before) == 1) is took_effect
    assert any(r["status"] == 0 for r in sandbox.requests()["requests"])


def test_an_expired_delta_strikes_only_requests_with_a_delta_token(sandbox: SandboxClient) -> None:
    linda = sandbox.graph_session("linda")
    sandbox.faults.add("graph", "expired_delta")
    window = "startDateTime=2026-11-01T00:00:00Z&endDateTime=2026-12-01T00:00:00Z"
    first = linda.get(f"/me/calendarView/delta?{window}")
    assert first.status_code == 200
    answer = linda.get(first.json()["@odata.deltaLink"])
    assert (answer.status_code, answer.json()["error"]["code"]) == (410, "SyncStateNotFound")
