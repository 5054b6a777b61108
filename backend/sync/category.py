"""The category of what we make in Outlook: it goes with the item out of the sync, and comes back with it."""

from __future__ import annotations

from collections.abc import Iterable

from backend.core.decisions import Link
from backend.core.items import Kind, Side
from backend.graph.flags import flag
from backend.store import database
from backend.store.tables import Mailbox, Organisation
from backend.sync.service import Product, preferences_of


def show_kept(
    product: Product, mailbox: Mailbox, links: Iterable[Link], *, kept: bool, whole: bool = False
) -> None:
    """Let Outlook show whether the items of *links* are kept equal; with *whole* on their series.

    The person's own categories stay, and so do events that we did not make. Raises SideError.
    """
    ours = [link for link in links if link.kind is Kind.APPOINTMENT and link.origin is Side.SUPEROFFICE]
    shown = {(whole and link.series[Side.CALENDAR]) or link.ids[Side.CALENDAR] for link in ours}
    events = sorted(event for event in shown if event)
    if not events:
        return
    with database.session(product.engine) as work:
        organisation = work.get_one(Organisation, mailbox.organisation_id)
    if category := preferences_of(mailbox, organisation).outgoing_category_appointment:
        flag(product.doors.graph(mailbox), dict.fromkeys(events, kept), category)
