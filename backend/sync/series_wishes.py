"""What somebody said of a whole series, for those of its items that no run has seen before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from backend.core.items import Side
from backend.core.seen import Seen
from backend.core.wishes import NO_WISH, Wish
from backend.store import wishes
from backend.sync.desk import Desk


class SeriesWishes:
    """Wishes by series, for *newcomers*; they are looked up once, where any of them is of a series."""

    def __init__(self, desk: Desk, newcomers: Iterable[tuple[Side, Seen]]) -> None:
        names: dict[Side, set[str]] = {side: set() for side in Side}
        for side, seen in newcomers:
            if seen.place:
                names[side].add(seen.place.series)
        self._said: dict[tuple[Side, str], Wish] = {}
        for side, some in names.items():
            if not some:
                continue
            with desk.engine.connect() as connection:
                found = wishes.of_series(connection, desk.mailbox_id, side, some)
            self._said |= {(side, name): replace(wish, chosen=None) for name, wish in found.items()}

    def of(self, side: Side, seen: Seen) -> Wish:
        """What was said of the series of an item."""
        return self._said.get((side, seen.place.series), NO_WISH) if seen.place else NO_WISH
