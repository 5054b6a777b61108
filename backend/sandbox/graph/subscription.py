"""A change-notification subscription and the book of all live ones (contracts/graph.md §3.1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from backend.sandbox.graph.auth import addressed_person
from backend.sandbox.graph.local_time import spell_utc
from backend.sandbox.graph.mailboxes import default_calendar
from backend.sandbox.graph.model import Item, Kind, Mailbox
from backend.sandbox.graph.routing import Context, bad_request, normalise, not_found


@dataclass(frozen=True, slots=True)
class Target:
    """The items a subscription watches."""

    #: Entra object id of the mailbox's owner
    owner: str
    kind: Kind
    #: calendar, contact folder or task list; None for all of the mailbox
    container: str | None = None

    def covers(self, item: Item) -> bool:
        """Whether *item* of the owner's mailbox is among them."""
        return item.kind == self.kind and self.container in (None, item.container)


@dataclass(slots=True)
class Subscription:
    """One subscription of one app."""

    id: str
    app: str
    #: object id of who made it: a person, or the app itself
    creator: str
    #: tenant of the watched mailbox
    tenant: str
    #: as the client wrote it
    resource: str
    target: Target
    change_type: str
    notification_url: str
    lifecycle_url: str | None
    client_state: str | None
    expires: datetime
    #: whether notifications name items by immutable id; fixed when the subscription is made
    immutable_ids: bool
    tls_version: str = "v1_2"

    @property
    def change_types(self) -> frozenset[str]:
        """created, updated, deleted: those it wants."""
        return frozenset(part.strip().lower() for part in self.change_type.split(","))

    def wire(self) -> dict[str, Any]:
        """The subscription as Graph shows it."""
        return {
            "id": self.id,
            "resource": self.resource,
            "applicationId": self.app,
            "changeType": self.change_type,
            "clientState": self.client_state,
            "notificationUrl": self.notification_url,
            "notificationQueryOptions": None,
            "lifecycleNotificationUrl": self.lifecycle_url,
            "expirationDateTime": spell_utc(self.expires),
            "creatorId": self.creator,
            "includeResourceData": None,
            "latestSupportedTlsVersion": self.tls_version,
            "encryptionCertificate": None,
            "encryptionCertificateId": None,
            "notificationUrlAppId": None,
        }


@dataclass
class SubscriptionBook:
    """Every subscription, found by id and by mailbox; an expired one leaves when it is next looked for."""

    by_id: dict[str, Subscription] = field(default_factory=dict)
    by_owner: dict[str, dict[str, Subscription]] = field(default_factory=dict)

    def add(self, subscription: Subscription) -> None:
        """Enter a new one."""
        self.by_id[subscription.id] = subscription
        self.by_owner.setdefault(subscription.target.owner, {})[subscription.id] = subscription

    def remove(self, subscription: Subscription) -> None:
        """Take one out."""
        self.by_id.pop(subscription.id, None)
        self.by_owner.get(subscription.target.owner, {}).pop(subscription.id, None)

    def get(self, subscription_id: str, now: datetime) -> Subscription | None:
        """The live subscription of that id."""
        found = self.by_id.get(subscription_id)
        if found and found.expires <= now:
            self.remove(found)
            return None
        return found

    def of(self, owner: str, now: datetime) -> list[Subscription]:
        """Live subscriptions to the mailbox of *owner*."""
        return [live for key in list(self.by_owner.get(owner, ())) if (live := self.get(key, now))]

    def live(self, now: datetime) -> list[Subscription]:
        """All live subscriptions."""
        return [live for key in list(self.by_id) if (live := self.get(key, now))]


def read_target(context: Context, resource: str) -> tuple[Target, str]:
    """What *resource* names: the items, and the tenant of their mailbox.

    Raises GraphError: 400 for a resource that cannot be watched, 403 for somebody else's mailbox with a delegated
    token, 404 for an unknown mailbox or container.
    """
    path = normalise(tuple(unquote(part) for part in resource.split("/") if part))
    if path and path[0].lower() == "v1.0":
        path = path[1:]
    addressed = addressed_person(context.world, context.caller, path)
    if addressed is None:
        raise _unwatchable(resource)
    person, _, used = addressed
    mailbox: Mailbox = context.host.mailbox(person)
    kind, container = _kind_and_container(mailbox, path[used:], resource)
    return Target(person.oid, kind, container), person.tenant.id


def _kind_and_container(mailbox: Mailbox, path: tuple[str, ...], resource: str) -> tuple[Kind, str | None]:
    match tuple(part.lower() for part in path):
        case ("events",):
            return "event", None
        case ("calendar", "events"):
            return "event", default_calendar(mailbox).id
        case ("calendars", _, "events") if path[1] in mailbox.calendars:
            return "event", path[1]
        case ("contacts",):
            return "contact", None
        case ("contactfolders", _, "contacts") if path[1] in mailbox.contact_folders:
            return "contact", path[1]
        case ("todo", "lists", _, "tasks") if path[2] in mailbox.task_lists:
            return "task", path[2]
        case ("calendars", _, "events") | ("contactfolders", _, "contacts") | ("todo", "lists", _, "tasks"):
            raise not_found()
    raise _unwatchable(resource)


def _unwatchable(resource: str) -> Exception:
    return bad_request(f"resource '{resource[:200]}' is not supported for change notifications.", "BadRequest")
