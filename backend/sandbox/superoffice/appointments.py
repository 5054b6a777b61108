"""`/v1/Appointment`: the REST flavour of appointments (contracts/superoffice.md §2.1)."""

from __future__ import annotations

from typing import Any

from backend.sandbox.superoffice import mails, patch, series
from backend.sandbox.superoffice.appointment_default import default_entity
from backend.sandbox.superoffice.appointment_fields import read_draft
from backend.sandbox.superoffice.appointment_flat import flat
from backend.sandbox.superoffice.appointment_save import create, update
from backend.sandbox.superoffice.appointment_wire import entity, rest_links
from backend.sandbox.superoffice.casing import Fields
from backend.sandbox.superoffice.conventions import (
    entity_body,
    entity_json,
    is_unmodified,
    last_change,
    no_content,
    path_id,
    select,
    unmodified_or_412,
)
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.enums import MODE_FORWARD, MODE_ONLY_THIS
from backend.sandbox.superoffice.foreign_store import foreign_keys_of
from backend.sandbox.superoffice.permissions import forbidden, is_child, may_change
from backend.sandbox.superoffice.routing import Context, SuperOfficeError, bad_request, not_found, routes
from backend.sandbox.wire import Response, json_response


def row_or_404(ctx: Context) -> Row:
    """The row that the address names. Raises SuperOfficeError 404."""
    row_id = path_id(ctx)
    row = ctx.db.table("appointment").get(row_id)
    if row is None:
        raise not_found("Appointment", row_id)
    return row


def answer(ctx: Context, row: Row) -> Response:
    """The entity of a row with its links."""
    shown = entity(ctx, row)
    if (ctx.query.get("fk") or "").lower() == "true":
        shown["ExtraFields"] = foreign_keys_of(ctx.db, "appointment", row["appointment_id"])
    return entity_json(ctx, shown | {"_Links": rest_links(ctx, shown)}, last_change(row))


@routes("GET", "v1/Appointment/default")
def get_default(ctx: Context) -> Response:
    """An unsaved appointment."""
    return entity_json(ctx, default_entity(ctx))


@routes("GET", "v1/Appointment/{id}")
def get_one(ctx: Context) -> Response:
    """One appointment, or 304."""
    row = row_or_404(ctx)
    unmodified_or_412(ctx, row)
    return Response(304) if is_unmodified(ctx, row) else answer(ctx, row)


@routes("GET", "v1/Appointment/{id}/Simple")
def get_simple(ctx: Context) -> Response:
    """The flat carrier of one appointment."""
    return json_response(flat(ctx, row_or_404(ctx)))


@routes("POST", "v1/Appointment")
def post(ctx: Context) -> Response:
    """A new appointment; answered with 200, not 201."""
    return answer(ctx, create(ctx, entity_body(ctx)))


@routes("PUT", "v1/Appointment/{id}")
def put(ctx: Context) -> Response:
    """Replace one appointment."""
    row = row_or_404(ctx)
    unmodified_or_412(ctx, row)
    return answer(ctx, update(ctx, row, entity_body(ctx)))


@routes("PATCH", "v1/Appointment/{id}")
def patch_one(ctx: Context) -> Response:
    """Change some properties of one appointment."""
    row = row_or_404(ctx)
    unmodified_or_412(ctx, row)
    body = ctx.json()
    if body is None:
        raise bad_request("The request body is empty: a patch is expected")
    patched = patch.apply(entity(ctx, row), body)
    return answer(ctx, update(ctx, row, Fields(patched)))


@routes("DELETE", "v1/Appointment/{id}")
def delete_one(ctx: Context) -> Response:
    """Delete one appointment."""
    row = row_or_404(ctx)
    unmodified_or_412(ctx, row)
    remove(ctx, row)
    return no_content()


def remove(ctx: Context, row: Row, mode: int = MODE_ONLY_THIS, *, mail: bool = False) -> None:
    """Delete a row, with MODE_FORWARD the later ones of its series too. Raises SuperOfficeError 403."""
    if not may_change(ctx.caller, row):
        raise forbidden("You may not delete follow-ups in this diary")
    if not is_child(row):
        mails.tell_booking(ctx, row, "CANCEL", asked=mail)
    series.delete(ctx, row, mode, MODE_FORWARD)


@routes("POST", "v1/Appointment/Validate")
def validate(ctx: Context) -> Response:
    """What is wrong with an entity."""
    return json_response(faults(ctx, entity_body(ctx)))


def faults(ctx: Context, body: Fields) -> dict[str, Any]:
    """Field -> message for the first thing that a save would refuse; empty when it would not."""
    row = ctx.db.table("appointment").get(body.number("AppointmentId"))
    try:
        read_draft(ctx, body, row)
    except SuperOfficeError as error:
        field, _, message = error.message.partition(": ")
        return {field: message or error.message}
    return {}


@routes("GET", "v1/Appointment/{id}/Participants")
def participants(ctx: Context) -> Response:
    """The participants as an archive."""
    shown = entity(ctx, row_or_404(ctx))["Participants"]
    people = [
        {
            "PrimaryKey": str(place), "EntityName": "participant", "associateId": item["AssociateId"],
            "personId": item["PersonId"], "contactId": item["ContactId"], "email": item["EmailAddress"],
            "invitationStatus": item["InvitationStatus"],
        }
        for place, item in enumerate(shown, start=1)
    ]  # fmt: skip
    return archive_answer(ctx, people)


@routes("GET", "v1/Appointment/{id}/Links")
def links(ctx: Context) -> Response:
    """The links as an archive; the sandbox keeps none."""
    row_or_404(ctx)
    return archive_answer(ctx, [])


def archive_answer(ctx: Context, values: list[dict[str, Any]]) -> Response:
    """A slim archive answer."""
    own = "/".join(("v1", *ctx.request.segments[2:]))
    metadata = f"{ctx.state.api_address(ctx.request.base)}/{own}/$metadata"
    shown = [select(ctx, value) for value in values]
    return json_response({"odata.metadata": metadata, "odata.nextLink": None, "value": shown})
