"""What of an organisation's SuperOffice preferences can name: types, person fields, selections, favourites, zones.

All of it is tenant data: ids and names are looked up, never known (contracts/superoffice.md §4).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from backend.core.items import Side
from backend.core.sides import Unavailable
from backend.superoffice import archive, facts
from backend.superoffice.archive import DYNAMIC, chunks
from backend.superoffice.client import ApiError, Client
from backend.superoffice.organisation import Organisation
from backend.superoffice.people_sources import read_favourites
from backend.superoffice.principal import may_hide_texts

#: kinds of types that appointments and to-dos have; the others are of documents and mails (§3.2)
_OF_ACTIVITIES: Final = ("Appointment", "ToDo", "Phone")
#: kinds of user-defined fields that hold words
_WORDS: Final = ("ShortText", "LongText", "List")
#: fields of every person that preferences can name beside user-defined ones, as columns of the archive Person
STANDARD_FIELDS: Final = ("title", "mrMrs", "position", "personContact/department")
#: selections of one answer
PAGE: Final = 50
_CHUNK = 100

_ID, _NAME, _MEMBERS = "selection.selection_id", "selection.name", "selection.memberCount"
_KIND, _TARGET, _SYSTEM = "selection.seltype", "selection.targetTableNumber", "selection.SystemType"
#: values of these columns: static, of companies (5) or persons (6), and made by people (tables/selection)
_STATIC = 0
_OF_PEOPLE = (5, 6)
_MADE_BY_USERS = f"{_SYSTEM} = 0"


@dataclass(frozen=True, slots=True)
class Type:
    """A type of appointments or to-dos."""

    id: int
    #: as it is stored, with all its languages (superoffice.names)
    name: str
    #: Appointment, ToDo or Phone
    kind: str


@dataclass(frozen=True, slots=True)
class Field:
    """A user-defined field of persons."""

    #: by which entities name it, "SuperOffice:1"
    prog_id: str
    label: str


@dataclass(frozen=True, slots=True)
class Selection:
    """A selection of companies or persons."""

    id: int
    name: str
    #: as SuperOffice counted them last
    members: int
    #: its members are listed, not worked out anew each time
    static: bool


@dataclass(frozen=True, slots=True)
class Zones:
    """Time zones by their IANA names."""

    #: in which the database keeps times
    base: str
    #: in which the user works
    user: str
    #: that SuperOffice knows
    known: frozenset[str]


def types(client: Client) -> list[Type]:
    """The types that are in use, in the order of their list. Raises SideError."""
    return [
        Type(number, name, kind)
        for item in _list(client, "v1/List/Task/Items")
        if (kind := item.get("Type")) in _OF_ACTIVITIES
        and not item.get("Deleted")
        and (number := archive.integer(item, "TaskListItemId"))
        and (name := _text(item, "Value"))
    ]


def default_type(client: Client) -> int:
    """The type of a new appointment of the signed-in user; 0 where SuperOffice tells none. Raises SideError."""
    return facts.defaults(client).task_id


def person_fields(client: Client) -> list[Field]:
    """The user-defined fields of persons that hold words and are published. Raises SideError."""
    return [
        Field(prog_id, _text(item, "FieldLabel") or prog_id)
        for item in _list(client, "v1/Person/UdefLayout/Published")
        if item.get("FieldType") in _WORDS and (prog_id := _text(item, "ProgId"))
    ]


def selections(client: Client, search: str = "") -> list[Selection]:
    """The first `PAGE` static selections of people whose names contain *search*. Raises SideError."""
    either = " or ".join(f"{_TARGET} = {table}" for table in _OF_PEOPLE)
    restriction = f"{_KIND} = {_STATIC} and {_MADE_BY_USERS} and ({either})"
    if search:
        restriction += f" and {_NAME} contains {archive.literal(search)}"
    return _selections(client, restriction, PAGE)


def selections_by_id(client: Client, ids: Iterable[int]) -> list[Selection]:
    """Those of *ids* that are there, of companies or persons, also when dynamic. Raises SideError."""
    either = " or ".join(f"{_TARGET} = {table}" for table in _OF_PEOPLE)
    return [
        found
        for chunk in chunks(sorted(set(ids)), _CHUNK)
        for found in _selections(client, f"{_ID} in ({','.join(map(str, chunk))}) and ({either})", _CHUNK)
    ]


def _selections(client: Client, restriction: str, top: int) -> list[Selection]:
    columns = (_ID, _NAME, _MEMBERS, _KIND)
    try:
        rows = archive.rows(archive.query(client, DYNAMIC, columns, restriction, f"{_NAME} asc", top))
    except ApiError as error:
        raise _untold(error) from error
    return [
        Selection(number, _text(row, _NAME), archive.integer(row, _MEMBERS), row.get(_KIND) in (_STATIC, "0"))
        for row in rows
        if (number := archive.integer(row, _ID))
    ]


def favourites(client: Client, associate_id: int) -> tuple[int, int]:
    """How many companies and persons are favourites of a user. Raises SideError."""
    try:
        companies, persons = read_favourites(client, associate_id)
    except ApiError as error:
        raise _untold(error) from error
    return len(companies), len(persons)


def zones(client: Client) -> Zones:
    """The time zones of the organisation and of the signed-in user (§2.7). Raises SideError."""
    try:
        told = Organisation().places(client)
        own = client.ask("v1/Agents/TimeZone/GetDefaultTimeZoneInformation", {}).data
    except ApiError as error:
        raise _untold(error) from error
    place = archive.integer(own, "TZLocationId") if isinstance(own, dict) else 0
    return Zones(told.base, told.zones.get(place, told.base), frozenset(told.zones.values()))


def may_hide(client: Client) -> bool:
    """Whether the signed-in user may hide texts from others (§3.7). Raises SideError."""
    try:
        return may_hide_texts(client)
    except ApiError as error:
        raise _untold(error) from error


def _list(client: Client, path: str, **query: str) -> Sequence[dict[str, Any]]:
    try:
        listed = client.get(path, query).data
    except ApiError as error:
        raise _untold(error) from error
    if not isinstance(listed, list):
        raise _untold()
    return [item for item in listed if isinstance(item, dict)]


def _untold(error: ApiError | None = None) -> Unavailable:
    detail = f"{error.status} {error.kind}" if error else "200"
    return Unavailable(Side.SUPEROFFICE, "superoffice.choices", detail=detail)


def _text(row: archive.Row, name: str) -> str:
    value = row.get(name)
    return value.strip() if isinstance(value, str) else ""
