"""Preferences by section and key, on levels from the whole system to one user (contracts/superoffice.md §4)."""

from __future__ import annotations

from typing import Any

from backend.sandbox.superoffice.agent_methods import agent_method
from backend.sandbox.superoffice.casing import Fields, read_enum
from backend.sandbox.superoffice.conventions import FULL_RIGHT, entity_body, no_content
from backend.sandbox.superoffice.database import Row, collated
from backend.sandbox.superoffice.mdo import mdo_item
from backend.sandbox.superoffice.routing import Context, bad_request, routes
from backend.sandbox.superoffice.users import require_administrator
from backend.sandbox.wire import Response, json_response

LEVELS = {
    0: "Undefined", 1: "HardDefault", 2: "SystemWide", 3: "Database", 4: "Group", 5: "Individual", 6: "PC",
}  # fmt: skip
GROUP, INDIVIDUAL, PC = 4, 5, 6

#: levels that only an administrator or the system user writes
SHARED = frozenset({1, 2, 3})


def _rows(ctx: Context, section: str, key: str) -> list[Row]:
    """The rows of a preference that hold for the caller."""
    own = ctx.db.table("associate").get(ctx.caller.associate_id) or {}
    owners = {
        0: True,
        GROUP: own.get("group_idx"),
        INDIVIDUAL: ctx.caller.associate_id,
        PC: ctx.caller.associate_id,
    }
    return [
        row
        for row in ctx.db.table("userpreference").where("section", section)
        if collated(row["prefkey"]) == collated(key)
        and (row["owner_id"] == 0 or row["owner_id"] == owners.get(row["deflevel"]))
    ]


def preference_json(ctx: Context, section: str, key: str) -> dict[str, Any]:
    """The Preference that counts for the caller; one without a value when nobody has set it."""
    row = max(_rows(ctx, section, key), key=lambda row: int(row["deflevel"]), default=None)
    value = row["prefvalue"] if row else ""
    return {
        "Level": LEVELS[row["deflevel"] if row else 0],
        "RawValue": value,
        "Specification": {"Section": section, "Key": key, "TableRight": None, "FieldProperties": {}},
        "DisplayValue": value,
        "DisplayTooltip": "",
        "DisplayType": "Number" if value.isdecimal() else "Text",
        "TabOrder": None,
        "TargetId": row["owner_id"] if row else 0,
        "PrefDescId": 0,
        "TableName": "",
        "UserPreferenceId": row["userpreference_id"] if row else 0,
        "TableRight": FULL_RIGHT,
        "FieldProperties": {},
    }


def write_preference(ctx: Context, section: str, key: str, level: int, value: str) -> None:
    """Set a preference on a level. Raises SuperOfficeError 400 or 403."""
    if not section or not key:
        raise bad_request("Specification: a preference has a section and a key")
    level = level or INDIVIDUAL
    own = ctx.db.table("associate").get(ctx.caller.associate_id) or {}
    if level in SHARED:
        require_administrator(ctx, f"writes preferences of level {LEVELS[level]}")
    owner = {GROUP: own.get("group_idx") or 0, INDIVIDUAL: ctx.caller.associate_id, PC: ctx.caller.associate_id}
    existing = next((row for row in _rows(ctx, section, key) if row["deflevel"] == level), None)
    by = ctx.caller.associate_id
    if existing:
        ctx.db.update("userpreference", existing["userpreference_id"], {"prefvalue": value}, by)
        return
    ctx.db.insert("userpreference", {
        "section": section, "prefkey": key, "prefvalue": value, "owner_id": owner.get(level, 0), "deflevel": level,
        "prefdesc_id": 0,
    }, by)  # fmt: skip


@routes("GET", "v1/Preference")
def list_sections(ctx: Context) -> Response:
    """The sections as a list."""
    sections = sorted({row["section"] for row in ctx.db.table("userpreference")})
    return json_response([mdo_item(number, name) for number, name in enumerate(sections, start=1)])


@routes("GET", "v1/Preference/{section}")
def list_keys(ctx: Context) -> Response:
    """The keys of a section as a list."""
    rows = ctx.db.table("userpreference").where("section", ctx.params["section"])
    keys = sorted({row["prefkey"] for row in rows})
    return json_response([mdo_item(number, name) for number, name in enumerate(keys, start=1)])


@routes("GET", "v1/Preference/{section}/{key}")
def get_preference(ctx: Context) -> Response:
    """The preference that counts for the caller."""
    return json_response(preference_json(ctx, ctx.params["section"], ctx.params["key"]))


@routes("PUT", "v1/Preference/{section}/{key}")
@routes("POST", "v1/Preference/{section}/{key}")
def put_preference(ctx: Context) -> Response:
    """Set a preference from an entity."""
    body = entity_body(ctx)
    level = body.enum("Level", LEVELS)
    write_preference(ctx, ctx.params["section"], ctx.params["key"], level, body.text("RawValue"))
    return no_content()


def _level(ctx: Context) -> int:
    return read_enum(ctx.params["level"], LEVELS, "prefLevel")


@routes("GET", "v1/Preference/{section}/{key}/{level}")
def get_level(ctx: Context) -> Response:
    """The bare value of one level, empty when it has none."""
    rows = _rows(ctx, ctx.params["section"], ctx.params["key"])
    level = _level(ctx)
    return json_response(next((row["prefvalue"] for row in rows if row["deflevel"] == level), ""))


@routes("PUT", "v1/Preference/{section}/{key}/{level}")
@routes("POST", "v1/Preference/{section}/{key}/{level}")
def put_level(ctx: Context) -> Response:
    """Set the value of one level from the query."""
    value = ctx.query.get("value")
    if value is None:
        raise bad_request("value: the new value is expected in the query")
    write_preference(ctx, ctx.params["section"], ctx.params["key"], _level(ctx), value)
    return no_content()


@agent_method("Preference", "GetPreferences", "GetPreferencesWithDisplayValues")
def get_preferences(ctx: Context, body: Fields) -> Any:
    """Several preferences at once, in the order asked."""
    return [preference_json(ctx, s.text("Section"), s.text("Key")) for s in body.items("Specifications")]


@agent_method("Preference", "GetPreferenceByName")
def get_preference_by_name(ctx: Context, body: Fields) -> Any:
    """One preference."""
    return preference_json(ctx, body.text("PrefSection"), body.text("PrefKey"))


def _save(ctx: Context, preference: Fields) -> None:
    where = preference.nested("Specification")
    level = preference.enum("Level", LEVELS)
    write_preference(ctx, where.text("Section"), where.text("Key"), level, preference.text("RawValue"))


@agent_method("Preference", "SavePreference")
def save_preference(ctx: Context, body: Fields) -> Any:
    """Set one preference."""
    _save(ctx, body.nested("Preference"))
    return no_content()


@agent_method("Preference", "SavePreferences", "SavePreferenceEntities")
def save_preferences(ctx: Context, body: Fields) -> Any:
    """Set several preferences."""
    for preference in body.items("Preferences"):
        _save(ctx, preference)
    return no_content()


@agent_method("Preference", "SavePreferenceEntity")
def save_preference_entity(ctx: Context, body: Fields) -> Any:
    """Set one preference and read it back."""
    preference = body.nested("Preference")
    _save(ctx, preference)
    where = preference.nested("Specification")
    return preference_json(ctx, where.text("Section"), where.text("Key"))
