"""How a Graph request finds its handler, and the errors handlers raise.

Accepts what Graph accepts (contracts/graph.md §10): `events/{id}` and `events('{id}')`, `delta`, `delta()`,
`microsoft.graph.delta()`, `/me` and `/users/{id or address}`, action and segment names in any case.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from backend.sandbox.graph.model import Mailbox
from backend.sandbox.wire import Query, Request, Response
from backend.sandbox.world import Person, World


class GraphError(Exception):
    """An error answer of Graph. Turned into the error body of contracts/graph.md §4 by the host."""

    def __init__(self, status: int, code: str, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers or {}


def not_found(message: str = "The specified object was not found in the store.") -> GraphError:
    """404 ErrorItemNotFound."""
    return GraphError(404, "ErrorItemNotFound", message)


def changed_meanwhile() -> GraphError:
    """412, as the service words it."""
    return GraphError(
        412,
        "ErrorIrresolvableConflict",
        "The send or update operation could not be performed because the change key passed in the request "
        "does not match the current change key for the item.",
    )


def bad_request(message: str, code: str = "ErrorInvalidRequest") -> GraphError:
    """400 with the field named in *message*."""
    return GraphError(400, code, message)


@dataclass(slots=True)
class Caller:
    """Who a bearer token speaks for."""

    #: client id of the app
    app: str
    tenant: str
    #: the signed-in person; None for an app-only token
    person: Person | None
    #: delegated scopes, or application roles
    scopes: frozenset[str] = frozenset()


@dataclass(slots=True)
class Prefer:
    """The Prefer header, parsed (contracts/graph.md §1.5)."""

    timezone: str | None = None
    body_type: str | None = None
    max_page_size: int | None = None
    immutable_ids: bool = False


@dataclass(slots=True)
class Context:
    """One request with everything a handler needs."""

    world: World
    #: the Graph host's own state, see graph.host.GraphState
    state: Any
    caller: Caller
    request: Request
    prefer: Prefer
    #: mailbox addressed by /me or /users/{id}; None for addresses without one
    mailbox: Mailbox | None
    #: its owner
    owner: Person | None
    #: path as addressed, "/me" or "/users/{id}", for contexts and links
    root: str = ""
    params: dict[str, str] = field(default_factory=dict)
    #: the GraphHost that runs the request: batches answer their parts and subscriptions call out through it
    host: Any = None

    @property
    def query(self) -> Query:
        """The request's query options."""
        return self.request.query

    @property
    def box(self) -> Mailbox:
        """The addressed mailbox."""
        assert self.mailbox is not None
        return self.mailbox

    def body(self) -> dict[str, Any]:
        """The JSON object of the body; {} when empty. Raises GraphError 400."""
        from backend.sandbox.wire import BadBody  # noqa: PLC0415

        try:
            value = self.request.json()
        except BadBody as error:
            raise bad_request(f"Unable to read JSON request payload: {error}", "BadRequest") from error
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise bad_request("The request body must be a JSON object.", "BadRequest")
        return value


Handler = Callable[[Context], Response | Awaitable[Response]]


@dataclass(slots=True)
class Route:
    """One address template with its handler."""

    method: str
    template: str
    pattern: re.Pattern[str]
    names: tuple[str, ...]
    handler: Handler


class Routes:
    """The table of addresses. Templates are written without version and root: "{me}/events/{id}".

    `{me}` stands for /me or /users/{id}; other braces capture one segment into `Context.params`.
    """

    def __init__(self) -> None:
        self.routes: list[Route] = []
        self._by_shape: dict[tuple[str, int], list[Route]] = {}

    def __call__(self, method: str, *templates: str) -> Callable[[Handler], Handler]:
        """Decorate a handler with one or more addresses."""

        def add(handler: Handler) -> Handler:
            for template in templates:
                self._add(method, template, handler)
            return handler

        return add

    def _add(self, method: str, template: str, handler: Handler) -> None:
        segments = template.strip("/").split("/")
        names = tuple(s[1:-1] for s in segments if s.startswith("{") and s != "{me}")
        parts = ["\x00me" if s == "{me}" else "([^/]+)" if s.startswith("{") else re.escape(s) for s in segments]
        route = Route(method, template, re.compile("/".join(parts), re.IGNORECASE), names, handler)
        self.routes.append(route)
        self._by_shape.setdefault((method, len(segments)), []).append(route)

    def find(self, method: str, segments: tuple[str, ...]) -> tuple[Route, dict[str, str]] | None:
        """The handler of decoded, normalised *segments*; the mailbox root is given as one segment "\\x00me"."""
        # a slash inside an id would split the text again, so it travels as another character
        text = "/".join(s.replace("/", "\x01") for s in segments)
        for route in self._by_shape.get((method, len(segments)), ()):
            if match := route.pattern.fullmatch(text):
                values = (v.replace("\x01", "/") for v in match.groups())
                return route, dict(zip(route.names, values, strict=True))
        return None

    def methods(self, segments: tuple[str, ...]) -> set[str]:
        """Methods that *segments* would answer, to tell 405 from 404."""
        return {m for m, n in self._by_shape if n == len(segments) and self.find(m, segments)}


#: every module of this package registers its handlers here
routes = Routes()

_KEYED = re.compile(r"^(?P<name>[^()']+)\('(?P<key>.*)'\)$")


def normalise(segments: tuple[str, ...]) -> tuple[str, ...]:
    """Spell a Graph path in one way: keys as segments, functions without brackets or namespace."""
    result: list[str] = []
    for segment in segments:
        if match := _KEYED.match(segment):
            result += [match["name"].removeprefix("microsoft.graph."), match["key"].replace("''", "'")]
        else:
            result.append(segment.removeprefix("microsoft.graph.").removesuffix("()"))
    return tuple(result)
