"""Values out of the JSON that Graph sends, each taken with care: it may be anything."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from backend.core.zones import zone

Json = dict[str, Any]


class Unreadable(ValueError):
    """A property has a type that Graph does not document; `args[0]` names it."""


def told(event: Json, name: str) -> str:
    """A text that may be missing or broken; "" then, and for one with a NUL, which no database takes as an id."""
    value = event.get(name)
    return value if isinstance(value, str) and is_text(value) and "\0" not in value else ""


def text(part: Json, name: str) -> str:
    """A text; "" for none. Raises Unreadable."""
    value = part.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or not is_text(value):
        raise Unreadable(name)
    return value


def is_text(value: str) -> bool:
    """Whether *value* is Unicode that can be stored: JSON can carry half of a surrogate pair."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def flag(event: Json, name: str, *, default: bool = False) -> bool:
    """A yes or no. Raises Unreadable."""
    value = event.get(name)
    if value is None:
        return default
    if not isinstance(value, bool):
        raise Unreadable(name)
    return value


def part(event: Json, name: str) -> Json:
    """An object; empty for none. Raises Unreadable."""
    value = event.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Unreadable(name)
    return value


def parts(event: Json, name: str) -> list[Json]:
    """A list of objects; empty for none. Raises Unreadable."""
    value = event.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise Unreadable(name)
    return value


def wall(when: Json) -> datetime:
    """The `dateTime` of a dateTimeTimeZone as it is written. Raises Unreadable."""
    try:
        return datetime.fromisoformat(text(when, "dateTime"))
    except ValueError as error:
        raise Unreadable("dateTime") from error


def instant(when: Json) -> datetime:
    """A dateTimeTimeZone in UTC, whole seconds. Raises Unreadable, UnknownZone and OverflowError."""
    moment = wall(when)
    local = moment if moment.tzinfo else moment.replace(tzinfo=zone(text(when, "timeZone") or "UTC"))
    return local.astimezone(UTC).replace(microsecond=0)
