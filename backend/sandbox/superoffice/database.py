"""SuperOffice's tables in memory: rows under their database column names, so that the dynamic archive is a join.

Every write stamps registered/updated, writes the travel transaction log and tells the listeners (webhooks).
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from backend.sandbox.clock import Clock
from backend.sandbox.superoffice.schema import TABLES

Row = dict[str, Any]
Operation = Literal["insert", "update", "delete"]

#: travel transaction log types (contracts/superoffice.md §6)
TTL_TYPES: dict[Operation, int] = {"insert": 4352, "update": 4608, "delete": 4864}
TTL_UPDATE_OWNER = 5120

#: table numbers that outside callers use
TABLE_NUMBERS = {
    "contact": 5, "person": 6, "project": 10, "appointment": 9, "sale": 13, "selection": 11,
    "associate": 2, "selectionmember": 24, "foreigndevice": 182, "foreignkey": 183,
}  # fmt: skip

#: what `insert` fills in
STAMP_COLUMNS = frozenset(
    {"registered", "registered_associate_id", "updated", "updated_associate_id", "updatedCount"}
)


@dataclass(slots=True)
class Change:
    """One write, as webhooks and the transaction log see it."""

    table: str
    operation: Operation
    id: int
    #: associate who wrote; 0 for nobody
    by: int
    #: database columns that changed
    columns: tuple[str, ...]
    #: the row after the write; before it for a delete
    row: Row


def collated(value: Any) -> Any:
    """A value as indexes compare it: texts without case, as the database's collation does."""
    return value.casefold() if isinstance(value, str) else value


@dataclass
class Table:
    """One table. The primary key column is `<name>_id`."""

    name: str
    rows: dict[int, Row] = field(default_factory=dict)
    next_id: int = 1
    #: columns with an index for `where`
    indexed: tuple[str, ...] = ()
    #: primary keys in ascending order
    keys: list[int] = field(default_factory=list)
    _indexes: dict[str, dict[Any, set[int]]] = field(default_factory=dict)
    #: (moment, primary key) of every write in order of time; a line is stale when its row has moved on
    _timelines: dict[str, list[tuple[datetime, int]]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Name of the primary key column."""
        return f"{self.name}_id"

    def where(self, column: str, value: Any) -> list[Row]:
        """Rows whose *column* equals *value*, by primary key."""
        if column in self.indexed:
            ids = self._indexes.get(column, {}).get(collated(value), set())
            return [self.rows[i] for i in sorted(ids)]
        return [row for row in self.rows.values() if row.get(column) == value]

    def matching(self, column: str, value: Any) -> set[int] | None:
        """Primary keys of the rows whose indexed *column* equals *value*; None without an index."""
        if column not in self.indexed:
            return None
        return self._indexes.get(column, {}).get(collated(value), set())

    def keys_from(self, first: int) -> Sequence[int]:
        """Primary keys from *first* on, ascending."""
        return self.keys[bisect_left(self.keys, first) :]

    def stamp(self, column: str, row: Row) -> None:
        """Enter *row* in the timeline of *column* (registered, updated, ttime)."""
        line = self._timelines.setdefault(column, [])
        insort(line, (row[column], row[self.key]))
        if len(line) > 1000 + 2 * len(self.rows):
            line[:] = sorted((r[column], r[self.key]) for r in self.rows.values() if r.get(column))

    def since(self, column: str, moment: datetime) -> set[int] | None:
        """Primary keys written at *moment* or later, possibly with too many; None without a timeline."""
        line = self._timelines.get(column)
        if line is None:
            return set() if column in ("registered", "updated", "ttime") else None
        return {row_id for _, row_id in line[bisect_left(line, (moment, 0)) :] if row_id in self.rows}

    def __iter__(self) -> Iterator[Row]:
        return iter(list(self.rows.values()))

    def get(self, row_id: int) -> Row | None:
        """The row of a primary key."""
        return self.rows.get(row_id)

    def index(self, row: Row, *, remove: bool = False) -> None:
        """Keep the indexes in step with *row*."""
        for column in self.indexed:
            bucket = self._indexes.setdefault(column, {}).setdefault(collated(row.get(column)), set())
            (bucket.discard if remove else bucket.add)(row[self.key])


class Database:
    """All tables of one tenant."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.tables: dict[str, Table] = {}
        self.listeners: list[Callable[[Change], None]] = []
        for name, definition in TABLES.items():
            self.table(name, definition.indexed)
        self.log = self.table("traveltransactionlog")

    def __getstate__(self) -> dict[str, Any]:
        # listeners hold connections; the host attaches its own again after loading
        return {**self.__dict__, "listeners": []}

    def table(self, name: str, indexed: Iterable[str] = ()) -> Table:
        """The table called *name*, made when it is not there yet."""
        if name not in self.tables:
            self.tables[name] = Table(name, indexed=tuple(indexed))
        return self.tables[name]

    def now(self) -> datetime:
        """The moment as the database writes it: UTC without microseconds, naive."""
        return self.clock.now().replace(microsecond=0, tzinfo=None)

    def insert(self, name: str, row: Row, by: int) -> Row:
        """Add *row*; its primary key and stamps are filled in. Returns the stored row."""
        table = self.table(name)
        row_id = int(row.get(table.key) or 0) or table.next_id
        table.next_id = max(table.next_id, row_id + 1)
        stored = {
            **row, table.key: row_id, "registered": self.now(), "registered_associate_id": by,
            "updated": None, "updated_associate_id": 0, "updatedCount": 0,
        }  # fmt: skip
        table.rows[row_id] = stored
        insort(table.keys, row_id)
        table.index(stored)
        table.stamp("registered", stored)
        self._wrote(Change(name, "insert", row_id, by, tuple(row), stored))
        return stored

    def update(self, name: str, row_id: int, changes: Row, by: int, *, silent: bool = False) -> Row:
        """Set columns of one row. A row that would not change is left alone. *silent* bumps nothing."""
        table = self.table(name)
        row = table.rows[row_id]
        changed = {column: value for column, value in changes.items() if row.get(column) != value}
        if not changed:
            return row
        table.index(row, remove=True)
        row.update(changed)
        if not silent:
            row |= {
                "updated": self.now(), "updated_associate_id": by, "updatedCount": row["updatedCount"] + 1,
            }  # fmt: skip
            table.stamp("updated", row)
        table.index(row)
        if not silent:
            self._wrote(Change(name, "update", row_id, by, tuple(changed), row))
        return row

    def touch(self, name: str, row_id: int, columns: tuple[str, ...], by: int) -> None:
        """Stamp a row as changed although its own columns stay: something that belongs to it was written."""
        table = self.table(name)
        row = table.rows[row_id]
        row |= {"updated": self.now(), "updated_associate_id": by, "updatedCount": row["updatedCount"] + 1}
        table.stamp("updated", row)
        self._wrote(Change(name, "update", row_id, by, columns, row))

    def delete(self, name: str, row_id: int, by: int) -> None:
        """Remove one row."""
        table = self.table(name)
        row = table.rows.pop(row_id)
        table.keys.pop(bisect_left(table.keys, row_id))
        table.index(row, remove=True)
        self._wrote(Change(name, "delete", row_id, by, (), row))

    def _wrote(self, change: Change) -> None:
        if change.table == "traveltransactionlog":
            return
        self._log(change.table, change.id, TTL_TYPES[change.operation], change.by)
        for listener in self.listeners:
            listener(change)

    def moved_owner(self, name: str, row_id: int, previous: int, by: int) -> None:
        """Log that a row left the diary of associate *previous* (UpdateOwner)."""
        self._log(name, row_id, TTL_UPDATE_OWNER, by, previous)

    def _log(self, name: str, row_id: int, kind: int, by: int, previous: int = 0) -> None:
        table = self.log
        line = {
            table.key: table.next_id, "ttime": self.now(), "type": kind, "record_id": row_id,
            "tablenumber": TABLE_NUMBERS.get(name, 0), "prev_record_id": previous, "associate_id": by,
        }  # fmt: skip
        table.rows[table.next_id] = line
        table.keys.append(table.next_id)
        table.next_id += 1
        table.index(line)
        table.stamp("ttime", line)
