"""What one row of SuperOffice concerns, and whether what somebody chose for it is there (§3.1, §4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from backend.core.items import Chosen
from backend.core.text import one_line
from backend.core.values import replace
from backend.superoffice import archive
from backend.superoffice.archive import DYNAMIC, Row
from backend.superoffice.client import Client

_TABLES: Final = {"company_id": "contact", "person_id": "person", "project_id": "project", "sale_id": "sale"}
#: tables whose rows go to a recycle bin first; "no date" is the year 1 (§2.6)
_BIN: Final = frozenset({"contact", "person"})
#: nested objects of an AppointmentEntity → their numbers and names
_NESTED: Final = {
    "type": ("Task", "TaskListItemId", "Value"),
    "company": ("Contact", "ContactId", "Name"),
    "person": ("Person", "PersonId", "FullName"),
    "project": ("Project", "ProjectId", "Name"),
    "sale": ("Sale", "SaleId", "Heading"),
}


class NotThere(Exception):
    """What was chosen is not in SuperOffice, or not together; `field` names it."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True, slots=True)
class Named:
    """Something that a row concerns; number 0 and no name for nothing."""

    id: int = 0
    name: str = ""


def subjects_of(client: Client, row_id: str) -> dict[str, Named]:
    """By "type", "company", "person", "project" and "sale" what a row concerns now. Raises SideError, ApiError."""
    select = {"$select": ",".join(nested for nested, _, _ in _NESTED.values())}
    entity = client.get(f"v1/Appointment/{row_id}", select).data
    return {what: _named(entity, *where) for what, where in _NESTED.items()}


def _named(entity: Any, nested: str, key: str, name: str) -> Named:
    told = entity.get(nested) if isinstance(entity, dict) else None
    if not isinstance(told, dict) or not (number := archive.identity(told, key)):
        return Named()
    return Named(number, _text(told, name))


def checked(client: Client, types: Mapping[int, object], chosen: Chosen) -> Chosen:
    """*chosen* with the company of its person. Raises NotThere, SideError, ApiError."""
    if chosen.type_id is not None and chosen.type_id not in types:
        raise NotThere("type_id")
    found = {field: _row(client, field, number) for field in _TABLES if (number := getattr(chosen, field))}
    if chosen.person_id:
        employer = archive.integer(found["person_id"], "person.contact_id")
        if chosen.company_id is None:
            return replace(chosen, company_id=employer)
        if chosen.company_id != employer:
            raise NotThere("person_id")
    return chosen


def employer_of(client: Client, person_id: int) -> int:
    """The company of a person; 0 for none. Raises NotThere, SideError, ApiError."""
    return archive.integer(_row(client, "person_id", person_id), "person.contact_id")


def _row(client: Client, field: str, number: int) -> Row:
    """A row that can be chosen, as the user may see it. Raises NotThere."""
    table = _TABLES[field]
    key = f"{table}.{table}_id"
    columns = [key]
    if table in _BIN:
        columns.append(f"{table}.deletedDate")
    if table == "person":
        columns.append("person.contact_id")
    rows = archive.rows(archive.query(client, DYNAMIC, columns, f"{key} = {number}", "", top=1))
    if not rows or archive.integer(rows[0], key) != number or is_deleted(rows[0], table):
        raise NotThere(field)
    return rows[0]


def is_deleted(row: Row, table: str) -> bool:
    """Whether a row of *table* lies in the recycle bin."""
    return _text(row, f"{table}.deletedDate")[:4] > "0001"


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return one_line(value) if isinstance(value, str) else ""
