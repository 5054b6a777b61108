"""Marks: what is remembered of each field's value, so that a later look tells whether a person changed it.

Texts and addresses are kept as keyed digests only, so that nothing private is stored (architecture.md, data).
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any, Final

from backend.core.fields import FIELDS, FieldName, value_of
from backend.core.items import AllDay, Answer, Appointment, Guest, Span, Timed, Window

Marks = dict[str, str]
#: per field the marks that a side may show without a user having said so; the expected one first
Shown = dict[str, list[str]]

#: between the digests of guests
_AND: Final = "."


class Marker:
    """Makes marks with the secret of one mailbox."""

    def __init__(self, salt: bytes) -> None:
        self._salt = salt[:64]

    def marks(self, item: Appointment) -> Marks:
        """The marks of all fields."""
        return {field: self.mark(field, value_of(field, item)) for field in FIELDS}

    def mark(self, field: FieldName, value: Any) -> str:
        """The mark of one value."""
        match field:
            case "title" | "body" | "place" | "join_url":
                return self._digest(value)
            case "span":
                return span_mark(value)
            case "private":
                return "yes" if value else "no"
            case "alarm":
                return "none" if value is None else str(value)
            case "busy" | "importance" | "answer":
                return str(value.value)
            case "guests":
                return _AND.join(sorted({self.person(guest) for guest in value}))
            case "answers":
                said = sorted(f"{who} {answer.value}" for who, answer in value if answer is not Answer.NONE)
                return self._digest("\n".join(said))

    def person(self, guest: Guest) -> str:
        """What stands for somebody in the mark of guests."""
        return self._digest(guest.address)

    def _digest(self, text: str) -> str:
        return blake2b(text.encode(), key=self._salt, digest_size=9).hexdigest() if text else ""


def people(mark: str) -> frozenset[str]:
    """What stands for each guest in a mark of guests."""
    return frozenset(mark.split(_AND)) - {""}


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
