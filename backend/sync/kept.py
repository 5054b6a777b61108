"""What the database knows about an item besides its link, asked for in one question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select, true
from sqlmodel import Session

from backend.core.decisions import Link
from backend.store import series
from backend.store.database import looking
from backend.store.series import KnownSeries
from backend.store.tables import Mailbox, Organisation
from backend.sync.history import ENTRIES, Entry, entry_of
from backend.sync.service import Product
from backend.sync.situation import names_of

#: lines of history that are shown
_LINES: Final = 50

#: the items of its series counted, beside every line of its history or beside none
_KNOWN, _ENTRIES = series.KNOWN.subquery(), ENTRIES.subquery()
_BOTH: Final = (
    select(*_KNOWN.c, *_ENTRIES.c).join_from(_KNOWN, _ENTRIES, true(), isouter=True).order_by(_ENTRIES.c.at.desc())
)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of one item."""

    organisation: Organisation
    #: the newest lines
    history: tuple[Entry, ...]
    #: of the series as the link names it
    series: KnownSeries


def kept_of(product: Product, mailbox: Mailbox, link: Link) -> Kept:
    """What is known of the item of a link."""
    with looking(product.engine) as work:
        return kept_in(work, mailbox, work.get_one(Organisation, mailbox.organisation_id), link)


def kept_in(work: Session, mailbox: Mailbox, organisation: Organisation, link: Link) -> Kept:
    """`kept_of`, where more is read at the same time."""
    about = {**series.values(mailbox.id, names_of(link, {})), "link": link.id, "most": _LINES}
    rows = work.connection().execute(_BOTH, about).all()
    return Kept(organisation, tuple(entry_of(link, row) for row in rows if row.id), series.known(rows[0]))
