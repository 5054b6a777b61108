"""Mails that wait until a worker sends them: each leaves at most once, whatever happens in between."""

from __future__ import annotations

import logging
import smtplib
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, delete, or_, update
from sqlmodel import Session, col, select

from backend.config import Settings
from backend.core.languages import nearest
from backend.store.database import session
from backend.store.tables import Mail, Mailbox, Organisation
from backend.sync.administration.organisation import consent
from backend.sync.mails.delivery import CannotDeliver, MailRefused, Send, post_office, sender_of
from backend.sync.mails.writing import Kind, Letter, compose, message
from backend.sync.service import Product

log = logging.getLogger(__name__)

#: a person is reminded at most once in this time
REMIND_EVERY: Final = timedelta(hours=12)
#: whoever has not signed in for so long is not reminded any more; administrators see it
REMIND_FOR: Final = timedelta(days=7)


def ask(work: Session, mailbox: Mailbox, kind: Kind, address: str) -> bool:
    """Let a mail to the mailbox's owner wait for a worker; False when one waits already."""
    waiting = select(Mail.id).where(Mail.mailbox_id == mailbox.id, Mail.state == "waiting")
    if work.scalars(waiting).first():
        return False
    now = datetime.now(UTC)
    work.flush()
    work.add(Mail(mailbox_id=mailbox.id, kind=kind, address=address, asked_at=now, state_since=now))
    return True


def take_back(work: Session, mailbox_id: UUID) -> None:
    """Let what waits for the owner of this mailbox not leave."""
    work.execute(delete(Mail).where(col(Mail.mailbox_id) == mailbox_id, col(Mail.state) == "waiting"))


def remind(product: Product, now: datetime) -> int:
    """Let reminders wait for those whose sign-in is over; how many.

    Nobody is written to for an approval that only an administrator can renew.
    """
    due = select(Mailbox).where(
        Mailbox.state == "needs_sign_in",
        Mailbox.account_id != "",
        or_(col(Mailbox.superoffice_tokens) != b"", col(Mailbox.calendar_tokens) != b""),
        or_(col(Mailbox.reminded_at).is_(None), col(Mailbox.reminded_at) <= now - REMIND_EVERY),
        col(Mailbox.state_since) > now - REMIND_FOR,
    )
    with session(product.engine) as work:
        concerned = {one.organisation_id for one in work.scalars(due)}
        open_ones = [
            organisation.id
            for organisation in (work.get_one(Organisation, one) for one in concerned)
            if consent(product, organisation).state in ("approved", "not_approved")
        ]
    with session(product.engine) as work, work.begin():
        rows = work.scalars(
            due.where(col(Mailbox.organisation_id).in_(open_ones)).with_for_update(skip_locked=True)
        ).all()
        for mailbox in rows:
            mailbox.reminded_at = now
        return sum(ask(work, mailbox, "reminder", mailbox.address) for mailbox in rows)


def deliver(product: Product) -> int:
    """Send what waits; how many left. Raises CannotDeliver while no mail can leave: they wait on."""
    with session(product.engine) as work:
        if not work.scalars(select(Mail.id).where(Mail.state == "waiting").limit(1)).first():
            return 0
    sent = 0
    with post_office(product.settings) as send:
        while mail_id := _mark_next(product):
            sent += _send(product, send, mail_id)
    return sent


def _mark_next(product: Product) -> UUID | None:
    """Mark the oldest mail as leaving, for good: whoever dies now has sent it once at most."""
    oldest = (
        select(Mail.id)
        .where(Mail.state == "waiting")
        .order_by(col(Mail.asked_at))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    with session(product.engine) as work, work.begin():
        mail_id = work.scalars(oldest).first()
        if mail_id:
            _enter(work.connection(), mail_id, "sending")
        return mail_id


def _send(product: Product, send: Send, mail_id: UUID) -> bool:
    with session(product.engine) as work:
        mail = work.get_one(Mail, mail_id)
        mailbox = work.get_one(Mailbox, mail.mailbox_id)
        organisation = work.get_one(Organisation, mailbox.organisation_id)
    letter = letter_to(product, mailbox, organisation, mail.kind)
    try:
        send(message(letter, mail.id, sender_of(product.settings), mail.address, mailbox.name, datetime.now(UTC)))
    except (MailRefused, ValueError) as error:
        log.warning("mail %s is refused: %s", mail_id, error if isinstance(error, MailRefused) else "no address")
        state = "refused"
    except (OSError, smtplib.SMTPException) as error:
        # it may have left: it is not sent again, and the administrator sees that nobody knows
        raise CannotDeliver(f"The mail server was lost while a mail left ({type(error).__name__}).") from error
    else:
        state = "sent"
    with product.engine.begin() as connection:
        _enter(connection, mail_id, state)
    return state == "sent"


def letter_to(product: Product, mailbox: Mailbox, organisation: Organisation, kind: str) -> Letter:
    """The letter of this kind to a mailbox's owner, in the own language, else in that of the organisation."""
    named = str(organisation.preferences.get("subject_language", ""))
    known: Kind = "reminder" if kind == "reminder" else "connect"
    language = nearest(mailbox.language, named)
    return compose(known, language, mailbox.name, mailbox.address, link_of(product.settings))


def link_of(settings: Settings) -> str:
    """Where a browser begins to sign in to both systems."""
    return f"{settings.public_url}/connect/superoffice/start"


def drop(connection: Connection, before: datetime) -> int:
    """Drop mails that left, or did not, before that moment; how many."""
    old = delete(Mail).where(col(Mail.state_since) < before, col(Mail.state) != "waiting")
    return connection.execute(old).rowcount


def _enter(connection: Connection, mail_id: UUID, state: str) -> None:
    values = {"state": state, "state_since": datetime.now(UTC)}
    connection.execute(update(Mail).where(col(Mail.id) == mail_id).values(values))
