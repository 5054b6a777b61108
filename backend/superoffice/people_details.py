"""Telephone numbers, addresses and their like that were written lately: rows of their own, whose edits need not
count as ones of the person or company (contracts/superoffice.md §5, §6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from backend.superoffice import archive, wire
from backend.superoffice.archive import DYNAMIC, Row, chunks
from backend.superoffice.client import Client

#: kinds of telephones and addresses from this on are those of persons (tables phone and address)
_OF_PERSONS = 16384


@dataclass
class _Latest:
    """By owner the latest row that was written."""

    persons: dict[int, str] = field(default_factory=dict)
    companies: dict[int, str] = field(default_factory=dict)

    def enter(self, owners: dict[int, str], owner: int, row: Row, table: str) -> None:
        """Count a row for its owner; 0 is nobody."""
        stamps = wire.stamp(row.get(f"{table}.registered")), wire.stamp(row.get(f"{table}.updated"))
        written = f"{max(stamps)}/{archive.integer(row, f'{table}.{table}_id'):010}"
        if owner:
            owners[owner] = max(owners.get(owner, ""), written)


def read_details(client: Client, since: datetime) -> dict[int, str]:
    """By person when a detail of his or of his company was written last, where that was after *since*, naive UTC.

    The texts grow with each write. In which zone SuperOffice reads *since* is not known: callers go back further.
    Raises SideError, ApiError.
    """
    latest = _Latest()
    for table, kind in (("phone", "ptype_idx"), ("address", "atype_idx")):
        for row in _written(client, table, ("owner_id", kind), since):
            is_person = archive.integer(row, f"{table}.{kind}") > _OF_PERSONS
            owners = latest.persons if is_person else latest.companies
            latest.enter(owners, archive.integer(row, f"{table}.owner_id"), row, table)
    for table in ("email", "url"):
        for row in _written(client, table, ("person_id", "contact_id"), since):
            latest.enter(latest.persons, archive.integer(row, f"{table}.person_id"), row, table)
            latest.enter(latest.companies, archive.integer(row, f"{table}.contact_id"), row, table)
    for person, company in _employees(client, latest.companies):
        latest.persons[person] = max(latest.persons.get(person, ""), latest.companies.get(company, ""))
    return latest.persons


def _written(client: Client, table: str, names: tuple[str, ...], since: datetime) -> Iterator[Row]:
    columns = [f"{table}.{name}" for name in (*names, "registered", "updated")]
    moment = archive.time_literal(since)
    restriction = f"({table}.registered afterTime {moment} or {table}.updated afterTime {moment})"
    for page in archive.walk(client, DYNAMIC, columns, restriction, f"{table}.{table}_id"):
        yield from page.rows


def _employees(client: Client, companies: dict[int, str]) -> Iterator[tuple[int, int]]:
    key, company = "person.person_id", "person.contact_id"
    for some in chunks(sorted(companies), archive.PAGE):
        restriction = f"{company} in ({','.join(map(str, some))})"
        for page in archive.walk(client, DYNAMIC, (company,), restriction, key):
            for row in page.rows:
                yield archive.integer(row, key), archive.integer(row, company)
