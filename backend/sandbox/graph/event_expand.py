"""What `$expand` and `$select` add to an event beyond its declared properties."""

from __future__ import annotations

from typing import Any

from backend.sandbox.graph import extended, open_extensions
from backend.sandbox.graph.entries import Entry, occurrence
from backend.sandbox.graph.event_wire import EventWriter
from backend.sandbox.graph.odata import expanded
from backend.sandbox.graph.routing import Context, bad_request


def with_expansions(context: Context, writer: EventWriter, entry: Entry, entity: dict[str, Any]) -> dict[str, Any]:
    """*entity* with the navigation properties that the request expands. Raises GraphError 400."""
    for name, options in expanded(context.query).items():
        match name.lower():
            case "singlevalueextendedproperties":
                if found := extended.shown(entry.extended, extended.asked_for(options)):
                    entity[extended.NAME] = found
            case "extensions":
                entity["extensions"] = open_extensions.shown(entry.item.extensions)
            case "exceptionoccurrences":
                entity["exceptionOccurrences"] = _exceptions(context, writer, entry)
            case "calendar":
                calendar = context.box.calendars[entry.event.container]
                entity["calendar"] = {"id": calendar.id, **calendar.wire}
            case "attachments" | "multivalueextendedproperties":
                entity[name] = []
            case _:
                raise bad_request(f"Could not find a property named '{name}' to expand.", "BadRequest")
    if entry.type == "seriesMaster" and _selects(context, "cancelledOccurrences"):
        entity["cancelledOccurrences"] = writer.cancelled_ids(entry.event)
    return entity


def _exceptions(context: Context, writer: EventWriter, entry: Entry) -> list[dict[str, Any]]:
    """Changed occurrences; asked for in `$select` as well as in `$expand` (contracts/graph.md §1.4)."""
    if entry.type != "seriesMaster" or not _selects(context, "exceptionOccurrences"):
        return []
    index = context.state.index(context.box)
    found = (occurrence(index, entry.event, day) for day in sorted(entry.event.exceptions))
    return [writer.full(exception) for exception in found if exception]


def _selects(context: Context, name: str) -> bool:
    chosen = (context.query.get("$select") or "").lower().split(",")
    return name.lower() in (part.strip() for part in chosen)
