"""What a person does to a series as a whole: to every item of it that is known, and to those that come later."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from backend.core.decisions import Link
from backend.core.items import Side
from backend.core.preferences import Private
from backend.core.wishes import LIFTED_OF_SERIES, Wish
from backend.store import database, links, wishes
from backend.store.mailboxes import ring
from backend.store.tables import Mailbox
from backend.sync.acts import Act, CannotAct, check_includable, is_synced, opened, privacy_of, tell
from backend.sync.lookup import link_of
from backend.sync.service import Product


def items_of_series(product: Product, mailbox: Mailbox, item_id: str) -> list[Link]:
    """The known items of a series, in their order, from the id of one of them or of the master in Outlook.

    Empty for what belongs to no series, and for one that no run has seen.
    """
    one = link_of(product, mailbox, item_id)
    names = one.series if one else {Side.CALENDAR: item_id}
    with product.engine.connect() as connection:
        found = {
            link.id: link
            for side, name in names.items()
            if name
            for link in links.by_series(connection, mailbox.id, side, [name])
        }
    return sorted(found.values(), key=lambda link: link.original)


def next_of(series: Sequence[Link], now: datetime) -> Link:
    """The item that stands for a series: the first that begins today or later, else the last."""
    today = now.date().isoformat()
    return next((link for link in series if link.original[:10] >= today), series[-1])


def unlink_series(product: Product, mailbox: Mailbox, series: Sequence[Link]) -> None:
    """Take every item out of the sync, also those that come later; both sides keep what they have."""
    _act(product, mailbox, "unlinked", ((link, replace(link.wish, unlinked=True, series=True)) for link in series))


def include_series(
    product: Product, mailbox: Mailbox, series: Sequence[Link], private: Private | None = None
) -> None:
    """Let every item be synced that was taken out or that a preference keeps back, and those that come later.

    *private* is how much of private events SuperOffice is told. Raises CannotAct, SideError.
    """
    left_out = [link for link in series if _is_left_out(link)]
    if not left_out:
        if any(map(is_synced, series)):
            return
        raise CannotAct("cannot_push")
    first = next_of(left_out, datetime.now(UTC))
    item = opened(product, mailbox, first.ids[Side.CALENDAR] or first.ids[Side.SUPEROFFICE] or "")
    if item is None:
        raise CannotAct("cannot_push")
    check_includable(item)
    wish = Wish(included=True, private=privacy_of(item, private), series=True)
    _act(product, mailbox, "included", ((link, wish) for link in left_out))


def _is_left_out(link: Link) -> bool:
    """As store.series.known_of counts."""
    return link.wish.unlinked or (link.state == "skipped" and link.reason in LIFTED_OF_SERIES)


def _act(product: Product, mailbox: Mailbox, action: Act, said: Iterable[tuple[Link, Wish]]) -> None:
    """Write the wishes down that are new, tell them in the history, and let the mailbox run."""
    with database.session(product.engine) as work, work.begin():
        connection = work.connection()
        for link, wish in said:
            if link.wish == wish:
                continue
            wishes.put(connection, link.id, wish, datetime.now(UTC))
            tell(connection, mailbox.id, link.id, next(side for side in Side if link.ids[side]), action)
        ring(work, mailbox.id)
