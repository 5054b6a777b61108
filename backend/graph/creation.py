"""New events: content, guests, and the marks by which they are recognised (contracts/graph.md §1.4)."""

from __future__ import annotations

from backend.core.recurrence.obstacles import Inexpressible
from backend.core.writes import Create, CreateSeries
from backend.graph.calendar import Calendar
from backend.graph.marks import INTENT, POINTER, extended, intent_key, pointer_value
from backend.graph.meetings import attendees
from backend.graph.series_times import write_times
from backend.graph.told import Json
from backend.graph.wire import write_event


def new_event(create: Create | CreateSeries, calendar: Calendar) -> Json:
    """The event that *create* makes; to post it invites its guests. The iCalUId is Graph's to choose."""
    key = intent_key(create.intent)
    marks = [extended(INTENT, key)]
    if create.pointer:
        marks.append(extended(POINTER, pointer_value(calendar.context, create.pointer)))
    item = create.appointment if isinstance(create, Create) else create.item
    event = write_event(item, home_zone=calendar.home_zone)
    event |= {"transactionId": key, "singleValueExtendedProperties": marks}
    if invited := attendees(item.guests):
        event["attendees"] = invited
    if calendar.category:
        event["categories"] = [calendar.category]
    return event


def new_series(create: CreateSeries, calendar: Calendar) -> Json | Inexpressible:
    """The master that *create* makes, or why Graph has none."""
    times = write_times(create.rule)
    return times if isinstance(times, Inexpressible) else new_event(create, calendar) | times
