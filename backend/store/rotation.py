"""Secrets at rest encrypted again with the newest key, row by row, beside whoever writes at the same time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Column, Connection, Engine, LargeBinary, func, select, update
from sqlmodel import SQLModel

from backend.store import person_tables, sign_in_tables, tables
from backend.store.secrets import UnreadableSecret, Vault

#: the modules that declare tables: they must be loaded before the columns are looked for
DECLARED: Final = (tables, person_tables, sign_in_tables)
#: rows read at a time
BATCH: Final = 500


@dataclass(slots=True)
class Renewed:
    """What became of the secrets of one column."""

    #: "mailbox.salt"
    column: str
    renewed: int = 0
    #: made with the newest key already
    newest: int = 0
    #: made with a key that is not given, or damaged
    unreadable: int = 0


def renew_all(engine: Engine, vault: Vault) -> list[Renewed]:
    """Renew every secret; what became of them, by column. It may be stopped and begun again at any row.

    Each row is a transaction of its own, so that nobody waits for more than one row.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        return [_renew_column(connection, vault, column) for column in secret_columns()]


def secret_columns() -> list[Column[Any]]:
    """The columns that hold secrets: the vault alone writes bytes."""
    return [
        column
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    ]


def _renew_column(connection: Connection, vault: Vault, column: Column[Any]) -> Renewed:
    counts = Renewed(f"{column.table.name}.{column.name}")
    for key, secret in _rows(connection, column):
        try:
            if _renew(connection, vault, column, key, secret):
                counts.renewed += 1
            else:
                counts.newest += 1
        except UnreadableSecret:
            counts.unreadable += 1
    return counts


def _rows(connection: Connection, column: Column[Any]) -> Iterator[tuple[Any, bytes]]:
    """Key and secret of every row that has one, a batch at a time."""
    key = _key(column)
    batch = select(key, column).where(func.length(column) > 0).order_by(key).limit(BATCH)
    rows = connection.execute(batch).all()
    while rows:
        for row in rows:
            yield row[0], row[1]
        rows = connection.execute(batch.where(key > rows[-1][0])).all()


def _renew(connection: Connection, vault: Vault, column: Column[Any], key: object, secret: bytes | None) -> bool:
    """Renew one secret; False where nothing is left to renew. Raises UnreadableSecret.

    What somebody else has written meanwhile is never written over: it is looked at instead.
    """
    name = _key(column)
    while secret and not vault.is_newest(secret):
        unchanged = update(column.table).where(name == key, column == secret)
        if connection.execute(unchanged.values({column: vault.renew(secret)})).rowcount:
            return True
        secret = connection.execute(select(column).where(name == key)).scalar()
    return False


def _key(column: Column[Any]) -> Column[Any]:
    """The column that names a row of the same table; secrets are in tables with one of them."""
    (key,) = tuple(column.table.primary_key)
    return key
