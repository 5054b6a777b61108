"""How often somebody knocks, counted in the database so that every process of ours knows it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection, case, delete, func
from sqlalchemy.dialects import postgresql
from sqlmodel import Session, col

from backend.store.sign_in_tables import Attempts


def count(session: Session, key: str, now: datetime, stretch: timedelta) -> tuple[int, datetime]:
    """This attempt's number in the stretch of time that is under way for *key*, and the end of the stretch."""
    first = postgresql.insert(Attempts).values(key=key, count=1, until=now + stretch)
    over = col(Attempts.until) <= now
    again = first.on_conflict_do_update(
        index_elements=[col(Attempts.key)],
        set_={
            "count": case((over, 1), else_=col(Attempts.count) + 1),
            "until": case((over, now + stretch), else_=col(Attempts.until)),
        },
    )
    number, until = session.execute(again.returning(col(Attempts.count), col(Attempts.until))).one()
    return number, until


def drop_over(connection: Connection, now: datetime) -> int:
    """Drop the stretches that are over; how many."""
    return connection.execute(delete(Attempts).where(col(Attempts.until) <= now)).rowcount


def erase(connection: Connection, who: Collection[str]) -> None:
    """Forget how often these callers knocked; a key is what they did and who they are."""
    connection.execute(delete(Attempts).where(func.split_part(col(Attempts.key), " ", 2).in_(who)))
