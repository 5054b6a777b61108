"""A mailbox opened for a look outside of a run: its organisation, its preferences and both sides."""

from __future__ import annotations

from dataclasses import dataclass

from backend.core.preferences import Preferences
from backend.store.database import looking
from backend.store.tables import Mailbox, Organisation
from backend.sync.doors import Sides
from backend.sync.service import Product, preferences_of


@dataclass(frozen=True, slots=True)
class Look:
    """What it takes to look at a mailbox."""

    organisation: Organisation
    preferences: Preferences
    sides: Sides


def look_at(product: Product, mailbox: Mailbox, organisation: Organisation | None = None) -> Look:
    """Open a mailbox for looking; *organisation* is its own, where it is at hand. Raises SideError."""
    if organisation is None:
        with looking(product.engine) as work:
            organisation = work.get_one(Organisation, mailbox.organisation_id)
    preferences = preferences_of(mailbox, organisation)
    return Look(organisation, preferences, product.doors.open(mailbox, organisation, preferences))
