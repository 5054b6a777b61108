"""SuperOffice's doorbells: webhooks of an organisation (contracts/superoffice.md §5)."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from flask import Blueprint, Response, request
from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from backend.api.context import product, transaction
from backend.api.problems import Problem
from backend.core.items import Side
from backend.jobs.doorbell import ring_all
from backend.store.tables import Link, Mailbox, Organisation, Subscription
from backend.superoffice.webhooks import SIGNATURE_HEADER, Malformed, WebhookEvent, read_event, verify

log = logging.getLogger(__name__)

blueprint = Blueprint("webhooks_superoffice", __name__, url_prefix="/webhooks/superoffice")

#: an organisation by its context, with the secret by which SuperOffice signs what it tells of it
_REGISTERED: Final = (
    select(col(Organisation.id), col(Organisation.context), col(Subscription.secret))
    .join(Subscription, col(Subscription.organisation_id) == col(Organisation.id))
    .where(
        col(Organisation.context) == bindparam("context"), col(Subscription.side) == Side.SUPEROFFICE.value
    )
)  # fmt: skip
#: mailboxes of an organisation: those in which the activity is linked, whose diary it is, and all
_OF_THE_ORGANISATION: Final = col(Mailbox.organisation_id) == bindparam("organisation")
_LINKED: Final = (
    select(col(Mailbox.id))
    .join(Link, col(Link.mailbox_id) == col(Mailbox.id))
    .where(_OF_THE_ORGANISATION, col(Link.superoffice_id) == bindparam("record"))
)
_ACTIVE: Final = select(col(Mailbox.id)).where(_OF_THE_ORGANISATION, col(Mailbox.state) == "active")
_OF_ANY_DIARY: Final = _LINKED.union(_ACTIVE)
_OF_THE_DIARY: Final = _LINKED.union(_ACTIVE.where(col(Mailbox.associate_id) == bindparam("associate")))
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


@dataclass(frozen=True, slots=True)
class _Tenant:
    """An organisation of which SuperOffice was proven to speak."""

    id: UUID
    context: str


def _proven(session: Session, context: str) -> _Tenant:
    """The organisation whose secret signed the body. Raises Problem 401, the same for every reason."""
    refused = Problem(401, "unauthorized", "This event is not accepted.")
    if not context.isprintable():
        # the database takes no NUL
        raise refused
    signature = request.headers.get(SIGNATURE_HEADER, "")
    for key, name, secret in session.execute(_REGISTERED, {"context": context}):
        if verify(request.get_data(), signature, product().vault.unlock(secret)):
            return _Tenant(key, name)
    raise refused


def _event(tenant: _Tenant) -> WebhookEvent:
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


def _concerned(session: Session, tenant: _Tenant, event: WebhookEvent) -> set[UUID]:
    """Mailboxes whose diary holds the activity, or may hold it."""
    asked = {"organisation": tenant.id, "record": str(event.record_id)}
    if event.associate_id is not None:
        return set(session.scalars(_OF_THE_DIARY, asked | {"associate": event.associate_id}))
    if event.name == "activity.deleted":
        return set(session.scalars(_LINKED, asked))
    # an older version of SuperOffice does not say whose diary it is
    return set(session.scalars(_OF_ANY_DIARY, asked))
