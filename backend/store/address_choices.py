"""Whom owners of mailboxes mean by addresses, in the database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql
from sqlmodel import col

from backend.store.person_tables import AddressChoice


def among(connection: Connection, mailbox_id: UUID, digests: Iterable[str]) -> dict[str, int]:
    """By digest the person who is meant, of those addresses about which something was said."""
    wanted = list(digests)
    if not wanted:
        return {}
    query = select(col(AddressChoice.address), col(AddressChoice.person_id)).where(
        col(AddressChoice.mailbox_id) == mailbox_id, col(AddressChoice.address).in_(wanted)
    )
    return {str(digest): int(person) for digest, person in connection.execute(query)}


def put(connection: Connection, mailbox_id: UUID, digest: str, person_id: int, now: datetime) -> None:
    """Remember a choice, instead of an earlier one."""
    said = {"person_id": person_id, "at": now}
    row = postgresql.insert(AddressChoice).values(mailbox_id=mailbox_id, address=digest, **said)
    keys = [col(AddressChoice.mailbox_id), col(AddressChoice.address)]
    connection.execute(row.on_conflict_do_update(index_elements=keys, set_=said))
