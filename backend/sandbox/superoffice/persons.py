"""`/v1/Person` and Agents/Person (contracts/superoffice.md §4)."""

from __future__ import annotations

from typing import Any

from backend.sandbox.superoffice import images, patch
from backend.sandbox.superoffice.agent_methods import agent_method
from backend.sandbox.superoffice.archive import narrowed
from backend.sandbox.superoffice.carriers import person_carrier
from backend.sandbox.superoffice.casing import Fields
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
from backend.sandbox.superoffice.merging import merge_persons, move_person
from backend.sandbox.superoffice.person_save import default_person, delete_person, save_person
from backend.sandbox.superoffice.person_wire import person_entity, person_links
from backend.sandbox.superoffice.routing import Context, SuperOfficeError, bad_request, not_found, routes
from backend.sandbox.wire import Response, json_response

_TABLE = TABLE_NUMBERS["person"]


def find_person(ctx: Context, person_id: int) -> Row | None:
    """A person that is not in the recycle bin."""
    row = ctx.db.table("person").get(person_id)
    return row if row and not row.get("deletedDate") else None


def person_or_404(ctx: Context, name: str = "id") -> Row:
    """The person that the address names. Raises SuperOfficeError 404."""
    row = find_person(ctx, path_id(ctx, name))
    if row is None:
        raise not_found("Person", path_id(ctx, name))
    return row


def _answer(ctx: Context, row: Row) -> Response:
    entity = person_entity(ctx, row)
    if (ctx.query.get("fk") or "").lower() == "true":
        entity["ExtraFields"] = foreign_keys_of(ctx.db, "person", row["person_id"])
    return entity_json(ctx, entity | {"_Links": person_links(ctx, entity)}, last_change(row))


@routes("GET", "v1/Person/default")
def get_default(ctx: Context) -> Response:
    """An unsaved person."""
    return entity_json(ctx, person_entity(ctx, default_person(ctx)))


@routes("GET", "v1/Person/{id}")
def get_one(ctx: Context) -> Response:
    """One person, or 304."""
    row = person_or_404(ctx)
    unmodified_or_412(ctx, row)
    return Response(304) if is_unmodified(ctx, row) else _answer(ctx, row)


@routes("POST", "v1/Person")
def post(ctx: Context) -> Response:
    """A new person; answered with 200."""
    return _answer(ctx, save_person(ctx, entity_body(ctx), None))


@routes("PUT", "v1/Person/{id}")
def put(ctx: Context) -> Response:
    """Replace one person."""
    row = person_or_404(ctx)
    unmodified_or_412(ctx, row)
    return _answer(ctx, save_person(ctx, entity_body(ctx), row))


@routes("PATCH", "v1/Person/{id}")
def patch_one(ctx: Context) -> Response:
    """Change some properties of one person."""
    row = person_or_404(ctx)
    unmodified_or_412(ctx, row)
    body = ctx.json()
    if body is None:
        raise bad_request("The request body is empty: a patch is expected")
    return _answer(ctx, save_person(ctx, Fields(patch.apply(person_entity(ctx, row), body)), row))


@routes("DELETE", "v1/Person/{id}")
def delete_one(ctx: Context) -> Response:
    """Put one person into the recycle bin."""
    row = person_or_404(ctx)
    unmodified_or_412(ctx, row)
    delete_person(ctx, row)
    return no_content()


@routes("GET", "v1/Person/{id}/Simple")
def get_simple(ctx: Context) -> Response:
    """The flat carrier of one person."""
    return json_response(person_carrier(ctx.db, person_or_404(ctx)["person_id"]))


@routes("GET", "v1/Person/{id}/Appointments", "v1/Person/{id}/Activities")
def get_appointments(ctx: Context) -> Response:
    """The person's follow-ups as an archive."""
    return narrowed(ctx, "Appointment", f"personId = {person_or_404(ctx)['person_id']}")


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
    move_person(ctx, person_or_404(ctx), path_id(ctx, "target"))
    return no_content()


@routes("POST", "v1/Person/{id}/MergeTo/{target}")
def merge(ctx: Context) -> Response:
    """Make two persons one: the second stays."""
    source, target = person_or_404(ctx), person_or_404(ctx, "target")
    if source is target:
        raise SuperOfficeError(
            400, "ArgumentException", "destinationPersonId: a person cannot be merged with itself"
        )
    merge_persons(ctx, source, target)
    return no_content()


@routes("GET", "v1/Person/{id}/Image")
def get_image(ctx: Context) -> Response:
    """The person's picture."""
    return images.get_image(ctx, _TABLE, person_or_404(ctx)["person_id"])


@routes("PUT", "v1/Person/{id}/Image")
@routes("POST", "v1/Person/{id}/Image")
def put_image(ctx: Context) -> Response:
    """Set the person's picture."""
    return images.put_image(ctx, _TABLE, person_or_404(ctx)["person_id"])


@routes("DELETE", "v1/Person/{id}/Image")
def delete_image(ctx: Context) -> Response:
    """Drop the person's picture."""
    return images.delete_image(ctx, _TABLE, person_or_404(ctx)["person_id"])


@agent_method("Person", "CreateDefaultPersonEntity")
def create_default(ctx: Context, _body: Fields) -> Any:
    """An unsaved person."""
    return person_entity(ctx, default_person(ctx))


@agent_method("Person", "GetPersonEntity")
def agent_entity(ctx: Context, _body: Fields) -> Any:
    """One person, null when there is none."""
    row = find_person(ctx, query_id(ctx, "personEntityId"))
    return row and person_entity(ctx, row)


@agent_method("Person", "SavePersonEntity")
def agent_save(ctx: Context, body: Fields) -> Any:
    """Add or replace a person. Raises SuperOfficeError 400 for an id that is not there."""
    person_id = body.number("PersonId")
    row = find_person(ctx, person_id)
    if person_id and row is None:
        raise bad_request(f"PersonId: person {person_id} does not exist")
    return person_entity(ctx, save_person(ctx, body, row))


@agent_method("Person", "DeletePersonEntity")
def agent_delete(ctx: Context, _body: Fields) -> Any:
    """Put a person into the recycle bin."""
    row = find_person(ctx, query_id(ctx, "personEntityId"))
    if row:
        delete_person(ctx, row)
    return no_content()


@agent_method("Person", "GetPerson")
def agent_carrier(ctx: Context, _body: Fields) -> Any:
    """The flat carrier of one person."""
    row = find_person(ctx, query_id(ctx, "personId"))
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
