"""$batch: parts that succeed and fail each by itself."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from tests.conformance.graph_schema import check_answer
from tests.sandbox_client import HostSession, SandboxClient

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def graph(sandbox: SandboxClient) -> HostSession:
    return sandbox.graph_session("linda")


def run(graph: HostSession, *parts: dict[str, Any]) -> dict[str, dict[str, Any]]:
    answer = graph.post("/$batch", json={"requests": list(parts)})
    assert answer.status_code == 200, answer.text
    return {part["id"]: part for part in check_answer(answer)["responses"]}


def get(name: str, url: str = "/me", **more: Any) -> dict[str, Any]:
    return {"id": name, "method": "GET", "url": url, **more}


def test_every_part_has_its_own_status(graph: HostSession) -> None:
    answers = run(graph, get("a"), get("b", "me/contacts/unknown"), get("c", "/me/contacts?$top=1"))
    assert {name: answer["status"] for name, answer in answers.items()} == {"a": 200, "b": 404, "c": 200}
    assert answers["a"]["body"]["mail"] == "linda@nordlys.example"
    assert answers["b"]["body"]["error"]["code"] == "ErrorItemNotFound"


def test_links_in_a_part_can_be_followed(graph: HostSession) -> None:
    for name in ("Ola", "Kari"):
        graph.post("/me/contacts", json={"givenName": name})
    part = run(graph, get("1", "/me/contacts?$top=1"))["1"]
    following = graph.get(part["body"]["@odata.nextLink"])
    assert [contact["givenName"] for contact in following.json()["value"]] == ["Kari"]


@pytest.mark.parametrize("spelling", ["/v1.0/me", "https://graph.microsoft.com/v1.0/me", "{graph}/me", "me"])
def test_addresses_may_be_absolute(graph: HostSession, spelling: str) -> None:
    answer = run(graph, get("1", spelling.format(graph=graph.base)))["1"]
    assert answer["body"]["displayName"] == "Linda Lund"


def test_bodies_come_as_json_or_base64(graph: HostSession) -> None:
    packed = base64.urlsafe_b64encode(json.dumps({"givenName": "Kari"}).encode()).decode().rstrip("=")
    answers = run(
        graph,
        {"id": "1", "method": "POST", "url": "/me/contacts", "headers": JSON, "body": {"givenName": "Ola"}},
        {"id": "2", "method": "POST", "url": "/me/contacts", "headers": JSON, "body": packed},
    )
    assert [answers[name]["body"]["givenName"] for name in "12"] == ["Ola", "Kari"]


@pytest.mark.parametrize("name", ["dependsOn", "depends_on"])
def test_what_depends_on_a_failure_is_not_run(graph: HostSession, name: str) -> None:
    answers = run(
        graph,
        {**get("last"), name: ["middle"]},
        get("first", "/me/contacts/unknown"),
        {"id": "middle", "method": "POST", "url": "/me/contacts", "headers": JSON, "body": {}, name: ["first"]},
    )
    assert [answers[each]["status"] for each in ("first", "middle", "last")] == [404, 424, 424]
    assert graph.get("/me/contacts").json()["value"] == []


def test_dependent_parts_run_in_turn(graph: HostSession) -> None:
    answers = run(
        graph,
        get("read", "/me/contacts", dependsOn=["write"]),
        {"id": "write", "method": "POST", "url": "/me/contacts", "headers": JSON, "body": {"givenName": "Ola"}},
    )
    assert [contact["givenName"] for contact in answers["read"]["body"]["value"]] == ["Ola"]


def test_a_throttled_part_says_when_to_come_again(graph: HostSession, sandbox: SandboxClient) -> None:
    sandbox.faults.add("graph", "429", count=1, path="contacts", retry_after=7)
    answers = run(graph, get("1"), get("2", "/me/contacts"))
    assert answers["1"]["status"] == 200
    assert answers["2"]["status"] == 429
    assert answers["2"]["headers"]["Retry-After"] == "7"


def test_parts_are_counted_one_by_one(graph: HostSession, sandbox: SandboxClient) -> None:
    sandbox.control("DELETE", "requests")
    run(graph, *(get(str(number)) for number in range(20)))
    counted = {line["route"]: line["count"] for line in sandbox.requests()["requests"]}
    assert counted == {"{me}": 20, "$batch": 1}
    assert sandbox.requests()["highest_concurrency"]["graph"]["linda"] <= 4


@pytest.mark.parametrize(
    ("requests", "named"),
    [
        ("x", "requests"),
        ([], "requests"),
        (["x"], "request"),
        ([{"method": "GET", "url": "/me"}], "id"),
        ([{"id": "1", "method": "FETCH", "url": "/me"}], "method"),
        ([{"id": "1", "method": "GET"}], "url"),
        ([{"id": "1", "method": "GET", "url": "/me", "headers": {"a": 1}}], "headers"),
        ([{"id": "1", "method": "POST", "url": "/me/contacts", "body": {}}], "Content-Type"),
        ([{"id": "1", "method": "POST", "url": "/me/contacts", "headers": JSON, "body": "a"}], "body"),
        ([{"id": "1", "method": "GET", "url": "/me", "dependsOn": ["2"]}], "dependsOn"),
        ([{"id": "1", "method": "GET", "url": "/me", "dependsOn": ["1"]}], "dependsOn"),
        ([{"id": "1", "method": "GET", "url": "/me", "dependsOn": 5}], "dependsOn"),
        ([{"id": "1", "method": "POST", "url": "/$batch"}], "nested"),
        ([{"id": "1", "method": "GET", "url": "/me"}] * 2, "unique"),
        ([{"id": str(number), "method": "GET", "url": "/me"} for number in range(21)], "20"),
    ],
)
def test_a_malformed_batch_is_refused_as_a_whole(graph: HostSession, requests: Any, named: str) -> None:
    answer = graph.post("/$batch", json={"requests": requests})
    assert answer.status_code == 400
    assert named in answer.json()["error"]["message"]
