"""Bodies of contacts, tasks and their like: each property through its reader, an unknown one refused by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from backend.sandbox.graph import read_value as read
from backend.sandbox.graph.local_time import parse_date_time, spell_utc
from backend.sandbox.graph.routing import bad_request

#: takes the property's name for errors, and its value as sent
Reader = Callable[[str, Any], Any]


def read_properties(
    type_name: str, body: Mapping[str, Any], readers: Mapping[str, Reader], ignored: Iterable[str] = ()
) -> dict[str, Any]:
    """The properties of *body* under their canonical names; *ignored* ones and annotations are left out.

    Raises GraphError 400 that names the property.
    """
    names = {name.lower(): name for name in readers}
    passed_over = {name.lower() for name in ignored}
    result: dict[str, Any] = {}
    for name, value in body.items():
        known = names.get(name.lower())
        if known is not None:
            result[known] = readers[known](known, value)
        elif "@odata." not in name and name.lower() not in passed_over:
            raise bad_request(
                f"The property '{name}' does not exist on type 'microsoft.graph.{type_name}'.", "RequestBodyRead"
            )
    return result


def optional_text(name: str, value: Any) -> str | None:
    """A string or null."""
    return None if value is None else read.text(name, value)


def optional_moment(name: str, value: Any) -> str | None:
    """A moment in UTC as Graph spells it, or null; a bare date counts from midnight."""
    if value is None:
        return None
    moment = parse_date_time(value) if isinstance(value, str) else None
    if moment is None:
        raise read.invalid(name, "a date and time")
    try:
        return spell_utc(moment)
    except OverflowError as error:
        raise read.invalid(name, "a date within the calendar") from error
