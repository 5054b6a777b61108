"""Links of items that turned out to be those of other links, once a write's answer told the item's id."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import Connection

from backend.core.decisions import Link
from backend.core.items import Side
from backend.store import links
from backend.superoffice.restored import went_back
from backend.sync.desk import Desk


def displaced(
    desk: Desk, connection: Connection, side: Side, named: Iterable[Link], settled: Collection[UUID]
) -> list[UUID]:
    """Stored links of one half whose item on *side* is that of a link in *named*: a create joined what was there.

    *named* have come to name their item just now; *settled* are kept or removed by themselves. Raises WentBack
    where SuperOffice gave a new row the number of a linked one: only a restored database does (decision 011).
    """
    ids = {str(link.ids[side]): link.id for link in named if link.ids[side]}
    found = links.by_ids(connection, desk.mailbox_id, side, ids, desk.kind)
    others = [one for one in found if one.id != ids[str(one.ids[side])]]
    pairs = [one for one in others if one.ids[side.other] and one.id not in settled]
    if pairs and side is Side.SUPEROFFICE:
        raise went_back()
    return [one.id for one in others if one.ids[side.other] is None]
