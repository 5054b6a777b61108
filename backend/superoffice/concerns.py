"""What a row says of its type, and of the company and person that it concerns."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from backend.core.items import Concerns
from backend.core.text import one_line
from backend.superoffice.archive import Row, integer
from backend.superoffice.names import CODES, parts

_TYPE, _TYPE_NAME = "appointment.task_idx", "appointment.task_idx.name"
_COMPANY, _DEPARTMENT = "appointment.contact_id.name", "appointment.contact_id.department"
_COMPANY_ID, _PERSON_ID = "appointment.contact_id", "appointment.person_id"
_PERSON = tuple(f"appointment.person_id.{name}" for name in ("firstname", "middleName", "lastname"))
#: columns of the dynamic archive beside a row's own: they cost no request (contracts/superoffice.md §2.4)
COLUMNS: Final = (_TYPE, _TYPE_NAME, _COMPANY_ID, _COMPANY, _DEPARTMENT, _PERSON_ID, *_PERSON)
#: nested objects of an AppointmentEntity that tell the same (§3.1)
NESTED: Final = ("Task", "Contact", "Person")
_PERSON_PROPERTIES = ("Firstname", "MiddleName", "Lastname")
#: SuperOffice's code of a language → its tag
_TAGS = {code: tag for tag, code in CODES.items() if tag not in ("nb", "nn")}


def of_row(row: Row) -> Concerns:
    """What a row of the archive concerns."""
    return Concerns(
        type_id=integer(row, _TYPE),
        type_names=_names(row.get(_TYPE_NAME)),
        company=_line(row.get(_COMPANY)),
        department=_line(row.get(_DEPARTMENT)),
        person=_full_name(row.get(name) for name in _PERSON),
        company_id=integer(row, _COMPANY_ID),
        person_id=integer(row, _PERSON_ID),
    )


def of_entity(entity: Mapping[str, Any]) -> Concerns | None:
    """What an AppointmentEntity concerns, in the words of `of_row`; None for a carrier that does not tell."""
    if any(name not in entity for name in NESTED):
        return None
    task, contact, person = (value if isinstance(value := entity[name], dict) else {} for name in NESTED)
    return Concerns(
        type_id=integer(task, "TaskListItemId"),
        type_names=_names(task.get("Value")),
        company=_line(contact.get("Name")),
        department=_line(contact.get("Department")),
        person=_full_name(person.get(name) for name in _PERSON_PROPERTIES),
        company_id=integer(contact, "ContactId"),
        person_id=integer(person, "PersonId"),
    )


def names_of(name: str) -> dict[str, str]:
    """A name of a list by language; by "" where it is the same in all."""
    found = {_TAGS.get(code, code.lower()): one_line(text) for code, text in parts(name).items()}
    plain = one_line(name)
    return found or ({"": plain} if plain else {})


def _names(name: object) -> tuple[tuple[str, str], ...]:
    return _names_of_type(name) if isinstance(name, str) else ()


@lru_cache(maxsize=256)
def _names_of_type(name: str) -> tuple[tuple[str, str], ...]:
    """As `names_of`; many rows have one of few types."""
    return tuple(names_of(name).items())


def _line(value: object) -> str:
    return one_line(value) if isinstance(value, str) else ""


def _full_name(names: Any) -> str:
    return " ".join(name for value in names if (name := _line(value)))
