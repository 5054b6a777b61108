"""What an administrator does with one mailbox: pause, resume, unlink, link again, confirm, write to its owner."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col

from backend.core.reasons import Reason
from backend.store import mailboxes
from backend.store.database import session
from backend.store.tables import Mailbox, Subscription
from backend.sync import repair as joining
from backend.sync.administration.acts import Administrator, Refused, What, record
from backend.sync.administration.linking import check_free, link_again
from backend.sync.administration.users import people
from backend.sync.mails import outbox
from backend.sync.service import Product

_CONFIRMATIONS: dict[Reason, What] = {
    Reason.MASS_DELETION: "confirm_deletions",
    Reason.INVITATIONS: "confirm_invitations",
}


class NoSuchMailbox(Exception):
    """The organisation has no mailbox of this id."""


def pause(product: Product, by: Administrator, mailbox_id: UUID) -> None:
    """Let the mailbox rest; a run that is under way stops before its next write. Raises Refused."""
    with _linked(product, by, mailbox_id) as (work, mailbox):
        if mailbox.state != "paused":
            record(work, by, "pause", mailbox.address, before={"state": mailbox.state})
            _enter(mailbox, "paused")
            stop(mailbox)


def resume(product: Product, by: Administrator, mailbox_id: UUID) -> None:
    """Let a paused mailbox go on; it is due at once. Raises Refused."""
    with _linked(product, by, mailbox_id) as (work, mailbox):
        if mailbox.state != "paused":
            raise Refused("not_paused", address=mailbox.address)
        missing = [
            side
            for side, tokens in (
                ("superoffice", mailbox.superoffice_tokens),
                ("calendar", mailbox.calendar_tokens),
            )
            if not tokens
        ]
        _enter(mailbox, "needs_sign_in" if missing else "active", missing[0] if len(missing) == 1 else "")
        mailbox.failures, mailbox.due_at = 0, datetime.now(UTC)
        record(work, by, "resume", mailbox.address, after={"state": mailbox.state})


def unlink(product: Product, by: Administrator, mailbox_id: UUID) -> None:
    """Stop the sync at once, and drop the sign-ins. Both calendars stay as they are.

    Links and cursors are kept for a while, so that `relink` undoes it. Raises Refused.
    """
    with _linked(product, by, mailbox_id) as (work, mailbox):
        record(work, by, "unlink", mailbox.address, before={"state": mailbox.state})
        _enter(mailbox, "unlinked")
        stop(mailbox)
        mailbox.superoffice_tokens = mailbox.calendar_tokens = b""
        work.execute(delete(Subscription).where(col(Subscription.mailbox_id) == mailbox.id))
        outbox.take_back(work, mailbox.id)


def relink(product: Product, by: Administrator, mailbox_id: UUID) -> None:
    """Undo `unlink`: when its owner has signed in again, what changed meanwhile is merged.

    Meetings made meanwhile invite nobody before a person says so (mail guard). Raises Refused, SideError.
    """
    own_address = _address_of_owner(product, by, mailbox_id)
    with _own(product, by, mailbox_id) as (work, mailbox):
        if mailbox.state != "unlinked":
            raise Refused("not_unlinked", address=mailbox.address)
        check_free(work, by, mailbox.associate_id, mailbox.address)
        link_again(work, by, mailbox, own_address)


def send_connect_mail(product: Product, by: Administrator, mailbox_id: UUID) -> None:
    """Write to the owner, once more, how to connect. Raises Refused, SideError."""
    own_address = _address_of_owner(product, by, mailbox_id)
    with _linked(product, by, mailbox_id) as (work, mailbox):
        if mailbox.superoffice_tokens and mailbox.calendar_tokens and mailbox.state != "needs_sign_in":
            raise Refused("connected", address=mailbox.address)
        if not own_address:
            raise Refused("no_address", address=mailbox.address)
        if not outbox.ask(work, mailbox, "connect", own_address):
            raise Refused("mail_waits", address=mailbox.address)
        record(work, by, "connect_mail", mailbox.address)


def confirm(product: Product, by: Administrator, mailbox_id: UUID, held: Reason) -> bool:
    """Let what is held for this reason through in the next run; False when nothing is. Raises Refused."""
    with _linked(product, by, mailbox_id) as (work, mailbox):
        if not mailboxes.confirm(work, mailbox.id, held):
            return False
        mailboxes.ring(work, mailbox.id)
        record(work, by, _CONFIRMATIONS[held], mailbox.address)
        return True


def repair(product: Product, by: Administrator, mailbox_id: UUID, item_id: str) -> None:
    """Join two items that look alike. Raises Refused, CannotRepair, SideError."""
    with _linked(product, by, mailbox_id) as (_, mailbox):
        pass
    joining.repair(product, mailbox, item_id)
    with session(product.engine) as work, work.begin():
        record(work, by, "repair", mailbox.address, after={"item": item_id})


def mailbox_of(product: Product, by: Administrator, mailbox_id: UUID) -> Mailbox:
    """A mailbox of the administrator's own organisation. Raises NoSuchMailbox."""
    with _own(product, by, mailbox_id) as (_, mailbox):
        return mailbox


@contextmanager
def _own(product: Product, by: Administrator, mailbox_id: UUID) -> Iterator[tuple[Session, Mailbox]]:
    """The mailbox, locked until the transaction ends. Raises NoSuchMailbox."""
    with session(product.engine) as work, work.begin():
        mailbox = work.get(Mailbox, mailbox_id, with_for_update=True)
        if mailbox is None or mailbox.organisation_id != by.organisation_id:
            raise NoSuchMailbox(mailbox_id)
        yield work, mailbox


@contextmanager
def _linked(product: Product, by: Administrator, mailbox_id: UUID) -> Iterator[tuple[Session, Mailbox]]:
    with _own(product, by, mailbox_id) as (work, mailbox):
        if mailbox.state == "unlinked":
            raise Refused("unlinked", address=mailbox.address)
        yield work, mailbox


def _enter(mailbox: Mailbox, state: str, side: str = "") -> None:
    mailbox.state, mailbox.state_side, mailbox.state_since = state, side, datetime.now(UTC)


def stop(mailbox: Mailbox) -> None:
    """Take the lease from a run that is under way; it writes nothing any more."""
    mailbox.fence += 1
    mailbox.lease_owner, mailbox.lease_until = "", None


def _address_of_owner(product: Product, by: Administrator, mailbox_id: UUID) -> str:
    """Where its owner reads: proven by a sign-in to Outlook, else as SuperOffice tells; "" where nobody knows."""
    mailbox = mailbox_of(product, by, mailbox_id)
    if mailbox.account_id:
        return mailbox.address
    listed = people(product, by.organisation_id)
    return next((one.user.address for one in listed if one.user.associate_id == mailbox.associate_id), "")
