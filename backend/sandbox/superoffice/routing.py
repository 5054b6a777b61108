"""How a SuperOffice request finds its handler, and the errors handlers raise.

Paths are matched without case; REST handlers sit under `/v1/...`, agents under `/v1/Agents/<Agent>/<Method>`.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from backend.sandbox.superoffice.database import Database
from backend.sandbox.wire import Query, Request, Response
from backend.sandbox.world import Person, World


class SuperOfficeError(Exception):
    """An error answer (contracts/superoffice.md §2.6); the host emits both message keys."""

    def __init__(self, status: int, kind: str, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.message = message
        self.headers = headers or {}


def not_found(entity: str, row_id: int) -> SuperOfficeError:
    """404 for a missing entity of the REST flavour."""
    return SuperOfficeError(404, "SoNotFoundException", f"{entity} id {row_id} not found")


def bad_request(message: str) -> SuperOfficeError:
    """400 with the field named in *message*."""
    return SuperOfficeError(400, "ArgumentException", message)


@dataclass(slots=True)
class Caller:
    """Who a request speaks for."""

    kind: Literal["user", "system"]
    #: associate id; the system user has one of its own
    associate_id: int
    person: Person | None = None


@dataclass(slots=True)
class Context:
    """One request with everything a handler needs."""

    world: World
    #: the SuperOffice host's own state, see superoffice.host.SuperOfficeState
    state: Any
    db: Database
    caller: Caller
    request: Request
    #: SO-TimeZone engine of this request, see superoffice.zones.RequestZone
    zone: Any
    params: dict[str, str] = field(default_factory=dict)

    @property
    def query(self) -> Query:
        """The request's query options."""
        return self.request.query

    def json(self) -> Any:
        """The JSON body, None when empty. Raises SuperOfficeError 400."""
        from backend.sandbox.wire import BadBody  # noqa: PLC0415

        try:
            return self.request.json()
        except BadBody as error:
            raise bad_request(f"The request body is not valid JSON: {error}") from error


Handler = Callable[[Context], Response | Awaitable[Response]]


class Routes:
    """The table of addresses, "v1/Appointment/{id}" relative to `/{context}/api/`."""

    def __init__(self) -> None:
        self._by_shape: dict[tuple[str, int], list[tuple[re.Pattern[str], tuple[str, ...], str, Handler]]] = {}

    def __call__(self, method: str, *templates: str) -> Callable[[Handler], Handler]:
        """Decorate a handler with one or more addresses."""

        def add(handler: Handler) -> Handler:
            for template in templates:
                segments = template.strip("/").split("/")
                names = tuple(s[1:-1] for s in segments if s.startswith("{"))
                parts = ["([^/]+)" if s.startswith("{") else re.escape(s) for s in segments]
                entry = (re.compile("/".join(parts), re.IGNORECASE), names, template, handler)
                self._by_shape.setdefault((method, len(segments)), []).append(entry)
            return handler

        return add

    def find(self, method: str, segments: tuple[str, ...]) -> tuple[str, dict[str, str], Handler] | None:
        """Template, captured values and handler of decoded *segments*."""
        text = "/".join(s.replace("/", "\x01") for s in segments)
        for pattern, names, template, handler in self._by_shape.get((method, len(segments)), ()):
            if match := pattern.fullmatch(text):
                values = (v.replace("\x01", "/") for v in match.groups())
                return template, dict(zip(names, values, strict=True)), handler
        return None

    def methods(self, segments: tuple[str, ...]) -> set[str]:
        """Methods that *segments* would answer, to tell 405 from 404."""
        return {m for m, n in self._by_shape if n == len(segments) and self.find(m, segments)}


#: every module of this package registers its handlers here
routes = Routes()
