"""The event that a mail about a meeting speaks of; without a right to read mails it is found by what they tell."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from backend.core.items import AllDay
from backend.core.zones import UnknownZone
from backend.graph.client import GraphClient, Json
from backend.graph.paging import calendar_pages, values
from backend.graph.told import Unreadable, part, parts, told
from backend.graph.wire import span_of

#: days have no zone: their midnights are told in that of whoever reads the mail
_MIDNIGHTS = timedelta(hours=14)
_SELECT = "id,start,end,isAllDay,organizer,attendees"
_PAGE = 100


def meeting_at(client: GraphClient, start: datetime, end: datetime, address: str) -> str | None:
    """The immutable id of the one event from *start* to *end*, aware, that *address* organises or takes part in.

    None for none and for several. Raises SideError.
    """
    window = f"startDateTime={_utc(start - _MIDNIGHTS)}&endDateTime={_utc(end + _MIDNIGHTS)}"
    link = f"/me/calendarView?{window}&$select={_SELECT}&$top={_PAGE}"
    listed = (event for page in calendar_pages(client, link) for event in values(page) if isinstance(event, dict))
    found = [event for event in listed if _takes_place(event, start, end) and address.casefold() in _people(event)]
    return told(found[0], "id") or None if len(found) == 1 else None


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _takes_place(event: Json, start: datetime, end: datetime) -> bool:
    try:
        span = span_of(event, "UTC")
    except (Unreadable, UnknownZone, OverflowError):
        return False
    if isinstance(span, AllDay):
        first, last = (datetime.combine(day, time(), UTC) for day in (span.first, span.last + timedelta(days=1)))
        return abs(start - first) <= _MIDNIGHTS and abs(end - last) <= _MIDNIGHTS
    return span is not None and (span.start, span.end) == (start, end)


def _people(event: Json) -> set[str]:
    try:
        people = [part(event, "organizer"), *parts(event, "attendees")]
        return {told(part(one, "emailAddress"), "address").casefold() for one in people}
    except Unreadable:
        return set()
