"""What people wrote into contacts and SuperOffice does not know: told, taken over or dropped."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, is_dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from backend.core.items import Side
from backend.core.person_links import Proposal
from backend.core.persons import Contact, PersonCard, contact_of
from backend.core.preferences import Preferences
from backend.core.sides import Unavailable
from backend.store import database
from backend.store import persons as store
from backend.store.mailboxes import ring
from backend.store.tables import Mailbox, Organisation
from backend.superoffice.client import ApiError
from backend.superoffice.person_changes import CHANGEABLE, change_person
from backend.sync.acts import CannotAct
from backend.sync.service import Product, preferences_of
from backend.transport import ConnectionLost


class NoSuchProposal(Exception):
    """The mailbox has no proposal of this id, or not any more."""


@dataclass(frozen=True, slots=True)
class Told:
    """A proposal beside what SuperOffice knows."""

    id: UUID
    person_id: int
    #: "" for a person who is gone, or may not be read any more
    name: str
    field: str
    proposed: tuple[str, ...]
    known: tuple[str, ...]
    can_take: bool
    at: datetime


def proposals(product: Product, mailbox: Mailbox) -> list[Proposal]:
    """The proposals of a mailbox, the newest first. Raises UnreadableSecret for one of a lost key."""
    with product.engine.connect() as connection:
        return _stored(product, connection, mailbox)


def told(product: Product, mailbox: Mailbox) -> list[Told]:
    """The proposals of a mailbox beside what SuperOffice knows now, the newest first. Raises SideError."""
    found = proposals(product, mailbox)
    if not found:
        return []
    organisation, preferences = _organisation(product, mailbox)
    source = product.doors.open(mailbox, organisation, preferences).persons.superoffice
    cards = source.cards(sorted({one.person_id for one in found}), preferences)
    return [_told(one, cards.get(one.person_id), preferences) for one in found]


def take(product: Product, mailbox: Mailbox, key: UUID) -> None:
    """Write a proposal into SuperOffice, as its user; the next run brings it to the contact.

    Raises NoSuchProposal, CannotAct, SideError.
    """
    organisation, preferences = _organisation(product, mailbox)
    client = product.doors.superoffice(mailbox, organisation)
    with product.engine.begin() as connection:
        found = next((one for one in _stored(product, connection, mailbox) if one.id == key), None)
        if found is None or not store.drop_proposal(connection, mailbox.id, key):
            raise NoSuchProposal(key)
        if not _can_take(found.field, preferences):
            raise CannotAct("cannot_take")
        try:
            change_person(client, found.person_id, found.field, _texts(found.value))
        except ConnectionLost as error:
            raise Unavailable(Side.SUPEROFFICE, "superoffice.silent", 5.0) from error
        except ApiError as error:
            raise CannotAct("cannot_take") from error
    with database.session(product.engine) as work, work.begin():
        ring(work, mailbox.id)


def drop(product: Product, mailbox: Mailbox, key: UUID) -> None:
    """Forget a proposal; SuperOffice stays as it is. Raises NoSuchProposal."""
    with product.engine.begin() as connection:
        if not store.drop_proposal(connection, mailbox.id, key):
            raise NoSuchProposal(key)


def _stored(product: Product, connection: Connection, mailbox: Mailbox) -> list[Proposal]:
    return [
        Proposal(key, person, field, json.loads(product.vault.unlock(value)), at)
        for key, person, field, value, at in store.proposals(connection, mailbox.id)
    ]


def _organisation(product: Product, mailbox: Mailbox) -> tuple[Organisation, Preferences]:
    with database.session(product.engine) as work:
        organisation = work.get_one(Organisation, mailbox.organisation_id)
    return organisation, preferences_of(mailbox, organisation)


def _told(one: Proposal, card: PersonCard | None, preferences: Preferences) -> Told:
    contact = contact_of(card, preferences) if card else Contact()
    return Told(
        id=one.id,
        person_id=one.person_id,
        name=contact.name,
        field=one.field,
        proposed=_texts(one.value),
        known=_texts(getattr(contact, one.field, None)),
        can_take=card is not None and _can_take(one.field, preferences),
        at=one.at,
    )


def _can_take(field: str, preferences: Preferences) -> bool:
    """Whether a field is the person's own; a job title that a preference takes from elsewhere is not."""
    return field in CHANGEABLE and not (field == "job_title" and preferences.job_title_field)


def _texts(value: object) -> tuple[str, ...]:
    """A value of a contact as people read it."""
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    match value:
        case None | "":
            return ()
        case str():
            return (value,)
        case dict():
            return _texts(value.values())
        case Iterable():
            return tuple(text for part in value for text in _texts(part))
        case _:
            return (str(value),)
