"""Agent methods as plain functions: the body's fields in, JSON out, null for what is missing (contract §2.6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backend.sandbox.superoffice.agents import agent, request_body
from backend.sandbox.superoffice.casing import Fields
from backend.sandbox.superoffice.conventions import select
from backend.sandbox.superoffice.routing import Context
from backend.sandbox.wire import Response, json_response

#: takes the request and its body's fields; gives what becomes JSON, or an answer of its own
AgentMethod = Callable[[Context, Fields], Any]


def agent_method(name: str, *methods: str) -> Callable[[AgentMethod], AgentMethod]:
    """Register a function as one or more methods of the agent *name*; `$select` is applied to entities."""

    def register(answer: AgentMethod) -> AgentMethod:
        def handler(ctx: Context) -> Response:
            value = answer(ctx, request_body(ctx))
            if isinstance(value, Response):
                return value
            return json_response(select(ctx, value) if isinstance(value, dict) else value)

        agent(name, *methods)(handler)
        return answer

    return register
