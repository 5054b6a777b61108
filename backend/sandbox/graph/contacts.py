"""`/contacts`: people in the default folder and in others, with pictures and deltas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backend.sandbox.graph import plain_store
from backend.sandbox.graph.contact_folders import default_folder, find_folder
from backend.sandbox.graph.contact_wire import changed_contact, contact_entity, contact_id, new_contact
from backend.sandbox.graph.extended import read_extended, shown
from backend.sandbox.graph.flat_delta import answer_items
from backend.sandbox.graph.model import Item
from backend.sandbox.graph.odata import expanded, extended_filter, matching, page, single
from backend.sandbox.graph.open_extensions import read_extensions
from backend.sandbox.graph.photos import describe_photo, read_photo, write_photo
from backend.sandbox.graph.routing import Context, GraphError, routes
from backend.sandbox.wire import Query, Response, json_response

_FOLDER = "{me}/contactFolders/{folder}/contacts"
_ONE = ("{me}/contacts/{id}", "{me}/contactFolders/{folder}/contacts/{id}")


@routes("GET", "{me}/contacts", _FOLDER)
def list_contacts(context: Context) -> Response:
    """Contacts of one folder, by default the default one."""
    folder = _container(context)

    def render(item: Item) -> dict[str, Any]:
        return contact_entity(context, item, context.query)

    return json_response(
        page(
            context,
            _candidates(context, folder),
            context_path=_metadata(context),
            render=render,
            extended=_extended_of(context),
        )
    )


@routes("GET", "{me}/contacts/$count")
def count_contacts(context: Context) -> Response:
    """How many contacts the default folder holds, or match `$filter`."""
    rows = _candidates(context, _container(context))
    found = matching(
        context.query, rows, lambda item: contact_entity(context, item, Query(())), _extended_of(context)
    )
    return Response(200, str(len(found)).encode(), {"Content-Type": "text/plain"})


@routes("GET", "{me}/contacts/delta", f"{_FOLDER}/delta")
def contacts_delta(context: Context) -> Response:
    """What has changed in one folder."""
    if expanded(context.query):
        # what the service answers to $expand on a delta (contracts/graph.md §1.6)
        raise GraphError(500, "ErrorInternalServerError", "Value cannot be null. Parameter name: type")
    return answer_items(context, "contact", "contact", _container(context), contact_entity)


@routes("POST", "{me}/contacts", _FOLDER)
def create_contact(context: Context) -> Response:
    """Make a contact; extended properties are kept and not shown (contracts/graph.md §1.6)."""
    body = context.body()
    item = plain_store.insert(
        context,
        context.box,
        "contact",
        _container(context),
        new_contact(body),
        extended=read_extended(body),
        extensions=read_extensions(body),
    )
    location = f"{context.request.base}/v1.0{context.root}/contacts('{contact_id(context, item)}')"
    return json_response(_entity(context, item), 201, {"Location": location})


@routes("GET", *_ONE)
def read_contact(context: Context) -> Response:
    """One contact."""
    return json_response(_entity(context, _find(context)))


@routes("PATCH", *_ONE)
def patch_contact(context: Context) -> Response:
    """Change a contact; displayName follows the parts of the name unless it is sent too."""
    item, body = _find(context), context.body()
    plain_store.check_match(context, item)
    wire, extended, extensions = changed_contact(item.wire, body), read_extended(body), read_extensions(body)
    item.extended.update(extended)
    item.extensions.update(extensions)
    plain_store.update(context, context.box, item, wire)
    return json_response(_entity(context, item))


@routes("DELETE", *_ONE)
@routes("POST", "{me}/contacts/{id}/permanentDelete")
def delete_contact(context: Context) -> Response:
    """Remove a contact."""
    item = _find(context)
    plain_store.check_match(context, item)
    plain_store.delete(context, context.box, item)
    context.state.photos.pop(_photo_key(context, item), None)
    return Response(204)


@routes("GET", *(f"{one}/photo/$value" for one in _ONE))
def photo(context: Context) -> Response:
    """A contact's picture."""
    return read_photo(context, _photo_key(context, _find(context)))


@routes("GET", *(f"{one}/photo" for one in _ONE))
def photo_description(context: Context) -> Response:
    """What is known of a contact's picture."""
    item = _find(context)
    owner = f"{_metadata(context)}('{contact_id(context, item)}')"
    return describe_photo(context, _photo_key(context, item), owner)


@routes("PUT", *(f"{one}/photo/$value" for one in _ONE))
def put_photo(context: Context) -> Response:
    """Set a contact's picture, which changes the contact."""
    item = _find(context)
    response = write_photo(context, _photo_key(context, item))
    plain_store.update(context, context.box, item, item.wire)
    return response


def _container(context: Context) -> str:
    name = context.params.get("folder")
    return (find_folder(context.box, name) if name else default_folder(context.box)).id


def _candidates(context: Context, folder: str) -> list[Item]:
    """Contacts of *folder* among which all are that `$filter` can find."""
    shelf = plain_store.shelf(context.state, folder)
    keys = plain_store.contact_index(context.state, folder).candidates(context.query)
    return list(shelf.values()) if keys is None else [shelf[key] for key in keys]


def _find(context: Context) -> Item:
    folder = _container(context) if "folder" in context.params else None
    return plain_store.find(context.box, "contact", context.params["id"], folder)


def _metadata(context: Context) -> str:
    folder = context.params.get("folder")
    inside = f"/contactFolders('{folder}')" if folder else ""
    return f"users('{context.box.owner}'){inside}/contacts"


def _entity(context: Context, item: Item) -> dict[str, Any]:
    return single(context, _metadata(context), contact_entity(context, item, context.query))


def _extended_of(context: Context) -> Callable[[Item], list[dict[str, str]]]:
    """Reads the extended property that `$filter` names off a contact, under the id as asked."""
    condition = extended_filter(context.query)
    names = [condition.id] if condition else []

    def extended(item: Item) -> list[dict[str, str]]:
        return shown(item.extended, names)

    return extended


def _photo_key(context: Context, item: Item) -> str:
    return f"{context.box.owner}/{item.key}"
