"""What each operator of the filter language means for each kind of column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from backend.sandbox.superoffice.odata import Condition, Node
from backend.sandbox.superoffice.routing import bad_request
from backend.sandbox.superoffice.zones import parse

#: kinds of columns as archives know them; a day is base time without the clock, list and associate hold an id
#: and are shown by a name
ColumnKind = Literal["int", "float", "text", "bool", "base", "day", "utc", "list", "associate"]

Test = Callable[[Any], bool]

_MOMENTS = ("base", "day", "utc")


@dataclass(frozen=True, slots=True)
class Field:
    """How a filter reads one column of a row."""

    name: str
    kind: ColumnKind
    #: the stored values: one, or several where the column is of a joined table with many rows
    read: Callable[[Any], tuple[Any, ...]]
    #: name behind the id of a list or associate column
    name_of: Callable[[Any], str] | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """Where and when a filter is read."""

    #: zone of literals without an offset
    literal_zone: str
    base_zone: str
    #: aware
    now: datetime
    associate_id: int

    def literal(self, text: str, field: str, kind: ColumnKind) -> datetime:
        """A literal as the naive value that a column of *kind* holds. Raises SuperOfficeError 400."""
        value = parse(text, field)
        if value.year <= 1 or value.year >= 9999:
            return value.replace(tzinfo=None)
        if value.tzinfo is None:
            value = value.replace(tzinfo=ZoneInfo(self.literal_zone))
        zone = UTC if kind == "utc" else ZoneInfo(self.base_zone)
        return value.astimezone(zone).replace(tzinfo=None)

    def today(self) -> date:
        """Today in the base zone."""
        return self.now.astimezone(ZoneInfo(self.base_zone)).date()


def compile_filter(tree: Node | None, field: Callable[[str], Field], moment: Moment) -> Test:
    """A test for rows. *field* finds a column and raises SuperOfficeError 400 for an unknown one."""
    if tree is None:
        return _always
    if isinstance(tree, Condition):
        return compile_condition(tree, field(tree.column), moment)
    tests = [compile_filter(part, field, moment) for part in tree.parts]
    if tree.join == "and":
        return lambda row: all(test(row) for test in tests)
    return lambda row: any(test(row) for test in tests)


def _always(_row: Any) -> bool:
    return True


def compile_condition(condition: Condition, field: Field, moment: Moment) -> Test:
    """A test of one condition: true when any value of the column passes, for negations when all do."""
    passes = _value_test(condition, field, moment)
    read = field.read
    if condition.operator in ("unequals", "notOneOf", "notBegins", "notContains"):
        return lambda row: all(passes(value) for value in read(row))
    return lambda row: any(passes(value) for value in read(row))


def _value_test(condition: Condition, field: Field, moment: Moment) -> Test:
    if field.kind in _MOMENTS:
        return _moment_test(condition, field, moment)
    if field.kind in ("list", "associate"):
        return _list_test(condition, field, moment)
    if field.kind == "text":
        return _text_test(condition)
    if field.kind == "bool":
        return _bool_test(condition)
    return _number_test(condition, field)


def _refuse(condition: Condition, kind: str) -> Exception:
    return bad_request(
        f"$filter: operator {condition.operator!r} cannot be used on column {condition.column!r} of type {kind}"
    )


def _number(text: str, condition: Condition) -> float:
    try:
        return float(text) if "." in text else int(text)
    except ValueError as error:
        raise bad_request(f"$filter: {condition.column}: {text[:40]!r} is not a number") from error


def _number_test(condition: Condition, field: Field) -> Test:
    values = [_number(value, condition) for value in condition.values]
    wanted = frozenset(values)
    match condition.operator:
        case "equals":
            return lambda value: (value or 0) in wanted
        case "unequals":
            return lambda value: (value or 0) not in wanted
        case "oneOf":
            return lambda value: (value or 0) in wanted
        case "notOneOf":
            return lambda value: (value or 0) not in wanted
        case "less":
            return lambda value: (value or 0) < values[0]
        case "greater":
            return lambda value: (value or 0) > values[0]
        case "between":
            return lambda value: values[0] <= (value or 0) <= values[1]
        case "set":
            return lambda value: int(value or 0) & int(values[0]) == int(values[0])
    raise _refuse(condition, field.kind)


def _text_test(condition: Condition) -> Test:
    values = [value.casefold() for value in condition.values]
    first = values[0] if values else ""
    tests: dict[str, Test] = {
        "equals": lambda value: _fold(value) == first,
        "unequals": lambda value: _fold(value) != first,
        "begins": lambda value: _fold(value).startswith(first),
        "notBegins": lambda value: not _fold(value).startswith(first),
        "ends": lambda value: _fold(value).endswith(first),
        "contains": lambda value: first in _fold(value),
        "notContains": lambda value: first not in _fold(value),
        "oneOf": lambda value: _fold(value) in values,
        "notOneOf": lambda value: _fold(value) not in values,
        "less": lambda value: _fold(value) < first,
        "greater": lambda value: _fold(value) > first,
        "between": lambda value: first <= _fold(value) <= values[-1],
    }
    if condition.operator not in tests:
        raise _refuse(condition, "string")
    return tests[condition.operator]


def _fold(value: Any) -> str:
    return str(value or "").casefold()


def _bool_test(condition: Condition) -> Test:
    wanted = [value.lower() for value in condition.values]
    if condition.operator not in ("equals", "unequals", "set") or wanted[0] not in ("true", "false", "1", "0"):
        raise _refuse(condition, "bool")
    truth = (wanted[0] in ("true", "1")) == (condition.operator != "unequals")
    return lambda value: bool(value) == truth


def _list_test(condition: Condition, field: Field, moment: Moment) -> Test:
    if condition.operator == "currentAssociate":
        return lambda value: value == moment.associate_id
    if all(value.lstrip("-").isdecimal() for value in condition.values):
        return _number_test(condition, field)
    test = _text_test(condition)
    name_of = field.name_of or str
    return lambda value: test(name_of(value))


def _moment_test(condition: Condition, field: Field, moment: Moment) -> Test:
    operator = condition.operator
    if not condition.values:
        first, last = _period(operator, moment.today(), condition)
        return lambda value: _exists(value) and first <= value.date() <= last
    values = [moment.literal(text, f"$filter: {condition.column}", field.kind) for text in condition.values]
    # a date alone means that day; one with a time is read in its zone first
    days = [
        parse(text, condition.column).date() if len(text.strip()) == 10 else value.date()
        for text, value in zip(condition.values, values, strict=True)
    ]
    wanted, day = values[0], days[0]
    tests: dict[str, Test] = {
        # documented as "after or equal" (restriction-types)
        "afterTime": lambda value: _exists(value) and value >= wanted,
        "beforeTime": lambda value: _exists(value) and value < wanted,
        "greater": lambda value: _exists(value) and value > wanted,
        "less": lambda value: _exists(value) and value < wanted,
        "dateTime": lambda value: value == wanted,
        "equals": lambda value: value == wanted,
        "unequals": lambda value: value != wanted,
        "between": lambda value: _exists(value) and wanted <= value <= values[-1],
        "after": lambda value: _exists(value) and value.date() > day,
        "before": lambda value: _exists(value) and value.date() < day,
        "afterOrEqual": lambda value: _exists(value) and value.date() >= day,
        "beforeOrEqual": lambda value: _exists(value) and value.date() <= day,
        "date": lambda value: _exists(value) and value.date() == day,
        "dateBetween": lambda value: _exists(value) and day <= value.date() <= days[-1],
    }
    if len(condition.values) == 2 and all(len(text.strip()) == 10 for text in condition.values):
        return tests["dateBetween"]
    if operator not in tests:
        raise _refuse(condition, "datetime")
    return tests[operator]


def _exists(value: Any) -> bool:
    return value is not None and value.year > 1


def _period(operator: str, today: date, condition: Condition) -> tuple[date, date]:
    match operator:
        case "today":
            return today, today
        case "beforeToday":
            return date.min, today - timedelta(1)
        case "afterToday":
            return today + timedelta(1), date.max
    shift = {"last": -1, "this": 0, "next": 1}.get(operator[:4], 0)
    if operator.endswith("Week"):
        monday = today - timedelta(today.weekday()) + timedelta(7 * shift)
        return monday, monday + timedelta(6)
    if operator.endswith("Month"):
        first = _month(today, shift)
        return first, _month(today, shift + 1) - timedelta(1)
    if operator.endswith("Quarter"):
        first = _month(today.replace(month=1 + (today.month - 1) // 3 * 3), 3 * shift)
        return first, _month(first, 3) - timedelta(1)
    if operator.endswith("Year"):
        return date(today.year + shift, 1, 1), date(today.year + shift, 12, 31)
    raise _refuse(condition, "datetime")


def _month(day: date, shift: int) -> date:
    months = day.year * 12 + day.month - 1 + shift
    return date(months // 12, months % 12 + 1, 1)
