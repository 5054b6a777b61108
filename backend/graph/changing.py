"""What a PATCH says to make an event show new content; pure."""

from __future__ import annotations

from collections.abc import Collection

from backend.core.items import Appointment
from backend.graph.body import own_text, weave
from backend.graph.calendar import Calendar
from backend.graph.meetings import with_guests
from backend.graph.told import Json, part, parts, text
from backend.graph.wire import write_event

#: by field: what has to be known of the event before it can be written
_NEEDS = {"body": "body", "listed": "body", "guests": "attendees,organizer", "answer": "id"}


def needed(fields: Collection[str]) -> str:
    """The properties that `change` has to be given for *fields*, as $select takes them; "" for none."""
    return ",".join(dict.fromkeys(_NEEDS[field] for field in sorted(_NEEDS.keys() & set(fields))))


def change(item: Appointment, fields: Collection[str], present: Json, calendar: Calendar) -> Json:
    """The PATCH of *fields*; empty when there is nothing to say. Raises Unreadable.

    Attendees are in it only when the guests are among *fields* and differ: to send them is to mail.
    """
    result = write_event(item, fields, home_zone=calendar.home_zone)
    if "body" in fields or "listed" in fields:
        html = text(part(present, "body"), "content")
        said = item.body if "body" in fields else own_text(html)
        woven = weave(html, said, item.listed if "listed" in fields else None)
        result["body"] = {"contentType": "html", "content": woven}
    if "guests" in fields:
        invited = with_guests(present, item.guests, calendar.own)
        if invited != parts(present, "attendees"):
            result["attendees"] = invited
    return result
