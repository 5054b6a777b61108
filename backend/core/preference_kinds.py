"""The kinds of values that preferences have: what each takes from outside, and its JSON schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, Final, Protocol
from unicodedata import category

from backend.core.text import cut
from backend.core.zones import UnknownZone, iana

#: what a subject can be built of, in the order of the default (spec/preferences.md, `subject`)
PARTS: Final = ("type", "first line", "company", "department", "person")
#: begins a free text among the parts of a subject
FREE_TEXT: Final = "text:"
#: ids of both systems fit into it
LARGEST_ID: Final = 2**31 - 1

#: characters of a value that is repeated in a sentence
_SHOWN = 40
#: control characters, which no database text holds, and halves of characters
_UNFIT = frozenset({"Cc", "Cs"})


class Wrong(ValueError):
    """A value that a preference does not take: the code of its words, and what is put into them."""

    def __init__(self, code: str, **put_in: object) -> None:
        super().__init__(code)
        self.code = code
        self.put_in: Mapping[str, str] = {name: cut(str(value), _SHOWN) for name, value in put_in.items()}


class Kind(Protocol):
    """One kind of value."""

    @property
    def name(self) -> str:
        """How callers of the API know it."""

    @property
    def offered(self) -> tuple[str, ...]:
        """The values of a fixed list; empty where there is none."""

    def read(self, value: object) -> Any:
        """The value of a `Preferences` field from what a caller or the database says. Raises Wrong."""

    def schema(self) -> dict[str, Any]:
        """What `read` takes, as a JSON schema."""


@dataclass(frozen=True, slots=True)
class Switch:
    """On or off."""

    name: ClassVar[str] = "switch"
    offered: ClassVar[tuple[str, ...]] = ()

    def read(self, value: object) -> bool:
        """A truth value and nothing that resembles one. Raises Wrong."""
        if not isinstance(value, bool):
            raise Wrong("not_a_switch")
        return value

    def schema(self) -> dict[str, Any]:
        """True or false."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a fixed list."""

    values: type[StrEnum]
    name: ClassVar[str] = "choice"

    @property
    def offered(self) -> tuple[str, ...]:
        """Every value."""
        return tuple(one.value for one in self.values)

    def read(self, value: object) -> StrEnum:
        """A value of the list. Raises Wrong."""
        text = _text(value)
        if text not in self.offered:
            raise Wrong("not_offered", value=text)
        return self.values(text)

    def schema(self) -> dict[str, Any]:
        """One of the values."""
        return {"type": "string", "enum": list(self.offered)}


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number, both ends included."""

    least: int
    most: int
    name: ClassVar[str] = "number"
    offered: ClassVar[tuple[str, ...]] = ()

    def read(self, value: object) -> int:
        """A whole number within the bounds. Raises Wrong."""
        return _within(value, self.least, self.most)

    def schema(self) -> dict[str, Any]:
        """A whole number with its bounds."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text that a person may word."""

    longest: int
    name: ClassVar[str] = "text"
    offered: ClassVar[tuple[str, ...]] = ()

    def read(self, value: object) -> str:
        """The text without blanks around it, which is not empty. Raises Wrong."""
        text = _line(value, self.longest)
        if not text:
            raise Wrong("empty")
        return text

    def schema(self) -> dict[str, Any]:
        """A text with its length in characters."""
        return {"type": "string", "pattern": "\\S", "maxLength": self.longest}


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone by its Windows or IANA name; "" is what the system says."""

    name: ClassVar[str] = "zone"
    offered: ClassVar[tuple[str, ...]] = ()
    longest: ClassVar[int] = 100

    def read(self, value: object) -> str:
        """The IANA name. Raises Wrong."""
        name = _line(value, self.longest)
        try:
            return iana(name) if name else ""
        except UnknownZone as error:
            raise Wrong("unknown_zone", value=name) from error

    def schema(self) -> dict[str, Any]:
        """A text; which zones there are is not part of it."""
        return {"type": "string", "maxLength": self.longest}


@dataclass(frozen=True, slots=True)
class Name:
    """One of a list of a system, by the system's name for it; "" is none."""

    name: ClassVar[str] = "choice"
    offered: ClassVar[tuple[str, ...]] = ()
    longest: ClassVar[int] = 512

    def read(self, value: object) -> str:
        """The name. Raises Wrong."""
        return _line(value, self.longest)

    def schema(self) -> dict[str, Any]:
        """A text; what is in the list is not part of it."""
        return {"type": "string", "maxLength": self.longest}


@dataclass(frozen=True, slots=True)
class Id:
    """One of a list of a system, by its id; 0 is none."""

    name: ClassVar[str] = "choice"
    offered: ClassVar[tuple[str, ...]] = ()

    def read(self, value: object) -> int:
        """The id. Raises Wrong."""
        return _within(value, 0, LARGEST_ID)

    def schema(self) -> dict[str, Any]:
        """A whole number; what is in the list is not part of it."""
        return {"type": "integer", "minimum": 0, "maximum": LARGEST_ID}


@dataclass(frozen=True, slots=True)
class Ids:
    """Several ids of one system, each once."""

    most: int
    name: ClassVar[str] = "choices"
    offered: ClassVar[tuple[str, ...]] = ()

    def read(self, value: object) -> tuple[int, ...]:
        """The ids in the order given. Raises Wrong."""
        ids = tuple(_within(one, 1, LARGEST_ID) for one in _list(value, self.most))
        _each_once(ids)
        return ids

    def schema(self) -> dict[str, Any]:
        """A list without doubles."""
        each = {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}
        return {"type": "array", "items": each, "uniqueItems": True, "maxItems": self.most}


@dataclass(frozen=True, slots=True)
class Subject:
    """The parts of a subject in order: of `PARTS` at least one and each once, and free texts between them."""

    name: ClassVar[str] = "subject"
    offered: ClassVar[tuple[str, ...]] = PARTS
    most: ClassVar[int] = 10
    longest: ClassVar[int] = 60

    def read(self, value: object) -> tuple[str, ...]:
        """The parts. Raises Wrong."""
        parts = tuple(self._part(one) for one in _list(value, self.most))
        known = [part for part in parts if part in PARTS]
        if not known:
            raise Wrong("no_part", parts=", ".join(PARTS))
        _each_once(known)
        return parts

    def _part(self, value: object) -> str:
        part = _line(value, self.longest)
        if part in PARTS:
            return part
        if not part.startswith(FREE_TEXT):
            raise Wrong("unknown_part", value=part, parts=", ".join(PARTS))
        free = part.removeprefix(FREE_TEXT).strip()
        if not free:
            raise Wrong("empty")
        return f"{FREE_TEXT}{free}"

    def schema(self) -> dict[str, Any]:
        """A list of parts and free texts."""
        free = {"type": "string", "pattern": f"^{FREE_TEXT}.*\\S", "maxLength": self.longest}
        each = {"anyOf": [{"type": "string", "enum": list(PARTS)}, free]}
        return {"type": "array", "items": each, "minItems": 1, "maxItems": self.most}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Wrong("not_a_text")
    return value


def _line(value: object, longest: int) -> str:
    text = _text(value).strip()
    if len(text) > longest:
        raise Wrong("too_long", most=longest)
    if any(category(character) in _UNFIT for character in text):
        raise Wrong("characters")
    return text


def _within(value: object, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise Wrong("not_a_number")
    if not least <= value <= most:
        raise Wrong("out_of_range", least=least, most=most)
    return value


def _list(value: object, most: int) -> list[object]:
    if not isinstance(value, (list, tuple)):
        raise Wrong("not_a_list")
    if len(value) > most:
        raise Wrong("too_many", most=most)
    return list(value)


def _each_once(values: tuple[int, ...] | list[str]) -> None:
    for position, value in enumerate(values):
        if value in values[:position]:
            raise Wrong("twice", value=value)
