"""Which items of the two sides are one, when no link says so (sync-rules 1, 2, 4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from backend.core.fields import as_shown
from backend.core.items import Appointment, Side
from backend.core.marks import span_mark
from backend.core.sides import Seen

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Match:
    """Two items that are one."""

    superoffice: Seen
    calendar: Seen


def match(superoffice: Sequence[Seen], calendar: Sequence[Seen]) -> list[Match]:
    """Pair unlinked items: by back pointer, by the shared UID, then by likeness where it is unique.

    A back pointer counts once: a copied event copies our property with it, so the event that SuperOffice's own
    pointer names keeps it, else the one most like the appointment; the other is a new item.
    """
    pairs = _by_superoffice_pointer(superoffice, calendar)
    rest = _Rest(superoffice, calendar, pairs)
    pairs += _by_uid(rest)
    rest = _Rest(superoffice, calendar, pairs)
    pairs += _by_calendar_pointer(rest)
    rest = _Rest(superoffice, calendar, pairs)
    return pairs + _by_likeness(rest)


class _Rest:
    """What earlier steps left unpaired."""

    def __init__(self, superoffice: Sequence[Seen], calendar: Sequence[Seen], pairs: Iterable[Match]) -> None:
        taken = [(pair.superoffice.id, pair.calendar.id) for pair in pairs]
        here, there = {a for a, _ in taken}, {b for _, b in taken}
        self.superoffice = [seen for seen in superoffice if seen.id not in here]
        self.calendar = [seen for seen in calendar if seen.id not in there]


def _by_superoffice_pointer(superoffice: Sequence[Seen], calendar: Sequence[Seen]) -> list[Match]:
    events = {seen.id: seen for seen in calendar}
    claims = _unique((seen.pointer, seen) for seen in superoffice if seen.pointer in events)
    return [Match(seen, events[pointer]) for pointer, seen in claims.items()]


def identity(uid: str, original: str) -> str:
    """What an item is known by in both systems: occurrences share their series' UID, so their start counts."""
    return f"{uid}/{original}" if uid and original else uid


def identity_of(seen: Seen) -> str:
    """The identity of an item that a side shows; "" for none."""
    return identity(seen.uid, seen.place.original if seen.place else "")


def _by_uid(rest: _Rest) -> list[Match]:
    here = _unique((identity_of(seen), seen) for seen in rest.superoffice if seen.uid)
    there = _unique((identity_of(seen), seen) for seen in rest.calendar if seen.uid)
    return [Match(here[uid], there[uid]) for uid in here if uid in there]


def _by_calendar_pointer(rest: _Rest) -> list[Match]:
    claims: dict[str, list[Seen]] = defaultdict(list)
    for seen in rest.calendar:
        if seen.pointer:
            claims[seen.pointer].append(seen)
    return [
        Match(appointment, min(claims[appointment.id], key=lambda event: _distance(appointment, event)))
        for appointment in rest.superoffice
        if appointment.id in claims
    ]


def _by_likeness(rest: _Rest) -> list[Match]:
    here = _unique((_likeness(seen), seen) for seen in rest.superoffice if isinstance(seen.item, Appointment))
    there = _unique((_likeness(seen), seen) for seen in rest.calendar if isinstance(seen.item, Appointment))
    return [Match(here[key], there[key]) for key in here if key in there]


def _likeness(seen: Seen) -> tuple[str, str, str]:
    """Time, title and organiser (sync-rules 1)."""
    assert isinstance(seen.item, Appointment)
    organiser = seen.item.meeting.organiser
    return (*_outline(seen), organiser.address if organiser else "")


def _outline(seen: Seen) -> tuple[str, str]:
    """Time and title; the calendar holds shorter titles than SuperOffice, so both are compared in its length."""
    assert isinstance(seen.item, Appointment)
    title: str = as_shown("title", seen.item.title, Side.CALENDAR)
    return span_mark(seen.item.span), title.casefold()


def apart(superoffice: Sequence[Seen], calendar: Sequence[Seen]) -> list[Match]:
    """Strangers that look like one meeting although nothing says so: same time and title, another organiser."""
    here = _unique((_outline(seen), seen) for seen in superoffice if isinstance(seen.item, Appointment))
    there = _unique((_outline(seen), seen) for seen in calendar if isinstance(seen.item, Appointment))
    return [Match(here[key], there[key]) for key in here if key in there]


def _distance(appointment: Seen, event: Seen) -> tuple[int, str]:
    """How unlike two items are; the id only makes the choice certain."""
    if not isinstance(appointment.item, Appointment) or not isinstance(event.item, Appointment):
        return 3, event.id
    here, there = appointment.item, event.item
    return (here.span != there.span) + (here.title != there.title), event.id


def _unique(pairs: Iterable[tuple[K, Seen]]) -> dict[K, Seen]:
    """Keys that occur exactly once."""
    groups: dict[K, list[Seen]] = defaultdict(list)
    for key, seen in pairs:
        groups[key].append(seen)
    return {key: group[0] for key, group in groups.items() if len(group) == 1}
