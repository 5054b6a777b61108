"""Archives by way of the agents: restrictions as objects, values encoded (contracts/superoffice.md §2.5)."""

from __future__ import annotations

from typing import Any

from backend.sandbox.superoffice.agent_methods import agent_method
from backend.sandbox.superoffice.archive import ArchiveRow, Asked, capped, search
from backend.sandbox.superoffice.casing import Fields
from backend.sandbox.superoffice.cells import encoded
from backend.sandbox.superoffice.conventions import FULL_RIGHT
from backend.sandbox.superoffice.odata import Node, parse_columns, parse_filter, parse_order, quote
from backend.sandbox.superoffice.providers import find_provider, provider_names
from backend.sandbox.superoffice.routing import Context, bad_request

#: a page without a size
DEFAULT_PAGE = 50

#: how the agents' reference names the types of columns -> ours
_DISPLAY_TYPES = {
    "int": "int", "float": "decimal", "text": "string", "bool": "bool", "base": "datetime", "day": "date",
    "utc": "datetime", "list": "listAny", "associate": "associate",
}  # fmt: skip


def restrictions(items: list[Fields]) -> Node | None:
    """A list of restrictions as the tree of a filter. Raises SuperOfficeError 400.

    They are written down in the filter language and parsed, so that there is one meaning of operators. A number in
    InterParenthesis opens parentheses before, a negative one closes them behind; InterOperator joins the next one.
    """
    active = [item for item in items if "IsActive" not in item or item.flag("IsActive")]
    text = ""
    for place, item in enumerate(active):
        depth = item.number("InterParenthesis")
        values = item.get("Values") or []
        if not isinstance(values, list):
            raise bad_request(f"{item.where('Values')}: a list is expected")
        given = f" ({','.join(quote(decoded(str(value))) for value in values)})" if values else ""
        text += f"{'(' * max(depth, 0)}{item.text('Name')} {item.text('Operator')}{given}{')' * max(-depth, 0)}"
        if place < len(active) - 1:
            text += " or " if item.text("InterOperator").lower() == "or" else " and "
    return parse_filter(text)


def decoded(value: str) -> str:
    """A value without its encoding, "[I:3]" → "3"; dates become ISO 8601."""
    if not (value.startswith("[") and value.endswith("]") and ":" in value):
        return value
    kind, _, inner = value[1:-1].partition(":")
    if kind in ("D", "DT") and len(inner) >= 10:
        month, day, year = inner[:10].split("/")
        clock = inner[11:19]
        return f"{year}-{month}-{day}" + (f"T{clock}" if clock else "")
    return inner if kind in ("I", "F", "B", "S", "T", "M") else value


def asked_of(ctx: Context, body: Fields, columns: list[str], tree: Node | None, page: str) -> Asked:
    """What an agent's request wants; *page* is the property that counts pages from 0."""
    size = body.number("PageSize") or DEFAULT_PAGE
    number = body.number(page)
    if size < 0 or number < 0:
        raise bad_request(f"PageSize, {page}: a page is not negative")
    size = capped(ctx, size) or size
    order = [
        (item.text("Name"), item.text("Direction").upper() == "DESC")
        for item in (body.items("SortOrder") if not isinstance(body.get("SortOrder"), str) else [])
    ] or parse_order(body.text("SortOrder") if isinstance(body.get("SortOrder"), str) else None)
    entities = frozenset(name.lower() for name in _names(body, "Entities"))
    return Asked(columns, tree, order, entities, number * size, size)


def item_json(ctx: Context, row: ArchiveRow) -> dict[str, Any]:
    """An ArchiveListItem."""
    return {
        "EntityName": row.entity,
        "PrimaryKey": row.key,
        "ColumnData": {
            name: {"DisplayValue": encoded(cell, ctx.zone), "TooltipHint": "", "LinkHint": ""}
            for name, cell in row.cells.items()
        },
        "LinkHint": f"{row.entity}_id={row.key}",
        "StyleHint": "",
        "TableRight": FULL_RIGHT,
        "FieldProperties": {},
    }


def _names(body: Fields, name: str) -> list[str]:
    value = body.get(name)
    if isinstance(value, str):
        return parse_columns(value)
    if value is not None and not isinstance(value, list):
        raise bad_request(f"{body.where(name)}: a list of columns is expected")
    return [str(column) for column in value or []]


def _list(ctx: Context, body: Fields, tree: Node | None) -> list[dict[str, Any]]:
    asked = asked_of(ctx, body, _names(body, "Columns"), tree, "Page")
    return [item_json(ctx, row) for row in search(ctx, body.text("ProviderName"), asked)]


@agent_method("Archive", "GetArchiveListByColumns", "GetArchiveListByColumnsWithContext")
def archive_list(ctx: Context, body: Fields) -> Any:
    """A page of an archive."""
    return _list(ctx, body, restrictions(body.items("Restriction")))


@agent_method("Archive", "GetArchiveListByColumns2")
def archive_list_in_text(ctx: Context, body: Fields) -> Any:
    """The same with lists and filter as text."""
    return _list(ctx, body, parse_filter(body.text("Restrictions")))


@agent_method("Archive", "GetProviderNames")
def names(_ctx: Context, _body: Fields) -> Any:
    """The archives that can be asked."""
    return provider_names()


def _column_info(name: str, kind: str) -> dict[str, Any]:
    shown = _DISPLAY_TYPES[kind]
    return {
        "DisplayName": name, "DisplayTooltip": "", "DisplayType": shown, "CanOrderBy": True, "Name": name,
        "CanRestrictBy": True, "RestrictionType": shown, "RestrictionListName": "", "IsVisible": True,
        "ExtraInfo": "",
        "Width": "", "IconHint": "", "HeadingIconHint": "",
    }  # fmt: skip


@agent_method("Archive", "GetAvailableColumns")
def available_columns(_ctx: Context, body: Fields) -> Any:
    """The columns of an archive."""
    provider = find_provider(body.text("ProviderName"))
    return [_column_info(column.name, column.kind) for column in provider.by_name.values()]


def _found(ctx: Context, body: Fields, tree: Node | None) -> dict[str, Any]:
    asked = asked_of(ctx, body, _names(body, "DesiredColumns"), tree, "PageNumber")
    rows = search(ctx, body.text("ProviderName"), asked)
    cells = rows[0].cells if rows else {}
    return {
        "ArchiveColumns": [_column_info(name, cell.kind if cell else "text") for name, cell in cells.items()],
        "ArchiveRows": [item_json(ctx, row) for row in rows],
        "RowCount": len(rows),
        "TableRight": FULL_RIGHT,
        "FieldProperties": {},
    }


@agent_method("Find", "FindFromRestrictionsColumns")
def find_from_restrictions(ctx: Context, body: Fields) -> Any:
    """A page of an archive with its columns described."""
    return _found(ctx, body, restrictions(body.items("Restrictions")))


@agent_method("Find", "FindFromRestrictionsColumns2")
def find_from_text(ctx: Context, body: Fields) -> Any:
    """The same with columns and filter as text."""
    return _found(ctx, body, parse_filter(body.text("Restrictions")))
