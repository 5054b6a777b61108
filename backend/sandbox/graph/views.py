"""Windows of a calendar: calendarView, and the occurrences of a series (contracts/graph.md §1.2)."""

from __future__ import annotations

from datetime import UTC, datetime

from backend.sandbox.graph import entries
from backend.sandbox.graph.calendar_paths import calendar_of, entry_of, in_calendar, of_event, root_path
from backend.sandbox.graph.entries import Entry
from backend.sandbox.graph.event_expand import with_expansions
from backend.sandbox.graph.event_wire import EventWriter
from backend.sandbox.graph.extended import for_filter
from backend.sandbox.graph.local_time import days_between, parse_date_time
from backend.sandbox.graph.odata import page
from backend.sandbox.graph.routing import Context, bad_request, routes
from backend.sandbox.wire import Query, Response, json_response


@routes("GET", *in_calendar("calendarView"))
def calendar_view(context: Context) -> Response:
    """Singles, occurrences and exceptions of a window, no masters."""
    start, end = window(context)
    index = context.state.index(context.box)
    found = entries.between(index, context.box, calendar_of(context).id, start, end)
    return _listed(context, found, f"{root_path(context)}/calendar/calendarView")


@routes("GET", *of_event("instances"))
def instances(context: Context) -> Response:
    """Occurrences and exceptions of a series in a window, not the cancelled ones."""
    entry = entry_of(context)
    start, end = window(context)
    index = context.state.index(context.box)
    found = list(entries.occurrences(index, entry.event, start, end)) if entry.type == "seriesMaster" else []
    path = f"{root_path(context)}/calendar/events('{context.params['event']}')/instances"
    return _listed(context, found, path)


def window(context: Context) -> tuple[datetime, datetime]:
    """startDateTime and endDateTime in UTC, whatever zone the request prefers. Raises GraphError 400."""
    start = _bound(context.query, "startDateTime")
    end = _bound(context.query, "endDateTime")
    if end < start:
        raise bad_request("endDateTime lies before startDateTime.", "ErrorInvalidParameter")
    most = int(context.world.switches.graph_view_max_days)
    if days_between(start, end) > most:
        raise bad_request(
            f"The requested time window from startDateTime to endDateTime exceeds {most} days.",
            "ErrorCalendarViewRangeTooBig",
        )
    return start, end


def open_window(context: Context) -> tuple[datetime, datetime]:
    """startDateTime and endDateTime in UTC, each without bound when absent. Raises GraphError 400."""
    first, last = (moment.replace(tzinfo=UTC) for moment in (datetime.min, datetime.max))
    start = _bound(context.query, "startDateTime") if "startDateTime" in context.query else first
    return start, _bound(context.query, "endDateTime") if "endDateTime" in context.query else last


def _bound(query: Query, name: str) -> datetime:
    text = query.get(name)
    if not text:
        raise bad_request(f"This request requires a time window: the query option {name} is missing.")
    # a plus sign that was not encoded arrives as a space
    moment = parse_date_time(text.strip("'\" ").replace(" ", "+"))
    if moment is None:
        raise bad_request(f"The query option {name} is not a date and time: '{text}'.", "ErrorInvalidParameter")
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError as error:
        raise bad_request(
            f"The query option {name} lies outside the calendar.", "ErrorInvalidParameter"
        ) from error


def _listed(context: Context, found: list[Entry], path: str) -> Response:
    writer = EventWriter.of(context)
    answer = page(
        context,
        found,
        context_path=path,
        render=lambda entry: with_expansions(context, writer, entry, writer.full(entry)),
        extended=lambda entry: for_filter(entry.extended, context.query),
    )
    return json_response(answer)
