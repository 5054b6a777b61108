"""Creates, changes and removes events for the owner of a mailbox, and lets meetings travel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from backend.sandbox.graph import meetings
from backend.sandbox.graph.copies import TIMING
from backend.sandbox.graph.entries import Entry, moment, occurrence, whole
from backend.sandbox.graph.event_input import blank_location, check_times, read_event, status
from backend.sandbox.graph.event_store import exception_at, insert, remove_entry, rewriting, series_of
from backend.sandbox.graph.extended import read_extended
from backend.sandbox.graph.mailboxes import default_calendar
from backend.sandbox.graph.model import Event, Mailbox
from backend.sandbox.graph.online_meeting import join_block, with_online_meeting
from backend.sandbox.graph.open_extensions import read_extensions
from backend.sandbox.graph.recurrence_input import complete, invalid_recurrence
from backend.sandbox.graph.routing import GraphError, bad_request
from backend.sandbox.graph.series_rules import check_length, check_neighbours
from backend.sandbox.graph.state import Site
from backend.sandbox.world import Person

#: what only the organiser may change (contracts/graph.md §1.3)
ORGANISERS = frozenset({
    "subject", "body", "start", "end", "isAllDay", "location", "locations", "recurrence", "attendees",
    "isOnlineMeeting", "onlineMeetingProvider", "responseRequested", "allowNewTimeProposals", "hideAttendees",
})  # fmt: skip


@dataclass(slots=True)
class Written:
    """A checked body: properties, and what is kept beside them."""

    wire: dict[str, Any]
    extended: dict[str, str] = field(default_factory=dict)
    extensions: dict[str, dict[str, Any]] = field(default_factory=dict)


def read_body(site: Site, body: Mapping[str, Any]) -> Written:
    """Check the body of a create or update. Raises GraphError 400 naming the property."""
    refuse = site.world.switches.graph_gap_times == "refused"
    return Written(read_event(body, refuse_skipped=refuse), read_extended(body), read_extensions(body))


def create(
    site: Site, mailbox: Mailbox, owner: Person, calendar: str, written: Written, *, send: bool = True
) -> Event:
    """A new event of *owner*, who is its organiser. *send* lets invitations leave. Raises GraphError 400."""
    wire = {**_blank(owner), **written.wire}
    check_times(wire)
    if wire["recurrence"]:
        wire["recurrence"] = complete(wire["recurrence"], wire["start"])
        check_length(wire)
    for name in ("Start", "End"):
        wire[f"original{name}TimeZone"] = wire[name.lower()]["timeZone"]
    if wire["isOnlineMeeting"]:
        with_online_meeting(site, owner, wire)
    event = insert(site, mailbox, calendar, wire, extended=written.extended, extensions=written.extensions)
    if wire["attendees"] and send:
        meetings.invite(site, owner, whole(site.state.index(mailbox), event))
    return event


def update(
    site: Site, mailbox: Mailbox, owner: Person, entry: Entry, written: Written, *, send: bool = True
) -> Entry:
    """Change an event, a series or one occurrence and return it as it is now. Raises GraphError 400 or 403."""
    before = entry.own_wire
    changes = {name: value for name, value in written.wire.items() if _is_change(before, written.wire, name)}
    if entry.day is None:
        _settle_rule(before, changes)
    elif changes.pop("recurrence", None):
        raise invalid_recurrence("The property 'recurrence' cannot be set on an occurrence.")
    _keep_answers(before, changes)
    if before["isOrganizer"] and TIMING & changes.keys():
        _ask_again(before, changes)
    if not before["isOrganizer"]:
        _refuse_attendee(site, changes)
    _settle_online_meeting(site, owner, before, changes)
    if entry.day is None:
        _update_whole(site, mailbox, entry, changes, written)
    else:
        _update_occurrence(site, mailbox, entry, before, changes, written)
    index = site.state.index(mailbox)
    after = occurrence(index, entry.event, entry.day) if entry.day else whole(index, entry.event)
    assert after is not None, "a change removes no occurrence"
    if before["isOrganizer"] and send:
        meetings.tell_changes(site, mailbox, owner, after, before, set(changes))
    return after


def remove(site: Site, mailbox: Mailbox, owner: Person, entry: Entry, *, comment: str = "") -> None:
    """Delete an event, a series or one occurrence; an organiser's attendees get cancellations (§1.3)."""
    if entry.wire["isOrganizer"] and entry.wire["attendees"]:
        meetings.cancel(site, owner, entry, comment)
    remove_entry(site, mailbox, entry)


def add_event(site: Site, mailbox: Mailbox, wire: Mapping[str, Any], *, send: bool) -> Event:
    """Create an event in the default calendar as the mailbox's owner would. Raises GraphError 400."""
    owner = site.world.person(mailbox.owner)
    assert owner is not None, "every mailbox has an owner"
    return create(site, mailbox, owner, default_calendar(mailbox).id, read_body(site, wire), send=send)


def _blank(owner: Person) -> dict[str, Any]:
    """An event without a word in it, as Exchange completes it."""
    return {
        "subject": "",
        "body": {"contentType": "html", "content": ""},
        "bodyPreview": "",
        "importance": "normal",
        "sensitivity": "normal",
        "showAs": "busy",
        "isAllDay": False,
        "isReminderOn": True,
        "reminderMinutesBeforeStart": 15,
        "categories": [],
        "location": blank_location(),
        "locations": [],
        "attendees": [],
        "recurrence": None,
        "responseRequested": True,
        "allowNewTimeProposals": True,
        "hideAttendees": False,
        "isOnlineMeeting": False,
        "onlineMeetingProvider": "unknown",
        "onlineMeeting": None,
        "onlineMeetingUrl": None,
        "isCancelled": False,
        "isDraft": False,
        "isOrganizer": True,
        "hasAttachments": False,
        "organizer": {"emailAddress": {"name": owner.name, "address": owner.address}},
        "responseStatus": status("organizer"),
    }


def _is_change(before: Mapping[str, Any], written: Mapping[str, Any], name: str) -> bool:
    """Whether a written property says something new. The same moment in another zone is the same time, and so is
    the same day of an all-day event, which clients read as midnight of whatever zone they prefer."""
    if name == "transactionId":
        return False
    if name not in ("start", "end"):
        return bool(before[name] != written[name])
    if written.get("isAllDay", before["isAllDay"]) != before["isAllDay"]:
        # the moment may be the same, but whole days begin on a clock
        return bool(before[name] != written[name])
    if before["isAllDay"]:
        return bool(before[name]["dateTime"] != written[name]["dateTime"])
    return moment(before[name]) != moment(written[name])


def _settle_rule(before: Mapping[str, Any], changes: dict[str, Any]) -> None:
    """Check the times of a whole event that changes, and complete the rule of a series."""
    after = {**before, **changes}
    if not TIMING & changes.keys():
        return
    check_times(after)
    if not after["recurrence"]:
        return
    recurrence = after["recurrence"]
    if "recurrence" not in changes:
        # a moved start takes the rule with it
        day = datetime.fromisoformat(after["start"]["dateTime"]).date().isoformat()
        recurrence = {**recurrence, "range": {**recurrence["range"], "startDate": day}}
    after["recurrence"] = complete(recurrence, after["start"])
    check_length(after)
    if after["recurrence"] == before["recurrence"]:
        changes.pop("recurrence", None)
    else:
        changes["recurrence"] = after["recurrence"]


def _keep_answers(before: Mapping[str, Any], changes: dict[str, Any]) -> None:
    """Attendees who stay keep the answer they gave; a list that says nothing new is no change."""
    if "attendees" not in changes:
        return
    known = {attendee["emailAddress"]["address"].lower(): attendee for attendee in before["attendees"]}
    for attendee in changes["attendees"]:
        if found := known.get(attendee["emailAddress"]["address"].lower()):
            attendee["status"] = found["status"]
    if changes["attendees"] == before["attendees"]:
        del changes["attendees"]


def _ask_again(before: Mapping[str, Any], changes: dict[str, Any]) -> None:
    """Another time makes every answer void."""
    attendees = changes.get("attendees", before["attendees"])
    if attendees:
        changes["attendees"] = [{**attendee, "status": status("none")} for attendee in attendees]


def _refuse_attendee(site: Site, changes: Mapping[str, Any]) -> None:
    """What an attendee's change of the organiser's properties meets is a switch (contracts/graph.md §1.3)."""
    touched = sorted(ORGANISERS & changes.keys())
    if not touched:
        return
    match site.world.switches.graph_attendee_patch:
        case "403":
            raise GraphError(403, "ErrorAccessDenied", f"Only the organizer can change '{touched[0]}'.")
        case "400":
            raise bad_request(f"Only the organizer can change '{touched[0]}'.", "ErrorCalendarIsNotOrganizer")


def _settle_online_meeting(site: Site, owner: Person, before: Mapping[str, Any], changes: dict[str, Any]) -> None:
    """An online meeting is switched on once; it goes only with its block in the text (contracts/graph.md §1.1)."""
    if before["isOnlineMeeting"]:
        changes.pop("isOnlineMeeting", None)
        changes.pop("onlineMeetingProvider", None)
        if "body" in changes and join_block(before) not in changes["body"]["content"]:
            changes |= {
                "isOnlineMeeting": False, "onlineMeeting": None, "onlineMeetingUrl": None,
                "onlineMeetingProvider": "unknown",
            }  # fmt: skip
    elif changes.get("isOnlineMeeting"):
        whole_wire = {**before, **changes}
        with_online_meeting(site, owner, whole_wire)
        changes |= {
            name: whole_wire[name]
            for name in ("body", "bodyPreview", "onlineMeeting", "onlineMeetingUrl", "onlineMeetingProvider")
        }


def _update_whole(
    site: Site, mailbox: Mailbox, entry: Entry, changes: Mapping[str, Any], written: Written
) -> None:
    with rewriting(site, mailbox, entry.event) as event:
        event.wire.update(changes)
        event.extended.update(written.extended)
        event.extensions.update(written.extensions)
        if TIMING & changes.keys():
            _forget_exceptions(site, event)


def _forget_exceptions(site: Site, event: Event) -> None:
    """Drop changed and removed occurrences when rule or time has changed; a switch (contracts/graph.md §1.8)."""
    series = series_of(event.wire)
    if series is None or site.world.switches.graph_exceptions_after_master_change == "dropped":
        event.exceptions.clear()
        event.cancelled.clear()
        return
    event.exceptions = {day: item for day, item in event.exceptions.items() if series.rule.contains(day)}
    event.cancelled = {day for day in event.cancelled if series.rule.contains(day)}


def _update_occurrence(
    site: Site,
    mailbox: Mailbox,
    entry: Entry,
    before: Mapping[str, Any],
    changes: dict[str, Any],
    written: Written,
) -> None:
    index = site.state.index(mailbox)
    assert entry.day is not None
    if TIMING & changes.keys():
        for name in ("start", "end"):
            changes.setdefault(name, before[name])
        check_times({**before, **changes})
        check_neighbours(index, entry, changes)
    with rewriting(site, mailbox, entry.event) as event:
        override = exception_at(site, event, entry.day)
        override.wire.update(changes)
        override.extended.update(written.extended)
        override.extensions.update(written.extensions)
