"""Which SuperOffice user and which calendar account make one mailbox."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlmodel import Session, select

from backend.core.items import Side
from backend.jobs.doorbell import ring
from backend.store import homes, mailboxes
from backend.store.secrets import Vault
from backend.store.tables import Mailbox, Organisation


class CannotPair(Exception):
    """The two sign-ins do not belong together; `cannot_pair.<code>` says why."""

    def __init__(self, side: Side, code: str, **put_in: str) -> None:
        super().__init__(code)
        #: where to sign in again
        self.side = side
        self.code = code
        #: into the sentence
        self.put_in = put_in


@dataclass(frozen=True, slots=True)
class SuperOfficeUser:
    """What a sign-in to SuperOffice proved."""

    context: str
    associate_id: int
    address: str
    name: str
    refresh_token: str
    #: only when an administrator approved the app
    system_token: str | None


@dataclass(frozen=True, slots=True)
class CalendarAccount:
    """What a sign-in to Microsoft proved."""

    tenant_id: str
    account_id: str
    #: primary address first
    addresses: Sequence[str]
    #: serialised token cache
    tokens: str
    #: IANA zone of the mailbox; empty when it is not known
    zone: str = ""
    #: in which its owner reads, "da-DK"; empty when it is not known
    language: str = ""
    name: str = ""


def connect_superoffice(session: Session, vault: Vault, user: SuperOfficeUser) -> Mailbox:
    """Keep a SuperOffice user's sign-in. A new mailbox waits for its calendar's sign-in. Raises CannotPair."""
    organisation = _organisation(session, vault, user)
    mailbox = mailboxes.of_user(session, organisation.id, user.associate_id)
    if mailbox is None:
        mailbox = _new_mailbox(session, vault, organisation, user)
    begins = _begins(mailbox, mailbox.superoffice_tokens)
    mailbox.superoffice_tokens = vault.lock(user.refresh_token)
    _signed_in(session, mailbox, Side.SUPEROFFICE, begins)
    return mailbox


def connect_calendar(session: Session, vault: Vault, account: CalendarAccount, begun: UUID | None) -> Mailbox:
    """Keep a calendar's sign-in; the mailbox is active from now on.

    *begun*: the mailbox whose SuperOffice user has just signed in with the same browser. A calendar that was
    connected before needs none. Raises CannotPair.
    """
    home = homes.home(session, homes.account(account.tenant_id, account.account_id))
    mailbox = home[0] if home else None
    if mailbox is None:
        mailbox = session.get(Mailbox, begun) if begun else None
        if mailbox is None or mailbox.state == "unlinked":
            raise CannotPair(Side.SUPEROFFICE, "no_user")
        _check_same_person(mailbox, account)
    begins = _begins(mailbox, mailbox.calendar_tokens)
    mailbox.tenant_id, mailbox.account_id = account.tenant_id, account.account_id
    mailbox.address = account.addresses[0].lower()
    mailbox.zone = account.zone or mailbox.zone
    mailbox.language = account.language or mailbox.language
    mailbox.calendar_tokens = vault.lock(account.tokens)
    _signed_in(session, mailbox, Side.CALENDAR, begins)
    return mailbox


def _organisation(session: Session, vault: Vault, user: SuperOfficeUser) -> Organisation:
    found = session.scalars(select(Organisation).where(Organisation.context == user.context)).first()
    organisation = found or Organisation(context=user.context, name=user.context)
    if user.system_token:
        organisation.system_token = vault.lock(user.system_token)
    session.add(organisation)
    session.flush()
    return organisation


def _new_mailbox(session: Session, vault: Vault, organisation: Organisation, user: SuperOfficeUser) -> Mailbox:
    if mailboxes.unlinked(session, organisation.id, user.associate_id):
        raise CannotPair(Side.SUPEROFFICE, "unlinked")
    if mailboxes.by_address(session, user.address):
        raise CannotPair(Side.SUPEROFFICE, "other_user", address=user.address)
    mailbox = Mailbox(
        organisation_id=organisation.id,
        associate_id=user.associate_id,
        address=user.address.lower(),
        name=user.name,
        salt=vault.lock(secrets.token_bytes(32)),
        state="needs_sign_in",
        state_since=datetime.now(UTC),
        state_side=Side.CALENDAR.value,
    )
    session.add(mailbox)
    session.flush()
    return mailbox


def _check_same_person(mailbox: Mailbox, account: CalendarAccount) -> None:
    if mailbox.address not in {address.lower() for address in account.addresses}:
        raise CannotPair(Side.CALENDAR, "other_person", superoffice=mailbox.address, outlook=account.addresses[0])
    if mailbox.account_id:
        raise CannotPair(Side.CALENDAR, "other_account", address=mailbox.address)


def _begins(mailbox: Mailbox, tokens: bytes) -> datetime:
    """Since when meetings of SuperOffice invite people, if the sync begins with this sign-in (mail guard).

    It does not where there were *tokens* already. After an unlinking, what was made in this very second was there
    before: SuperOffice's clock has whole seconds, and no first sync tells.
    """
    if tokens:
        return mailbox.linked_at
    return datetime.now(UTC) + timedelta(seconds=1 if mailbox.account_id else 0)


def _signed_in(session: Session, mailbox: Mailbox, side: Side, begins: datetime) -> None:
    """Let the mailbox go on if only this side's sign-in was missing; a refused run does not always know which."""
    if mailbox.state != "needs_sign_in" or mailbox.state_side not in ("", side.value):
        return
    if mailbox.superoffice_tokens and mailbox.calendar_tokens:
        mailbox.linked_at = begins
        _activate(session, mailbox)
    else:
        mailbox.state_side = side.other.value


def _activate(session: Session, mailbox: Mailbox) -> None:
    mailbox.state, mailbox.state_side, mailbox.state_since = "active", "", datetime.now(UTC)
    mailbox.failures = 0
    mailbox.reminded_at = None
    mailbox.due_at = datetime.now(UTC)
    session.flush()
    ring(session, mailbox.id)
