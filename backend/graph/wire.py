"""Graph events to neutral items and back; pure (spec/mapping.md, contracts/graph.md §1.1, §6)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from backend.core.items import AllDay, Appointment, Busy, Importance, Span, Timed
from backend.core.listing_of_people import block, lines_in, without_block
from backend.core.reasons import Reason
from backend.core.seen import Seen, Unmapped
from backend.core.text import cut, from_plain, one_line
from backend.core.zones import UnknownZone, iana, windows, zone
from backend.graph.body import listed_in, own_text
from backend.graph.meetings import read_meeting
from backend.graph.told import Json, Unreadable, flag, instant, is_text, part, text, told, wall

#: the longest subject and place that Exchange takes, in characters
_LINE_LIMIT = 255
#: the properties that read_event and series_reading need
SELECT = (
    "id,changeKey,iCalUId,type,subject,body,location,start,end,isAllDay,originalStartTimeZone,showAs,sensitivity,"
    "importance,isReminderOn,reminderMinutesBeforeStart,categories,attendees,organizer,isOrganizer,responseStatus,"
    "isCancelled,recurrence,seriesMasterId,originalStart,onlineMeeting,onlineMeetingUrl"
)
_BUSY = {busy.value.lower(): busy for busy in Busy}
_IMPORTANCE = {importance.value: importance for importance in Importance}
#: address of a page
_PAGE = re.compile(r"https?://[^\s\x00-\x1f\x7f]+", re.IGNORECASE)
#: the pattern of birthdays
_YEARLY = "absoluteyearly"
#: where an event tells its version
_VERSIONS = frozenset({"@odata.etag", "changeKey"})


# -- reading


def read_event(
    event: object, *, home_zone: str = "UTC", birthdays: bool = False, own: Collection[str] = ()
) -> Seen:
    """One event as the calendar shows it now; never raises, whatever *event* is.

    A master is read as its first occurrence; what occurrences lack without it, `series_reading` gives them.

    *home_zone* is the mailbox's own, for events whose zone is a custom one. *birthdays* says that the event lies
    in the calendar of birthdays. *own*: the addresses of the mailbox, case-folded. What is missing or null and can
    be done without takes its default; a wrong type makes the event unreadable.
    """
    if not isinstance(event, dict):
        return Seen("", "", Unmapped(Reason.UNREADABLE))
    item: Appointment | Unmapped
    try:
        is_made = birthdays and is_birthday(event)
        item = Unmapped(Reason.BIRTHDAY) if is_made else _appointment(event, home_zone, own)
    except UnknownZone:
        item = Unmapped(Reason.UNKNOWN_ZONE)
    except (Unreadable, OverflowError):
        item = Unmapped(Reason.UNREADABLE)
    return Seen(told(event, "id"), version_of(event), item, uid=told(event, "iCalUId"))


def version_of(event: Json) -> str:
    """What If-Match takes; "" when the event does not tell."""
    key = told(event, "changeKey")
    return told(event, "@odata.etag") or (f'W/"{key}"' if key else "")


def without_version(event: Json) -> Json:
    """*event*, of which `version_of` is ""."""
    return {name: value for name, value in event.items() if name not in _VERSIONS}


def exception_version(event: Json, master: Json) -> str:
    """The version of an exception: it also shows what its master has, whose change need not change its own."""
    own, whole = version_of(event), version_of(master)
    return f"{own} {whole}" if own and whole else own


def etag_of(version: str) -> str:
    """What If-Match takes for an item of this version."""
    return version.partition(" ")[0]


def series_etag_of(version: str) -> str:
    """Of an exception's version the part that is its master's; "" for anything else."""
    return version.partition(" ")[2]


def is_birthday(event: Json) -> bool:
    """Whether an event of the calendar of birthdays is one: Outlook makes them from contacts."""
    match event:
        case {"isAllDay": True, "recurrence": {"pattern": {"type": str(kind)}}}:
            return kind.lower() == _YEARLY
    return False


def _appointment(event: Json, home_zone: str, own: Collection[str]) -> Appointment | Unmapped:
    span = span_of(event, home_zone)
    if span is None:
        return Unmapped(Reason.END_BEFORE_START)
    said, listed = _body(event)
    return Appointment(
        title=one_line(text(event, "subject")),
        body=said,
        listed=listed,
        place=one_line(text(part(event, "location"), "displayName")),
        span=span,
        busy=_BUSY.get(text(event, "showAs").lower(), Busy.BUSY),
        private=is_private(event),
        importance=_IMPORTANCE.get(text(event, "importance").lower(), Importance.NORMAL),
        alarm=_minutes(event) if flag(event, "isReminderOn") else None,
        categories=labels(event),
        join_url=_join_url(event),
        meeting=read_meeting(event, own),
    )


def is_private(event: Json) -> bool:
    """Whether not everybody may read the event. Raises Unreadable."""
    # a value that we do not know may be one more that is stricter than normal
    return text(event, "sensitivity").lower() not in {"", "normal", "personal"}


def _body(event: Json) -> tuple[str, tuple[str, ...]]:
    """The text, and who is listed in it."""
    body = part(event, "body")
    return _parted(text(body, "content"), text(body, "contentType").lower() == "text")


@lru_cache(maxsize=8)
def _parted(content: str, plain: bool) -> tuple[str, tuple[str, ...]]:
    """The canonical text and our list; occurrences, which come one after another, share those of their master."""
    if plain:
        said = from_plain(content)
        return without_block(said), lines_in(said)
    return own_text(content), listed_in(content)


def span_of(event: Json, home_zone: str) -> Span | None:
    """When the event is; None when it ends before it starts. Raises Unreadable, UnknownZone, OverflowError."""
    start, end = part(event, "start"), part(event, "end")
    if flag(event, "isAllDay"):
        # the date as written: a midnight that was moved into another zone would be another day (§7.10)
        first, last = wall(start).date(), wall(end).date() - timedelta(days=1)
        return AllDay(first, last) if first <= last else None
    begins, ends = instant(start), instant(end)
    return Timed(begins, ends, _shown_zone(event, home_zone)) if begins <= ends else None


def _shown_zone(event: Json, home_zone: str) -> str:
    """IANA name of the zone in which the event was entered; the instants do not depend on it."""
    name = text(event, "originalStartTimeZone")
    try:
        return iana(home_zone if name.lower() == "tzone://microsoft/custom" else name)
    except UnknownZone:
        return "UTC"


def _minutes(event: Json) -> int:
    value = event.get("reminderMinutesBeforeStart")
    if value is None:
        return 0
    if type(value) is not int or not 0 <= value < 2**31:
        raise Unreadable("reminderMinutesBeforeStart")
    return value


def _join_url(event: Json) -> str:
    """Where people join; "" for none, and for an address that is no page: it becomes a link to click on."""
    address = text(part(event, "onlineMeeting"), "joinUrl") or text(event, "onlineMeetingUrl")
    return address if _PAGE.fullmatch(address) else ""


def labels(event: Json) -> tuple[str, ...]:
    """The categories of an event. Raises Unreadable."""
    values = event.get("categories")
    if values is None:
        return ()
    if not isinstance(values, list) or not all(isinstance(value, str) and is_text(value) for value in values):
        raise Unreadable("categories")
    return tuple(values)


# -- writing


def write_event(item: Appointment, fields: Collection[str] | None = None, *, home_zone: str = "UTC") -> Json:
    """The JSON that makes an event show *fields* of *item* (names of Appointment's fields), or all of them.

    Categories and the link to an online meeting are the calendar's own and are never written; guests and answers
    are `meetings` and `answers`. All-day events stand at midnight of *home_zone*, the mailbox's own.
    """
    wanted = _WRITERS.keys() if fields is None else _WRITERS.keys() & set(fields)
    event: Json = {}
    for name in sorted(wanted):
        event |= _WRITERS[name](item, home_zone)
    return event


def _write_span(item: Appointment, home_zone: str) -> Json:
    match item.span:
        case AllDay(first, last):
            name = windows(home_zone)
            start, end = _midnight(first), _midnight(last + timedelta(days=1))
            return {
                "isAllDay": True,
                "start": {"dateTime": start, "timeZone": name},
                "end": {"dateTime": end, "timeZone": name},
            }
        case Timed(start, end, shown):
            name, (begins, ends) = _on_clock(shown, start, end)
            return {"isAllDay": False, "start": _write_time(begins, name), "end": _write_time(ends, name)}


def _midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00"


def _write_time(local: datetime, name: str) -> Json:
    return {"dateTime": local.replace(tzinfo=None).isoformat(timespec="seconds"), "timeZone": name}


def _on_clock(shown: str, *moments: datetime) -> tuple[str, list[datetime]]:
    """The Windows name of *shown*, and the moments on its clock; UTC where Exchange has no name for it, or where a
    wall-clock time would mean two moments.

    A wall-clock time that is computed from a moment always exists, so only the repeated hour in autumn needs care
    (contracts/graph.md §6).
    """
    with suppress(UnknownZone):
        name = windows(shown)
        local = [moment.astimezone(zone(name)) for moment in moments]
        if name != iana(shown) and not any(map(_is_repeated, local)):
            return name, local
    return "UTC", [moment.astimezone(UTC) for moment in moments]


def _is_repeated(local: datetime) -> bool:
    return local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()


def _write_alarm(item: Appointment, _: str) -> Json:
    if item.alarm is None:
        return {"isReminderOn": False}
    return {"isReminderOn": True, "reminderMinutesBeforeStart": item.alarm}


_WRITERS: dict[str, Callable[[Appointment, str], Json]] = {
    "title": lambda item, _: {"subject": cut(item.title, _LINE_LIMIT)},
    "body": lambda item, _: {"body": {"contentType": "html", "content": item.body + block(item.listed)}},
    "place": lambda item, _: {"location": {"displayName": cut(item.place, _LINE_LIMIT)}},
    "span": _write_span,
    "busy": lambda item, _: {"showAs": item.busy.value},
    "private": lambda item, _: {"sensitivity": "private" if item.private else "normal"},
    "importance": lambda item, _: {"importance": item.importance.value},
    "alarm": _write_alarm,
}
#: the fields of an item that can be written as properties
WRITABLE = tuple(_WRITERS)
