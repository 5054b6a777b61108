"""Our registrations: what Graph and SuperOffice are to ring, renewed when half of their life is over."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, or_, select

from backend.core.items import Side
from backend.graph import subscriptions
from backend.graph.client import GraphClient
from backend.graph.errors import NotFound
from backend.jobs.doorbell import ring
from backend.store.database import session
from backend.store.tables import Mailbox, Organisation, Subscription
from backend.superoffice import webhooks
from backend.sync.service import Product

#: our webhook's name at SuperOffice
WEBHOOK: Final = "Sosync"
#: SuperOffice stops a webhook after failures, without a word: look after it so often
WEBHOOK_LIFE: Final = timedelta(hours=2)


def due_mailboxes(work: Session, now: datetime) -> list[UUID]:
    """Active mailboxes whose calendar does not ring us, or will cease to."""
    query = (
        select(Mailbox.id)
        .outerjoin(Subscription, col(Subscription.mailbox_id) == col(Mailbox.id))
        .where(
            Mailbox.state == "active", or_(col(Subscription.renew_at).is_(None), col(Subscription.renew_at) <= now)
        )
    )
    return list(work.exec(query))


def due_organisations(work: Session, now: datetime) -> list[UUID]:
    """Organisations with an approved app whose SuperOffice does not ring us, or has not been looked after."""
    query = (
        select(Organisation.id)
        .outerjoin(
            Subscription,
            (col(Subscription.organisation_id) == col(Organisation.id)) & col(Subscription.mailbox_id).is_(None),
        )
        .where(
            Organisation.state == "running",
            Organisation.system_token != b"",
            or_(col(Subscription.renew_at).is_(None), col(Subscription.renew_at) <= now),
        )
    )
    return list(work.exec(query))


def register_mailbox(product: Product, mailbox_id: UUID, now: datetime) -> None:
    """Let Graph ring us for a mailbox, or renew that. Raises SideError, GraphError."""
    with session(product.engine) as work:
        mailbox = work.get_one(Mailbox, mailbox_id)
        present = work.exec(select(Subscription).where(Subscription.mailbox_id == mailbox_id)).first()
        client = product.doors.graph(mailbox)
        renewed = _renew(client, present, now) if present else None
        if present and renewed:
            present.renew_at = _half_life(renewed, now)
        else:
            if present:
                work.delete(present)
            work.add(_subscribe(product, client, mailbox, now))
            # nobody rang for what happened before
            ring(work, mailbox_id)
        work.commit()


def _renew(client: GraphClient, present: Subscription, now: datetime) -> subscriptions.Subscription | None:
    try:
        return subscriptions.renew(client, present.id, now)
    except NotFound:
        return None


def _subscribe(product: Product, client: GraphClient, mailbox: Mailbox, now: datetime) -> Subscription:
    secret = secrets.token_urlsafe(48)
    made = subscriptions.create(client, f"{product.settings.public_url}/webhooks/graph", secret, now)
    return Subscription(
        id=made.id,
        side=Side.CALENDAR.value,
        organisation_id=mailbox.organisation_id,
        mailbox_id=mailbox.id,
        secret=product.vault.lock(secret),
        renew_at=_half_life(made, now),
    )


def _half_life(made: subscriptions.Subscription, now: datetime) -> datetime:
    return now + (made.expires - now) / 2


def register_organisation(product: Product, organisation_id: UUID, now: datetime) -> None:
    """Let SuperOffice ring us for an organisation, or start it again. Raises SideError, ApiError."""
    with session(product.engine) as work:
        organisation = work.get_one(Organisation, organisation_id)
        name = f"{WEBHOOK} {organisation.context}"
        present = work.get(Subscription, name)
        if present is None:
            present = Subscription(
                id=name,
                side=Side.SUPEROFFICE.value,
                organisation_id=organisation_id,
                secret=product.vault.lock(secrets.token_urlsafe(48)),
            )
            work.add(present)
        # SuperOffice tests the address while it saves: the secret must be known by then
        work.commit()
        client = product.doors.system(organisation)
        if client is None:
            return
        target = f"{product.settings.public_url}/webhooks/superoffice/{organisation.context}"
        webhooks.register(client, WEBHOOK, target, product.vault.unlock(present.secret).decode())
        present.renew_at = now + WEBHOOK_LIFE
        work.commit()
