"""What all surfaces of the API have in common: isolation, origins, caching, size, and the document."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from pydantic import ValidationError
from schemathesis import Case, GenerationMode, openapi
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from backend.api.app import make_app
from backend.config import Settings
from backend.core.values import replace
from backend.sync.service import Product
from tests.api.v1.conftest import Pane
from tests.company import Company, at

PANE = "https://pane.example.com"
OPERATIONS = {
    ("get", "/api/v1/session"),
    ("get", "/api/v1/items/{item_id}"),
    ("get", "/api/v1/items/{item_id}/calendar.ics"),
    ("get", "/api/v1/items/{item_id}/outlook-id"),
    ("post", "/api/v1/items/{item_id}/undo"),
    ("post", "/api/v1/items/{item_id}/repair"),
    ("post", "/api/v1/items/{item_id}/push"),
    ("post", "/api/v1/items/{item_id}/include"),
    ("post", "/api/v1/items/{item_id}/unlink"),
    ("post", "/api/v1/items/{item_id}/include-series"),
    ("post", "/api/v1/items/{item_id}/unlink-series"),
    ("get", "/api/v1/meetings/outlook-id"),
    ("get", "/api/v1/items/{item_id}/concerns"),
    ("post", "/api/v1/items/{item_id}/concerns"),
    ("get", "/api/v1/items/{item_id}/conflicts"),
    ("post", "/api/v1/items/{item_id}/resolve"),
    ("get", "/api/v1/items/{item_id}/people"),
    ("post", "/api/v1/items/{item_id}/people/{address}"),
    ("get", "/api/v1/people"),
    ("post", "/api/v1/people/choice"),
    ("get", "/api/v1/people/suggestion"),
    ("post", "/api/v1/people"),
    ("get", "/api/v1/search/{what}"),
    ("get", "/api/v1/sync"),
    ("post", "/api/v1/sync"),
    ("post", "/api/v1/sync/cancel"),
    ("get", "/api/v1/runs"),
    ("get", "/api/v1/runs/days"),
    ("get", "/api/v1/proposals"),
    ("post", "/api/v1/proposals/{proposal_id}/take"),
    ("post", "/api/v1/proposals/{proposal_id}/drop"),
    ("post", "/api/v1/replies"),
    ("get", "/api/v1/week"),
    ("get", "/api/v1/failures"),
    ("post", "/api/v1/deletions/confirm"),
    ("post", "/api/v1/invitations/confirm"),
    ("get", "/api/v1/admin/organisation"),
    ("get", "/api/v1/admin/profile"),
    ("patch", "/api/v1/admin/profile"),
    ("get", "/api/v1/admin/audit"),
    ("get", "/api/v1/admin/users"),
    ("post", "/api/v1/admin/users/link"),
    ("post", "/api/v1/admin/users/link-all"),
    ("get", "/api/v1/admin/mailboxes"),
    ("get", "/api/v1/admin/mailboxes.csv"),
    ("get", "/api/v1/admin/mailboxes.xlsx"),
    ("post", "/api/v1/admin/mailboxes/{mailbox_id}/pause"),
    ("post", "/api/v1/admin/mailboxes/{mailbox_id}/resume"),
    ("post", "/api/v1/admin/mailboxes/{mailbox_id}/unlink"),
    ("post", "/api/v1/admin/mailboxes/{mailbox_id}/relink"),
    ("post", "/api/v1/admin/mailboxes/{mailbox_id}/connect-mail"),
    ("post", "/api/v1/admin/mailboxes/{mailbox_id}/deletions/confirm"),
    ("post", "/api/v1/admin/mailboxes/{mailbox_id}/invitations/confirm"),
    ("post", "/api/v1/admin/mailboxes/{mailbox_id}/pairs/repair"),
    ("get", "/api/v1/admin/mailboxes/{mailbox_id}/pairs"),
    ("get", "/api/v1/admin/mails/preview"),
    ("get", "/api/v1/preferences"),
    ("patch", "/api/v1/preferences"),
    ("get", "/api/v1/preferences/choices/{key}"),
    ("get", "/api/v1/preferences/warnings"),
    ("get", "/api/v1/preferences/preview"),
}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture
def document(browser: FlaskClient) -> dict[str, Any]:
    answer = browser.get("/api/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


def test_the_document_names_every_route(document: dict[str, Any]) -> None:
    found = {(method, path) for path, methods in document["paths"].items() for method in methods}
    assert found == OPERATIONS
    assert document["openapi"].startswith("3.1")


def test_the_document_is_printed_without_settings_or_a_database(document: dict[str, Any]) -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "backend.api.document"], env={}, capture_output=True, check=True
    )
    assert json.loads(printed.stdout) == document


def test_every_operation_wants_a_bearer_and_tells_its_problems(document: dict[str, Any]) -> None:
    for path, method in ((path, method) for method, path in OPERATIONS):
        operation = document["paths"][path][method]
        assert operation["security"] == [{"bearer": []}]
        assert {"400", "401", "503"} <= set(operation["responses"])
        assert list(operation["responses"]["401"]["content"]) == ["application/problem+json"]


def test_every_route_wants_a_token(browser: FlaskClient) -> None:
    for method, path in OPERATIONS:
        ids = {"item_id": "1", "mailbox_id": uuid4(), "proposal_id": uuid4()}
        named = {**ids, "key": "types", "what": "sales", "address": "a@b.no"}
        answer = browser.open(path.format(**named), method=method)
        assert answer.status_code == 401, path
        assert "WWW-Authenticate" in answer.headers


def test_nobody_sees_or_moves_what_is_in_another_mailbox(company: Company, linda: Pane, julie: Pane) -> None:
    event = company["linda"].in_outlook.adds("Linda's", at(2, 11))
    company["linda"].in_outlook.adds("Secret", at(2, 15), sensitivity="private")
    company.runs()
    own = linda.get(f"/items/{event}").get_json()
    missing = julie.get("/items/999999999")
    for item_id in (event, own["calendar_id"], own["superoffice_id"]):
        foreign = julie.get(f"/items/{item_id}")
        assert (foreign.status_code, foreign.get_json()) == (404, missing.get_json())
        undone = julie.post(f"/items/{item_id}/undo", {"entry": own["history"][0]["id"]})
        assert (undone.status_code, undone.get_json()) == (404, missing.get_json())
    julies = company["julie"].in_outlook.adds("Julie's", at(2, 11))
    company.run("julie")
    other_entry = julie.post(f"/items/{julies}/undo", {"entry": own["history"][0]["id"]})
    assert (other_entry.status_code, other_entry.get_json()["code"]) == (404, "entry_not_found")
    assert julie.get("/failures").get_json()["total"] == 0
    assert linda.get("/failures").get_json()["total"] == 1
    lindas = {run["id"] for run in linda.get("/runs").get_json()["items"]}
    assert not lindas & {run["id"] for run in julie.get("/runs").get_json()["items"]}
    assert linda.post("/sync").get_json()["state"] == "queued"
    assert julie.get("/sync").get_json()["state"] == "idle"


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_no_answer_is_outside_of_the_document(
    company: Company, app: Flask, linda: Pane, mode: GenerationMode
) -> None:
    company["linda"].in_outlook.adds("Lunch", at(2, 11))
    company["linda"].in_outlook.adds("Secret", at(2, 15), sensitivity="private")
    company.run("linda")
    authorised = {"Authorization": f"Bearer {linda.token}"}
    schema = openapi.from_wsgi("/api/openapi.json", app)
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        strategy = found.ok().as_strategy(generation_mode=mode)

        @settings(
            max_examples=15,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=strategy)
        def check(case: Case[Any]) -> None:
            case.call_and_validate(headers=authorised, checks=CHECKS)

        check()


def test_answers_about_real_items_are_in_the_document(company: Company, app: Flask, linda: Pane) -> None:
    outlook = company["linda"].in_outlook
    events = [outlook.adds("Lunch", at(2, 11)), outlook.adds("Secret", at(2, 15), sensitivity="private")]
    company.run("linda")
    events.append(outlook.adds("New", at(3, 11)))
    authorised = {"Authorization": f"Bearer {linda.token}"}
    schema = openapi.from_wsgi("/api/openapi.json", app)
    states = []
    for event in events:
        case = schema["/api/v1/items/{item_id}"]["GET"].Case(path_parameters={"item_id": event})
        states.append(case.call_and_validate(headers=authorised, checks=CHECKS).json()["state"])
    assert states == ["linked", "skipped", "not_linked"]
    for path in ("/api/v1/session", "/api/v1/sync", "/api/v1/runs", "/api/v1/failures"):
        assert schema[path]["GET"].Case().call_and_validate(headers=authorised, checks=CHECKS).status_code == 200


def test_only_configured_origins_may_call(product: Product) -> None:
    allowed = replace(product, settings=product.settings.model_copy(update={"allowed_origins": PANE}))
    browser = make_app(allowed).test_client()
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,x-more"}
    preflight = browser.options("/api/v1/sync", headers={"Origin": PANE, **asked})
    assert preflight.status_code == 200
    assert preflight.headers["Access-Control-Allow-Origin"] == PANE
    assert preflight.headers["Access-Control-Allow-Headers"] == "authorization"
    assert "Access-Control-Allow-Credentials" not in preflight.headers
    refused = browser.get("/api/v1/sync", headers={"Origin": PANE})
    assert (refused.status_code, refused.headers["Access-Control-Allow-Origin"]) == (401, PANE)
    for path, origin in [
        ("/api/v1/sync", "https://pane.example.com.evil.example"),
        ("/api/v1/sync", "https://paneXexample.com"),
        ("/api/v1/sync", "null"),
        ("/healthz", PANE),
        ("/connect/superoffice/start", PANE),
    ]:
        for method in ("OPTIONS", "GET"):
            answer = browser.open(path, method=method, headers={"Origin": origin, **asked})
            assert "Access-Control-Allow-Origin" not in answer.headers, (path, origin)


def test_no_other_origin_may_call_unless_configured(browser: FlaskClient) -> None:
    answer = browser.options("/api/v1/sync", headers={"Origin": PANE, "Access-Control-Request-Method": "POST"})
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("wrong", ["*", "https://*.example.com", "https://pane.example.com/", "pane.example.com"])
def test_an_origin_must_be_exact(wrong: str) -> None:
    with pytest.raises(ValidationError):
        Settings(allowed_origins=wrong, _env_file=None)


def test_answers_are_not_kept_and_bodies_are_small(linda: Pane) -> None:
    for answer in (linda.get("/session"), linda.get("/nothing"), linda.client.get("/api/openapi.json")):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    huge = linda.post("/items/1/undo", {"entry": "x" * 20_000})
    assert (huge.status_code, huge.get_json()["code"]) == (413, "too_large")
