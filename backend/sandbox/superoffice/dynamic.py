"""The dynamic archive: any column of any table, joined along a path of dots (contracts/superoffice.md §2.4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from backend.sandbox.superoffice.cells import Cell
from backend.sandbox.superoffice.database import Database, Row, Table
from backend.sandbox.superoffice.odata import Condition, Node, columns_of, unknown_column
from backend.sandbox.superoffice.permissions import forbidden, may_read_text
from backend.sandbox.superoffice.predicates import Field, Moment, compile_filter
from backend.sandbox.superoffice.routing import Context, bad_request
from backend.sandbox.superoffice.schema import FOREIGN_KEYS, TABLES, Kind, column_kinds
from backend.sandbox.superoffice.search import candidates, page, sort_key

_STEP = re.compile(r"([.:])(?:(\w+)|\(\s*(\w+)\s*->\s*(\w+)\s*\))")
_NAMES = {name.lower(): name for name in TABLES}

#: a joined row: path of the join -> the table's row, None where an outer join found nothing
Joined = dict[str, Row | None]


@dataclass
class Join:
    """A table reached from the base table."""

    path: str
    table: Table
    inner: bool
    #: column of the parent that holds this table's primary key; empty for a right join
    forward: str
    #: column of this table that holds the parent's primary key; empty otherwise
    backward: str
    children: dict[str, Join] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the query."""

    path: str
    table: str
    name: str
    kind: Kind


class Query:
    """A query of the dynamic archive, its joins collected from every column that it mentions."""

    def __init__(self, db: Database, columns: list[str], tree: Node | None, order: list[tuple[str, bool]]) -> None:
        """Raises SuperOfficeError 400 for a table or column that does not exist."""
        mentioned = [*columns, *columns_of(tree), *(name for name, _ in order)]
        dotted = next((name for name in mentioned if "." in name), None)
        if dotted is None:
            raise bad_request("$select: the dynamic archive needs table.column")
        base = _table_name(dotted.split(".")[0])
        self.db = db
        self.tree = tree
        self.order = order
        self.base = Join("", db.table(base), inner=True, forward="", backward="")
        self.columns = {name: self._column(name) for name in mentioned}

    def _column(self, text: str) -> Column:
        head = re.match(r"\w+", text)
        if head is None:
            raise unknown_column(text)
        if head.end() == len(text):  # a bare column belongs to the base table
            return self._leaf(self.base, head.group(), text)
        if _table_name(head.group()) != self.base.table.name:
            raise bad_request(f"Column {text!r} does not start at table {self.base.table.name}")
        steps = list(_STEP.finditer(text, head.end()))
        if "".join(step.group() for step in steps) != text[head.end() :] or not steps[-1].group(2):
            raise unknown_column(text)
        join = self.base
        for step in steps[:-1]:
            join = self._step(join, step, text)
        return self._leaf(join, steps[-1].group(2), text)

    def _leaf(self, join: Join, name: str, text: str) -> Column:
        known = column_kinds(join.table.name).get(name.lower())
        if known is None:
            raise unknown_column(text)
        return Column(join.path, join.table.name, *known)

    def _step(self, parent: Join, step: re.Match[str], text: str) -> Join:
        mark, column, other, back = step.groups()
        path = f"{parent.path}{step.group().lower()}"
        if path in parent.children:
            return parent.children[path]
        if column:
            known = column_kinds(parent.table.name).get(column.lower())
            target = FOREIGN_KEYS.get(column.lower())
            if known is None or target is None:
                raise unknown_column(text)
            join = Join(path, self.db.table(target), mark == ":", known[0], "")
        else:
            name = _table_name(other)
            known = column_kinds(name).get(back.lower())
            if known is None:
                raise unknown_column(text)
            join = Join(path, self.db.table(name), mark == ":", "", known[0])
        parent.children[path] = join
        return join

    def _stored(self, condition: Condition) -> Condition | None:
        column = self.columns[condition.column]
        return replace(condition, column=column.name) if column.path == "" else None

    def _in_order_of_keys(self) -> bool:
        """The rows come in the order asked for anyway."""
        columns = [(self.columns[name], down) for name, down in self.order]
        return [(c.path, c.name, down) for c, down in columns] == [("", self.base.table.key, False)]

    def read(self, name: str) -> Callable[[Joined], Any]:
        """Reads one column of a joined row."""
        column = self.columns[name]
        path, key = column.path, column.name

        def value(joined: Joined) -> Any:
            row = joined[path]
            return None if row is None else row.get(key)

        return value

    def rows(self, moment: Moment, skip: int, top: int | None) -> list[Joined]:
        """One page of joined rows."""
        test = compile_filter(self.tree, self._field, moment)
        keys = candidates(self.base.table, self.tree, self._stored, moment)
        joined = (
            joined
            for key in keys
            if (row := self.base.table.rows.get(key)) is not None
            for joined in _expand(self.base, row)
            if test(joined)
        )
        if self._in_order_of_keys():
            return page(joined, skip, top, [])
        return page(joined, skip, top, [(_sortable(self.read(name)), down) for name, down in self.order])

    def _field(self, name: str) -> Field:
        read = self.read(name)
        return Field(name, self.columns[name].kind, lambda joined: (read(joined),))


def _table_name(text: str) -> str:
    name = _NAMES.get(text.lower())
    if name is None:
        raise bad_request(f"Unknown table {text!r}")
    return name


def _expand(join: Join, row: Row | None) -> Iterator[Joined]:
    """Every combination of *row* with the rows joined to it."""
    combinations: list[Joined] = [{join.path: row}]
    for child in join.children.values():
        found = _partners(join, child, row)
        combinations = [
            {**joined, **inside}
            for joined in combinations
            for partner in found
            for inside in _expand(child, partner)
        ]
    yield from combinations


def _partners(parent: Join, child: Join, row: Row | None) -> list[Row | None]:
    if row is None:
        found: list[Row] = []
    elif child.forward:
        partner = child.table.get(row.get(child.forward) or 0)
        found = [partner] if partner else []
    else:
        found = child.table.where(child.backward, row[parent.table.key])
    return [*found] if found or child.inner else [None]


def _sortable(read: Callable[[Joined], Any]) -> Callable[[Joined], tuple[bool, Any]]:
    return lambda joined: sort_key(read(joined))


def refuse_log(ctx: Context, query: Query) -> None:
    """Raise SuperOfficeError 403 where the switch closes the travel transaction log."""
    tables = {column.table for column in query.columns.values()}
    if "traveltransactionlog" in tables and ctx.world.switches.superoffice_transaction_log == "refused":
        raise forbidden("No access to table traveltransactionlog")


def cell_of(ctx: Context, query: Query, name: str, joined: Joined) -> Cell | None:
    """A column of a joined row, None where an outer join found nothing.

    Texts of private appointments are empty for other users (contracts/superoffice.md §3.7).
    """
    column = query.columns[name]
    row = joined[column.path]
    if row is None:
        return None
    value = row.get(column.name)
    if column.table == "text" and not _may_read(ctx, row):
        value = ""
    return Cell(column.kind, value)


def _may_read(ctx: Context, text: Row) -> bool:
    """True when one of the follow-ups that share a text may be read."""
    if ctx.caller.is_system:
        return True
    sharing = ctx.db.table("appointment").where("text_id", text["text_id"])
    return any(may_read_text(ctx.db, ctx.caller, row) for row in sharing)
