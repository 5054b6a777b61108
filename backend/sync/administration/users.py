"""The users of an organisation beside their mailboxes, and who may be linked because the address is the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args
from uuid import UUID

from sqlmodel import col, select

from backend.graph import recipients
from backend.store.database import session
from backend.store.mailboxes import LINKED
from backend.store.tables import Mailbox, Organisation
from backend.superoffice.users import User, active_users
from backend.sync.administration.organisation import superoffice
from backend.sync.service import Product


@dataclass(frozen=True, slots=True)
class Person:
    """A user of SuperOffice and the mailbox, of whom one may be missing."""

    user: User
    #: in use in SuperOffice
    active: bool
    #: linked, or unlinked and kept for undo
    mailbox: Mailbox | None

    @property
    def same_address(self) -> bool | None:
        """Whether both systems have the same address; None where one of them is missing."""
        if self.mailbox is None or not self.user.address:
            return None
        return self.mailbox.address == self.user.address


#: why a user is linked by "link all", or not
Verdict = Literal["link", "linked", "unlinked", "no_address", "shared_address", "address_linked", "not_in_outlook"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What "link all whose address is the same" does with a user."""

    user: User
    verdict: Verdict


def people(product: Product, organisation_id: UUID) -> list[Person]:
    """Every active user, and every mailbox whose user is gone, by name. Raises SideError, Refused."""
    with session(product.engine) as work:
        organisation = work.get_one(Organisation, organisation_id)
    users = active_users(superoffice(product, organisation))
    mailboxes = _mailboxes(product, organisation_id)
    gone = mailboxes.keys() - {user.associate_id for user in users}
    found = [Person(user, True, mailboxes.get(user.associate_id)) for user in users]
    found += [Person(User(one, mailboxes[one].name, ""), False, mailboxes[one]) for one in gone]
    return sorted(found, key=lambda one: (one.user.name.casefold(), one.user.associate_id))


def _mailboxes(product: Product, organisation_id: UUID) -> dict[int, Mailbox]:
    """By associate: the linked mailbox, else the one unlinked last."""
    every = select(Mailbox).where(Mailbox.organisation_id == organisation_id)
    with session(product.engine) as work:
        # the last one counts
        rows = work.scalars(every.order_by(LINKED, col(Mailbox.state_since).nulls_first()))
        return {row.associate_id: row for row in rows}


def proposals(product: Product, organisation_id: UUID) -> list[Proposal]:
    """What "link all" would do with each active user. Raises SideError, Refused."""
    listed = [one for one in people(product, organisation_id) if one.active]
    times = Counter(one.user.address for one in listed)
    with session(product.engine) as work:
        taken = set(work.scalars(select(Mailbox.address).where(LINKED)))
    free = {one.user.address for one in listed if one.mailbox is None} - taken - {""}
    there = in_outlook(product, organisation_id, free)

    def verdict(one: Person) -> Verdict:
        address = one.user.address
        if one.mailbox:
            return "unlinked" if one.mailbox.state == "unlinked" else "linked"
        if not address:
            return "no_address"
        if times[address] > 1:
            return "shared_address"
        if address in taken:
            return "address_linked"
        return "link" if there is None or address in there else "not_in_outlook"

    return [Proposal(one.user, verdict(one)) for one in listed]


def in_outlook(product: Product, organisation_id: UUID, addresses: Iterable[str]) -> frozenset[str] | None:
    """Those of *addresses* that are mailboxes of the organisation; None while nobody is there to ask.

    Somebody who is signed in asks. Raises SideError.
    """
    with session(product.engine) as work:
        somebody = work.scalars(
            select(Mailbox).where(
                Mailbox.organisation_id == organisation_id,
                Mailbox.state == "active",
                col(Mailbox.calendar_tokens) != b"",
            )
        ).first()
    return recipients.known(product.doors.graph(somebody), addresses) if somebody else None
