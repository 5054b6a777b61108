"""What people think of: titles, texts, places, times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from backend.core.fields import FieldName
from backend.core.items import AllDay, Appointment, Busy, Importance, Span, Timed
from backend.core.text import canonical
from tests.chaos.people import FIELDS
from tests.chaos.values import MENTIONED

#: days from the beginning on which items lie: always inside the window, however the clock moves
_FIRST_DAY, _LAST_DAY = 25, 90
_WORDS = ("Lunch", "Budget", "Dentist", "Review", "Møte & kaffe", "Call <Havbris>", "Søk 🙂", "Plan")
_PLACES = ("Fjord", "Main street", "Oslo & Bergen", "Room <4>")
_BODIES: tuple[Callable[[int], str], ...] = (
    lambda n: "",
    lambda n: f"agenda {n}",
    lambda n: f"<p>one {n}</p><p>two</p>",
    lambda n: f"a <b>bold</b> word {n}",
    lambda n: f"<ul><li>point {n}</li><li>another</li></ul>",
    lambda n: f'see <a href="https://example.org/?a=1&amp;b={n}">this</a>',
    lambda n: f"ask {MENTIONED} about {n}",
)
_ZONES = ("UTC", "UTC", "Europe/Oslo", "America/New_York")


class Inventor:
    """Draws values; days are counted from *since*."""

    def __init__(self, draw: Random, since: datetime) -> None:
        self._random = draw
        self._since = since

    def item(self, tag: int) -> Appointment:
        """A new item."""
        values: dict[str, Any] = {str(field): self.value(field, tag) for field in FIELDS}
        return Appointment(**values | {"private": self._random.random() < 0.15})

    def value(self, field: FieldName, tag: int) -> Any:
        """A value of *field*; the place always names the tag, by which an item is known whatever else changes."""
        draw = self._random
        number = draw.randrange(1_000)
        match field:
            case "title":
                text = f"{draw.choice(_WORDS)} {number}"
                return f"{text} " + "and more " * 40 + "end" if draw.random() < 0.04 else text
            case "body":
                return canonical(draw.choice(_BODIES)(number))
            case "place":
                return f"{draw.choice(_PLACES)} {number} #{tag}"
            case "span":
                return self._span()
            case "busy":
                return draw.choice(list(Busy))
            case "private":
                return draw.random() < 0.5
            case "importance":
                return draw.choice(list(Importance))
            case "alarm":
                return draw.choice((None, 0, 5, 15, 60, 1_440))

    def _span(self) -> Span:
        draw = self._random
        day = self._since + timedelta(days=draw.randrange(_FIRST_DAY, _LAST_DAY))
        if draw.random() < 0.25:
            return AllDay(day.date(), day.date() + timedelta(days=draw.randrange(3)))
        start = day.replace(hour=draw.randrange(24), minute=draw.choice((0, 15, 30, 45)))
        return Timed(start, start + timedelta(minutes=15 * draw.randrange(1, 12)), draw.choice(_ZONES))
