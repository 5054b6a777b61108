"""Acts with one series of one person, as known histories tell them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from backend.core.items import Appointment, Side, Timed
from tests.chaos.acts import Sync
from tests.chaos.series_acts import Arrange, Change
from tests.chaos.trouble import Kill

SO, CAL = Side.SUPEROFFICE, Side.CALENDAR
WHO: Final = "julie"
START: Final = datetime(2026, 5, 8, 13, 45, tzinfo=UTC)


def series(side: Side, every: int, count: int, *, private: bool = False) -> Arrange:
    """She makes it: so many times, every so many days."""
    span = Timed(START, START + timedelta(minutes=30), "Europe/Oslo")
    item = Appointment(title="Dentist", body="agenda", place="Main street #1", span=span, alarm=5, private=private)
    return Arrange(WHO, 1, side, item, every, count)


def one(side: Side, number: int, field: str, value: object) -> Change:
    """She edits one occurrence."""
    return Change(WHO, 1, side, number, False, field, value)  # type: ignore[arg-type]


def all_(side: Side, field: str, value: object) -> Change:
    """She edits all of it."""
    return Change(WHO, 1, side, 0, True, field, value)  # type: ignore[arg-type]


def killed(number: int, *, after: bool) -> Sync:
    """Her run dies just before or after one of its writes."""
    return Sync(WHO, Kill("write", number, after))
