"""Links in the database ⇄ core.decisions.Link: loading by id, saving in batches."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Connection,
    Row,
    Select,
    String,
    and_,
    any_,
    bindparam,
    delete,
    func,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped
from sqlmodel import col

from backend.core.decisions import Link as Pair
from backend.core.items import Kind, Side
from backend.core.marks import NO_DATE
from backend.core.meetings import Part
from backend.core.mentions import Mentions
from backend.core.reasons import Reason
from backend.core.seen import Booking
from backend.core.subject import Trail
from backend.core.wishes import Wish
from backend.store import bulk, wishes
from backend.store.tables import Link

#: by side, the column that holds an id
ID = {Side.SUPEROFFICE: col(Link.superoffice_id), Side.CALENDAR: col(Link.calendar_id)}
_SERIES = {Side.SUPEROFFICE: col(Link.superoffice_series), Side.CALENDAR: col(Link.calendar_series)}
COLUMNS = tuple(Link.__table__.columns)  # type: ignore[attr-defined]
#: columns that a link keeps for good; a wish is people's to change, also while a run has the link in its hands
_FIXED = frozenset({"id", "mailbox_id", "kind", "wish"})


#: every kind is named, so that the index is of use that is by kind
OF_ANY_KIND = col(Link.kind).in_([literal(kind.value) for kind in Kind])
#: what is asked again and again is built once
_OURS = col(Link.mailbox_id) == bindparam("mailbox")
_OF_KIND = col(Link.kind) == bindparam("of_kind")
_NAMED = {
    side: select(*COLUMNS).where(_OURS, OF_ANY_KIND, column == bindparam("item")).limit(1)
    for side, column in ID.items()
}


def pair_of(row: Row[Any]) -> Pair:
    """The link of a row that has every column."""
    return Pair(
        id=row.id,
        origin=Side(row.origin),
        ids={Side.SUPEROFFICE: row.superoffice_id, Side.CALENDAR: row.calendar_id},
        shown={Side.SUPEROFFICE: row.superoffice_shown, Side.CALENDAR: row.calendar_shown},
        versions={Side.SUPEROFFICE: row.superoffice_version, Side.CALENDAR: row.calendar_version},
        kind=Kind(row.kind),
        uid=row.uid,
        state=row.state,
        reason=row.reason,
        failures=row.failures,
        part=Part(row.part),
        booking=Booking(row.mother, row.mother_owner) if row.mother else None,
        series={Side.SUPEROFFICE: row.superoffice_series, Side.CALENDAR: row.calendar_series},
        original=row.original,
        put_back=frozenset(row.put_back),
        strangers=frozenset(row.strangers),
        mentions=Mentions.load(row.mentions),
        declined=frozenset(row.declined),
        trail=Trail.load(row.trail),
        wish=Wish.load(row.wish),
    )


def columns(pair: Pair) -> dict[str, Any]:
    """A link's columns without those that only the database keeps."""
    return {
        "id": pair.id,
        "kind": pair.kind.value,
        "origin": pair.origin.value,
        "superoffice_id": pair.ids[Side.SUPEROFFICE],
        "calendar_id": pair.ids[Side.CALENDAR],
        "superoffice_shown": pair.shown[Side.SUPEROFFICE],
        "calendar_shown": pair.shown[Side.CALENDAR],
        "superoffice_version": pair.versions[Side.SUPEROFFICE],
        "calendar_version": pair.versions[Side.CALENDAR],
        "uid": pair.uid,
        "state": pair.state,
        "reason": pair.reason,
        "failures": pair.failures,
        "part": pair.part.value,
        "mother": pair.booking.mother if pair.booking else "",
        "mother_owner": pair.booking.owner if pair.booking else 0,
        "superoffice_series": pair.series[Side.SUPEROFFICE],
        "calendar_series": pair.series[Side.CALENDAR],
        "original": pair.original,
        "put_back": sorted(pair.put_back),
        "strangers": sorted(pair.strangers),
        "mentions": pair.mentions.dump(),
        "declined": sorted(pair.declined),
        "trail": pair.trail.dump(),
        "wish": pair.wish.dump(),
    }


def _among(
    connection: Connection,
    query: Select[Any],
    values: Iterable[object],
    mailbox_id: UUID,
    kind: Kind | None = None,
) -> list[Pair]:
    """Links that a statement finds for many values."""
    known = {"mailbox": mailbox_id} | ({} if kind is None else {"of_kind": kind.value})
    return [
        pair_of(row)
        for some in bulk.portions(values)
        for row in connection.execute(query, {**known, bulk.VALUES: some})
    ]


def _of_mailbox(column: Mapped[Any]) -> Select[Any]:
    return select(*COLUMNS).where(_OURS, bulk.among(column))


_BY_ID = {side: _of_mailbox(column) for side, column in ID.items()}
_BY_ID_OF_KIND = {side: query.where(_OF_KIND) for side, query in _BY_ID.items()}
_BY_UID, _BY_MOTHER = _of_mailbox(col(Link.uid)), _of_mailbox(col(Link.mother))
_BY_SERIES = {side: _of_mailbox(column).where(ID[side].is_not(None)) for side, column in _SERIES.items()}
_BY_KEY = select(*COLUMNS).where(bulk.among(col(Link.id)))


def by_ids(
    connection: Connection, mailbox_id: UUID, side: Side, ids: Iterable[str], kind: Kind | None = None
) -> list[Pair]:
    """Links that name one of *ids* on *side*; of any kind without *kind*."""
    query = (_BY_ID if kind is None else _BY_ID_OF_KIND)[side]
    return _among(connection, query, ids, mailbox_id, kind)


def named(connection: Connection, mailbox_id: UUID, item_id: str) -> Pair | None:
    """The link that names an item on either side; SuperOffice's ids are numbers."""
    query = _NAMED[Side.SUPEROFFICE if item_id.isdecimal() else Side.CALENDAR]
    row = connection.execute(query, {"mailbox": mailbox_id, "item": item_id}).first()
    return pair_of(row) if row else None


def by_keys(connection: Connection, keys: Iterable[UUID]) -> list[Pair]:
    """Links by their own ids."""
    return [
        pair_of(row) for some in bulk.portions(keys) for row in connection.execute(_BY_KEY, {bulk.VALUES: some})
    ]


def by_uids(connection: Connection, mailbox_id: UUID, uids: Iterable[str]) -> list[Pair]:
    """Links that know one of *uids*."""
    return _among(connection, _BY_UID, uids, mailbox_id)


def by_bookings(connection: Connection, mailbox_id: UUID, mothers: Iterable[str]) -> list[Pair]:
    """Links of rows of these bookings."""
    return _among(connection, _BY_MOTHER, mothers, mailbox_id)


def by_reason(connection: Connection, mailbox_id: UUID, reason: Reason) -> list[Pair]:
    """Links of items that are not synced for this reason."""
    query = select(*COLUMNS).where(
        col(Link.mailbox_id) == mailbox_id, col(Link.state) == "skipped", col(Link.reason) == reason.value
    )
    return [pair_of(row) for row in connection.execute(query)]


_WITH_STRANGERS = select(*COLUMNS).where(_OURS, text("link.strangers <> '[]'"), col(Link.calendar_id).is_not(None))


def with_strangers(connection: Connection, mailbox_id: UUID) -> list[Pair]:
    """Links of meetings with people who have no card in SuperOffice."""
    return [pair_of(row) for row in connection.execute(_WITH_STRANGERS, {"mailbox": mailbox_id})]


def by_series(connection: Connection, mailbox_id: UUID, side: Side, series: Iterable[str]) -> list[Pair]:
    """Links of the items that these series have on *side*."""
    return _among(connection, _BY_SERIES[side], series, mailbox_id)


_LET_THROUGH = and_(
    text("link.state = 'held'"), col(Link.reason) == any_(bindparam("confirmed", type_=ARRAY(String)))
)
_WAITING = select(*COLUMNS).where(
    _OURS, _OF_KIND, or_(col(Link.retry_at) <= bindparam("now"), _LET_THROUGH, wishes.NEW)
)


def waiting(
    connection: Connection, mailbox_id: UUID, kind: Kind, now: datetime, confirmed: Collection[Reason] = ()
) -> list[Pair]:
    """Links of a kind to be read again on both sides: those that are due, held ones that a person let through, and
    those about which somebody said something that no run has obeyed yet."""
    said = {"confirmed": [reason.value for reason in confirmed], "now": now}
    rows = connection.execute(_WAITING, {"mailbox": mailbox_id, "of_kind": kind.value} | said)
    return [pair_of(row) for row in rows]


def every(connection: Connection, mailbox_id: UUID) -> list[Pair]:
    """All links of a mailbox."""
    return [pair_of(row) for row in connection.execute(select(*COLUMNS).where(col(Link.mailbox_id) == mailbox_id))]


def count(connection: Connection, mailbox_id: UUID, kind: Kind) -> int:
    """Links of a kind that have both sides."""
    both = and_(col(Link.superoffice_id).is_not(None), col(Link.calendar_id).is_not(None))
    ours = and_(col(Link.mailbox_id) == mailbox_id, col(Link.kind) == kind.value)
    query = select(func.count()).select_from(Link).where(ours, both)
    return int(connection.execute(query).scalar_one())


_HELD = select(col(Link.reason), func.count()).where(_OURS, text("link.state = 'held'")).group_by(col(Link.reason))


def held(connection: Connection, mailbox_id: UUID) -> dict[Reason, int]:
    """How many links wait for a person, by what they wait for."""
    rows = connection.execute(_HELD, {"mailbox": mailbox_id})
    return {Reason(reason): int(count) for reason, count in rows}


_VERSION = {
    side: select(ID[side], version).where(_OURS, _OF_KIND, bulk.among(ID[side]))
    for side, version in (
        (Side.SUPEROFFICE, col(Link.superoffice_version)),
        (Side.CALENDAR, col(Link.calendar_version)),
    )
}


def versions(
    connection: Connection, mailbox_id: UUID, kind: Kind, side: Side, ids: Sequence[str]
) -> dict[str, str]:
    """The remembered version of each of *ids* that a link of a kind names."""
    if not ids:
        return {}
    said = {"mailbox": mailbox_id, "of_kind": kind.value, bulk.VALUES: list(ids)}
    return {str(one): str(known) for one, known in connection.execute(_VERSION[side], said)}


_LEFT = or_(
    col(Link.superoffice_version) != "", col(Link.calendar_version) != "", text("link.calendar_shown <> '{}'")
)
_ANY = select(col(Link.id)).where(_OURS, _OF_KIND, _LEFT).limit(1)


def any_of(connection: Connection, mailbox_id: UUID, kind: Kind) -> bool:
    """Whether the mailbox has any link of a kind that a run left; what an act by hand made tells nothing."""
    return connection.execute(_ANY, {"mailbox": mailbox_id, "of_kind": kind.value}).first() is not None


_SHOWN = {Side.SUPEROFFICE: col(Link.superoffice_shown), Side.CALENDAR: col(Link.calendar_shown)}
_LINKED = {
    side: select(ID[side], *(shown[name][0].as_string() for name in ("span", "completed", "due"))).where(
        _OURS, _OF_KIND, ID[side].is_not(None)
    )
    for side, shown in _SHOWN.items()
}
_LINKED_AMONG = {side: query.where(bulk.among(ID[side])) for side, query in _LINKED.items()}


def linked_ids(
    connection: Connection, mailbox_id: UUID, kind: Kind, side: Side, ids: Collection[str] | None = None
) -> dict[str, str]:
    """Ids that links of a kind name on *side*, all or those among *ids*, with the mark of when they are.

    That is the span last shown there, or the due date of a completed task; "" for what is always near.
    """
    if ids is not None and not ids:
        return {}
    said: dict[str, object] = {"mailbox": mailbox_id, "of_kind": kind.value}
    query = _LINKED[side]
    if ids is not None:
        query, said[bulk.VALUES] = _LINKED_AMONG[side], list(ids)
    return {
        str(item_id): span or (due if completed == "yes" and due != NO_DATE else "")
        for item_id, span, completed, due in connection.execute(query, said)
    }


_ADD = bulk.inserting(Link, [column.name for column in COLUMNS])


def add(connection: Connection, mailbox_id: UUID, pairs: Sequence[Pair], now: datetime) -> None:
    """Insert new links."""
    if pairs:
        rows = [{**columns(pair), "mailbox_id": mailbox_id, "changed_at": now} for pair in pairs]
        connection.execute(_ADD, {bulk.ROWS: rows})


_GIVEN = bulk.given(Link)
_SAVE = (
    update(Link)
    .where(col(Link.id) == _GIVEN.c.id)
    .values({column.name: _GIVEN.c[column.name] for column in COLUMNS if column.name not in _FIXED})
    .execution_options(synchronize_session=None)
)


def save(connection: Connection, pairs: Sequence[Pair], now: datetime, retry_at: datetime | None = None) -> None:
    """Store links as they are now; *retry_at* lets a later run read both sides again."""
    if pairs:
        rows = [{**columns(pair), "retry_at": retry_at, "changed_at": now} for pair in pairs]
        connection.execute(_SAVE, {bulk.ROWS: rows})


def forget_versions(connection: Connection, mailbox_id: UUID, kind: Kind) -> None:
    """Let every item of a kind be compared again when it is read."""
    ours = update(Link).where(col(Link.mailbox_id) == mailbox_id, col(Link.kind) == kind.value)
    connection.execute(ours.values(superoffice_version="", calendar_version=""))


_REMOVE = delete(Link).where(bulk.among(col(Link.id))).execution_options(synchronize_session=None)


def remove(connection: Connection, ids: Sequence[UUID]) -> None:
    """Forget links."""
    if ids:
        connection.execute(_REMOVE, {bulk.VALUES: ids})
