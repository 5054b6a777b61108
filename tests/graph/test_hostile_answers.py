"""A Graph that answers nonsense: the run ends with a clear state, or goes on without the one bad event."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from backend.core.items import Appointment, Timed
from backend.core.reasons import Reason
from backend.core.seen import Unmapped
from backend.core.sides import Unavailable
from backend.core.writes import Create, Unsure
from tests.graph.conftest import WINDOW
from tests.graph.nonsense import Nonsense
from tests.graph.test_wire import event

NINE = datetime(2026, 12, 1, 9, tzinfo=UTC)
CREATE = Create("make 1", Appointment(title="Visit", span=Timed(NINE, NINE)), pointer="1")


@pytest.mark.parametrize(
    "page",
    [b"<html>", b"", b"[]", b"5", {"value": []}, {"value": [], "@odata.deltaLink": 5}, b"[" * 50_000],
    ids=["html", "nothing", "list", "number", "no link", "a link that is none", "too deep"],
)
def test_a_page_that_is_none_ends_the_reading(nonsense: Nonsense, page: object) -> None:
    nonsense.answer(page)
    with pytest.raises(Unavailable):
        list(nonsense.gateway.changes(None, WINDOW))


def test_a_page_that_leads_to_itself_ends_the_reading(nonsense: Nonsense) -> None:
    again = f"{nonsense.base}/again"
    nonsense.answer(*[{"value": [], "@odata.nextLink": again}] * 2)
    with pytest.raises(Unavailable):
        list(nonsense.gateway.changes(None, WINDOW))


def test_a_page_that_leads_elsewhere_ends_the_reading(nonsense: Nonsense) -> None:
    nonsense.answer({"value": [], "@odata.nextLink": "http://elsewhere.example/v1.0/me"})
    with pytest.raises(Unavailable):
        list(nonsense.gateway.changes(None, WINDOW))


def test_one_broken_event_does_not_hide_the_others(nonsense: Nonsense) -> None:
    page = {
        "value": [5, {}, {"id": 7}, event(id="half", subject="\ud83d"), event(id="whole")],
        "@odata.deltaLink": f"{nonsense.base}/next",
    }
    # back pointers are asked for once there are events
    nonsense.answer(page, {"value": ["x", {"id": 1}]})
    [changes] = nonsense.gateway.changes(None, WINDOW)
    assert {one.id: isinstance(one.item, Appointment) for one in changes.seen} == {"half": False, "whole": True}
    assert changes.seen[0].item == Unmapped(Reason.UNREADABLE)


@pytest.mark.parametrize(
    "answers",
    [
        {"responses": []},
        {"responses": None},
        {},
        {"responses": [{"id": "0", "status": "201"}]},
        {"responses": [{"id": "0", "status": 201, "body": {"no": "id"}}]},
        {"responses": [{"id": "0", "status": 502, "headers": 5, "body": "<html>"}]},
    ],
)
def test_a_create_without_a_clear_answer_is_unsure(nonsense: Nonsense, answers: object) -> None:
    nonsense.answer(answers)
    assert [outcome for _, outcome in nonsense.gateway.write([CREATE])] == [Unsure()]


def test_an_event_without_a_clear_answer_is_not_gone(nonsense: Nonsense) -> None:
    nonsense.answer({"responses": []})
    with pytest.raises(Unavailable):
        nonsense.gateway.read(["AAMk1"])
