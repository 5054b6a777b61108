"""Mailboxes put straight into the database, for tests in which nobody has to sign in."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import select

from backend.core.items import Side
from backend.store.database import session
from backend.store.tables import Mailbox, Organisation, Subscription
from backend.sync.service import Product

TENANT = "72f988bf-0000-4000-8000-00000000c0de"
CONTEXT = "Cust12345"


def add_mailbox(product: Product, name: str, associate_id: int) -> UUID:
    """An active mailbox of the company, without tokens."""
    with session(product.engine) as work:
        organisation = work.scalars(select(Organisation)).first() or Organisation(context=CONTEXT)
        work.add(organisation)
        work.flush()
        mailbox = Mailbox(
            organisation_id=organisation.id,
            associate_id=associate_id,
            address=f"{name}@nordlys.example",
            tenant_id=TENANT,
            account_id=f"account of {name}",
            salt=product.vault.lock(b"salt"),
        )
        work.add(mailbox)
        work.commit()
        return mailbox.id


def subscribe(product: Product, side: Side, mailbox_id: UUID, subscription_id: str, secret: str) -> None:
    """A registration that either side accepted; of the whole organisation at SuperOffice."""
    with session(product.engine) as work:
        mailbox = work.get_one(Mailbox, mailbox_id)
        work.add(
            Subscription(
                id=subscription_id,
                side=side.value,
                organisation_id=mailbox.organisation_id,
                mailbox_id=mailbox_id if side is Side.CALENDAR else None,
                secret=product.vault.lock(secret),
            )
        )
        work.commit()


def is_rung(product: Product, mailbox_id: UUID) -> bool:
    """Whether a doorbell waits."""
    with session(product.engine) as work:
        mailbox = work.get_one(Mailbox, mailbox_id)
        return mailbox.dirty > mailbox.seen_dirty
