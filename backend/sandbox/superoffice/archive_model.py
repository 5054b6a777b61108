"""What an archive provider is made of: columns that read a row, and prefixes that lead to other providers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from backend.sandbox.superoffice.database import Database, Row
from backend.sandbox.superoffice.language import language_of, translated
from backend.sandbox.superoffice.odata import Condition, unknown_column
from backend.sandbox.superoffice.predicates import ColumnKind
from backend.sandbox.superoffice.routing import Context

Read = Callable[["Reader", Row], Any]
Reach = Callable[["Reader", Row], list[Row]]
Implies = Callable[["Reader", Condition], Condition | None]


class Reader:
    """One request reading rows: the database with names looked up once."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.db: Database = ctx.db
        self.language = language_of(ctx)
        self._lists: dict[str, dict[int, str]] = {}

    def row(self, table: str, row_id: Any) -> Row:
        """The row of a primary key; empty when it is not there."""
        return self.db.table(table).get(row_id or 0) or {}

    def list_name(self, name: str, item_id: Any) -> str:
        """Name of a list item in the caller's language; empty when it is not there."""
        if name not in self._lists:
            self._lists[name] = self._load(name)
        return self._lists[name].get(item_id or 0, "")

    def _load(self, name: str) -> dict[int, str]:
        if name in ("task", "priority", "usergroup", "country"):
            table = self.db.table(name)
            return {row[table.key]: translated(row.get("name") or "", self.language) for row in table}
        rows = self.db.table("list_item").where("list", name)
        return {row["item_id"]: translated(row["name"], self.language) for row in rows}

    def login(self, associate_id: Any) -> str:
        """Login name of an associate; empty for none."""
        return str(self.row("associate", associate_id).get("name", ""))

    def person_name(self, person_id: Any) -> str:
        """First, middle and last name of a person."""
        return full_name(self.row("person", person_id))

    def associate_name(self, associate_id: Any) -> str:
        """Full name of an associate; of a resource its own name."""
        associate = self.row("associate", associate_id)
        return self.person_name(associate.get("person_id")) or str(
            associate.get("tooltip") or associate.get("name", "")
        )

    def contact_name(self, contact_id: Any) -> str:
        """Name and department of a company."""
        contact = self.row("contact", contact_id)
        return ", ".join(part for part in (contact.get("name"), contact.get("department")) if part)


def full_name(person: Row) -> str:
    """First, middle and last name of a person's row."""
    return " ".join(part for part in (person.get(n) for n in ("firstname", "middleName", "lastname")) if part)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a provider."""

    name: str
    kind: ColumnKind
    read: Read
    #: column of the provider's table that holds the value; empty when it is computed
    source: str = ""
    #: list whose items a "list" column names
    names: str = ""
    #: an indexed condition that holds whenever one on this computed column does
    implies: Implies | None = None

    def text_of(self, reader: Reader, value: Any) -> str:
        """The name behind the id of a list or associate column."""
        if self.kind == "associate":
            return reader.login(value)
        return reader.list_name(self.names, value)


def stored(name: str, kind: ColumnKind, source: str, names: str = "") -> Column:
    """A column that shows a column of the table."""

    def read(_reader: Reader, row: Row) -> Any:
        return row.get(source)

    return Column(name, kind, read, source, names)


def computed(name: str, kind: ColumnKind, read: Read, names: str = "", implies: Implies | None = None) -> Column:
    """A column that is worked out."""
    return Column(name, kind, read, "", names, implies)


def of_row(name: str, kind: ColumnKind, table: str, key: str, source: str) -> Column:
    """A column that shows a column of another row: the one of *table* whose primary key is in *key*."""
    return computed(name, kind, lambda reader, row: reader.row(table, row.get(key)).get(source))


def stamps(prefix: str = "") -> tuple[Column, ...]:
    """The columns of who wrote a row and when, named with *prefix*."""

    def name(text: str) -> str:
        return prefix + text[0].upper() + text[1:] if prefix else text

    return (
        stored(name("updatedBy"), "associate", "updated_associate_id"),
        associate_name(name("updatedByFullName"), "updated_associate_id"),
        stored(name("updatedDate"), "utc", "updated"),
        stored(name("registeredBy"), "associate", "registered_associate_id"),
        associate_name(name("registeredByFullName"), "registered_associate_id"),
        stored(name("registeredDate"), "utc", "registered"),
    )


def associate_name(name: str, source: str) -> Column:
    """A column with the full name of the associate whose id is in *source*."""
    return computed(name, "text", lambda reader, row: reader.associate_name(row.get(source)))


@dataclass(frozen=True, slots=True)
class Link:
    """A prefix, `person/`, and the rows of another provider that it leads to."""

    provider: str
    reach: Reach
    #: for rows that name this one: their table, their column, and this row's column
    owner: tuple[str, str, str] | None = None


def by_key(provider: str, table: str, column: str) -> Link:
    """The row whose primary key is in *column*."""

    def reach(reader: Reader, row: Row) -> list[Row]:
        found = reader.db.table(table).get(row.get(column) or 0)
        return [found] if found else []

    return Link(provider, reach)


def owned(provider: str, table: str, column: str, key: str) -> Link:
    """The rows of *table* whose *column* is this row's *key*, by rank."""

    def reach(reader: Reader, row: Row) -> list[Row]:
        rows = reader.db.table(table).where(column, row.get(key)) if row.get(key) else []
        return sorted(rows, key=_rank)

    return Link(provider, reach, (table, column, key))


def _rank(row: Row) -> int:
    return int(row.get("rank") or 0)


def _present(_reader: Reader, row: Row) -> bool:
    return not row.get("deletedDate")


def always(entity: str) -> Callable[[Row], str]:
    """The same name of the entity for every row."""

    def name(_row: Row) -> str:
        return entity

    return name


_unnamed = always("")


@dataclass(frozen=True, slots=True)
class Provider:
    """One archive."""

    name: str
    table: str
    columns: tuple[Column, ...]
    links: dict[str, Link] = field(default_factory=dict)
    #: name of the entity in the answer
    entity: Callable[[Row], str] = _unnamed
    #: rows that the archive leaves out
    present: Callable[[Reader, Row], bool] = _present
    by_name: dict[str, Column] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the columns, and add those that every archive has."""
        for column in (*self.columns, *CONTROLS):
            self.by_name[column.name.lower()] = column


#: `getAllRows=true` restricts nothing, `getNoRows=true` everything
CONTROLS = (
    computed("getAllRows", "bool", lambda _reader, _row: True),
    computed("getNoRows", "bool", lambda _reader, _row: False),
)


@dataclass(frozen=True, slots=True)
class Resolved:
    """A column as a query names it, `person/email/emailAddress`."""

    name: str
    column: Column
    steps: tuple[Link, ...]

    def rows(self, reader: Reader, row: Row) -> list[Row]:
        """The rows at the end of the prefixes."""
        found = [row]
        for step in self.steps:
            found = [further for near in found for further in step.reach(reader, near)]
        return found

    def values(self, reader: Reader, row: Row) -> tuple[Any, ...]:
        """The values at the end of the prefixes."""
        return tuple(self.column.read(reader, far) for far in self.rows(reader, row))

    def stored(self, reader: Reader, condition: Condition) -> Condition | None:
        """A condition on the provider's own table that holds whenever *condition* does, for indexes."""
        if not self.steps:
            if self.column.source:
                return replace(condition, column=self.column.source)
            return self.column.implies(reader, condition) if self.column.implies else None
        owner = self.steps[0].owner if len(self.steps) == 1 else None
        if owner is None or not self.column.source or condition.operator not in ("equals", "oneOf"):
            return None
        table, column, key = owner
        found = [reader.db.table(table).where(self.column.source, value) for value in condition.values]
        return Condition(key, "oneOf", tuple(str(row[column]) for rows in found for row in rows))


def resolve(providers: dict[str, Provider], provider: Provider, name: str) -> Resolved:
    """Find a column through its prefixes. Raises SuperOfficeError 400 that names it."""
    *prefixes, last = name.split("/")
    user_defined = bool(prefixes) and prefixes[-1].lower().endswith("udef")
    steps: list[Link] = []
    for prefix in prefixes[:-1] if user_defined else prefixes:
        link = next((link for key, link in provider.links.items() if key.lower() == prefix.lower()), None)
        if link is None:
            raise unknown_column(name)
        steps.append(link)
        provider = providers[link.provider.lower()]
    column = _user_defined(last) if user_defined else provider.by_name.get(last.lower())
    if column is None:
        raise unknown_column(name)
    return Resolved(name, column, tuple(steps))


def _user_defined(prog_id: str) -> Column:
    """`personUdef/SuperOffice:1`: the value of a user-defined field."""
    return computed(prog_id, "text", lambda _reader, row: (row.get("custom_fields") or {}).get(prog_id, ""))
