"""An event as a calendar shows it: a single, a master, or one occurrence of a series."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from backend.sandbox.graph import ids
from backend.sandbox.graph.event_index import EventIndex
from backend.sandbox.graph.local_time import parse_date_time, spell, to_local, to_utc, zone_named
from backend.sandbox.graph.model import Event, Item, Mailbox
from backend.sandbox.graph.routing import not_found
from backend.sandbox.graph.series import Series, shift


@dataclass(slots=True, frozen=True)
class Entry:
    """One event with its times."""

    event: Event
    #: original local date of an occurrence; None for singles and masters
    day: date | None
    #: UTC
    start: datetime
    end: datetime
    #: the series, for masters and occurrences
    series: Series | None = None

    @property
    def override(self) -> Item | None:
        """What is stored of a changed occurrence."""
        return self.event.exceptions.get(self.day) if self.day else None

    @property
    def item(self) -> Item:
        """The stored item that carries this entry's version."""
        return self.override or self.event

    @property
    def type(self) -> str:
        """Graph's event type."""
        if self.day is None:
            return "seriesMaster" if self.event.wire["recurrence"] else "singleInstance"
        return "exception" if self.day in self.event.exceptions else "occurrence"

    @property
    def wire(self) -> dict[str, Any]:
        """The properties in force; of an occurrence those of the master below its own. Not to be written to."""
        override = self.override
        return {**self.event.wire, **override.wire} if override else self.event.wire

    @property
    def own_wire(self) -> dict[str, Any]:
        """The properties in force; an occurrence has its own start and end and no rule."""
        if self.day is None or self.series is None:
            return dict(self.wire)
        wire = self.wire
        times = {
            name: {"dateTime": spell(to_local(moment, _zone(wire[name]))), "timeZone": wire[name]["timeZone"]}
            for name, moment in (("start", self.start), ("end", self.end))
        }
        return {**wire, **times, "recurrence": None}

    @property
    def extended(self) -> dict[str, str]:
        """Extended properties in force; an occurrence has those of its master below its own."""
        override = self.override
        return {**self.event.extended, **override.extended} if override else self.event.extended


def stored_times(wire: dict[str, Any]) -> tuple[datetime, datetime]:
    """Start and end of stored properties, UTC."""
    return moment(wire["start"]), moment(wire["end"])


def moment(value: dict[str, str]) -> datetime:
    """A stored dateTimeTimeZone in UTC."""
    return to_utc(datetime.fromisoformat(value["dateTime"]), _zone(value))


def _zone(value: dict[str, str]) -> ZoneInfo:
    zone = zone_named(value["timeZone"])
    assert zone is not None, "stored zones were checked when written"
    return zone


def whole(index: EventIndex, event: Event) -> Entry:
    """The entry of a single event or of a master."""
    series = index.series.get(event.key)
    if series:
        start, end = stored_times(event.wire)
        return Entry(event, None, start, end, series)
    span = index.spans[event.container][event.key]
    assert span.end is not None, "only a series goes on without end"
    return Entry(event, None, span.start, span.end)


def occurrence(index: EventIndex, event: Event, day: date) -> Entry | None:
    """The occurrence of *day*; None when it is cancelled or the series has none then."""
    series = index.series.get(event.key)
    if series is None or day in event.cancelled:
        return None
    if day not in event.exceptions and not series.rule.contains(day):
        return None
    return _occurrence(event, series, day)


def _occurrence(event: Event, series: Series, day: date) -> Entry:
    override = event.exceptions.get(day)
    start, end = series.times(day)
    if override and "start" in override.wire:
        start, end = stored_times(override.wire)
    return Entry(event, day, start, end, series)


def occurrences(index: EventIndex, event: Event, start: datetime, end: datetime) -> Iterator[Entry]:
    """Occurrences and exceptions of a series that touch the window, in the order of their days."""
    series = index.series[event.key]
    # two days of room for zones on either side
    first, last = shift(start.date(), -2 - series.length.days), shift(end.date(), 2)
    days = set(series.rule.dates(first, last)) | event.exceptions.keys()
    for day in sorted(days - event.cancelled):
        entry = _occurrence(event, series, day)
        if touches(entry.start, entry.end, start, end):
            yield entry


def between(index: EventIndex, mailbox: Mailbox, calendar: str, start: datetime, end: datetime) -> list[Entry]:
    """What a calendar view shows: singles, occurrences and exceptions, but no masters, by start."""
    found: list[Entry] = []
    for key, span in index.spans.get(calendar, {}).items():
        if span.start >= end or (span.end is not None and span.end < start):
            continue
        event = mailbox.items[key]
        assert isinstance(event, Event)
        if key in index.series:
            found += occurrences(index, event, start, end)
        elif span.end is not None and touches(span.start, span.end, start, end):
            found.append(Entry(event, None, span.start, span.end))
    found.sort(key=lambda entry: entry.start)
    return found


def touches(start: datetime, end: datetime, window_start: datetime, window_end: datetime) -> bool:
    """Whether an event lies in a window; one without length counts where it begins."""
    return start < window_end and (end > window_start or start == end == window_start)


def find(index: EventIndex, mailbox: Mailbox, text: str, calendar: str | None = None) -> Entry:
    """The entry with an id: mutable, immutable, or an occurrenceId (contracts/graph.md §1.4).

    *calendar* narrows the search to one calendar. Raises GraphError 404.
    """
    day: date | None = None
    if text.startswith("OID."):
        text, day = _split_occurrence_id(text)
    ref = ids.parse(mailbox.owner, text)
    event = mailbox.items.get(ref.key) if ref else None
    if ref is None or not isinstance(event, Event) or calendar not in (None, event.container):
        raise not_found()
    if ref.container not in (None, ids.digest(event.container)):
        raise not_found()
    day = day or ref.occurrence
    entry = occurrence(index, event, day) if day else whole(index, event)
    if entry is None:
        raise not_found()
    return entry


def _split_occurrence_id(text: str) -> tuple[str, date | None]:
    master, _, day = text.removeprefix("OID.").rpartition(".")
    value = parse_date_time(day)
    if value is None:
        raise not_found()
    return master, value.date()
