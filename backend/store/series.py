"""The links of a series, counted in the database."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Connection, Row, String, and_, any_, bindparam, func, or_, select
from sqlmodel import col

from backend.core.items import Side
from backend.core.wishes import LIFTED_OF_SERIES
from backend.store.tables import Link
from backend.store.wishes import UNLINKED

_IN_SUPEROFFICE, _IN_CALENDAR = col(Link.superoffice_id).is_not(None), col(Link.calendar_id).is_not(None)
_LIFTED = and_(
    col(Link.state) == "skipped",
    col(Link.reason) == any_(bindparam("lifted", sorted(LIFTED_OF_SERIES), type_=ARRAY(String))),
)
#: built once, as it is asked again and again, with `values`; its one row is `known`
KNOWN = select(
    func.max(col(Link.original)).filter(_IN_SUPEROFFICE).label("last"),
    func.count().label("items"),
    func.count().filter(col(Link.state) == "linked", _IN_SUPEROFFICE, _IN_CALENDAR).label("synced"),
    func.count().filter(or_(UNLINKED, _LIFTED)).label("left_out"),
).where(
    col(Link.mailbox_id) == bindparam("mailbox"),
    or_(
        col(Link.superoffice_series) == any_(bindparam(Side.SUPEROFFICE.value, type_=ARRAY(String))),
        col(Link.calendar_series) == any_(bindparam(Side.CALENDAR.value, type_=ARRAY(String))),
    ),
)


@dataclass(frozen=True, slots=True)
class KnownSeries:
    """What is known of the items of a series."""

    #: the last place (core.seen.Place.original) of an item that SuperOffice has; "" for none
    last: str
    items: int
    #: items that both sides have and that are kept equal
    synced: int
    #: items that come into the sync when somebody includes the series
    left_out: int


def known_of(connection: Connection, mailbox_id: UUID, names: Mapping[Side, Collection[str]]) -> KnownSeries:
    """The items of the series with these *names* on each side."""
    return known(connection.execute(KNOWN, values(mailbox_id, names)).one())


def values(mailbox_id: UUID, names: Mapping[Side, Collection[str]]) -> dict[str, Any]:
    """What KNOWN is to be asked with."""
    return {"mailbox": mailbox_id, **{side.value: sorted(some) for side, some in names.items()}}


def known(row: Row[*tuple[Any, ...]]) -> KnownSeries:
    """What a row of KNOWN tells."""
    return KnownSeries(row.last or "", row.items, row.synced, row.left_out)
