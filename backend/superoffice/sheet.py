"""The sheet of some days of a diary: what a glance shows, in bulk and without who takes part."""

from __future__ import annotations

import logging
from datetime import date

from backend.core.seen import Glance
from backend.core.text import one_line
from backend.core.writes import Refused
from backend.superoffice import meetings, wire
from backend.superoffice.diary import Carrier, Diary
from backend.superoffice.listing import Listed
from backend.superoffice.properties import Unreadable, text

log = logging.getLogger(__name__)


def sheet(diary: Diary, first: date, last: date) -> list[Glance]:
    """The appointments that touch the days from *first* up to *last*, and some of the days around them.

    A few requests, however many there are. Raises SideError, ApiError.
    """
    rows = [row for page in diary.listing.between(first, last) for row in page.rows if diary.holds(row)]
    carriers = diary.carriers(rows)
    found = [
        _glance(row, carrier, diary)
        for row in rows
        if (carrier := carriers.get(row.id)) and not isinstance(carrier, Refused) and not wire.unmapped(carrier)
    ]
    return [one for one in found if one]


def _glance(row: Listed, carrier: Carrier, diary: Diary) -> Glance | None:
    try:
        return Glance(
            id=row.id,
            version=row.version,
            title=wire.title(carrier),
            place=one_line(text(carrier, "Location")),
            span=wire.span_of(carrier, diary.facts()),
            private=wire.is_private(carrier),
            is_own=not meetings.is_child(carrier),
        )
    except (Unreadable, wire.EndBeforeStart, OverflowError) as error:
        log.info("a row that no sheet can show was left out (%s)", type(error).__name__)
        return None
