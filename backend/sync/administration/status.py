"""How every mailbox of an organisation does: its runs, what waits for a person, and its state in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, union_all
from sqlmodel import Session, col

from backend.core.catalogues import Value, Words
from backend.core.languages import DEFAULT, listed
from backend.core.reasons import Reason
from backend.core.report import sentence_of
from backend.store.database import session
from backend.store.person_tables import PersonLink
from backend.store.tables import Link, Mail, Mailbox, Organisation, Run
from backend.sync.administration.words import CATALOGUE, words
from backend.sync.housekeeping import KEPT
from backend.sync.service import Product


@dataclass(slots=True)
class Items:
    """How many items of a mailbox there are, by what became of them."""

    linked: int = 0
    parked: int = 0
    #: by reason
    skipped: Counter[str] = field(default_factory=Counter)
    #: by what they wait for
    held: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Status:
    """One mailbox as an administrator sees it."""

    mailbox: Mailbox
    #: `state.<state>` are its words
    state: str
    items: Items
    last_run: Run | None
    #: the mail to its owner that was asked for last
    last_mail: Mail | None

    @property
    def next_run(self) -> datetime | None:
        """When it runs next; None while it rests."""
        return self.mailbox.due_at if self.mailbox.state == "active" else None

    @property
    def held_deletions(self) -> int:
        """Deletions that wait for a person."""
        return self.items.held[Reason.MASS_DELETION]

    @property
    def held_invitations(self) -> int:
        """Invitations that wait for a person."""
        return self.items.held[Reason.INVITATIONS]

    @property
    def to_repair(self) -> int:
        """Items that look like another one of the other side."""
        return self.items.skipped[Reason.NOT_JOINED]

    @property
    def forgotten_at(self) -> datetime | None:
        """When an unlinked mailbox is forgotten for good."""
        return forgotten_at(self.mailbox)

    def words(self, language: str = DEFAULT) -> Words:
        """Its state in words, and what to do about it."""
        put_in: dict[str, Value] = {}
        match self.state:
            case "unlinked" if self.forgotten_at:
                put_in = {"day": self.forgotten_at.date()}
            case "failing":
                told = sentence_of(self.last_run.report, language) if self.last_run else ""
                put_in = {"n": self.mailbox.failures, "sentence": told}
            case "held":
                put_in = _waiting(self.held_deletions, self.held_invitations, language)
        return words(f"state.{self.state}", language, **put_in)


def statuses(product: Product, organisation_id: UUID, only: UUID | None = None) -> list[Status]:
    """Every mailbox of the organisation by address, the unlinked ones too; with *only* that one."""
    chosen = select(Mailbox).where(col(Mailbox.organisation_id) == organisation_id)
    if only:
        chosen = chosen.where(col(Mailbox.id) == only)
    with session(product.engine) as work:
        by_address = chosen.order_by(col(Mailbox.address), col(Mailbox.state_since).desc())
        mailboxes = list(work.scalars(by_address))
        organisation = work.get_one(Organisation, organisation_id)
        ids = [mailbox.id for mailbox in mailboxes]
        items, runs, mails = _items(work, ids), _last_runs(work, ids), _last_mails(work, ids)
    found = []
    for one in mailboxes:
        own, run = items.get(one.id, Items()), runs.get(one.id)
        state = _state(one, organisation, own, run)
        found.append(Status(one, state, own, run, mails.get(one.id)))
    return found


def forgotten_at(mailbox: Mailbox) -> datetime | None:
    """When an unlinked mailbox is forgotten for good; None for a linked one."""
    return mailbox.state_since + KEPT if mailbox.state == "unlinked" and mailbox.state_since else None


def _waiting(deletions: int, invitations: int, language: str) -> dict[str, Value]:
    """What waits for a person, in words; nothing is said of what there is none of."""
    counts = {"deletions": deletions, "invitations": invitations}
    each = [CATALOGUE.say(f"held.{what}", language, n=number) for what, number in counts.items() if number]
    return {"n": deletions + invitations, "what": listed(each, language)}


def _state(mailbox: Mailbox, organisation: Organisation, items: Items, run: Run | None) -> str:
    match mailbox.state:
        case "needs_sign_in" if not mailbox.account_id:
            return "invited"
        case "needs_sign_in":
            return f"needs_sign_in.{mailbox.state_side}" if mailbox.state_side else "needs_sign_in"
        case "active" if organisation.state != "running":
            return organisation.state
        case "active" if mailbox.failures:
            return "failing"
        case "active" if organisation.rests_until:
            return "resting"
        case "active" if items.held[Reason.MASS_DELETION] or items.held[Reason.INVITATIONS]:
            return "held"
        case "active" if run is None:
            return "waiting"
        case other:
            return other


def _items(work: Session, ids: list[UUID]) -> Mapping[UUID, Items]:
    both = col(Link.superoffice_id).is_not(None) & col(Link.calendar_id).is_not(None)
    query = (
        select(col(Link.mailbox_id), col(Link.state), col(Link.reason), func.count(), func.count().filter(both))
        .where(col(Link.mailbox_id).in_(ids))
        .group_by(col(Link.mailbox_id), col(Link.state), col(Link.reason))
    )
    found: dict[UUID, Items] = {}
    contacts = (
        select(
            col(PersonLink.mailbox_id), col(PersonLink.state), col(PersonLink.reason), func.count(),
            func.count(col(PersonLink.contact_id)),
        )
        .where(col(PersonLink.mailbox_id).in_(ids))
        .group_by(col(PersonLink.mailbox_id), col(PersonLink.state), col(PersonLink.reason))
    )  # fmt: skip
    for mailbox_id, state, reason, number, whole in work.execute(union_all(query, contacts)):
        items = found.setdefault(mailbox_id, Items())
        items.linked += whole
        if state == "parked":
            items.parked += number
        elif state in ("skipped", "held"):
            (items.skipped if state == "skipped" else items.held)[reason] += number
    return found


def _last_runs(work: Session, ids: list[UUID]) -> Mapping[UUID, Run]:
    query = (
        select(Run)
        .where(col(Run.mailbox_id).in_(ids))
        .distinct(col(Run.mailbox_id))
        .order_by(col(Run.mailbox_id), col(Run.began_at).desc())
    )
    return {run.mailbox_id: run for run in work.scalars(query)}


def _last_mails(work: Session, ids: list[UUID]) -> Mapping[UUID, Mail]:
    query = (
        select(Mail)
        .where(col(Mail.mailbox_id).in_(ids))
        .distinct(col(Mail.mailbox_id))
        .order_by(col(Mail.mailbox_id), col(Mail.asked_at).desc())
    )
    return {mail.mailbox_id: mail for mail in work.scalars(query)}
