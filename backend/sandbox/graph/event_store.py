"""Writes events into mailboxes, keeping versions, look-up tables and the log of changes in step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from backend.sandbox.graph.entries import Entry, moment, stored_times
from backend.sandbox.graph.event_index import Span
from backend.sandbox.graph.local_time import to_local, zone_named
from backend.sandbox.graph.model import Event, Item, Mailbox
from backend.sandbox.graph.series import Rule, Series

if TYPE_CHECKING:
    from backend.sandbox.graph.state import Site


def insert(
    site: Site,
    mailbox: Mailbox,
    calendar: str,
    wire: dict[str, Any],
    *,
    ical_uid: str = "",
    extended: dict[str, str] | None = None,
    extensions: dict[str, dict[str, Any]] | None = None,
) -> Event:
    """Store a new event with checked properties. Without *ical_uid* it gets one of its own."""
    now = site.world.clock.now()
    event = Event(
        mailbox.next_key, "event", calendar, wire, now, now, extended=extended or {}, extensions=extensions or {},
        ical_uid=ical_uid or new_ical_uid(site),
    )  # fmt: skip
    mailbox.next_key += 1
    mailbox.items[event.key] = event
    _enter(site, mailbox, event)
    site.state.changed(mailbox, event, "created")
    return event


@contextmanager
def rewriting(site: Site, mailbox: Mailbox, event: Event) -> Iterator[Event]:
    """A block in which *event* may be written to; it counts as one change. The block must not raise."""
    site.state.index(mailbox).take_out(event)
    yield event
    event.version += 1
    event.modified = site.world.clock.now()
    _enter(site, mailbox, event)
    site.state.changed(mailbox, event, "updated")


def exception_at(site: Site, event: Event, day: date) -> Item:
    """What is stored of the occurrence of *day*, made when there is nothing yet. Use inside `rewriting`."""
    now = site.world.clock.now()
    found = event.exceptions.get(day)
    if found is None:
        found = event.exceptions[day] = Item(event.key, "event", event.container, {}, event.created, now)
    found.modified = now
    # the version that the master is about to get, so that no two states of a series share a changeKey
    found.version = event.version + 1
    return found


def delete(site: Site, mailbox: Mailbox, event: Event) -> None:
    """Remove a single event or a whole series."""
    site.state.index(mailbox).take_out(event)
    del mailbox.items[event.key]
    site.state.changed(mailbox, event, "deleted")


def remove_entry(site: Site, mailbox: Mailbox, entry: Entry) -> None:
    """Remove an event, a series or one occurrence, and tell nobody."""
    if entry.day is None:
        delete(site, mailbox, entry.event)
        return
    with rewriting(site, mailbox, entry.event) as event:
        event.exceptions.pop(entry.day, None)
        event.cancelled.add(entry.day)


def new_ical_uid(site: Site) -> str:
    """A global object id as Exchange makes them: a fixed head, then random bytes."""
    head = "040000008200E00074C5B7101A82E008" + "00000000"
    return (
        head
        + site.world.random.randbytes(8).hex().upper()
        + "00" * 8
        + site.world.random.randbytes(16).hex().upper()
    )


def _enter(site: Site, mailbox: Mailbox, event: Event) -> None:
    series = series_of(event.wire)
    span = _series_span(event, series) if series else Span(*stored_times(event.wire))
    site.state.index(mailbox).put(event, span, series)


def series_of(wire: dict[str, Any]) -> Series | None:
    """The series of stored properties; None of a single event."""
    if not wire["recurrence"]:
        return None
    rule = Rule.read(wire["recurrence"])
    zone = zone_named(wire["recurrence"]["range"]["recurrenceTimeZone"])
    if zone is None or wire["isAllDay"]:
        zone = zone_named(wire["start"]["timeZone"])
    assert zone is not None, "stored zones were checked when written"
    first, last = _on_clock(wire["start"], zone), _on_clock(wire["end"], zone)
    return Series(replace(rule, start=first.date()), zone, first, last - first)


def _on_clock(value: dict[str, str], zone: ZoneInfo) -> datetime:
    if zone_named(value["timeZone"]) == zone:
        return datetime.fromisoformat(value["dateTime"])
    return to_local(moment(value), zone)


def _series_span(event: Event, series: Series) -> Span:
    start, end = series.times(series.rule.start)
    moved = [stored_times(item.wire) for item in event.exceptions.values() if "start" in item.wire]
    start = min([start, *(begin for begin, _ in moved)])
    if series.rule.endless:
        return Span(start, None)
    last = series.rule.last()
    end = series.times(last)[1] if last else end
    return Span(start, max([end, *(finish for _, finish in moved)]))
