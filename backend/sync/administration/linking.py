"""Users linked to mailboxes, one by one or all whose address is the same."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from backend.store import mailboxes
from backend.store.database import session
from backend.store.tables import Mailbox
from backend.superoffice.users import User
from backend.sync.administration.acts import Administrator, Refused, record
from backend.sync.administration.users import Proposal, in_outlook, people, proposals
from backend.sync.mails import outbox
from backend.sync.service import Product


def link(product: Product, by: Administrator, associate_id: int, address: str) -> Mailbox:
    """Link a user of SuperOffice with the mailbox of *address*; the user gets the connect mail.

    Both systems must know the address, or SuperOffice must know it as the user's own. Where the two were unlinked
    from each other, that is undone. Raises Refused, SideError.
    """
    address = address.lower()
    found = {one.user.associate_id: one for one in people(product, by.organisation_id) if one.active}
    person = found.get(associate_id)
    if person is None:
        raise Refused("user_not_found", field="associate_id", associate=str(associate_id))
    if address != person.user.address and address not in (
        in_outlook(product, by.organisation_id, [address]) or ()
    ):
        raise Refused("address_unknown", field="address", address=address)
    with session(product.engine) as work, work.begin():
        return _link(product, work, by, person.user, address)


def link_all(product: Product, by: Administrator) -> list[Proposal]:
    """Link everybody whose address is the same in both systems, and tell what was done. Raises Refused, SideError.

    What another administrator links meanwhile is passed over.
    """
    done = []
    for one in proposals(product, by.organisation_id):
        verdict = one.verdict
        if verdict == "link":
            try:
                with session(product.engine) as work, work.begin():
                    _link(product, work, by, one.user, one.user.address)
            except Refused as error:
                verdict = "linked" if error.code == "user_linked" else "address_linked"
        done.append(Proposal(one.user, verdict))
    return done


def _link(product: Product, work: Session, by: Administrator, user: User, address: str) -> Mailbox:
    check_free(work, by, user.associate_id, address)
    kept = mailboxes.unlinked(work, by.organisation_id, user.associate_id)
    if kept and kept.address == address:
        link_again(work, by, kept, address if kept.account_id else user.address)
        return kept
    mailbox = Mailbox(
        organisation_id=by.organisation_id,
        associate_id=user.associate_id,
        address=address,
        name=user.name,
        salt=product.vault.lock(secrets.token_bytes(32)),
        state="needs_sign_in",
        state_since=datetime.now(UTC),
    )
    try:
        with work.begin_nested():
            work.add(mailbox)
    except IntegrityError as error:
        # another administrator was quicker
        raise Refused("address_linked", field="address", address=address) from error
    record(work, by, "link", address, after={"associate_id": user.associate_id, "address": address})
    if user.address:
        outbox.ask(work, mailbox, "connect", user.address)
    return mailbox


def link_again(work: Session, by: Administrator, mailbox: Mailbox, own_address: str) -> None:
    """Undo the unlinking of a mailbox; its owner is told at *own_address*, "" for nowhere, to sign in."""
    mailbox.state, mailbox.state_side, mailbox.state_since = "needs_sign_in", "", datetime.now(UTC)
    mailbox.deletions_confirmed = mailbox.invitations_confirmed = False
    mailbox.reminded_at = None
    record(work, by, "relink", mailbox.address)
    if own_address:
        outbox.ask(work, mailbox, "connect", own_address)


def check_free(work: Session, by: Administrator, associate_id: int, address: str) -> None:
    """Raises Refused where the user or the address is linked."""
    if own := mailboxes.of_user(work, by.organisation_id, associate_id):
        raise Refused("user_linked", field="associate_id", address=own.address)
    if mailboxes.by_address(work, address):
        raise Refused("address_linked", field="address", address=address)
