"""Requests and answers as values: what the sandbox's hosts see of HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote


class BadBody(ValueError):
    """The body is not the JSON it claims to be. `args[0]` is a sentence for the caller."""


class Query:
    """Query options: names without case, `$` written or percent-encoded, order kept."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self.pairs = tuple(pairs)
        self._first: dict[str, str] = {}
        for name, value in self.pairs:
            self._first.setdefault(name.lower(), value)

    @classmethod
    def parse(cls, text: str) -> Query:
        """Parse the part of an address behind the question mark."""
        return cls(parse_qsl(text, keep_blank_values=True))

    def get(self, name: str) -> str | None:
        """Value of the first option called *name* in any case, else None."""
        return self._first.get(name.lower())

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._first

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.pairs)


class Headers(Mapping[str, str]):
    """Header fields by name without case."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self._values: dict[str, str] = {}
        for name, value in pairs:
            key = name.lower()
            self._values[key] = f"{self._values[key]}, {value}" if key in self._values else value

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


@dataclass(slots=True)
class Request:
    """One request to one host of the sandbox."""

    method: str
    #: path behind the host's prefix, still percent-encoded, "/v1.0/me/events"
    path: str
    query: Query
    headers: Headers
    body: bytes = b""
    #: public address of this host without a trailing slash, for links: X-Forwarded-Base, else from Host
    base: str = ""

    @property
    def segments(self) -> tuple[str, ...]:
        """Decoded path segments without empty ones."""
        return tuple(unquote(part) for part in self.path.split("/") if part)

    def json(self) -> Any:
        """The body as JSON; None when empty. Raises BadBody."""
        if not self.body.strip():
            return None
        try:
            value = json.loads(self.body, parse_constant=_no_number)
            if b"\\ud" in self.body.lower():
                # half a surrogate pair is valid JSON that could never be sent out again
                json.dumps(value, ensure_ascii=False).encode()
        except (ValueError, RecursionError) as error:
            raise BadBody(str(error)) from error
        return value


@dataclass(slots=True)
class Response:
    """One answer. An empty body carries no Content-Type (contracts/graph.md §9)."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    def json(self) -> Any:
        """The body as JSON, None when empty."""
        return json.loads(self.body) if self.body else None


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def json_response(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer with *value* as JSON; a host may override Content-Type through *headers*."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(status, body, {"Content-Type": "application/json; charset=utf-8", **(headers or {})})
