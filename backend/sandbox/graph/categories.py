"""`/outlook/masterCategories`: the names and colours that items may carry."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from backend.sandbox.graph import read_value as read
from backend.sandbox.graph.odata import page, single
from backend.sandbox.graph.properties import read_properties
from backend.sandbox.graph.routing import Context, GraphError, bad_request, not_found, routes
from backend.sandbox.wire import Response, json_response

COLORS = ("none", *(f"preset{number}" for number in range(25)))
_ALL = "{me}/outlook/masterCategories"
_ONE = "{me}/outlook/masterCategories/{id}"


@routes("GET", _ALL)
def list_categories(context: Context) -> Response:
    """All categories; Exchange sends them in one page."""
    rows = context.box.categories
    return json_response(page(context, rows, context_path=_metadata(context), default_top=999))


@routes("POST", _ALL)
def create_category(context: Context) -> Response:
    """Make a category. Raises GraphError 409 when its name is taken."""
    sent = _sent(context)
    if not sent.get("displayName"):
        raise bad_request("The required property 'displayName' is missing.", "ErrorInvalidRequest")
    if any(each["displayName"].lower() == sent["displayName"].lower() for each in context.box.categories):
        raise GraphError(409, "Conflict", "A category with this displayName already exists.")
    identity = str(UUID(int=context.world.random.getrandbits(128), version=4))
    category = {"id": identity, "displayName": sent["displayName"], "color": sent.get("color", "none")}
    context.box.categories.append(category)
    return json_response(_entity(context, category), 201)


@routes("GET", _ONE)
def read_category(context: Context) -> Response:
    """One category."""
    return json_response(_entity(context, _find(context)))


@routes("PATCH", _ONE)
def recolor_category(context: Context) -> Response:
    """Change the colour; the name is for good."""
    category, sent = _find(context), _sent(context)
    if sent.get("displayName", category["displayName"]) != category["displayName"]:
        raise bad_request("The property 'displayName' of a category cannot be changed.", "ErrorInvalidRequest")
    category.update(sent)
    return json_response(_entity(context, category))


@routes("DELETE", _ONE)
def delete_category(context: Context) -> Response:
    """Remove a category; items keep its name."""
    context.box.categories.remove(_find(context))
    return Response(204)


def _find(context: Context) -> dict[str, Any]:
    found = next((each for each in context.box.categories if each["id"] == context.params["id"]), None)
    if found is None:
        raise not_found()
    return found


def _sent(context: Context) -> dict[str, Any]:
    return read_properties("outlookCategory", context.body(), {"displayName": read.text, "color": _color}, ("id",))


def _color(name: str, value: Any) -> str:
    return read.choice(name, COLORS[0] if value is None else value, COLORS)


def _metadata(context: Context) -> str:
    return f"users('{context.box.owner}')/outlook/masterCategories"


def _entity(context: Context, category: dict[str, Any]) -> dict[str, Any]:
    return single(context, _metadata(context), category)
