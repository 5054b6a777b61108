"""Scenario 16 as a law: whatever the zones are, two trips between the systems change no time and shift no day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from backend.core.items import AllDay, Appointment, Span, Timed
from backend.core.seen import Unmapped
from backend.core.zones import windows, zone
from backend.graph.wire import read_event, write_event
from backend.superoffice import payload, wire
from backend.superoffice.facts import Facts

Json = dict[str, Any]

#: half hours, quarters, the date line, no change of clocks, a change of half an hour, none any more
ZONES = (
    "Europe/Oslo", "Europe/London", "America/New_York", "America/St_Johns", "Australia/Lord_Howe",
    "Asia/Kathmandu", "Asia/Kolkata", "Pacific/Kiritimati", "Pacific/Honolulu", "America/Sao_Paulo",
    "Africa/Casablanca", "UTC",
)  # fmt: skip
BASES = ("Europe/Oslo", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC")

zones = st.sampled_from(ZONES)
minutes = st.integers(0, 3 * 366 * 24 * 60)
lengths = st.sampled_from([0, 1, 30, 60, 90, 24 * 60, 26 * 60, 5 * 24 * 60])
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    """A time or some days, as a person might have entered them anywhere."""
    start = BEGINNING + timedelta(minutes=draw(minutes))
    if draw(st.booleans()):
        return AllDay(start.date(), start.date() + timedelta(days=draw(st.integers(0, 30))))
    return Timed(start, start + timedelta(minutes=draw(lengths)), draw(zones))


def in_outlook(item: Appointment, home: str) -> Appointment:
    """The item after it was written into Outlook and read again in UTC, as Graph is always asked."""
    event = write_event(item, home_zone=home)
    shown = event | {"id": "1", "type": "singleInstance", "originalStartTimeZone": event["start"]["timeZone"]}
    if not event["isAllDay"]:
        shown |= {name: _utc(event[name]) for name in ("start", "end")}
    read = read_event(shown, home_zone=home).item
    assert isinstance(read, Appointment), (item, event, read)
    return read


def _utc(when: Json) -> Json:
    moment = datetime.fromisoformat(when["dateTime"]).replace(tzinfo=zone(when["timeZone"])).astimezone(UTC)
    return {"dateTime": f"{moment:%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": "UTC"}


def in_superoffice(item: Appointment, base: str) -> Appointment:
    """The item after it was written into SuperOffice, which keeps the wall clock of its base zone."""
    facts = Facts(base=base)
    carrier = payload.new(item, facts, 5) | {"Priority": {"Id": 0}, "Associate": {"AssociateId": 5}}
    for name in ("StartDate", "EndDate"):
        kept = datetime.fromisoformat(carrier[name]).astimezone(ZoneInfo(base)).replace(tzinfo=None, fold=0)
        carrier[name] = kept.replace(tzinfo=ZoneInfo(base)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    read = wire.read(wire.flat(carrier), facts, {})
    assert not isinstance(read, Unmapped), (item, carrier, read)
    return read


def there_and_back(item: Appointment, home: str, base: str) -> Appointment:
    return in_outlook(in_superoffice(item, base), home)


def repeats(moment: datetime, base: str) -> bool:
    """Whether the clocks of *base* show this moment's time twice."""
    local = moment.astimezone(ZoneInfo(base))
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def wall(span: Span, zone_name: str) -> tuple[Any, Any]:
    """What a person in *zone_name* reads on the clock."""
    match span:
        case AllDay(first, last):
            return first, last
        case Timed(start, end):
            local = ZoneInfo(zone_name)
            return start.astimezone(local).replace(tzinfo=None), end.astimezone(local).replace(tzinfo=None)


@settings(deadline=None)
@given(spans(), zones, st.sampled_from(BASES))
@example(AllDay(date(2026, 10, 25), date(2026, 10, 25)), "Pacific/Kiritimati", "Europe/Oslo")
@example(
    Timed(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)), "UTC", "Europe/Oslo"
)
def test_two_trips_change_nothing(span: Span, home: str, base: str) -> None:
    item = Appointment(title="Anywhere", span=span)
    begins, ends = wall(span, base)
    assume(begins <= ends)  # 02:45 to 02:15 on the night in question: SuperOffice cannot hold it
    once = there_and_back(item, home, base)
    assert there_and_back(once, home, base).span == once.span
    match span:
        case Timed(start, end) if repeats(start, base) or repeats(end, base):
            return  # SuperOffice has no column for the difference: the law below
        case _:
            assert once.span == span


@settings(deadline=None)
@given(st.integers(0, 119), st.sampled_from(BASES), zones)
def test_in_the_repeated_hour_the_clock_on_the_wall_stays(minute: int, base: str, home: str) -> None:
    """SuperOffice keeps "02:30" for both moments at which a clock shows it (contracts/superoffice.md §2.7)."""
    start = datetime(2026, 10, 25, tzinfo=UTC) + timedelta(minutes=minute)
    item = Appointment(title="Night watch", span=Timed(start, start, base))
    there = in_superoffice(item, base)
    assert wall(there.span, base) == wall(item.span, base)
    assert there_and_back(there, home, base).span == there.span


@settings(deadline=None)
@given(spans(), zones)
def test_outlook_alone_changes_nothing(span: Span, home: str) -> None:
    assert in_outlook(Appointment(title="Anywhere", span=span), home).span == span


@settings(deadline=None)
@given(zones, spans())
def test_names_of_windows_and_of_iana_mean_the_same(name: str, span: Span) -> None:
    if isinstance(span, AllDay):
        return
    shown = {"id": "1", "type": "singleInstance", "isAllDay": False}
    start, end = (f"{moment.astimezone(ZoneInfo(name)):%Y-%m-%dT%H:%M:%S}" for moment in (span.start, span.end))
    read = [
        read_event(
            shown
            | {"start": {"dateTime": start, "timeZone": spelled}, "end": {"dateTime": end, "timeZone": spelled}}
        ).item
        for spelled in (name, windows(name))
    ]
    assert read[0] == read[1]
