"""What a decision about a whole series goes by: values that nobody but a person can have replaced since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from backend.core.decisions import Link
from backend.core.items import Item, Side
from backend.core.marks import Marker
from backend.core.writes import Saw


def expecting(marker: Marker, side: Side, decided: Iterable[Link]) -> Saw:
    """Whether an item of the series shows in some fields what one of its links, as they were *decided*, expects
    there: what it saw, or what it writes."""
    known: dict[str, set[str]] = defaultdict(set)
    for link in decided:
        for field, marks in link.shown[side].items():
            known[field].update(marks)

    def saw(item: Item, fields: Collection[str]) -> bool:
        now = marker.marks(item)
        return all(now[field] in known[field] for field in now.keys() & set(fields) if known[field])

    return saw
