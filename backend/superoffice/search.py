"""Persons, companies, projects and sales found by words, as one user sees them (contracts/superoffice.md §2.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from backend.core.text import one_line
from backend.superoffice import archive
from backend.superoffice.archive import DYNAMIC, Row
from backend.superoffice.client import Client
from backend.superoffice.subjects import is_deleted

What = Literal["persons", "companies", "projects", "sales"]

#: words of one search; all must be found
_WORDS: Final = 6
#: addresses of one mail domain that are looked at
_OF_DOMAIN: Final = 200
#: rows that are read to find when somebody was last met
_RECENT: Final = 200


@dataclass(frozen=True, slots=True)
class Found:
    """One row that fits. Texts are of one line, as SuperOffice holds them."""

    id: int
    name: str
    #: what tells it from others of its name: department, number
    detail: str = ""
    company_id: int = 0
    company: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a kind of rows is searched."""

    table: str
    names: tuple[str, ...]
    detail: str
    #: columns in which a word may stand
    searched: tuple[str, ...]
    #: path to the company; empty for none
    company: str = ""
    deleted: bool = False


_PLACES: Final[dict[What, _Place]] = {
    "persons": _Place(
        "person",
        ("firstname", "middleName", "lastname"),
        "title",
        ("firstname", "middleName", "lastname", "contact_id.name"),
        company="contact_id",
        deleted=True,
    ),
    "companies": _Place("contact", ("name",), "department", ("name", "department"), deleted=True),
    "projects": _Place("project", ("name",), "project_number", ("name", "project_number")),
    "sales": _Place("sale", ("heading",), "number1", ("heading", "contact_id.name"), company="contact_id"),
}


def search(client: Client, what: What, words: str, limit: int) -> list[Found]:
    """The first rows that hold each of *words*, by name; deleted ones are left out. Raises SideError, ApiError."""
    place = _PLACES[what]
    every = " and ".join(_somewhere(place, word) for word in words.split()[:_WORDS])
    order = ",".join(f"{place.table}.{name} asc" for name in (*place.names[::-1], f"{place.table}_id"))
    # deleted rows are few, and their date has no operator that all archives share
    rows = archive.rows(archive.query(client, DYNAMIC, _columns(place), every, order, top=2 * limit))
    kept = [row for row in rows if not (place.deleted and is_deleted(row, place.table))]
    return [_found(row, place) for row in kept if archive.identity(row, _key(place))][:limit]


def _somewhere(place: _Place, word: str) -> str:
    either = " or ".join(f"{place.table}.{name} contains {archive.literal(word)}" for name in place.searched)
    return f"({either})"


def _key(place: _Place) -> str:
    return f"{place.table}.{place.table}_id"


def _columns(place: _Place) -> list[str]:
    names = [*place.names, place.detail]
    if place.company:
        names += [place.company, f"{place.company}.name"]
    if place.deleted:
        names.append("deletedDate")
    return [_key(place), *(f"{place.table}.{name}" for name in names)]


def _found(row: Row, place: _Place) -> Found:
    company = f"{place.table}.{place.company}"
    return Found(
        id=archive.identity(row, _key(place)),
        name=" ".join(part for name in place.names if (part := _text(row, f"{place.table}.{name}"))),
        detail=_text(row, f"{place.table}.{place.detail}"),
        company_id=archive.identity(row, company) if place.company else 0,
        company=_text(row, f"{company}.name") if place.company else "",
    )


def companies_of_domain(client: Client, domain: str) -> list[Found]:
    """Companies whose people or own addresses are of a mail domain, the most frequent first. Raises SideError,
    ApiError."""
    address, of_person, own = "email.email_address", "email.person_id.contact_id", "email.contact_id"
    names = {of_person: f"{of_person}.name", own: f"{own}.name"}
    restriction = f"{address} contains {archive.literal(f'@{domain}')}"
    columns = [address, *names, *names.values()]
    rows = archive.rows(archive.query(client, DYNAMIC, columns, restriction, "", top=_OF_DOMAIN))
    companies: dict[int, str] = {}
    times: Counter[int] = Counter()
    for row in rows:
        if not _text(row, address).casefold().endswith(f"@{domain}"):
            continue
        where = next((one for one in names if archive.identity(row, one)), "")
        if where:
            number = archive.identity(row, where)
            companies[number] = _text(row, names[where])
            times[number] += 1
    return [Found(number, companies[number]) for number, _ in times.most_common()]


def companies_called(client: Client, name: str) -> list[Found]:
    """Companies of exactly this name, in any case. Raises SideError, ApiError."""
    place = _PLACES["companies"]
    restriction = f"contact.name = {archive.literal(name)}"
    rows = archive.rows(archive.query(client, DYNAMIC, _columns(place), restriction, "", top=10))
    found = [_found(row, place) for row in rows if not is_deleted(row, place.table)]
    return [one for one in found if one.name.casefold() == name.casefold()]


def last_met(client: Client, persons: Collection[int]) -> dict[int, str]:
    """By person the day of his latest appointments, as far as one short look tells. Raises SideError, ApiError."""
    if not persons:
        return {}
    person, when = "appointment.person_id", "appointment.activeDate"
    restriction = f"{person} in ({','.join(map(str, sorted(persons)))})"
    rows = archive.rows(archive.query(client, DYNAMIC, [person, when], restriction, f"{when} desc", top=_RECENT))
    found: dict[int, str] = {}
    for row in rows:
        found.setdefault(archive.identity(row, person), _text(row, when)[:10])
    return {one: day for one, day in found.items() if day > "0002"}


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    return one_line(value) if isinstance(value, str) else ""
