"""An attendee's answer: what it does to the own copy, and how it reaches the organiser."""

from __future__ import annotations

from datetime import date
from typing import Any

from backend.sandbox.graph.copies import LONE_DAY, SHOWS_WHEN_ACCEPTED
from backend.sandbox.graph.entries import Entry, occurrence, whole
from backend.sandbox.graph.event_input import status
from backend.sandbox.graph.event_store import exception_at, remove_entry, rewriting
from backend.sandbox.graph.itip import meeting_text
from backend.sandbox.graph.local_time import spell_utc
from backend.sandbox.graph.mailboxes import mailbox_of
from backend.sandbox.graph.model import Event, Mailbox
from backend.sandbox.graph.state import Site
from backend.sandbox.world import Mail, Person

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
    if original := _original(site, mailbox, uid, day):
        _note_answer(site, mailbox, original, person, {**me, "proposedNewTime": proposed} if proposed else me)


def _original(site: Site, mailbox: Mailbox, ical_uid: str, day: date | None) -> Entry | None:
    """The organiser's own entry; None when it is gone."""
    index = site.state.index(mailbox)
    for key in index.by_ical_uid.get(ical_uid, ()):
        event = mailbox.items[key]
        assert isinstance(event, Event)
        if event.wire["isOrganizer"]:
            return occurrence(index, event, day) if day and event.wire["recurrence"] else whole(index, event)
    return None


def _note_answer(site: Site, mailbox: Mailbox, entry: Entry, person: Person, me: dict[str, Any]) -> None:
    with rewriting(site, mailbox, entry.event) as event:
        if entry.day:
            override = exception_at(site, event, entry.day)
            override.wire["attendees"] = _with_answer(entry.wire["attendees"], person, me)
            return
        for item in (event, *event.exceptions.values()):
            if "attendees" in item.wire:
                item.wire["attendees"] = _with_answer(item.wire["attendees"], person, me)


def _with_answer(attendees: list[dict[str, Any]], person: Person, me: dict[str, Any]) -> list[dict[str, Any]]:
    """*attendees* with the answer of *person*, known by any address; a guest of a guest joins the list."""
    addresses = {address.lower() for address in person.addresses}
    said: dict[str, Any] = {name: value for name, value in me.items() if name in {"status", "proposedNewTime"}}
    result = [
        {**{k: v for k, v in attendee.items() if k != "proposedNewTime"}, **said}
        if attendee["emailAddress"]["address"].lower() in addresses
        else attendee
        for attendee in attendees
    ]
    known = any(a["emailAddress"]["address"].lower() in addresses for a in attendees)
    return result if known else [*result, {**me, "type": "optional"}]
