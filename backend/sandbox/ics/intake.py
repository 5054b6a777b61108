"""Takes imported events into a mailbox as its owner's past: with foreign organisers, answers, and no mail."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from backend.sandbox.graph import event_write
from backend.sandbox.graph import read_value as read
from backend.sandbox.graph.copies import CANCELED, LONE_DAY
from backend.sandbox.graph.entries import Entry, occurrence
from backend.sandbox.graph.event_input import RESPONSES, recipient, status
from backend.sandbox.graph.event_store import delete, remove_entry, rewriting
from backend.sandbox.graph.host import GraphHost
from backend.sandbox.graph.model import Event, Item, Mailbox
from backend.sandbox.graph.routing import GraphError, bad_request
from backend.sandbox.world import Person

#: kept in an imported event beside Graph's properties: a digest of what it was made from
_MADE_FROM = "_importedFrom"

#: what an import says beside the properties of an event
_BESIDE = frozenset({"exceptions", "cancelled", "lone"})

Wire = dict[str, Any]


class Intake:
    """Imports into the mailbox of *person*."""

    def __init__(self, graph: GraphHost, person: Person) -> None:
        self._graph = graph
        self._person = person
        self._mailbox: Mailbox = graph.mailbox(person)

    def take(self, body: Wire) -> Wire:
        """Make, replace or leave one event. Returns its outcome with warnings. Raises GraphError 400.

        *body* is an event as Graph takes it, besides with iCalUId, organizer, responseStatus, isCancelled, answers
        of attendees, and `exceptions` (with `originalDate`), `cancelled` (dates) and `lone` (the original date of
        an occurrence without its series).
        """
        uid = read.text("iCalUId", body.get("iCalUId"))
        if not uid:
            raise bad_request("The required property 'iCalUId' is missing.", "ErrorPropertyValidationFailure")
        made_from = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
        lone = _day("lone", body["lone"]).isoformat() if body.get("lone") else None
        present = self._present(uid, lone)
        if present and present.wire.get(_MADE_FROM) in (None, made_from):
            return {"outcome": "left", "warnings": []}
        event = self._create(uid, body)
        try:
            warnings = self._differ(event, body)
            self._settle(event, body, {_MADE_FROM: made_from} | ({LONE_DAY: lone} if lone else {}))
        except GraphError:
            delete(self._graph, self._mailbox, event)
            raise
        if present:
            delete(self._graph, self._mailbox, present)
        return {"outcome": "replaced" if present else "created", "warnings": warnings}

    def _present(self, uid: str, lone: str | None) -> Event | None:
        keys = self._graph.state.index(self._mailbox).by_ical_uid.get(uid, ())
        events = [event for key in sorted(keys) if isinstance(event := self._mailbox.items[key], Event)]
        return next((event for event in events if event.wire.get(LONE_DAY) == lone), None)

    def _create(self, uid: str, body: Wire) -> Event:
        plain = {name: value for name, value in body.items() if name not in _BESIDE}
        event = self._graph.add_event(self._mailbox, plain, send=False)
        with rewriting(self._graph, self._mailbox, event):
            event.ical_uid = uid
        return event

    def _differ(self, event: Event, body: Wire) -> list[str]:
        """Give a series its changed and removed occurrences. Returns what could not be done."""
        warnings: list[str] = []
        for number, change in enumerate(read.items("exceptions", body.get("exceptions"))):
            name = f"exceptions[{number}]"
            given = read.record(name, change)
            entry = self._occurrence(event, _day(f"{name}.originalDate", given.get("originalDate")))
            if entry:
                warnings += self._change(
                    entry, {key: value for key, value in given.items() if key != "originalDate"}
                )
        for number, value in enumerate(read.items("cancelled", body.get("cancelled"))):
            if entry := self._occurrence(event, _day(f"cancelled[{number}]", value)):
                remove_entry(self._graph, self._mailbox, entry)
        return warnings

    def _occurrence(self, event: Event, day: date) -> Entry | None:
        return occurrence(self._graph.state.index(self._mailbox), event, day)

    def _change(self, entry: Entry, change: Wire) -> list[str]:
        """Change one occurrence. One that Exchange does not let move there stands alone instead."""
        assert entry.day is not None
        written = event_write.read_body(self._graph, change)
        try:
            event_write.update(self._graph, self._mailbox, self._person, entry, written, send=False)
        except GraphError:
            remove_entry(self._graph, self._mailbox, entry)
            alone = {**change, "iCalUId": f"{entry.event.ical_uid}#{entry.day:%Y%m%d}"}
            self.take(alone)
            return [f"The occurrence of {entry.day} crosses its neighbour and is taken as a single event."]
        override = entry.event.exceptions.get(entry.day)
        if override:
            settled = _settled(override, change)
            with rewriting(self._graph, self._mailbox, entry.event):
                override.wire |= settled
        return []

    def _settle(self, event: Event, body: Wire, extras: Wire) -> None:
        """Write what a client may not: the organiser, answers, a cancellation."""
        changes: Wire = dict(extras)
        if body.get("organizer") is not None:
            organiser = read.record("organizer", body["organizer"])
            address = recipient("organizer.emailAddress", organiser.get("emailAddress"))
            answer = read.record("responseStatus", body.get("responseStatus") or {}).get(
                "response", "notResponded"
            )
            said = read.choice("responseStatus.response", answer, RESPONSES)
            changes |= {
                "organizer": {"emailAddress": address},
                "isOrganizer": False,
                "responseStatus": status(said),
            }
        changes |= _settled(event, body)
        with rewriting(self._graph, self._mailbox, event):
            event.wire |= changes


def _settled(item: Item, body: Wire) -> Wire:
    """Answers of attendees and a cancellation, as properties to be written."""
    changes: Wire = {}
    answers = dict(_answers(body.get("attendees")))
    if answers and "attendees" in item.wire:
        changes["attendees"] = [
            {**each, "status": status(answers.get(each["emailAddress"]["address"].lower(), "none"))}
            for each in item.wire["attendees"]
        ]
    if body.get("isCancelled") is True:
        subject = item.wire.get("subject", "").removeprefix(CANCELED)
        changes |= {"isCancelled": True, "subject": CANCELED + subject}
    return changes


def _answers(attendees: Any) -> Iterator[tuple[str, str]]:
    for given in read.items("attendees", attendees):
        attendee = read.record("attendees", given)
        said = read.record("attendees.status", read.member(attendee, "status") or {}).get("response")
        address = recipient("attendees.emailAddress", read.member(attendee, "emailAddress"))["address"]
        if said is not None:
            yield address.lower(), read.choice("attendees.status.response", said, RESPONSES)


def _day(name: str, value: Any) -> date:
    try:
        return date.fromisoformat(read.text(name, value))
    except ValueError as error:
        raise read.invalid(name, "a date") from error
