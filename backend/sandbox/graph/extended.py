"""Single-value extended properties of events, read from requests and shown on demand (contracts/graph.md §1.6)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from backend.sandbox.graph import read_value as read
from backend.sandbox.graph.event_index import EventIndex
from backend.sandbox.graph.odata import ExtendedFilter, extended_filter
from backend.sandbox.graph.routing import bad_request
from backend.sandbox.wire import Query

NAME = "singleValueExtendedProperties"
_TYPES = "String|Integer|Long|Short|Boolean|Double|Float|Currency|SystemTime|ApplicationTime|Binary|CLSID|Object"
_GUID = r"\{[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}"
_ID = re.compile(
    rf"(?P<type>{_TYPES})\s+(?:(?P<set>{_GUID})\s+(?:Name\s+(?P<name>\S.*)|Id\s+(?P<number>0x[0-9A-Fa-f]+))"
    r"|(?P<tag>0x[0-9A-Fa-f]{1,8}))",
    re.IGNORECASE,
)
_ASKED = re.compile(r"\bid\s+eq\s+'((?:[^']|'')*)'", re.IGNORECASE)


def read_extended(body: Mapping[str, Any]) -> dict[str, str]:
    """The extended properties sent with an item, by canonical id. Raises GraphError 400."""
    result: dict[str, str] = {}
    for number, value in enumerate(read.items(NAME, read.member(body, NAME))):
        given = read.record(f"{NAME}[{number}]", value)
        name = canonical(read.text(f"{NAME}[{number}].id", read.member(given, "id")))
        if name is None:
            raise bad_request(f"The property '{NAME}[{number}].id' is not a property id.", "ErrorInvalidProperty")
        content = read.member(given, "value")
        result[name] = content if isinstance(content, str) else read.text(f"{NAME}[{number}].value", content)
    return result


def canonical(text: str) -> str | None:
    """A property id in one spelling: case counts in names alone. None when it is malformed."""
    match = _ID.fullmatch(text.strip())
    if match is None:
        return None
    kind = match["type"].capitalize()
    if match["tag"]:
        return f"{kind} {match['tag'].lower()}"
    place = f"Name {match['name']}" if match["name"] else f"Id {match['number'].lower()}"
    return f"{kind} {match['set'].lower()} {place}"


def asked_for(options: str) -> list[str]:
    """The ids that the brackets of `$expand=singleValueExtendedProperties(...)` name, as written.

    Raises GraphError 400 when they name none: there is no way to get all (contracts/graph.md §1.6).
    """
    names = [name.replace("''", "'") for name in _ASKED.findall(options)]
    if not names:
        raise bad_request(f"$expand of {NAME} needs $filter=id eq '…'.", "ErrorInvalidRequest")
    return names


def shown(extended: Mapping[str, str], names: list[str]) -> list[dict[str, str]]:
    """The properties called *names*, each under the id as asked."""
    found = ((name, extended.get(canonical(name) or "")) for name in names)
    return [{"id": name, "value": value} for name, value in found if value is not None]


def for_filter(extended: Mapping[str, str], query: Query) -> list[dict[str, str]]:
    """*extended* as `$filter` compares it: the property it asks about, under the id as asked."""
    condition = extended_filter(query)
    return shown(extended, [condition.id]) if condition else []


def candidates(index: EventIndex, query: Query) -> set[int] | None:
    """Keys of the events that can match a `$filter` on an extended property; None when any may."""
    condition = extended_filter(query)
    if condition is None:
        return None
    name = canonical(condition.id)
    if name is None:
        raise bad_request("The filter names an invalid property id.", "ErrorInvalidProperty")
    return _matching(index.by_extended.get(name, {}), condition)


def _matching(values: Mapping[str, set[int]], condition: ExtendedFilter) -> set[int] | None:
    wanted = condition.value.casefold()
    match condition.operator:
        case "eq":
            return set(values.get(wanted, ()))
        case "startswith":
            return {key for value, keys in values.items() if value.startswith(wanted) for key in keys}
        case "contains":
            return {key for value, keys in values.items() if wanted in value for key in keys}
        case _:
            return {key for keys in values.values() for key in keys}
