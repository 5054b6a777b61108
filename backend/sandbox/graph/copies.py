"""An attendee's copy of a meeting: how it comes into a mailbox, follows the organiser, and is cancelled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from backend.sandbox.graph.entries import Entry, occurrence, whole
from backend.sandbox.graph.event_input import status
from backend.sandbox.graph.event_store import delete, exception_at, insert, rewriting
from backend.sandbox.graph.mailboxes import default_calendar, mailbox_of
from backend.sandbox.graph.model import Event, Mailbox
from backend.sandbox.graph.state import Site
from backend.sandbox.world import Person

#: a change of one of these is another time
TIMING = frozenset({"start", "end", "isAllDay", "recurrence"})
#: what an update carries to attendees
TRAVELS = frozenset({
    "subject", "body", "bodyPreview", "importance", "isAllDay", "location", "locations", "attendees", "recurrence",
    "responseRequested", "allowNewTimeProposals", "hideAttendees", "isOnlineMeeting", "onlineMeetingProvider",
    "onlineMeeting", "onlineMeetingUrl", "start", "end",
})  # fmt: skip
#: what only the invitation carries; afterwards it is the attendee's own
_FIRST_ONLY = frozenset({
    "sensitivity", "isReminderOn", "reminderMinutesBeforeStart", "originalStartTimeZone", "originalEndTimeZone",
    "organizer",
})  # fmt: skip
CANCELED = "Canceled: "
#: kept in a copy beside Graph's properties: what it will show when accepted, and the day of a lone occurrence
SHOWS_WHEN_ACCEPTED = "_showsWhenAccepted"
LONE_DAY = "_loneDay"


def find_copy(site: Site, person: Person, ical_uid: str, day: date | None) -> Entry | None:
    """The entry of a meeting in the mailbox of *person*: whole, or the occurrence of *day*."""
    mailbox = mailbox_of(site.state, person)
    index = site.state.index(mailbox)
    for event in events_of(site, mailbox, ical_uid):
        if event.wire.get(LONE_DAY) == (day.isoformat() if day else None):
            return whole(index, event)
        if day and event.wire["recurrence"]:
            return occurrence(index, event, day)
    return None


def deliver(site: Site, person: Person, entry: Entry, changed: Iterable[str] | None) -> Entry | None:
    """Bring *entry* of an organiser into the mailbox of an attendee and return it as it is there.

    *changed* names the properties of an update, None an invitation. None is returned when the attendee had removed
    the occurrence and the update gives no reason to bring it back.
    """
    mailbox = mailbox_of(site.state, person)
    names = TRAVELS if changed is None else TRAVELS.intersection(changed)
    if entry.day is None:
        return _deliver_whole(site, mailbox, person, entry, names)
    return _deliver_occurrence(site, mailbox, person, entry, names, invited=changed is None)


def mark_cancelled(site: Site, person: Person, ical_uid: str, day: date | None) -> None:
    """Let an attendee's copy say that the organiser has cancelled it (contracts/graph.md §7, 12)."""
    copy = find_copy(site, person, ical_uid, day)
    if copy is None or copy.wire["isCancelled"]:
        return
    with rewriting(site, mailbox_of(site.state, person), copy.event) as event:
        if copy.day:
            subject = copy.wire["subject"]
            exception_at(site, event, copy.day).wire |= _cancelled(subject)
            return
        event.wire |= _cancelled(event.wire["subject"])
        for item in event.exceptions.values():
            item.wire |= _cancelled(item.wire.get("subject", event.wire["subject"].removeprefix(CANCELED)))


def _cancelled(subject: str) -> dict[str, Any]:
    return {"subject": CANCELED + subject, "isCancelled": True, "showAs": "free"}


def events_of(site: Site, mailbox: Mailbox, ical_uid: str) -> list[Event]:
    """What a mailbox holds of a meeting: all of it, or several lone occurrences."""
    keys = site.state.index(mailbox).by_ical_uid.get(ical_uid, ())
    return [event for key in sorted(keys) if isinstance(event := mailbox.items[key], Event)]


def _deliver_whole(site: Site, mailbox: Mailbox, person: Person, entry: Entry, names: frozenset[str]) -> Entry:
    events = events_of(site, mailbox, entry.event.ical_uid)
    for lone in [event for event in events if LONE_DAY in event.wire]:
        delete(site, mailbox, lone)
    present = next((event for event in events if LONE_DAY not in event.wire), None)
    index = site.state.index(mailbox)
    if present is None or present.wire["isCancelled"]:
        if present:
            delete(site, mailbox, present)
        return whole(index, _invited(site, mailbox, person, entry))
    with rewriting(site, mailbox, present) as event:
        event.wire |= _carried(site, entry.event.wire, names, person)
        if names & TIMING:
            event.wire |= _unanswered()
            event.exceptions.clear()
            event.cancelled = set(entry.event.cancelled)
            _copy_exceptions(site, event, entry.event, person)
    return whole(index, present)


def _invited(site: Site, mailbox: Mailbox, person: Person, entry: Entry) -> Event:
    copy = insert(
        site,
        mailbox,
        default_calendar(mailbox).id,
        _first_wire(site, entry.event.wire, person),
        ical_uid=entry.event.ical_uid,
    )
    if entry.event.exceptions or entry.event.cancelled:
        with rewriting(site, mailbox, copy):
            copy.cancelled = set(entry.event.cancelled)
            _copy_exceptions(site, copy, entry.event, person)
    return copy


def _copy_exceptions(site: Site, copy: Event, original: Event, person: Person) -> None:
    for day, item in original.exceptions.items():
        exception_at(site, copy, day).wire.update(_carried(site, item.wire, TRAVELS, person))


def _deliver_occurrence(
    site: Site, mailbox: Mailbox, person: Person, entry: Entry, names: frozenset[str], *, invited: bool
) -> Entry | None:
    assert entry.day is not None
    events = events_of(site, mailbox, entry.event.ical_uid)
    master = next((event for event in events if event.wire["recurrence"]), None)
    if master is None:
        return _deliver_lone(site, mailbox, person, entry, names)
    back = invited or bool(names & TIMING)
    if entry.day in master.cancelled:
        if not back:
            return None
        names = TRAVELS  # the attendee knows nothing of it any more
    with rewriting(site, mailbox, master) as event:
        event.cancelled.discard(entry.day)
        override = exception_at(site, event, entry.day)
        override.wire |= _carried(site, entry.own_wire, names - {"recurrence"}, person)
        if back:
            override.wire |= {**_unanswered(), "isCancelled": False}
    return occurrence(site.state.index(mailbox), master, entry.day)


def _deliver_lone(site: Site, mailbox: Mailbox, person: Person, entry: Entry, names: frozenset[str]) -> Entry:
    """An occurrence for somebody who does not have the series stands alone."""
    assert entry.day is not None
    day = entry.day.isoformat()
    index = site.state.index(mailbox)
    events = events_of(site, mailbox, entry.event.ical_uid)
    present = next((event for event in events if event.wire.get(LONE_DAY) == day), None)
    if present is None:
        wire = {**_first_wire(site, entry.own_wire, person), LONE_DAY: day}
        uid = entry.event.ical_uid
        return whole(index, insert(site, mailbox, default_calendar(mailbox).id, wire, ical_uid=uid))
    with rewriting(site, mailbox, present) as event:
        event.wire |= _carried(site, entry.own_wire, names - {"recurrence"}, person)
        if names & TIMING:
            event.wire |= _unanswered()
    return whole(index, present)


def _first_wire(site: Site, original: Mapping[str, Any], person: Person) -> dict[str, Any]:
    return {
        **_carried(site, original, TRAVELS | _FIRST_ONLY, person),
        **_unanswered(),
        SHOWS_WHEN_ACCEPTED: original.get(SHOWS_WHEN_ACCEPTED, original["showAs"]),
        "categories": [],
        "isCancelled": False,
        "isDraft": False,
        "isOrganizer": False,
        "hasAttachments": False,
    }


def _unanswered() -> dict[str, Any]:
    return {"responseStatus": status("notResponded"), "showAs": "tentative"}


def _carried(site: Site, original: Mapping[str, Any], names: Iterable[str], person: Person) -> dict[str, Any]:
    """Properties as they arrive: hidden attendees do not travel (§1.1), others' answers only when switched so."""
    wire = {name: original[name] for name in names if name in original}
    if "attendees" in wire:
        addresses = {address.lower() for address in person.addresses}
        answers = {} if site.world.switches.graph_copy_answers == "updated" else {"status": status("none")}
        wire["attendees"] = [
            {**attendee, **answers}
            for attendee in wire["attendees"]
            if not original.get("hideAttendees") or attendee["emailAddress"]["address"].lower() in addresses
        ]
    return wire
