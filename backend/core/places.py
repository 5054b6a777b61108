"""Which item of a series takes which place in it: by the start that its rule gives it, or by the day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from backend.core.items import Appointment, Timed
from backend.core.seen import Seen
from backend.core.zones import zone

K = TypeVar("K", bound=Hashable)


def placed(wanted: Mapping[K, str], items: Iterable[Seen]) -> dict[K, Seen]:
    """By key the item of one series that begins by its rule when it is *wanted* to; each item once.

    A row of SuperOffice that was moved keeps the start that it had then, also when its series gets another one
    (contracts/superoffice.md §3.6). No rule begins twice on a day, so that the day tells where no start does.
    """
    there = {one.place.original: one for one in items if one.place}
    found = {key: there.pop(original) for key, original in wanted.items() if original in there}
    on_days = {day_of(original, _clock(one)): one for original, one in there.items()}
    clocks = {_clock(one) for one in there.values()}
    for key, original in wanted.items():
        if original and key not in found:
            days = (day_of(original, clock) for clock in clocks)
            day = next((each for each in days if each in on_days), None)
            if day is not None:
                found[key] = on_days.pop(day)
    return found


def followed(originals: Mapping[K, str], items: Iterable[Seen], days: int) -> dict[K, Seen]:
    """By key what became of the item of one series that was to begin at *original*, now that each is so many days
    from where it was. Its id does not tell: Outlook calls an item by its day (contracts/graph.md §1.4)."""
    there = [(one, one.place.original) for one in items if one.place]
    clock = clock_of(one for one, _ in there)
    on_days = {day_of(original, clock): one for one, original in there}
    wanted = {
        key: day_of(original, clock) + timedelta(days=days) for key, original in originals.items() if original
    }
    return {key: on_days[day] for key, day in wanted.items() if day in on_days}


def later(original: str, days: int, clock: str) -> str:
    """The start so many days from *original*, at the same time on the clock of a zone."""
    step = timedelta(days=days)
    if "T" not in original:
        return (date.fromisoformat(original) + step).isoformat()
    start = datetime.fromisoformat(original).astimezone(zone(clock)) + step
    return f"{start.astimezone(UTC).replace(tzinfo=None).isoformat()}Z"


def clock_of(items: Iterable[Seen]) -> str:
    """The zone by whose clock most items of a series begin; UTC for none."""
    zones = Counter(map(_clock, items)).most_common(1)
    return zones[0][0] if zones else "UTC"


def day_of(original: str, clock: str) -> date:
    """The day of a start (core.seen.Place) on the clock of a zone; days are the same on every clock."""
    if "T" not in original:
        return date.fromisoformat(original)
    return datetime.fromisoformat(original).astimezone(zone(clock)).date()


def _clock(seen: Seen) -> str:
    span = seen.item.span if isinstance(seen.item, Appointment) else None
    return span.zone if isinstance(span, Timed) else "UTC"
