"""SuperOffice's State Change URL: an organisation is closed, opened, moved or restored (contracts §1.7)."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, Response, request
from sqlmodel import Session, col, func, select

from backend.api.context import product, transaction
from backend.api.problems import Problem
from backend.core.sides import Unavailable
from backend.jobs.doorbell import ring_all
from backend.store import tenants
from backend.store.tables import Mailbox, Organisation
from backend.superoffice.state_changes import Change, StateChange, read_state_change
from backend.superoffice.tokens import BadToken
from backend.superoffice.webhooks import Malformed
from backend.sync.tenant import closing

log = logging.getLogger(__name__)

blueprint = Blueprint("webhooks_state", __name__, url_prefix="/webhooks/superoffice")


@blueprint.post("/state")
def changed() -> Response:
    """An organisation changed: SuperOffice is asked how it is now, and its mailboxes ring.

    Only that a backup was restored is believed as it is told, because nobody can be asked. A change that comes
    twice, or late, therefore does no harm.
    """
    change = _proven()
    now = datetime.now(UTC)
    with transaction() as session:
        organisation = _organisation(session, change)
    closing.look(product().engine, product().doors.tenants, organisation, now)
    with transaction() as session:
        if change.change is Change.BACKUP_RESTORED:
            tenants.restored(session.connection(), organisation.id, now)
        ring_all(session, _active(session, organisation))
    log.info("organisation %s: %s", organisation.context, change.change and change.change.name)
    return Response(status=200)


def _proven() -> StateChange:
    """What SuperOffice signed. Raises Problem 401, the same for every reason, and 503."""
    try:
        return read_state_change(request.get_data(), product().doors.issuer)
    except (Malformed, BadToken) as error:
        raise Problem(401, "unauthorized", "This change is not accepted.") from error
    except Unavailable as error:
        raise Problem(503, "unavailable", "The change could not be verified now.") from error


def _organisation(session: Session, change: StateChange) -> Organisation:
    """Raises Problem 404 for an organisation that has nothing here."""
    found = session.exec(
        select(Organisation).where(func.lower(Organisation.context) == change.context.lower())
    ).first()
    if found is None:
        raise Problem(404, "not_found", "Nobody of this organisation is here.")
    return found


def _active(session: Session, organisation: Organisation) -> list[UUID]:
    return list(
        session.exec(
            select(Mailbox.id).where(
                col(Mailbox.organisation_id) == organisation.id, col(Mailbox.state) == "active"
            )
        )
    )
