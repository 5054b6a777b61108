"""`/v1/Sale`, in the little that a diary needs of it."""

from __future__ import annotations

from typing import Any

from backend.sandbox.superoffice.carriers import (
    contact_carrier,
    person_carrier,
    project_carrier,
    sale_carrier,
)
from backend.sandbox.superoffice.casing import Fields
from backend.sandbox.superoffice.conventions import FULL_RIGHT, api_address, read_date
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.entities import EntityType, serve_patch, serve_rest
from backend.sandbox.superoffice.foreign_store import drop_keys
from backend.sandbox.superoffice.record_parts import custom_fields, written_json
from backend.sandbox.superoffice.routing import Context, bad_request, routes
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
        **written_json(ctx, row),
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


def delete_sale(ctx: Context, row: Row) -> None:
    """Remove a sale with its foreign keys."""
    drop_keys(ctx.world, ctx.db, "sale", row["sale_id"], ctx.caller.associate_id)
    ctx.db.delete("sale", row["sale_id"], ctx.caller.associate_id)


def _default(ctx: Context) -> dict[str, Any]:
    return sale_entity(ctx, {"associate_id": ctx.caller.associate_id})


def _links(ctx: Context, entity: dict[str, Any]) -> dict[str, str]:
    every = f"{api_address(ctx)}/v1/Sale"
    own = f"{every}/{entity['SaleId']}"
    return {"Self": own, "Self.Simple": f"{own}/Simple", "Archive": every}


SALE = EntityType("Sale", _default, sale_entity, _links, save_sale, delete_sale)

serve_rest(SALE)
serve_patch(SALE)


@routes("GET", "v1/Sale/{id}/Simple")
def get_simple(ctx: Context) -> Response:
    """The flat carrier of one sale."""
    return json_response(sale_carrier(ctx.db, SALE.addressed(ctx)["sale_id"]))
