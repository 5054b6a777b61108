"""Agent methods as plain functions: the body's fields in, JSON out, null for what is missing (contract §2.6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backend.sandbox.superoffice.casing import Fields
from backend.sandbox.superoffice.conventions import select
from backend.sandbox.superoffice.routing import Context, routes
from backend.sandbox.wire import Response, json_response

#: takes the request and its body's fields; gives what becomes JSON, or an answer of its own
AgentMethod = Callable[[Context, Fields], Any]


def agent_method(name: str, *methods: str) -> Callable[[AgentMethod], AgentMethod]:
    """Register a function as one or more methods of the agent *name*; `$select` is applied to an entity.

    The parameters are the one JSON object of the body, empty without a body.
    """

    def register(answer: AgentMethod) -> AgentMethod:
        @routes("POST", *(f"v1/Agents/{name}/{method}" for method in methods))
        def handler(ctx: Context) -> Response:
            value = answer(ctx, Fields.of(ctx.json()))
            if isinstance(value, Response):
                return value
            return json_response(select(ctx, value) if isinstance(value, dict) else value)

        return answer

    return register
