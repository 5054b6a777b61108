"""`/contactFolders`: folders of contacts and the folders in them; the default one is never listed.

Its id is the parentFolderId of its contacts (contracts/graph.md §2.4).
"""

from __future__ import annotations

from typing import Any

from backend.sandbox.graph import plain_store
from backend.sandbox.graph.flat_delta import Tracked, answer
from backend.sandbox.graph.mailboxes import new_container
from backend.sandbox.graph.model import Change, Container, Mailbox
from backend.sandbox.graph.odata import page, single
from backend.sandbox.graph.properties import optional_text, read_properties
from backend.sandbox.graph.routing import Context, GraphError, bad_request, not_found, routes
from backend.sandbox.wire import Query, Response, json_response

_ONE = "{me}/contactFolders/{folder}"
_CHILDREN = "{me}/contactFolders/{folder}/childFolders"


def default_folder(mailbox: Mailbox) -> Container:
    """The folder behind {me}/contacts: the first that the mailbox ever had."""
    return next(iter(mailbox.contact_folders.values()))


def find_folder(mailbox: Mailbox, folder_id: str) -> Container:
    """The folder with an id, or the default one by its well-known name. Raises GraphError 404."""
    if folder_id.lower() == "contacts":
        return default_folder(mailbox)
    found = mailbox.contact_folders.get(folder_id)
    if found is None:
        raise not_found()
    return found


@routes("GET", "{me}/contactFolders")
def list_folders(context: Context) -> Response:
    """Folders at the top, without the default one."""
    default = default_folder(context.box)
    rows = _children(context.box, default.wire["parentFolderId"])
    return _listed(context, [folder for folder in rows if folder is not default])


@routes("GET", _CHILDREN)
def list_children(context: Context) -> Response:
    """Folders in a folder."""
    return _listed(context, _children(context.box, find_folder(context.box, context.params["folder"]).id))


@routes("GET", "{me}/contactFolders/delta")
def folders_delta(context: Context) -> Response:
    """What has changed among the folders, the default one left out."""
    default = default_folder(context.box).id
    rows = {key: folder for key, folder in context.box.contact_folders.items() if key != default}

    def render(folder: Container, options: Query) -> dict[str, Any]:
        del options  # folders have nothing to expand here
        return _folder(folder)

    return answer(context, Tracked("contactFolders", "contactFolder", rows, render, _key_of, str))


@routes("POST", "{me}/contactFolders", _CHILDREN)
def create_folder(context: Context) -> Response:
    """Make a folder at the top or in another one."""
    box = context.box
    inside = context.params.get("folder")
    parent = find_folder(box, inside).id if inside else default_folder(box).wire["parentFolderId"]
    name = _display_name(context)
    if name is None:
        raise bad_request("The required property 'displayName' is missing.", "ErrorInvalidRequest")
    _refuse_twin(box, parent, name)
    folder = new_container(box, {"displayName": name, "parentFolderId": parent})
    box.contact_folders[folder.id] = folder
    plain_store.note_container(box, "contactFolder", folder)
    return json_response(_entity(context, folder), 201)


@routes("GET", _ONE)
def read_folder(context: Context) -> Response:
    """One folder."""
    return json_response(_entity(context, find_folder(context.box, context.params["folder"])))


@routes("PATCH", _ONE)
def rename_folder(context: Context) -> Response:
    """Give a folder another name."""
    folder = find_folder(context.box, context.params["folder"])
    name = _display_name(context)
    if name is not None and name != folder.wire["displayName"]:
        _refuse_twin(context.box, folder.wire["parentFolderId"], name)
        folder.wire["displayName"] = name
        plain_store.note_container(context.box, "contactFolder", folder)
    return json_response(_entity(context, folder))


@routes("DELETE", _ONE)
@routes("POST", f"{_ONE}/permanentDelete")
def delete_folder(context: Context) -> Response:
    """Remove a folder with all that is in it; the default one stays."""
    folder = find_folder(context.box, context.params["folder"])
    if folder is default_folder(context.box):
        raise GraphError(403, "ErrorDeleteDistinguishedFolder", "Distinguished folders cannot be deleted.")
    _remove(context, folder)
    return Response(204)


def _remove(context: Context, folder: Container) -> None:
    for child in _children(context.box, folder.id):
        _remove(context, child)
    plain_store.empty(context, context.box, folder.id)
    del context.box.contact_folders[folder.id]
    plain_store.note_container(context.box, "contactFolder", folder, removed=True)


def _children(mailbox: Mailbox, parent: str) -> list[Container]:
    return [folder for folder in mailbox.contact_folders.values() if folder.wire["parentFolderId"] == parent]


def _display_name(context: Context) -> str | None:
    ignored = ("id", "parentFolderId", "childFolders", "contacts")
    sent = read_properties("contactFolder", context.body(), {"displayName": optional_text}, ignored)
    name: str | None = sent.get("displayName")
    if name is not None and not name.strip():
        raise bad_request("The property 'displayName' must not be empty.", "ErrorInvalidRequest")
    return name


def _refuse_twin(mailbox: Mailbox, parent: str, name: str) -> None:
    if any(folder.wire["displayName"].lower() == name.lower() for folder in _children(mailbox, parent)):
        raise GraphError(409, "ErrorFolderExists", "A folder with the specified name already exists: displayName.")


def _key_of(line: Change) -> str | None:
    return line.container if line.kind == "contactFolder" else None


def _folder(folder: Container) -> dict[str, Any]:
    return {"id": folder.id, **folder.wire}


def _metadata(context: Context) -> str:
    return f"users('{context.box.owner}')/contactFolders"


def _listed(context: Context, rows: list[Container]) -> Response:
    return json_response(page(context, rows, context_path=_metadata(context), render=_folder))


def _entity(context: Context, folder: Container) -> dict[str, Any]:
    return single(context, _metadata(context), _folder(folder))
