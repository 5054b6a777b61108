"""What a person does to a series as a whole: to every item of it that is known, and to those that come later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from backend.core.decisions import Link
from backend.core.items import Chosen, Side
from backend.core.meetings import Part, through
from backend.core.preferences import Private
from backend.core.values import replace
from backend.core.wishes import LIFTED_OF_SERIES, Wish
from backend.store import database, links, wishes
from backend.store.mailboxes import ring
from backend.store.tables import Mailbox
from backend.sync.acts import (
    Act,
    CannotAct,
    Opened,
    check_includable,
    checked_choice,
    is_synced,
    opened,
    privacy_of,
    subjects,
    tell,
    without_stranger,
)
from backend.sync.category import show_kept
from backend.sync.lookup import link_of
from backend.sync.service import Product


def items_of_series(product: Product, mailbox: Mailbox, item_id: str) -> list[Link]:
    """The known items of a series, in their order, from the id of one of them or of the master in Outlook.

    Empty for what belongs to no series, and for one that no run has seen.
    """
    one = link_of(product, mailbox, item_id)
    return _of_names(product, mailbox, one.series if one else {Side.CALENDAR: item_id})


def items_of_master(product: Product, mailbox: Mailbox, master_id: str) -> list[Link]:
    """The known items of the series of a master in Outlook, in their order; empty for every other id."""
    return _of_names(product, mailbox, {Side.CALENDAR: master_id})


def _of_names(product: Product, mailbox: Mailbox, names: Mapping[Side, str]) -> list[Link]:
    """The known items of the series with these names, in their order."""
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
    """Take every item out of the sync, also those that come later; both sides keep what they have.

    Raises SideError.
    """
    show_kept(product, mailbox, series, kept=False, whole=True)
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
    item = open_next(product, mailbox, left_out)
    if item is None:
        raise CannotAct("cannot_push")
    check_includable(item)
    wish = Wish(included=True, private=privacy_of(item, private), series=True)
    show_kept(product, mailbox, left_out, kept=True, whole=True)
    _act(product, mailbox, "included", ((link, _with_choices_of(link, wish)) for link in left_out))


def concern_series(product: Product, mailbox: Mailbox, series: Sequence[Link], chosen: Chosen) -> None:
    """Let the rows of every item concern what somebody chose, also those that come later.

    The next run writes them. Rows that are a colleague's stay as they are, and so do those of items that were
    taken out of the sync. Raises CannotAct, SideError.
    """
    item = open_next(product, mailbox, [link for link in series if _has_own_row(link)])
    if item is None:
        raise CannotAct("not_in_superoffice")
    said = checked_choice(item, chosen)
    if said is None:
        return
    person_id = subjects(item)["person"].id
    said = without_stranger(item, said, person_id)
    if said.company_id and said.person_id is None:
        # rows may differ in whom they concern: nobody of another company is to stay in any
        said = replace(said, person_id=person_id)
    note_choice(product, mailbox, series, said)


def note_choice(product: Product, mailbox: Mailbox, series: Sequence[Link], said: Chosen) -> None:
    """Write down what the rows of a series are to concern; SuperOffice is known to have it. Raises CannotAct."""
    ours = [link for link in series if _has_own_row(link) or link.ids[Side.SUPEROFFICE] is None]
    if not ours:
        raise CannotAct("cannot_concern")
    _act(product, mailbox, "concerned", ((link, _with_choice(link, said)) for link in ours))


def open_next(product: Product, mailbox: Mailbox, series: Sequence[Link]) -> Opened | None:
    """The item that stands for a series, opened; None for none, and where it is gone. Raises SideError."""
    if not series:
        return None
    link = next_of(series, datetime.now(UTC))
    return opened(product, mailbox, link.ids[Side.CALENDAR] or link.ids[Side.SUPEROFFICE] or "")


def _has_own_row(link: Link) -> bool:
    """Whether SuperOffice has a row of the item that is its owner's to change."""
    row = link.ids[Side.SUPEROFFICE]
    return is_synced(link) and link.part not in (Part.SHARED, Part.COPY) and through(row, link.booking) is None


def _with_choice(link: Link, said: Chosen) -> Wish:
    wish = replace(link.wish, later=said.over(link.wish.later))
    if link.ids[Side.SUPEROFFICE] is None:
        return replace(wish, chosen=said.over(wish.chosen))
    return replace(wish, owed=said.over(wish.owed))


def _with_choices_of(link: Link, wish: Wish) -> Wish:
    """*wish* with what was chosen for the row of *link* and for later ones."""
    return replace(wish, chosen=link.wish.chosen, later=link.wish.later)


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
