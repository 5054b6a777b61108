"""How a control finds its action, and the error it raises for wrong input."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from backend.sandbox.assembly import Sandbox
from backend.sandbox.wire import BadBody, Request, Response
from backend.sandbox.world import Person


class BadInput(Exception):
    """A request that cannot be carried out; `field` names what is wrong with it."""

    def __init__(self, message: str, name: str = "") -> None:
        super().__init__(message)
        self.field = name


@dataclass(slots=True)
class Call:
    """One call of a control."""

    sandbox: Sandbox
    request: Request
    #: the JSON object of the body; {} when empty
    body: dict[str, Any]

    @property
    def root(self) -> str:
        """Public address of the server, without a trailing slash."""
        return self.request.base.removesuffix("/sandbox")

    def person(self, name: str = "user") -> Person:
        """Who the field *name* means: a short name, an address or an object id. Raises BadInput."""
        value = self.body.get(name)
        person = self.sandbox.world.person(value) if isinstance(value, str) else None
        if person is None:
            raise BadInput(f"{name}: nobody is called {value!r}", name)
        return person

    def one_of(self, name: str, choices: tuple[str, ...]) -> str:
        """The field *name*, which must be one of *choices*. Raises BadInput."""
        value = self.body.get(name)
        if not isinstance(value, str) or value not in choices:
            raise BadInput(f"{name}: {value!r} is not one of {', '.join(choices)}", name)
        return value


Action = Callable[[Call], Response | Awaitable[Response]]
AnAction = TypeVar("AnAction", bound=Action)

#: every module of this package registers its actions here, by method and name
actions: dict[tuple[str, str], Action] = {}


def control(method: str, name: str) -> Callable[[AnAction], AnAction]:
    """Decorate the action that answers *method* at /sandbox/*name*."""

    def add(action: AnAction) -> AnAction:
        actions[method, name] = action
        return action

    return add


def json_object(request: Request) -> dict[str, Any]:
    """The JSON object of the body; {} when empty. Raises BadInput."""
    try:
        value = request.json()
    except BadBody as error:
        raise BadInput(f"the body is not JSON: {error}") from error
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadInput("the body must be a JSON object")
    return value


def done() -> Response:
    """204."""
    return Response(204)
