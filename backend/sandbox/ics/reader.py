"""From a calendar file to events for a mailbox, and a report of what was not taken as written."""

from __future__ import annotations

import warnings
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from backend.sandbox.ics.blocks import Block, split
from backend.sandbox.ics.event import read_event
from backend.sandbox.ics.lines import decode, logical_lines
from backend.sandbox.ics.report import Report
from backend.sandbox.ics.series import Parcel, put_together
from backend.sandbox.ics.zones import Zones

#: days around today in which a series without a pattern is written out
_BACK, _AHEAD = timedelta(days=365), timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose mailbox it is."""

    #: zone in which times without one are read, a Windows or IANA name
    zone: str
    addresses: Collection[str]


def read_file(data: bytes, owner: Owner, today: date) -> tuple[list[Parcel], Report]:
    """Every event of a file that can be read. Raises nothing; the report names the rest."""
    report = Report()
    text, guessed = decode(data)
    if guessed:
        report.warn(0, "", f"The file is not UTF-8; it is read as {guessed}.")
    blocks = split(logical_lines(text), report)
    if not report.is_calendar:
        report.skip(1, "", "This is no calendar file: it has no BEGIN:VCALENDAR.")
    zones = _ZoneBooks(owner.zone, blocks.zones, report)
    own = frozenset(address.lower() for address in owner.addresses)
    with warnings.catch_warnings():
        # icalendar guesses what zones mean and says so; here they are found by `zones`
        warnings.simplefilter("ignore")
        drafts = [
            draft for block in blocks.events if (draft := read_event(block, zones.of(block.calendar), own, report))
        ]
    return put_together(drafts, (today - _BACK, today + _AHEAD), report), report


class _ZoneBooks:
    """The zones of each calendar of the file: two may define one name in different ways."""

    def __init__(self, home: str, blocks: list[Block], report: Report) -> None:
        self._home = home
        self._blocks = blocks
        self._report = report
        self._books: dict[int, Zones] = {}

    def of(self, calendar: int) -> Zones:
        """The zones of a calendar of the file."""
        if calendar not in self._books:
            own = [block for block in self._blocks if block.calendar == calendar]
            self._books[calendar] = Zones(self._home, own, self._report)
        return self._books[calendar]
