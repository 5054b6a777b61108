"""Whether an entity satisfies a `$filter`.

Strings are compared without case, as Exchange does, except for properties called `id`: the id of an extended
property keeps its case (contracts/graph.md §1.6).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from operator import ge, gt, le, lt
from typing import Any

from backend.sandbox.graph.local_time import parse_date_time, to_utc, zone_named
from backend.sandbox.graph.odata_filter import (
    Both,
    Compare,
    Either,
    Flag,
    Lambda,
    Literal,
    Node,
    Not,
    Operand,
    Path,
)

Entity = Mapping[str, Any]
_Variables = dict[str, Any]

_DATE_LIKE = re.compile(r"\d{4}-\d\d-\d\d")


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
        return as_moment(found, value.get("timeZone"))
    return found


def as_moment(text: str, zone_name: Any) -> datetime | str:
    """*text* as a moment; without an offset of its own it is in the zone of that name, by default UTC.

    What is no date-time comes back as it is.
    """
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
            first, second = as_moment(left, None), as_moment(right, None)
            if isinstance(first, datetime) and isinstance(second, datetime):
                return first, second
        return (left, right) if keep_case else (left.casefold(), right.casefold())
    if isinstance(left, datetime) and isinstance(right, str):
        return left, as_moment(right, None)
    if isinstance(left, str) and isinstance(right, datetime):
        return as_moment(left, None), right
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


COMPARISONS = {
    "eq": _equal,
    "ne": _differ,
    "gt": _ordered(gt),
    "ge": _ordered(ge),
    "lt": _ordered(lt),
    "le": _ordered(le),
}
FUNCTIONS = {
    "startswith": _textual(str.startswith),
    "endswith": _textual(str.endswith),
    "contains": _textual(str.__contains__),
}
_OPERATORS = COMPARISONS | FUNCTIONS
