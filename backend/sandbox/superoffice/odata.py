"""The filter language of archives (contracts/superoffice.md §2.4): text to a tree of conditions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NoReturn

from backend.sandbox.superoffice.routing import SuperOfficeError, bad_request

#: deepest nesting of parentheses that is read
DEEPEST = 40

#: how many values an operator takes; "list" reads one or more in parentheses
Arity = Literal[0, 1, 2, "list"]

#: spelling in lower case -> (name used here, arity)
OPERATORS: dict[str, tuple[str, Arity]] = {
    **dict.fromkeys(("eq", "=", "equals", "is"), ("equals", 1)),
    **dict.fromkeys(("ne", "<>", "!=", "unequals", "isnot"), ("unequals", 1)),
    **dict.fromkeys(("lt", "<", "less"), ("less", 1)),
    **dict.fromkeys(("gt", ">", "greater"), ("greater", 1)),
    **dict.fromkeys(("in", "oneof", "associateisoneof"), ("oneOf", "list")),
    **dict.fromkeys(("notoneof", "associateisnotoneof"), ("notOneOf", "list")),
    **{
        name.lower(): (name, 1)
        for name in (
            "set", "begins", "contains", "ends", "notBegins", "notContains", "before", "date", "after",
            "beforeOrEqual", "afterOrEqual", "dateTime", "beforeTime", "afterTime",
        )
    },
    "between": ("between", 2),
    "datebetween": ("dateBetween", 2),
    **{
        name.lower(): (name, 0)
        for name in (
            "today", "beforeToday", "afterToday", "lastWeek", "thisWeek", "nextWeek", "lastMonth", "thisMonth",
            "nextMonth", "lastQuarter", "thisQuarter", "nextQuarter", "lastYear", "thisYear", "nextYear",
            "currentAssociate",
        )
    },
}  # fmt: skip

#: listed in the reference, failing in SuperOffice's own collection of requests (Q:ODataQueries.http)
FAILING = frozenset({"le", "ge", "<=", ">=", "notends"})

FUNCTIONS = {"startswith": "begins", "endswith": "ends", "substringof": "contains"}

_SPACE = re.compile(r"\s*")
_COLUMN = re.compile(r"[A-Za-z_]\w*(?:[./:](?:\w+|\(\s*\w+\s*->\s*\w+\s*\)))*")
_OPERATOR = re.compile(r"<>|!=|<=|>=|[=<>]|[A-Za-z]+")
_STRING = re.compile(r"'((?:\\.|[^'\\])*)'", re.DOTALL)
_BARE = re.compile(r"[^\s'(),]+")
_JOIN = re.compile(r"(and|or)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison of a column."""

    column: str
    #: a name of `OPERATORS`' values
    operator: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions joined by one word."""

    join: Literal["and", "or"]
    parts: tuple[Node, ...]


Node = Condition | Group


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.depth = 0

    def refuse(self, wanted: str) -> NoReturn:
        rest = self.text[self.place : self.place + 30]
        raise bad_request(f"$filter: {wanted} is expected at position {self.place}: {rest!r}")

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        spaces = _SPACE.match(self.text, self.place)
        start = spaces.end() if spaces else self.place
        found = pattern.match(self.text, start)
        if found:
            self.place = found.end()
        return found

    def take(self, sign: str) -> bool:
        return self.match(re.compile(re.escape(sign))) is not None

    def require(self, sign: str) -> None:
        if not self.take(sign):
            self.refuse(repr(sign))

    def any_of(self) -> Node:
        parts = [self.all_of()]
        while self._joined("or"):
            parts.append(self.all_of())
        return parts[0] if len(parts) == 1 else Group("or", tuple(parts))

    def all_of(self) -> Node:
        parts = [self.term()]
        while self._joined("and"):
            parts.append(self.term())
        return parts[0] if len(parts) == 1 else Group("and", tuple(parts))

    def _joined(self, word: str) -> bool:
        before = self.place
        found = self.match(_JOIN)
        if found and found.group(1).lower() == word:
            return True
        self.place = before
        return False

    def term(self) -> Node:
        if self.take("("):
            self.depth += 1
            if self.depth > DEEPEST:
                raise bad_request(f"$filter: more than {DEEPEST} nested parentheses")
            inner = self.any_of()
            self.require(")")
            self.depth -= 1
            return inner
        column = self.match(_COLUMN)
        if not column:
            self.refuse("a column")
        if column.group().lower() in FUNCTIONS and self.take("("):
            return self._function(column.group().lower())
        return self._comparison(column.group())

    def _function(self, name: str) -> Condition:
        texts: list[str] = []
        columns: list[str] = []
        for _ in range(2):
            if found := self.match(_STRING):
                texts.append(_unescape(found.group(1)))
            elif found := self.match(_COLUMN):
                columns.append(found.group())
            self.take(",")
        if not (len(texts) == len(columns) == 1):
            self.refuse(f"{name}(column,'text')")
        self.require(")")
        return Condition(columns[0], FUNCTIONS[name], (texts[0],))

    def _comparison(self, column: str) -> Condition:
        word = self.match(_OPERATOR)
        if not word:
            self.refuse(f"an operator for {column}")
        spelling = word.group().lower()
        if spelling in FAILING or spelling not in OPERATORS:
            raise bad_request(f"$filter: operator {word.group()!r} cannot be used on column {column!r}")
        operator, arity = OPERATORS[spelling]
        if arity == 0:
            return Condition(column, operator)
        values = self._values()
        if arity in (1, 2) and len(values) != arity:
            self.refuse(f"{arity} value(s) for {column} {word.group()}")
        return Condition(column, operator, values)

    def _values(self) -> tuple[str, ...]:
        if not self.take("("):
            return (self._value(),)
        values = [self._value()]
        while self.take(","):
            values.append(self._value())
        self.require(")")
        return tuple(values)

    def _value(self) -> str:
        if found := self.match(_STRING):
            return _unescape(found.group(1))
        found = self.match(_BARE)
        if not found:
            self.refuse("a value")
        return found.group()


def _unescape(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


def quote(text: str) -> str:
    """*text* as a literal of the filter language."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def parse_filter(text: str) -> Node | None:
    """The tree of a `$filter`, None when blank. Raises SuperOfficeError 400 with the place or column."""
    if not text.strip():
        return None
    reader = _Reader(text)
    tree = reader.any_of()
    if text[reader.place :].strip():
        reader.refuse("'and' or 'or'")
    return tree


def parse_columns(text: str | None) -> list[str]:
    """The names of a `$select`, order kept, doubles dropped."""
    return list(dict.fromkeys(name.strip() for name in (text or "").split(",") if name.strip()))


def parse_order(text: str | None) -> list[tuple[str, bool]]:
    """The columns of an `$orderBy` with True for descending. Raises SuperOfficeError 400."""
    order = []
    for part in parse_columns(text):
        name, _, direction = part.partition(" ")
        if direction.strip().lower() not in ("", "asc", "desc"):
            raise bad_request(f"$orderBy: {part!r} is neither asc nor desc")
        order.append((name, direction.strip().lower() == "desc"))
    return order


def conditions(tree: Node | None) -> list[Condition]:
    """Every condition of a tree."""
    if tree is None:
        return []
    if isinstance(tree, Condition):
        return [tree]
    return [condition for part in tree.parts for condition in conditions(part)]


def columns_of(tree: Node | None) -> list[str]:
    """Every column that a tree mentions."""
    return [condition.column for condition in conditions(tree)]


def unknown_column(name: str) -> SuperOfficeError:
    """400 for a column that an archive does not have."""
    return bad_request(f"Unknown column {name!r}")
