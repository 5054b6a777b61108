"""What subscriptions are told: change notifications and lifecycle events, and how they travel.

Rules of delivery from contracts/graph.md §3.3 and §3.4.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

from backend.sandbox.graph import ids
from backend.sandbox.graph.local_time import spell_utc
from backend.sandbox.graph.model import Item, Mailbox
from backend.sandbox.graph.subscription import Subscription
from backend.sandbox.outbound import Outbound

if TYPE_CHECKING:
    from backend.sandbox.graph.host import GraphHost

LIFECYCLE_EVENTS = ("reauthorizationRequired", "subscriptionRemoved", "missed")

#: notifications to one address that come within this time share a POST
GATHER_SECONDS = 0.05
FIRST_TIMEOUT, RETRY_TIMEOUT = 3.0, 10.0
#: waits before the retries; the sum stays below the four hours after which Graph gives up
RETRY_SECONDS = (1, 5, 30, 300, 3600)

#: by kind: path of an item below its user, and its type
_SPELLING = {
    "event": ("Events/{id}", "#Microsoft.Graph.Event"),
    "contact": ("Contacts/{id}", "#Microsoft.Graph.Contact"),
    "task": ("todo/lists/{container}/tasks/{id}", "#microsoft.graph.todoTask"),
}


class Outbox:
    """Notifications on their way, by address; what is in it does not survive a restart."""

    def __init__(self, outbound: Outbound) -> None:
        self._outbound = outbound
        self._waiting: dict[str, list[dict[str, Any]]] = {}

    def put(self, url: str, notification: dict[str, Any]) -> None:
        """Send *notification* to *url* soon, together with what else goes there."""
        waiting = self._waiting.setdefault(url, [])
        waiting.append(notification)
        if len(waiting) == 1:
            self._outbound.spawn(self._send(url))

    async def _send(self, url: str) -> None:
        await asyncio.sleep(GATHER_SECONDS)
        body = json.dumps({"value": self._waiting.pop(url)}).encode()
        timeout = FIRST_TIMEOUT
        for wait in (*RETRY_SECONDS, None):
            headers = {"Content-Type": "application/json; charset=utf-8"}
            reply = await self._outbound.notify("graph", url, body, headers, timeout)
            if 200 <= reply.status < 300 or wait is None:
                return
            timeout = RETRY_TIMEOUT
            await asyncio.sleep(wait)


def item_changed(
    host: GraphHost, mailbox: Mailbox, item: Item, change: Literal["created", "updated", "deleted"]
) -> None:
    """Tell every live subscription that watches *item*. A creation is followed by an update, as Graph does."""
    live = host.state.subscriptions.of(mailbox.owner, host.world.clock.now())
    for subscription in live:
        if not subscription.target.covers(item):
            continue
        changes = ("created", "updated") if change == "created" else (change,)
        for told in changes:
            if told in subscription.change_types:
                host.outbox.put(subscription.notification_url, _notification(subscription, mailbox, item, told))


def fire_lifecycle(host: GraphHost, subscription_id: str, event: str) -> None:
    """Send one of LIFECYCLE_EVENTS; `subscriptionRemoved` ends the subscription too.

    Raises LookupError for a subscription that is unknown or has no lifecycleNotificationUrl.
    """
    subscription = host.state.subscriptions.get(subscription_id, host.world.clock.now())
    if subscription is None:
        raise LookupError(f"{subscription_id!r} does not exist")
    if subscription.lifecycle_url is None:
        raise LookupError(f"{subscription_id!r} has no lifecycleNotificationUrl")
    if event == "subscriptionRemoved":
        host.state.subscriptions.remove(subscription)
    host.outbox.put(subscription.lifecycle_url, {**_envelope(subscription), "lifecycleEvent": event})


def _envelope(subscription: Subscription) -> dict[str, Any]:
    return {
        "subscriptionId": subscription.id,
        "subscriptionExpirationDateTime": spell_utc(subscription.expires),
        "clientState": subscription.client_state,
        "tenantId": subscription.tenant,
    }


def _notification(subscription: Subscription, mailbox: Mailbox, item: Item, change: str) -> dict[str, Any]:
    item_id = ids.item_id(mailbox.owner, item.container, item.key, immutable=subscription.immutable_ids)
    path, kind = _SPELLING[item.kind]
    resource = f"Users/{mailbox.owner}/{path.format(id=item_id, container=item.container)}"
    return {
        "id": str(uuid4()),
        **_envelope(subscription),
        "changeType": change,
        "resource": resource,
        "resourceData": {
            "@odata.type": kind,
            "@odata.id": resource,
            "@odata.etag": ids.etag(item),
            "id": item_id,
        },
    }
