"""Open extensions of events by address (contracts/graph.md §1.6)."""

from __future__ import annotations

from typing import Any

from backend.sandbox.graph import open_extensions
from backend.sandbox.graph.calendar_paths import entry_of, of_event, root_path
from backend.sandbox.graph.entries import Entry
from backend.sandbox.graph.event_store import exception_at, rewriting
from backend.sandbox.graph.model import Item
from backend.sandbox.graph.odata import page
from backend.sandbox.graph.routing import Context, GraphError, not_found, routes
from backend.sandbox.wire import Response, json_response


@routes("GET", *of_event("extensions"))
def list_extensions(context: Context) -> Response:
    """Every extension of an event."""
    shown = open_extensions.shown(entry_of(context).item.extensions)
    path = f"{root_path(context)}/events('{context.params['event']}')/extensions"
    return json_response(page(context, shown, context_path=path))


@routes("POST", *of_event("extensions"))
def create_extension(context: Context) -> Response:
    """A new extension."""
    entry = entry_of(context)
    name, values = open_extensions.read_extension("extension", context.body())
    if name in entry.item.extensions:
        raise GraphError(409, "ErrorExtensionAlreadyExists", f"The extension '{name}' already exists.")
    return json_response(_written(context, entry, name, values), 201)


@routes("GET", *of_event("extensions/{extension}"))
def read_extension(context: Context) -> Response:
    """One extension by name."""
    entry = entry_of(context)
    name = _name(context, entry.item)
    return json_response(open_extensions.shown({name: entry.item.extensions[name]})[0])


@routes("PATCH", *of_event("extensions/{extension}"))
def update_extension(context: Context) -> Response:
    """Change values of an extension; null removes one."""
    entry = entry_of(context)
    name = _name(context, entry.item)
    merged = {**entry.item.extensions[name], **open_extensions.values(context.body())}
    values = {key: value for key, value in merged.items() if value is not None}
    return json_response(_written(context, entry, name, values))


@routes("DELETE", *of_event("extensions/{extension}"))
def delete_extension(context: Context) -> Response:
    """Remove an extension."""
    entry = entry_of(context)
    name = _name(context, entry.item)
    with rewriting(context, context.box, entry.event):
        del entry.item.extensions[name]
    return Response(204)


def _name(context: Context, item: Item) -> str:
    name = context.params["extension"].removeprefix(open_extensions.ID_PREFIX)
    if name not in item.extensions:
        raise not_found("Extension with given id not found.")
    return name


def _written(context: Context, entry: Entry, name: str, values: dict[str, Any]) -> dict[str, Any]:
    with rewriting(context, context.box, entry.event) as event:
        item = exception_at(context, event, entry.day) if entry.day else event
        item.extensions[name] = values
    return open_extensions.shown({name: values})[0]
