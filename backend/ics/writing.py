"""Neutral items as iCalendar text, to be downloaded or attached (METHOD:PUBLISH)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vRecur, vText

from backend.core.items import AllDay, Answer, Appointment, Busy, Guest, Importance, Timed
from backend.core.recurrence.rrule import to_lines
from backend.core.recurrence.rule import Dates, Series
from backend.core.values import replace
from backend.core.zones import zone
from backend.ics.people import address_of, attendee_of, can_be_named
from backend.ics.plain import plain
from backend.ics.vtimezone import vtimezone

_PRODUCER = "-//Sosync//Sosync//EN"
_PRIORITY = {Importance.HIGH: 1, Importance.NORMAL: 5, Importance.LOW: 9}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What is written. Starts of occurrences are spelled as `core.sides.Place.original`.

    Texts are written as they are: who may read the file is for the caller to decide.
    """

    uid: str
    #: of a series: its first occurrence
    item: Appointment
    #: whose calendar it is from; organises what nobody else does
    owner: Guest
    series: Series | None = None
    #: occurrences that do not take place
    removed: Collection[str] = ()
    #: occurrences that differ from the series, by original start
    changed: Mapping[str, Appointment] | None = None
    #: original start where *item* is one occurrence that is written without its series
    occurrence: str = ""


def write(export: Export, now: datetime) -> bytes:
    """The calendar of *export*, UTF-8; *now* (aware) is its time stamp."""
    calendar = calendar_of("PUBLISH")
    series = export.series
    clock = zone(series.zone) if series and not series.all_day and series.zone != "UTC" else None
    if clock and series:
        calendar.add_component(vtimezone(clock.key, series.first.date()))
    calendar.add_component(_event(export, clock, now))
    for original, item in sorted((export.changed or {}).items()):
        alone = replace(export, item=item, series=None, occurrence=original)
        calendar.add_component(_event(alone, clock, now))
    return bytes(calendar.to_ical())


def calendar_of(method: str) -> Calendar:
    """An empty calendar."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCER)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def original_of(spelled: str, clock: ZoneInfo | None) -> date | datetime:
    """An original start as a value: a day, or a time on *clock*, in UTC without one."""
    if "T" not in spelled:
        return date.fromisoformat(spelled)
    return datetime.fromisoformat(spelled).astimezone(clock or UTC)


def _event(export: Export, clock: ZoneInfo | None, now: datetime) -> Event:
    item, event = export.item, Event()
    event.add("uid", export.uid)
    event.add("sequence", 0)
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    _add_times(event, export, clock)
    if export.occurrence:
        event.add("recurrence-id", original_of(export.occurrence, clock))
    if export.series:
        _add_rule(event, export.series, export.removed, clock)
    _add_texts(event, item)
    _add_people(event, item, export.owner)
    event.add("class", "PRIVATE" if item.private else "PUBLIC")
    event.add("transp", "TRANSPARENT" if item.busy is Busy.FREE else "OPAQUE")
    event.add("x-microsoft-cdo-busystatus", item.busy.value.upper())
    event.add("priority", _PRIORITY[item.importance])
    event.add("status", "CANCELLED" if item.meeting.cancelled else "CONFIRMED")
    if item.alarm is not None:
        event.add_component(_alarm(item.alarm))
    return event


def _add_times(event: Event, export: Export, clock: ZoneInfo | None) -> None:
    start: date | datetime
    end: date | datetime
    match export.item.span:
        case AllDay(first, last):
            start, end = first, last + _DAY
        case Timed(start, end):
            start, end = start.astimezone(clock or UTC), end.astimezone(clock or UTC)
    if export.series and isinstance(start, datetime):
        # as the rule has it: the wall clock tells what instants do not, in a night when clocks change
        start = export.series.first.replace(tzinfo=clock or UTC)
        end = start + export.series.duration
    event.add("dtstart", start)
    event.add("dtend", end)


def _add_rule(event: Event, series: Series, removed: Collection[str], clock: ZoneInfo | None) -> None:
    if isinstance(series.rule, Dates):
        added: list[date] | list[datetime] = list(series.rule.days)
        if not series.all_day:
            at = series.first.time()
            added = [datetime.combine(day, at, clock or UTC) for day in series.rule.days]
        event.add("rdate", added)
    else:
        (line,) = to_lines(series)
        event.add("rrule", vRecur.from_ical(line.removeprefix("RRULE:")))
    if removed:
        event.add("exdate", [original_of(one, clock) for one in sorted(removed)])


def _add_texts(event: Event, item: Appointment) -> None:
    event.add("summary", item.title)
    if item.place:
        event.add("location", item.place)
    if item.body:
        event.add("description", plain(item.body))
        html = vText(item.body)
        html.params["FMTTYPE"] = vText("text/html")
        event.add("x-alt-desc", html)


def _add_people(event: Event, item: Appointment, owner: Guest) -> None:
    meeting = item.meeting
    guests = list(meeting.guests)
    if meeting.organiser:
        guests.insert(0, replace(owner, answer=meeting.answer))
    if not guests:
        return
    organiser = meeting.organiser or replace(owner, answer=Answer.ACCEPTED)
    if can_be_named(organiser):
        event.add("organizer", address_of(organiser))
    for guest in guests:
        if can_be_named(guest):
            event.add("attendee", attendee_of(guest), encode=False)


def _alarm(minutes: int) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", timedelta(minutes=-minutes))
    alarm.add("description", "")
    return alarm
