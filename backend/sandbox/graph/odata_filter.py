"""The tree of a `$filter`: what `odata_parser` makes and `odata_match` answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


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
