"""`/v1/Selection` and Agents/Selection (contracts/superoffice.md §4)."""

from __future__ import annotations

from typing import Any

from backend.sandbox.superoffice.agent_methods import agent_method
from backend.sandbox.superoffice.archive import narrowed
from backend.sandbox.superoffice.casing import Fields, read_ids
from backend.sandbox.superoffice.conventions import (
    api_address,
    entity_body,
    entity_json,
    is_unmodified,
    last_change,
    no_content,
    path_id,
    query_id,
    unmodified_or_412,
)
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.routing import Context, bad_request, not_found, routes
from backend.sandbox.superoffice.selection_store import (
    add_members,
    delete_selection,
    members_by_id,
    members_of,
    remove_members,
    save_selection,
    selection_entity,
)
from backend.sandbox.wire import Response, json_response


def selection_or_404(ctx: Context) -> Row:
    """The selection that the address names. Raises SuperOfficeError 404."""
    row = ctx.db.table("selection").get(path_id(ctx))
    if row is None:
        raise not_found("Selection", path_id(ctx))
    return row


def _answer(ctx: Context, row: Row) -> Response:
    own = f"{api_address(ctx)}/v1/Selection/{row['selection_id']}"
    links = {"Self": own, "Members": f"{own}/Members", "Archive": f"{api_address(ctx)}/v1/Selection"}
    return entity_json(ctx, selection_entity(ctx, row) | {"_Links": links}, last_change(row))


@routes("GET", "v1/Selection/default")
def get_default(ctx: Context) -> Response:
    """An unsaved selection."""
    return entity_json(ctx, selection_entity(ctx, {"associate_id": ctx.caller.associate_id}))


@routes("GET", "v1/Selection/{id}")
def get_one(ctx: Context) -> Response:
    """One selection, or 304."""
    row = selection_or_404(ctx)
    return Response(304) if is_unmodified(ctx, row) else _answer(ctx, row)


@routes("POST", "v1/Selection")
def post(ctx: Context) -> Response:
    """A new selection."""
    return _answer(ctx, save_selection(ctx, entity_body(ctx), None))


@routes("PUT", "v1/Selection/{id}")
def put(ctx: Context) -> Response:
    """Replace one selection; its members stay."""
    row = selection_or_404(ctx)
    unmodified_or_412(ctx, row)
    return _answer(ctx, save_selection(ctx, entity_body(ctx), row))


@routes("DELETE", "v1/Selection/{id}")
def delete_one(ctx: Context) -> Response:
    """Remove one selection."""
    delete_selection(ctx, selection_or_404(ctx))
    return no_content()


@routes("GET", "v1/Selection/{id}/Members")
def get_members(ctx: Context) -> Response:
    """The members as an archive."""
    selection_id = selection_or_404(ctx)["selection_id"]
    return narrowed(ctx, "ContactPersonStaticSelectionV2", f"selectionId = {selection_id}")


def _listed(ctx: Context) -> list[Any]:
    body = ctx.json()
    if not isinstance(body, list):
        raise bad_request("body: a list is expected")
    return body


@routes("POST", "v1/Selection/{id}/Members/AddPerson")
def post_add_person(ctx: Context) -> Response:
    """Add persons, or companies without one."""
    row = selection_or_404(ctx)
    add_members(ctx, row, members_of(ctx, [Fields.of(item, f"[{n}]") for n, item in enumerate(_listed(ctx))]))
    return no_content()


@routes("POST", "v1/Selection/{id}/Members/RemovePerson")
def post_remove_person(ctx: Context) -> Response:
    """Remove persons, or companies without one."""
    row = selection_or_404(ctx)
    remove_members(ctx, row, members_of(ctx, [Fields.of(item, f"[{n}]") for n, item in enumerate(_listed(ctx))]))
    return no_content()


@routes("POST", "v1/Selection/{id}/Members/Add")
def post_add(ctx: Context) -> Response:
    """Add records of the target table; how many were new is the answer."""
    row = selection_or_404(ctx)
    return json_response(add_members(ctx, row, members_by_id(ctx, row, read_ids(_listed(ctx), "body"))))


@routes("POST", "v1/Selection/{id}/Members/Remove")
def post_remove(ctx: Context) -> Response:
    """Remove records of the target table."""
    row = selection_or_404(ctx)
    remove_members(ctx, row, members_by_id(ctx, row, read_ids(_listed(ctx), "body")))
    return no_content()


def _of(ctx: Context, selection_id: int) -> Row:
    """The selection that an agent's request names. Raises SuperOfficeError 400."""
    row = ctx.db.table("selection").get(selection_id)
    if row is None:
        raise bad_request(f"SelectionId: selection {selection_id} does not exist")
    return row


@agent_method("Selection", "CreateDefaultSelectionEntity")
def agent_default(ctx: Context, _body: Fields) -> Any:
    """An unsaved selection."""
    return selection_entity(ctx, {"associate_id": ctx.caller.associate_id})


@agent_method("Selection", "GetSelectionEntity")
def agent_entity(ctx: Context, _body: Fields) -> Any:
    """One selection, null when there is none."""
    row = ctx.db.table("selection").get(query_id(ctx, "selectionEntityId"))
    return row and selection_entity(ctx, row)


@agent_method("Selection", "SaveSelectionEntity")
def agent_save(ctx: Context, body: Fields) -> Any:
    """Add or replace a selection."""
    row = _of(ctx, body.number("SelectionId")) if body.number("SelectionId") else None
    return selection_entity(ctx, save_selection(ctx, body, row))


@agent_method("Selection", "DeleteSelectionEntity")
def agent_delete(ctx: Context, body: Fields) -> Any:
    """Remove a selection."""
    row = ctx.db.table("selection").get(body.number("SelectionEntityId"))
    if row:
        delete_selection(ctx, row)
    return no_content()


@agent_method("Selection", "AddContactSelectionMembers")
def agent_add(ctx: Context, body: Fields) -> Any:
    """Add persons, or companies without one."""
    add_members(ctx, _of(ctx, body.number("SelectionId")), members_of(ctx, body.items("ContactPersonIds")))
    return no_content()


@agent_method("Selection", "RemoveContactSelectionMembers")
def agent_remove(ctx: Context, body: Fields) -> Any:
    """Remove persons, or companies without one."""
    remove_members(ctx, _of(ctx, body.number("SelectionId")), members_of(ctx, body.items("ContactPersonIds")))
    return no_content()


@agent_method("Selection", "AddSelectionMembers")
def agent_add_ids(ctx: Context, body: Fields) -> Any:
    """Add records of the target table; how many were new is the answer."""
    row = _of(ctx, body.number("SelectionId"))
    return add_members(ctx, row, members_by_id(ctx, row, body.numbers("Ids")))


@agent_method("Selection", "RemoveSelectionMembersById")
def agent_remove_ids(ctx: Context, body: Fields) -> Any:
    """Remove records of the target table."""
    row = _of(ctx, body.number("SelectionId"))
    remove_members(ctx, row, members_by_id(ctx, row, body.numbers("Ids")))
    return no_content()
