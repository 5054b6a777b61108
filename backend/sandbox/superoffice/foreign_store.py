"""Foreign apps, their devices and keys: what partners remember on records (contracts/superoffice.md §7)."""

from __future__ import annotations

from typing import Any

from backend.sandbox.superoffice.database import TABLE_NUMBERS, Database, Row, collated
from backend.sandbox.superoffice.routing import Context, SuperOfficeError, bad_request
from backend.sandbox.world import World

#: longest key value, device name and device identifier
LONGEST_VALUE = 239
LONGEST_DEVICE_NAME = 31
LONGEST_DEVICE_ID = 239


def table_number(name: str) -> int:
    """Number of a table that can carry keys. Raises SuperOfficeError 400."""
    number = TABLE_NUMBERS.get(name.strip().lower())
    if number is None:
        raise bad_request(f"TableName: {name[:40]!r} cannot carry foreign keys")
    return number


def table_name(number: int) -> str:
    """Name of a table by number."""
    return next((name for name, known in TABLE_NUMBERS.items() if known == number), "")


def missing(what: str, name: str) -> SuperOfficeError:
    """404 for an app, device or key."""
    return SuperOfficeError(404, "SoNotFoundException", f"{what} {name[:60]!r} not found")


def find_app(db: Database, name: str) -> Row | None:
    """The app called *name*, in any case."""
    return next(iter(db.table("foreignapp").where("name", name)), None)


def require_app(db: Database, name: str) -> Row:
    """The app called *name*. Raises SuperOfficeError 404."""
    app = find_app(db, name)
    if app is None:
        raise missing("Foreign app", name)
    return app


def add_app(db: Database, name: str, by: int) -> Row:
    """The app called *name*, made when it is not there. Raises SuperOfficeError 400 for a blank name."""
    if not name.strip():
        raise bad_request("Name: a foreign app needs a name")
    return find_app(db, name) or db.insert("foreignapp", {"name": name}, by)


def delete_app(db: Database, app: Row, by: int) -> None:
    """Remove an app with its devices and their keys."""
    for device in devices(db, app):
        delete_device(db, device, by)
    db.delete("foreignapp", app["foreignapp_id"], by)


def devices(db: Database, app: Row, name: str | None = None) -> list[Row]:
    """The devices of an app, or those called *name* in any case."""
    rows = db.table("foreigndevice").where("foreignapp_id", app["foreignapp_id"])
    return [row for row in rows if name is None or collated(row["name"]) == collated(name)]


def find_device(db: Database, app: Row, name: str, identifier: str) -> Row | None:
    """One device by name and identifier, both in any case."""
    wanted = collated(identifier)
    return next((row for row in devices(db, app, name) if collated(row["device_id"]) == wanted), None)


def require_device(db: Database, app_name: str, name: str, identifier: str) -> Row:
    """One device. Raises SuperOfficeError 404."""
    device = find_device(db, require_app(db, app_name), name, identifier)
    if device is None:
        raise missing("Foreign device", f"{name}/{identifier}")
    return device


def add_device(db: Database, app_name: str, name: str, identifier: str, by: int) -> Row:
    """The device, made when it is not there. Raises SuperOfficeError 400 or 404."""
    app = require_app(db, app_name)
    if len(name) > LONGEST_DEVICE_NAME:
        raise bad_request(f"DeviceName: longer than {LONGEST_DEVICE_NAME} characters")
    if len(identifier) > LONGEST_DEVICE_ID:
        raise bad_request(f"DeviceIdentifier: longer than {LONGEST_DEVICE_ID} characters")
    row = {"foreignapp_id": app["foreignapp_id"], "name": name, "device_id": identifier, "owner_id": by}
    return find_device(db, app, name, identifier) or db.insert("foreigndevice", row, by)


def delete_device(db: Database, device: Row, by: int) -> None:
    """Remove a device with its keys."""
    for key in keys_of_device(db, device):
        db.delete("foreignkey", key["foreignkey_id"], by)
    db.delete("foreigndevice", device["foreigndevice_id"], by)


def keys_of_device(db: Database, device: Row) -> list[Row]:
    """Every key of a device."""
    return db.table("foreignkey").where("foreigndevice_id", device["foreigndevice_id"])


def keys_of_record(db: Database, table: int, record_id: int) -> list[Row]:
    """Every key on a record, of all apps."""
    return [row for row in db.table("foreignkey").where("record_id", record_id) if row["table_id"] == table]


def find_key(db: Database, near: list[Row], name: str, table: int, record_id: int) -> Row | None:
    """The key *name* that one of the devices *near* has on a record."""
    ids = {device["foreigndevice_id"] for device in near}
    return next(
        (
            row
            for row in keys_of_record(db, table, record_id)
            if row["foreigndevice_id"] in ids and collated(row["subkey"]) == collated(name)
        ),
        None,
    )


def find_value(db: Database, near: list[Row], name: str, table: int, value: str) -> Row | None:
    """The key by its value, in any case: the database's collation knows none (contracts/superoffice.md §7)."""
    ids = {device["foreigndevice_id"] for device in near}
    return next(
        (
            row
            for row in db.table("foreignkey").where("subvalue", value)
            if row["foreigndevice_id"] in ids
            and row["table_id"] == table
            and collated(row["subkey"]) == collated(name)
        ),
        None,
    )


def save_key(db: Database, device: Row, name: str, table: int, record_id: int, value: str, by: int) -> Row:
    """Set the key *name* of a device on a record. Raises SuperOfficeError 400 for a value that is too long."""
    if len(value) > LONGEST_VALUE:
        raise bad_request(f"Value: longer than {LONGEST_VALUE} characters")
    if not name:
        raise bad_request("Key: a foreign key needs a name")
    existing = find_key(db, [device], name, table, record_id)
    if existing:
        return db.update("foreignkey", existing["foreignkey_id"], {"subvalue": value}, by)
    row = {
        "foreigndevice_id": device["foreigndevice_id"], "table_id": table, "record_id": record_id, "subkey": name,
        "subvalue": value, "seqno": 0,
    }  # fmt: skip
    return db.insert("foreignkey", row, by)


def foreign_keys_of(db: Database, table: str, record_id: int) -> dict[str, str]:
    """Every key of a record as `app.device.key`, for `fk=true` and `/{Entity}/{id}/ForeignKey`."""
    found = {}
    for row in keys_of_record(db, table_number(table), record_id):
        device = db.table("foreigndevice").get(row["foreigndevice_id"])
        app = db.table("foreignapp").get(device["foreignapp_id"]) if device else None
        if device and app:
            found[f"{app['name']}.{device['name']}.{row['subkey']}"] = row["subvalue"]
    return found


def add_asked_keys(ctx: Context, entity: dict[str, Any], table: str, record_id: int) -> None:
    """With `fk=true`, put the keys of a record into the `ExtraFields` of its entity."""
    if "ExtraFields" in entity and (ctx.query.get("fk") or "").lower() == "true":
        entity["ExtraFields"] = foreign_keys_of(ctx.db, table, record_id)


def drop_keys(world: World, db: Database, table: str, record_id: int, by: int) -> None:
    """Take the keys of a deleted record away, where the switch says that SuperOffice does so."""
    if world.switches.superoffice_orphan_keys == "removed":
        for row in keys_of_record(db, table_number(table), record_id):
            db.delete("foreignkey", row["foreignkey_id"], by)
