"""`/v1/Person` and Agents/Person (contracts/superoffice.md §4)."""

from __future__ import annotations

from typing import Any

from backend.sandbox.superoffice.agent_methods import agent_method
from backend.sandbox.superoffice.archive import narrowed
from backend.sandbox.superoffice.carriers import person_carrier
from backend.sandbox.superoffice.casing import Fields
from backend.sandbox.superoffice.conventions import entity_body, no_content, path_id, query_id
from backend.sandbox.superoffice.entities import (
    EntityType,
    serve_agent,
    serve_agent_delete,
    serve_patch,
    serve_rest,
)
from backend.sandbox.superoffice.images import serve_images
from backend.sandbox.superoffice.merging import merge_persons, move_person
from backend.sandbox.superoffice.person_save import delete_person, save_person
from backend.sandbox.superoffice.person_wire import default_person, person_entity, person_links
from backend.sandbox.superoffice.routing import Context, SuperOfficeError, routes
from backend.sandbox.wire import Response, json_response

PERSON = EntityType("Person", default_person, person_entity, person_links, save_person, delete_person)

serve_rest(PERSON)
serve_patch(PERSON)
serve_images(PERSON)
serve_agent(PERSON, "person")
serve_agent_delete(PERSON)


@routes("GET", "v1/Person/{id}/Simple")
def get_simple(ctx: Context) -> Response:
    """The flat carrier of one person."""
    return json_response(person_carrier(ctx.db, PERSON.addressed(ctx)["person_id"]))


@routes("GET", "v1/Person/{id}/Appointments", "v1/Person/{id}/Activities")
def get_appointments(ctx: Context) -> Response:
    """The person's follow-ups as an archive."""
    return narrowed(ctx, "Appointment", f"personId = {PERSON.addressed(ctx)['person_id']}")


@routes("POST", "v1/Person/Validate")
def validate(ctx: Context) -> Response:
    """What is wrong with an entity."""
    return json_response(faults(ctx, entity_body(ctx)))


def faults(_ctx: Context, body: Fields) -> dict[str, str]:
    """Field -> message; empty when a save would go well."""
    if body.text("Firstname").strip() or body.text("Lastname").strip():
        return {}
    return {"Lastname": "A person needs a name"}


@routes("POST", "v1/Person/{id}/MoveTo/{target}")
def move(ctx: Context) -> Response:
    """Let a person change to another company."""
    move_person(ctx, PERSON.addressed(ctx), path_id(ctx, "target"))
    return no_content()


@routes("POST", "v1/Person/{id}/MergeTo/{target}")
def merge(ctx: Context) -> Response:
    """Make two persons one: the second stays."""
    source, target = PERSON.addressed(ctx), PERSON.addressed(ctx, "target")
    if source is target:
        raise SuperOfficeError(
            400, "ArgumentException", "destinationPersonId: a person cannot be merged with itself"
        )
    merge_persons(ctx, source, target)
    return no_content()


@agent_method("Person", "GetPerson")
def agent_carrier(ctx: Context, _body: Fields) -> Any:
    """The flat carrier of one person."""
    row = PERSON.find(ctx, query_id(ctx, "personId"))
    return row and person_carrier(ctx.db, row["person_id"])


@agent_method("Person", "GetPersonsFromContact")
def agent_of_contact(ctx: Context, body: Fields) -> Any:
    """The persons of a company."""
    rows = ctx.db.table("person").where("contact_id", body.number("ContactId"))
    return [person_carrier(ctx.db, row["person_id"]) for row in rows if not row.get("deletedDate")]


@agent_method("Person", "ValidatePersonEntity")
def agent_validate(ctx: Context, body: Fields) -> Any:
    """What is wrong with an entity."""
    return faults(ctx, body.nested("PersonEntity"))
