"""Searching SuperOffice on behalf of the owner of a mailbox."""

from __future__ import annotations

from backend.store import database
from backend.store.tables import Mailbox, Organisation
from backend.superoffice import search as archives
from backend.superoffice.outcomes import questions_told
from backend.superoffice.search import Found, What
from backend.sync.service import Product


def search(product: Product, mailbox: Mailbox, what: What, words: str, limit: int) -> list[Found]:
    """The first rows that hold every one of *words*. Raises SideError."""
    with database.session(product.engine) as work:
        organisation = work.get_one(Organisation, mailbox.organisation_id)
    with questions_told():
        return archives.search(product.doors.superoffice(mailbox, organisation), what, words, limit)
