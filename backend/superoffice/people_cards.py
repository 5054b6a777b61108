"""Persons with their companies, read in bulk by archives (contracts/superoffice.md §2.4, §4)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from backend.core.persons import MAX_EMAILS, PersonCard, PostalAddress
from backend.core.preferences import Preferences
from backend.core.text import one_line
from backend.superoffice import archive
from backend.superoffice.archive import DYNAMIC, Row, chunks
from backend.superoffice.client import Client

#: persons of one request
CHUNK = 250
_PERSONS = "v1/Archive/Person"
_KEY = "personId"

#: standard fields that fill a contact where no other is chosen, as columns of the archive
STANDARD = {"title_field": "mrMrs", "job_title_field": "title", "department_field": "personContact/department"}
#: a user-defined field by its program id, "SuperOffice:1"
_USER_DEFINED = re.compile(r"[\w.-]+:[\w.-]+")
_OTHER_FIELD = re.compile(r"\w+(?:/\w+)*")

_TEXTS = {
    "given_name": "firstName", "middle_name": "middleName", "surname": "lastName",
    "company": "personContact/name", "own_phone": "personDirectPhone/formattedNumber",
    "company_phone": "personContact/contactPhone/formattedNumber",
    "mobile_phone": "personMobilePhone/formattedNumber", "private_phone": "personPrivate/formattedNumber",
    "other_phone": "personPager/formattedNumber", "fax": "personDirectFax/formattedNumber",
}  # fmt: skip
_BIRTH = ("birthYear", "birthMonth", "birthDay")
_COMPANY = "contactId"
_COMPANY_COUNTRY, _COUNTRY = "personContact/country", "personCountry"
#: where each address stands, and its country
_ADDRESSES = {
    "visit_address": ("personContact/streetAddress", _COMPANY_COUNTRY),
    "postal_address": ("personContact/postAddress", _COMPANY_COUNTRY),
    "own_address": ("personAddress", _COUNTRY),
}
_LINES = ("line1", "line2", "line3")
_PARTS = (*_LINES, "city", "state", "county", "zip")
_COLUMNS = (
    *_TEXTS.values(), *_BIRTH, _COMPANY, _COMPANY_COUNTRY, _COUNTRY,
    *(f"{where}/{part}" for where, _ in _ADDRESSES.values() for part in _PARTS),
)  # fmt: skip


def column_of(key: str, chosen: str) -> str:
    """The column that fills the preference *key*; the standard one for a choice that cannot be a column."""
    if _USER_DEFINED.fullmatch(chosen):
        return f"personUdef/{chosen}"
    return chosen if _OTHER_FIELD.fullmatch(chosen) else STANDARD[key]


def read_cards(client: Client, ids: Collection[int], preferences: Preferences) -> dict[int, PersonCard]:
    """By person his card. Raises SideError, ApiError."""
    chosen = {key: column_of(key, getattr(preferences, key)) for key in STANDARD}
    columns = tuple(dict.fromkeys((*_COLUMNS, *chosen.values())))
    found: dict[int, PersonCard] = {}
    for some in chunks(sorted(ids), CHUNK):
        rows: dict[int, Row] = {}
        for page in archive.walk(client, _PERSONS, columns, f"{_KEY} in ({_list(some)})", _KEY):
            rows |= {archive.integer(row, _KEY): row for row in page.rows}
        emails = _ranked(client, "email", "email_address", "person_id", rows)
        companies = {archive.integer(row, _COMPANY) for row in rows.values()} - {0}
        webs = _ranked(client, "url", "url_address", "contact_id", companies)
        for person, row in rows.items():
            web = next(iter(webs.get(archive.integer(row, _COMPANY), ())), "")
            found[person] = _card(row, person, chosen, emails.get(person, ()), web)
    return found


def _ranked(client: Client, table: str, value: str, owner: str, ids: Collection[int]) -> dict[int, list[str]]:
    """By owner the values of a table that hangs on him, in their order."""
    columns = (f"{table}.{owner}", f"{table}.{value}", f"{table}.rank")
    key = f"{table}.{table}_id"
    found: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    for some in chunks(sorted(ids), CHUNK):
        for page in archive.walk(client, DYNAMIC, columns, f"{columns[0]} in ({_list(some)})", key):
            for row in page.rows:
                if told := _text(row, columns[1]):
                    place = archive.integer(row, columns[2]), archive.integer(row, key), told
                    found[archive.integer(row, columns[0])].append(place)
    return {one: list(dict.fromkeys(told for _, _, told in sorted(places))) for one, places in found.items()}


def _list(ids: Iterable[int]) -> str:
    return ",".join(map(str, ids))


def _card(row: Row, person: int, chosen: dict[str, str], emails: Sequence[str], web_page: str) -> PersonCard:
    values: dict[str, Any] = {field: _text(row, column) for field, column in _TEXTS.items()}
    values |= {field: _address(row, *where) for field, where in _ADDRESSES.items()}
    return PersonCard(
        person_id=person,
        title=_text(row, chosen["title_field"]),
        job_title=_text(row, chosen["job_title_field"]),
        department=_text(row, chosen["department_field"]),
        birth_date=_birth_date(*(archive.integer(row, name) for name in _BIRTH)),
        emails=tuple(emails[:MAX_EMAILS]),
        web_page=web_page,
        **values,
    )


def _birth_date(year: int, month: int, day: int) -> date | None:
    """None without a year, which a contact needs: year 1 is no date, year 2 an unknown year (§4)."""
    try:
        return date(year, month, day) if year > 2 else None
    except ValueError:
        return None


def _address(row: Row, where: str, country: str) -> PostalAddress:
    """An address; a country alone is none."""
    told = {part: _text(row, f"{where}/{part}") for part in _PARTS}
    address = PostalAddress(
        street="\n".join(told[line] for line in _LINES if told[line]),
        city=told["city"],
        state=told["state"] or told["county"],
        postal_code=told["zip"],
        country=_text(row, country),
    )
    return address if address else PostalAddress()


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return one_line(value) if isinstance(value, str) and _is_text(value) else ""


def _is_text(value: str) -> bool:
    """Whether a text can be stored: JSON can carry half of a character."""
    return value.isprintable() or not any("\ud800" <= sign <= "\udfff" for sign in value)
