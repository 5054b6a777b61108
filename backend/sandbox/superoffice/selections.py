"""`/v1/Selection` and Agents/Selection (contracts/superoffice.md §4)."""

from __future__ import annotations

from typing import Any

from backend.sandbox.superoffice.agent_methods import agent_method
from backend.sandbox.superoffice.archive import narrowed
from backend.sandbox.superoffice.casing import Fields, read_ids
from backend.sandbox.superoffice.conventions import api_address, no_content
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.entities import EntityType, serve_agent, serve_rest
from backend.sandbox.superoffice.routing import Context, bad_request, routes
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


def _default(ctx: Context) -> dict[str, Any]:
    return selection_entity(ctx, {"associate_id": ctx.caller.associate_id})


def _links(ctx: Context, entity: dict[str, Any]) -> dict[str, str]:
    every = f"{api_address(ctx)}/v1/Selection"
    own = f"{every}/{entity['SelectionId']}"
    return {"Self": own, "Members": f"{own}/Members", "Archive": every}


SELECTION = EntityType("Selection", _default, selection_entity, _links, save_selection, delete_selection)

serve_rest(SELECTION)
serve_agent(SELECTION, "selection")


@routes("GET", "v1/Selection/{id}/Members")
def get_members(ctx: Context) -> Response:
    """The members as an archive."""
    selection_id = SELECTION.addressed(ctx)["selection_id"]
    return narrowed(ctx, "ContactPersonStaticSelectionV2", f"selectionId = {selection_id}")


def _listed(ctx: Context) -> list[Any]:
    body = ctx.json()
    if not isinstance(body, list):
        raise bad_request("body: a list is expected")
    return body


@routes("POST", "v1/Selection/{id}/Members/AddPerson")
def post_add_person(ctx: Context) -> Response:
    """Add persons, or companies without one."""
    row = SELECTION.addressed(ctx)
    add_members(ctx, row, members_of(ctx, [Fields.of(item, f"[{n}]") for n, item in enumerate(_listed(ctx))]))
    return no_content()


@routes("POST", "v1/Selection/{id}/Members/RemovePerson")
def post_remove_person(ctx: Context) -> Response:
    """Remove persons, or companies without one."""
    row = SELECTION.addressed(ctx)
    remove_members(ctx, row, members_of(ctx, [Fields.of(item, f"[{n}]") for n, item in enumerate(_listed(ctx))]))
    return no_content()


@routes("POST", "v1/Selection/{id}/Members/Add")
def post_add(ctx: Context) -> Response:
    """Add records of the target table; how many were new is the answer."""
    row = SELECTION.addressed(ctx)
    return json_response(add_members(ctx, row, members_by_id(ctx, row, read_ids(_listed(ctx), "body"))))


@routes("POST", "v1/Selection/{id}/Members/Remove")
def post_remove(ctx: Context) -> Response:
    """Remove records of the target table."""
    row = SELECTION.addressed(ctx)
    remove_members(ctx, row, members_by_id(ctx, row, read_ids(_listed(ctx), "body")))
    return no_content()


def _of(ctx: Context, selection_id: int) -> Row:
    """The selection that an agent's request names. Raises SuperOfficeError 400."""
    row = SELECTION.find(ctx, selection_id)
    if row is None:
        raise bad_request(f"SelectionId: selection {selection_id} does not exist")
    return row


@agent_method("Selection", "DeleteSelectionEntity")
def agent_delete(ctx: Context, body: Fields) -> Any:
    """Remove a selection; its id is in the body."""
    row = SELECTION.find(ctx, body.number("SelectionEntityId"))
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
