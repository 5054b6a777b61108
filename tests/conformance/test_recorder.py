"""The recorder finds what is outside of the vendors' documents, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conformance import graph_schema, superoffice_schema
from tests.conformance.recorder import Answer
from tests.conformance.shapes import shape

PLAN = {"id": "1", "subject": "Plan", "showAs": "busy"}


def answer(system: str, path: str, body: Any, status: int = 200, method: str = "GET") -> Answer:
    return Answer(system, method, path, status, "application/json; charset=utf-8", json.dumps(body).encode())


@pytest.fixture(autouse=True)
def documents() -> None:
    if not (graph_schema.available() and superoffice_schema.available()):
        pytest.skip("no OpenAPI documents (set CONTRACT_DATA)")


@pytest.mark.parametrize(
    ("system", "path", "body", "status"),
    [
        ("graph", "/v1.0/me/events/1", PLAN, 200),
        ("graph", "/v1.0/me/nowhere", {"error": {"code": "ResourceNotFound", "message": "No."}}, 404),
        ("superoffice", "/Cust12345/api/v1/Appointment/1", {"AppointmentId": 1, "Type": "inDiary"}, 200),
    ],
)
def test_a_described_answer_passes(system: str, path: str, body: Any, status: int) -> None:
    assert answer(system, path, body, status).problem() is None


@pytest.mark.parametrize(
    ("system", "path", "body", "status", "place"),
    [
        ("graph", "/v1.0/me/events/1", PLAN | {"showAs": "Busy"}, 200, "showAs"),
        ("graph", "/v1.0/me/events/1", PLAN | {"isAllDay": "true"}, 200, "isAllDay"),
        ("graph", "/v1.0/me/events/1", {"message": "No."}, 404, "error"),
        ("graph", "/v1.0/me/nowhere", PLAN, 200, "not described"),
        ("superoffice", "/Cust12345/api/v1/Appointment/1", {"Titel": "Plan"}, 200, "Titel"),
        ("superoffice", "/Cust12345/api/v1/Appointment/1", {"Type": "Meeting"}, 200, "Type"),
        ("superoffice", "/Cust12345/api/v1/Appointment/1", {"AppointmentId": 1}, 201, "201"),
        ("superoffice", "/Cust12345/api/v1/Nowhere", {}, 200, "in no OpenAPI file"),
    ],
)
def test_any_other_is_reported_with_its_place(system: str, path: str, body: Any, status: int, place: str) -> None:
    assert place in str(answer(system, path, body, status).problem())


def test_values_of_one_shape_are_those_that_no_schema_tells_apart() -> None:
    assert shape({"start": "2027-01-18T09:00:00Z"}) == shape({"start": "2026-11-21T10:30:00Z"})
    assert shape([{"n": 1}]) == shape([{"n": 1}, {"n": 2}])
    for one, other in (("busy", "Busy"), ("2027-01-18", "2027-01-18T09:00:00"), (1, 1.5), (1, True), (None, "")):
        assert shape({"value": one}) != shape({"value": other})
