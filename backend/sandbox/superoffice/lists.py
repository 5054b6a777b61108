"""`/v1/List`: the lists as an administrator sees them (contracts/superoffice.md §4)."""

from __future__ import annotations

from typing import Any

from backend.sandbox.superoffice.carriers import task_carrier
from backend.sandbox.superoffice.casing import Fields
from backend.sandbox.superoffice.conventions import entity_body, no_content, path_id
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.enums import TASK_DIRECTION, TASK_TYPE
from backend.sandbox.superoffice.language import language_of, translated
from backend.sandbox.superoffice.record_parts import country_json
from backend.sandbox.superoffice.routing import Context, SuperOfficeError, bad_request, not_found, routes
from backend.sandbox.superoffice.users import require_administrator
from backend.sandbox.wire import Response, json_response

#: lists with a table of their own
_TABLES = {"task": "task", "priority": "priority", "usergroup": "usergroup", "country": "country"}

#: name in the address, where it is not the MDO name
_NAMES = {
    "position": "perspos", "projecttype": "projtype", "projectstatus": "projstatus",
    "selectioncategory": "searchcat",
}  # fmt: skip


def _items(ctx: Context, name: str) -> list[tuple[int, Row]]:
    """Id and row of every item of a list. Raises SuperOfficeError 404."""
    key = _NAMES.get(name.lower(), name.lower())
    if key in _TABLES:
        table = ctx.db.table(_TABLES[key])
        return [(row[table.key], row) for row in table]
    rows = ctx.db.table("list_item").where("list", key)
    if not rows:
        raise SuperOfficeError(404, "SoNotFoundException", f"List {name[:60]!r} not found")
    return [(row["item_id"], row) for row in rows]


def item_json(ctx: Context, name: str, item_id: int, row: Row) -> dict[str, Any]:
    """An item in the shape of its list: TaskListItem, Country, UserGroup or ListItemEntity."""
    language = language_of(ctx)
    shown = translated(row["name"], language)
    match name.lower():
        case "task":
            return task_carrier(ctx.db, item_id, language) or {}
        case "country":
            return country_json(ctx.db, item_id) or {}
        case "usergroup":
            return {
                "Id": item_id, "Value": shown, "Tooltip": row.get("tooltip") or "", "Rank": row["rank"],
                "Deleted": bool(row["deleted"]), "TableRight": None, "FieldProperties": {},
            }  # fmt: skip
    return {
        "Id": item_id, "Name": shown, "Tooltip": row.get("tooltip") or "", "Deleted": bool(row["deleted"]),
        "UdListDefinitionId": 0, "Rank": row["rank"], "TableRight": None, "FieldProperties": {},
    }  # fmt: skip


def _names(ctx: Context) -> list[str]:
    return sorted({*_TABLES, *(row["list"] for row in ctx.db.table("list_item"))})


def _list_json(number: int, name: str) -> dict[str, Any]:
    return {
        "Id": number, "Name": name, "Tooltip": "", "Deleted": False, "Rank": number, "IsCustomList": False,
        "IsMDOList": True, "UseGroupsAndHeadings": False, "ListType": name, "InUseByUserDefinedFields": False,
        "TableRight": None, "FieldProperties": {},
    }  # fmt: skip


@routes("GET", "v1/List")
def get_lists(ctx: Context) -> Response:
    """Every list."""
    return json_response([_list_json(number, name) for number, name in enumerate(_names(ctx), start=1)])


@routes("GET", "v1/List/{name}")
def get_list(ctx: Context) -> Response:
    """One list without its items."""
    _items(ctx, ctx.params["name"])
    key = _NAMES.get(ctx.params["name"].lower(), ctx.params["name"].lower())
    return json_response(_list_json(_names(ctx).index(key) + 1, key))


@routes("GET", "v1/List/{name}/Items")
def get_items(ctx: Context) -> Response:
    """The items, deleted ones with `includeDeleted`."""
    name = ctx.params["name"]
    deleted = (ctx.query.get("includeDeleted") or "").lower() == "true"
    found = [item for item in _items(ctx, name) if deleted or not item[1]["deleted"]]
    found.sort(key=lambda item: int(item[1]["rank"]))
    return json_response([item_json(ctx, name, item_id, row) for item_id, row in found])


def _item_of(ctx: Context) -> tuple[int, Row]:
    wanted = path_id(ctx)
    for item_id, row in _items(ctx, ctx.params["name"]):
        if item_id == wanted:
            return item_id, row
    raise not_found(ctx.params["name"], wanted)


@routes("GET", "v1/List/{name}/Items/{id}")
def get_item(ctx: Context) -> Response:
    """One item."""
    return json_response(item_json(ctx, ctx.params["name"], *_item_of(ctx)))


def _columns(ctx: Context, name: str, body: Fields) -> Row:
    field = "Value" if name.lower() in ("task", "usergroup") else "Name"
    text = body.text(field, 254)
    if not text.strip():
        raise bad_request(f"{field}: a list item needs a name")
    columns: Row = {"name": text, "tooltip": body.text("Tooltip", 254), "deleted": int(body.flag("Deleted"))}
    if name.lower() == "task":
        columns |= {
            "type": body.enum("Type", TASK_TYPE), "direction": body.enum("Direction", TASK_DIRECTION),
            "isDefaultAlldayEvent": int(body.flag("IsDefaultAlldayEvent")),
            "isDefaultFree": int(body.flag("IsDefaultFree")), "intent_id": body.number("IntentId"),
        }  # fmt: skip
    return columns


@routes("POST", "v1/List/{name}/Items")
def post_item(ctx: Context) -> Response:
    """Add an item. Raises SuperOfficeError 400 and 403."""
    require_administrator(ctx, "changes lists")
    name = ctx.params["name"]
    present = _items(ctx, name)
    key = _NAMES.get(name.lower(), name.lower())
    if key == "country":
        raise bad_request("body: countries cannot be added in the sandbox")
    columns = _columns(ctx, name, entity_body(ctx)) | {"rank": 1 + len(present)}
    if key in _TABLES:
        row = ctx.db.insert(_TABLES[key], columns, ctx.caller.associate_id)
        item_id = row[f"{_TABLES[key]}_id"]
    else:
        item_id = 1 + max(number for number, _ in present)
        row = ctx.db.insert("list_item", {**columns, "list": key, "item_id": item_id}, ctx.caller.associate_id)
    return json_response(item_json(ctx, name, item_id, row))


def _table_of(row: Row) -> str:
    return next((table for table in _TABLES.values() if f"{table}_id" in row), "list_item")


@routes("PUT", "v1/List/{name}/Items/{id}")
def put_item(ctx: Context) -> Response:
    """Change an item. Raises SuperOfficeError 400, 403 and 404."""
    require_administrator(ctx, "changes lists")
    item_id, row = _item_of(ctx)
    table = _table_of(row)
    changes = _columns(ctx, ctx.params["name"], entity_body(ctx))
    row = ctx.db.update(table, row[f"{table}_id"], changes, ctx.caller.associate_id)
    return json_response(item_json(ctx, ctx.params["name"], item_id, row))


@routes("DELETE", "v1/List/{name}/Items/{id}")
def delete_item(ctx: Context) -> Response:
    """Mark an item as deleted; records keep pointing at it."""
    require_administrator(ctx, "changes lists")
    _, row = _item_of(ctx)
    table = _table_of(row)
    ctx.db.update(table, row[f"{table}_id"], {"deleted": 1}, ctx.caller.associate_id)
    return no_content()
