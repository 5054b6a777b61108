"""Answers /sandbox/…: dispatch, and wrong input as 400 with a sentence and the field."""

from __future__ import annotations

from collections.abc import Awaitable

from backend.sandbox.assembly import Sandbox
from backend.sandbox.control import company, lifecycle, signin, surroundings, traffic
from backend.sandbox.control.routing import BadInput, Call, actions, json_object
from backend.sandbox.faults import BadOrder
from backend.sandbox.ics import control as ics
from backend.sandbox.wire import Request, Response, json_response

#: importing them fills the table of actions
MODULES = (company, ics, lifecycle, signin, surroundings, traffic)


class Control:
    """The control of one sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    async def handle(self, request: Request) -> Response:
        """Answer one request."""
        name = "/".join(request.segments)
        if not name and request.method == "GET":
            return _index()
        action = actions.get((request.method, name))
        if action is None:
            return _unknown(name)
        try:
            answer = action(Call(self.sandbox, request, json_object(request)))
            return await answer if isinstance(answer, Awaitable) else answer
        except (BadInput, BadOrder) as error:
            return json_response({"error": str(error), "field": error.field}, 400)


def _index() -> Response:
    """Every control with what it does."""
    told = {f"{method} {name}": (action.__doc__ or "") for (method, name), action in sorted(actions.items())}
    return json_response({"controls": told})


def _unknown(name: str) -> Response:
    methods = ", ".join(sorted(method for method, known in actions if known == name))
    if methods:
        return json_response({"error": f"{name} knows {methods}"}, 405, {"Allow": methods})
    return json_response({"error": f"no such control: {name}"}, 404)
