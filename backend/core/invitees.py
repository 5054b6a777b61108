"""Who is invited, merged as a set: who came on either side comes, who went on either goes (engine.md §2.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from backend.core.fields import value_of
from backend.core.items import Appointment, Guest, Side
from backend.core.marks import Marker, Shown, people


@dataclass(frozen=True, slots=True)
class List:
    """The guests of one side."""

    item: Appointment
    shown: Shown


def joined(sides: Mapping[Side, List], marker: Marker) -> dict[Side, tuple[Guest, ...]]:
    """The guests that each side should have: what was agreed there, and what people did on either side since.

    Somebody counts as added who is in no list that the side may show, and as removed who is in all of them.
    """
    lists = {
        side: {marker.person(guest): guest for guest in value_of("guests", one.item)}
        for side, one in sides.items()
    }
    known = {side: [people(mark) for mark in one.shown["guests"]] for side, one in sides.items()}
    added: set[str] = set()
    removed: set[str] = set()
    for side, guests in lists.items():
        if frozenset(guests) in known[side]:
            continue  # nobody touched it: it shows what it may show
        added |= guests.keys() - frozenset[str]().union(*known[side])
        removed |= known[side][0].intersection(*known[side]) - guests.keys()
    everybody = {who: guest for guests in lists.values() for who, guest in guests.items()}
    return {
        side: tuple(
            sorted(
                (everybody[who] for who in (known[side][0] | added) - removed if who in everybody),
                key=lambda guest: guest.address,
            )
        )
        for side in sides
    }
