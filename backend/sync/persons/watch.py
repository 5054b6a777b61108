"""What happened to the contacts in the mailbox since they were last read."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from backend.core.person_links import PersonLink
from backend.core.person_sides import KnownContact, SeenContact
from backend.core.persons import Contact, is_same_person
from backend.core.sides import CursorLost
from backend.core.writes import Gone, Refused
from backend.sync.persons.table import Table

log = logging.getLogger(__name__)


@dataclass
class Watch:
    """The mailbox as far as it was looked at."""

    cursor: str | None = None
    #: by linked contact that may have changed, how it is now
    touched: dict[str, SeenContact | Gone | Refused] = field(default_factory=dict)
    #: everything, when the mailbox was read whole; None otherwise
    listed: list[KnownContact] | None = None
    #: by person the contacts that name him, when the mailbox was read whole
    pointers: dict[int, list[str]] = field(default_factory=dict)

    def candidates(
        self, table: Table, persons: Mapping[int, Contact], linked: frozenset[str]
    ) -> dict[int, SeenContact]:
        """By person the contact that is his already: made for him, or by the user for plainly the same person.

        *linked* contacts belong to others. Raises SideError.
        """
        whole = self.listed is not None
        found = self._among_listed(table, persons) if whole else table.sides.calendar.find(persons)
        taken = set(linked)
        chosen: dict[int, SeenContact] = {}
        for person, seen in found.items():
            mine = [one for one in seen if one.id not in taken and one.contact]
            named = [one for one in mine if one.person_id == person]
            alike = [one for one in mine if one.person_id == 0 and _is_one(one, persons[person])]
            if named or alike:
                chosen[person] = (named or alike)[0]
                taken.add(chosen[person].id)
        return chosen

    def _among_listed(self, table: Table, persons: Mapping[int, Contact]) -> dict[int, tuple[SeenContact, ...]]:
        by_address: dict[str, list[KnownContact]] = {}
        for known in self.listed or []:
            for address in known.contact.emails:
                by_address.setdefault(address.casefold(), []).append(known)
        ids: dict[int, list[str]] = {}
        for person, contact in persons.items():
            alike = {known.id: known for one in contact.emails for known in by_address.get(one.casefold(), ())}
            oldest = sorted(
                (known for known in alike.values() if is_same_person(known.contact, contact)),
                key=lambda known: (known.made_at, known.id),
            )
            ids[person] = list(dict.fromkeys([*self.pointers.get(person, ()), *(one.id for one in oldest)]))
        every = sorted({one for some in ids.values() for one in some})
        read = table.sides.calendar.read(every) if every else {}
        return {
            person: tuple(seen for one in some if isinstance(seen := read[one], SeenContact))
            for person, some in ids.items()
        }


def watch(table: Table, links: Mapping[int, PersonLink], cursor: str | None) -> Watch:
    """Read what changed since *cursor*, and each linked contact that did. Raises SideError."""
    try:
        seen, gone, result = _changes(table, cursor)
    except CursorLost:
        log.info("the contacts are read anew")
        seen, gone, result = _changes(table, None)
    versions = {link.contact_id: link.contact_version for link in links.values() if link.contact_id}
    doubtful = {one for one, version in versions.items() if not version or one in gone}
    doubtful |= {one.id for one in seen.values() if one.id in versions and versions[one.id] != one.version}
    if result.listed is not None:
        doubtful |= versions.keys() - seen.keys()
        for contact, person in table.sides.calendar.pointers().items():
            result.pointers.setdefault(person, []).append(contact)
    if doubtful:
        result.touched = dict(table.sides.calendar.read(sorted(doubtful)))
    return result


def _changes(table: Table, cursor: str | None) -> tuple[dict[str, KnownContact], set[str], Watch]:
    seen: dict[str, KnownContact] = {}
    gone: set[str] = set()
    result = Watch()
    for page in table.sides.calendar.changes(cursor):
        for one in page.seen:
            seen[one.id] = one
            gone.discard(one.id)
        gone |= set(page.rumoured_gone)
        result.cursor = page.cursor or result.cursor
    if cursor is None:
        result.listed = list(seen.values())
    return seen, gone, result


def _is_one(seen: SeenContact, contact: Contact) -> bool:
    return seen.contact is not None and is_same_person(seen.contact, contact)
