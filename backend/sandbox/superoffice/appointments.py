"""`/v1/Appointment`: the REST flavour of appointments (contracts/superoffice.md §2.1)."""

from __future__ import annotations

from typing import Any

from backend.sandbox.superoffice import mails, series
from backend.sandbox.superoffice.appointment_default import default_entity
from backend.sandbox.superoffice.appointment_fields import read_draft
from backend.sandbox.superoffice.appointment_flat import flat
from backend.sandbox.superoffice.appointment_save import create, update
from backend.sandbox.superoffice.appointment_wire import entity, rest_links
from backend.sandbox.superoffice.casing import Fields
from backend.sandbox.superoffice.conventions import entity_body, select_each
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.entities import EntityType, serve_patch, serve_rest
from backend.sandbox.superoffice.enums import MODE_ONLY_THIS
from backend.sandbox.superoffice.permissions import forbidden, is_child, may_change
from backend.sandbox.superoffice.routing import Context, SuperOfficeError, routes
from backend.sandbox.wire import Response, json_response


def save(ctx: Context, body: Fields, row: Row | None) -> Row:
    """Create an appointment, or change one alone. Raises SuperOfficeError 400 and 403."""
    return update(ctx, row, body) if row else create(ctx, body)


def remove(ctx: Context, row: Row, mode: int = MODE_ONLY_THIS, *, mail: bool | None = None) -> None:
    """Delete a row, with ThisAndForward the later ones of its series too. Raises SuperOfficeError 403."""
    if not may_change(ctx.caller, row):
        raise forbidden("You may not delete follow-ups in this diary")
    if not is_child(row):
        mails.tell_booking(ctx, row, "CANCEL", asked=mail)
    series.delete(ctx, row, mode)


APPOINTMENT = EntityType("Appointment", default_entity, entity, rest_links, save, remove)

serve_rest(APPOINTMENT)
serve_patch(APPOINTMENT)


@routes("GET", "v1/Appointment/{id}/Simple")
def get_simple(ctx: Context) -> Response:
    """The flat carrier of one appointment."""
    return json_response(flat(ctx, APPOINTMENT.addressed(ctx)))


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
    shown = entity(ctx, APPOINTMENT.addressed(ctx))["Participants"]
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
    APPOINTMENT.addressed(ctx)
    return archive_answer(ctx, [])


def archive_answer(ctx: Context, values: list[dict[str, Any]]) -> Response:
    """A slim archive answer."""
    own = "/".join(("v1", *ctx.request.segments[2:]))
    metadata = f"{ctx.state.api_address(ctx.request.base)}/{own}/$metadata"
    shown = select_each(ctx, values)
    return json_response({"odata.metadata": metadata, "odata.nextLink": None, "value": shown})
