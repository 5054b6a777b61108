"""A Graph that answers nonsense about meetings and series: nothing raises, and nothing is taken for gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.items import Answer, Appointment, Guest, Meeting, Timed
from backend.core.reasons import Reason
from backend.core.recurrence.obstacles import Inexpressible, Obstacle
from backend.core.recurrence.rule import Count, Daily, Series
from backend.core.seen import Changes, Place, Seen, Unmapped, Whole
from backend.core.values import replace
from backend.core.writes import (
    CreateSeries,
    DeleteSeries,
    Done,
    Made,
    Refused,
    Reshape,
    Stale,
    Unsure,
    Update,
    UpdateSeries,
    Write,
)
from backend.graph.series_reading import read_occurrence, read_series
from tests.graph.conftest import WINDOW
from tests.graph.nonsense import Nonsense
from tests.graph.test_wire import event, json_values

NINE = datetime(2026, 12, 1, 9, tzinfo=UTC)
ITEM = Appointment(title="Visit", span=Timed(NINE, NINE + timedelta(hours=1)))
RULE = Series(
    rule=Daily(), range=Count(3), first=datetime(2026, 12, 1, 9), zone="UTC", duration=timedelta(hours=1)
)
RECURRENCE = {
    "pattern": {"type": "daily", "interval": 1},
    "range": {
        "type": "numbered",
        "startDate": "2026-12-01",
        "numberOfOccurrences": 3,
        "recurrenceTimeZone": "UTC",
    },
}


def master(**changes: Any) -> dict[str, Any]:
    return event(id="M", type="seriesMaster", recurrence=RECURRENCE) | changes


def stub(day: int, **changes: Any) -> dict[str, Any]:
    times = {
        name: {"dateTime": f"2026-12-0{day}T1{n}:00:00", "timeZone": "UTC"}
        for n, name in enumerate(("start", "end"), 1)
    }
    return {"id": f"O{day}", "@odata.etag": "v", "type": "occurrence", "seriesMasterId": "M", **times} | changes


def answered(*parts: Any) -> dict[str, Any]:
    """A batch whose parts are answered with these bodies, 404 for None."""
    return {
        "responses": [
            {"id": str(n), "status": 404 if body is None else 200, "body": body} for n, body in enumerate(parts)
        ]
    }


def one_page(nonsense: Nonsense, entries: list[Any], *more: Any) -> Changes:
    page = {"value": entries, "@odata.deltaLink": f"{nonsense.base}/next"}
    # back pointers are asked for once there are events
    nonsense.answer(page, {"value": []}, *more)
    [changes] = nonsense.gateway.changes(None, WINDOW)
    return changes


def outcome(nonsense: Nonsense, write: Write, *answers: Any) -> object:
    nonsense.answer(*answers)
    [(_, became)] = nonsense.gateway.write([write])
    return became


def test_one_broken_occurrence_does_not_hide_the_others(nonsense: Nonsense) -> None:
    entries = [
        stub(1, seriesMasterId=5),
        stub(2, start=None),
        stub(3),
        stub(4, subject=7),
        stub(5, type="exception", originalStart="yesterday"),
        stub(6, seriesMasterId="\ud83d"),
        master(),
    ]
    changes = one_page(nonsense, entries)
    assert {one.id: one.item for one in changes.seen if isinstance(one.item, Unmapped)} == {
        one: Unmapped(Reason.UNREADABLE) for one in ("O2", "O4", "O5")
    }
    [good] = [one for one in changes.seen if isinstance(one.item, Appointment)]
    assert (good.id, good.place) == ("O3", Place("M", "2026-12-03T11:00:00Z"))
    assert changes.series == (Whole("M", frozenset({"O3", "O4"})),)


@pytest.mark.parametrize(
    "recurrence",
    [5, [], {}, {"pattern": None}, {**RECURRENCE, "range": {"type": "noEnd", "startDate": "9999-12-31"}},
     {**RECURRENCE, "pattern": {"type": "absoluteYearly", "interval": 1, "month": 2, "dayOfMonth": 31}}],
)  # fmt: skip
def test_a_rule_that_is_none_is_inexpressible(nonsense: Nonsense, recurrence: object) -> None:
    changes = one_page(nonsense, [master(recurrence=recurrence), stub(1)])
    assert len(changes.seen) == 1
    [rule] = nonsense.gateway.rules(changes.seen).values()
    assert isinstance(rule, Inexpressible | Series)


def test_stubs_whose_master_lies_elsewhere_are_completed_from_it(nonsense: Nonsense) -> None:
    changes = one_page(nonsense, [stub(1)], answered(master(subject="Told later")))
    [one] = changes.seen
    assert isinstance(one.item, Appointment)
    assert one.item.title == "Told later"
    assert changes.series == ()


@pytest.mark.parametrize("body", [None, "<html>", []])
def test_stubs_without_a_master_are_passed_over(nonsense: Nonsense, body: object) -> None:
    assert one_page(nonsense, [stub(1), event(id="single")], answered(body)).seen[0].id == "single"


def test_whole_days_whose_original_start_is_told_as_midnight_utc_keep_their_day(nonsense: Nonsense) -> None:
    days = {
        name: {"dateTime": f"2026-12-0{day}T00:00:00", "timeZone": "UTC"}
        for name, day in (("start", 1), ("end", 2))
    }
    zone = {**RECURRENCE, "range": {**RECURRENCE["range"], "recurrenceTimeZone": "Pacific Standard Time"}}
    whole = master(isAllDay=True, recurrence=zone, **days)
    moved = stub(3, type="exception", isAllDay=True, originalStart="2026-12-02T00:00:00Z", **days)
    [one] = one_page(nonsense, [whole, moved]).seen
    assert one.place == Place("M", "2026-12-02")


def test_an_occurrence_whose_master_is_nonsense_is_not_gone(nonsense: Nonsense) -> None:
    nonsense.answer(answered(stub(1)), answered("<html>"))
    assert nonsense.gateway.read(["O1"]) == {"O1": Refused(Reason.UNREADABLE)}


UPDATE = Update("act", "A", "v", replace(ITEM, meeting=Meeting(answer=Answer.ACCEPTED)), frozenset({"answer"}))
GUESTS = replace(
    UPDATE,
    item=replace(ITEM, meeting=Meeting(guests=(Guest(address="a@b.example"),))),
    fields=frozenset({"guests"}),
)


def test_an_answer_without_a_clear_answer_is_unsure(nonsense: Nonsense) -> None:
    present = answered({"@odata.etag": "v"})
    assert outcome(nonsense, UPDATE, present, {"responses": []}) == Unsure()
    assert outcome(nonsense, UPDATE, present, answered({}), answered(5)) == Unsure()
    assert outcome(nonsense, UPDATE, answered([])) == Unsure()
    assert outcome(nonsense, UPDATE, answered({"@odata.etag": "other"})) == Stale()


@pytest.mark.parametrize("people", ["all", [5], [{"emailAddress": "a@b.example"}]])
def test_guests_that_cannot_be_read_are_not_written_over(nonsense: Nonsense, people: object) -> None:
    present = answered({"@odata.etag": "v", "attendees": people})
    assert outcome(nonsense, GUESTS, present) == Refused(Reason.UNREADABLE)


def test_people_without_an_address_stay_invited(nonsense: Nonsense) -> None:
    unknown = {"emailAddress": {"name": "Somebody", "address": "/o=Exchange/cn=somebody"}}
    known = {"emailAddress": {"address": "A@b.example"}}
    present = answered({"@odata.etag": "v", "attendees": [unknown, known]})
    found = event(id="A", attendees=[unknown, known])
    # nothing to write, so the event is read
    became = outcome(nonsense, GUESTS, present, answered(found))
    assert isinstance(became, Done)
    assert became.seen
    assert isinstance(became.seen.item, Appointment)
    assert [guest.address for guest in became.seen.item.guests] == ["a@b.example"]


@pytest.mark.parametrize("body", [5, {}, {"id": 7}, {"id": "O1", "seriesMasterId": 5}])
def test_a_change_without_a_clear_answer_is_unsure(nonsense: Nonsense, body: object) -> None:
    rename = replace(UPDATE, fields=frozenset({"title"}))
    assert outcome(nonsense, rename, answered(body)) == Unsure()


@pytest.mark.parametrize("body", [5, {}, {"id": 7}, {"id": "M", "recurrence": "weekly"}, event(id="M")])
def test_a_series_without_a_clear_answer_is_unsure(nonsense: Nonsense, body: object) -> None:
    assert outcome(nonsense, CreateSeries("make", RULE, ITEM, "1"), answered(body)) == Unsure()


SERIES_WRITES: list[Write] = [
    UpdateSeries("u", "M", ("O1",), ITEM, frozenset({"title"})),
    UpdateSeries("u", "M", ("O1",), ITEM, frozenset({"span"})),
    Reshape("r", "M", ("O1",), RULE, ITEM),
    DeleteSeries("d", "M", ("O1",), rest=True),
]


@pytest.mark.parametrize("write", SERIES_WRITES)
def test_a_master_that_is_nonsense_is_left_alone(nonsense: Nonsense, write: Write) -> None:
    assert outcome(nonsense, write, answered("<html>")) == Refused(Reason.UNREADABLE)
    assert outcome(nonsense, write, answered(event(id="M"))) == Stale()


@pytest.mark.parametrize("write", SERIES_WRITES[1:])
def test_a_rule_that_is_nonsense_is_left_alone(nonsense: Nonsense, write: Write) -> None:
    bad = answered(master(recurrence={"pattern": 5}))
    first = [answered(stub(1)), answered(master())]
    assert outcome(nonsense, write, bad, *first) == Refused(Reason.REFUSED, "Inexpressible")


def test_a_move_beyond_the_calendar_is_refused(nonsense: Nonsense) -> None:
    far = {**RECURRENCE, "range": {**RECURRENCE["range"], "startDate": "9998-12-31"}}
    late = replace(ITEM, span=Timed(NINE + timedelta(days=1000), NINE + timedelta(days=1001)))
    move = UpdateSeries("u", "M", ("O1",), late, frozenset({"span"}))
    became = outcome(nonsense, move, answered(master(recurrence=far)), answered(stub(1)), answered(master()))
    assert became == Refused(Reason.REFUSED, "Inexpressible")


def test_items_that_are_nonsense_are_passed_over(nonsense: Nonsense) -> None:
    write = UpdateSeries("u", "M", ("O1",), ITEM, frozenset({"title"}))
    page = {"value": [5, {}, {"id": 7}, {**master(), **stub(1)}], "@odata.nextLink": 5}
    became = outcome(nonsense, write, answered(master()), answered(master()), page)
    assert isinstance(became, Made)
    assert [one.id for one in became.seen] == ["O1"]


@given(
    st.dictionaries(st.sampled_from([*event(), "originalStart"]), json_values, max_size=5),
    st.dictionaries(st.sampled_from(sorted(event())), json_values, max_size=5),
)
def test_no_occurrence_is_too_broken_to_be_answered(changes: dict[str, Any], whole: dict[str, Any]) -> None:
    found = read_occurrence(stub(1) | changes, master() | whole)
    assert isinstance(found, Seen)
    for text in (found.id, found.version, found.uid, found.place.original if found.place else ""):
        text.encode()


@given(
    st.fixed_dictionaries({}, optional=dict.fromkeys(("start", "end", "isAllDay", "recurrence"), json_values)),
    st.dictionaries(st.sampled_from(["type", "interval", "daysOfWeek", "dayOfMonth", "month"]), json_values),
    st.dictionaries(st.sampled_from(["type", "startDate", "endDate", "recurrenceTimeZone"]), json_values),
)
def test_no_rule_is_too_broken_to_be_answered(
    changes: dict[str, Any], pattern: dict[str, Any], limits: dict[str, Any]
) -> None:
    recurrence = {"pattern": RECURRENCE["pattern"] | pattern, "range": RECURRENCE["range"] | limits}
    found = read_series(master(recurrence=recurrence) | changes)
    assert isinstance(found, Series) or found.reasons <= {Obstacle.IRREGULAR, Obstacle.NO_OCCURRENCE}
