"""Calendars of others: what they mean, and how those that cannot be understood are refused."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.items import AllDay, Answer, Appointment, Guest, Timed
from backend.core.recurrence.obstacles import Inexpressible
from backend.core.recurrence.rule import Daily, Series
from backend.core.values import replace
from backend.ics.components import SIZE_LIMIT
from backend.ics.reading import read
from backend.ics.values import Cancellation, Invitation, NotACalendar, Reply
from backend.ics.vtimezone import vtimezone
from backend.ics.writing import Export, write

OUTLOOK_ZONE = """\
BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


def calendar(*lines: str, head: str = "", method: str = "REQUEST") -> bytes:
    """A calendar with one event of these lines."""
    event = "\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT"))
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:{method}\n{head}{event}\nEND:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def invitation(*lines: str, head: str = "", own: str = "") -> Invitation:
    said = read(calendar("UID:1", *lines, head=head), {own})
    assert isinstance(said, Invitation)
    return said


def span(*lines: str, head: str = "") -> object:
    return invitation(*lines, head=head).item.span


def utc(hour: int, minute: int = 0, day: int = 1, month: int = 7) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "zone"),
    [
        ("DTSTART;TZID=Europe/Oslo:20260701T100000", "Europe/Oslo"),
        ("DTSTART;TZID=W. Europe Standard Time:20260701T100000", "Europe/Berlin"),
        ('DTSTART;TZID="/vendor.example/20260101/Europe/Oslo":20260701T100000', "Europe/Oslo"),
        ("DTSTART:20260701T080000Z", "UTC"),
        ('DTSTART;TZID="tzone://Microsoft/Utc":20260701T080000', "UTC"),
    ],
)
def test_a_time_in_a_zone(start: str, zone: str) -> None:
    found = span(start, "DURATION:PT1H30M")
    assert found == Timed(utc(8), utc(9, 30))
    assert isinstance(found, Timed)
    assert found.zone == zone


def test_a_zone_that_only_the_calendar_knows() -> None:
    lines = (
        "DTSTART;TZID=Customized Time Zone:20260701T100000",
        "DTEND;TZID=Customized Time Zone:20260701T110000",
    )
    assert span(*lines, head=OUTLOOK_ZONE) == Timed(utc(8), utc(9))
    said = invitation(
        *lines, "RRULE:FREQ=DAILY;COUNT=3", "EXDATE;TZID=Customized Time Zone:20260702T100000", head=OUTLOOK_ZONE
    )  # fmt: skip
    assert said.removed == {"2026-07-02T08:00:00Z"}
    assert isinstance(said.rule, Series)
    assert datetime(2026, 12, 1, tzinfo=ZoneInfo(said.rule.zone)).utcoffset() == timedelta(hours=1)


def test_what_one_calendar_defines_means_nothing_in_the_next() -> None:
    line = "DTSTART;TZID=Customized Time Zone:20260701T100000"
    assert span(line, head=OUTLOOK_ZONE)
    with pytest.raises(NotACalendar, match="TZID"):
        invitation(line)
    eastern = OUTLOOK_ZONE.replace("+0200", "-0400").replace("+0100", "-0500")
    eastern = eastern.replace("-1SU;BYMONTH=10", "1SU;BYMONTH=11").replace("-1SU;BYMONTH=3", "2SU;BYMONTH=3")
    assert span(line, head=eastern) == Timed(utc(14), utc(14))


def test_a_known_name_is_not_taken_from_the_calendar() -> None:
    head = OUTLOOK_ZONE.replace("Customized Time Zone", "America/New_York")
    assert span("DTSTART;TZID=America/New_York:20260701T100000", head=head) == Timed(utc(14), utc(14))


def test_times_without_a_zone_follow_the_calendars_own() -> None:
    line = "DTSTART:20260701T100000"
    assert span(line, head="X-WR-TIMEZONE:Europe/Oslo\n") == Timed(utc(8), utc(8))
    with pytest.raises(NotACalendar, match="DTSTART: it is a time without a zone"):
        invitation(line)


@pytest.mark.parametrize("end", ["DTEND;VALUE=DATE:20260702", "DTEND;VALUE=DATE:20260701", "DURATION:P1D", "X-N:"])
def test_a_whole_day(end: str) -> None:
    assert span("DTSTART;VALUE=DATE:20260701", end) == AllDay(date(2026, 7, 1), date(2026, 7, 1))


def test_folded_lines_and_odd_lines() -> None:
    data = calendar("UID:1", "DTSTART:20260701T080000Z", "SUM\n MARY:One\\, two\n  and three", "no line", "X;;Y:1")
    assert read(b"\xef\xbb\xbf" + data) == invitation("DTSTART:20260701T080000Z", "SUMMARY:One\\, two and three")


def test_who_takes_part() -> None:
    lines = (
        "DTSTART:20260701T080000Z", "ORGANIZER;CN=Clara:MAILTO:Clara@Havbris.example",
        "ATTENDEE;CN=Linda;PARTSTAT=TENTATIVE:mailto:Linda@Nordlys.example",
        'ATTENDEE;CN="Room, big";CUTYPE=ROOM;PARTSTAT=ACCEPTED:mailto:fjord@nordlys.example',
        "ATTENDEE;PARTSTAT=X-MAYBE:mailto:anna@xylo.example", "ATTENDEE:urn:uuid:1", "ATTENDEE:mailto:",
        "ATTENDEE;EMAIL=bo@xylo.example:/principals/users/bo",
    )  # fmt: skip
    meeting = invitation(*lines, own="linda@nordlys.example").item.meeting
    assert meeting.organiser == Guest(address="clara@havbris.example", name="Clara", answer=Answer.ACCEPTED)
    assert meeting.answer is Answer.TENTATIVE
    assert [(guest.address, guest.role, guest.answer) for guest in meeting.guests] == [
        ("anna@xylo.example", "required", "none"), ("bo@xylo.example", "required", "none"),
        ("fjord@nordlys.example", "resource", "accepted"),
    ]  # fmt: skip
    theirs = invitation(*lines, own="clara@havbris.example").item.meeting
    assert (theirs.organiser, theirs.answer) == (None, Answer.ACCEPTED)
    assert "linda@nordlys.example" in [guest.address for guest in theirs.guests]


def test_a_rule_that_no_neutral_form_has() -> None:
    said = invitation("DTSTART:20260701T080000Z", "RRULE:FREQ=MONTHLY;BYMONTHDAY=1,15")
    assert isinstance(said.rule, Inexpressible)


def test_the_first_occurrence_of_a_rule_that_begins_later() -> None:
    said = invitation(
        "DTSTART;TZID=Europe/Oslo:20260701T100000", "DTEND;TZID=Europe/Oslo:20260701T110000",
        "RRULE:FREQ=WEEKLY;BYDAY=FR",
    )  # fmt: skip
    assert said.item.span == Timed(utc(8, day=3), utc(9, day=3))


START = "DTSTART:20260701T080000Z"
REFUSED = [
    (b"", "VCALENDAR"),
    (b"junk", "VCALENDAR"),
    (b"\xff\xfe", "UTF-8"),
    (b"BEGIN:VCALENDAR\nEND:VCALENDAR", "VEVENT: there is none"),
    (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR", "END"),
    (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "VEVENT: it is not closed"),
    (b"BEGIN:VEVENT\n" * 60_000, "VEVENT"),
    (calendar("UID:1", START) * 2, "VCALENDAR: there must be one"),
    (calendar("UID:1", START, "SUMMARY:" + "x" * 4_000_000), f"{SIZE_LIMIT} bytes"),
    (calendar(START), "UID: an event has none"),
    (calendar("UID:1", START, "END:VEVENT", "BEGIN:VEVENT", "UID:2", START), "UID: there are several"),
    (calendar("UID:1", START, "END:VEVENT", "BEGIN:VEVENT", "UID:1", START), "RECURRENCE-ID"),
    (calendar("UID:1"), "DTSTART: an event has none"),
    (calendar("UID:1", "DTSTART:yesterday"), "DTSTART: it is neither"),
    (calendar("UID:1", "DTSTART:20260231T080000Z"), "DTSTART"),
    (calendar("UID:1", "DTSTART:00010101T080000Z"), "DTSTART: it is out of reach"),
    (calendar("UID:1", "DTSTART;TZID=Moon/Base:20260701T080000"), "TZID: nobody knows the zone 'Moon/Base'"),
    (calendar("UID:1", "DTSTART;TZID=../../etc/passwd:20260701T080000"), "TZID"),
    (calendar("UID:1", START, "DTEND;TZID=Moon/Base:20260701T080000"), "TZID"),
    (calendar("UID:1", START, "DTEND:20260701T070000Z"), "DTEND: it is before DTSTART"),
    (calendar("UID:1", "DTSTART;VALUE=DATE:20260701", "DTEND;VALUE=DATE:20260601"), "DTEND: it is before"),
    (calendar("UID:1", START, "DTEND;VALUE=DATE:20260702"), "DTEND: a day and a time"),
    (calendar("UID:1", START, "DURATION:1 hour"), "DURATION: it is no duration"),
    (calendar("UID:1", START, "DURATION:P99999W"), None),
    (calendar("UID:1", START, "RRULE:FREQ=SOMETIMES"), "FREQ"),
    (calendar("UID:1", START, "RRULE:FREQ=DAILY;COUNT=0"), "COUNT"),
    (calendar("UID:1", START, "SEQUENCE:many"), "SEQUENCE"),
    (calendar("UID:1", START, "RECURRENCE-ID;RANGE=THISANDFUTURE:20260701T080000Z"), "RECURRENCE-ID"),
    (calendar("UID:1", START, method="COUNTER"), "METHOD: 'COUNTER'"),
    (calendar("UID:1", method="REPLY"), "ATTENDEE: a reply is of one"),
    (calendar("UID:1", "ATTENDEE:mailto:", method="REPLY"), "ATTENDEE: it has no address"),
    (calendar("UID:1", "END:VEVENT", "BEGIN:VEVENT", "UID:1", method="CANCEL"), "VEVENT: a CANCEL"),
]


@pytest.mark.parametrize(("data", "named"), REFUSED, ids=range(len(REFUSED)))
def test_what_cannot_be_understood_names_what_is_wrong(data: bytes, named: str | None) -> None:
    if named is None:
        read(data)
        return
    with pytest.raises(NotACalendar) as refused:
        read(data)
    assert named in str(refused.value)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYEASTER=1",
        "FREQ=SECONDLY;COUNT=999999",
    ],
)
def test_a_zone_that_would_take_for_ever_is_refused_at_once(rule: str) -> None:
    head = OUTLOOK_ZONE.replace("FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3", rule)

    def cost(zone: str) -> float:
        begun = time.process_time()
        try:
            span("DTSTART;TZID=Customized Time Zone:20260701T100000", head=zone)
        except NotACalendar as refused:
            assert "Z" in str(refused)
        return time.process_time() - begun

    usual = max(cost(OUTLOOK_ZONE) for _ in range(3))
    assert cost(head) < 200 * max(usual, 0.001)


def test_answers_and_cancellations() -> None:
    reply = calendar(
        "UID:1", "ATTENDEE;PARTSTAT=DECLINED:mailto:A@B.example", "COMMENT:Ill\\, sorry",
        "RECURRENCE-ID;TZID=Europe/Oslo:20260701T100000", method="REPLY",
    )  # fmt: skip
    assert read(reply) == Reply(
        uid="1", address="a@b.example", answer=Answer.DECLINED, occurrence="2026-07-01T08:00:00Z",
        comment="Ill, sorry",
    )  # fmt: skip
    day = calendar("UID:1", "RECURRENCE-ID;VALUE=DATE:20260701", method="CANCEL")
    assert read(day) == Cancellation(uid="1", occurrence="2026-07-01")


@given(st.binary(max_size=300), st.integers(0, 2000), st.integers(0, 40))
def test_damaged_calendars_are_refused_or_understood(junk: bytes, place: int, length: int) -> None:
    whole = calendar(
        "UID:1", "DTSTART;TZID=Customized Time Zone:20260701T100000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=9",
        "EXDATE:20260703T080000Z", "ATTENDEE;CN=X:mailto:a@b.example", "BEGIN:VALARM", "TRIGGER:-PT5M",
        "END:VALARM", head=OUTLOOK_ZONE,
    )  # fmt: skip
    try:
        read(whole[:place] + junk + whole[place + length :])
    except NotACalendar as refused:
        assert str(refused)


ZONES = ("Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Sao_Paulo")


@pytest.mark.parametrize("key", ZONES)
def test_a_zone_that_is_written_describes_its_clocks(key: str) -> None:
    text = vtimezone(key, date(2026, 7, 1)).to_ical().decode()
    head = text.replace(f"TZID:{key}", "TZID:Elsewhere").replace("\r\n", "\n")
    clock = ZoneInfo(key)
    for month in range(1, 13):
        noon = datetime(2026, month, 28, 12, tzinfo=clock)
        found = span(f"DTSTART;TZID=Elsewhere:2026{month:02}28T120000", head=head)
        assert isinstance(found, Timed)
        assert found.start == noon.astimezone(UTC)


def test_the_night_in_which_summer_begins_is_told_as_the_rfc_wants_it() -> None:
    text = vtimezone("Europe/Oslo", date(2026, 7, 1)).to_ical().decode()
    assert "DTSTART:20250330T020000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\n" in text


def test_addresses_and_names_of_strangers_do_not_break_out_of_their_line() -> None:
    bad = Guest(address="a@b.example\r\nATTENDEE:mailto:x@y.example", name='N"\r\nX-EVIL:1')
    fine = Guest(address="c@d.example", name='N"\r\nX-EVIL:1')
    item = Appointment(title="x\r\nX-EVIL:1", span=Timed(utc(8), utc(9)))
    item = replace(item, meeting=replace(item.meeting, guests=(bad, fine)))
    data = write(Export(uid="1\r\nX-EVIL:1", item=item, owner=bad), utc(8))
    assert b"\nX-EVIL" not in data
    said = read(data)
    assert isinstance(said, Invitation)
    assert [guest.address for guest in said.item.guests] == ["c@d.example"]


def test_an_endless_series_is_understood() -> None:
    said = invitation("DTSTART;VALUE=DATE:20260701", "RRULE:FREQ=DAILY")
    assert isinstance(said.rule, Series)
    assert said.rule.rule == Daily(1)
