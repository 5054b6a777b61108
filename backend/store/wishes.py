"""What people said by hand about items, in the database (core.wishes)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, and_, literal_column, or_, select, text, update
from sqlmodel import col

from backend.core.items import Side
from backend.core.reasons import Reason
from backend.core.values import replace
from backend.core.wishes import LIFTED, NO_WISH, Wish
from backend.store.tables import Link, Mailbox

_SAID: Final = text("link.wish <> '{}'")
#: somebody took it out of the sync
UNLINKED: Final = col(Link.wish)["unlinked"].as_boolean()
_INCLUDED: Final = col(Link.wish)["included"].as_boolean()
_LIFTED: Final = sorted(reason.value for reason in LIFTED)

#: what somebody said is not what the last run did: the link is to be looked at again
NEW: Final = or_(
    and_(_SAID, UNLINKED, col(Link.reason) != Reason.UNLINKED.value),
    and_(
        _SAID,
        _INCLUDED,
        col(Link.state) == "skipped",
        col(Link.reason).in_(_LIFTED),
        # what turned private since waits for its owner to say more
        or_(col(Link.reason) != Reason.PRIVATE.value, col(Link.wish)["private"].as_string().is_not(None)),
    ),
    # the reason as it stands, so that the index is of use that is of links with a reason
    and_(UNLINKED.is_not(True), col(Link.reason) == literal_column(f"'{Reason.UNLINKED}'")),
    and_(_SAID, col(Link.wish)["owed"].as_string().is_not(None), col(Link.state) == "linked"),
)


def put(connection: Connection, link_id: UUID, wish: Wish, now: datetime) -> None:
    """Let *wish* be what was said about a link, whatever a run makes of the link meanwhile."""
    values: dict[str, Any] = {"wish": wish.dump()}
    if wish.unlinked:
        values |= {"state": "skipped", "reason": Reason.UNLINKED.value, "retry_at": None, "changed_at": now}
    connection.execute(update(Link).where(col(Link.id) == link_id).values(**values))


def of_series(connection: Connection, mailbox_id: UUID, side: Side, names: Collection[str]) -> dict[str, Wish]:
    """By its name on *side*, what was said of each of these series as a whole."""
    name = col(Link.calendar_series) if side is Side.CALENDAR else col(Link.superoffice_series)
    query = select(name, col(Link.wish)).where(
        col(Link.mailbox_id) == mailbox_id,
        _SAID,
        or_(col(Link.wish)["series"].as_boolean(), col(Link.wish)["later"].as_string().is_not(None)),
        name.in_(names),
    )
    found: dict[str, Wish] = {}
    for one, said in connection.execute(query):
        wish, known = Wish.load(said), found.get(str(one), NO_WISH)
        # what was said of one item alone is no matter of the others
        base = wish if wish.series else known
        found[str(one)] = replace(base, later=wish.later or known.later)
    return found


def written(connection: Connection, wishes: Mapping[UUID, Wish]) -> None:
    """By link, the wishes whose rows concern by now what they were to; one that is another by now stays."""
    for link_id, wish in wishes.items():
        same = and_(col(Link.id) == link_id, col(Link.wish) == wish.dump())
        connection.execute(update(Link).where(same).values(wish=replace(wish, owed=None).dump()))


def is_held(connection: Connection, mailbox_id: UUID) -> bool:
    """Whether a run holds the mailbox; if not, none can begin before the end of this transaction."""
    query = select(col(Mailbox.lease_until)).where(col(Mailbox.id) == mailbox_id).with_for_update()
    until = connection.execute(query).scalar_one()
    return until is not None and until > datetime.now(UTC)
