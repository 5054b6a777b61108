"""Graph events to neutral items and back; pure (spec/mapping.md, contracts/graph.md §1.1, §6)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, timedelta
from typing import Any

from backend.core.items import AllDay, Appointment, Busy, Importance, Span, Timed
from backend.core.reasons import Reason
from backend.core.sides import Seen, Unmapped
from backend.core.text import cut, from_plain, one_line
from backend.core.zones import UnknownZone, iana, windows, zone
from backend.graph.body import own_text

Json = dict[str, Any]

#: the longest subject and place that Exchange takes, in characters
_LINE_LIMIT = 255
#: the properties that read_event needs
SELECT = (
    "id,changeKey,iCalUId,type,subject,body,location,start,end,isAllDay,originalStartTimeZone,showAs,sensitivity,"
    "importance,isReminderOn,reminderMinutesBeforeStart,categories,attendees,isOrganizer,isCancelled,recurrence"
)
_SERIES_TYPES = frozenset({"seriesmaster", "occurrence", "exception"})
_BUSY = {busy.value.lower(): busy for busy in Busy}
_IMPORTANCE = {importance.value: importance for importance in Importance}
#: an all-day series with this pattern, in the calendar of birthdays, is made from a contact
_YEARLY = "absoluteyearly"


class _Unreadable(ValueError):
    """A property has a type that Graph does not document."""


# -- reading


def read_event(event: object, *, home_zone: str = "UTC", birthdays: bool = False) -> Seen:
    """One event as the calendar shows it now; never raises, whatever *event* is.

    *home_zone* is the mailbox's own, for events whose zone is a custom one. *birthdays* says that the event lies
    in the calendar of birthdays. What is missing or null and can be done without takes its default; a wrong type
    makes the event unreadable.
    """
    if not isinstance(event, dict):
        return Seen("", "", Unmapped(Reason.UNREADABLE))
    item: Appointment | Unmapped
    try:
        reason = _reason(event, birthdays)
        item = Unmapped(reason) if reason else _appointment(event, home_zone)
    except UnknownZone:
        item = Unmapped(Reason.UNKNOWN_ZONE)
    except (_Unreadable, OverflowError):
        item = Unmapped(Reason.UNREADABLE)
    return Seen(_told(event, "id"), version_of(event), item, uid=_told(event, "iCalUId"))


def version_of(event: Json) -> str:
    """What If-Match takes; "" when the event does not tell."""
    key = _told(event, "changeKey")
    return _told(event, "@odata.etag") or (f'W/"{key}"' if key else "")


def _told(event: Json, name: str) -> str:
    value = event.get(name)
    return value if isinstance(value, str) and _is_text(value) else ""


def _reason(event: Json, birthdays: bool) -> Reason | None:
    if _text(event, "type").lower() in _SERIES_TYPES or event.get("seriesMasterId"):
        return Reason.BIRTHDAY if birthdays and _is_yearly(event) else Reason.SERIES
    if event.get("recurrence") is not None:
        return Reason.SERIES
    if _flag(event, "isCancelled"):
        return Reason.CANCELLED
    if event.get("attendees") or not _flag(event, "isOrganizer", default=True):
        return Reason.MEETING
    return None


def _is_yearly(event: Json) -> bool:
    match event:
        case {"isAllDay": True, "recurrence": {"pattern": {"type": str(kind)}}}:
            return kind.lower() == _YEARLY
    return False


def _appointment(event: Json, home_zone: str) -> Appointment | Unmapped:
    span = _span(event, home_zone)
    if span is None:
        return Unmapped(Reason.END_BEFORE_START)
    return Appointment(
        title=one_line(_text(event, "subject")),
        body=_body(event),
        place=one_line(_text(_part(event, "location"), "displayName")),
        span=span,
        busy=_BUSY.get(_text(event, "showAs").lower(), Busy.BUSY),
        # a value that we do not know may be one more that is stricter than normal
        private=_text(event, "sensitivity").lower() not in {"", "normal", "personal"},
        importance=_IMPORTANCE.get(_text(event, "importance").lower(), Importance.NORMAL),
        alarm=_minutes(event) if _flag(event, "isReminderOn") else None,
        categories=_labels(event),
    )


def _body(event: Json) -> str:
    body = _part(event, "body")
    content = _text(body, "content")
    return from_plain(content) if _text(body, "contentType").lower() == "text" else own_text(content)


def _span(event: Json, home_zone: str) -> Span | None:
    """When the event is; None when it ends before it starts."""
    start, end = _part(event, "start"), _part(event, "end")
    if _flag(event, "isAllDay"):
        # the date as written: a midnight that was moved into another zone would be another day (§7.10)
        first, last = _wall(start).date(), _wall(end).date() - timedelta(days=1)
        return AllDay(first, last) if first <= last else None
    begins, ends = _instant(start), _instant(end)
    return Timed(begins, ends, _shown_zone(event, home_zone)) if begins <= ends else None


def _instant(when: Json) -> datetime:
    wall = _wall(when)
    local = wall if wall.tzinfo else wall.replace(tzinfo=zone(_text(when, "timeZone") or "UTC"))
    return local.astimezone(UTC).replace(microsecond=0)


def _wall(when: Json) -> datetime:
    try:
        return datetime.fromisoformat(_text(when, "dateTime"))
    except ValueError as error:
        raise _Unreadable("dateTime") from error


def _shown_zone(event: Json, home_zone: str) -> str:
    """IANA name of the zone in which the event was entered; the instants do not depend on it."""
    name = _text(event, "originalStartTimeZone")
    try:
        return iana(home_zone if name.lower() == "tzone://microsoft/custom" else name)
    except UnknownZone:
        return "UTC"


def _minutes(event: Json) -> int:
    value = event.get("reminderMinutesBeforeStart")
    if value is None:
        return 0
    if type(value) is not int or not 0 <= value < 2**31:
        raise _Unreadable("reminderMinutesBeforeStart")
    return value


def _labels(event: Json) -> tuple[str, ...]:
    values = event.get("categories")
    if values is None:
        return ()
    if not isinstance(values, list) or not all(isinstance(value, str) and _is_text(value) for value in values):
        raise _Unreadable("categories")
    return tuple(values)


def _part(event: Json, name: str) -> Json:
    value = event.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _Unreadable(name)
    return value


def _text(part: Json, name: str) -> str:
    value = part.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or not _is_text(value):
        raise _Unreadable(name)
    return value


def _is_text(value: str) -> bool:
    """Whether *value* is Unicode that can be stored: JSON can carry half of a surrogate pair."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _flag(event: Json, name: str, *, default: bool = False) -> bool:
    value = event.get(name)
    if value is None:
        return default
    if not isinstance(value, bool):
        raise _Unreadable(name)
    return value


# -- writing


def write_event(item: Appointment, fields: Collection[str] | None = None, *, home_zone: str = "UTC") -> Json:
    """The JSON that makes an event show *fields* of *item* (names of Appointment's fields), or all of them.

    Categories are the calendar's own and are never written from here. All-day events stand at midnight of
    *home_zone*, the mailbox's own.
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
            name = _writable_zone(shown, start, end)
            return {"isAllDay": False, "start": _write_time(start, name), "end": _write_time(end, name)}


def _midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00"


def _write_time(moment: datetime, name: str) -> Json:
    wall = moment.astimezone(zone(name)).replace(tzinfo=None)
    return {"dateTime": wall.isoformat(timespec="seconds"), "timeZone": name}


def _writable_zone(shown: str, start: datetime, end: datetime) -> str:
    """The Windows name of *shown*; UTC where Exchange has none, or where a wall-clock time would mean two moments.

    A wall-clock time that is computed from a moment always exists, so only the repeated hour in autumn needs care
    (contracts/graph.md §6).
    """
    try:
        name = windows(shown)
    except UnknownZone:
        return "UTC"
    if name == iana(shown) or _is_repeated(start, name) or _is_repeated(end, name):
        return "UTC"
    return name


def _is_repeated(moment: datetime, name: str) -> bool:
    local = moment.astimezone(zone(name))
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _write_alarm(item: Appointment, _: str) -> Json:
    if item.alarm is None:
        return {"isReminderOn": False}
    return {"isReminderOn": True, "reminderMinutesBeforeStart": item.alarm}


_WRITERS: dict[str, Callable[[Appointment, str], Json]] = {
    "title": lambda item, _: {"subject": cut(item.title, _LINE_LIMIT)},
    "body": lambda item, _: {"body": {"contentType": "html", "content": item.body}},
    "place": lambda item, _: {"location": {"displayName": cut(item.place, _LINE_LIMIT)}},
    "span": _write_span,
    "busy": lambda item, _: {"showAs": item.busy.value},
    "private": lambda item, _: {"sensitivity": "private" if item.private else "normal"},
    "importance": lambda item, _: {"importance": item.importance.value},
    "alarm": _write_alarm,
}
