"""How a SuperOffice request finds its handler, and the errors handlers raise.

Paths are matched without case; REST handlers sit under `/v1/...`, agents under `/v1/Agents/<Agent>/<Method>`.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from backend.sandbox.superoffice.database import Database
from backend.sandbox.wire import BadBody, Query, Request, Response
from backend.sandbox.world import Person, World

if TYPE_CHECKING:
    from backend.sandbox.outbound import Outbound
    from backend.sandbox.superoffice.state import SuperOfficeState
    from backend.sandbox.superoffice.zones import RequestZone


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
    #: the app that called
    client_id: str = ""
    person: Person | None = None

    @property
    def is_system(self) -> bool:
        """The system user: sees everything, cannot be anybody else (contracts/superoffice.md §1.6)."""
        return self.kind == "system"

    @property
    def key(self) -> str:
        """The person's key, or "system"."""
        return self.person.key if self.person else "system"


@dataclass(slots=True)
class Context:
    """One request with everything a handler needs."""

    world: World
    #: the SuperOffice host's own state
    state: SuperOfficeState
    db: Database
    caller: Caller
    request: Request
    #: zone in which this request speaks of times
    zone: RequestZone
    outbound: Outbound
    params: dict[str, str] = field(default_factory=dict)

    @property
    def query(self) -> Query:
        """The request's query options."""
        return self.request.query

    def json(self) -> Any:
        """The JSON body, None when empty. Raises SuperOfficeError 400."""
        try:
            return self.request.json()
        except BadBody as error:
            raise bad_request(f"The request body is not valid JSON: {error}") from error


Handler = Callable[[Context], Response | Awaitable[Response]]


class Routes:
    """The table of addresses, "v1/Appointment/{id}" behind `/{context}/api/`; fixed names go first."""

    def __init__(self) -> None:
        self._fixed: dict[tuple[str, str], tuple[str, Handler]] = {}
        self._captured: dict[tuple[str, int], list[tuple[re.Pattern[str], tuple[str, ...], str, Handler]]] = {}

    def __call__(self, method: str, *templates: str) -> Callable[[Handler], Handler]:
        """Decorate a handler with one or more addresses."""

        def add(handler: Handler) -> Handler:
            for template in templates:
                self._add(method, template.strip("/"), handler)
            return handler

        return add

    def _add(self, method: str, template: str, handler: Handler) -> None:
        segments = template.split("/")
        names = tuple(s[1:-1] for s in segments if s.startswith("{"))
        if not names:
            self._fixed[method, template.lower()] = template, handler
            return
        parts = ["([^/]+)" if s.startswith("{") else re.escape(s) for s in segments]
        entries = self._captured.setdefault((method, len(segments)), [])
        entries.append((re.compile("/".join(parts), re.IGNORECASE), names, template, handler))
        entries.sort(key=lambda entry: len(entry[1]))

    def find(self, method: str, segments: tuple[str, ...]) -> tuple[str, dict[str, str], Handler] | None:
        """Template, captured values and handler of decoded *segments*."""
        # a slash inside a value would split the text again, so it travels as another character
        text = "/".join(s.replace("/", "\x01") for s in segments)
        if fixed := self._fixed.get((method, text.lower())):
            return fixed[0], {}, fixed[1]
        for pattern, names, template, handler in self._captured.get((method, len(segments)), ()):
            if match := pattern.fullmatch(text):
                values = (v.replace("\x01", "/") for v in match.groups())
                return template, dict(zip(names, values, strict=True)), handler
        return None

    def methods(self, segments: tuple[str, ...]) -> set[str]:
        """Methods that *segments* would answer, to tell 405 from 404."""
        known = {method for method, _ in self._fixed} | {method for method, _ in self._captured}
        return {method for method in known if self.find(method, segments)}

    def templates(self) -> list[tuple[str, str]]:
        """Every method and address."""
        fixed = [(method, template) for (method, _), (template, _) in self._fixed.items()]
        return fixed + [(method, e[2]) for (method, _), entries in self._captured.items() for e in entries]


#: every module of this package registers its handlers here
routes = Routes()
