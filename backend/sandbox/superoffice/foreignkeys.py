"""ForeignApp over REST (contracts/superoffice.md §7)."""

from __future__ import annotations

from typing import Any

from backend.sandbox.superoffice import foreign_store as store
from backend.sandbox.superoffice.carriers import associate_carrier, associate_name
from backend.sandbox.superoffice.casing import Fields
from backend.sandbox.superoffice.conventions import (
    FULL_RIGHT,
    api_address,
    entity_body,
    entity_json,
    no_content,
    path_id,
)
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.routing import Context, not_found, routes
from backend.sandbox.wire import Response, json_response

_APP = "v1/ForeignApp/{app}"
_DEVICE = "v1/ForeignApp/{app}/{device}/{identifier}"


def app_json(ctx: Context, app: Row | None) -> dict[str, Any]:
    """A ForeignAppEntity; with no row an unsaved one."""
    row = app or {}
    devices = store.devices(ctx.db, app) if app else []
    return {
        "ForeignAppId": row.get("foreignapp_id", 0),
        "Name": row.get("name", ""),
        "CreatedDate": ctx.zone.show_stamp(row.get("registered")),
        "UpdatedDate": ctx.zone.show_stamp(row.get("updated")),
        "CreatedBy": associate_carrier(ctx.db, row.get("registered_associate_id", 0)),
        "UpdatedBy": associate_carrier(ctx.db, row.get("updated_associate_id", 0)),
        "Devices": [device_json(ctx, device) for device in devices],
        "TableRight": FULL_RIGHT,
        "FieldProperties": {},
    }


def device_json(ctx: Context, device: Row) -> dict[str, Any]:
    """A ForeignDevice."""
    return {
        "ForeignDeviceId": device["foreigndevice_id"],
        "Name": device["name"],
        "DeviceIdentifier": device["device_id"],
        "ForeignAppId": device["foreignapp_id"],
        "CreatedDate": ctx.zone.show_stamp(device["registered"]),
        "UpdatedDate": ctx.zone.show_stamp(device["updated"]),
        "AssociateFullName": associate_name(ctx.db, device["registered_associate_id"]),
        "CreatedBy": associate_name(ctx.db, device["registered_associate_id"]),
        "UpdatedBy": associate_name(ctx.db, device["updated_associate_id"]),
        "TableRight": FULL_RIGHT,
        "FieldProperties": {},
    }


def key_json(ctx: Context, key: Row) -> dict[str, Any]:
    """A ForeignKey."""
    return {
        "Key": key["subkey"],
        "Value": key["subvalue"],
        "RecordId": key["record_id"],
        "TableName": store.table_name(key["table_id"]),
        "CreatedDate": ctx.zone.show_stamp(key["registered"]),
        "UpdatedDate": ctx.zone.show_stamp(key["updated"]),
        "UpdatedBy": associate_name(ctx.db, key["updated_associate_id"]),
        "CreatedBy": associate_name(ctx.db, key["registered_associate_id"]),
        "TableRight": FULL_RIGHT,
        "FieldProperties": {},
    }


def save_from(ctx: Context, device: Row, key: Fields) -> Row:
    """Write a ForeignKey as sent. Raises SuperOfficeError 400."""
    return store.save_key(
        ctx.db, device, key.text("Key"), store.table_number(key.text("TableName")), key.number("RecordId"),
        key.text("Value"), ctx.caller.associate_id,
    )  # fmt: skip


def _linked(ctx: Context, app: Row) -> dict[str, Any]:
    address = f"{api_address(ctx)}/v1/ForeignApp/{app['foreignapp_id']}"
    return {**app_json(ctx, app), "_Links": {"Self": address}}


@routes("GET", "v1/ForeignApp/default")
def default_app(ctx: Context) -> Response:
    """An unsaved app."""
    return json_response(app_json(ctx, None))


@routes("POST", "v1/ForeignApp")
def post_app(ctx: Context) -> Response:
    """Make an app from an entity."""
    app = store.add_app(ctx.db, entity_body(ctx).text("Name"), ctx.caller.associate_id)
    return entity_json(ctx, _linked(ctx, app))


@routes("POST", _APP)
@routes("PUT", _APP)
def put_app(ctx: Context) -> Response:
    """Make an app by name, or rename the app of an id."""
    name = ctx.params["app"]
    if ctx.request.method == "PUT" and name.isdecimal():
        app_id = path_id(ctx, "app")
        if app_id not in ctx.db.table("foreignapp").rows:
            raise not_found("ForeignApp", app_id)
        changes = {"name": entity_body(ctx).text("Name")}
        return entity_json(
            ctx, _linked(ctx, ctx.db.update("foreignapp", app_id, changes, ctx.caller.associate_id))
        )
    return entity_json(ctx, app_json(ctx, store.add_app(ctx.db, name, ctx.caller.associate_id)))


def _app_of(ctx: Context) -> Row:
    name = ctx.params["app"]
    if name.isdecimal():
        app = ctx.db.table("foreignapp").get(path_id(ctx, "app"))
        if app is None:
            raise not_found("ForeignApp", int(name))
        return app
    return store.require_app(ctx.db, name)


@routes("GET", _APP)
def get_app(ctx: Context) -> Response:
    """An app by id or name."""
    return entity_json(ctx, _linked(ctx, _app_of(ctx)))


@routes("DELETE", _APP)
def delete_app(ctx: Context) -> Response:
    """Remove an app with everything below it."""
    store.delete_app(ctx.db, _app_of(ctx), ctx.caller.associate_id)
    return no_content()


@routes("GET", _APP + "/Devices")
def get_devices(ctx: Context) -> Response:
    """The devices of an app."""
    return json_response([device_json(ctx, row) for row in store.devices(ctx.db, _app_of(ctx))])


def _device_of(ctx: Context) -> Row:
    return store.require_device(ctx.db, ctx.params["app"], ctx.params["device"], ctx.params["identifier"])


@routes("GET", _DEVICE)
def get_device(ctx: Context) -> Response:
    """One device."""
    return json_response(device_json(ctx, _device_of(ctx)))


@routes("POST", _DEVICE)
@routes("PUT", _DEVICE)
def put_device(ctx: Context) -> Response:
    """Make a device under an app that exists."""
    params = ctx.params
    device = store.add_device(
        ctx.db, params["app"], params["device"], params["identifier"], ctx.caller.associate_id
    )  # fmt: skip
    return json_response(device_json(ctx, device))


@routes("DELETE", _DEVICE)
def delete_device(ctx: Context) -> Response:
    """Remove a device with its keys."""
    store.delete_device(ctx.db, _device_of(ctx), ctx.caller.associate_id)
    return no_content()


@routes("POST", _DEVICE + "/Key")
@routes("PUT", _DEVICE + "/Key")
def put_key(ctx: Context) -> Response:
    """Set a key on a record."""
    return json_response(key_json(ctx, save_from(ctx, _device_of(ctx), entity_body(ctx))))


def _near(ctx: Context) -> list[Row]:
    """The device of the address, or every device of that name when the identifier is left out."""
    if "identifier" in ctx.params:
        return [_device_of(ctx)]
    return store.devices(ctx.db, store.require_app(ctx.db, ctx.params["app"]), ctx.params["device"])


def _key_of(ctx: Context) -> Row:
    params = ctx.params
    table = store.table_number(params["table"])
    key = store.find_key(ctx.db, _near(ctx), params["key"], table, path_id(ctx, "record"))
    if key is None:
        raise store.missing("Foreign key", params["key"])
    return key


_RECORD = "/Key/{key}/{table}/{record}"


@routes("GET", _DEVICE + _RECORD + "/Value", _APP + "/{device}" + _RECORD + "/Value")
def get_key_value(ctx: Context) -> Response:
    """The value of a key on a record."""
    return json_response(_key_of(ctx)["subvalue"])


@routes("GET", _APP + "/{device}" + _RECORD, _DEVICE + _RECORD)
def get_key(ctx: Context) -> Response:
    """A key on a record."""
    return json_response(key_json(ctx, _key_of(ctx)))


@routes("DELETE", _DEVICE + _RECORD)
def delete_key(ctx: Context) -> Response:
    """Take a key off a record."""
    ctx.db.delete("foreignkey", _key_of(ctx)["foreignkey_id"], ctx.caller.associate_id)
    return no_content()


@routes("GET", _DEVICE + "/Key/{key}/{table}", _APP + "/{device}/Key/{key}/{table}")
def get_key_by_value(ctx: Context) -> Response:
    """The key that has a value: `Value` with a device identifier, `keyValue` without."""
    value = ctx.query.get("Value" if "identifier" in ctx.params else "keyValue") or ""
    table = store.table_number(ctx.params["table"])
    key = store.find_value(ctx.db, _near(ctx), ctx.params["key"], table, value)
    if key is None:
        raise store.missing("Foreign key", ctx.params["key"])
    return json_response(key_json(ctx, key))


@routes("GET", *(f"v1/{name}/{{id}}/ForeignKey" for name in ("Appointment", "Person", "Contact", "Project")))
def get_record_keys(ctx: Context) -> Response:
    """Every key of a record. Raises SuperOfficeError 404."""
    table, record_id = ctx.request.segments[-3].lower(), path_id(ctx)
    if record_id not in ctx.db.table(table).rows:
        raise not_found(table.capitalize(), record_id)
    return json_response(store.foreign_keys_of(ctx.db, table, record_id))
