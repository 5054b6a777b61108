"""The log of administrators' acts: read by pages, dropped when it is old. Only an erasure changes it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, String, cast, delete, func, insert, or_, select, tuple_
from sqlmodel import Session, col

from backend.store.tables import Act

#: stands where the address of an erased person stood
ERASED: Final = "erased"

_ORDER = (col(Act.at), col(Act.id))


def page(
    session: Session, organisation_id: UUID, limit: int, after: tuple[datetime, UUID] | None = None
) -> list[Act]:
    """Up to *limit* acts of an organisation, newest first. *after*: moment and id of the last one before."""
    query = select(Act).where(col(Act.organisation_id) == organisation_id)
    if after:
        query = query.where(tuple_(*_ORDER) < tuple_(*after))
    return list(session.scalars(query.order_by(*(column.desc() for column in _ORDER)).limit(limit)))


def drop(connection: Connection, before: datetime) -> int:
    """Drop acts of before that moment; how many."""
    return connection.execute(delete(Act).where(col(Act.at) < before)).rowcount


def erase(connection: Connection, addresses: Collection[str]) -> int:
    """Let the log forget people by their *addresses*, lower case: that an act happened stays; how many did.

    The database refuses to change an entry, so each is replaced by one without them.
    """
    named = [cast(column, String) for column in (col(Act.before), col(Act.after))]
    concerned = or_(
        func.lower(col(Act.who)).in_(addresses),
        func.lower(col(Act.whom)).in_(addresses),
        *(func.strpos(func.lower(text), address) > 0 for text in named for address in addresses),
    )
    gone = delete(Act).where(concerned).returning(*Act.metadata.tables["act"].columns)
    rows = connection.execute(gone).mappings().all()
    if rows:
        connection.execute(insert(Act), [_without(dict(row), addresses) for row in rows])
    return len(rows)


def _without(row: dict[str, Any], addresses: Collection[str]) -> dict[str, Any]:
    about = row["whom"].lower() in addresses
    for name in ("who", "whom"):
        if row[name].lower() in addresses:
            row[name] = ERASED
    for name in ("before", "after"):
        if about or any(address in str(row[name]).lower() for address in addresses):
            row[name] = {}
    return row
