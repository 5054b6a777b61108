"""Why persons are wanted: selections, favourites, companies and appointments (contracts/superoffice.md §4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta

import msgspec

from backend.superoffice import archive, wire
from backend.superoffice.archive import DYNAMIC, Row, chunks
from backend.superoffice.client import Client
from backend.superoffice.listing import utc

#: numbers of tables; stars are rows of the table `favourite` (docs.superoffice.com, database/tables/favourite)
_CONTACT, _PERSON = 5, 6
#: while a membership change is this fresh, another one may carry the same stamp
_FRESH = timedelta(seconds=30)

_MEMBERS = "v1/Archive/SelectionMemberStatic"
_SELECTIONS = "v1/Archive/FindSelection"


def read_selections(client: Client, ids: Collection[int]) -> dict[int, str]:
    """By static selection the version of its members; "" while that is too fresh. Raises SideError, ApiError."""
    found: dict[int, str] = {}
    columns = ("type", "lastMembershipChange", "memberCount")
    for some in chunks(sorted(ids), archive.PAGE):
        restriction = f"selectionId in ({','.join(map(str, some))})"
        for page in archive.walk(client, _SELECTIONS, columns, restriction, "selectionId"):
            for row in page.rows:
                if row.get("type") == "Static":
                    found[archive.integer(row, "selectionId")] = _membership(row, page.at)
    return found


def _membership(row: Row, at: float) -> str:
    changed = wire.stamp(row.get("lastMembershipChange"))
    if changed and datetime.fromtimestamp(at, UTC) - utc(changed) < _FRESH:
        return ""
    return f"{changed}/{archive.integer(row, 'memberCount')}"


def read_members(client: Client, selection: int) -> frozenset[int]:
    """The persons in a selection; a member without a person is a company alone. Raises as above."""
    pages = archive.walk(client, _MEMBERS, ("personId",), f"selectionId = {selection}", "selectionMemberId")
    return frozenset(archive.identity(row, "personId") for page in pages for row in page.rows) - {0}


def read_favourites(client: Client, associate_id: int) -> tuple[frozenset[int], frozenset[int]]:
    """The companies and persons that the user marked with a star. Raises as above."""
    table, record = "favourite.table_id", "favourite.record_id"
    restriction = f"favourite.associate_id = {associate_id} and {table} in ({_CONTACT},{_PERSON})"
    marked: dict[int, set[int]] = defaultdict(set)
    for page in archive.walk(client, DYNAMIC, (table, record), restriction, "favourite.favourite_id"):
        for row in page.rows:
            marked[archive.integer(row, table)].add(archive.identity(row, record))
    return frozenset(marked[_CONTACT] - {0}), frozenset(marked[_PERSON] - {0})


def read_employees(client: Client, companies: Collection[int]) -> dict[int, frozenset[int]]:
    """By company its persons, without former employees and deleted ones. Raises as above."""
    key, company, deleted = "person.person_id", "person.contact_id", "person.deletedDate"
    found: dict[int, set[int]] = {one: set() for one in companies}
    for some in chunks(sorted(companies), archive.PAGE):
        restriction = f"{company} in ({','.join(map(str, some))}) and person.retired = 0"
        for page in archive.walk(client, DYNAMIC, (company, deleted), restriction, key):
            for row in page.rows:
                if not wire.stamp(row.get(deleted)):
                    found.setdefault(archive.integer(row, company), set()).add(archive.identity(row, key))
    return {one: frozenset(found[one] - {0}) for one in companies}


_KEY, _MOTHER = "appointment.appointment_id", "appointment.mother_id"
_CONCERNS, _INVITED = "appointment.person_id", "appointment.invitedPersonId"
_OUTSIDE = "appointment.external_participants"

#: persons by address, of an organisation's cards
Holders = Callable[[Iterable[str]], Mapping[str, int]]


def read_appointments(client: Client, ids: Collection[str], holders: Holders) -> dict[str, frozenset[int]]:
    """By appointment the persons whom it concerns, and those who take part: as rows of it, or from outside.

    *holders* tells whose card an address is on. Raises as above.
    """
    persons: dict[str, set[int]] = {}
    mothers: dict[str, str] = {}
    addresses: dict[str, set[str]] = {}
    for some in chunks(sorted(ids), archive.PAGE):
        for row in _rows(client, f"{_KEY} in ({','.join(some)})"):
            one = str(archive.integer(row, _KEY))
            persons[one] = {archive.identity(row, _CONCERNS), archive.identity(row, _INVITED)}
            addresses[one] = _addresses(row.get(_OUTSIDE))
            if mother := archive.integer(row, _MOTHER):
                mothers[one] = str(mother)
    taking_part: dict[str, set[int]] = defaultdict(set)
    for some in chunks(sorted(set(mothers.values())), archive.PAGE):
        for row in _rows(client, f"{_MOTHER} in ({','.join(some)})"):
            taking_part[str(archive.integer(row, _MOTHER))].add(archive.identity(row, _INVITED))
    known = holders({address for some in addresses.values() for address in some})
    for child, above in mothers.items():
        persons[child] |= taking_part[above]
    for row_id, outside in addresses.items():
        persons[row_id] |= {known[address] for address in outside if address in known}
    return {row_id: frozenset(found - {0}) for row_id, found in persons.items()}


def _rows(client: Client, restriction: str) -> Iterable[Row]:
    columns = (_MOTHER, _CONCERNS, _INVITED, _OUTSIDE)
    for page in archive.walk(client, DYNAMIC, columns, restriction, _KEY):
        yield from page.rows


def _addresses(value: object) -> set[str]:
    """Addresses in `external_participants`, whose JSON is not documented: whatever in it has an "@"."""
    try:
        found = msgspec.json.decode(value) if isinstance(value, str) and value else None
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return set()
    texts = _texts(found, 4)
    return {text.strip().casefold() for text in texts if "@" in text and " " not in text.strip()}


def _texts(value: object, depth: int) -> list[str]:
    match value:
        case str():
            return [value]
        case dict() if depth:
            return [text for one in value.values() for text in _texts(one, depth - 1)]
        case list() if depth:
            return [text for one in value for text in _texts(one, depth - 1)]
    return []
