"""Agents/DatabaseTable: rows of one table in bulk, by the system user alone (contracts/superoffice.md §2.9)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from backend.sandbox.superoffice.agent_methods import agent_method
from backend.sandbox.superoffice.archive_agent import decoded
from backend.sandbox.superoffice.casing import Fields, read_int
from backend.sandbox.superoffice.cells import Cell, encoded
from backend.sandbox.superoffice.conventions import FULL_RIGHT, no_content
from backend.sandbox.superoffice.database import Row, Table
from backend.sandbox.superoffice.permissions import forbidden
from backend.sandbox.superoffice.routing import Context, bad_request
from backend.sandbox.superoffice.schema import STAMPS, TABLES, Kind, column_kinds
from backend.sandbox.superoffice.zones import parse

#: tables that the agent keeps its hands off: their rows hang together with others, or they hold rights
PROTECTED = frozenset({
    "associate", "contact", "person", "project", "sale", "selection", "usergroup", "usergrouplink",
    "traveltransactionlog", "webhook", "visiblefor", "userpreference",
})  # fmt: skip

FOREIGN = frozenset({"foreignapp", "foreigndevice", "foreignkey"})

_NOT_A_TIME = re.compile(r"^(0001-01-01|01/01/0001)")


def _table(ctx: Context, body: Fields) -> Table:
    """The table that a request names, if it may be written. Raises SuperOfficeError 400 or 403."""
    if not ctx.caller.is_system:
        raise forbidden("Agents/DatabaseTable is open to the system user only")
    wanted = body.text("TableName").lower()
    name = next((name for name in TABLES if name.lower() == wanted), None)
    if name is None:
        raise bad_request(f"TableName: unknown table {wanted[:60]!r}")
    if name in PROTECTED:
        raise forbidden(f"Table {name} is protected")
    if name in FOREIGN and ctx.world.switches.superoffice_bulk_foreign_keys == "refused":
        raise forbidden(f"Table {name} is protected")
    return ctx.db.table(name)


def _columns(table: Table, body: Fields, name: str) -> list[tuple[str, Kind]]:
    kinds = column_kinds(table.name)
    found = []
    for place, column in enumerate(body.get(name) or []):
        known = kinds.get(str(column).lower())
        if known is None:
            raise bad_request(f"{name}[{place}]: table {table.name} has no column {str(column)[:60]!r}")
        found.append(known)
    return found


def _value(text: Any, kind: Kind, field: str) -> Any:
    """A value of the data, plain or encoded. Raises SuperOfficeError 400."""
    if text is None:
        return None if kind in ("base", "utc") else "" if kind == "text" else 0
    value = decoded(str(text))
    if kind == "text":
        return value
    if kind in ("base", "utc"):
        return None if not value or _NOT_A_TIME.match(value) else _naive(value, field)
    if kind == "float":
        try:
            return float(value or 0)
        except ValueError as error:
            raise bad_request(f"{field}: {value[:40]!r} is not a number") from error
    return read_int(value or "0", field)


def _naive(value: str, field: str) -> datetime:
    return parse(value, field).replace(tzinfo=None)


def _rows(table: Table, body: Fields, columns: list[tuple[str, Kind]]) -> list[Row]:
    data = body.get("Data")
    if not isinstance(data, list):
        raise bad_request("Data: a list of rows is expected")
    rows = []
    for place, line in enumerate(data):
        if not isinstance(line, list) or len(line) != len(columns):
            raise bad_request(f"Data[{place}]: {len(columns)} values are expected")
        rows.append({
            name: _value(value, kind, f"Data[{place}].{name}")
            for (name, kind), value in zip(columns, line, strict=True)
            if name not in STAMPS
        })  # fmt: skip
    return rows


def _blank(table: Table) -> Row:
    """A row with the defaults of every column."""
    return {name: _value(None, kind, name) for name, kind in TABLES[table.name].columns.items()}


def _status(table: Table, row: Row, action: str, keys: list[str], given: Row) -> dict[str, Any]:
    return {
        "PrimaryKey": row[table.key], "Action": action, "RowKeys": [str(given[name]) for name in keys],
        "TableRight": None, "FieldProperties": {},
    }  # fmt: skip


def _result(inserts: int, updates: int, deletes: int, statuses: list[dict[str, Any]] | None) -> dict[str, Any]:
    return {
        "Success": True, "Message": "", "Inserts": inserts, "Updates": updates, "Deletes": deletes,
        "RowStatus": statuses, "TableRight": FULL_RIGHT, "FieldProperties": {},
    }  # fmt: skip


@agent_method("DatabaseTable", "Insert")
def insert(ctx: Context, body: Fields) -> Any:
    """Add rows. A primary key of 0 is given by the database."""
    table = _table(ctx, body)
    rows = _rows(table, body, _columns(table, body, "Columns"))
    taken = next((row[table.key] for row in rows if row.get(table.key) in table.rows), None)
    if taken is not None:
        raise bad_request(f"Data: {table.name} {taken} exists already")
    for row in rows:
        ctx.db.insert(table.name, _blank(table) | row, ctx.caller.associate_id)
    return _result(len(rows), 0, 0, None)


@agent_method("DatabaseTable", "Upsert")
def upsert(ctx: Context, body: Fields) -> Any:
    """Add rows or change those that have the same keys, answering with the primary keys when asked."""
    table = _table(ctx, body)
    columns = _columns(table, body, "Columns")
    keys = [name for name, _ in _columns(table, body, "Keys")]
    absent = [name for name in keys if name not in dict(columns)]
    if not keys or absent:
        raise bad_request(f"Keys: {', '.join(absent) or 'one or more columns'} must be among Columns")
    no_match = body.text("NomatchAction").lower() or "nochange"
    if no_match not in ("nochange", "zerocolumns", "deleterow"):
        raise bad_request("NomatchAction: NoChange, ZeroColumns or DeleteRow is expected")
    by, counts = ctx.caller.associate_id, {"Inserted": 0, "Updated": 0, "NoUpdateNeeded": 0}
    statuses = []
    for given in _rows(table, body, columns):
        row, action = _upsert_row(ctx, table, given, keys, by)
        counts[action] += 1
        statuses.append(_status(table, row, action, keys, given))
    gone = _leftovers(ctx, table, {status["PrimaryKey"] for status in statuses}, columns, keys, no_match)
    shown = statuses + gone if body.flag("ReturnRowStatus") else None
    return _result(counts["Inserted"], counts["Updated"], len(gone), shown)


def _upsert_row(ctx: Context, table: Table, given: Row, keys: list[str], by: int) -> tuple[Row, str]:
    existing = _match(table, given, keys)
    if existing is None:
        return ctx.db.insert(table.name, _blank(table) | given, by), "Inserted"
    before = existing["updatedCount"]
    row = ctx.db.update(table.name, existing[table.key], given, by)
    return row, "Updated" if row["updatedCount"] != before else "NoUpdateNeeded"


def _match(table: Table, given: Row, keys: list[str]) -> Row | None:
    """The row with the same keys, by the most selective index there is."""
    if table.key in keys:
        return table.get(given[table.key])
    indexed = [found for name in keys if (found := table.matching(name, given[name])) is not None]
    near = sorted(indexed, key=len)[0] if indexed else set(table.keys)
    matches = [key for key in near if all(table.rows[key].get(name) == given[name] for name in keys)]
    return table.rows[min(matches)] if matches else None


def _leftovers(
    ctx: Context, table: Table, kept: set[int], columns: list[tuple[str, Kind]], keys: list[str], action: str
) -> list[dict[str, Any]]:
    """Delete or zero the rows that no line of the data has named."""
    if action == "nochange":
        return []
    zeros = {name: _value(None, kind, name) for name, kind in columns if name not in keys and name not in STAMPS}
    gone = []
    for row in table:
        if row[table.key] in kept:
            continue
        if action == "deleterow":
            ctx.db.delete(table.name, row[table.key], ctx.caller.associate_id)
        else:
            ctx.db.update(table.name, row[table.key], zeros, ctx.caller.associate_id)
        gone.append(_status(table, row, "Deleted" if action == "deleterow" else "ColumnsZeroed", keys, row))
    return gone


@agent_method("DatabaseTable", "Delete")
def delete(ctx: Context, body: Fields) -> Any:
    """Remove rows by primary key; those that are not there are passed over."""
    table = _table(ctx, body)
    ids = [row_id for row_id in dict.fromkeys(body.numbers("IDs")) if row_id in table.rows]
    for row_id in ids:
        ctx.db.delete(table.name, row_id, ctx.caller.associate_id)
    return _result(0, 0, len(ids), None)


@agent_method("DatabaseTable", "InsertRow")
def insert_row(ctx: Context, body: Fields) -> Any:
    """Add one row; its primary key is the answer."""
    table = _table(ctx, body)
    row = ctx.db.insert(table.name, _blank(table) | _named_values(table, body), ctx.caller.associate_id)
    return row[table.key]


@agent_method("DatabaseTable", "UpdateRow")
def update_row(ctx: Context, body: Fields) -> Any:
    """Change one row."""
    table = _table(ctx, body)
    if body.number("Id") not in table.rows:
        raise bad_request(f"Id: {table.name} {body.number('Id')} does not exist")
    ctx.db.update(table.name, body.number("Id"), _named_values(table, body), ctx.caller.associate_id)
    return no_content()


@agent_method("DatabaseTable", "DeleteRow")
def delete_row(ctx: Context, body: Fields) -> Any:
    """Remove one row."""
    table = _table(ctx, body)
    if body.number("Id") in table.rows:
        ctx.db.delete(table.name, body.number("Id"), ctx.caller.associate_id)
    return no_content()


@agent_method("DatabaseTable", "ReadRow")
def read_row(ctx: Context, body: Fields) -> Any:
    """One row with encoded values, null when there is none."""
    table = _table(ctx, body)
    row = table.get(body.number("Id"))
    if row is None:
        return None
    values = {
        name: encoded(Cell(kind, row.get(name)), ctx.zone) for name, kind in column_kinds(table.name).values()
    }
    return {"Values": values, "TableRight": FULL_RIGHT, "FieldProperties": {}}


def _named_values(table: Table, body: Fields) -> Row:
    kinds = column_kinds(table.name)
    row = {}
    values = body.nested("Values")
    for name in values.names():
        if name not in kinds:
            raise bad_request(f"Values: table {table.name} has no column {name[:60]!r}")
        column, kind = kinds[name]
        if column not in STAMPS:
            row[column] = _value(values.get(name), kind, f"Values.{column}")
    return row
