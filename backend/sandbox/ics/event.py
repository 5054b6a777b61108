"""One VEVENT read into the properties of a Graph event."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from icalendar import Alarm, Event
from icalendar.prop import vRecur

from backend.sandbox.ics.alarms import reminder
from backend.sandbox.ics.blocks import Block
from backend.sandbox.ics.component import Properties, parameter
from backend.sandbox.ics.people import people
from backend.sandbox.ics.report import Report
from backend.sandbox.ics.times import Clocks, Span, Unusable, When, span
from backend.sandbox.ics.zones import Zones

_BUSY = {
    "FREE": "free", "TENTATIVE": "tentative", "BUSY": "busy", "OOF": "oof", "WORKINGELSEWHERE": "workingElsewhere",
}  # fmt: skip
#: anything else that is not public counts as private (RFC 5545 §3.8.1.3)
_CLASSES = {"": "normal", "PUBLIC": "normal", "CONFIDENTIAL": "confidential"}
_IMPORTANCE = {0: "low", 1: "normal", 2: "high"}
_MARKUP = re.compile(r"<(?:p|br|b|i|ul|ol|a|div|span|html)\b[^>]*>", re.IGNORECASE)
#: properties that are missed where they are used
_TOLD_OTHERWISE = frozenset({"DTSTART", "RRULE"})
#: Exchange cuts subjects and places here
_LONGEST = 255


@dataclass(slots=True)
class Draft:
    """An event of the file before its series is put together."""

    line: int
    uid: str
    span: Span
    #: Graph's properties besides the times
    wire: dict[str, Any]
    version: tuple[int, str]
    recurrence_id: When | None = None
    rules: list[vRecur] = field(default_factory=list)
    removed: list[When] = field(default_factory=list)
    #: RDATEs, each with its end where it has its own
    added: list[tuple[When, When | timedelta | None]] = field(default_factory=list)

    @property
    def is_cancelled(self) -> bool:
        """STATUS:CANCELLED, or in a calendar that cancels."""
        return bool(self.wire.get("isCancelled"))


def read_event(block: Block, zones: Zones, own: Collection[str], report: Report) -> Draft | None:
    """The event of a block; None when it cannot be taken, which *report* then says with the line."""
    uid = block.value("UID")
    try:
        return _draft(block, zones, own, report)
    except Unusable as error:
        report.skip(block.line_of(error.name), uid, str(error))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        # icalendar raises any of these, depending on where a component is broken
        report.skip(block.line, uid, f"The event cannot be read: {_first_line(error)}")
    return None


def _draft(block: Block, zones: Zones, own: Collection[str], report: Report) -> Draft:
    own_block, inside = block.inner()
    component = Event.from_ical(own_block.text)
    assert isinstance(component, Event)
    uid = _uid(block, report)

    def broken(name: str) -> None:
        if name not in _TOLD_OTHERWISE:
            report.warn(block.line_of(name), uid, f"{name} cannot be read and is left out.")

    properties = Properties(component, broken)
    for name, message in component.errors:
        if name is None:
            report.warn(block.line, uid, f"A line is left out. {message}")
    clocks = Clocks(zones, block.line_of("DTSTART"), uid)
    lasts = _span(properties, clocks)
    recurrence_id = properties.when("RECURRENCE-ID", clocks)
    recurring = properties.first("RECURRENCE-ID")
    if recurring is not None and parameter(recurring, "RANGE"):
        where = block.line_of("RECURRENCE-ID")
        report.warn(where, uid, "The change for this and all later occurrences is taken for this one alone.")
    alarms = [alarm for each in inside if each.name == "VALARM" and (alarm := _alarm(each, uid, report))]
    return Draft(
        block.line,
        uid,
        lasts,
        {**_fields(properties, block, own, report, uid), **reminder(alarms, lasts)},
        (properties.number("SEQUENCE") or 0, block.value("LAST-MODIFIED") or block.value("DTSTAMP")),
        recurrence_id,
        _rules(properties, block, report, uid),
        [when for when, _ in properties.dates("EXDATE", clocks)],
        properties.dates("RDATE", clocks),
    )


def _alarm(block: Block, uid: str, report: Report) -> Properties | None:
    def broken(name: str) -> None:
        report.warn(block.line_of(name), uid, f"The {name} of an alarm cannot be read and is left out.")

    try:
        return Properties(Alarm.from_ical(block.text), broken)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        report.warn(block.line, uid, "An alarm cannot be read and is left out.")
        return None


def _uid(block: Block, report: Report) -> str:
    if uid := block.value("UID"):
        return uid
    digest = hashlib.sha256(block.text.encode()).hexdigest()[:32]
    report.warn(block.line, "", "It has no UID; one is made from its text.")
    return f"{digest}@import"


def _span(properties: Properties, clocks: Clocks) -> Span:
    start = properties.when("DTSTART", clocks)
    if start is None:
        raise Unusable("It has no DTSTART that can be read.", "DTSTART")
    if not 1602 <= start.wall.year <= 4499:
        raise Unusable(f"The year {start.wall.year} is outside of what a mailbox can hold.", "DTSTART")
    end, duration = properties.when("DTEND", clocks), properties.duration("DURATION")
    marked = properties.text("X-MICROSOFT-CDO-ALLDAYEVENT").upper() == "TRUE"
    return span(start, end, duration, marked_all_day=marked)


def _rules(properties: Properties, block: Block, report: Report, uid: str) -> list[vRecur]:
    rules: list[vRecur] = [rule for rule in properties.all("RRULE") if rule.get("FREQ")]
    if block.value("RRULE") and not rules:
        where = block.line_of("RRULE")
        report.warn(where, uid, "The rule of the series cannot be read; its first occurrence alone is taken.")
    if block.value("EXRULE"):
        report.warn(block.line_of("EXRULE"), uid, "EXRULE is not followed.")
    return rules


def _fields(
    properties: Properties, block: Block, own: Collection[str], report: Report, uid: str
) -> dict[str, Any]:
    involved = people(properties, own)
    for address in involved.unusable:
        where = block.line_of("ATTENDEE")
        report.warn(where, uid, f"{address[:60]!r} is no mail address; the person is left out.")
    wire = {
        "subject": " ".join(properties.text("SUMMARY").split())[:_LONGEST],
        "body": _body(properties),
        "location": {"displayName": " ".join(properties.text("LOCATION").split())[:_LONGEST]},
        "categories": [
            str(name).strip() for each in properties.all("CATEGORIES") for name in each.cats if str(name)
        ],
        "sensitivity": _CLASSES.get(properties.text("CLASS").upper(), "private"),
        "importance": _importance(properties),
        "showAs": _shown(properties),
        **involved.wire,
    }
    if block.method == "CANCEL" or properties.text("STATUS").upper() == "CANCELLED":
        wire |= {"isCancelled": True, "showAs": "free"}
    return wire


def _body(properties: Properties) -> dict[str, str]:
    alternative = properties.first("X-ALT-DESC")
    if alternative is not None and "html" in parameter(alternative, "FMTTYPE").lower():
        content = _unescaped(str(alternative)).strip()
        if content:
            return {"contentType": "html", "content": content}
    text = properties.text("DESCRIPTION")
    # Google writes HTML into DESCRIPTION
    return {"contentType": "html" if _MARKUP.search(text) else "text", "content": text}


def _unescaped(text: str) -> str:
    """icalendar leaves X- properties as they are written."""
    return re.sub(r"\\([nN,;\\])", lambda found: "\n" if found[1] in "nN" else found[1], text)


def _importance(properties: Properties) -> str:
    """RFC 5545 §3.8.1.9: 1 is highest, 9 lowest, 0 undefined."""
    priority = properties.number("PRIORITY")
    if not priority:
        return _IMPORTANCE.get(properties.number("X-MICROSOFT-CDO-IMPORTANCE") or 1, "normal")
    return "high" if priority < 5 else "low" if priority > 5 else "normal"


def _shown(properties: Properties) -> str:
    busy = properties.text("X-MICROSOFT-CDO-BUSYSTATUS").upper()
    if busy in _BUSY:
        return _BUSY[busy]
    if properties.text("TRANSP").upper() == "TRANSPARENT":
        return "free"
    return "tentative" if properties.text("STATUS").upper() == "TENTATIVE" else "busy"


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
