"""Lifecycle events of Graph subscriptions, which no client can bring about (contracts/graph.md §3.4)."""

from __future__ import annotations

from backend.sandbox.control.routing import BadInput, Call, control, done
from backend.sandbox.graph.notifications import LIFECYCLE_EVENTS, fire_lifecycle
from backend.sandbox.wire import Response


@control("POST", "lifecycle")
def lifecycle(call: Call) -> Response:
    """Send `event` to the lifecycleNotificationUrl of `subscription`."""
    event = call.one_of("event", LIFECYCLE_EVENTS)
    subscription = call.body.get("subscription")
    try:
        fire_lifecycle(call.sandbox.graph, str(subscription), event)
    except LookupError as error:
        raise BadInput(f"subscription: {error.args[0]}", "subscription") from error
    return done()
