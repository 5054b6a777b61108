"""Values of fields as people give them, and when two are the same on both sides."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from backend.core.fields import FieldName
from backend.core.items import Busy, Importance, Side, Span, Timed
from backend.core.marks import span_mark
from backend.core.text import cut
from backend.core.values import replace

SO, CAL = Side.SUPEROFFICE, Side.CALENDAR

#: the address of somebody who has a card in SuperOffice (link_by_email)
MENTIONED: Final = "clara@havbris.example"

#: values with which people say nothing
NOTHING: Final = (None, False, "", (), Importance.NORMAL)


def kept(side: Side, name: FieldName, value: Any) -> Any:
    """What a side keeps of what a person enters: Outlook cuts titles, SuperOffice knows only free and busy."""
    if side is CAL:
        return cut(value, 255) if name == "title" else value
    return Busy.BUSY if name == "busy" and value is not Busy.FREE else value


def same(name: FieldName, superoffice: Any, calendar: Any) -> bool:
    """Whether both sides say the same, each in its way."""
    match name:
        case "title":
            return bool(cut(superoffice, 255) == calendar)
        case "busy":
            return bool((superoffice is Busy.FREE) == (calendar is Busy.FREE))
        case _:
            return bool(superoffice == calendar)


def one_of(name: FieldName, now: Mapping[Side, Any], value: Any) -> bool:
    """Whether the field now has *value*, whichever side wrote it."""
    return same(name, value, now[CAL]) or same(name, now[SO], value)


def equal(name: FieldName, one: Any, other: Any) -> bool:
    return same(name, one, other) or same(name, other, one)


def on_day(span: Span, day: Span) -> Span:
    """*span* on the *day* of another one, at its own time UTC."""
    if not isinstance(span, Timed) or not isinstance(day, Timed):
        return span
    start = datetime.combine(day.start.date(), span.start.timetz())
    return replace(span, start=start, end=start + (span.end - span.start))


def as_told(name: str, value: Any) -> Any:
    """A value as the history keeps it."""
    return json.dumps(span_mark(value) if name == "span" else value)
