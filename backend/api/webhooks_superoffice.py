"""SuperOffice's doorbells: webhooks of an organisation (contracts/superoffice.md §5)."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, Response, request
from sqlmodel import Session, col, select

from backend.api.context import product, transaction
from backend.api.problems import Problem
from backend.core.items import Side
from backend.jobs.doorbell import ring_all
from backend.store.tables import Link, Mailbox, Organisation, Subscription
from backend.superoffice.webhooks import SIGNATURE_HEADER, Malformed, WebhookEvent, read_event, verify

log = logging.getLogger(__name__)

blueprint = Blueprint("webhooks_superoffice", __name__, url_prefix="/webhooks/superoffice")

#: the field at the end of a sentence of the decoder, "… - at `$.PrimaryKey`"
_FIELD = re.compile(r"`(?:\$\.)?(\w+)`$")


@blueprint.post("/<organisation>")
def happened(organisation: str) -> Response:
    """An activity of the organisation changed: ring the mailboxes that may show it."""
    with transaction() as session:
        tenant = _proven(session, organisation)
        event = _event(tenant)
        if not event.is_timely(now := datetime.now(UTC)):
            # not refused: SuperOffice counts refusals, and stops a webhook after nine
            log.warning("an event of %s came out of its time, by %s", tenant.context, abs(now - (event.at or now)))
        elif event.name.startswith("activity.") and not event.is_document:
            ring_all(session, _concerned(session, tenant, event))
    return Response(status=200)


def _proven(session: Session, context: str) -> Organisation:
    """The organisation whose secret signed the body. Raises Problem 401, the same for every reason."""
    refused = Problem(401, "unauthorized", "This event is not accepted.")
    if not context.isprintable():
        # the database takes no NUL
        raise refused
    query = (
        select(Organisation, Subscription)
        .join(Subscription, col(Subscription.organisation_id) == col(Organisation.id))
        .where(Organisation.context == context, Subscription.side == Side.SUPEROFFICE.value)
    )
    signature = request.headers.get(SIGNATURE_HEADER, "")
    for tenant, subscription in session.exec(query):
        if verify(request.get_data(), signature, product().vault.unlock(subscription.secret)):
            return tenant
    raise refused


def _event(tenant: Organisation) -> WebhookEvent:
    """What the body says. Raises Problem 400."""
    try:
        event = read_event(request.get_data())
    except Malformed as error:
        named = _FIELD.search(str(error))
        field = named[1] if named else ""
        raise Problem(400, "malformed", f"Not an event of SuperOffice: {error}", field=field) from error
    if event.context not in ("", tenant.context):
        raise Problem(400, "malformed", "The event is of another organisation.", field="ContextIdentifier")
    return event


def _concerned(session: Session, tenant: Organisation, event: WebhookEvent) -> set[UUID]:
    """Mailboxes whose diary holds the activity, or may hold it."""
    linked = set(
        session.exec(
            select(Mailbox.id)
            .join(Link, col(Link.mailbox_id) == col(Mailbox.id))
            .where(Mailbox.organisation_id == tenant.id, Link.superoffice_id == str(event.record_id))
        )
    )
    active = select(Mailbox.id).where(Mailbox.organisation_id == tenant.id, Mailbox.state == "active")
    if event.associate_id is not None:
        return linked | set(session.exec(active.where(Mailbox.associate_id == event.associate_id)))
    if event.name == "activity.deleted":
        return linked
    # an older version of SuperOffice does not say whose diary it is
    return linked | set(session.exec(active))
