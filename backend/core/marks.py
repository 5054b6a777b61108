"""Marks: what is remembered of each field's value, so that a later look tells whether a person changed it.

Texts and addresses are kept as keyed digests only, so that nothing private is stored (architecture.md, data).
"""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b
from typing import Any, Final

from backend.core.fields import FieldName, fields_of, value_of
from backend.core.items import (
    AllDay,
    Answer,
    Appointment,
    Concerns,
    Guest,
    Item,
    Span,
    Timed,
    Window,
    kind_of,
)
from backend.core.zones import zone

Marks = dict[str, str]
#: per field the marks that a side may show without a user having said so; the expected one first
Shown = dict[str, list[str]]

#: mark of a date that there is not
NO_DATE: Final = "none"
#: beside the fields, the mark of what a row of SuperOffice concerns
CONCERNS: Final = "concerns"
#: how a moment in UTC ends
_UTC: Final = "+00:00"
#: between the digests of guests
_AND: Final = "."


class Marker:
    """Makes marks with the secret of one mailbox."""

    def __init__(self, salt: bytes) -> None:
        #: with the key taken in, once and not for each text
        self._keyed = blake2b(key=salt[:64], digest_size=9)

    def marks(self, item: Item) -> Marks:
        """The marks of all fields, and of what the item concerns."""
        return self.marks_beside(item, item, {})

    def marks_beside(self, item: Item, other: Item, known: Marks) -> Marks:
        """The same, with those *known* of *other* where both have one value: of a copy nearly all."""
        marks: Marks = {}
        for field in fields_of(kind_of(item)):
            value = value_of(field, item)
            is_known = field in known and value == value_of(field, other)
            marks[field] = known[field] if is_known else self.mark(field, value)
        if isinstance(item, Appointment) and item.concerns is not None:
            marks[CONCERNS] = self._concerns(item.concerns)
        return marks

    def mark(self, field: FieldName, value: Any) -> str:
        """The mark of one value."""
        match field:
            case "title" | "body" | "place" | "join_url":
                return self._digest(value)
            case "span":
                return span_mark(value)
            case "private" | "completed":
                return "yes" if value else "no"
            case "alarm":
                return "none" if value is None else str(value)
            case "due" | "start":
                return value.isoformat() if value else NO_DATE
            case "reminder":
                return f"{value:%Y-%m-%dT%H:%MZ}" if value else "none"
            case "busy" | "importance" | "answer":
                return str(value)
            case "listed":
                return self._digest("\n".join(value))
            case "customer" | "chosen":
                return self._digest(str(value)) if value else ""
            case "guests":
                return _AND.join(sorted({self.person(guest) for guest in value}))
            case "answers":
                said = sorted(f"{who} {answer.value}" for who, answer in value if answer is not Answer.NONE)
                return self._digest("\n".join(said))

    def person(self, guest: Guest) -> str:
        """What stands for somebody in the mark of guests."""
        return self._digest(guest.address)

    def text(self, value: str) -> str:
        """What stands for a text that is no field."""
        return self._digest(value)

    def _concerns(self, concerns: Concerns) -> str:
        """The type by its id: a name that changes is no change of the item."""
        facts = (str(concerns.type_id), concerns.company, concerns.department, concerns.person)
        return self._digest("\n".join(facts))

    def _digest(self, text: str) -> str:
        if not text:
            return ""
        digest = self._keyed.copy()
        digest.update(text.encode())
        return digest.hexdigest()


def people(mark: str) -> frozenset[str]:
    """What stands for each guest in a mark of guests."""
    return frozenset(mark.split(_AND)) - {""}


def span_mark(span: Span) -> str:
    """A span as text: instants in UTC, or dates."""
    match span:
        case AllDay(first, last):
            return f"{first.isoformat()}/{last.isoformat()}"
        case Timed(start, end):
            return f"{_instant(start)}/{_instant(end)}"


def edges(mark: str) -> tuple[str, str]:
    """Both ends of a span's mark."""
    first, _, last = mark.partition("/")
    return first, last


def on_clock(edge: str, name: str) -> datetime:
    """An end of a span's mark on the clock of a zone, naive; a day as its midnight. Raises UnknownZone."""
    moment = datetime.fromisoformat(edge)
    return moment if moment.tzinfo is None else moment.astimezone(zone(name)).replace(tzinfo=None)


def _instant(moment: datetime) -> str:
    """A moment in UTC, of whole seconds; seven times as fast as a format."""
    return f"{moment.isoformat()[: -len(_UTC)]}Z"


def near(mark: str, window: Window) -> bool:
    """Whether the span behind *mark* lies in the window, by its dates."""
    first, _, last = mark.partition("/")
    last = last or first
    return first[:10] < window.last.isoformat() and last[:10] >= window.first.isoformat()


def shown_of(marks: Marks) -> Shown:
    """A side that is in step with *marks*."""
    return {field: [mark] for field, mark in marks.items()}
