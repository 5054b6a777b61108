"""text/calendar bytes as typed values: invitations, replies and cancellations of RFC 5546."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from backend.core.items import Appointment, Busy, Importance
from backend.core.recurrence.obstacles import Inexpressible
from backend.core.recurrence.rrule import Told, from_lines
from backend.core.text import canonical, cut, from_plain, one_line
from backend.core.values import replace
from backend.ics.components import Component, Property, parse
from backend.ics.people import read_guest, read_meeting
from backend.ics.times import Moment, When, read_duration, read_time, read_when
from backend.ics.values import Cancellation, Invitation, NotACalendar, Reply
from backend.ics.zones import Zones

_RULES = ("RRULE", "EXRULE", "RDATE")
_BUSY = {busy.value.upper(): busy for busy in Busy}
_MINUTE = timedelta(minutes=1)
#: characters of a description that are read; nested without end, more of it would take minutes
_BODY_LIMIT = 100_000


def read(data: bytes, own: Collection[str] = ()) -> Invitation | Reply | Cancellation:
    """What a calendar says to the mailbox with the addresses *own*, case-folded.

    A calendar without METHOD is a PUBLISH. Raises NotACalendar for everything else than one event, series or
    message of RFC 5546 that can be understood as a whole.
    """
    try:
        return _understood(parse(data), own)
    except OverflowError as error:
        raise NotACalendar("DTEND: it is out of reach of the calendar.") from error


def _understood(calendar: Component, own: Collection[str]) -> Invitation | Reply | Cancellation:
    events = calendar.parts("VEVENT")
    uids = {event.text("UID").strip() for event in events}
    if not events:
        raise NotACalendar("VEVENT: there is none.")
    if "" in uids:
        raise NotACalendar("UID: an event has none.")
    if len(uids) > 1:
        raise NotACalendar("UID: there are several events.")
    zones = Zones(calendar)
    method = calendar.text("METHOD").strip().upper() or "PUBLISH"
    if method in ("REQUEST", "PUBLISH"):
        return _invitation(uids.pop(), events, zones, own)
    if len(events) > 1:
        raise NotACalendar(f"VEVENT: a {method[:20]} is about one.")
    occurrence = _original(events[0], zones)
    if method == "CANCEL":
        return Cancellation(uid=uids.pop(), occurrence=occurrence)
    if method == "REPLY":
        return _reply(uids.pop(), events[0], occurrence)
    raise NotACalendar(f"METHOD: {method[:20]!r} is not understood.")


def _reply(uid: str, event: Component, occurrence: str) -> Reply:
    attendees = event.all("ATTENDEE")
    if len(attendees) != 1:
        raise NotACalendar(f"ATTENDEE: a reply is of one, not of {len(attendees)}.")
    guest = read_guest(attendees[0])
    if not guest.address:
        raise NotACalendar("ATTENDEE: it has no address.")
    comment = event.text("COMMENT").strip()
    return Reply(uid=uid, address=guest.address, answer=guest.answer, occurrence=occurrence, comment=comment)


def _invitation(uid: str, events: list[Component], zones: Zones, own: Collection[str]) -> Invitation:
    originals = [_original(event, zones) for event in events]
    if len(set(originals)) < len(originals):
        raise NotACalendar("RECURRENCE-ID: two events are the same occurrence.")
    if "" not in originals and len(events) > 1:
        raise NotACalendar("RECURRENCE-ID: there are several occurrences without their series.")
    place = originals.index("") if "" in originals else 0
    event = events[place]
    when = read_when(event, zones)
    told = _told(event, when, zones)
    others = {original: one for original, one in zip(originals, events, strict=True) if one is not event}
    item = _item(event, when, own)
    if told is None and others:
        raise NotACalendar("RRULE: there are occurrences, but no series.")
    known = Invitation(uid=uid, sequence=_sequence(event), item=item, occurrence=originals[place])
    if told is None or isinstance(told, Inexpressible):
        return replace(known, rule=told)
    return replace(
        known,
        item=replace(item, span=when.beginning(told.series.first).span),
        rule=told.series,
        removed=frozenset(_spelled(wall, when.start) for wall in told.removed),
        changed={original: _item(one, read_when(one, zones), own) for original, one in others.items()},
    )


def _original(event: Component, zones: Zones) -> str:
    """The start of the occurrence that an event is; "" for none. Raises NotACalendar."""
    said = event.first("RECURRENCE-ID")
    if said is None:
        return ""
    if "RANGE" in said.parameters:
        raise NotACalendar("RECURRENCE-ID: a range of occurrences is not understood.")
    return read_time(said, zones).original


def _told(event: Component, when: When, zones: Zones) -> Told | Inexpressible | None:
    """The series behind an event; None for a single one."""
    if not any(event.all(name) for name in _RULES):
        return None
    lines = [_in_known_zone(one, zones) for name in (*_RULES, "EXDATE") for one in event.all(name)]
    try:
        return from_lines(lines, when.start.wall, when.start.zone, when.length)
    except ValueError as error:
        raise NotACalendar(f"{error}.") from error


def _in_known_zone(said: Property, zones: Zones) -> str:
    """The line with the IANA name of its zone."""
    tzid = said.parameters.get("TZID")
    if tzid is None:
        return said.line
    first = replace(said, value=said.value.partition(",")[0].partition("/")[0])
    name = read_time(first, zones).zone
    return replace(said, parameters={**said.parameters, "TZID": name}).line


def _spelled(wall: datetime, start: Moment) -> str:
    """A start that is taken out, on the clocks of the series."""
    whole: datetime | date = wall if isinstance(start.wall, datetime) else wall.date()
    return Moment(whole, start.zone).original


def _sequence(event: Component) -> int:
    text = event.text("SEQUENCE").strip() or "0"
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise NotACalendar("SEQUENCE: it is no number.")
    return int(text)


def _item(event: Component, when: When, own: Collection[str]) -> Appointment:
    return Appointment(
        title=one_line(event.text("SUMMARY")),
        body=_body(event),
        place=one_line(event.text("LOCATION")),
        span=when.span,
        busy=_busy(event),
        # a class that is not known here counts as the strictest (RFC 5545 §3.8.1.3)
        private=event.text("CLASS").strip().upper() not in ("", "PUBLIC"),
        importance=_importance(event),
        alarm=_alarm(event, when),
        meeting=read_meeting(event, own),
    )


def _body(event: Component) -> str:
    html = event.first("X-ALT-DESC")
    is_html = html is not None and html.parameters.get("FMTTYPE", "").lower() == "text/html"
    if html and is_html and len(html.value) <= _BODY_LIMIT:
        return canonical(html.text)
    return from_plain(cut(event.text("DESCRIPTION"), _BODY_LIMIT))


def _busy(event: Component) -> Busy:
    if event.text("TRANSP").strip().upper() == "TRANSPARENT":
        return Busy.FREE
    return _BUSY.get(event.text("X-MICROSOFT-CDO-BUSYSTATUS").strip().upper(), Busy.BUSY)


def _importance(event: Component) -> Importance:
    """RFC 5545 §3.8.1.9: 1 is the highest, 9 the lowest, 5 in the middle, 0 says nothing."""
    text = event.text("PRIORITY").strip()
    if text in ("1", "2", "3", "4"):
        return Importance.HIGH
    return Importance.LOW if text in ("6", "7", "8", "9") else Importance.NORMAL


def _alarm(event: Component, when: When) -> int | None:
    """Minutes before the start of the first alarm that tells them; None without one."""
    for alarm in event.parts("VALARM"):
        trigger = alarm.first("TRIGGER")
        if trigger is None or trigger.parameters.get("RELATED", "START").upper() != "START":
            continue
        if trigger.parameters.get("VALUE", "").upper() == "DATE-TIME":
            continue
        lead = -read_duration("TRIGGER", trigger.value)
        if lead >= timedelta(0):
            return lead // _MINUTE
    return None
