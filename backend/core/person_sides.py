"""What the two sides tell and are told of persons: SuperOffice is only read, the calendar side is written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from backend.core.persons import Contact, PersonCard
from backend.core.preferences import Preferences
from backend.core.writes import Gone, Refused, Stale, Unsure


@dataclass(frozen=True, slots=True)
class KnownContact:
    """A contact as a listing tells of it."""

    id: str
    #: opaque; equal exactly when the contact is unchanged
    version: str
    contact: Contact
    #: when it was made, as the side writes it
    made_at: str = ""


@dataclass(frozen=True, slots=True)
class SeenContact:
    """A contact read whole."""

    id: str
    version: str
    #: None where it cannot be read
    contact: Contact | None
    #: the user's own
    categories: tuple[str, ...] = ()
    notes: str = ""
    #: the person that it was made for; 0 for none
    person_id: int = 0
    made_at: str = ""


@dataclass(frozen=True, slots=True)
class ContactChanges:
    """One page of what changed among the contacts."""

    seen: tuple[KnownContact, ...] = ()
    #: ids that are no longer listed: a rumour, to be confirmed by reading
    rumoured_gone: tuple[str, ...] = ()
    #: set on the last page
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class MakeContact:
    """Make the contact of a person, which names the person so that a lost answer makes no second one."""

    person_id: int
    contact: Contact
    category: str


@dataclass(frozen=True, slots=True)
class ChangeContact:
    """Write only *fields* of a contact, if it still is what *version* saw; *categories* replace those it has."""

    person_id: int
    id: str
    version: str
    contact: Contact
    fields: frozenset[str]
    categories: tuple[str, ...] | None = None
    #: say again for whom it was made; a contact that its user made never names a person
    named: bool = False


@dataclass(frozen=True, slots=True)
class RemoveContact:
    """Remove a contact, if it still is what *version* saw."""

    person_id: int
    id: str
    version: str


ContactWrite = MakeContact | ChangeContact | RemoveContact


@dataclass(frozen=True, slots=True)
class Written:
    """The write took effect. *seen* is what came back; None after a removal."""

    seen: SeenContact | None


ContactOutcome = Written | Gone | Stale | Refused | Unsure


class PersonSource(Protocol):
    """SuperOffice as its persons are read on behalf of one user. Every method may raise SideError."""

    def own_person(self) -> int:
        """The person that is the user himself; 0 for none."""

    def selections(self, ids: Collection[int]) -> Mapping[int, str]:
        """By static selection among *ids* a text that is the same while its members are; "" for not known.

        One that is gone, or dynamic, is left out.
        """

    def members(self, selection: int) -> frozenset[int]:
        """The persons in a selection; a company without a person is nobody."""

    def favourites(self) -> tuple[frozenset[int], frozenset[int]]:
        """The companies and the persons that the user has marked."""

    def employees(self, companies: Collection[int]) -> Mapping[int, frozenset[int]]:
        """By company its persons, former employees left out."""

    def of_appointments(self, ids: Collection[str]) -> Mapping[str, frozenset[int]]:
        """By appointment, the persons whom it concerns or who take part; one that is gone is left out."""

    def versions(self, ids: Collection[int]) -> Mapping[int, str]:
        """By person a text that changes with him or his company. Persons that are deleted are left out."""

    def details(self, since: datetime) -> Mapping[int, str]:
        """By person of whom a detail, or one of his company, was written after *since*, aware: a text that grows
        with each such write. SuperOffice may read the moment in another zone."""

    def merged(self, ids: Collection[int]) -> Mapping[int, int]:
        """Of persons that are gone, those who were joined with another: that other."""

    def cards(self, ids: Collection[int], preferences: Preferences) -> Mapping[int, PersonCard]:
        """The persons with what *preferences* ask for. Persons that are gone are left out."""

    def pictures(self, ids: Collection[int]) -> Mapping[int, str]:
        """By person a text that changes with his picture; those without one are left out."""

    def picture(self, person: int) -> bytes:
        """The picture; empty where there is none."""


class ContactGateway(Protocol):
    """The contacts of one mailbox. Every method may raise SideError."""

    def changes(self, cursor: str | None) -> Iterator[ContactChanges]:
        """Pages of what changed since *cursor*; all contacts when it is None. Raises CursorLost."""

    def pointers(self) -> Mapping[str, int]:
        """All contacts that were made for a person, with that person."""

    def read(self, ids: Sequence[str]) -> Mapping[str, SeenContact | Gone | Refused]:
        """Contacts as they are now."""

    def find(self, persons: Mapping[int, Contact]) -> Mapping[int, tuple[SeenContact, ...]]:
        """By person the contacts that may be his: made for him, or with an address of his; the oldest first."""

    def write(self, writes: Sequence[ContactWrite]) -> Iterator[tuple[ContactWrite, ContactOutcome]]:
        """Carry out writes, twenty in a request, in any order."""

    def put_photos(self, photos: Mapping[str, bytes]) -> Mapping[str, bool]:
        """Set pictures by contact; whether each was taken."""

    def with_photo(self, ids: Sequence[str]) -> frozenset[str]:
        """Those of the contacts *ids* that have a picture, or may have one."""
