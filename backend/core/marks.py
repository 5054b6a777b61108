"""Marks: what is remembered of each field's value, so that a later look tells whether a person changed it.

Texts are kept as keyed digests only, so that nothing private is stored (architecture.md, data).
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any, Final, Literal, get_args

from backend.core.items import AllDay, Appointment, Busy, Side, Span, Timed, Window
from backend.core.text import cut

FieldName = Literal["title", "body", "place", "span", "busy", "private", "importance", "alarm"]
#: the fields that travel, in the order in which conflicts are told
FIELDS: Final[tuple[FieldName, ...]] = get_args(FieldName)

Marks = dict[str, str]
#: per field the marks that a side may show without a user having said so; the expected one first
Shown = dict[str, list[str]]

#: longest title in the calendar (spec/preferences.md, subject) and in SuperOffice; longest place in each
_TITLE = {Side.CALENDAR: 255, Side.SUPEROFFICE: 4000}
_PLACE = {Side.CALENDAR: 255, Side.SUPEROFFICE: 254}


def as_shown(field: FieldName, value: Any, side: Side) -> Any:
    """What *side* makes of a value: lengths it holds, and free or busy in SuperOffice."""
    match field:
        case "title":
            return cut(value, _TITLE[side])
        case "place":
            return cut(value, _PLACE[side])
        case "busy" if side is Side.SUPEROFFICE:
            return Busy.FREE if value is Busy.FREE else Busy.BUSY
        case _:
            return value


class Marker:
    """Makes marks with the secret of one mailbox."""

    def __init__(self, salt: bytes) -> None:
        self._salt = salt[:64]

    def marks(self, item: Appointment) -> Marks:
        """The marks of all fields."""
        return {
            "title": self._digest(item.title),
            "body": self._digest(item.body),
            "place": self._digest(item.place),
            "span": span_mark(item.span),
            "busy": item.busy.value,
            "private": "yes" if item.private else "no",
            "importance": item.importance.value,
            "alarm": "none" if item.alarm is None else str(item.alarm),
        }

    def mark(self, field: FieldName, value: Any) -> str:
        """The mark of one value."""
        match field:
            case "title" | "body" | "place":
                return self._digest(value)
            case "span":
                return span_mark(value)
            case "private":
                return "yes" if value else "no"
            case "alarm":
                return "none" if value is None else str(value)
            case "busy" | "importance":
                return str(value.value)

    def _digest(self, text: str) -> str:
        return blake2b(text.encode(), key=self._salt, digest_size=9).hexdigest() if text else ""


def span_mark(span: Span) -> str:
    """A span as text: instants in UTC, or dates."""
    match span:
        case AllDay(first, last):
            return f"{first.isoformat()}/{last.isoformat()}"
        case Timed(start, end):
            return f"{start:%Y-%m-%dT%H:%M:%SZ}/{end:%Y-%m-%dT%H:%M:%SZ}"


def near(mark: str, window: Window) -> bool:
    """Whether the span behind *mark* lies in the window, by its dates."""
    first, _, last = mark.partition("/")
    return first[:10] < window.last.isoformat() and last[:10] >= window.first.isoformat()


def shown_of(marks: Marks) -> Shown:
    """A side that is in step with *marks*."""
    return {field: [mark] for field, mark in marks.items()}
