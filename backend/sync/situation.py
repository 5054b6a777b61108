"""What an item belongs to, in words: whose meeting it is, and how far its series goes (scenarios 9e and 13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from backend.core.decisions import Link
from backend.core.items import Answer, Appointment, Side
from backend.core.meetings import Part
from backend.core.recurrence.obstacles import Inexpressible
from backend.core.recurrence.rule import Endless, Series, Until
from backend.core.recurrence.series import last_start
from backend.core.seen import Seen
from backend.core.words import say
from backend.core.zones import zone
from backend.store.series import KnownSeries
from backend.store.tables import Mailbox

#: how each side shows the item; a side that does not is left out
Halves = Mapping[Side, Seen]


@dataclass(frozen=True, slots=True)
class Course:
    """How a series goes, as the two systems tell it."""

    rule: Series | Inexpressible
    #: day of the last start that SuperOffice's own rule has; None for none
    held_until: date | None


@dataclass(frozen=True, slots=True)
class MeetingTold:
    """Whose meeting an item is, and what the owner of the mailbox said to it."""

    #: core.meetings.Part
    part: str
    #: name, else address
    organiser: str
    sentence: str
    #: core.items.Answer of the owner as each side shows it; None where it does not, or where he organises
    superoffice_answer: str | None
    calendar_answer: str | None


@dataclass(frozen=True, slots=True)
class SeriesTold:
    """How far a series goes, and how far SuperOffice holds it."""

    sentence: str
    #: it has no end
    endless: bool
    #: day of its last start; None for a series without end, or with a rule that SuperOffice cannot hold
    until: date | None
    #: day of the last start that SuperOffice holds; None for none
    held_until: date | None
    #: of its items those that are known, that are in sync, and that come into it when the series is included
    items: int
    synced: int
    left_out: int


def meeting_of(mailbox: Mailbox, link: Link, halves: Halves, language: str) -> MeetingTold | None:
    """Whose meeting an item is; None for an appointment of nobody else."""
    items = {side: seen.item for side, seen in halves.items() if isinstance(seen.item, Appointment)}
    organisers = [items[side].meeting.organiser for side in (Side.CALENDAR, Side.SUPEROFFICE) if side in items]
    foreign = next(filter(None, organisers), None)
    part = Part.ATTENDED if foreign and link.part is Part.OWN else link.part
    if part is Part.OWN and not any(item.guests for item in items.values()):
        return None
    name = (mailbox.name or mailbox.address) if part is Part.OWN else foreign and (foreign.name or foreign.address)
    organiser = name or say("organiser.unknown", language)
    answers = {} if part is Part.OWN else {side: item.answer for side, item in items.items()}
    said = [_answer(side, answer, language) for side, answer in answers.items()]
    return MeetingTold(
        part=part.value,
        organiser=organiser,
        sentence=" ".join([say(f"part.{part}", language, organiser=organiser), *said]),
        superoffice_answer=answers.get(Side.SUPEROFFICE),
        calendar_answer=answers.get(Side.CALENDAR),
    )


def _answer(side: Side, answer: Answer, language: str) -> str:
    where, what = say(f"side.{side}", language), say(f"answer.{answer}", language)
    return say("meeting.answer", language, side=where, answer=what)


def names_of(link: Link, halves: Halves) -> dict[Side, set[str]]:
    """By side, how the series of an item is called there."""
    return {side: {link.series[side], *_series(halves.get(side))} - {""} for side in Side}


def series_of(mailbox: Mailbox, course: Course, known: KnownSeries, language: str) -> SeriesTold:
    """How far a series goes of which *known* is known."""
    rule, last = course.rule, last_day(course.rule)
    endless = isinstance(rule, Series) and last is None
    held = _held_until(mailbox, known.last, course.held_until)
    if endless:
        goes = say("series.endless", language)
    elif last:
        goes = say("series.until", language, day=last)
    else:
        goes = say("series.irregular", language)
    there = say("series.held", language, day=held) if held else say("series.not_held", language)
    return SeriesTold(f"{goes} {there}", endless, last, held, known.items, known.synced, known.left_out)


def _held_until(mailbox: Mailbox, original: str, last: date | None) -> date | None:
    """The last day that SuperOffice has: of its own rule, or of the item at *original* that was brought there."""
    days = [_day(original, mailbox) if original else None, last]
    return max((day for day in days if day), default=None)


def last_day(rule: Series | Inexpressible) -> date | None:
    """The last day on which a rule may have a start; None for none that is known."""
    if not isinstance(rule, Series) or isinstance(rule.range, Endless):
        return None
    if isinstance(rule.range, Until):
        return rule.range.last
    last = last_start(rule)
    return last.date() if last else None


def _series(seen: Seen | None) -> tuple[str, ...]:
    return (seen.place.series,) if seen and seen.place else ()


def _day(original: str, mailbox: Mailbox) -> date:
    """The day of core.sides.Place.original on the clock of the mailbox's owner."""
    if "T" not in original:
        return date.fromisoformat(original)
    return datetime.fromisoformat(original).astimezone(zone(mailbox.zone)).date()
