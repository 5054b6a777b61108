"""`/v1/Sale`, in the little that a diary needs of it."""

from __future__ import annotations

from typing import Any

from backend.sandbox.superoffice import patch
from backend.sandbox.superoffice.carriers import (
    associate_carrier,
    contact_carrier,
    person_carrier,
    project_carrier,
    sale_carrier,
)
from backend.sandbox.superoffice.casing import Fields
from backend.sandbox.superoffice.conventions import (
    FULL_RIGHT,
    api_address,
    entity_body,
    entity_json,
    is_unmodified,
    last_change,
    no_content,
    path_id,
    read_date,
    unmodified_or_412,
)
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.foreign_store import drop_keys
from backend.sandbox.superoffice.record_parts import custom_fields
from backend.sandbox.superoffice.routing import Context, bad_request, not_found, routes
from backend.sandbox.wire import Response, json_response

STATUSES = {0: "Unknown", 1: "Open", 2: "Sold", 3: "Lost", 4: "Stalled"}
COMPLETED = {0: "Unknown", 1: "NotStarted", 2: "Started", 3: "Completed"}

_CONSTANT: dict[str, Any] = {
    "Appointment": None, "Currency": None, "Competitor": None, "Credited": None, "Rating": None, "Reason": None,
    "Source": None, "Probability": 0, "ActiveLinks": 0, "Links": [], "Postit": "", "SaleType": None,
    "ReasonSold": None, "ReasonStalled": None, "SaleStakeholders": [], "ActiveErpLinks": 0, "ExtraFields": {},
    "IsPublished": False, "VisibleFor": [{"VisibleId": 0, "Visibility": "All", "DisplayValue": "[SR_VFC_ALL]"}],
    "TableRight": FULL_RIGHT, "FieldProperties": {},
}  # fmt: skip


def sale_entity(ctx: Context, row: Row) -> dict[str, Any]:
    """The SaleEntity of a row; an unsaved one has no primary key."""
    custom = row.get("custom_fields") or {}
    never = ctx.zone.show(None)
    return {
        **_CONSTANT,
        "SaleId": row.get("sale_id") or 0,
        "Heading": row.get("heading") or "",
        "SaleText": row.get("description") or "",
        "Number": row.get("number1") or "",
        "Amount": float(row.get("amount") or 0),
        "Earning": 0.0,
        "EarningPercent": 0.0,
        "Status": STATUSES[row.get("status") or 1],
        "Completed": COMPLETED[3 if row.get("done") else 1],
        "Saledate": ctx.zone.show(row.get("saledate")),
        "NextDueDate": never,
        "ReopenDate": never,
        "PublishEventDate": never,
        "PublishTo": never,
        "PublishFrom": never,
        "CreatedDate": ctx.zone.show_stamp(row.get("registered")),
        "UpdatedDate": ctx.zone.show_stamp(row.get("updated")),
        "CreatedBy": associate_carrier(ctx.db, row.get("registered_associate_id") or 0),
        "UpdatedBy": associate_carrier(ctx.db, row.get("updated_associate_id") or 0),
        "Associate": associate_carrier(ctx.db, row.get("associate_id") or 0),
        "Contact": contact_carrier(ctx.db, row.get("contact_id") or 0),
        "Person": person_carrier(ctx.db, row.get("person_id") or 0),
        "Project": project_carrier(ctx.db, row.get("project_id") or 0),
        "UserDefinedFields": custom,
        "CustomFields": custom,
    }


def save_sale(ctx: Context, body: Fields, row: Row | None) -> Row:
    """Write a whole sale. Raises SuperOfficeError 400."""
    if not body.text("Heading").strip():
        raise bad_request("Heading: a sale needs a heading")
    amount = body.get("Amount") or 0
    if isinstance(amount, bool) or not isinstance(amount, int | float):
        raise bad_request("Amount: a number is expected")
    columns = {
        "heading": body.text("Heading", 219), "description": body.text("SaleText"), "amount": float(amount),
        "number1": body.text("Number", 49) or str(40000 + ctx.db.table("sale").next_id),
        "status": body.enum("Status", STATUSES) or 1, "done": int(body.enum("Completed", COMPLETED) == 3),
        "saledate": read_date(ctx, body.get("Saledate"), "Saledate"), "group_id": 0,
        "associate_id": body.nested("Associate").number("AssociateId") or ctx.caller.associate_id,
        "contact_id": body.nested("Contact").number("ContactId"),
        "person_id": body.nested("Person").number("PersonId"),
        "project_id": body.nested("Project").number("ProjectId"), "custom_fields": custom_fields(body, row),
    }  # fmt: skip
    if row:
        return ctx.db.update("sale", row["sale_id"], columns, ctx.caller.associate_id)
    return ctx.db.insert("sale", columns, ctx.caller.associate_id)


def sale_or_404(ctx: Context) -> Row:
    """The sale that the address names. Raises SuperOfficeError 404."""
    row = ctx.db.table("sale").get(path_id(ctx))
    if row is None:
        raise not_found("Sale", path_id(ctx))
    return row


def _answer(ctx: Context, row: Row) -> Response:
    own = f"{api_address(ctx)}/v1/Sale/{row['sale_id']}"
    links = {"Self": own, "Self.Simple": f"{own}/Simple", "Archive": f"{api_address(ctx)}/v1/Sale"}
    return entity_json(ctx, sale_entity(ctx, row) | {"_Links": links}, last_change(row))


@routes("GET", "v1/Sale/default")
def get_default(ctx: Context) -> Response:
    """An unsaved sale."""
    return entity_json(ctx, sale_entity(ctx, {"associate_id": ctx.caller.associate_id}))


@routes("GET", "v1/Sale/{id}")
def get_one(ctx: Context) -> Response:
    """One sale, or 304."""
    row = sale_or_404(ctx)
    unmodified_or_412(ctx, row)
    return Response(304) if is_unmodified(ctx, row) else _answer(ctx, row)


@routes("POST", "v1/Sale")
def post(ctx: Context) -> Response:
    """A new sale."""
    return _answer(ctx, save_sale(ctx, entity_body(ctx), None))


@routes("PUT", "v1/Sale/{id}")
def put(ctx: Context) -> Response:
    """Replace one sale."""
    row = sale_or_404(ctx)
    unmodified_or_412(ctx, row)
    return _answer(ctx, save_sale(ctx, entity_body(ctx), row))


@routes("PATCH", "v1/Sale/{id}")
def patch_one(ctx: Context) -> Response:
    """Change some properties of one sale."""
    row = sale_or_404(ctx)
    unmodified_or_412(ctx, row)
    body = ctx.json()
    if body is None:
        raise bad_request("The request body is empty: a patch is expected")
    return _answer(ctx, save_sale(ctx, Fields(patch.apply(sale_entity(ctx, row), body)), row))


@routes("DELETE", "v1/Sale/{id}")
def delete_one(ctx: Context) -> Response:
    """Remove one sale."""
    row = sale_or_404(ctx)
    unmodified_or_412(ctx, row)
    drop_keys(ctx.world, ctx.db, "sale", row["sale_id"], ctx.caller.associate_id)
    ctx.db.delete("sale", row["sale_id"], ctx.caller.associate_id)
    return no_content()


@routes("GET", "v1/Sale/{id}/Simple")
def get_simple(ctx: Context) -> Response:
    """The flat carrier of one sale."""
    return json_response(sale_carrier(ctx.db, sale_or_404(ctx)["sale_id"]))
