"""MDO lists: every list of the tenant in one shape, flat or in a hierarchy (contracts/superoffice.md §4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backend.sandbox.superoffice.agent_methods import agent_method
from backend.sandbox.superoffice.carriers import associate_name
from backend.sandbox.superoffice.casing import Fields
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.language import language_of, translated
from backend.sandbox.superoffice.routing import Context, SuperOfficeError, routes
from backend.sandbox.superoffice.timezones import offset_text
from backend.sandbox.superoffice.users import INTERNAL, RESOURCE
from backend.sandbox.superoffice.zones import LOCATIONS
from backend.sandbox.wire import Response, json_response

Item = dict[str, Any]

#: id of the item "All" in list visiblefor, the smallest 32-bit number
ALL = -(2**31)


def mdo_item(item_id: int, name: str, kind: str = "", rank: int = 0, extra: str = "", tooltip: str = "") -> Item:
    """An MDOListItem."""
    return {
        "Id": item_id, "Name": name, "ToolTip": tooltip, "Deleted": False, "Rank": rank, "Type": kind,
        "ChildItems": [], "IconHint": "", "ColorBlock": 0, "ExtraInfo": extra, "StyleHint": "", "FullName": name,
        "TableRight": None, "FieldProperties": {},
    }  # fmt: skip


def _associates(ctx: Context) -> list[Item]:
    return [
        mdo_item(
            row["associate_id"], associate_name(ctx.db, row["associate_id"]), "associate", row.get("rank") or 0,
            f"person_id={row['person_id']}&contact_id={row['contact_id']}", row.get("tooltip") or "",
        )
        for row in ctx.db.table("associate")
        if row["type"] == INTERNAL and not row.get("deleted")
    ]  # fmt: skip


def _resources(ctx: Context) -> list[Item]:
    return [
        mdo_item(
            row["associate_id"], row["name"], "resource", 0,
            f"associate_id={row['associate_id']}&location={bool(row.get('isLocation'))}",
        )
        for row in ctx.db.table("associate")
        if row["type"] == RESOURCE and not row.get("deleted")
    ]  # fmt: skip


def _zones(_ctx: Context) -> list[Item]:
    return [
        mdo_item(
            zone.id, f"{zone.name} ({offset_text(zone)})", "timezone", 0,
            f"countryId={zone.country_id}&locationCode={zone.code}&isActive=True&IANA={zone.iana}",
        )
        for zone in LOCATIONS
    ]  # fmt: skip


def _visible_for(ctx: Context) -> list[Item]:
    """Oneself, one's group and everybody: positive associates, negative groups (contracts/superoffice.md §3.7)."""
    own = ctx.db.table("associate").get(ctx.caller.associate_id) or {}
    group = ctx.db.table("usergroup").get(own.get("group_idx") or 0)
    items = [mdo_item(ctx.caller.associate_id, associate_name(ctx.db, ctx.caller.associate_id), extra=str(
        ctx.caller.associate_id
    ))]  # fmt: skip
    if group:
        items.append(mdo_item(-group["usergroup_id"], group["name"], extra=str(group["usergroup_id"])))
    return [*items, mdo_item(ALL, "[SR_VFC_ALL]", extra=str(ALL))]


def _table(name: str) -> Callable[[Context], list[Item]]:
    def items(ctx: Context) -> list[Item]:
        table = ctx.db.table(name)
        return [_row_item(row, row[table.key], name) for row in table if not row.get("deleted")]

    return items


def _row_item(row: Row, item_id: int, kind: str) -> Item:
    return mdo_item(item_id, row["name"], kind, row.get("rank") or 0, "", row.get("tooltip") or "")


_SOURCES: dict[str, Callable[[Context], list[Item]]] = {
    "associate": _associates,
    "associatewithmail": _associates,
    "appointmentresource": _resources,
    "timezoneiana": _zones,
    "timezone": _zones,
    "visiblefor": _visible_for,
    "task": _table("task"),
    "appointmenttask": _table("task"),
    "priority": _table("priority"),
    "usergroup": _table("usergroup"),
    "country": _table("country"),
}


def list_items(ctx: Context, name: str, searched: str = "") -> list[Item]:
    """The items of a list in the caller's language, by rank. Raises SuperOfficeError 404 for an unknown list."""
    if source := _SOURCES.get(name.lower()):
        items = source(ctx)
    else:
        rows = ctx.db.table("list_item").where("list", name)
        if not rows:
            raise SuperOfficeError(404, "SoNotFoundException", f"List {name[:60]!r} not found")
        items = [_row_item(row, row["item_id"], name.lower()) for row in rows if not row.get("deleted")]
    language = language_of(ctx)
    for item in items:
        item["Name"] = item["FullName"] = translated(item["Name"], language)
        item["ToolTip"] = translated(item["ToolTip"], language)
    wanted = searched.rstrip("*%").casefold()
    return sorted(
        (item for item in items if wanted in item["Name"].casefold()), key=lambda item: int(item["Rank"])
    )  # fmt: skip


def list_names(ctx: Context) -> list[str]:
    """Every list."""
    return sorted({*_SOURCES, *(row["list"] for row in ctx.db.table("list_item"))})


@routes("GET", "v1/MDOList")
def get_names(ctx: Context) -> Response:
    """The names of the lists."""
    return json_response(list_names(ctx))


@routes("GET", "v1/MDOList/{name}", "v1/List/{name}/MDOItems")
def get_list(ctx: Context) -> Response:
    """A list; none of the sandbox's lists has headings, so that flat makes no difference."""
    return json_response(list_items(ctx, ctx.params["name"], ctx.query.get("query") or ""))


@agent_method("MDO", "GetList", "GetListWithHistory", "GetSimpleList")
def agent_list(ctx: Context, body: Fields) -> Any:
    """A list, null when there is none."""
    return _or_null(ctx, body.text("Name"))


@agent_method("MDO", "GetListWithRestriction")
def agent_search(ctx: Context, body: Fields) -> Any:
    """The items of a list whose name contains a text."""
    return _or_null(ctx, body.text("Name"), body.text("SearchValue"))


@agent_method("MDO", "GetListItem")
def agent_item(ctx: Context, body: Fields) -> Any:
    """One item, null when there is none."""
    items = _or_null(ctx, body.text("ListName")) or []
    return next((item for item in items if item["Id"] == body.number("Id")), None)


@agent_method("MDO", "GetListNames")
def agent_names(ctx: Context, _body: Fields) -> Any:
    """The names of the lists."""
    return list_names(ctx)


def _or_null(ctx: Context, name: str, searched: str = "") -> list[Item] | None:
    return list_items(ctx, name, searched) if name.lower() in {n.lower() for n in list_names(ctx)} else None
