"""Writes the demo company's months into mailboxes, through the same code that serves Graph."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

from tzlocal.windows_tz import tz_win

from backend.sandbox.demo.occasions import HOME, Occasion
from backend.sandbox.graph.model import Event, Mailbox
from backend.sandbox.graph.state import Site
from backend.sandbox.world import Person

Wire = dict[str, Any]


class Graph(Site, Protocol):
    """The Graph host, as far as it is needed here."""

    def mailbox(self, person: Person) -> Mailbox:
        """The mailbox of *person*."""
        ...

    def add_event(self, mailbox: Mailbox, wire: Wire, *, send: bool) -> Event:
        """Create an event; *send* lets invitations leave."""
        ...


def write_occasions(graph: Graph, person: Person, occasions: Iterable[Occasion]) -> None:
    """Put *occasions* into the calendar of *person*."""
    mailbox = graph.mailbox(person)
    for occasion in occasions:
        graph.add_event(mailbox, event(occasion), send=False)


def event(occasion: Occasion) -> Wire:
    """An occasion as a Graph event."""
    return {
        "subject": occasion.subject,
        "start": when(occasion.on_clock(occasion.start), occasion.zone),
        "end": when(occasion.on_clock(occasion.end), occasion.zone),
        "isAllDay": occasion.all_day,
        "location": {"displayName": occasion.place},
        "body": {"contentType": "html", "content": occasion.text},
        "showAs": occasion.show,
        "sensitivity": "private" if occasion.private else "normal",
        "importance": "high" if occasion.important else "normal",
        "categories": [occasion.category],
        "isReminderOn": occasion.alarm is not None,
        "reminderMinutesBeforeStart": occasion.alarm or 0,
    }


def when(moment: datetime, zone: str = HOME) -> dict[str, str]:
    """A dateTimeTimeZone, with the zone's Windows name as Outlook writes it."""
    return {"dateTime": moment.isoformat(), "timeZone": tz_win[zone]}


def at(day: date, hour: time) -> datetime:
    """Wall clock of a day."""
    return datetime.combine(day, hour)


def lasting(start: datetime, minutes: int) -> Wire:
    """Start and end."""
    return {"start": when(start), "end": when(start + timedelta(minutes=minutes))}


def attendees(guests: Iterable[Person]) -> list[Wire]:
    """Required people, and rooms as resources."""
    return [
        {
            "type": "resource" if guest.kind == "room" else "required",
            "emailAddress": {"name": guest.name, "address": guest.address},
        }
        for guest in guests
    ]
