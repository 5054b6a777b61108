"""`/v1/Contact` and Agents/Contact: companies (contracts/superoffice.md §4)."""

from __future__ import annotations

from typing import Any

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
from backend.sandbox.superoffice.conventions import query_id
from backend.sandbox.superoffice.entities import (
    EntityType,
    serve_agent,
    serve_agent_delete,
    serve_patch,
    serve_rest,
)
from backend.sandbox.superoffice.images import serve_images
from backend.sandbox.superoffice.routing import Context, routes
from backend.sandbox.wire import Response, json_response

CONTACT = EntityType("Contact", default_contact, contact_entity, contact_links, save_contact, delete_contact)

serve_rest(CONTACT)
serve_patch(CONTACT)
serve_images(CONTACT)
serve_agent(CONTACT, "company")
serve_agent_delete(CONTACT)


@routes("GET", "v1/Contact/{id}/Simple")
def get_simple(ctx: Context) -> Response:
    """The flat carrier of one company."""
    return json_response(contact_carrier(ctx.db, CONTACT.addressed(ctx)["contact_id"]))


@routes("GET", "v1/Contact/{id}/Persons")
def get_persons(ctx: Context) -> Response:
    """The company's persons as an archive."""
    return narrowed(ctx, "Person", f"contactId = {CONTACT.addressed(ctx)['contact_id']}")


@routes("GET", "v1/Contact/{id}/Appointments", "v1/Contact/{id}/Activities")
def get_appointments(ctx: Context) -> Response:
    """The company's follow-ups as an archive."""
    return narrowed(ctx, "Appointment", f"contactId = {CONTACT.addressed(ctx)['contact_id']}")


@agent_method("Contact", "GetContactWithPersons")
def agent_with_persons(ctx: Context, body: Fields) -> Any:
    """One company with its persons, null when there is none."""
    row = CONTACT.find(ctx, body.number("ContactId"))
    return row and contact_entity(ctx, row)


@agent_method("Contact", "GetContact")
def agent_carrier(ctx: Context, _body: Fields) -> Any:
    """The flat carrier of one company."""
    row = CONTACT.find(ctx, query_id(ctx, "contactId"))
    return row and contact_carrier(ctx.db, row["contact_id"])


@agent_method("Contact", "GetMyContact")
def agent_own(ctx: Context, _body: Fields) -> Any:
    """The caller's own company."""
    own = ctx.db.table("associate").get(ctx.caller.associate_id) or {}
    row = CONTACT.find(ctx, own.get("contact_id") or 0)
    return row and contact_entity(ctx, row)
