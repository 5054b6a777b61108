"""A person erased on request (GDPR, article 17): all that is stored of a mailbox, and the address elsewhere."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select, text
from sqlmodel import col

from backend.core.sides import SideError
from backend.graph import subscriptions
from backend.graph.errors import GraphError
from backend.store import attempts, audit, forgetting, tickets
from backend.store.database import session
from backend.store.tables import Mail, Mailbox, Organisation, Subscription
from backend.sync.administration.acts import operator, record
from backend.sync.administration.mailbox_acts import stop
from backend.sync.service import Product

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Erased:
    """What went, or would go."""

    #: with all their links, histories, runs, intents, mails, proposals and sign-ins
    mailboxes: int
    #: entries of the log of acts that forgot the person
    acts: int
    #: sign-ins to pane and portal that ended
    sign_ins: int


def mailboxes_of(product: Product, address: str) -> list[Mailbox]:
    """Every mailbox of an address, case ignored, the unlinked ones too."""
    with session(product.engine) as work:
        return list(work.scalars(select(Mailbox).where(func.lower(col(Mailbox.address)) == address.lower())))


def erase(product: Product, address: str) -> Erased:
    """Erase whoever has this *address*. Both calendars stay; a run that is under way writes nothing more.

    That an administrator did something stays in the log, without saying who or to whom. May be done again.
    """
    mailboxes = mailboxes_of(product, address)
    for mailbox in mailboxes:
        _stop(product, mailbox.id)
        _end_subscriptions(product, mailbox)
    with product.engine.begin() as connection:
        known = {address.lower(), *_other_addresses(connection, mailboxes)}
        ids = list(_ids(connection, mailboxes))
        ended = tickets.erase(connection, known, ids)
        # a caller is counted by the values of its id (api.v1.auth)
        attempts.erase(connection, ["/".join(map(str, one.values())) for one in ids])
        for mailbox in mailboxes:
            _forget_jobs(connection, mailbox.id)
            forgetting.forget(connection, mailbox.id)
        erased = Erased(len(mailboxes), audit.erase(connection, known), ended)
    _record(product, mailboxes)
    return erased


def _stop(product: Product, mailbox_id: UUID) -> None:
    """Let no run of the mailbox write any more, nor another begin."""
    with session(product.engine) as work, work.begin():
        mailbox = work.get(Mailbox, mailbox_id, with_for_update=True)
        if mailbox:
            mailbox.state = "unlinked"
            stop(mailbox)


def _end_subscriptions(product: Product, mailbox: Mailbox) -> None:
    """Ask Graph to ring no more. Where it cannot be asked, it ceases within three days by itself."""
    with session(product.engine) as work:
        ours = work.scalars(select(col(Subscription.id)).where(col(Subscription.mailbox_id) == mailbox.id)).all()
    with suppress(SideError, GraphError):
        client = product.doors.graph(mailbox)
        for one in ours:
            subscriptions.delete(client, one)
        return
    log.warning("Graph still rings for mailbox %s until its subscriptions are over", mailbox.id)


def _other_addresses(connection: Connection, mailboxes: Sequence[Mailbox]) -> Iterator[str]:
    """The addresses to which the owners of *mailboxes* were written."""
    query = select(func.lower(col(Mail.address))).where(col(Mail.mailbox_id).in_([one.id for one in mailboxes]))
    yield from connection.scalars(query)


def _ids(connection: Connection, mailboxes: Sequence[Mailbox]) -> Iterator[dict[str, Any]]:
    """By what each system knows the owners of *mailboxes*."""
    for mailbox in mailboxes:
        context = connection.scalar(
            select(col(Organisation.context)).where(col(Organisation.id) == mailbox.organisation_id)
        )
        yield {"context": context, "associate_id": mailbox.associate_id}
        if mailbox.account_id:
            yield {"tid": mailbox.tenant_id, "oid": mailbox.account_id}


def _forget_jobs(connection: Connection, mailbox_id: UUID) -> None:
    # a worker closes the one that it is at by itself
    jobs = text(
        "DELETE FROM procrastinate_jobs WHERE :id IN (args->>'mailbox_id', args->>'key') AND status <> 'doing'"
    )
    connection.execute(jobs, {"id": str(mailbox_id)})


def _record(product: Product, mailboxes: Sequence[Mailbox]) -> None:
    """Write down that somebody was erased, not who."""
    with session(product.engine) as work, work.begin():
        for organisation_id in {mailbox.organisation_id for mailbox in mailboxes}:
            organisation = work.get_one(Organisation, organisation_id)
            record(work, operator(organisation), "erase", audit.ERASED)
