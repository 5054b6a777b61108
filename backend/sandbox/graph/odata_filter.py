"""The `$filter` language of OData as far as Graph's Outlook resources speak it: text to tree, tree to yes or no.

Strings are compared without case, as Exchange does, except for properties called `id`: the id of an extended
property keeps its case (contracts/graph.md §1.6).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import ge, gt, le, lt
from typing import Any

from backend.sandbox.graph.local_time import parse_date_time, to_utc, zone_named
from backend.sandbox.graph.routing import GraphError, bad_request

Entity = Mapping[str, Any]
_Variables = dict[str, Any]

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<string>(?:[A-Za-z_][\w.]*)?'(?:[^']|'')*')       # text, or an enum literal type'member'
      | (?P<moment>\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?)
      | (?P<number>-?\d+(?:\.\d+)?)
      | (?P<name>[A-Za-z_@][\w.@]*)
      | (?P<mark>[(),:/])
    )""",
    re.VERBOSE,
)
_DATE_LIKE = re.compile(r"\d{4}-\d\d-\d\d")
_MAX_DEPTH = 40
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None}


@dataclass(frozen=True, slots=True)
class Literal:
    """A value as written in the filter."""

    value: Any


@dataclass(frozen=True, slots=True)
class Path:
    """A property, nested or of a lambda variable: ("start", "dateTime")."""

    parts: tuple[str, ...]


Operand = Literal | Path


@dataclass(frozen=True, slots=True)
class Compare:
    """`left operator right`; operator is a comparison (eq, ne, …) or a text function (contains, …)."""

    operator: str
    left: Operand
    right: Operand


@dataclass(frozen=True, slots=True)
class Flag:
    """A bare boolean property."""

    path: Path


@dataclass(frozen=True, slots=True)
class Not:
    """`not condition`."""

    condition: Node


@dataclass(frozen=True, slots=True)
class Both:
    """`left and right`."""

    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Either:
    """`left or right`."""

    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Lambda:
    """`path/any(variable:condition)` or all; any() without a condition asks for at least one element."""

    quantifier: str
    path: Path
    variable: str
    condition: Node | None


Node = Compare | Flag | Not | Both | Either | Lambda


def parse(text: str) -> Node:
    """The tree of a `$filter`. Raises GraphError 400 BadRequest that names the option."""
    return _Parser(text).whole()


def matches(node: Node, entity: Entity, variables: _Variables | None = None) -> bool:
    """Whether *entity* satisfies the filter; properties it lacks count as null."""
    names = variables or {}
    match node:
        case Both(left, right):
            return matches(left, entity, names) and matches(right, entity, names)
        case Either(left, right):
            return matches(left, entity, names) or matches(right, entity, names)
        case Not(condition):
            return not matches(condition, entity, names)
        case Flag(path):
            return resolve(path, entity, names) is True
        case Compare(operator, left, right):
            keep_case = isinstance(left, Path) and left.parts[-1].lower() == "id"
            return _OPERATORS[operator](
                *_comparable(_value(left, entity, names), _value(right, entity, names), keep_case)
            )
        case Lambda(quantifier, path, variable, condition):
            elements = resolve(path, entity, names)
            elements = elements if isinstance(elements, list) else []
            if condition is None:
                return bool(elements)
            verdicts = (matches(condition, entity, {**names, variable: element}) for element in elements)
            return any(verdicts) if quantifier == "any" else all(verdicts)


def resolve(path: Path, entity: Entity, variables: _Variables | None = None) -> Any:
    """Value of *path* in *entity*; a dateTimeTimeZone's dateTime comes as a moment, whatever its zone."""
    first, *rest = path.parts
    value = variables[first] if variables and first in variables else _member(entity, first)
    for name in rest:
        value = _member(value, name)
    return value


def _member(value: Any, name: str) -> Any:
    if not isinstance(value, Mapping):
        return None
    found = value.get(name)
    if found is None:
        found = next((v for key, v in value.items() if key.lower() == name.lower()), None)
    if name.lower() == "datetime" and isinstance(found, str):
        return _moment(found, value.get("timeZone"))
    return found


def _moment(text: str, zone_name: Any) -> datetime | str:
    moment = parse_date_time(text)
    if moment is None:
        return text
    if moment.tzinfo is not None:
        return moment
    zone = zone_named(zone_name) if isinstance(zone_name, str) else None
    return to_utc(moment, zone) if zone else moment.replace(tzinfo=UTC)


def _value(operand: Operand, entity: Entity, variables: _Variables) -> Any:
    return operand.value if isinstance(operand, Literal) else resolve(operand, entity, variables)


def _comparable(left: Any, right: Any, keep_case: bool) -> tuple[Any, Any]:
    """Both values in one type where one can be read as the other's."""
    if isinstance(left, str) and isinstance(right, str):
        if _DATE_LIKE.match(left) and _DATE_LIKE.match(right):
            first, second = _moment(left, None), _moment(right, None)
            if isinstance(first, datetime) and isinstance(second, datetime):
                return first, second
        return (left, right) if keep_case else (left.casefold(), right.casefold())
    if isinstance(left, datetime) and isinstance(right, str):
        return left, _moment(right, None)
    if isinstance(left, str) and isinstance(right, datetime):
        return _moment(left, None), right
    if isinstance(left, str) and isinstance(right, int | float) and not isinstance(right, bool):
        return _number(left), right
    return left, right


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _equal(left: Any, right: Any) -> bool:
    return bool(left == right)


def _differ(left: Any, right: Any) -> bool:
    return bool(left != right)


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def test(left: Any, right: Any) -> bool:
        numbers = isinstance(left, int | float) and isinstance(right, int | float)
        return (numbers or (left is not None and type(left) is type(right))) and compare(left, right)

    return test


def _textual(compare: Callable[[str, str], bool]) -> Callable[[Any, Any], bool]:
    def test(left: Any, right: Any) -> bool:
        return isinstance(left, str) and isinstance(right, str) and compare(left, right)

    return test


_COMPARISONS = {
    "eq": _equal,
    "ne": _differ,
    "gt": _ordered(gt),
    "ge": _ordered(ge),
    "lt": _ordered(lt),
    "le": _ordered(le),
}
_FUNCTIONS = {
    "startswith": _textual(str.startswith),
    "endswith": _textual(str.endswith),
    "contains": _textual(str.__contains__),
}
_OPERATORS = _COMPARISONS | _FUNCTIONS


class _Parser:
    """Recursive descent: or, and, not, then a group, a function, a lambda or a comparison."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(self._split())
        self.at = 0
        self.depth = 0

    def whole(self) -> Node:
        node = self._either()
        if self.at != len(self.tokens):
            raise self._error()
        return node

    def _split(self) -> Iterator[tuple[str, str]]:
        position, end = 0, len(self.text.rstrip())
        while position < end:
            match = _TOKEN.match(self.text, position)
            if match is None or match.lastgroup is None:
                raise self._error(position)
            yield match.lastgroup, match[match.lastgroup]
            position = match.end()

    def _error(self, position: int | None = None) -> GraphError:
        where = f"at position {position}" if position is not None else f"at word {self.at + 1}"
        return bad_request(f"Invalid filter clause: syntax error in $filter {where}.", "BadRequest")

    def _peek(self) -> str:
        return self.tokens[self.at][1].lower() if self.at < len(self.tokens) else ""

    def _take(self, *wanted: str) -> str | None:
        """The next word when it is one of *wanted*, in any case."""
        if self.at < len(self.tokens) and self._peek() in wanted and self.tokens[self.at][0] in {"name", "mark"}:
            self.at += 1
            return self.tokens[self.at - 1][1].lower()
        return None

    def _need(self, mark: str) -> None:
        if self._take(mark) is None:
            raise self._error()

    def _name(self) -> str:
        if self.at >= len(self.tokens) or self.tokens[self.at][0] != "name":
            raise self._error()
        self.at += 1
        return self.tokens[self.at - 1][1]

    def _either(self) -> Node:
        node = self._both()
        while self._take("or"):
            node = Either(node, self._both())
        return node

    def _both(self) -> Node:
        node = self._unary()
        while self._take("and"):
            node = Both(node, self._unary())
        return node

    def _unary(self) -> Node:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise bad_request("Invalid filter clause: $filter is nested too deeply.", "BadRequest")
        node: Node
        if self._take("not"):
            node = Not(self._unary())
        elif self._take("("):
            node = self._either()
            self._need(")")
        else:
            node = self._condition()
        self.depth -= 1
        return node

    def _condition(self) -> Node:
        if self._peek() in _FUNCTIONS and self.at + 1 < len(self.tokens) and self.tokens[self.at + 1][1] == "(":
            return self._function()
        left = self._operand()
        if isinstance(left, Lambda):
            return left
        operator = self._take(*_COMPARISONS)
        if operator is None:
            if isinstance(left, Path):
                return Flag(left)
            raise self._error()
        right = self._operand()
        if isinstance(right, Lambda):
            raise self._error()
        return Compare(operator, left, right)

    def _function(self) -> Node:
        name = self._name().lower()
        self._need("(")
        left = self._operand()
        self._need(",")
        right = self._operand()
        self._need(")")
        if isinstance(left, Lambda) or isinstance(right, Lambda):
            raise self._error()
        call = Compare(name, left, right)
        if operator := self._take("eq", "ne"):
            wanted = self._take("true", "false")
            if wanted is None:
                raise self._error()
            return call if (operator == "eq") == (wanted == "true") else Not(call)
        return call

    def _operand(self) -> Operand | Lambda:
        if self.at >= len(self.tokens):
            raise self._error()
        kind, text = self.tokens[self.at]
        self.at += 1
        match kind:
            case "string":
                return Literal(text[text.index("'") + 1 : -1].replace("''", "'"))
            case "number":
                return Literal(float(text) if "." in text else int(text))
            case "moment":
                return Literal(_moment(text, None))
            case "name" if text.lower() in _WORDS:
                return Literal(_WORDS[text.lower()])
            case "name":
                return self._path(text)
        self.at -= 1
        raise self._error()

    def _path(self, first: str) -> Path | Lambda:
        parts = [first]
        while self._take("/"):
            name = self._name()
            if name.lower() in {"any", "all"} and self._take("("):
                return self._lambda(name.lower(), Path(tuple(parts)))
            parts.append(name)
        return Path(tuple(parts))

    def _lambda(self, quantifier: str, path: Path) -> Lambda:
        if quantifier == "any" and self._take(")"):
            return Lambda(quantifier, path, "", None)
        variable = self._name()
        self._need(":")
        condition = self._either()
        self._need(")")
        return Lambda(quantifier, path, variable, condition)
