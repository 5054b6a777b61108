"""The log of administrators' acts: read by pages, and dropped when it is old. Nothing in it is ever changed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, delete, select, tuple_
from sqlmodel import Session, col

from backend.store.tables import Act

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
