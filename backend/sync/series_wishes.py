"""What somebody said of a whole series, for those of its items that no run has seen before."""

from __future__ import annotations

from collections.abc import Iterable

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
            with desk.reading() as connection:
                found = wishes.of_series(connection, desk.mailbox_id, side, some)
            self._said |= {(side, name): wish for name, wish in found.items()}

    def of(self, side: Side, seen: Seen, *, is_pair: bool = False) -> Wish:
        """What was said of the series of an item. *is_pair*: the other side has it as well."""
        said = self._said.get((side, seen.place.series)) if seen.place else None
        return said.of_newcomer(has_row=is_pair or side is Side.SUPEROFFICE) if said else NO_WISH
