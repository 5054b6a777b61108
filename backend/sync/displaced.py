"""Links of items that turned out to be those of other links, once a write's answer told the item's id."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import Connection

from backend.core.decisions import Link
from backend.core.items import Side
from backend.store import links
from backend.superoffice.restored import went_back
from backend.sync.desk import Desk


def displaced(
    desk: Desk, connection: Connection, side: Side, kept: Mapping[UUID, Link], removed: Collection[UUID]
) -> list[UUID]:
    """Stored links of one half whose item on *side* is that of a link in *kept*: a create joined what was there.

    *removed* are about to go. Raises WentBack where SuperOffice gave a new row the number of a linked one: only a
    restored database does (decision 011).
    """
    ids = {str(link.ids[side]): link.id for link in kept.values() if link.ids[side]}
    found = links.by_ids(connection, desk.mailbox_id, side, ids, desk.kind)
    others = [one for one in found if one.id != ids[str(one.ids[side])]]
    pairs = [one for one in others if one.ids[side.other] and one.id not in kept and one.id not in removed]
    if pairs and side is Side.SUPEROFFICE:
        raise went_back()
    return [one.id for one in others if one.ids[side.other] is None]
