"""Appointments read from SuperOffice's carriers and written back: tables, laws, and hostile input."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.core.items import AllDay, Appointment, Busy, Importance, Span, Timed
from backend.core.reasons import Reason
from backend.core.seen import Unmapped
from backend.core.text import canonical, one_line
from backend.superoffice import payload, wire
from backend.superoffice.facts import Defaults, Facts, importances

FACTS = Facts(
    base="Europe/Oslo",
    zones={1: "UTC", 261: "Europe/Oslo", 460: "America/New_York"},
    importance=lambda: {2: Importance.HIGH, 1: Importance.NORMAL, 3: Importance.LOW},
    defaults=lambda: Defaults(all_day=(time(8), time(16)), task_id=1),
)
PLAIN: dict[str, Any] = {
    "AppointmentId": 7, "AssociateId": 5, "Title": "Lunch", "Description": "Lunch", "Agenda": "", "Location": "",
    "StartDate": "2026-07-01T10:00:00Z", "EndDate": "2026-07-01T11:00:00Z", "Type": "inDiary",
    "IsAlldayEvent": False, "IsFree": False, "HasAlarm": False, "AlarmLeadTime": "00:00:00", "Private": "Public",
    "PriorityId": 1, "MotherId": 0, "MotherAssociateId": 0, "InvitationStatus": "Accepted",
    "AssignmentStatus": "None", "Completed": "NotStarted", "PreferredTZLocation": 261,
}  # fmt: skip


def read(**changes: Any) -> Appointment:
    item = wire.read(PLAIN | changes, FACTS, {})
    assert isinstance(item, Appointment), item
    return item


def reason(**changes: Any) -> Reason | None:
    item = wire.read(PLAIN | changes, FACTS, {})
    return item.reason if isinstance(item, Unmapped) else None


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


def test_a_plain_appointment() -> None:
    item = read()
    assert item == Appointment(title="Lunch", span=Timed(utc(2026, 7, 1, 10), utc(2026, 7, 1, 11)))
    assert isinstance(item.span, Timed) and item.span.zone == "Europe/Oslo"


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"Title": None, "Description": "\r\nFirst line\nsecond"}, "title", "First line"),
        ({"Title": "", "Description": "Old"}, "title", "Old"),
        ({"Title": " a\tb "}, "title", "a b"),
        ({"Title": None, "Description": None}, "title", ""),
        ({"Agenda": "<div>x</div><script>y</script>"}, "body", canonical("<p>x</p>")),
        ({"Agenda": None}, "body", ""),
        ({"Location": " Oslo\n"}, "place", "Oslo"),
        ({"IsFree": True}, "busy", Busy.FREE),
        ({"Private": "PrivateUser"}, "private", True),
        ({"Private": "PrivateGroup"}, "private", True),
        ({"PriorityId": 2}, "importance", Importance.HIGH),
        ({"PriorityId": 99}, "importance", Importance.NORMAL),
        ({"PriorityId": 0}, "importance", Importance.NORMAL),
        ({"PriorityId": None}, "importance", Importance.NORMAL),
        ({"HasAlarm": True, "AlarmLeadTime": "00:10:00"}, "alarm", 10),
        ({"HasAlarm": True, "AlarmLeadTime": "1.00:00:00"}, "alarm", 1440),
        ({"HasAlarm": True, "AlarmLeadTime": "PT10M"}, "alarm", 10),
        ({"HasAlarm": True, "AlarmLeadTime": "P1DT2H30S"}, "alarm", 1560),
        ({"HasAlarm": True, "AlarmLeadTime": "P0D"}, "alarm", 0),
        ({"HasAlarm": True, "AlarmLeadTime": None}, "alarm", 0),
        ({"HasAlarm": False, "AlarmLeadTime": "nonsense"}, "alarm", None),
        ({"Completed": "Completed"}, "title", "Lunch"),
        ({"JoinVideomeetUrl": "https://teams.example/1"}, "join_url", "https://teams.example/1"),
        ({"JoinVideomeetUrl": None}, "join_url", ""),
    ],
)
def test_what_each_property_means(changes: dict[str, Any], field: str, expected: object) -> None:
    assert getattr(read(**changes), field) == expected


@pytest.mark.parametrize(
    ("changes", "span"),
    [
        ({"StartDate": "2026-07-01T12:00:00+02:00"}, Timed(utc(2026, 7, 1, 10), utc(2026, 7, 1, 11))),
        ({"StartDate": "2026-07-01T12:00:00"}, Timed(utc(2026, 7, 1, 10), utc(2026, 7, 1, 11))),
        ({"StartDate": "2026-07-01T10:00:00.7654321Z"}, Timed(utc(2026, 7, 1, 10), utc(2026, 7, 1, 11))),
        (
            {"IsAlldayEvent": True, "StartDate": "2026-07-01T06:00:00Z", "EndDate": "2026-07-02T14:00:00Z"},
            AllDay(date(2026, 7, 1), date(2026, 7, 2)),
        ),
        (  # midnight in Oslo is still the day before in UTC
            {"IsAlldayEvent": True, "StartDate": "2026-06-30T22:00:00Z", "EndDate": "2026-07-01T21:59:00Z"},
            AllDay(date(2026, 7, 1), date(2026, 7, 1)),
        ),
        (  # the clock of an all-day row means nothing
            {"IsAlldayEvent": True, "StartDate": "2026-07-01T10:00:00Z", "EndDate": "2026-07-01T09:00:00Z"},
            AllDay(date(2026, 7, 1), date(2026, 7, 1)),
        ),
    ],
)  # fmt: skip
def test_when_it_is(changes: dict[str, Any], span: Span) -> None:
    assert read(**changes).span == span


@pytest.mark.parametrize(("place", "zone"), [(460, "America/New_York"), (0, "Europe/Oslo"), (None, "Europe/Oslo")])
def test_the_zone_is_the_preferred_place_or_the_base(place: int | None, zone: str) -> None:
    span = read(PreferredTZLocation=place).span
    assert isinstance(span, Timed) and span.zone == zone


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"Type": "inChecklist"}, Reason.TODO),
        ({"Type": "BookingForChecklist"}, Reason.TODO),
        ({"MotherId": "7"}, Reason.UNREADABLE),
        ({"MotherId": -7}, Reason.UNREADABLE),
        ({"InvitationStatus": 5}, Reason.UNREADABLE),
        ({"AssignmentStatus": []}, Reason.UNREADABLE),
        ({"Type": "SomethingNew"}, Reason.UNREADABLE),
        ({"Type": None}, Reason.UNREADABLE),
        ({"StartDate": "0001-01-01T00:00:00Z"}, Reason.UNREADABLE),
        ({"EndDate": "9999-12-31T23:59:59Z"}, Reason.UNREADABLE),
        ({"StartDate": None}, Reason.UNREADABLE),
        ({"StartDate": 5}, Reason.UNREADABLE),
        ({"Title": {"x": 1}}, Reason.UNREADABLE),
        ({"IsFree": "yes"}, Reason.UNREADABLE),
        ({"HasAlarm": True, "AlarmLeadTime": "soon"}, Reason.UNREADABLE),
        ({"EndDate": "2026-07-01T09:00:00Z"}, Reason.END_BEFORE_START),
        (
            {"IsAlldayEvent": True, "StartDate": "2026-07-02T08:00:00Z", "EndDate": "2026-07-01T16:00:00Z"},
            Reason.END_BEFORE_START,
        ),
    ],
)
def test_what_is_no_appointment(changes: dict[str, Any], expected: Reason) -> None:
    assert reason(**changes) is expected


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([(2, "1 Høy"), (1, "2 Middels"), (3, "3 Lav")], {2: "high", 1: "normal", 3: "low"}),
        ([(2, 'US:"1 High";NO:"1 Høy"'), (3, "Low")], {2: "high", 3: "low"}),
        ([(4, "A"), (5, "B"), (6, "C")], {4: "high", 5: "normal", 6: "low"}),
        ([(4, "A"), (5, "B")], {}),
    ],
)
def test_what_priorities_mean(items: list[tuple[int, str]], expected: dict[int, str]) -> None:
    assert importances([{"Id": key, "Name": name} for key, name in items]) == expected


@pytest.mark.parametrize("answer", [None, {}, "x", [None, 1, {"Id": "1"}, {"Name": "High"}]])
def test_a_strange_list_of_priorities_means_nothing(answer: object) -> None:
    assert importances(answer) == {}


def written(item: Appointment, facts: Facts = FACTS) -> dict[str, Any]:
    """The entity that SuperOffice would show after taking *item*."""
    entity = payload.new(item, facts, 5)
    return {"AlarmLeadTime": "00:00:00", "PreferredTZLocation": 0, "MotherId": 0, "BookingType": "None"} | entity


moments = st.datetimes(datetime(2000, 1, 1), datetime(2036, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)
timed = st.builds(
    lambda start, minutes, zone: Timed(start, start + timedelta(minutes=minutes), zone),
    moments, st.integers(0, 20_000), st.sampled_from(sorted(FACTS.zones.values())),
)  # fmt: skip
whole_days = st.builds(
    lambda first, days: AllDay(first, first + timedelta(days=days)),
    st.dates(date(2000, 1, 1), date(2036, 1, 1)), st.integers(0, 40),
)  # fmt: skip
texts = st.text(max_size=60)
items = st.builds(
    Appointment,
    title=texts.map(one_line), body=texts.map(canonical), place=texts.map(one_line), span=timed | whole_days,
    busy=st.sampled_from([Busy.FREE, Busy.BUSY]), private=st.booleans(), importance=st.sampled_from(Importance),
    alarm=st.none() | st.integers(0, wire.LONGEST_ALARM), join_url=st.sampled_from(["", "https://teams.example/1"]),
)  # fmt: skip


@given(items)
def test_what_is_written_reads_the_same(item: Appointment) -> None:
    entity = written(item)
    again = wire.read(wire.flat(entity), FACTS, {})
    assert again == item
    if isinstance(item.span, Timed):
        assert again.span.zone == item.span.zone  # type: ignore[union-attr]


@given(
    st.dates(date(2000, 1, 1), date(2036, 1, 1)),
    st.sampled_from(["Europe/Oslo", "America/New_York", "Asia/Tokyo"]),
)
def test_whole_days_survive_in_every_base_zone_with_whole_day_hours(day: date, base: str) -> None:
    facts = Facts(base=base)
    item = Appointment(title="x", span=AllDay(day, day))
    assert wire.read(wire.flat(written(item, facts)), facts, {}) == item


@given(items, st.sampled_from([Busy.TENTATIVE, Busy.OUT_OF_OFFICE, Busy.ELSEWHERE]))
def test_shades_of_busy_are_written_as_busy(item: Appointment, busy: Busy) -> None:
    assert payload.properties(Appointment(title="x", span=item.span, busy=busy), {"busy"}, FACTS, 5) == {
        "IsFree": False
    }


def test_long_texts_are_cut_to_what_the_columns_hold() -> None:
    item = Appointment(title="t" * 5000, place="p" * 300, span=read().span)
    values = payload.properties(item, {"title", "place"}, FACTS, 5)
    assert (len(values["Title"]), len(values["Location"])) == (4000, 254)


def test_a_link_that_the_column_does_not_hold_is_left_out_as_half_of_it_leads_nowhere() -> None:
    for length, kept in ((2000, True), (2001, False)):
        url = "https://teams.example/".ljust(length, "x")
        item = Appointment(title="x", span=read().span, join_url=url)
        values = payload.properties(item, {"join_url"}, FACTS, 5)
        assert values == {"JoinVideomeetUrl": url if kept else ""}


def test_a_priority_that_the_list_lacks_is_not_written() -> None:
    item = Appointment(title="x", span=read().span, importance=Importance.HIGH)
    assert payload.properties(item, {"importance"}, Facts(), 5) == {}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
odd_times = st.sampled_from(
    ["0001-01-01T00:00:00+14:00", "9998-12-31T23:59:59-12:00", "2026-02-30T00:00:00Z", "2026-07-01", "", "Z"]
)


@settings(max_examples=400)
@given(st.dictionaries(st.sampled_from(wire.PROPERTIES), json_values | odd_times))
def test_hostile_carriers_never_raise(changes: dict[str, Any]) -> None:
    assert isinstance(wire.read(PLAIN | changes, FACTS, {}), Appointment | Unmapped)


ENTITY_NAMES = (*wire.PROPERTIES, *wire.ENTITY_PROPERTIES)


@settings(max_examples=400)
@given(st.dictionaries(st.sampled_from(ENTITY_NAMES), json_values | odd_times))
def test_hostile_entities_never_raise(changes: dict[str, Any]) -> None:
    assert isinstance(wire.read(wire.flat(PLAIN | changes), FACTS, {}), Appointment | Unmapped)


@given(json_values | odd_times)
def test_stamps_of_any_kind_become_text(value: object) -> None:
    assert isinstance(wire.stamp(value), str)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-07-01T10:00:00Z", "2026-07-01T10:00:00"),
        ("2026-07-01T12:00:00+02:00", "2026-07-01T10:00:00"),
        ("2026-07-01T10:00:00", "2026-07-01T10:00:00"),
        ("0001-01-01T00:00:00Z", ""),
        ("9999-12-31T23:59:59-12:00", ""),
        (None, ""),
    ],
)
def test_stamps_have_one_spelling(value: object, expected: str) -> None:
    assert wire.stamp(value) == expected


@pytest.mark.parametrize(
    ("written", "planned"),
    [
        (None, "2026-07-01T10:00:00Z"),
        ("0001-01-01T00:00:00Z", "2026-07-01T10:00:00Z"),
        ("2026-06-30T09:00:00Z", "2026-06-30T09:00:00Z"),
        ("2026-06-30T11:00:00", "2026-06-30T09:00:00Z"),
        ("soon", "2026-07-01T10:00:00Z"),
        (5, "2026-07-01T10:00:00Z"),
    ],
)
def test_when_the_rule_would_have_a_row_begin(written: object, planned: str) -> None:
    assert wire.original_start(written, read().span, FACTS) == planned


def test_on_which_day_the_rule_would_have_whole_days_begin() -> None:
    span = AllDay(date(2026, 7, 1), date(2026, 7, 2))
    assert wire.original_start("2026-06-29T22:00:00Z", span, FACTS) == "2026-06-30"
    assert wire.original_start("", span, FACTS) == "2026-07-01"
