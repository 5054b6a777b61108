"""What SuperOffice lets the owner of a mailbox do, as far as surfaces show or hide something by it."""

from __future__ import annotations

from dataclasses import dataclass

from backend.core.sides import SideError
from backend.store import database
from backend.store.tables import Mailbox, Organisation
from backend.superoffice.outcomes import questions_told
from backend.superoffice.principal import may_hide_texts
from backend.sync.service import Product


@dataclass(frozen=True, slots=True)
class Rights:
    """None for what SuperOffice does not tell now."""

    #: counts among the administrators of the organisation
    administrator: bool | None = None
    #: the licence has confidential activities, so that a private item can be kept from colleagues
    hides_texts: bool | None = None


def rights_of(product: Product, mailbox: Mailbox) -> Rights:
    """What SuperOffice says now; it may take as long as SuperOffice does."""
    with database.session(product.engine) as work:
        organisation = work.get_one(Organisation, mailbox.organisation_id)
    try:
        administrator = product.doors.is_administrator(mailbox)
        with questions_told():
            hides = may_hide_texts(product.doors.superoffice(mailbox, organisation))
    except SideError:
        return Rights()
    return Rights(administrator, hides)
