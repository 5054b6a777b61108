"""`/subscriptions`: made after a handshake, renewed, listed, removed (contracts/graph.md §3.1, §3.2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import uuid4

from backend.sandbox.graph.local_time import parse_date_time
from backend.sandbox.graph.routing import Context, GraphError, bad_request, routes
from backend.sandbox.graph.subscription import Subscription, SubscriptionBook, read_target
from backend.sandbox.wire import Response, json_response

#: shorter lifetimes are raised to this without a word
FLOOR = timedelta(minutes=45)
#: To Do's own cap; that of events and contacts is a switch
TASK_MINUTES = 4230
MAX_PER_MAILBOX = 1000
HANDSHAKE_SECONDS = 10.0

_CHANGES = {"created", "updated", "deleted"}
_CONTEXT = "/v1.0/$metadata#subscriptions"


@routes("POST", "subscriptions")
async def create(context: Context) -> Response:
    """Make a subscription once its addresses have answered the handshake."""
    body = context.body()
    resource = _text(body, "resource")
    target, tenant = read_target(context, resource)
    caller = context.caller
    subscription = Subscription(
        id=str(uuid4()),
        app=caller.app,
        creator=caller.person.oid if caller.person else caller.app,
        tenant=tenant,
        resource=resource,
        target=target,
        change_type=_change_type(body),
        notification_url=_address(body, "notificationUrl"),
        lifecycle_url=_address(body, "lifecycleNotificationUrl") if body.get("lifecycleNotificationUrl") else None,
        client_state=_client_state(body),
        expires=_expiry(context, body, target.kind, "ExtensionError"),
        immutable_ids=context.prefer.immutable_ids,
        tls_version=_text(body, "latestSupportedTlsVersion", "v1_2"),
    )
    if body.get("includeResourceData"):
        raise bad_request("includeResourceData is not supported here.", "BadRequest")
    _refuse_excess(context, subscription)
    await _shake_hands(context, subscription.notification_url)
    if subscription.lifecycle_url:
        await _shake_hands(context, subscription.lifecycle_url)
    # somebody else may have been quicker while the handshakes went on
    _refuse_excess(context, subscription)
    _book(context).add(subscription)
    location = {"Location": f"{context.request.base}/v1.0/subscriptions('{subscription.id}')"}
    return json_response(_entity(context, subscription), 201, location)


@routes("GET", "subscriptions")
def list_all(context: Context) -> Response:
    """Live subscriptions of the calling app; with a delegated token those of the person."""
    live = _book(context).live(context.world.clock.now())
    return json_response(
        {
            "@odata.context": context.request.base + _CONTEXT,
            "value": [subscription.wire() for subscription in live if _belongs(context, subscription)],
        }
    )


@routes("GET", "subscriptions/{id}")
def read(context: Context) -> Response:
    """One subscription."""
    return json_response(_entity(context, _find(context)))


@routes("PATCH", "subscriptions/{id}")
async def renew(context: Context) -> Response:
    """Move the expiry, or the address after another handshake."""
    subscription, body = _find(context), context.body()
    if "lifecycleNotificationUrl" in body and body["lifecycleNotificationUrl"] != subscription.lifecycle_url:
        raise bad_request("lifecycleNotificationUrl cannot be changed after creation.", "InvalidRequest")
    expires, url = subscription.expires, subscription.notification_url
    if "expirationDateTime" in body:
        expires = _expiry(context, body, subscription.target.kind, "ErrorInvalidParameter")
    if "notificationUrl" in body and body["notificationUrl"] != url:
        url = _address(body, "notificationUrl")
        await _shake_hands(context, url)
    subscription.expires, subscription.notification_url = expires, url
    return json_response(_entity(context, subscription))


@routes("DELETE", "subscriptions/{id}")
def remove(context: Context) -> Response:
    """End a subscription."""
    _book(context).remove(_find(context))
    return Response(204)


@routes("POST", "subscriptions/{id}/reauthorize")
def reauthorize(context: Context) -> Response:
    """Confirm the caller's right to go on; the status is not documented."""
    _find(context)
    return Response(int(context.world.switches.graph_reauthorize_status))


def _book(context: Context) -> SubscriptionBook:
    book: SubscriptionBook = context.state.subscriptions
    return book


def _belongs(context: Context, subscription: Subscription) -> bool:
    caller = context.caller
    mine = caller.person is None or subscription.creator == caller.person.oid
    return mine and subscription.app == caller.app


def _find(context: Context) -> Subscription:
    found = _book(context).get(context.params["id"], context.world.clock.now())
    if found is None or not _belongs(context, found):
        raise GraphError(404, "ResourceNotFound", "The object was not found.")
    return found


def _entity(context: Context, subscription: Subscription) -> dict[str, Any]:
    return {"@odata.context": f"{context.request.base}{_CONTEXT}/$entity", **subscription.wire()}


def _refuse_excess(context: Context, new: Subscription) -> None:
    others = _book(context).of(new.target.owner, context.world.clock.now())
    for other in others:
        if (other.app, other.target, other.change_types) == (new.app, new.target, new.change_types):
            message = f"Subscription Id <{other.id}> already exists for the requested combination"
            raise GraphError(409, "Conflict", message)
    if len(others) >= MAX_PER_MAILBOX:
        message = f"The mailbox has reached its limit of {MAX_PER_MAILBOX} active subscriptions."
        raise GraphError(403, "ErrorExceededSubscriptionLimit", message)


async def _shake_hands(context: Context, url: str) -> None:
    token = f"Validation: Testing client application reachability for subscription Request-Id: {uuid4()}"
    joint = "&" if urlsplit(url).query else "?"
    reply = await context.host.outbound.post(
        f"{url}{joint}validationToken={quote(token, safe='')}",
        b"",
        {"Content-Type": "text/plain; charset=utf-8"},
        HANDSHAKE_SECONDS,
    )
    if reply.status == 0:
        raise bad_request(
            f"Subscription validation request timed out: '{url}' did not answer in {HANDSHAKE_SECONDS:.0f} s.",
            "ValidationError",
        )
    if reply.status != 200 or reply.body != token.encode():
        raise bad_request(
            "Subscription validation request failed. Notification endpoint must respond with 200 OK and the "
            f"validation token as text/plain; it answered {reply.status}.",
            "ValidationError",
        )


def _text(body: dict[str, Any], name: str, default: str | None = None) -> str:
    value = body.get(name)
    value = default if value is None else value
    if not isinstance(value, str) or not value.strip():
        raise bad_request(f"{name} is required and must be a string.", "InvalidRequest")
    return value


def _change_type(body: dict[str, Any]) -> str:
    text = _text(body, "changeType")
    if not {part.strip().lower() for part in text.split(",")} <= _CHANGES:
        raise bad_request(
            f"changeType '{text[:100]}' is not a list of created, updated, deleted.", "InvalidRequest"
        )
    return text


def _address(body: dict[str, Any], name: str) -> str:
    url = _text(body, name)
    try:
        parsed = urlsplit(url)
        valid = parsed.scheme in {"http", "https"} and bool(parsed.hostname) and parsed.port != 0
    except ValueError:
        valid = False
    if not valid:
        raise bad_request(f"{name} is not an http address.", "InvalidRequest")
    return url


def _client_state(body: dict[str, Any]) -> str | None:
    value = body.get("clientState")
    if value is not None and (not isinstance(value, str) or len(value) > 128):
        raise bad_request("clientState must be a string of at most 128 characters.", "InvalidRequest")
    return value


def _expiry(context: Context, body: dict[str, Any], kind: str, code: str) -> datetime:
    """The wished expiry, at least FLOOR from now. *code* is that of the error when it is too late."""
    wished = parse_date_time(_text(body, "expirationDateTime"))
    if wished is None:
        raise bad_request("expirationDateTime is not a date-time.", "InvalidRequest")
    wished = wished if wished.tzinfo else wished.replace(tzinfo=UTC)
    now = context.world.clock.now()
    if wished <= now:
        raise bad_request("Subscription expiration must be in the future: expirationDateTime.", "InvalidRequest")
    minutes = TASK_MINUTES if kind == "task" else int(context.world.switches.graph_subscription_minutes)
    if wished > now + timedelta(minutes=minutes):
        raise bad_request(f"Subscription expiration can only be {minutes} minutes in the future.", code)
    return max(wished.astimezone(UTC), now + FLOOR)
