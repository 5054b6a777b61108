"""`/todo/lists`: lists of tasks; the two well-known ones can be neither renamed nor removed."""

from __future__ import annotations

import base64
from typing import Any

from backend.sandbox.graph import plain_store
from backend.sandbox.graph.flat_delta import Tracked, answer
from backend.sandbox.graph.mailboxes import new_container
from backend.sandbox.graph.model import Change, Container
from backend.sandbox.graph.odata import page, single
from backend.sandbox.graph.properties import optional_text, read_properties
from backend.sandbox.graph.routing import Context, bad_request, not_found, routes
from backend.sandbox.wire import Query, Response, json_response

_ONE = "{me}/todo/lists/{list}"


def find_list(context: Context) -> Container:
    """The addressed list, by id or well-known name. Raises GraphError 404."""
    wanted = context.params["list"]
    lists = context.box.task_lists
    known = (each for each in lists.values() if each.wire["wellknownListName"] == wanted != "none")
    found = lists.get(wanted) or next(known, None)
    if found is None:
        raise not_found()
    return found


@routes("GET", "{me}/todo/lists")
def list_lists(context: Context) -> Response:
    """All lists."""
    return json_response(
        page(context, list(context.box.task_lists.values()), context_path=_metadata(context), render=_list)
    )


@routes("GET", "{me}/todo/lists/delta")
def lists_delta(context: Context) -> Response:
    """What has changed among the lists."""

    def render(container: Container, options: Query) -> dict[str, Any]:
        del options  # lists have nothing to expand here
        return _list(container)

    return answer(context, Tracked("lists", "todoTaskList", context.box.task_lists, render, _key_of, str))


@routes("POST", "{me}/todo/lists")
def create_list(context: Context) -> Response:
    """Make a list."""
    name = _display_name(context)
    if name is None:
        raise bad_request("The required property 'displayName' is missing.", "ErrorInvalidRequest")
    container = new_container(
        context.box, {"displayName": name, "isOwner": True, "isShared": False, "wellknownListName": "none"}
    )
    context.box.task_lists[container.id] = container
    plain_store.note_container(context.box, "list", container)
    return json_response(_entity(context, container), 201)


@routes("GET", _ONE)
def read_list(context: Context) -> Response:
    """One list."""
    return json_response(_entity(context, find_list(context)))


@routes("PATCH", _ONE)
def rename_list(context: Context) -> Response:
    """Give a list another name."""
    container, name = _own(context), _display_name(context)
    if name is not None:
        container.wire["displayName"] = name
        plain_store.note_container(context.box, "list", container)
    return json_response(_entity(context, container))


@routes("DELETE", _ONE)
def delete_list(context: Context) -> Response:
    """Remove a list with its tasks."""
    container = _own(context)
    plain_store.empty(context, context.box, container.id)
    del context.box.task_lists[container.id]
    plain_store.note_container(context.box, "list", container, removed=True)
    return Response(204)


def _own(context: Context) -> Container:
    container = find_list(context)
    if container.wire["wellknownListName"] != "none":
        raise bad_request("A well-known list can be neither renamed nor deleted.", "invalidRequest")
    return container


def _display_name(context: Context) -> str | None:
    ignored = ("id", "isOwner", "isShared", "wellknownListName", "tasks", "extensions")
    sent = read_properties("todoTaskList", context.body(), {"displayName": optional_text}, ignored)
    name: str | None = sent.get("displayName")
    if name is not None and not name.strip():
        raise bad_request("The property 'displayName' must not be empty.", "ErrorInvalidRequest")
    return name


def _key_of(line: Change) -> str | None:
    return line.container if line.kind == "list" else None


def _list(container: Container) -> dict[str, Any]:
    version = base64.b64encode(container.sequence.to_bytes(12, "big")).decode()
    return {"@odata.etag": f'W/"{version}"', "id": container.id, **container.wire}


def _metadata(context: Context) -> str:
    return f"users('{context.box.owner}')/todo/lists"


def _entity(context: Context, container: Container) -> dict[str, Any]:
    return single(context, _metadata(context), _list(container))
