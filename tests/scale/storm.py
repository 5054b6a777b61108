"""A storm of notifications: many mailboxes, each rung again and again at the real webhook, and the aftermath."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import requests
from sqlmodel import col, select

from backend.core.items import Side
from backend.store.database import session
from backend.store.tables import Mailbox, Run, Subscription
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


def notification(mailbox_id: UUID) -> dict[str, str]:
    """What Graph sends when an item of the mailbox changed."""
    return {
        "subscriptionId": str(mailbox_id),
        "clientState": SECRET,
        "changeType": "updated",
        "resource": f"Users/{mailbox_id}/Events/{uuid4()}",
    }


def blow(url: str, deliveries: Sequence[Sequence[UUID]], seconds: float) -> list[float]:
    """Deliver notifications for these mailboxes to the web process at *url*, evenly over *seconds*.

    Returns how many seconds each answer took.
    """
    taken: list[float] = []
    began = time.monotonic()
    with requests.Session() as graph:
        graph.trust_env = False
        for number, delivery in enumerate(deliveries):
            time.sleep(max(0.0, began + seconds * number / len(deliveries) - time.monotonic()))
            sent = time.monotonic()
            body = {"value": [notification(one) for one in delivery]}
            answer = graph.post(f"{url}/webhooks/graph", json=body, timeout=30)
            assert answer.status_code == 202, answer.text
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
