"""Organisations that SuperOffice has closed: their mailboxes wait, and one of them asks when it is time.

Maintenance and moves end by themselves. A suspended or deleted organisation is asked about less often; all that
belongs to it is kept.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Engine

from backend.core.sides import Unavailable
from backend.core.words import Phrase
from backend.store import tenants
from backend.store.database import session
from backend.store.tables import Organisation
from backend.superoffice.tenant import Closed, Closure, Tenants

#: time between two questions, by why an organisation is closed
PACE: Final[dict[Closure, timedelta]] = {
    "maintenance": timedelta(minutes=10),
    "suspended": timedelta(hours=1),
    "deleted": timedelta(days=1),
}
#: within which nobody else asks, and after which one asks again when there was no answer
_ASKING = timedelta(minutes=1)


def close(engine: Engine, organisation_id: UUID, closure: Closure, now: datetime) -> None:
    """SuperOffice said at *now*, aware, that the organisation is closed."""
    with engine.begin() as connection:
        tenants.close(connection, organisation_id, closure, now + PACE[closure])


def closed(
    engine: Engine, places: Tenants, mailbox_id: UUID, organisation: Organisation, now: datetime
) -> Phrase | None:
    """Why a mailbox may not run at *now*, aware, because its organisation is closed; None when it is open.

    SuperOffice is asked when it is time to, once for all mailboxes of the organisation. The mailbox is due again
    when the next question is.
    """
    if organisation.state == "running" or _opens(engine, places, organisation, now):
        return None
    with session(engine) as work, work.begin():
        organisation = work.get_one(Organisation, organisation.id)
        if organisation.state == "running":
            return None
        tenants.rest(work.connection(), mailbox_id, organisation.look_at or now + _ASKING)
        return Phrase(f"trouble.organisation.{organisation.state}")


def _opens(engine: Engine, places: Tenants, organisation: Organisation, now: datetime) -> bool:
    """Whether it is time to ask, and SuperOffice says that the organisation is open again."""
    with engine.begin() as connection:
        if not tenants.claim_look(connection, organisation.id, now, now + _ASKING):
            return False
    return look(engine, places, organisation, now)


def look(engine: Engine, places: Tenants, organisation: Organisation, now: datetime) -> bool:
    """Ask SuperOffice how the organisation does, and write it down; whether it is open.

    Without an answer everything stays as it is.
    """
    try:
        places.look(organisation.context)
    except Closed as error:
        close(engine, organisation.id, error.closure, now)
        return False
    except Unavailable:
        return organisation.state == "running"
    if organisation.state != "running":
        with engine.begin() as connection:
            tenants.reopen(connection, organisation.id, now)
    return True
