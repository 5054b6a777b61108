"""Takes events into a mailbox as a calendar file has them; nothing leaves and nobody is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from backend.sandbox.graph import read_value as read
from backend.sandbox.graph.entries import occurrence
from backend.sandbox.graph.event_input import RESPONSES, recipient, status
from backend.sandbox.graph.event_store import delete, rewriting
from backend.sandbox.graph.event_write import create, read_body, update
from backend.sandbox.graph.mailboxes import default_calendar
from backend.sandbox.graph.model import Event, Mailbox
from backend.sandbox.graph.routing import bad_request
from backend.sandbox.graph.state import Site
from backend.sandbox.world import Person


def import_event(
    site: Site,
    mailbox: Mailbox,
    wire: Mapping[str, Any],
    *,
    ical_uid: str = "",
    changed: Mapping[date, Mapping[str, Any]] | None = None,
    cancelled: Iterable[date] = (),
) -> Event:
    """Store an event of Graph's form in the default calendar, in place of one with the same *ical_uid*.

    Unlike a client, a file says who the organiser is (`organizer`) and what attendees have answered (their
    `status`). *changed* and *cancelled* are occurrences of a series by their original local date. Raises
    GraphError 400 before anything is stored when the event itself is wrong, after the event is stored when an
    occurrence is.
    """
    owner = site.world.person(mailbox.owner)
    assert owner is not None, "every mailbox has an owner"
    said = _said_by_others(owner, wire)
    body = read_body(site, {name: value for name, value in wire.items() if name != "organizer"})
    for key in sorted(site.state.index(mailbox).by_ical_uid.get(ical_uid, ())):
        present = mailbox.items[key]
        assert isinstance(present, Event)
        delete(site, mailbox, present)
    event = create(site, mailbox, owner, default_calendar(mailbox).id, body, send=False)
    with rewriting(site, mailbox, event):
        event.ical_uid = ical_uid or event.ical_uid
        event.wire |= said
        event.cancelled |= set(cancelled)
    for day, changes in (changed or {}).items():
        entry = occurrence(site.state.index(mailbox), event, day)
        if entry is None:
            raise bad_request(f"The series has no occurrence on {day}.", "ErrorItemNotFound")
        update(site, mailbox, owner, entry, read_body(site, changes), send=False)
    return event


def _said_by_others(owner: Person, wire: Mapping[str, Any]) -> dict[str, Any]:
    """Organiser and answers, as far as the file has them."""
    said: dict[str, Any] = {}
    own = {address.lower() for address in owner.addresses}
    if wire.get("attendees"):
        said["attendees"] = [_attendee(f"attendees[{n}]", value) for n, value in enumerate(wire["attendees"])]
    if wire.get("organizer"):
        given = read.record("organizer", wire["organizer"])
        organizer = recipient("organizer.emailAddress", read.member(given, "emailAddress"))
        said["organizer"] = {"emailAddress": organizer}
        if organizer["address"].lower() not in own:
            answers = {a["emailAddress"]["address"].lower(): a["status"] for a in said.get("attendees", ())}
            mine = next((answers[address] for address in own if address in answers), status("notResponded"))
            said |= {"isOrganizer": False, "responseStatus": mine}
    return said


def _attendee(name: str, value: Any) -> dict[str, Any]:
    given = read.record(name, value)
    kind = read.choice(f"{name}.type", given.get("type", "required"), ("required", "optional", "resource"))
    answer = read.record(f"{name}.status", given.get("status") or {}).get("response", "none")
    return {
        "type": kind,
        "status": status(read.choice(f"{name}.status.response", answer, RESPONSES)),
        "emailAddress": recipient(f"{name}.emailAddress", read.member(given, "emailAddress")),
    }
