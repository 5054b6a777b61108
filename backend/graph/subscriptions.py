"""Change notifications: asking Graph for them, and reading what it sends (contracts/graph.md §3)."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import msgspec

from backend.graph.client import GraphClient, Json
from backend.graph.errors import BadRequest, GraphError, NotFound
from backend.graph.paging import values

#: minutes to ask for, longest first: rings differ in what they allow (contracts/graph.md §3.1)
_LIFETIMES = (4200, 1440)
#: entries of one delivery at most; Graph sends far fewer
_ENTRIES = 1000
_RESOURCE = "me/events"
_CHANGES = "created,updated,deleted"


@dataclass(frozen=True, slots=True)
class Subscription:
    """One registration at Graph."""

    id: str
    #: aware, UTC; renew at half life
    expires: datetime


@dataclass(frozen=True, slots=True)
class Notification:
    """One entry of a delivery: a doorbell, not a fact. Trust it only after `is_genuine`."""

    subscription: str
    client_state: str
    tenant: str
    #: created, updated or deleted; "" in a lifecycle event
    change: str = ""
    #: reauthorizationRequired, subscriptionRemoved or missed; "" in a change
    lifecycle: str = ""

    def is_genuine(self, client_state: str) -> bool:
        """Whether the sender knows the secret that we gave with the subscription; in constant time."""
        return hmac.compare_digest(self.client_state.encode(), client_state.encode())


class Malformed(ValueError):
    """A delivery that is not what Graph sends; `args[0]` names the field."""


def create(client: GraphClient, notification_url: str, client_state: str, now: datetime) -> Subscription:
    """Ask to be told of changes in the mailbox's events; lifecycle events go to the same address.

    *client_state* is a secret of this subscription alone, at most 128 characters. A registration of ours that is
    already there is replaced, because its secret may be lost. Raises SideError and GraphError.
    """
    body: Json = {
        "changeType": _CHANGES,
        "resource": _RESOURCE,
        "notificationUrl": notification_url,
        "lifecycleNotificationUrl": notification_url,
        "clientState": client_state,
    }

    def post(expiry: Json) -> Json:
        return client.post("/subscriptions", body | expiry)

    try:
        return _with_longest_lifetime(post, now)
    except GraphError as error:
        if error.status != 409:
            raise
    for present in values(client.get("/subscriptions")):
        if isinstance(present, dict) and str(present.get("resource", "")).lstrip("/") == _RESOURCE:
            delete(client, str(present.get("id")))
    return _with_longest_lifetime(post, now)


def renew(client: GraphClient, subscription_id: str, now: datetime) -> Subscription:
    """Prolong a subscription, which also authorises it again. Raises NotFound when it is no longer there."""
    return _with_longest_lifetime(lambda expiry: client.patch(_path(subscription_id), expiry), now)


def delete(client: GraphClient, subscription_id: str) -> None:
    """Take a subscription back; one that is no longer there is all the same."""
    try:
        client.delete(_path(subscription_id))
    except NotFound:
        return


def _path(subscription_id: str) -> str:
    return f"/subscriptions/{quote(subscription_id, safe='')}"


def _with_longest_lifetime(send: Callable[[Json], Json], now: datetime) -> Subscription:
    *longer, shortest = _LIFETIMES
    for minutes in longer:
        try:
            return _subscription(send(_expiry(now, minutes)))
        except BadRequest as error:
            if error.code.lower() not in {"extensionerror", "errorinvalidparameter"}:
                raise
    return _subscription(send(_expiry(now, shortest)))


def _expiry(now: datetime, minutes: int) -> Json:
    moment = (now + timedelta(minutes=minutes)).astimezone(UTC)
    return {"expirationDateTime": moment.strftime("%Y-%m-%dT%H:%M:%S.0000000Z")}


def _subscription(answer: Json) -> Subscription:
    match answer:
        case {"id": str(found), "expirationDateTime": str(moment)}:
            with suppress(ValueError):
                expires = datetime.fromisoformat(moment)
                return Subscription(found, expires if expires.tzinfo else expires.replace(tzinfo=UTC))
    raise GraphError(200, "SubscriptionWithoutExpiry")


def read_notifications(body: bytes) -> list[Notification]:
    """The entries of a delivery, of changes and of lifecycle events alike. Raises Malformed."""
    try:
        delivery = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed("body") from error
    entries = delivery.get("value") if isinstance(delivery, dict) else None
    if not isinstance(entries, list) or len(entries) > _ENTRIES:
        raise Malformed("value")
    return [_notification(number, entry) for number, entry in enumerate(entries)]


def _notification(number: int, entry: object) -> Notification:
    if not isinstance(entry, dict):
        raise Malformed(f"value[{number}]")
    texts = {name: _text(entry, name, number) for name in _FIELDS}
    if not texts["changeType"] and not texts["lifecycleEvent"]:
        raise Malformed(f"value[{number}].changeType")
    if not texts["subscriptionId"]:
        raise Malformed(f"value[{number}].subscriptionId")
    return Notification(**{ours: texts[theirs] for theirs, ours in _FIELDS.items()})


#: name in a delivery → field of Notification
_FIELDS = {
    "subscriptionId": "subscription",
    "clientState": "client_state",
    "tenantId": "tenant",
    "changeType": "change",
    "lifecycleEvent": "lifecycle",
}


def _text(entry: dict[str, Any], name: str, number: int) -> str:
    value = entry.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or "\0" in value:
        raise Malformed(f"value[{number}].{name}")
    return value
