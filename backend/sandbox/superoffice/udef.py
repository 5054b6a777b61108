"""User-defined fields: their layouts, a blank field, and publishing (contracts/superoffice.md §4)."""

from __future__ import annotations

from typing import Any

from backend.sandbox.superoffice.agent_methods import agent_method
from backend.sandbox.superoffice.casing import Fields, read_enum
from backend.sandbox.superoffice.database import TABLE_NUMBERS, Row
from backend.sandbox.superoffice.routing import Context, bad_request, routes
from backend.sandbox.superoffice.users import require_administrator
from backend.sandbox.wire import Response, json_response

FIELD_TYPES = {
    1: "Number", 2: "ShortText", 3: "LongText", 4: "Date", 5: "UnlimitedDate", 6: "Checkbox", 7: "List",
    8: "Decimal",
}  # fmt: skip

#: tables with user-defined fields, by the name of their entity
OWNERS = {
    "appointment": "Appointment",
    "person": "Person",
    "contact": "Contact",
    "project": "Project",
    "sale": "Sale",
}

_CONSTANT: dict[str, Any] = {
    "ColumnId": 0, "FieldHeight": 1, "FieldLeft": 0, "FieldTop": 0, "FieldWidth": 1, "FormatMask": "",
    "HideLabel": False, "IsIndexed": False, "LabelHeight": 1, "LabelLeft": 0, "LabelTop": 0, "LabelWidth": 1,
    "LastVersionId": 0, "ListTableId": 0, "Page1LineNo": 0, "TextLength": 40, "Justification": "Default",
    "Version": 1,
    "TableRight": None, "FieldProperties": {},
}  # fmt: skip


def field_json(row: Row, owner: str) -> dict[str, Any]:
    """A UserDefinedFieldInfo."""
    return {
        **_CONSTANT,
        "UDefFieldId": row.get("udeffield_id") or 0,
        "FieldDefault": row.get("fieldDefault") or "",
        "FieldLabel": row.get("fieldLabel") or "",
        "FieldType": FIELD_TYPES[row["fieldType"]],
        "IsMandatory": bool(row.get("isMandatory")),
        "IsReadOnly": bool(row.get("isReadOnly")),
        "Type": OWNERS[owner],
        "ProgId": row.get("progId") or "",
        "ShortLabel": row.get("shortLabel") or "",
        "TabOrder": row.get("tabOrder") or 0,
        "Tooltip": row.get("tooltip") or "",
        "UdefIdentity": row.get("udefIdentity") or 0,
        "UDListDefinitionId": row.get("udListDefinition_id") or 0,
        "TemplateVariableName": "",
        "HasBeenPublished": bool(row.get("published")),
        "MdoListName": row.get("mdoListName") or "",
    }


def fields_of(ctx: Context, owner: str, *, published: bool) -> list[Row]:
    """The fields of a table, all or the published ones."""
    rows = ctx.db.table("udeffield").where("ownerTable_id", TABLE_NUMBERS[owner])
    return [row for row in rows if row["published"] or not published]


def _owner(ctx: Context) -> str:
    """The table whose entity is in the address."""
    segments = [segment.lower() for segment in ctx.request.segments]
    return segments[segments.index("udeflayout") - 1]


@routes("GET", *(f"v1/{name}/UdefLayout" for name in OWNERS.values()))
def get_layout(ctx: Context) -> Response:
    """Every field, unpublished ones too."""
    owner = _owner(ctx)
    return json_response([field_json(row, owner) for row in fields_of(ctx, owner, published=False)])


@routes("GET", *(f"v1/{name}/UdefLayout/Published" for name in OWNERS.values()))
def get_published(ctx: Context) -> Response:
    """The fields in use."""
    owner = _owner(ctx)
    return json_response([field_json(row, owner) for row in fields_of(ctx, owner, published=True)])


@routes("POST", *(f"v1/{name}/UdefLayout" for name in OWNERS.values()))
def post_blank(ctx: Context) -> Response:
    """A blank, unsaved field of a type."""
    owner = _owner(ctx)
    kind = read_enum(ctx.query.get("udefFieldType") or "ShortText", FIELD_TYPES, "udefFieldType")
    return json_response(field_json({"fieldType": kind}, owner))


@routes("PUT", *(f"v1/{name}/UdefLayout" for name in OWNERS.values()))
def put_layout(ctx: Context) -> Response:
    """Save fields; new ones wait for publishing. Raises SuperOfficeError 400 and 403."""
    owner = _owner(ctx)
    require_administrator(ctx, "changes user-defined fields")
    body = ctx.json()
    if not isinstance(body, list):
        raise bad_request("body: a list of fields is expected")
    saved = [_save(ctx, owner, Fields.of(item, f"[{place}]")) for place, item in enumerate(body)]
    return json_response([field_json(row, owner) for row in saved])


def _save(ctx: Context, owner: str, body: Fields) -> Row:
    present = fields_of(ctx, owner, published=False)
    number = 1 + max((row["udefIdentity"] for row in present), default=0)
    columns = {
        "fieldType": body.enum("FieldType", FIELD_TYPES), "fieldLabel": body.text("FieldLabel", 254),
        "shortLabel": body.text("ShortLabel", 254), "tooltip": body.text("Tooltip", 254),
        "fieldDefault": body.text("FieldDefault", 254), "isMandatory": int(body.flag("IsMandatory")),
        "isReadOnly": int(body.flag("IsReadOnly")), "mdoListName": body.text("MdoListName", 254),
        "udListDefinition_id": body.number("UDListDefinitionId"), "tabOrder": body.number("TabOrder") or number,
    }  # fmt: skip
    if not columns["fieldLabel"]:
        raise bad_request(f"{body.where('FieldLabel')}: a field needs a label")
    field_id = body.number("UDefFieldId")
    if field_id:
        if field_id not in {row["udeffield_id"] for row in present}:
            raise bad_request(f"{body.where('UDefFieldId')}: field {field_id} does not exist")
        return ctx.db.update("udeffield", field_id, columns, ctx.caller.associate_id)
    columns |= {
        "ownerTable_id": TABLE_NUMBERS[owner], "udefIdentity": number, "published": 0,
        "progId": body.text("ProgId", 254) or f"SuperOffice:{number}",
    }  # fmt: skip
    return ctx.db.insert("udeffield", columns, ctx.caller.associate_id)


@routes("POST", *(f"v1/{name}/UdefLayout/Publish" for name in OWNERS.values()))
def publish(ctx: Context) -> Response:
    """Put every saved field to use; the new version is the answer."""
    owner = _owner(ctx)
    require_administrator(ctx, "changes user-defined fields")
    for row in fields_of(ctx, owner, published=False):
        ctx.db.update("udeffield", row["udeffield_id"], {"published": 1}, ctx.caller.associate_id)
    return json_response(1)


@agent_method("UserDefinedFieldInfo", "GetPublishedUserDefinedFieldList", "GetUserDefinedFieldList")
def agent_list(ctx: Context, body: Fields) -> Any:
    """The fields of an owner type."""
    owner = body.text("OwnerType").lower()
    if owner not in OWNERS:
        raise bad_request(f"OwnerType: one of {', '.join(OWNERS.values())} is expected")
    return [field_json(row, owner) for row in fields_of(ctx, owner, published=True)]
