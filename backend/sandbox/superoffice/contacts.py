"""`/v1/Contact` and Agents/Contact: companies (contracts/superoffice.md §4)."""

from __future__ import annotations

from typing import Any

from backend.sandbox.superoffice import images, patch
from backend.sandbox.superoffice.agent_methods import agent_method
from backend.sandbox.superoffice.archive import narrowed
from backend.sandbox.superoffice.carriers import contact_carrier
from backend.sandbox.superoffice.casing import Fields
from backend.sandbox.superoffice.contact_entity import (
    contact_entity,
    contact_links,
    default_contact,
    delete_contact,
    save_contact,
)
from backend.sandbox.superoffice.conventions import (
    entity_body,
    entity_json,
    is_unmodified,
    last_change,
    no_content,
    path_id,
    query_id,
    unmodified_or_412,
)
from backend.sandbox.superoffice.database import TABLE_NUMBERS, Row
from backend.sandbox.superoffice.foreign_store import foreign_keys_of
from backend.sandbox.superoffice.routing import Context, bad_request, not_found, routes
from backend.sandbox.wire import Response, json_response

_TABLE = TABLE_NUMBERS["contact"]


def find_contact(ctx: Context, contact_id: int) -> Row | None:
    """A company that is not in the recycle bin."""
    row = ctx.db.table("contact").get(contact_id)
    return row if row and not row.get("deletedDate") else None


def contact_or_404(ctx: Context) -> Row:
    """The company that the address names. Raises SuperOfficeError 404."""
    row = find_contact(ctx, path_id(ctx))
    if row is None:
        raise not_found("Contact", path_id(ctx))
    return row


def _answer(ctx: Context, row: Row) -> Response:
    entity = contact_entity(ctx, row)
    if (ctx.query.get("fk") or "").lower() == "true":
        entity["ExtraFields"] = foreign_keys_of(ctx.db, "contact", row["contact_id"])
    return entity_json(ctx, entity | {"_Links": contact_links(ctx, row["contact_id"])}, last_change(row))


@routes("GET", "v1/Contact/default")
def get_default(ctx: Context) -> Response:
    """An unsaved company."""
    return entity_json(ctx, contact_entity(ctx, default_contact(ctx)))


@routes("GET", "v1/Contact/{id}")
def get_one(ctx: Context) -> Response:
    """One company, or 304."""
    row = contact_or_404(ctx)
    unmodified_or_412(ctx, row)
    return Response(304) if is_unmodified(ctx, row) else _answer(ctx, row)


@routes("POST", "v1/Contact")
def post(ctx: Context) -> Response:
    """A new company; answered with 200."""
    return _answer(ctx, save_contact(ctx, entity_body(ctx), None))


@routes("PUT", "v1/Contact/{id}")
def put(ctx: Context) -> Response:
    """Replace one company."""
    row = contact_or_404(ctx)
    unmodified_or_412(ctx, row)
    return _answer(ctx, save_contact(ctx, entity_body(ctx), row))


@routes("PATCH", "v1/Contact/{id}")
def patch_one(ctx: Context) -> Response:
    """Change some properties of one company."""
    row = contact_or_404(ctx)
    unmodified_or_412(ctx, row)
    body = ctx.json()
    if body is None:
        raise bad_request("The request body is empty: a patch is expected")
    return _answer(ctx, save_contact(ctx, Fields(patch.apply(contact_entity(ctx, row), body)), row))


@routes("DELETE", "v1/Contact/{id}")
def delete_one(ctx: Context) -> Response:
    """Put one company into the recycle bin."""
    row = contact_or_404(ctx)
    unmodified_or_412(ctx, row)
    delete_contact(ctx, row)
    return no_content()


@routes("GET", "v1/Contact/{id}/Simple")
def get_simple(ctx: Context) -> Response:
    """The flat carrier of one company."""
    return json_response(contact_carrier(ctx.db, contact_or_404(ctx)["contact_id"]))


@routes("GET", "v1/Contact/{id}/Persons")
def get_persons(ctx: Context) -> Response:
    """The company's persons as an archive."""
    return narrowed(ctx, "Person", f"contactId = {contact_or_404(ctx)['contact_id']}")


@routes("GET", "v1/Contact/{id}/Appointments", "v1/Contact/{id}/Activities")
def get_appointments(ctx: Context) -> Response:
    """The company's follow-ups as an archive."""
    return narrowed(ctx, "Appointment", f"contactId = {contact_or_404(ctx)['contact_id']}")


@routes("GET", "v1/Contact/{id}/Image")
def get_image(ctx: Context) -> Response:
    """The company's picture."""
    return images.get_image(ctx, _TABLE, contact_or_404(ctx)["contact_id"])


@routes("PUT", "v1/Contact/{id}/Image")
@routes("POST", "v1/Contact/{id}/Image")
def put_image(ctx: Context) -> Response:
    """Set the company's picture."""
    return images.put_image(ctx, _TABLE, contact_or_404(ctx)["contact_id"])


@routes("DELETE", "v1/Contact/{id}/Image")
def delete_image(ctx: Context) -> Response:
    """Drop the company's picture."""
    return images.delete_image(ctx, _TABLE, contact_or_404(ctx)["contact_id"])


@agent_method("Contact", "CreateDefaultContactEntity")
def create_default(ctx: Context, _body: Fields) -> Any:
    """An unsaved company."""
    return contact_entity(ctx, default_contact(ctx))


@agent_method("Contact", "GetContactEntity")
def agent_entity(ctx: Context, _body: Fields) -> Any:
    """One company, null when there is none."""
    row = find_contact(ctx, query_id(ctx, "contactEntityId"))
    return row and contact_entity(ctx, row)


@agent_method("Contact", "GetContactWithPersons")
def agent_with_persons(ctx: Context, body: Fields) -> Any:
    """One company with its persons, null when there is none."""
    row = find_contact(ctx, body.number("ContactId"))
    return row and contact_entity(ctx, row)


@agent_method("Contact", "SaveContactEntity")
def agent_save(ctx: Context, body: Fields) -> Any:
    """Add or replace a company. Raises SuperOfficeError 400 for an id that is not there."""
    contact_id = body.number("ContactId")
    row = find_contact(ctx, contact_id)
    if contact_id and row is None:
        raise bad_request(f"ContactId: company {contact_id} does not exist")
    return contact_entity(ctx, save_contact(ctx, body, row))


@agent_method("Contact", "DeleteContactEntity")
def agent_delete(ctx: Context, _body: Fields) -> Any:
    """Put a company into the recycle bin."""
    row = find_contact(ctx, query_id(ctx, "contactEntityId"))
    if row:
        delete_contact(ctx, row)
    return no_content()


@agent_method("Contact", "GetContact")
def agent_carrier(ctx: Context, _body: Fields) -> Any:
    """The flat carrier of one company."""
    row = find_contact(ctx, query_id(ctx, "contactId"))
    return row and contact_carrier(ctx.db, row["contact_id"])


@agent_method("Contact", "GetMyContact")
def agent_own(ctx: Context, _body: Fields) -> Any:
    """The caller's own company."""
    own = ctx.db.table("associate").get(ctx.caller.associate_id) or {}
    row = find_contact(ctx, own.get("contact_id") or 0)
    return row and contact_entity(ctx, row)
