"""A page of a delta to items: occurrences completed from their masters (contracts/graph.md §2.1)."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from backend.core.reasons import Reason
from backend.core.seen import Changes, Seen, Unmapped, Whole
from backend.core.values import replace
from backend.graph.client import Json
from backend.graph.reading import Reader
from backend.graph.series_reading import is_master, is_occurrence
from backend.graph.told import told

log = logging.getLogger(__name__)


def read_page(entries: Sequence[object], reader: Reader, pointers: Mapping[str, str]) -> Changes:
    """What the entries of a page tell. A master is no item, so an event that has become one is rumoured gone.

    *pointers*: back pointers by event. Occurrences whose master is gone are passed over. Raises SideError.
    """
    seen: list[Seen] = []
    gone: list[str] = []
    masters: list[str] = []
    occurrences: list[Json] = []
    for entry in entries:
        if not isinstance(entry, dict) or not told(entry, "id"):
            log.warning("an entry without an id in a page of changes was passed over")
        elif "@removed" in entry:
            gone.append(entry["id"])
        elif is_occurrence(entry):
            occurrences.append(entry)
        else:
            found = reader.event(entry)
            if is_master(entry):
                reader.remember(entry)
            if is_master(entry) and found.item != Unmapped(Reason.BIRTHDAY):
                masters.append(found.id)
            else:
                seen.append(replace(found, pointer=pointers.get(found.id, "")))
    items = _occurrences(occurrences, reader)
    return Changes(
        seen=(*seen, *items),
        rumoured_gone=(*gone, *masters),
        # what is removed may have been a series, whose occurrences nobody tells of then
        series=tuple(Whole(series, _of(series, items)) for series in dict.fromkeys((*masters, *gone))),
    )


def _occurrences(occurrences: Sequence[Json], reader: Reader) -> list[Seen]:
    """Occurrences of masters that can be read; those of birthdays are told of by their master."""
    masters = reader.known_masters(told(one, "seriesMasterId") for one in occurrences)
    items = [
        reader.occurrence(one, masters[master])
        for one in occurrences
        if (master := told(one, "seriesMasterId")) in masters
    ]
    return [item for item in items if item.item != Unmapped(Reason.BIRTHDAY)]


def _of(master: str, items: Sequence[Seen]) -> frozenset[str]:
    return frozenset(item.id for item in items if item.place and item.place.series == master)
