"""Whom a meeting is told to: invitations, updates and cancellations, by mail and into mailboxes of the sandbox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.sandbox.graph.bodies import plain_text
from backend.sandbox.graph.copies import CANCELED, TRAVELS, deliver, mark_cancelled
from backend.sandbox.graph.entries import Entry, occurrence
from backend.sandbox.graph.itip import Method, meeting_text
from backend.sandbox.graph.model import Mailbox
from backend.sandbox.graph.replies import answer
from backend.sandbox.graph.state import Site
from backend.sandbox.world import Mail, Person

Attendees = list[dict[str, Any]]


def invite(site: Site, owner: Person, entry: Entry) -> None:
    """Invite every attendee."""
    _request(site, owner, entry, _others(owner, entry.wire), None)


def tell_changes(
    site: Site, mailbox: Mailbox, owner: Person, entry: Entry, before: Mapping[str, Any], changed: set[str]
) -> None:
    """Tell an organiser's change to those it concerns (contracts/graph.md §1.3).

    A change of the attendees alone concerns those who came, went or changed their kind; what is private to the
    organiser (reminder, category, sensitivity, showAs, extended properties) concerns nobody.
    """
    old = {_address(a): a for a in _others(owner, before)}
    new = {_address(a): a for a in _others(owner, entry.wire)}
    added = [a for address, a in new.items() if address not in old]
    stayed = [a for address, a in new.items() if address in old]
    removed = [a for address, a in old.items() if address not in new]
    if not (changed - {"attendees"}) & TRAVELS:
        stayed = [a for a in stayed if a["type"] != old[_address(a)]["type"]]
    _request(site, owner, entry, added, None)
    _request(site, owner, entry, stayed, changed)
    _tell_edited_occurrences(site, mailbox, owner, entry, stayed)
    _withdraw(site, owner, entry, removed, "")


def cancel(site: Site, owner: Person, entry: Entry, comment: str) -> None:
    """Cancel a meeting, a series or one occurrence for everybody who was invited to it or to a part of it."""
    people = {_address(a): a for a in _others(owner, entry.wire)}
    if entry.day is None:
        for item in entry.event.exceptions.values():
            people |= {_address(a): a for a in _others(owner, item.wire)}
    _withdraw(site, owner, entry, list(people.values()), comment)


def forward(site: Site, sender: Person, entry: Entry, recipients: list[dict[str, str]], comment: str) -> None:
    """Send a meeting on to more people, who get it as if invited."""
    guests = [{"type": "required", "status": {"response": "none"}, "emailAddress": r} for r in recipients]
    for guest in guests:
        address = _address(guest)
        _send(site, sender.address, address, "REQUEST", f"FW: {entry.wire['subject']}", comment, entry, guests)
        person = site.world.person(address)
        if person and person.oid != sender.oid:
            deliver(site, person, entry, None)


def _request(site: Site, owner: Person, entry: Entry, people: Attendees, changed: set[str] | None) -> None:
    """Mail a request to *people* and bring it into their mailboxes; *changed* is None for an invitation."""
    wire = entry.wire
    text = plain_text(wire["body"]["content"])
    for attendee in people:
        address = _address(attendee)
        named = [attendee] if wire["hideAttendees"] else wire["attendees"]
        _send(site, owner.address, address, "REQUEST", wire["subject"], text, entry, named)
        person = site.world.person(address)
        if person is None:
            continue
        copy = deliver(site, person, entry, changed)
        if copy and person.kind != "user" and copy.wire["responseStatus"]["response"] != "accepted":
            answer(site, person, copy, "accepted")


def _tell_edited_occurrences(site: Site, mailbox: Mailbox, owner: Person, entry: Entry, people: Attendees) -> None:
    """A change of a series is told once more for each occurrence that was edited apart (§1.3)."""
    if entry.type != "seriesMaster":
        return
    index = site.state.index(mailbox)
    for day in sorted(entry.event.exceptions):
        edited = occurrence(index, entry.event, day)
        if edited is None:
            continue
        wire = edited.wire
        text = plain_text(wire["body"]["content"])
        for attendee in people:
            address = _address(attendee)
            _send(site, owner.address, address, "REQUEST", wire["subject"], text, edited, wire["attendees"])


def _withdraw(site: Site, owner: Person, entry: Entry, people: Attendees, comment: str) -> None:
    for attendee in people:
        address = _address(attendee)
        subject = CANCELED + entry.wire["subject"]
        _send(site, owner.address, address, "CANCEL", subject, comment, entry, [attendee])
        if person := site.world.person(address):
            mark_cancelled(site, person, entry.event.ical_uid, entry.day)


def _send(
    site: Site, sender: str, to: str, method: Method, subject: str, text: str, entry: Entry, named: Attendees
) -> None:
    now = site.world.clock.now()
    calendar = meeting_text(method, entry, named, text if method == "CANCEL" else "", now)
    site.world.mail.append(Mail(now, "graph", sender, to, method, subject, text, calendar, entry.event.ical_uid))


def _others(owner: Person, wire: Mapping[str, Any]) -> Attendees:
    """Attendees besides the organiser, each once."""
    own = {address.lower() for address in owner.addresses}
    found = {_address(a): a for a in wire.get("attendees", ())}
    return [attendee for address, attendee in found.items() if address not in own]


def _address(attendee: Mapping[str, Any]) -> str:
    return str(attendee["emailAddress"]["address"]).lower()
