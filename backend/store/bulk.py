"""Many rows in one statement: they travel as one JSON value, which PostgreSQL unfolds into rows.

Statements are built once. One for each row would cost a client's CPU time for each of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any, Final, TypeVar

from sqlalchemy import (
    ColumnElement,
    TableValuedAlias,
    any_,
    bindparam,
    column,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped
from sqlmodel import SQLModel

#: values that are asked for at once
_AT_ONCE: Final = 1_000
#: the parameter that has the rows: a list of objects, whose keys are columns
ROWS: Final = "rows"
#: the parameter that has the values of `among`
VALUES: Final = "values"

T = TypeVar("T")


def given(table: type[SQLModel]) -> TableValuedAlias:
    """The rows of the parameter ROWS as a relation with the columns of *table*; what they do not tell is null."""
    known = table.__table__  # type: ignore[attr-defined]
    as_rows = func.jsonb_populate_recordset(literal_column(f"null::{known.name}"), bindparam(ROWS, type_=JSONB))
    return as_rows.table_valued(*(column(one.name, one.type) for one in known.columns)).alias("given")


def inserting(table: type[SQLModel], names: Collection[str]) -> postgresql.Insert:
    """A statement that adds the rows of the parameter ROWS, of which these columns are told."""
    rows = given(table)
    return postgresql.insert(table).from_select(
        list(names), select(*(rows.c[name] for name in names)), include_defaults=False
    )


def portions(values: Iterable[T]) -> Iterator[list[T]]:
    """Many values in portions for `among`, each once."""
    left = iter(dict.fromkeys(values))
    while some := list(islice(left, _AT_ONCE)):
        yield some


def among(column: Mapped[Any]) -> ColumnElement[bool]:
    """Whether a column is one of the parameter VALUES: however many there are, the statement stays one and the
    same."""
    of_its_type = ARRAY(column.type)  # type: ignore[attr-defined]
    return column == any_(bindparam(VALUES, type_=of_its_type))


def binary(value: bytes) -> str:
    """Bytes as PostgreSQL reads them in a row of the parameter ROWS."""
    return f"\\x{value.hex()}"
