"""The `$filter` language of OData as far as Graph's Outlook resources speak it: from text to tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

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
from backend.sandbox.graph.odata_match import COMPARISONS, FUNCTIONS, as_moment
from backend.sandbox.graph.routing import GraphError, bad_request

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
_MAX_DEPTH = 40
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None}


def parse(text: str) -> Node:
    """The tree of a `$filter`. Raises GraphError 400 BadRequest that names the option."""
    return _Parser(text).whole()


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
        if self._peek() in FUNCTIONS and self.at + 1 < len(self.tokens) and self.tokens[self.at + 1][1] == "(":
            return self._function()
        left = self._operand()
        if isinstance(left, Lambda):
            return left
        operator = self._take(*COMPARISONS)
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
                return Literal(as_moment(text, None))
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
