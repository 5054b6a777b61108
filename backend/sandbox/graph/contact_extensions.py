"""Open extensions of contacts by address (contracts/graph.md §1.6)."""

from __future__ import annotations

from typing import Any

from backend.sandbox.graph import open_extensions, plain_store
from backend.sandbox.graph.model import Item
from backend.sandbox.graph.odata import page
from backend.sandbox.graph.routing import Context, GraphError, not_found, routes
from backend.sandbox.wire import Response, json_response

_ALL = "{me}/contacts/{id}/extensions"
_ONE = "{me}/contacts/{id}/extensions/{extension}"
_PREFIX = "microsoft.outlookservices.opentypeextension."


@routes("GET", _ALL)
def list_extensions(context: Context) -> Response:
    """Every extension of a contact."""
    path = f"users('{context.box.owner}')/contacts('{context.params['id']}')/extensions"
    return json_response(page(context, open_extensions.shown(_contact(context).extensions), context_path=path))


@routes("POST", _ALL)
def create_extension(context: Context) -> Response:
    """A new extension."""
    item = _contact(context)
    name, values = open_extensions.read_extension("extension", context.body())
    if name in item.extensions:
        raise GraphError(409, "ErrorExtensionAlreadyExists", f"The extension '{name}' already exists.")
    return json_response(_written(item, name, values), 201)


@routes("GET", _ONE)
def read_extension(context: Context) -> Response:
    """One extension by name."""
    item = _contact(context)
    name = _name(context, item)
    return json_response(open_extensions.shown({name: item.extensions[name]})[0])


@routes("PATCH", _ONE)
def update_extension(context: Context) -> Response:
    """Change values of an extension; null removes one."""
    item = _contact(context)
    name = _name(context, item)
    merged = {**item.extensions[name], **open_extensions.values(context.body())}
    values = {key: value for key, value in merged.items() if value is not None}
    return json_response(_written(item, name, values))


@routes("DELETE", _ONE)
def delete_extension(context: Context) -> Response:
    """Remove an extension."""
    item = _contact(context)
    del item.extensions[_name(context, item)]
    return Response(204)


def _contact(context: Context) -> Item:
    return plain_store.find(context.box, "contact", context.params["id"])


def _name(context: Context, item: Item) -> str:
    wanted = context.params["extension"].lower().removeprefix(_PREFIX)
    found = next((name for name in item.extensions if name.lower() == wanted), None)
    if found is None:
        raise not_found()
    return found


def _written(item: Item, name: str, values: dict[str, Any]) -> dict[str, Any]:
    """Keep an extension. That does not count as a change of the contact (contracts/graph.md §1.6)."""
    item.extensions[name] = values
    return open_extensions.shown({name: values})[0]
