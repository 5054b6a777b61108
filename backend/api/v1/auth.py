"""Who calls, and the caller's mailbox; how that is proved is bearer.py's and portal_session.py's."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g
from sqlmodel import Session

from backend import logs
from backend.api.context import product
from backend.api.v1.language import problem
from backend.store import mailboxes
from backend.store.database import looking
from backend.store.tables import Mailbox


@dataclass(frozen=True, slots=True)
class Account:
    """A Microsoft account, as the pane signs in. (tid, oid) identifies it; name and address are for showing."""

    tid: str
    oid: str
    name: str
    address: str

    @property
    def key(self) -> str:
        """The same for every call of this caller."""
        return f"{self.tid}/{self.oid}"

    def mailbox(self, session: Session) -> Mailbox | None:
        """The mailbox of the account; None before it is connected."""
        return mailboxes.of_account(session, self.tid, self.oid)


@dataclass(frozen=True, slots=True)
class User:
    """A user of SuperOffice, as the portal signs in. Context and associate identify them."""

    context: str
    associate_id: int
    name: str
    address: str

    @property
    def key(self) -> str:
        """The same for every call of this caller."""
        return f"{self.context}/{self.associate_id}"

    def mailbox(self, session: Session) -> Mailbox | None:
        """The mailbox that is linked with the user; None before it is."""
        return mailboxes.of_context(session, self.context, self.associate_id)


Caller = Account | User


def admit(proven: Caller) -> None:
    """Let the request go on as *proven*."""
    g.caller = proven


def caller() -> Caller:
    """Who makes this request."""
    found = g.caller
    assert isinstance(found, Account | User)
    return found


def mailbox_or_none() -> Mailbox | None:
    """The caller's mailbox; None before it is connected."""
    with looking(product().engine) as session:
        return _found(session)


def mailbox() -> Mailbox:
    """The caller's mailbox. Raises Problem 409 before it is connected."""
    with looking(product().engine) as session:
        return mailbox_in(session)


def mailbox_in(session: Session) -> Mailbox:
    """`mailbox`, where more is read at the same time."""
    found = _found(session)
    if found is None:
        raise problem(409, "not_connected")
    return found


def _found(session: Session) -> Mailbox | None:
    found = caller().mailbox(session)
    if found:
        logs.note(mailbox=found.id)
    return found


def working_mailbox() -> Mailbox:
    """The caller's mailbox, able to run. Raises Problem 409 while it is paused or waits for a sign-in."""
    found = mailbox()
    if found.state != "active":
        raise problem(409, found.state)
    return found
