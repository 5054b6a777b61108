"""Mails about meetings as iCalendar: requests, cancellations and replies (RFC 5546)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Literal

from icalendar import Calendar, Component, Timezone, vCalAddress, vRecur, vText
from icalendar import Event as VEvent

from backend.sandbox.graph.bodies import plain_text
from backend.sandbox.graph.entries import Entry
from backend.sandbox.graph.series import DAYS, INDEXES, Rule

Method = Literal["REQUEST", "REPLY", "CANCEL"]

#: time zones are described from here on
_ZONES_FROM, _ZONES_TO = date(2000, 1, 1), date(2040, 1, 1)
_FREQUENCIES = {"daily": "DAILY", "weekly": "WEEKLY"}
_PARTICIPATION = {
    "accepted": "ACCEPTED", "tentativelyAccepted": "TENTATIVE", "declined": "DECLINED", "organizer": "ACCEPTED",
}  # fmt: skip
_ROLES = {"required": "REQ-PARTICIPANT", "optional": "OPT-PARTICIPANT", "resource": "NON-PARTICIPANT"}
_CLASSES = {"private": "PRIVATE", "personal": "PRIVATE", "confidential": "CONFIDENTIAL"}
_PRIORITIES = {"high": 1, "normal": 5, "low": 9}


def meeting_text(
    method: Method, entry: Entry, attendees: list[dict[str, Any]], comment: str, now: datetime
) -> str:
    """The text/calendar body of a mail about *entry* that names *attendees*."""
    calendar = Calendar()
    calendar.add("prodid", "-//Sandbox//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if entry.series and not entry.wire["isAllDay"]:
        calendar.add_component(_zone(entry.series.zone.key))
    calendar.add_component(_event(method, entry, attendees, comment, now))
    return str(calendar.to_ical(), "utf-8")


def _event(
    method: Method, entry: Entry, attendees: list[dict[str, Any]], comment: str, now: datetime
) -> Component:
    wire, event = entry.own_wire, VEvent()
    event.add("uid", entry.event.ical_uid)
    event.add("sequence", entry.event.version)
    event.add("dtstamp", now)
    event.add("summary", wire["subject"])
    _add_times(event, entry)
    organizer = wire["organizer"]["emailAddress"]
    event.add("organizer", _address(organizer["address"], CN=organizer["name"]))
    for attendee in attendees:
        event.add("attendee", _attendee(attendee), encode=False)
    if comment:
        event.add("comment", comment)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    if method == "REPLY":
        return event
    if wire["location"]["displayName"]:
        event.add("location", wire["location"]["displayName"])
    event.add("description", plain_text(wire["body"]["content"]))
    event.add("class", _CLASSES.get(wire["sensitivity"], "PUBLIC"))
    event.add("priority", _PRIORITIES[wire["importance"]])
    event.add("transp", "TRANSPARENT" if wire["showAs"] == "free" else "OPAQUE")
    if entry.type == "seriesMaster" and entry.series:
        event.add("rrule", rrule(entry.series.rule))
        for day in sorted(entry.event.cancelled):
            event.add("exdate", _start_of(entry, day))
    return event


def _add_times(event: VEvent, entry: Entry) -> None:
    if entry.wire["isAllDay"]:
        for name, value in (("dtstart", "start"), ("dtend", "end")):
            event.add(name, datetime.fromisoformat(entry.own_wire[value]["dateTime"]).date())
    else:
        zone = entry.series.zone if entry.series else UTC
        event.add("dtstart", entry.start.astimezone(zone))
        event.add("dtend", entry.end.astimezone(zone))
    if entry.day:
        event.add("recurrence-id", _start_of(entry, entry.day))


def _start_of(entry: Entry, day: date) -> date | datetime:
    """The time by which iCalendar names an occurrence: when the rule would have it begin."""
    assert entry.series is not None
    if entry.wire["isAllDay"]:
        return day
    return entry.series.times(day)[0].astimezone(entry.series.zone)


def _attendee(attendee: dict[str, Any]) -> vCalAddress:
    return _address(
        attendee["emailAddress"]["address"],
        CN=attendee["emailAddress"]["name"],
        ROLE=_ROLES[attendee["type"]],
        PARTSTAT=_PARTICIPATION.get(attendee["status"]["response"], "NEEDS-ACTION"),
        RSVP="TRUE",
    )


def _address(address: str, **parameters: str) -> vCalAddress:
    result = vCalAddress(f"mailto:{address}")
    for name, value in parameters.items():
        result.params[name] = vText(value)
    return result


@lru_cache(maxsize=64)
def _zone(key: str) -> Timezone:
    return Timezone.from_tzid(key, first_date=_ZONES_FROM, last_date=_ZONES_TO)


def rrule(rule: Rule) -> vRecur:
    """The rule as RFC 5545 has it (contracts/graph.md §1.7)."""
    result = vRecur(
        FREQ=_FREQUENCIES.get(rule.type, "YEARLY" if rule.type.endswith("Yearly") else "MONTHLY"),
        INTERVAL=rule.interval,
        WKST=_short(rule.week_start),
    )
    if rule.type.endswith("Yearly"):
        result["BYMONTH"] = rule.month
    if rule.type == "weekly" or rule.type.startswith("relative"):
        result["BYDAY"] = [_short(day) for day in sorted(rule.weekdays)]
    if rule.type.startswith("relative"):
        result["BYSETPOS"] = -1 if rule.index == "last" else INDEXES.index(rule.index) + 1
    if rule.type.startswith("absolute"):
        result.update(_month_day(rule.day_of_month))
    if rule.count is not None:
        result["COUNT"] = rule.count
    elif rule.until and not rule.endless:
        result["UNTIL"] = rule.until
    return result


def _month_day(day: int) -> dict[str, Any]:
    """A day of the month; where Exchange takes the last one of short months, RFC 5545 has to be told."""
    if day <= 28:
        return {"BYMONTHDAY": day}
    if day == 31:
        return {"BYMONTHDAY": -1}
    return {"BYMONTHDAY": list(range(28, day + 1)), "BYSETPOS": -1}


def _short(day: int) -> str:
    return DAYS[day][:2].upper()
