"""SuperOffice's webhooks: registered per organisation, verified and read when they ring (contracts §5)."""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import msgspec

from backend.superoffice.client import ApiError, Client

#: every change of the appointment table; there is no event of appointments alone
EVENTS = ("activity.created", "activity.changed", "activity.deleted")
SIGNATURE_HEADER = "X-SuperOffice-Signature"
#: SuperOffice repeats a delivery for seconds (contracts/superoffice.md §5), clocks differ by minutes
REPLAY_WINDOW = timedelta(minutes=15)
#: type of the rows that are documents
_DOCUMENT = 4


class Malformed(ValueError):
    """A body that is not an event; `args[0]` names the field, or says that it is no JSON."""


@dataclass(frozen=True, slots=True)
class WebhookEvent:
    """One event. It tells where to look, not what happened: events may be lost, doubled and out of order."""

    #: "activity.changed"; "test" when a registration is saved
    name: str
    context: str
    #: primary key of the row; 0 of a test
    record_id: int
    #: whose diary it is in; None where SuperOffice does not say, as with deletions
    associate_id: int | None
    #: who wrote; the system user's own writes need no answer
    changed_by: int
    is_document: bool
    #: when it happened, aware; None where SuperOffice does not say
    at: datetime | None = None

    def is_timely(self, now: datetime) -> bool:
        """Whether it is of about *now*, aware; an older one is sent again by somebody who once saw it."""
        return self.at is None or abs(now - self.at) <= REPLAY_WINDOW


@dataclass(frozen=True, slots=True)
class Webhook:
    """One registration."""

    id: int
    name: str
    target: str
    events: tuple[str, ...]
    #: Active, Stopped or TooManyErrors
    state: str


def register(client: Client, name: str, target: str, secret: str) -> Webhook:
    """Register, or bring up to date, the webhook called *name*; SuperOffice tests *target* while saving.

    Raises ApiError where the test failed or webhooks are not allowed.
    """
    body = {
        "Name": name, "Events": EVENTS, "TargetUrl": target, "Secret": secret, "State": "Active",
        "Type": "webhook",
    }  # fmt: skip
    present = next((hook for hook in registered(client, name) if hook.name == name), None)
    if present is None:
        return _webhook(client.call("POST", "v1/Webhook", body=body).data)
    return _webhook(client.call("PUT", f"v1/Webhook/{present.id}", body=body | {"WebhookId": present.id}).data)


def registered(client: Client, name: str = "") -> list[Webhook]:
    """The webhooks of this app whose names contain *name*."""
    listed = client.get("v1/Webhook", {"nameFilter": name} if name else None).data
    return [_webhook(hook) for hook in listed] if isinstance(listed, list) else []


def enable(client: Client, webhook_id: int) -> Webhook:
    """Let a webhook that SuperOffice stopped ring again. Raises ApiError where the test fails."""
    patch = [{"op": "replace", "path": "/State", "value": "Active"}]
    return _webhook(client.call("PATCH", f"v1/Webhook/{webhook_id}", body=patch).data)


def delete(client: Client, webhook_id: int) -> None:
    """Take a webhook away; it may be gone already."""
    try:
        client.call("DELETE", f"v1/Webhook/{webhook_id}", safe=True)
    except ApiError as error:
        if error.status != 404:
            raise


def verify(body: bytes, signature: str, secret: bytes) -> bool:
    """Whether SuperOffice signed exactly these bytes: base64 of HMAC-SHA256, compared in constant time."""
    expected = base64.b64encode(hmac.digest(secret, body, "sha256"))
    return hmac.compare_digest(expected, signature.encode())


class _Fields(msgspec.Struct):
    associate_id: int | None = None
    document_id: int = 0
    type: int = 0


class _Event(msgspec.Struct, rename="pascal"):
    event: Annotated[str, msgspec.Meta(max_length=128)]
    primary_key: Annotated[int, msgspec.Meta(ge=0, lt=2**31)]
    context_identifier: Annotated[str, msgspec.Meta(max_length=64)] = ""
    changed_by_associate_id: int = 0
    field_values: _Fields | None = None
    timestamp: datetime | None = None


def read_event(body: bytes) -> WebhookEvent:
    """The event of a delivery. Raises Malformed."""
    try:
        event = msgspec.json.decode(body, type=_Event)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(str(error)) from error
    fields = event.field_values
    return WebhookEvent(
        name=event.event,
        context=event.context_identifier,
        record_id=event.primary_key,
        associate_id=fields.associate_id if fields else None,
        changed_by=event.changed_by_associate_id,
        is_document=bool(fields and (fields.document_id or fields.type == _DOCUMENT)),
        at=_aware(event.timestamp),
    )


def _aware(moment: datetime | None) -> datetime | None:
    """The published moment is UTC (contracts/superoffice.md §5)."""
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


def _webhook(value: Any) -> Webhook:
    """A registration as SuperOffice shows it. Raises ApiError 502 for anything else."""
    if not isinstance(value, dict) or not isinstance(value.get("WebhookId"), int):
        raise ApiError(502, "MalformedAnswer")
    events = value.get("Events")
    return Webhook(
        value["WebhookId"],
        str(value.get("Name", "")),
        str(value.get("TargetUrl", "")),
        tuple(map(str, events)) if isinstance(events, list) else (),
        str(value.get("State", "")),
    )
