"""A storm of notifications: many mailboxes, each rung again and again at the real webhook, and the aftermath."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Protocol
from uuid import UUID, uuid4

import requests
from sqlmodel import col, select

from backend.core.items import Side
from backend.store.database import session
from backend.store.tables import Mailbox, Organisation, Run, Subscription
from backend.superoffice.webhooks import SIGNATURE_HEADER
from backend.sync.service import Product

SECRET = "a secret of the storm"


def crowd(product: Product, number: int) -> list[UUID]:
    """*number* mailboxes of one organisation, all with the sign-ins of the one that is connected.

    They read its calendar, which should be empty, and diaries of associates whom nobody knows.
    """
    with session(product.engine) as work, work.begin():
        first = work.scalars(select(Mailbox)).one()
        shared = first.model_dump(
            exclude={"id", "address", "associate_id", "due_at", "fence", "dirty", "seen_dirty", "lease_until"}
        )
        made = [
            Mailbox(**shared, associate_id=1000 + one, address=f"crowd-{one}@nordlys.example")
            for one in range(number)
        ]
        work.add_all(made)
        work.flush()
        for mailbox in made:
            mailbox.due_at = datetime.now(UTC)
            work.add(
                Subscription(
                    id=str(mailbox.id), side=Side.CALENDAR.value, organisation_id=mailbox.organisation_id,
                    mailbox_id=mailbox.id, secret=product.vault.lock(SECRET),
                    renew_at=datetime.now(UTC) + timedelta(days=1),
                )
            )  # fmt: skip
        return [mailbox.id for mailbox in made]


class Bells(Protocol):
    """How a system tells us that something happened."""

    def delivery(self, mailboxes: Sequence[UUID]) -> requests.Request:
        """What it sends when an item of each of these mailboxes changed."""


@dataclass(frozen=True)
class GraphsBells:
    """Graph tells many things at a time to the web process at *url*."""

    url: str

    def delivery(self, mailboxes: Sequence[UUID]) -> requests.Request:
        """One delivery for them all."""
        body = {"value": [self._notification(one) for one in mailboxes]}
        return requests.Request("POST", f"{self.url}/webhooks/graph", json=body)

    @staticmethod
    def _notification(mailbox_id: UUID) -> dict[str, str]:
        return {
            "subscriptionId": str(mailbox_id),
            "clientState": SECRET,
            "changeType": "updated",
            "resource": f"Users/{mailbox_id}/Events/{uuid4()}",
        }


@dataclass(frozen=True)
class SuperOfficesBells:
    """SuperOffice tells the web process at *url* each thing by itself, and signs it."""

    url: str
    context: str
    secret: bytes
    associates: Mapping[UUID, int]

    def delivery(self, mailboxes: Sequence[UUID]) -> requests.Request:
        """The event of one activity, in the diary of the one mailbox."""
        (mailbox_id,) = mailboxes
        event = {
            "Event": "activity.changed", "PrimaryKey": uuid4().int % 1_000_000, "ContextIdentifier": self.context,
            "Changes": ["status"], "FieldValues": {"associate_id": self.associates[mailbox_id]},
        }  # fmt: skip
        raw = json.dumps(event).encode()
        signature = base64.b64encode(hmac.digest(self.secret, raw, "sha256")).decode()
        address = f"{self.url}/webhooks/superoffice/{self.context}"
        return requests.Request("POST", address, data=raw, headers={SIGNATURE_HEADER: signature})


def superoffices_bells(product: Product, url: str) -> SuperOfficesBells:
    """The bells of the one organisation, which is registered."""
    with session(product.engine) as work:
        organisation = work.scalars(select(Organisation)).one()
        registered = work.scalars(select(Subscription).where(Subscription.side == Side.SUPEROFFICE.value)).one()
        associates = {row.id: row.associate_id for row in work.scalars(select(Mailbox))}
        return SuperOfficesBells(url, organisation.context, product.vault.unlock(registered.secret), associates)


def blow(bells: Bells, deliveries: Sequence[Sequence[UUID]], seconds: float, senders: int = 1) -> list[float]:
    """Ring for these mailboxes, evenly over *seconds*, on so many connections.

    Returns how many seconds each answer took.
    """
    began = time.monotonic()
    timed = [(began + seconds * number / len(deliveries), one) for number, one in enumerate(deliveries)]
    with ThreadPoolExecutor(senders) as pool:
        taken = pool.map(lambda first: _send(bells, timed[first::senders]), range(senders))
        return [each for of_one in taken for each in of_one]


def _send(bells: Bells, timed: Sequence[tuple[float, Sequence[UUID]]]) -> list[float]:
    taken: list[float] = []
    with requests.Session() as system:
        system.trust_env = False
        for moment, delivery in timed:
            time.sleep(max(0.0, moment - time.monotonic()))
            request = system.prepare_request(bells.delivery(delivery))
            sent = time.monotonic()
            answer = system.send(request, timeout=30)
            assert answer.ok, answer.text
            taken.append(time.monotonic() - sent)
    return taken


@dataclass(frozen=True)
class Aftermath:
    """What workers made of a storm."""

    #: finished runs by mailbox since the storm began
    runs: dict[UUID, list[Run]]
    #: runs that a killed worker left without an end
    dead: int
    #: mailboxes that were run after their last ring, and are at rest
    at_rest: set[UUID]

    @property
    def most(self) -> int:
        """The most runs of one mailbox."""
        return max(len(of_one) for of_one in self.runs.values())

    @property
    def overlapping(self) -> list[UUID]:
        """Mailboxes that two runs had at a time."""
        return [
            mailbox_id
            for mailbox_id, of_one in self.runs.items()
            if any(one.ended_at is None or one.ended_at > next_one.began_at for one, next_one in pairwise(of_one))
        ]


def aftermath(product: Product, mailboxes: Sequence[UUID], since: datetime) -> Aftermath:
    """What happened to *mailboxes* since a moment, aware."""
    with session(product.engine) as work:
        rows = work.scalars(select(Mailbox).where(col(Mailbox.id).in_(mailboxes))).all()
        begun = work.scalars(select(Run).where(Run.began_at >= since).order_by(col(Run.began_at))).all()
    finished: dict[UUID, list[Run]] = {mailbox_id: [] for mailbox_id in mailboxes}
    for run in begun:
        if run.mailbox_id in finished and run.ended_at:
            finished[run.mailbox_id].append(run)
    dead = sum(not run.ended_at for run in begun)
    resting = {row.id for row in rows if row.dirty == row.seen_dirty and row.lease_until is None}
    return Aftermath(finished, dead, resting)
