"""Who people are in SuperOffice: cards by address, person and user, asked for in bulk (sync-rules 22)."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from backend.core.directory import Card, Standing
from backend.core.values import replace
from backend.superoffice import archive
from backend.superoffice.archive import DYNAMIC, Row, chunks
from backend.superoffice.client import Client

#: people of one request
_CHUNK = 40

_NUMBER, _ADDRESS, _HOLDER = "email.email_id", "email.email_address", "email.person_id"

_PERSON, _CONTACT, _DELETED = "person.person_id", "person.contact_id", "person.deletedDate"
_NAMES = ("person.firstname", "person.middleName", "person.lastname")
_COMPANY = "person.contact_id.name"
_EMAIL = "person.(email->person_id)"
_EMAIL_ID, _EMAIL_ADDRESS, _EMAIL_RANK = (f"{_EMAIL}.{name}" for name in ("email_id", "email_address", "rank"))
_USER = "person.(associate->person_id)"
_USER_ID, _USER_TYPE, _USER_RETIRED = (f"{_USER}.{name}" for name in ("associate_id", "type", "deleted"))
_PERSON_COLUMNS = (
    _PERSON, _CONTACT, _COMPANY, _DELETED, *_NAMES, _EMAIL_ID, _EMAIL_ADDRESS, _EMAIL_RANK, _USER_ID, _USER_TYPE,
    _USER_RETIRED,
)  # fmt: skip

_ASSOCIATE, _ASSOCIATE_PERSON = "associate.associate_id", "associate.person_id"
_ASSOCIATE_NAMES = ("associate.tooltip", "associate.name")

#: `associate.type` of an employee; resources and customers with a sign-in are associates too
_INTERNAL = 0


@dataclass(slots=True)
class _Person:
    """What the rows of one person tell."""

    row: Row
    #: (rank, id, address) of each address
    addresses: set[tuple[int, int, str]] = field(default_factory=set)
    #: users that are in use
    users: set[int] = field(default_factory=set)

    def card(self) -> Card:
        user = min(self.users, default=0)
        return Card(
            address=min(self.addresses, default=(0, 0, ""))[2],
            name=" ".join(part for name in _NAMES if (part := _text(self.row, name))),
            standing=Standing.USER if user else Standing.PERSON,
            associate_id=user,
            person_id=archive.integer(self.row, _PERSON),
            contact_id=archive.integer(self.row, _CONTACT),
            company=_text(self.row, _COMPANY),
        )


class Cards:
    """The people of one organisation as *client*'s user sees them. Thread-safe.

    What was asked for once is remembered until `forget`.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._by_address: dict[str, tuple[Card, ...]] = {}
        self._by_person: dict[int, Card | None] = {}
        self._by_associate: dict[int, Card | None] = {}
        self._lock = threading.Lock()

    def forget(self) -> None:
        """Ask again from now on: cards come and change."""
        with self._lock:
            for memory in (self._by_address, self._by_person, self._by_associate):
                memory.clear()

    def cards(self, addresses: Iterable[str]) -> Mapping[str, Card]:
        """Directory.cards. One user among several people of an address counts as its only one."""
        return {address: card for address, cards in self._cards_of(addresses).items() if (card := _only(cards))}

    def all_cards(self, addresses: Iterable[str]) -> Mapping[str, tuple[Card, ...]]:
        """Directory.all_cards."""
        return {address: cards for address, cards in self._cards_of(addresses).items() if cards}

    def _cards_of(self, addresses: Iterable[str]) -> dict[str, tuple[Card, ...]]:
        wanted = {address for address in addresses if address}
        with self._lock:
            for chunk in chunks(sorted(wanted - self._by_address.keys()), _CHUNK):
                holders = self._holders(chunk)
                self._load_persons({person for persons in holders.values() for person in persons})
                for address in chunk:
                    found = sorted(holders.get(address.casefold(), ()))
                    self._by_address[address] = tuple(
                        card for person in found if (card := self._by_person[person])
                    )
            return {address: self._by_address[address] for address in wanted}

    def of_persons(self, ids: Iterable[int]) -> Mapping[int, Card]:
        """Cards by person; one without an address has "" for it. Persons that are gone are left out."""
        wanted = set(ids) - {0}
        with self._lock:
            self._load_persons(wanted)
            return {person: card for person in wanted if (card := self._by_person[person])}

    def of_associates(self, ids: Iterable[int]) -> Mapping[int, Card]:
        """Cards by associate, retired ones too; a resource has neither person nor address."""
        wanted = set(ids) - {0}
        with self._lock:
            for chunk in chunks(sorted(wanted - self._by_associate.keys()), _CHUNK):
                self._load_associates(chunk)
            return {associate: card for associate in wanted if (card := self._by_associate[associate])}

    def newer(self, after: int) -> tuple[frozenset[str], int]:
        """Directory.newer, by the numbers of rows of the table `email`."""
        found: dict[int, str] = {}
        for page in archive.walk(self._client, DYNAMIC, (_ADDRESS, _HOLDER), f"{_HOLDER} gt 0", _NUMBER, after):
            found |= {archive.integer(row, _NUMBER): _text(row, _ADDRESS).casefold() for row in page.rows}
        return frozenset(found.values()), max(found, default=after)

    def newest(self) -> int:
        """Directory.newest."""
        reply = archive.query(self._client, DYNAMIC, [_NUMBER], f"{_NUMBER} gt 0", f"{_NUMBER} desc", top=1)
        return max((archive.integer(row, _NUMBER) for row in archive.rows(reply)), default=0)

    def _holders(self, addresses: Iterable[str]) -> dict[str, set[int]]:
        """Persons by each of their addresses that was asked for."""
        either = " or ".join(f"{_ADDRESS} = {archive.literal(address)}" for address in addresses)
        found: dict[str, set[int]] = defaultdict(set)
        for row in self._rows((_ADDRESS, _HOLDER), f"{_HOLDER} gt 0 and ({either})"):
            found[_text(row, _ADDRESS).casefold()].add(archive.integer(row, _HOLDER))
        return found

    def _load_persons(self, ids: Iterable[int]) -> None:
        for chunk in chunks(sorted(set(ids) - self._by_person.keys()), _CHUNK):
            persons: dict[int, _Person] = {}
            for row in self._rows(_PERSON_COLUMNS, f"{_PERSON} in ({_list(chunk)})"):
                _add(persons.setdefault(archive.integer(row, _PERSON), _Person(row)), row)
            for person in chunk:
                found = persons.get(person)
                self._by_person[person] = found.card() if found and not _is_deleted(found.row) else None

    def _load_associates(self, ids: Iterable[int]) -> None:
        columns = (_ASSOCIATE, _ASSOCIATE_PERSON, *_ASSOCIATE_NAMES)
        rows = {
            archive.integer(row, _ASSOCIATE): row for row in self._rows(columns, f"{_ASSOCIATE} in ({_list(ids)})")
        }
        self._load_persons({archive.integer(row, _ASSOCIATE_PERSON) for row in rows.values()} - {0})
        for associate in ids:
            row = rows.get(associate)
            self._by_associate[associate] = self._user(associate, row) if row is not None else None

    def _user(self, associate: int, row: Row) -> Card:
        person = self._by_person.get(archive.integer(row, _ASSOCIATE_PERSON))
        if person:
            return replace(person, standing=Standing.USER, associate_id=associate)
        name = next((found for column in _ASSOCIATE_NAMES if (found := _text(row, column))), "")
        return Card(address="", name=name, standing=Standing.USER, associate_id=associate)

    def _rows(self, columns: tuple[str, ...], restriction: str) -> list[Row]:
        return archive.rows(archive.query(self._client, DYNAMIC, columns, restriction, ""))


def _only(cards: Sequence[Card]) -> Card | None:
    """The one whom an address of all *cards* means; None when that is not clear."""
    users = [card for card in cards if card.standing is Standing.USER]
    candidates = users or cards
    return candidates[0] if len(candidates) == 1 else None


def _add(person: _Person, row: Row) -> None:
    """Take over what a row of the join tells about *person*."""
    if address := _text(row, _EMAIL_ADDRESS).casefold():
        person.addresses.add((archive.integer(row, _EMAIL_RANK), archive.integer(row, _EMAIL_ID), address))
    user = archive.integer(row, _USER_ID)
    if user and archive.integer(row, _USER_TYPE) == _INTERNAL and not archive.integer(row, _USER_RETIRED):
        person.users.add(user)


def _is_deleted(person: Row) -> bool:
    """In the recycle bin; "no date" is the year 1 (contracts/superoffice.md §2.6)."""
    return _text(person, _DELETED)[:4] > "0001"


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    return value.strip() if isinstance(value, str) else ""


def _list(ids: Iterable[int]) -> str:
    return ",".join(map(str, ids))
