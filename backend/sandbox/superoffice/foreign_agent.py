"""Agents/ForeignSystem: the agents' flavour of foreign keys, null instead of 404 (contracts/superoffice.md §7)."""

from __future__ import annotations

from typing import Any

from backend.sandbox.superoffice import foreign_store as store
from backend.sandbox.superoffice.agent_methods import agent_method
from backend.sandbox.superoffice.casing import Fields
from backend.sandbox.superoffice.conventions import no_content, query_id
from backend.sandbox.superoffice.database import Row
from backend.sandbox.superoffice.foreignkeys import app_json, device_json, key_json, save_from
from backend.sandbox.superoffice.routing import Context


def _app(ctx: Context, body: Fields) -> Row | None:
    return store.find_app(ctx.db, body.text("ApplicationName"))


def _near(ctx: Context, body: Fields) -> list[Row]:
    """The devices that a request names, none when the app is not there."""
    app = _app(ctx, body)
    if app is None:
        return []
    if "DeviceIdentifier" in body:
        device = store.find_device(ctx.db, app, body.text("DeviceName"), body.text("DeviceIdentifier"))
        return [device] if device else []
    return store.devices(ctx.db, app, body.text("DeviceName") if "DeviceName" in body else None)


def _keys(ctx: Context, body: Fields) -> list[Row]:
    rows = [key for device in _near(ctx, body) for key in store.keys_of_device(ctx.db, device)]
    if "TableName" in body:
        table = store.table_number(body.text("TableName"))
        rows = [row for row in rows if row["table_id"] == table]
    if "RecordId" in body:
        rows = [row for row in rows if row["record_id"] == body.number("RecordId")]
    return rows


def _key(ctx: Context, body: Fields) -> Row | None:
    table = store.table_number(body.text("TableName"))
    return store.find_key(ctx.db, _near(ctx, body), body.text("KeyName"), table, body.number("RecordId"))


@agent_method("ForeignSystem", "CreateDefaultForeignAppEntity")
def create_default(ctx: Context, _body: Fields) -> Any:
    """An unsaved app."""
    return app_json(ctx, None)


@agent_method("ForeignSystem", "SaveForeignAppEntity")
def save_app(ctx: Context, body: Fields) -> Any:
    """Make an app."""
    return app_json(ctx, store.add_app(ctx.db, body.text("Name"), ctx.caller.associate_id))


@agent_method("ForeignSystem", "GetForeignAppEntity")
def get_app(ctx: Context, _body: Fields) -> Any:
    """An app by id."""
    app = ctx.db.table("foreignapp").get(query_id(ctx, "foreignAppEntityId"))
    return app and app_json(ctx, app)


@agent_method("ForeignSystem", "DeleteForeignAppEntity")
def delete_app(ctx: Context, _body: Fields) -> Any:
    """Remove an app with everything below it."""
    app = ctx.db.table("foreignapp").get(query_id(ctx, "foreignAppEntityId"))
    if app:
        store.delete_app(ctx.db, app, ctx.caller.associate_id)
    return no_content()


@agent_method("ForeignSystem", "GetAppByName")
def get_app_by_name(ctx: Context, body: Fields) -> Any:
    """An app by name."""
    app = _app(ctx, body)
    return app and app_json(ctx, app)


@agent_method("ForeignSystem", "GetApplicationDevices")
def get_devices(ctx: Context, body: Fields) -> Any:
    """The devices of an app."""
    return [device_json(ctx, row) for row in _near(ctx, body)]


@agent_method("ForeignSystem", "GetDeviceByName", "GetDeviceByIdentifier")
def get_device(ctx: Context, body: Fields) -> Any:
    """One device."""
    near = _near(ctx, body)
    return device_json(ctx, near[0]) if near else None


@agent_method("ForeignSystem", "GetForeignDevice")
def get_device_by_id(ctx: Context, _body: Fields) -> Any:
    """A device by id."""
    device = ctx.db.table("foreigndevice").get(query_id(ctx, "foreignDeviceId"))
    return device and device_json(ctx, device)


@agent_method("ForeignSystem", "AddDeviceByIdentifier", "SaveDeviceByIdentifier")
def add_device(ctx: Context, body: Fields) -> Any:
    """Make a device."""
    names = (body.text("ApplicationName"), body.text("DeviceName"), body.text("DeviceIdentifier"))
    return device_json(ctx, store.add_device(ctx.db, *names, ctx.caller.associate_id))


@agent_method("ForeignSystem", "DeleteDeviceByIdentifier")
def delete_device(ctx: Context, body: Fields) -> Any:
    """Remove a device with its keys."""
    for device in _near(ctx, body):
        store.delete_device(ctx.db, device, ctx.caller.associate_id)
    return no_content()


@agent_method("ForeignSystem", "AddForeignKey", "SaveForeignKey")
def save_key(ctx: Context, body: Fields) -> Any:
    """Set a key on a record."""
    names = (body.text("ApplicationName"), body.text("DeviceName"), body.text("DeviceIdentifier"))
    device = store.require_device(ctx.db, *names)
    return key_json(ctx, save_from(ctx, device, body.nested("ForeignKey")))


@agent_method("ForeignSystem", "DeleteForeignKey")
def delete_key(ctx: Context, body: Fields) -> Any:
    """Take a key off a record."""
    table = store.table_number(body.text("TableName"))
    name = body.nested("ForeignKey").text("Key")
    key = store.find_key(ctx.db, _near(ctx, body), name, table, body.number("RecordId"))
    if key:
        ctx.db.delete("foreignkey", key["foreignkey_id"], ctx.caller.associate_id)
    return no_content()


@agent_method("ForeignSystem", "DeleteForeignKeyOnName")
def delete_key_on_name(ctx: Context, body: Fields) -> Any:
    """Take a key off a record by its name."""
    key = _key(ctx, body)
    if key:
        ctx.db.delete("foreignkey", key["foreignkey_id"], ctx.caller.associate_id)
    return no_content()


@agent_method("ForeignSystem", "GetKey", "GetKeyOnDeviceIdentifier")
def get_key(ctx: Context, body: Fields) -> Any:
    """A key on a record."""
    key = _key(ctx, body)
    return key and key_json(ctx, key)


@agent_method("ForeignSystem", "GetKeyValue", "GetKeyValueOnDeviceIdentifier")
def get_key_value(ctx: Context, body: Fields) -> Any:
    """The value of a key on a record."""
    key = _key(ctx, body)
    return key and key["subvalue"]


@agent_method("ForeignSystem", "GetKeyByValue", "GetKeyByValueAndIdentifier")
def get_key_by_value(ctx: Context, body: Fields) -> Any:
    """The key that has a value, in any case."""
    table = store.table_number(body.text("TableName"))
    key = store.find_value(ctx.db, _near(ctx, body), body.text("KeyName"), table, body.text("KeyValue"))
    return key and key_json(ctx, key)


@agent_method("ForeignSystem", "GetAllForeignKeysOnEntity")
def get_keys_on_entity(ctx: Context, body: Fields) -> Any:
    """Every key of a record."""
    return store.foreign_keys_of(ctx.db, body.text("EntityType"), body.number("EntityId"))


@agent_method(
    "ForeignSystem",
    "GetDeviceKeys",
    "GetApplicationKeys",
    "GetDeviceKeysOnDeviceIdentifier",
    "GetDeviceKeysOnDeviceIdentifierTable",
    "GetDeviceKeysOnDeviceIdentifierTableRecordId",
)
def get_keys(ctx: Context, body: Fields) -> Any:
    """The keys of an app or device, narrowed by whatever the request names."""
    return [key_json(ctx, key) for key in _keys(ctx, body)]
