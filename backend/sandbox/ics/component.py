"""Reading properties of an icalendar component, where any of them may be broken, doubled or missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Component
from icalendar.prop import vBroken

from backend.sandbox.ics.times import Clocks, Unusable, When


class Properties:
    """The properties of *component*; *broken* is told the name of each that is there but cannot be read."""

    def __init__(self, component: Component, broken: Callable[[str], None]) -> None:
        self.component = component
        self._broken = broken

    def all(self, name: str) -> list[Any]:
        """Every readable value of a property."""
        found = self.component.get(name)
        values = found if isinstance(found, list) else [] if found is None else [found]
        usable = [value for value in values if not isinstance(value, vBroken)]
        if len(usable) < len(values):
            self._broken(name)
        return usable

    def first(self, name: str) -> Any:
        """The first readable value; None when there is none."""
        return next(iter(self.all(name)), None)

    def text(self, name: str) -> str:
        """A text, trimmed."""
        value = self.first(name)
        return "" if value is None else str(value).strip()

    def number(self, name: str) -> int | None:
        """An integer; None when there is none."""
        text = self.text(name)
        return int(text) if text.lstrip("-").isdecimal() else None

    def when(self, name: str, clocks: Clocks) -> When | None:
        """A time."""
        value = self.first(name)
        if value is None:
            return None
        if not isinstance(value.dt, date):
            raise Unusable(f"{name} is no date or time.", name)
        return clocks.read(value.dt, tzid(value))

    def duration(self, name: str) -> timedelta | None:
        """A length of time."""
        value = self.first(name)
        return value.dt if value is not None and isinstance(value.dt, timedelta) else None

    def dates(self, name: str, clocks: Clocks) -> list[tuple[When, When | timedelta | None]]:
        """Times of EXDATE or RDATE; a period comes with its end or its length."""
        found: list[tuple[When, When | timedelta | None]] = []
        for value in self.all(name):
            zone = tzid(value)
            for each in value.dts:
                begin, end = each.dt if isinstance(each.dt, tuple) else (each.dt, None)
                last = clocks.read(end, zone) if isinstance(end, datetime) else end
                found.append((clocks.read(begin, zone), last))
        return found


def tzid(value: Any) -> str:
    """The TZID parameter of a property's value."""
    return parameter(value, "TZID")


def parameter(value: Any, name: str) -> str:
    """A parameter of a property's value, "" when absent."""
    found = value.params.get(name, "")
    return str(found[0] if isinstance(found, list) and found else found).strip().strip('"')
