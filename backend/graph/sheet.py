"""The sheet of some days of a calendar: what a glance shows of its events (contracts/graph.md §1.2)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date, timedelta

from backend.core.seen import Glance
from backend.core.text import one_line
from backend.core.values import replace
from backend.core.zones import UnknownZone
from backend.graph.calendar import Calendar
from backend.graph.client import GraphClient, Json
from backend.graph.paging import calendar_pages, values
from backend.graph.reading import Reader
from backend.graph.series_reading import is_exception
from backend.graph.told import Unreadable, flag, part, text, told
from backend.graph.wire import exception_version, is_private, span_of, version_of

log = logging.getLogger(__name__)

_SELECT = (
    "id,changeKey,type,subject,location,start,end,isAllDay,originalStartTimeZone,sensitivity,isOrganizer,"
    "seriesMasterId"
)
_PAGE = 200
_DAY = timedelta(days=1)


def sheet(client: GraphClient, calendar: Calendar, reader: Reader, first: date, last: date) -> list[Glance]:
    """The events that touch the days from *first* up to *last*, and some of the days around them.

    A page of 200 each is one request, and the masters of exceptions are one more. Raises SideError.
    """
    days = f"startDateTime={first - _DAY}T00:00:00Z&endDateTime={last + _DAY}T00:00:00Z"
    link = f"{calendar.path}/calendarView?{days}&$select={_SELECT}&$top={_PAGE}"
    listed = (event for page in calendar_pages(client, link) for event in values(page))
    events = [event for event in listed if isinstance(event, dict) and told(event, "id")]
    masters = reader.masters(told(event, "seriesMasterId") for event in events if is_exception(event))
    whole = {one: master for one, master in masters.items() if isinstance(master, dict)}
    found = [_glance(event, whole, calendar.home_zone) for event in events]
    return [one for one in found if one]


def _glance(event: Json, masters: Mapping[str, Json], home_zone: str) -> Glance | None:
    try:
        span = span_of(event, home_zone)
        if span is None:
            return None
        shown = Glance(
            id=told(event, "id"),
            version=version_of(event),
            title=one_line(text(event, "subject")),
            place=one_line(text(part(event, "location"), "displayName")),
            span=span,
            private=is_private(event),
            is_own=flag(event, "isOrganizer", default=True),
        )
    except (Unreadable, UnknownZone, OverflowError) as error:
        log.info("an event that no sheet can show was left out (%s)", type(error).__name__)
        return None
    master = masters.get(told(event, "seriesMasterId")) if is_exception(event) else None
    return replace(shown, version=exception_version(event, master)) if master else shown
