"""Two items that were found apart, joined because a person says that they are one (scenario 11)."""

from __future__ import annotations

from datetime import UTC, datetime

from backend.core.decisions import Link
from backend.core.items import Side
from backend.core.matching import apart
from backend.core.reasons import Reason
from backend.core.seen import Seen
from backend.core.values import replace
from backend.store import links
from backend.store.database import session
from backend.store.mailboxes import ring
from backend.store.tables import Mailbox
from backend.sync.lookup import link_of
from backend.sync.service import Product, gateways_of


class CannotRepair(Exception):
    """There is nothing to join; `args[0]` is a sentence for the person."""


def repair(product: Product, mailbox: Mailbox, item_id: str) -> None:
    """Join the item with the one that it looks like; the next run makes both equal, and takes the marks away.

    It is their first meeting: the calendar's time, title and guests count where it has any, so nobody is mailed.
    Raises CannotRepair and SideError.
    """
    link = link_of(product, mailbox, item_id)
    if link is None or link.reason != Reason.NOT_JOINED:
        raise CannotRepair("This item is not one of two that look alike.")
    with product.engine.connect() as connection:
        others = links.by_reason(connection, mailbox.id, Reason.NOT_JOINED)
    half = _other_half(product, mailbox, link, others)
    side = _side(link)
    joined = replace(link, ids={side: link.ids[side], side.other: half.ids[side.other]}, uid=link.uid or half.uid)
    with session(product.engine) as work, work.begin():
        connection = work.connection()
        now = datetime.now(UTC)
        links.remove(connection, [half.id])
        links.save(connection, [joined], now, retry_at=now)
        ring(work, mailbox.id)


def _other_half(product: Product, mailbox: Mailbox, link: Link, others: list[Link]) -> Link:
    """The link of the one item on the other side that looks like this one. Raises CannotRepair."""
    gateways = gateways_of(product, mailbox)
    seen: dict[Side, list[Seen]] = {side: [] for side in Side}
    for side in Side:
        ids = [item_id for one in others if (item_id := one.ids[side])]
        seen[side] = [one for one in gateways[side].read(ids).values() if isinstance(one, Seen)] if ids else []
    side = _side(link)
    for pair in apart(seen[Side.SUPEROFFICE], seen[Side.CALENDAR]):
        halves = {Side.SUPEROFFICE: pair.superoffice.id, Side.CALENDAR: pair.calendar.id}
        if halves[side] == link.ids[side]:
            return next(one for one in others if one.ids[side.other] == halves[side.other])
    raise CannotRepair("The item that it looked like is no longer there, or looks different by now.")


def _side(link: Link) -> Side:
    return next(side for side in Side if link.ids[side])
