"""Persons and their contacts: links, the reasons for which persons are wanted, proposals, and the cursor."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql
from sqlmodel import col

from backend.core.items import Kind
from backend.core.person_links import PersonLink as Link
from backend.core.person_links import Source
from backend.store.person_tables import PersonCursor, PersonLink, PersonProposal, PersonSource
from backend.store.tables import Link as AnyLink

_LINK = [
    column
    for column in PersonLink.__table__.columns  # type: ignore[attr-defined]
    if column.name != "mailbox_id"
]
_SAVE = (
    update(PersonLink)
    .where(col(PersonLink.id) == bindparam("link"))
    .values({column.name: bindparam(column.name) for column in _LINK if column.name != "id"})
)


def links(connection: Connection, mailbox_id: UUID) -> dict[int, Link]:
    """All links of a mailbox, by person."""
    rows = connection.execute(select(*_LINK).where(col(PersonLink.mailbox_id) == mailbox_id)).mappings()
    return {row["person_id"]: Link(**row) for row in rows}


def add(connection: Connection, mailbox_id: UUID, new: Sequence[Link]) -> None:
    """Insert links."""
    if new:
        connection.execute(insert(PersonLink), [{**asdict(link), "mailbox_id": mailbox_id} for link in new])


def save(connection: Connection, changed: Sequence[Link]) -> None:
    """Store links as they are now."""
    if changed:
        connection.execute(_SAVE.execution_options(synchronize_session=None), [_values(one) for one in changed])


def _values(link: Link) -> dict[str, Any]:
    values = asdict(link)
    values["link"] = values.pop("id")
    return values


def remove(connection: Connection, ids: Collection[UUID]) -> None:
    """Forget links."""
    if ids:
        connection.execute(delete(PersonLink).where(col(PersonLink.id).in_(ids)))


_BIRTHDAYS = select(col(PersonLink.birthday)).where(
    col(PersonLink.mailbox_id) == bindparam("mailbox"), col(PersonLink.birthday) != ""
)


def birthdays(connection: Connection, mailbox_id: UUID) -> frozenset[str]:
    """Marks of the yearly events that calendar systems make of the contacts' birthdays."""
    return frozenset(connection.scalars(_BIRTHDAYS, {"mailbox": mailbox_id}))


def sources(connection: Connection, mailbox_id: UUID) -> dict[str, Source]:
    """The reasons of a mailbox, by name."""
    rows = connection.execute(select(PersonSource.__table__).where(col(PersonSource.mailbox_id) == mailbox_id))  # type: ignore[attr-defined]
    return {row.source: Source(row.source, row.version, frozenset(row.persons), row.read_at) for row in rows}


def keep_sources(
    connection: Connection, mailbox_id: UUID, kept: Sequence[Source], dropped: Collection[str]
) -> None:
    """Store reasons as they are now, and forget others."""
    if dropped:
        gone = col(PersonSource.mailbox_id) == mailbox_id, col(PersonSource.source).in_(dropped)
        connection.execute(delete(PersonSource).where(*gone))
    if kept:
        entry = postgresql.insert(PersonSource)
        values = {name: entry.excluded[name] for name in ("version", "persons", "read_at")}
        connection.execute(
            entry.on_conflict_do_update(index_elements=["mailbox_id", "source"], set_=values),
            [
                {
                    "mailbox_id": mailbox_id, "source": one.name, "version": one.version,
                    "persons": sorted(one.persons), "read_at": one.read_at,
                }
                for one in kept
            ],
        )  # fmt: skip


def cursor(connection: Connection, mailbox_id: UUID) -> tuple[str, datetime] | None:
    """How far the contacts have been read, and when; None when they never were."""
    query = select(col(PersonCursor.value), col(PersonCursor.moved_at)).where(
        col(PersonCursor.mailbox_id) == mailbox_id
    )
    row = connection.execute(query).first()
    return (row.value, row.moved_at) if row else None


def move(connection: Connection, mailbox_id: UUID, value: str, now: datetime) -> None:
    """The contacts have been read so far."""
    entry = postgresql.insert(PersonCursor).values(mailbox_id=mailbox_id, value=value, moved_at=now)
    moved = {"value": value, "moved_at": now}
    connection.execute(entry.on_conflict_do_update(index_elements=["mailbox_id"], set_=moved))


def propose(
    connection: Connection, mailbox_id: UUID, values: Mapping[tuple[int, str], bytes], now: datetime
) -> None:
    """Keep what somebody wrote, encrypted, by person and field; it replaces what was kept before."""
    if values:
        entry = postgresql.insert(PersonProposal)
        newer = {"value": entry.excluded.value, "at": entry.excluded.at}
        connection.execute(
            entry.on_conflict_do_update(index_elements=["mailbox_id", "person_id", "field"], set_=newer),
            [
                {
                    "id": uuid4(), "mailbox_id": mailbox_id, "person_id": person, "field": field, "value": value,
                    "at": now,
                }
                for (person, field), value in values.items()
            ],
        )  # fmt: skip


def proposals(connection: Connection, mailbox_id: UUID) -> list[tuple[UUID, int, str, bytes, datetime]]:
    """Id, person, field, encrypted value and moment of each proposal, the newest first."""
    query = (
        select(
            col(PersonProposal.id),
            col(PersonProposal.person_id),
            col(PersonProposal.field),
            col(PersonProposal.value),
            col(PersonProposal.at),
        )
        .where(col(PersonProposal.mailbox_id) == mailbox_id)
        .order_by(col(PersonProposal.at).desc(), col(PersonProposal.person_id), col(PersonProposal.field))
    )
    return [(key, person, field, value, at) for key, person, field, value, at in connection.execute(query)]


def drop_proposal(connection: Connection, mailbox_id: UUID, key: UUID) -> bool:
    """Forget a proposal of a mailbox; False when it has none of this id."""
    ours = col(PersonProposal.mailbox_id) == mailbox_id, col(PersonProposal.id) == key
    return bool(connection.execute(delete(PersonProposal).where(*ours)).rowcount)


def appointments(connection: Connection, mailbox_id: UUID) -> list[tuple[str, str, str]]:
    """SuperOffice's id, its version and the mark of the span of each appointment that is linked on both sides."""
    query = select(
        col(AnyLink.superoffice_id),
        col(AnyLink.superoffice_version),
        col(AnyLink.superoffice_shown)["span"][0].as_string(),
    ).where(
        col(AnyLink.mailbox_id) == mailbox_id,
        col(AnyLink.kind) == Kind.APPOINTMENT.value,
        col(AnyLink.superoffice_id).is_not(None),
        col(AnyLink.calendar_id).is_not(None),
    )
    return [(one, version, span or "") for one, version, span in connection.execute(query)]
