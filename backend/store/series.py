"""The links of a series, counted in the database."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, func, or_, select
from sqlmodel import col

from backend.core.items import Side
from backend.core.wishes import LIFTED_OF_SERIES
from backend.store.tables import Link
from backend.store.wishes import UNLINKED

_IN_SUPEROFFICE, _IN_CALENDAR = col(Link.superoffice_id).is_not(None), col(Link.calendar_id).is_not(None)
_LIFTED = and_(col(Link.state) == "skipped", col(Link.reason).in_(sorted(LIFTED_OF_SERIES)))
#: built once, as it is asked again and again
_KNOWN = select(
    func.max(col(Link.original)).filter(_IN_SUPEROFFICE),
    func.count(),
    func.count().filter(col(Link.state) == "linked", _IN_SUPEROFFICE, _IN_CALENDAR),
    func.count().filter(or_(UNLINKED, _LIFTED)),
).where(
    col(Link.mailbox_id) == bindparam("mailbox"),
    or_(
        col(Link.superoffice_series).in_(bindparam(Side.SUPEROFFICE.value, expanding=True)),
        col(Link.calendar_series).in_(bindparam(Side.CALENDAR.value, expanding=True)),
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
    """The items of the series with these *names*."""
    ours = {side.value: sorted(some) for side, some in names.items()}
    last, items, synced, left_out = connection.execute(_KNOWN, {"mailbox": mailbox_id, **ours}).one()
    return KnownSeries(last or "", items, synced, left_out)
