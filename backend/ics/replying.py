"""An attendee's answer as the organiser's systems read it (METHOD:REPLY, RFC 5546 §3.2.3)."""

from __future__ import annotations

from datetime import UTC, datetime

from icalendar import Event

from backend.core.items import Guest
from backend.ics.people import address_of, attendee_of
from backend.ics.writing import calendar_of, original_of


def reply(
    uid: str, attendee: Guest, now: datetime, *, organiser: Guest | None = None, sequence: int = 0,
    occurrence: str = "", comment: str = "",
) -> bytes:  # fmt: skip
    """The calendar in which *attendee* says the answer that he has, UTF-8; *now* (aware) is its time stamp.

    *sequence*: of the invitation that is answered. *occurrence*: spelled as `core.sides.Place.original`.
    """
    event = Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    if organiser:
        event.add("organizer", address_of(organiser))
    event.add("attendee", attendee_of(attendee), encode=False)
    if occurrence:
        event.add("recurrence-id", original_of(occurrence, None))
    if comment:
        event.add("comment", comment)
    calendar = calendar_of("REPLY")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
