"""From an id that a person has to the link that names the item."""

from __future__ import annotations

from backend.core.decisions import Link
from backend.core.sides import SideError
from backend.graph.ids import immutable_id
from backend.store import links
from backend.store.tables import Mailbox
from backend.sync.service import Product


def link_of(product: Product, mailbox: Mailbox, item_id: str) -> Link | None:
    """The link of the item with this SuperOffice id or Outlook id of any spelling; None when nothing names it."""
    found = _named(product, mailbox, item_id)
    if found or item_id.isdecimal():
        return found
    try:
        known = immutable_id(product.doors.graph(mailbox), item_id)
    except SideError:
        return None
    return _named(product, mailbox, known) if known else None


def _named(product: Product, mailbox: Mailbox, item_id: str) -> Link | None:
    with product.engine.connect() as connection:
        return links.named(connection, mailbox.id, item_id)
