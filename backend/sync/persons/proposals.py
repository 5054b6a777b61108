"""What people wrote into contacts and SuperOffice does not know."""

from __future__ import annotations

import json

from backend.core.person_links import Proposal
from backend.store import persons as store
from backend.store.tables import Mailbox
from backend.sync.service import Product


def proposals(product: Product, mailbox: Mailbox) -> list[Proposal]:
    """The proposals of a mailbox, the newest first. Raises UnreadableSecret for one of a lost key."""
    with product.engine.connect() as connection:
        kept = store.proposals(connection, mailbox.id)
    return [
        Proposal(person, field, json.loads(product.vault.unlock(value)), at) for person, field, value, at in kept
    ]
