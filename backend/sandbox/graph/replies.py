"""An attendee's answer: what it does to the own copy, and how it reaches the organiser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from backend.sandbox.graph.copies import LONE_DAY, SHOWS_WHEN_ACCEPTED, events_of
from backend.sandbox.graph.entries import Entry, occurrence, whole
from backend.sandbox.graph.event_input import status
from backend.sandbox.graph.event_store import exception_at, remove_entry, rewriting
from backend.sandbox.graph.itip import meeting_text
from backend.sandbox.graph.local_time import spell_utc
from backend.sandbox.graph.mailboxes import mailbox_of
from backend.sandbox.graph.model import Mailbox
from backend.sandbox.graph.state import Site
from backend.sandbox.world import Mail, Person

Attendees = list[dict[str, Any]]

_TITLES = {"accepted": "Accepted: ", "tentativelyAccepted": "Tentative: ", "declined": "Declined: "}


def answer(
    site: Site,
    person: Person,
    entry: Entry,
    response: str,
    *,
    comment: str = "",
    send: bool = True,
    proposed: dict[str, Any] | None = None,
) -> None:
    """*person* answers a copy. With *send* the organiser learns of it, else only the own copy changes.

    Declining removes the copy. *proposed* is a time slot that the attendee would prefer.
    """
    if send:
        _tell_organiser(site, person, entry, response, comment, proposed)
    mailbox = mailbox_of(site.state, person)
    if response == "declined":
        remove_entry(site, mailbox, entry)
        return
    said = status(response, spell_utc(site.world.clock.now()))
    wanted = entry.event.wire.get(SHOWS_WHEN_ACCEPTED, "busy")
    changes = {"responseStatus": said, "showAs": wanted if response == "accepted" else "tentative"}
    with rewriting(site, mailbox, entry.event) as event:
        if entry.day:
            exception_at(site, event, entry.day).wire |= changes
            return
        event.wire |= changes
        for item in event.exceptions.values():
            # an answer to the series counts for every occurrence that had one of its own
            if "responseStatus" in item.wire:
                item.wire |= changes


def _tell_organiser(
    site: Site, person: Person, entry: Entry, response: str, comment: str, proposed: dict[str, Any] | None
) -> None:
    now = site.world.clock.now()
    wire = entry.wire
    to = wire["organizer"]["emailAddress"]["address"]
    me = {
        "type": "required",
        "status": status(response, spell_utc(now)),
        "emailAddress": {"name": person.name, "address": person.address},
    }
    calendar = meeting_text("REPLY", entry, [me], comment, now)
    subject = _TITLES[response] + wire["subject"]
    uid = entry.event.ical_uid
    site.world.mail.append(Mail(now, "graph", person.address, to, "REPLY", subject, comment, calendar, uid))
    organiser = site.world.person(to)
    if organiser is None:
        return
    mailbox = mailbox_of(site.state, organiser)
    lone = wire.get(LONE_DAY)
    day = entry.day or (date.fromisoformat(lone) if lone else None)
    original = _original(site, mailbox, uid, day)
    if original is None:
        return
    told = {**me, "proposedNewTime": proposed} if proposed else me
    _note_answer(site, mailbox, original, lambda attendees: _with_guest(attendees, person, told))
    if site.world.switches.graph_copy_answers == "updated":
        _note_in_copies(site, original, person, me)


def _original(site: Site, mailbox: Mailbox, ical_uid: str, day: date | None) -> Entry | None:
    """The organiser's own entry; None when it is gone."""
    index = site.state.index(mailbox)
    for event in events_of(site, mailbox, ical_uid):
        if event.wire["isOrganizer"]:
            return occurrence(index, event, day) if day and event.wire["recurrence"] else whole(index, event)
    return None


def _note_in_copies(site: Site, original: Entry, person: Person, me: dict[str, Any]) -> None:
    """Let the copies of all who are invited, to the whole or to a part of it, show what *person* answered."""
    items = (original.event, *original.event.exceptions.values())
    guests = {a["emailAddress"]["address"].lower() for item in items for a in item.wire.get("attendees", ())}
    people = {found.oid: found for address in guests if (found := site.world.person(address))}
    for guest in people.values():
        mailbox = mailbox_of(site.state, guest)
        index = site.state.index(mailbox)
        for event in events_of(site, mailbox, original.event.ical_uid):
            lone = event.wire.get(LONE_DAY)
            if event.wire["isOrganizer"] or (lone and original.day and lone != original.day.isoformat()):
                continue
            day = None if lone else original.day
            copy = occurrence(index, event, day) if day else whole(index, event)
            if copy and (shown := copy.wire["attendees"]) != _with_answer(shown, person, me):
                _note_answer(site, mailbox, copy, lambda attendees: _with_answer(attendees, person, me))


def _note_answer(site: Site, mailbox: Mailbox, entry: Entry, noted: Callable[[Attendees], Attendees]) -> None:
    """Write the attendees of an entry; an answer to a series counts for the occurrences that list their own."""
    with rewriting(site, mailbox, entry.event) as event:
        if entry.day:
            exception_at(site, event, entry.day).wire["attendees"] = noted(entry.wire["attendees"])
            return
        for item in (event, *event.exceptions.values()):
            if "attendees" in item.wire:
                item.wire["attendees"] = noted(item.wire["attendees"])


def _with_guest(attendees: Attendees, person: Person, me: dict[str, Any]) -> Attendees:
    """*attendees* with the answer of *person*; a guest of a guest joins the list."""
    known = any(_is_of(attendee, person) for attendee in attendees)
    return _with_answer(attendees, person, me) if known else [*attendees, {**me, "type": "optional"}]


def _with_answer(attendees: Attendees, person: Person, me: dict[str, Any]) -> Attendees:
    """*attendees* with the answer of *person*, known by any address."""
    said = {name: value for name, value in me.items() if name in {"status", "proposedNewTime"}}
    return [
        {**{k: v for k, v in attendee.items() if k != "proposedNewTime"}, **said}
        if _is_of(attendee, person)
        else attendee
        for attendee in attendees
    ]


def _is_of(attendee: dict[str, Any], person: Person) -> bool:
    return attendee["emailAddress"]["address"].lower() in {address.lower() for address in person.addresses}
