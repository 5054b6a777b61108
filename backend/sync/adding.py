"""Adding somebody to SuperOffice because a person says so; a run never does."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select

from backend.core.directory import Card, Directory
from backend.core.items import Chosen, Side
from backend.core.mentions import spellings
from backend.core.sides import Unavailable
from backend.core.values import replace
from backend.store import database
from backend.store.tables import Mailbox, Organisation
from backend.superoffice.adding import NewPerson, add_company, add_person
from backend.superoffice.client import ApiError, Client
from backend.superoffice.outcomes import questions_told
from backend.superoffice.search import Found, companies_called, companies_of_domain
from backend.superoffice.subjects import NotThere, checked
from backend.sync.acts import CannotAct
from backend.sync.service import Product, preferences_of
from backend.transport import ConnectionLost

#: mail domains of everybody's, which tell no company
_PUBLIC: Final = frozenset(
    {
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "icloud.com", "me.com",
        "yahoo.com", "aol.com", "gmx.de", "gmx.net", "web.de", "t-online.de", "online.no", "telia.com",
        "proton.me", "protonmail.com", "ziggo.nl", "kpnmail.nl", "hetnet.nl", "jubii.dk",
    }
)  # fmt: skip
#: companies that are suggested
_MOST: Final = 5


class Exists(Exception):
    """A card with the address is there already; `person_id` is its number."""

    def __init__(self, person_id: int) -> None:
        super().__init__(person_id)
        self.person_id = person_id


@dataclass(frozen=True, slots=True)
class Suggestion:
    """How a form for a new person is filled in."""

    first_name: str
    last_name: str
    #: companies of people with addresses like this, the most frequent first
    companies: tuple[Found, ...]
    #: cards that have the address already
    existing: tuple[Card, ...]


def suggest(product: Product, mailbox: Mailbox, address: str, name: str) -> Suggestion:
    """What is known of somebody by his address and the name that he writes. Raises SideError."""
    client, directory = _opened(product, mailbox)
    domain = address.rpartition("@")[2].casefold()
    with questions_told():
        companies = [] if domain in _PUBLIC else companies_of_domain(client, domain)[:_MOST]
    return Suggestion(*_names(name, address), tuple(companies), _existing(directory, address))


def add(product: Product, mailbox: Mailbox, person: NewPerson, new_company: str = "") -> int:
    """Add somebody, and his company where it is new. Returns the person's number.

    Raises Exists, CannotAct, SideError. Where no answer came, a second try finds what the first made.
    """
    client, directory = _opened(product, mailbox)
    with database.session(product.engine) as work, work.begin():
        # two clicks at once: the second finds what the first made, and not what it knew before its turn
        work.execute(select(func.pg_advisory_xact_lock(_key(mailbox, person.address))))
        directory.forget()
        if existing := _existing(directory, person.address):
            raise Exists(existing[0].person_id)
        with questions_told():
            _check_company(client, person.company_id, new_company)
        try:
            if new_company:
                person = replace(person, company_id=add_company(client, new_company))
            return add_person(client, person)
        except ConnectionLost as error:
            raise Unavailable(Side.SUPEROFFICE, "superoffice.silent", 5.0) from error
        except ApiError as error:
            raise CannotAct("cannot_add") from error


def _check_company(client: Client, company_id: int, new_company: str) -> None:
    if company_id:
        try:
            checked(client, {}, Chosen(company_id=company_id))
        except NotThere as error:
            raise CannotAct("unknown_value", error.field) from error
    if new_company and companies_called(client, new_company):
        raise CannotAct("company_exists", "new_company")


def _existing(directory: Directory, address: str) -> tuple[Card, ...]:
    found = directory.all_cards(spellings(address.casefold()))
    return tuple({card.person_id: card for cards in found.values() for card in cards}.values())


def _names(name: str, address: str) -> tuple[str, str]:
    """First and last name of "Ann Smith", "Smith, Ann" or, without either, ann.smith@."""
    last, comma, first = name.partition(",")
    if comma and first.strip():
        return first.strip(), last.strip()
    words: Sequence[str] = name.split() if "@" not in name else ()
    if not words:
        local = address.partition("@")[0].partition("+")[0].replace("_", ".")
        words = [part.capitalize() for part in local.split(".") if part]
    return " ".join(words[:-1]), words[-1] if words else ""


def _opened(product: Product, mailbox: Mailbox) -> tuple[Client, Directory]:
    with database.session(product.engine) as work:
        organisation = work.get_one(Organisation, mailbox.organisation_id)
    sides = product.doors.open(mailbox, organisation, preferences_of(mailbox, organisation))
    sides.directory.forget()
    return product.doors.superoffice(mailbox, organisation), sides.directory


def _key(mailbox: Mailbox, address: str) -> int:
    """The number of an advisory lock, of 63 bits."""
    digest = hashlib.sha256(f"{mailbox.organisation_id}\0{address.casefold()}".encode()).digest()
    return int.from_bytes(digest[:8]) >> 1
