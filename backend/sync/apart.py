"""Two items that look like one although nothing says so: left alone, marked on both sides, told (scenario 11)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from backend.core.decisions import Link
from backend.core.items import Side
from backend.core.matching import Titling, apart
from backend.core.reasons import Reason
from backend.core.seen import Seen
from backend.store import links
from backend.sync.desk import Desk


def others_apart(desk: Desk, known: Iterable[Link]) -> list[Link]:
    """All links of items that were found apart, when *known* has one of them: whether they still are is seen only
    together."""
    if not any(link.reason == Reason.NOT_JOINED for link in known):
        return []
    with desk.reading() as connection:
        return links.by_reason(connection, desk.mailbox_id, Reason.NOT_JOINED)


def found_apart(
    superoffice: Sequence[Seen], calendar: Sequence[Seen], subject_of: Titling
) -> set[tuple[Side, str]]:
    """The items of both sides that look like one."""
    pairs = apart(superoffice, calendar, subject_of)
    return {(Side.SUPEROFFICE, pair.superoffice.id) for pair in pairs} | {
        (Side.CALENDAR, pair.calendar.id) for pair in pairs
    }
