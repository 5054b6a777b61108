"""What all agents share: where their methods are, and how they read their parameters (contract §2.1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backend.sandbox.superoffice.casing import Fields
from backend.sandbox.superoffice.conventions import select
from backend.sandbox.superoffice.routing import Context, Handler, routes
from backend.sandbox.wire import Response, json_response


def agent(name: str, *methods: str) -> Callable[[Handler], Handler]:
    """Decorate the handler of one or more methods of the agent *name*."""
    return routes("POST", *(f"v1/Agents/{name}/{method}" for method in methods))


def request_body(ctx: Context) -> Fields:
    """The one JSON object that holds the parameters; empty without a body. Raises SuperOfficeError 400."""
    return Fields.of(ctx.json())


def result(ctx: Context, value: dict[str, Any] | None) -> Response:
    """An entity or null, with `$select` applied: agents know no 404."""
    return json_response(None if value is None else select(ctx, value))


def results(ctx: Context, values: list[dict[str, Any]]) -> Response:
    """A list of entities, with `$select` applied."""
    return json_response([select(ctx, value) for value in values])
