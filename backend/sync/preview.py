"""A real item of a mailbox, on which a person sees what a preference would make of it."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import col

from backend.core.items import Appointment, Kind, Side
from backend.core.seen import Seen
from backend.store.tables import Link, Mailbox
from backend.sync.service import Product, gateways_of

#: items among which the one is chosen that tells most
_CANDIDATES = 20


def telling_item(product: Product, mailbox: Mailbox) -> Appointment | None:
    """Of the items that were synced last from SuperOffice, the one that concerns most; None where there is none.

    Raises SideError.
    """
    born_there = (
        select(col(Link.superoffice_id))
        .where(
            col(Link.mailbox_id) == mailbox.id,
            col(Link.kind) == Kind.APPOINTMENT.value,
            col(Link.origin) == Side.SUPEROFFICE.value,
            col(Link.superoffice_id).is_not(None),
            col(Link.state) == "linked",
        )
        .order_by(col(Link.changed_at).desc(), col(Link.id))
        .limit(_CANDIDATES)
    )
    with product.engine.connect() as connection:
        ids = [str(found) for found in connection.execute(born_there).scalars()]
    shown = gateways_of(product, mailbox)[Side.SUPEROFFICE].read(ids) if ids else {}
    items = [one.item for one in shown.values() if isinstance(one, Seen) and isinstance(one.item, Appointment)]
    return max(items, key=_told, default=None)


def _told(item: Appointment) -> int:
    """How many parts of a subject an item fills."""
    concerns = item.concerns
    facts = (concerns.type_names, concerns.company, concerns.department, concerns.person) if concerns else ()
    return sum(map(bool, (item.title, *facts)))
