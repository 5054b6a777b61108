"""The extended properties that we write into events: back pointer and intent (contracts/graph.md §1.6)."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID, uuid5

from backend.graph.client import Json

#: the name space of our properties; changing it would orphan every back pointer ever written
_SPACE = UUID("8f5e6f2a-3b1d-4c57-9a64-51c0e7d2b9a3")
#: "<context>:<id in SuperOffice>", for as long as the event lives
POINTER = f"String {{{_SPACE}}} Name sosync"
#: the key of the create that made the event
INTENT = f"String {{{_SPACE}}} Name sosync-intent"
#: the key of the write by which a series was about to show removed items again, and their days
REMOVED = f"String {{{_SPACE}}} Name sosync-removed"


def intent_key(intent: str) -> str:
    """What stands for *intent* in an event: transactionId and the value of INTENT.

    Always a GUID, because Graph compares property values without case and documents no length for transactionId.
    """
    return str(uuid5(_SPACE, intent))


def extended(name: str, value: str) -> Json:
    """One property as it is written."""
    return {"id": name, "value": value}


def pointer_value(context: str, other_id: str) -> str:
    """The value of POINTER."""
    return f"{context}:{other_id}"


def read_pointer(event: Json, context: str) -> str:
    """The id in SuperOffice to which *event*, fetched with EXPAND_POINTER, points.

    "" for none, or for one of another organisation.
    """
    match event.get("singleValueExtendedProperties"):
        case [{"value": str(value)}]:
            tenant, _, other_id = value.partition(":")
            return other_id if tenant.casefold() == context.casefold() else ""
    return ""


def quoted(text: str) -> str:
    """A string literal of OData."""
    return "'" + text.replace("'", "''") + "'"


def _expanding(name: str) -> str:
    return "$expand=" + quote(f"singleValueExtendedProperties($filter=id eq {quoted(name)})")


#: query options that fetch the pointer with an event, or what REMOVED says
EXPAND_POINTER, EXPAND_REMOVED = _expanding(POINTER), _expanding(REMOVED)


def pointing(context: str) -> str:
    """Query option for all events that point to *context*."""
    condition = f"ep/id eq {quoted(POINTER)} and startswith(ep/value,{quoted(context + ':')})"
    return "$filter=" + quote(f"singleValueExtendedProperties/any(ep: {condition})")


def made_by(intent: str) -> str:
    """Query option for the events that *intent* made: one, and the copies that people made of it."""
    condition = f"ep/id eq {quoted(INTENT)} and ep/value eq {quoted(intent_key(intent))}"
    return "$filter=" + quote(f"singleValueExtendedProperties/any(ep: {condition})")
