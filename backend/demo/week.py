"""A week as the page shows it: both sides joined by the links, and what is not equal in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import or_
from sqlmodel import Session, col, select

from backend.core.catalogues import Words
from backend.core.items import Side
from backend.core.reasons import Reason
from backend.core.subject import SEPARATOR
from backend.core.words import explain
from backend.demo.calendars import both
from backend.demo.entry import Entry
from backend.demo.mails import mails
from backend.demo.sandbox import Sandbox
from backend.store import mailboxes, runs
from backend.store.tables import Link, Mailbox, Run

#: zone of the page while the mailbox is not connected
_ZONE = "Europe/Berlin"
#: number of colours that joined items take turns with
_HUES = 10
_FIELDS = ("title", "place", "start", "end", "all day", "answer")


def week(session: Session, sandbox: Sandbox, person: str, monday: date) -> dict[str, Any]:
    """Both calendars of *person*, joined, with the state of the mailbox and its last run; the mails that left."""
    who = sandbox.person(person)
    mailbox = mailboxes.by_address(session, who["address"])
    zone = ZoneInfo(mailbox.zone if mailbox else _ZONE)
    entries = dict(both(sandbox, person, monday, zone))
    joined = _joined(session, mailbox, entries) if mailbox else {}
    partners, hues = _partners(entries, joined), _hues(joined.values())
    run = runs.latest(session, mailbox.id) if mailbox else None
    return {
        "person": {"key": person, "name": who["name"], "address": who["address"]},
        "monday": monday.isoformat(),
        "today": datetime.now(UTC).astimezone(zone).date().isoformat(),
        "zone": zone.key,
        "days": [(monday + timedelta(days=number)).isoformat() for number in range(7)],
        "state": mailbox.state if mailbox else "not_connected",
        "run": _run(run) if run else None,
        "due": bool(mailbox and mailbox.dirty > mailbox.seen_dirty),
        "items": {
            side.value: [_item(entry, joined.get((side, entry.id)), partners, hues) for entry in listed]
            for side, listed in entries.items()
        },
        "mails": mails(sandbox),
    }


def _joined(session: Session, mailbox: Mailbox, entries: dict[Side, list[Entry]]) -> dict[tuple[Side, str], Link]:
    """The link of each entry."""
    columns = {Side.SUPEROFFICE: col(Link.superoffice_id), Side.CALENDAR: col(Link.calendar_id)}
    wanted = {side: {entry.id for entry in listed} for side, listed in entries.items()}
    query = select(Link).where(
        Link.mailbox_id == mailbox.id, or_(*(columns[side].in_(ids) for side, ids in wanted.items()))
    )
    found: dict[tuple[Side, str], Link] = {}
    for link in session.scalars(query):
        if link.superoffice_id:
            found[Side.SUPEROFFICE, link.superoffice_id] = link
        if link.calendar_id:
            found[Side.CALENDAR, link.calendar_id] = link
    return found


Partners = dict[tuple[Side, str], Sequence[Entry]]


def _partners(entries: dict[Side, list[Entry]], joined: dict[tuple[Side, str], Link]) -> Partners:
    """By side and link: the entries of the other side that carry the same link."""
    by_link: dict[tuple[Side, str], list[Entry]] = {}
    for side, listed in entries.items():
        for entry in listed:
            if link := joined.get((side, entry.id)):
                by_link.setdefault((side.other, str(link.id)), []).append(entry)
    return dict(by_link)


def _hues(links: Iterable[Link]) -> dict[UUID, int]:
    """A colour for each link: always the same one, unless that would make two items of the week look alike."""
    hues: dict[UUID, int] = {}
    used = Counter[int]()
    for link in sorted(links, key=lambda link: link.id):
        if link.id not in hues:
            turns = ((link.id.int + turn) % _HUES for turn in range(_HUES))
            hues[link.id] = min(turns, key=lambda hue: used[hue])
            used[hues[link.id]] += 1
    return hues


def _item(entry: Entry, link: Link | None, partners: Partners, hues: dict[UUID, int]) -> dict[str, Any]:
    others = partners.get((entry.side, str(link.id)), ()) if link else ()
    state, words, remedy = _state(entry, link, others)
    joined = link if state in ("linked", "differs") else None
    return {
        "id": entry.id,
        "title": entry.title or "(no title)",
        "place": entry.place,
        "start": entry.start.isoformat(),
        "end": entry.end.isoformat(),
        "allDay": entry.all_day,
        "private": entry.private,
        "alarm": entry.alarm,
        "repeats": entry.repeats,
        "master": entry.master,
        "organiser": entry.organiser,
        "participants": [{"name": one.name, "answer": one.answer} for one in entry.participants],
        "answer": entry.answer if entry.participants or entry.organiser else None,
        "link": str(joined.id) if joined else None,
        "hue": hues[joined.id] if joined else None,
        "state": state,
        "words": words,
        "remedy": remedy,
    }


def _state(entry: Entry, link: Link | None, others: Sequence[Entry]) -> tuple[str, str, str]:
    """linked, differs, skipped or waiting; why, and what to do."""
    if link is None:
        return "waiting", "Not in the other calendar yet.", "It arrives with the next run."
    if link.state != "linked":
        said = explain(Reason(link.reason)) if link.reason else Words("", "")
        return "skipped", said.sentence, said.remedy
    if not others:
        return "differs", "The other calendar shows it in another week, or no longer.", "The next run settles it."
    if all(_differences(entry, other) for other in others):
        names = ", ".join(_differences(entry, others[0]))
        return "differs", f"Differs in {names}.", "The next run makes both equal."
    return "linked", "Equal in both calendars.", ""


def _differences(one: Entry, other: Entry) -> list[str]:
    """What is not equal on both sides; a subject in the calendar may hold more than the title."""
    pairs = zip(_FIELDS, one.content, other.content, strict=True)
    names = [name for name, here, there in pairs if here != there]
    sides = {entry.side: SEPARATOR + entry.title + SEPARATOR for entry in (one, other)}
    if "title" in names and sides[Side.SUPEROFFICE] in sides[Side.CALENDAR]:
        names.remove("title")
    return names


def _run(run: Run) -> dict[str, Any]:
    return {
        "id": str(run.id),
        "trigger": run.trigger,
        "began": run.began_at.isoformat(),
        "ended": run.ended_at.isoformat() if run.ended_at else None,
        "outcome": run.outcome,
        "report": run.report,
    }
