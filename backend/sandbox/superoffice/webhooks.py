"""Delivery of webhooks: signed, tried three times, given up, switched off (contracts/superoffice.md §5)."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
from typing import Any

from backend.sandbox.outbound import Outbound, Reply
from backend.sandbox.superoffice.database import Change, Row
from backend.sandbox.superoffice.permissions import is_child
from backend.sandbox.superoffice.state import SuperOfficeState
from backend.sandbox.superoffice.webhook_events import encoded, envelope, event_of, payload
from backend.sandbox.world import World

#: seconds before the second and the third try
RETRY_WAITS = (1.0, 4.0)
#: failed tries in a row after which a webhook is switched off
MOST_ERRORS = 9
TIMEOUT = 10.0
GONE = 410

ACTIVE, STOPPED, TOO_MANY_ERRORS = 1, 2, 3
STATES = {0: "Unknown", ACTIVE: "Active", STOPPED: "Stopped", TOO_MANY_ERRORS: "TooManyErrors"}


class Deliveries:
    """Listens to the database and posts what it hears to the registered addresses."""

    def __init__(self, world: World, state: SuperOfficeState, outbound: Outbound) -> None:
        self._world = world
        self._state = state
        self._outbound = outbound

    def on_change(self, change: Change) -> None:
        """Called after each write."""
        hooks = self._state.db.table("webhook").rows
        event = event_of(change) if hooks else None
        if event is None:
            return
        child = change.table == "appointment" and is_child(change.row)
        if child and self._world.switches.superoffice_child_webhooks == "no":
            return
        listening = [hook for hook in hooks.values() if hook["state"] == ACTIVE and event in hook["events"]]
        if listening:
            self.send(listening, payload(self._world, change, event))

    def send(self, hooks: list[Row], body: dict[str, Any]) -> None:
        """Post one event to several webhooks in the background."""
        for hook in hooks:
            self._outbound.spawn(self._deliver(hook["webhook_id"], body | extras(hook)))

    async def _deliver(self, hook_id: int, body: dict[str, Any]) -> None:
        raw = encoded(body)
        for tries in range(1 + len(RETRY_WAITS)):
            hook = self._state.db.table("webhook").get(hook_id)
            if hook is None or hook["state"] != ACTIVE:
                return
            headers = headers_of(hook, raw, body["Event"], body["EventId"], tries)
            reply = await self._outbound.notify("superoffice", hook["target_url"], raw, headers, TIMEOUT)
            if self._count(hook_id, reply) or tries == len(RETRY_WAITS):
                return
            await asyncio.sleep(RETRY_WAITS[tries])

    def _count(self, hook_id: int, reply: Reply) -> bool:
        """Note the outcome of one try. Returns whether the event is settled."""
        db = self._state.db
        hook = db.table("webhook").get(hook_id)
        if hook is None:
            return True
        good = 200 <= reply.status < 300
        errors = 0 if good else hook["consecutive_errors"] + 1
        changes: Row = {"total_calls": hook["total_calls"] + 1, "consecutive_errors": errors}
        if not good:
            changes |= {"total_errors": hook["total_errors"] + 1, "last_error": error_text(reply)}
        if reply.status == GONE or errors >= MOST_ERRORS:
            changes["state"] = TOO_MANY_ERRORS
        db.update("webhook", hook_id, changes, 0, silent=True)
        return good or hook["state"] != ACTIVE


def extras(hook: Row) -> dict[str, Any]:
    """What one webhook adds to the body."""
    return {"WebhookName": hook["name"], **hook["properties"]}


def headers_of(hook: Row, raw: bytes, event: str, event_id: str, tries: int) -> dict[str, str]:
    """The headers of one delivery; the signature only where the webhook has a secret."""
    headers = {
        "User-Agent": "NetServer-Webhook/12.4.1514.1",
        "Content-Type": "application/json; charset=utf-8",
        "X-SuperOffice-Event": event,
        "X-SuperOffice-EventId": event_id,
        "X-SuperOffice-Retry": str(tries),
        **hook["headers"],
    }
    if hook["secret"]:
        digest = hmac.new(hook["secret"].encode(), raw, hashlib.sha256).digest()
        headers["X-SuperOffice-Signature"] = base64.b64encode(digest).decode()
    return headers


def error_text(reply: Reply) -> str:
    """What is remembered of a failed call."""
    body = reply.body[:500].decode("utf-8", "replace")
    return f"HTTP {reply.status}\n{body}" if reply.status else "No answer in time"


async def test_call(world: World, outbound: Outbound, hook: Row, by: int) -> Reply:
    """The test ping that a webhook must answer with 200 before it is saved."""
    body = envelope(world, "test", 0, "test", by) | extras(hook)
    raw = encoded(body)
    headers = headers_of(hook, raw, "test", body["EventId"], 0) | {"X-Hook-Test": "true"}
    return await outbound.post(hook["target_url"], raw, headers, TIMEOUT)
