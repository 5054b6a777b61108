"""Who calls, and the caller's mailbox; how that is proved is bearer.py's and portal_session.py's."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g
from sqlmodel import Session

from backend import logs
from backend.api.context import product
from backend.api.v1.language import problem
from backend.core.decisions import Link
from backend.store import homes
from backend.store.database import looking
from backend.store.homes import Home, Owner
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

    @property
    def owner(self) -> Owner:
        """Whose mailbox it opens."""
        return homes.account(self.tid, self.oid)


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

    @property
    def owner(self) -> Owner:
        """Whose mailbox it opens."""
        return homes.user(self.context, self.associate_id)


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
        home = homes.home(session, caller().owner)
    return _noted(home)[0] if home else None


def mailbox() -> Mailbox:
    """The caller's mailbox. Raises Problem 409 before it is connected."""
    found = mailbox_or_none()
    if found is None:
        raise problem(409, "not_connected")
    return found


def home_and_link_in(session: Session, item_id: str) -> tuple[Home, Link | None]:
    """`mailbox` with its organisation, and the link that names an item in it. Raises Problem 409."""
    found = homes.home_and_link(session, caller().owner, item_id)
    if found is None:
        raise problem(409, "not_connected")
    home, link = found
    return _noted(home), link


def _noted(home: Home) -> Home:
    """From now on log lines are about the mailbox."""
    logs.note(mailbox=home[0].id)
    return home


def working_mailbox() -> Mailbox:
    """The caller's mailbox, able to run. Raises Problem 409 while it is paused or waits for a sign-in."""
    found = mailbox()
    if found.state != "active":
        raise problem(409, found.state)
    return found
