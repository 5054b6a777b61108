"""Finding rows of a table by a filter without reading all of them: indexes, key ranges and timelines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from backend.sandbox.superoffice.database import Row, Table
from backend.sandbox.superoffice.odata import Condition, Node
from backend.sandbox.superoffice.predicates import Moment
from backend.sandbox.superoffice.schema import column_kinds

#: turns a condition of an archive into one on a column of the table that holds whenever it does; None for none
Stored = Callable[[Condition], Condition | None]


def candidates(table: Table, tree: Node | None, stored: Stored, moment: Moment) -> Iterable[int]:
    """Primary keys, ascending, among which all rows that pass *tree* are; rows must still be tested."""
    found = _narrow(table, tree, stored, moment)
    first = _first_key(table, tree, stored)
    walk = table.keys_from(first)
    return walk if found is None or len(found) >= len(walk) else sorted(key for key in found if key >= first)


def _first_key(table: Table, tree: Node | None, stored: Stored) -> int:
    """Where a walk by primary key (`appointmentId gt 700`) begins."""
    parts = tree.parts if tree and not isinstance(tree, Condition) and tree.join == "and" else (tree,)
    conditions = [stored(part) for part in parts if isinstance(part, Condition) and part.operator == "greater"]
    starts = [
        int(condition.values[0]) + 1
        for condition in conditions
        if condition and condition.column == table.key and condition.values[0].isdecimal()
    ]
    return max(starts, default=0)


def _narrow(table: Table, tree: Node | None, stored: Stored, moment: Moment) -> set[int] | None:
    if tree is None:
        return None
    if isinstance(tree, Condition):
        return _narrow_condition(table, stored(tree), moment)
    narrowed = [_narrow(table, part, stored, moment) for part in tree.parts]
    known = [keys for keys in narrowed if keys is not None]
    if tree.join == "and":
        return min(known, key=len, default=None)
    return set().union(*known) if len(known) == len(narrowed) else None


def _narrow_condition(table: Table, condition: Condition | None, moment: Moment) -> set[int] | None:
    if condition is None:
        return None
    column = condition.column
    if condition.operator in ("equals", "oneOf"):
        return _equal(table, column, condition.values)
    kind = column_kinds(table.name).get(column.lower(), ("", "text"))[1]
    if kind == "utc" and condition.operator in ("afterTime", "after", "greater", "afterOrEqual"):
        start = moment.literal(condition.values[0], f"$filter: {condition.column}", kind)
        if condition.operator in ("after", "afterOrEqual"):
            start = datetime(start.year, start.month, start.day)
        return table.since(column, start)
    return None


def _equal(table: Table, column: str, values: tuple[str, ...]) -> set[int] | None:
    kind = column_kinds(table.name).get(column.lower(), ("", "text"))[1]
    wanted: list[Any]
    if kind == "int" and all(value.lstrip("-").isdecimal() for value in values):
        wanted = [int(value) for value in values]
    elif kind == "text" and all(values):  # an empty literal also means no value, which no index holds
        wanted = list(values)
    else:
        return None
    if column == table.key:
        return {number for number in wanted if number in table.rows}
    buckets = [table.matching(column, value) for value in wanted]
    known = [bucket for bucket in buckets if bucket is not None]
    return set().union(*known) if len(known) == len(buckets) else None


def sort_key(value: Any) -> tuple[bool, Any]:
    """Order of values of one column: nothing first, texts without case."""
    return value is not None, value.casefold() if isinstance(value, str) else value


def page(
    rows: Iterable[Any], skip: int, top: int | None, order: list[tuple[Callable[[Any], Any], bool]]
) -> list[Any]:
    """The rows of one page; without *order* they are read no further than needed."""
    if order:
        ordered = list(rows)
        for key, descending in reversed(order):
            ordered.sort(key=key, reverse=descending)
        rows = ordered
    return list(islice(rows, skip, None if top is None else skip + top))


def tested(table: Table, keys: Iterable[int], test: Callable[[Row], bool]) -> Iterator[Row]:
    """The rows of *keys* that pass."""
    for key in keys:
        row = table.rows.get(key)
        if row is not None and test(row):
            yield row
