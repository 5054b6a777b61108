"""What is written is read as the same item and the same series."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from backend.core.items import AllDay, Answer, Appointment, Busy, Guest, Importance, Meeting, Role, Span, Timed
from backend.core.recurrence.rule import Series
from backend.core.recurrence.series import agree, wall_starts
from backend.core.recurrence.wall import place
from backend.core.text import canonical, one_line
from backend.core.values import replace
from backend.core.zones import zone
from backend.ics.reading import read
from backend.ics.replying import reply
from backend.ics.values import Invitation, Reply
from backend.ics.writing import Export, write
from tests.core.recurrence.strategies import series

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
OWNER = Guest(address="linda@nordlys.example", name="Linda Lund")
GUESTS = [f"{name}@xylo.example" for name in ("anna", "björn", "c.d+e", "o'neill")]

texts = st.text(st.characters(codec="utf-8"), max_size=60)
lines = texts.map(one_line)
bodies = st.one_of(
    texts, texts.map(lambda text: f"<p>{text}</p><ul><li>x</li><li>{text}</li></ul>"), st.just("a\\, b\\n; c")
).map(canonical)  # fmt: skip
times = st.datetimes(datetime(2000, 1, 1), datetime(2050, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)
answers = st.sampled_from(Answer)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    if draw(st.booleans()):
        first = draw(st.dates(date(2000, 1, 1), date(2050, 1, 1)))
        return AllDay(first, first + timedelta(days=draw(st.integers(0, 20))))
    start = draw(times)
    return Timed(start, start + timedelta(seconds=draw(st.integers(0, 10**6))))


@st.composite
def meetings(draw: st.DrawFn) -> Meeting:
    def guest(address: str) -> Guest:
        role = draw(st.sampled_from(Role))
        return Guest(address=address, name=draw(lines), role=role, answer=draw(answers))

    addresses = sorted(draw(st.sets(st.sampled_from(GUESTS))))
    others = tuple(guest(address) for address in addresses)
    if draw(st.booleans()):
        return Meeting(guests=others, cancelled=draw(st.booleans()))
    organiser = Guest(address="clara@havbris.example", name=draw(lines), answer=Answer.ACCEPTED)
    return Meeting(organiser=organiser, guests=others, answer=draw(answers), cancelled=draw(st.booleans()))


items = st.builds(
    Appointment, title=lines, body=bodies, place=lines, span=spans(), busy=st.sampled_from(Busy),
    private=st.booleans(), importance=st.sampled_from(Importance),
    alarm=st.one_of(st.none(), st.integers(0, 50_000)), meeting=meetings(),
)  # fmt: skip


def told(export: Export) -> Invitation:
    said = read(write(export, NOW), {OWNER.address})
    assert isinstance(said, Invitation)
    return said


@given(items, texts)
def test_a_single_item(item: Appointment, uid: str) -> None:
    uid = one_line(uid) or "x"
    assert told(Export(uid=uid, item=item, owner=OWNER)) == Invitation(uid=uid, sequence=0, item=item)


@given(items, times)
def test_one_occurrence_without_its_series(item: Appointment, original: datetime) -> None:
    spelled = f"{original:%Y-%m-%dT%H:%M:%SZ}"
    said = told(Export(uid="x", item=item, owner=OWNER, occurrence=spelled))
    assert (said.item, said.occurrence, said.rule) == (item, spelled, None)


@settings(deadline=None)
@given(items, items, series(), st.data())
def test_a_series(item: Appointment, other: Appointment, rule: Series, data: st.DataObject) -> None:
    item = replace(item, span=first_span(rule))
    starts = [start for start, _ in zip(wall_starts(rule), range(5), strict=False)]
    removed = data.draw(st.frozensets(st.sampled_from(starts)))
    changed = data.draw(st.frozensets(st.sampled_from(starts)))
    said = told(
        Export(
            uid="x", item=item, owner=OWNER, series=rule, removed=[spelled(rule, wall) for wall in removed],
            changed={spelled(rule, wall): other for wall in changed},
        )
    )  # fmt: skip
    assert isinstance(said.rule, Series)
    assert agree(said.rule, rule)
    assert (said.rule.first, said.rule.all_day, said.rule.duration) == (rule.first, rule.all_day, rule.duration)
    assert said.rule.zone == rule.zone or rule.all_day
    assert said.item == item
    assert said.removed == {spelled(rule, wall) for wall in removed}
    assert said.changed == {spelled(rule, wall): other for wall in changed}


def first_span(rule: Series) -> Span:
    if rule.all_day:
        return AllDay(rule.first.date(), (rule.first + rule.duration).date() - timedelta(days=1))
    clock = zone(rule.zone)
    start, end = place(rule.first, clock), place(rule.first + rule.duration, clock)
    return Timed(start, max(start, end), rule.zone)


def spelled(rule: Series, wall: datetime) -> str:
    return wall.date().isoformat() if rule.all_day else f"{place(wall, zone(rule.zone)):%Y-%m-%dT%H:%M:%SZ}"


@given(answers, st.sampled_from(GUESTS), lines, texts, st.one_of(st.just(""), st.just("2026-12-01T09:00:00Z")))
def test_an_answer(answer: Answer, address: str, name: str, uid: str, occurrence: str) -> None:
    uid = one_line(uid) or "x"
    guest = Guest(address=address, name=name, answer=answer)
    said = read(reply(uid, guest, NOW, organiser=OWNER, occurrence=occurrence, comment=name))
    assert said == Reply(uid=uid, address=address, answer=answer, occurrence=occurrence, comment=name)


@settings(deadline=None)
@given(items, series())
def test_another_reader_understands_it(item: Appointment, rule: Series) -> None:
    export = Export(uid="x", item=replace(item, span=first_span(rule)), owner=OWNER, series=rule)
    (event,) = Calendar.from_ical(write(export, NOW)).walk("VEVENT")
    assert event.errors == []
    assert str(event["SUMMARY"]) == item.title
    start: Any = event["DTSTART"]
    assert start.dt == (rule.first.date() if rule.all_day else rule.first.replace(tzinfo=zone(rule.zone)))
