"""Which items of the two sides are one, when no link says so (sync-rules 1, 2, 4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from msgspec import Struct

from backend.core.fields import as_shown
from backend.core.items import Appointment, Side, Task
from backend.core.marks import span_mark
from backend.core.seen import Seen

K = TypeVar("K", bound=Hashable)
#: how the calendar calls an item of SuperOffice
Titling = Callable[[Appointment], str]


class Match(Struct, frozen=True):
    """Two items that are one."""

    superoffice: Seen
    calendar: Seen


def _title(item: Appointment) -> str:
    return item.title


def match(superoffice: Sequence[Seen], calendar: Sequence[Seen], subject_of: Titling = _title) -> list[Match]:
    """Pair unlinked items: by back pointer, by the shared UID, then by likeness where it is unique.

    A back pointer counts once: a copied event copies our property with it, so the event that SuperOffice's own
    pointer names keeps it, else the one most like the appointment; the other is a new item.
    """
    if not superoffice or not calendar:
        return []
    pairs = _by_superoffice_pointer(superoffice, calendar)
    rest = _Rest(superoffice, calendar, pairs)
    pairs += _by_uid(rest)
    rest = _Rest(superoffice, calendar, pairs)
    pairs += _by_calendar_pointer(rest)
    rest = _Rest(superoffice, calendar, pairs)
    pairs += _by_likeness(rest, _title)
    rest = _Rest(superoffice, calendar, pairs)
    return pairs + _by_likeness(rest, subject_of) + _like_tasks(rest)


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


def born(superoffice: Seen, calendar: Seen) -> Side:
    """Where a matched pair was born: the calendar, when SuperOffice's row was registered under its UID."""
    return Side.CALENDAR if superoffice.uid and superoffice.uid == calendar.uid else Side.SUPEROFFICE


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


def _by_likeness(rest: _Rest, title_of: Titling) -> list[Match]:
    here = _unique(
        (_likeness(seen, title_of), seen) for seen in rest.superoffice if isinstance(seen.item, Appointment)
    )
    there = _unique(
        (_likeness(seen, _title), seen) for seen in rest.calendar if isinstance(seen.item, Appointment)
    )
    return [Match(here[key], there[key]) for key in here if key in there]


def _like_tasks(rest: _Rest) -> list[Match]:
    """Tasks with one title and one due date, each used once; of several alike any is as good.

    A private one of SuperOffice is never taken for one of the calendar (promise 5).
    """
    here, there = _tasks_by_likeness(rest.superoffice), _tasks_by_likeness(rest.calendar)
    return [Match(a, b) for key in here for a, b in zip(here[key], there.get(key, ()), strict=False)]


def _tasks_by_likeness(items: Sequence[Seen]) -> dict[tuple[str, str], list[Seen]]:
    """Tasks in groups that are alike, in each the open ones first."""
    groups: dict[tuple[str, str], list[Seen]] = defaultdict(list)
    tasks = [(seen.item, seen) for seen in items if isinstance(seen.item, Task) and not seen.item.private]
    for task, seen in sorted(tasks, key=lambda pair: (pair[0].completed, pair[1].id)):
        title: str = as_shown("title", task.title, Side.CALENDAR)
        groups[title.casefold(), task.due.isoformat() if task.due else ""].append(seen)
    return groups


def _likeness(seen: Seen, title_of: Titling) -> tuple[str, str, str]:
    """Time, title and organiser (sync-rules 1)."""
    assert isinstance(seen.item, Appointment)
    organiser = seen.item.meeting.organiser
    return (*_outline(seen, title_of), organiser.address if organiser else "")


def _outline(seen: Seen, title_of: Titling) -> tuple[str, str]:
    """Time and title; the calendar holds shorter titles than SuperOffice, so both are compared in its length."""
    assert isinstance(seen.item, Appointment)
    title: str = as_shown("title", title_of(seen.item), Side.CALENDAR)
    return span_mark(seen.item.span), title.casefold()


def apart(superoffice: Sequence[Seen], calendar: Sequence[Seen], subject_of: Titling = _title) -> list[Match]:
    """Strangers that look like one meeting although nothing says so: same time and title, another organiser."""
    if not superoffice or not calendar:
        return []
    there = _unique((_outline(seen, _title), seen) for seen in calendar if isinstance(seen.item, Appointment))
    found: dict[str, Match] = {}
    for title_of in (_title, subject_of):
        here = _unique(
            (_outline(seen, title_of), seen) for seen in superoffice if isinstance(seen.item, Appointment)
        )
        found |= {here[key].id: Match(here[key], there[key]) for key in here if key in there}
    return list(found.values())


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
