"""Whom the owner of a mailbox means by addresses: the cards in SuperOffice, and what the owner said before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from backend.core.directory import Card, Directory, Standing
from backend.core.items import Guest
from backend.core.marks import Marker
from backend.core.mentions import spellings
from backend.core.values import replace
from backend.store import address_choices, database
from backend.store.tables import Mailbox, Organisation
from backend.superoffice.client import Client
from backend.superoffice.outcomes import questions_told
from backend.superoffice.search import last_met
from backend.superoffice.subjects import NotThere, employer_of
from backend.sync.acts import CannotAct
from backend.sync.service import Product, preferences_of

State = Literal["own", "colleague", "one_match", "several_matches", "unknown"]


@dataclass(frozen=True, slots=True)
class Match:
    """A card that may be meant."""

    person_id: int
    name: str
    company_id: int
    company: str
    #: day of the latest appointment with the person, "2026-11-21"; "" where none is known
    last_activity: str = ""


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """What SuperOffice knows of an address."""

    address: str
    name: str
    state: State
    matches: tuple[Match, ...]
    #: the person whom the owner said to be meant; 0 for none
    chosen: int


@dataclass(frozen=True, slots=True)
class Acquaintances:
    """Everybody whom one mailbox may meet."""

    product: Product
    mailbox: Mailbox
    client: Client
    directory: Directory
    own_addresses: frozenset[str]

    def known(self, names: Mapping[str, str]) -> list[Acquaintance]:
        """What is known of each address in *names*, whose values are names, if known. Raises SideError."""
        cards = self.cards(names)
        chosen = self._chosen(names)
        found = [self._known(one, names[one], cards.get(one, {}), chosen.get(one, 0)) for one in names]
        unclear = {match.person_id for one in found if one.state == "several_matches" for match in one.matches}
        with questions_told():
            days = last_met(self.client, unclear)
        return [replace(one, matches=tuple(_dated(match, days) for match in one.matches)) for one in found]

    def cards(self, addresses: Iterable[str]) -> dict[str, dict[int, Card]]:
        """By address the cards that have it in any spelling, by person. Raises SideError."""
        spelt = {address: spellings(address) for address in addresses}
        every = {one for some in spelt.values() for one in some}
        cards = self.directory.all_cards(every) if every else {}
        return {
            address: {card.person_id: card for one in sorted(some) for card in cards.get(one, ())}
            for address, some in spelt.items()
        }

    def employer(self, person_id: int) -> int:
        """The company of a person; 0 for none. Raises CannotAct, SideError."""
        try:
            with questions_told():
                return employer_of(self.client, person_id)
        except NotThere as error:
            raise CannotAct("unknown_value", "person_id") from error

    def remember(self, address: str, person_id: int) -> None:
        """From now on *address* means this person."""
        with self.product.engine.begin() as connection:
            address_choices.put(connection, self.mailbox.id, self._digest(address), person_id, datetime.now(UTC))

    def _chosen(self, addresses: Iterable[str]) -> dict[str, int]:
        digests = {self._digest(address): address for address in addresses}
        with database.reading(self.product.engine) as connection:
            found = address_choices.among(connection, self.mailbox.id, digests)
        return {digests[digest]: person for digest, person in found.items()}

    def _digest(self, address: str) -> str:
        return Marker(self.product.vault.unlock(self.mailbox.salt)).person(Guest(address=address))

    def _known(self, address: str, name: str, cards: Mapping[int, Card], chosen: int) -> Acquaintance:
        if chosen and chosen not in cards:
            cards = {**self.directory.of_persons([chosen]), **cards}
        return Acquaintance(
            address=address,
            name=name or (next(iter(cards.values())).name if len(cards) == 1 else ""),
            state=self._state(address, cards),
            matches=tuple(match_of(one) for one in cards.values()),
            chosen=chosen if chosen in cards else 0,
        )

    def _state(self, address: str, cards: Mapping[int, Card]) -> State:
        if spellings(address) & self.own_addresses:
            return "own"
        if any(card.standing is Standing.USER for card in cards.values()):
            return "colleague"
        return "unknown" if not cards else "one_match" if len(cards) == 1 else "several_matches"


def acquaintances(product: Product, mailbox: Mailbox) -> Acquaintances:
    """Everybody whom *mailbox* may meet, asked of SuperOffice afresh. Raises SideError."""
    with database.session(product.engine) as work:
        organisation = work.get_one(Organisation, mailbox.organisation_id)
    sides = product.doors.open(mailbox, organisation, preferences_of(mailbox, organisation))
    sides.directory.forget()
    client = product.doors.superoffice(mailbox, organisation)
    return Acquaintances(product, mailbox, client, sides.directory, frozenset(sides.own_addresses))


def of_addresses(product: Product, mailbox: Mailbox, addresses: Iterable[str]) -> list[Acquaintance]:
    """What is known of addresses of a mail, or of an item that is not saved; each once. Raises SideError."""
    return acquaintances(product, mailbox).known({address.casefold(): "" for address in addresses})


def choose(product: Product, mailbox: Mailbox, address: str, person_id: int) -> Acquaintance:
    """Remember whom the owner means by an address, for all later items. Raises CannotAct, SideError."""
    found = acquaintances(product, mailbox)
    address = address.casefold()
    found.employer(person_id)
    found.remember(address, person_id)
    (known,) = found.known({address: ""})
    return known


def match_of(card: Card) -> Match:
    """A card as somebody who may be meant."""
    return Match(card.person_id, card.name, card.contact_id, card.company)


def _dated(match: Match, days: Mapping[int, str]) -> Match:
    return replace(match, last_activity=days.get(match.person_id, ""))
