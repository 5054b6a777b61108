"""Both calendars of a person, for one week."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from backend.core.items import Side
from backend.demo import outlook, superoffice
from backend.demo.entry import Entry
from backend.demo.sandbox import Sandbox


def both(sandbox: Sandbox, person: str, monday: date, zone: ZoneInfo) -> Iterator[tuple[Side, list[Entry]]]:
    """The week on each side. Raises SandboxTrouble."""
    yield Side.SUPEROFFICE, superoffice.week(sandbox, person, monday, zone)
    yield Side.CALENDAR, outlook.week(sandbox, person, monday, zone)
