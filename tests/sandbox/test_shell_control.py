"""The control: what tests and the demo ask of the sandbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.company import Outlook
from tests.sandbox_client import SandboxClient


def test_the_world_names_people_tenants_and_addresses(sandbox: SandboxClient) -> None:
    world = sandbox.world()
    people = {person["key"]: person for person in world["people"]}
    assert people["linda"]["superoffice"]["associate_id"] == 5
    assert people["linda"]["aliases"] == ["linda.lund@nordlys.example"]
    assert people["linda"]["addresses"] == ["linda@nordlys.example", "linda.lund@nordlys.example"]
    assert people["john"]["superoffice"] is None
    assert people["c"]["tenant_id"] != people["linda"]["tenant_id"]
    assert world["superoffice"]["tenant"] == "Cust12345"
    assert world["superoffice"]["api"] == f"{sandbox.superoffice}/Cust12345/api/"


def test_a_token_opens_the_own_mailbox(sandbox: SandboxClient) -> None:
    me = sandbox.graph_session("linda.lund@nordlys.example").get("/me").json()
    assert me["mail"] == "linda@nordlys.example"


def test_a_token_opens_superoffice(sandbox: SandboxClient) -> None:
    answer = sandbox.superoffice_session("julie").get("/v1/User/currentPrincipal")
    assert answer.json()["AssociateId"] == 6


@pytest.mark.parametrize("control", ["expire", "revoke"])
@pytest.mark.parametrize(("system", "path"), [("graph", "/me"), ("superoffice", "/v1/User/currentPrincipal")])
def test_access_tokens_can_be_ended(sandbox: SandboxClient, control: str, system: str, path: str) -> None:
    linda, julie = (
        sandbox.graph_session(user) if system == "graph" else sandbox.superoffice_session(user)
        for user in ("linda", "julie")
    )
    sandbox.control("POST", control, {"system": system, "user": "linda"})
    assert (linda.get(path).status_code, julie.get(path).status_code) == (401, 200)


def test_the_clock_is_set_and_runs_on(sandbox: SandboxClient) -> None:
    sandbox.set_clock("2026-03-29T00:59:30+01:00")
    sandbox.advance(3600)
    now = datetime.fromisoformat(sandbox.control("GET", "clock")["now"])
    assert (now - datetime.fromisoformat("2026-03-29T00:59:30+00:00")).total_seconds() == pytest.approx(0, abs=5)


def test_switches_are_turned_together_or_not_at_all(sandbox: SandboxClient) -> None:
    sandbox.switch(graph_if_match="ignored", graph_throttle_status="503")
    shown = sandbox.control("GET", "switches")
    assert shown["graph_if_match"] == {"position": "ignored", "choices": ["enforced", "ignored"]}
    refused = sandbox.session.post("/switches", json={"graph_if_match": "enforced", "graph_moon": "full"})
    assert (refused.status_code, refused.json()["field"]) == (400, "graph_moon")
    assert sandbox.world()["switches"]["graph_if_match"] == "ignored"


def test_what_was_kept_comes_back_whenever_it_is_asked_for(sandbox: SandboxClient) -> None:
    linda = Outlook(sandbox.graph_session("linda"))
    linda.adds("Before")
    sandbox.switch(graph_if_match="ignored")
    sandbox.control("POST", "keep", {"name": "then"})
    for _ in range(2):
        linda.adds("After")
        linda.deletes(str(linda.item("Before")["id"]))
        sandbox.switch(graph_if_match="enforced")
        sandbox.control("POST", "return", {"name": "then"})
        # the sign-in of then is still one
        assert linda.subjects() == ["Before"]
        assert sandbox.world()["switches"]["graph_if_match"] == "ignored"
    refused = sandbox.session.post("/return", json={"name": "never"})
    assert (refused.status_code, refused.json()["field"]) == (400, "name")


def test_a_reset_forgets_everything(sandbox: SandboxClient) -> None:
    session = sandbox.graph_session("linda")
    sandbox.faults.add("graph", "500")
    sandbox.switch(graph_if_match="ignored")
    sandbox.reset("empty")
    assert sandbox.control("GET", "faults") == {"faults": []}
    assert sandbox.requests()["requests"] == []
    assert sandbox.world()["switches"]["graph_if_match"] == "enforced"
    assert sandbox.world()["company"] == "empty"
    assert session.get("/me").status_code == 401


def test_the_tenant_can_rest_and_move(sandbox: SandboxClient) -> None:
    session = sandbox.superoffice_session("linda")
    sandbox.control("POST", "tenant", {"move": True})
    assert session.get("/v1/User/currentPrincipal").status_code == 421
    moved = sandbox.superoffice_session("linda")
    assert moved.get("/v1/User/currentPrincipal").status_code == 200
    sandbox.control("POST", "tenant", {"state": "OfflineMaintenance"})
    assert moved.get("/v1/User/currentPrincipal").status_code == 503


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("token", {"system": "graph", "user": "nobody"}, "user"),
        ("token", {"system": "exchange", "user": "linda"}, "system"),
        ("token", {"system": ["graph"], "user": "linda"}, "system"),
        ("token", {"system": "superoffice", "user": "john"}, "user"),
        ("revoke", {"system": "graph"}, "user"),
        ("reset", {"company": "huge"}, "company"),
        ("reset", {"company": []}, "company"),
        ("tenant", {"state": "Asleep"}, "state"),
        ("licence", {"user": "john", "confidential": False}, "user"),
        ("licence", {"user": "linda", "confidential": "no"}, "confidential"),
        ("tenant", {"move": "far"}, "state"),
        ("clock", {"now": "yesterday"}, "now"),
        ("clock", {"now": "0001-01-01T00:00:00+14:00"}, "now"),
        ("clock", {"advance_seconds": "soon"}, "advance_seconds"),
        ("clock", {"advance_seconds": 1e300}, "advance_seconds"),
        ("clock", {}, "now"),
        ("certificates", {"certificate": "paper"}, "certificate"),
        ("certificates", {}, "certificate"),
        ("switches", {"graph_if_match": ["enforced"]}, "graph_if_match"),
        ("faults", {"system": "graph", "kind": "418"}, "kind"),
        ("faults", {"system": "mars", "kind": "500"}, "system"),
        ("faults", {"system": "graph", "kind": "500", "rate": 2}, "rate"),
        ("faults", {"system": "graph", "kind": "500", "count": 0}, "count"),
        ("faults", {"system": "graph", "kind": "500", "count": 1, "rate": 0.5}, "rate"),
        ("faults", {"system": "graph", "kind": "500", "path": "("}, "path"),
        ("faults", {"system": "graph", "kind": "500", "mailbox": "nobody"}, "mailbox"),
        ("faults", {"system": "graph", "kind": "lost_notification", "mailbox": "linda"}, "mailbox"),
        ("faults", {"system": "graph", "kind": "500", "color": "red"}, "color"),
        ("faults", {"system": "graph", "kind": "slow", "seconds": -1}, "seconds"),
        ("faults", {"system": "graph", "kind": "429", "retry_after": True}, "retry_after"),
    ],
)
def test_wrong_input_is_named(sandbox: SandboxClient, path: str, body: dict[str, Any], field: str) -> None:
    answer = sandbox.session.post(f"/{path}", json=body)
    assert (answer.status_code, answer.json()["field"]) == (400, field)


@pytest.mark.parametrize("body", ["{", "[]", '"x"', b"\xff\xfe{", "[" * 100_000])
def test_a_broken_body_is_refused(sandbox: SandboxClient, body: str | bytes) -> None:
    answer = sandbox.session.post("/token", data=body)
    assert answer.status_code == 400
    assert "body" in answer.json()["error"]


def test_the_controls_are_listed(sandbox: SandboxClient) -> None:
    controls = sandbox.control("GET", "")["controls"]
    assert controls["POST clock"]
    assert all(controls.values())


@pytest.mark.parametrize("kind", [429, "429", "reset-after", "Reset after", "expired delta"])
def test_a_kind_of_fault_may_be_spelled_in_the_usual_ways(sandbox: SandboxClient, kind: Any) -> None:
    sandbox.faults.add("graph", kind)
    assert [fault["kind"] for fault in sandbox.control("GET", "faults")["faults"]] == [
        str(kind).lower().replace("-", "_").replace(" ", "_")
    ]


def test_unknown_controls_and_methods_are_told_apart(sandbox: SandboxClient) -> None:
    assert sandbox.session.get("/nothing").status_code == 404
    wrong = sandbox.session.delete("/token")
    assert (wrong.status_code, wrong.headers["Allow"]) == (405, "POST")
