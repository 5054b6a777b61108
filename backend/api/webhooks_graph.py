"""Microsoft Graph's doorbells: change notifications and lifecycle events (contracts/graph.md §3)."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, request
from sqlmodel import Session

from backend.api.context import product, transaction
from backend.api.problems import Problem
from backend.core.items import Side
from backend.graph.subscriptions import Malformed, Notification, read_notifications
from backend.jobs.doorbell import ring_all
from backend.store.tables import Mailbox, Subscription

blueprint = Blueprint("webhooks_graph", __name__, url_prefix="/webhooks/graph")

#: characters of a handshake's token; Graph's own are about a hundred
TOKEN_LIMIT = 4096


@blueprint.post("")
@blueprint.post("/lifecycle")
def notified() -> Response:
    """Something in a mailbox changed, or a subscription needs care: ring it. 202 as soon as that is safe."""
    if token := _handshake():
        return token
    try:
        notifications = read_notifications(request.get_data())
    except Malformed as error:
        field = str(error.args[0])
        raise Problem(400, "malformed", f"{field} is not what Graph sends.", field=field) from error
    with transaction() as session:
        genuine = _genuine(session, notifications)
        for notification, subscription in genuine:
            _care_for(session, subscription, notification.lifecycle)
        ring_all(session, {one.mailbox_id for _, one in genuine if one.mailbox_id})
    return Response(status=202)


def _care_for(session: Session, subscription: Subscription, lifecycle: str) -> None:
    """What a lifecycle event asks for (contracts/graph.md §3.4); the upkeep of registrations does it."""
    if lifecycle == "subscriptionRemoved":
        session.delete(subscription)
    elif lifecycle == "reauthorizationRequired":
        subscription.renew_at = None


def _handshake() -> Response | None:
    """The echo that Graph waits for when it registers us; None for anything else."""
    token = request.args.get("validationToken")
    if token is None:
        return None
    if len(token) > TOKEN_LIMIT:
        raise Problem(400, "malformed", "validationToken is too long.", field="validationToken")
    return Response(token, mimetype="text/plain")


def _genuine(session: Session, notifications: Sequence[Notification]) -> list[tuple[Notification, Subscription]]:
    """The notifications that know the secret of their subscription. Raises Problem 401 when there is none.

    One delivery may mix several subscriptions; a forged part does not silence the others.
    """
    found = []
    for notification in notifications:
        subscription = session.get(Subscription, notification.subscription)
        if subscription and _is_genuine(session, subscription, notification):
            found.append((notification, subscription))
    if notifications and not found:
        # the same answer for an unknown subscription and for a wrong secret
        raise Problem(401, "unauthorized", "This notification is not accepted.")
    return found


def _is_genuine(session: Session, subscription: Subscription, notification: Notification) -> bool:
    if subscription.side != Side.CALENDAR or subscription.mailbox_id is None:
        return False
    mailbox = session.get(Mailbox, subscription.mailbox_id)
    right_tenant = mailbox is not None and notification.tenant in ("", mailbox.tenant_id)
    return notification.is_genuine(product().vault.unlock(subscription.secret).decode()) and right_tenant
