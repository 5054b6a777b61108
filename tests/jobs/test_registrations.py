"""Registrations: both systems ring us, as long as somebody is connected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from backend.api.app import make_app
from backend.core.items import Side
from backend.demo.browser import connect
from backend.jobs import registrations
from backend.store.database import session
from backend.store.tables import Mailbox, Organisation, Subscription
from backend.sync.service import Product, run_mailbox
from tests.mailboxes import is_rung
from tests.sandbox_client import SandboxClient
from tests.serving import served
from tests.support import eventually

MEETING = {
    "subject": "Dentist",
    "start": {"dateTime": "2026-12-01T09:00:00", "timeZone": "UTC"},
    "end": {"dateTime": "2026-12-01T10:00:00", "timeZone": "UTC"},
}


@pytest.fixture
def public(product: Product) -> Iterator[Product]:
    """The product where both systems can reach it."""
    with served(product) as reachable:
        yield reachable


@pytest.fixture
def linda(public: Product) -> UUID:
    """Linda is connected, and nothing waits for her."""
    list(connect(make_app(public), public.settings.public_url, ["linda"]))
    with session(public.engine) as work:
        mailbox = work.exec(select(Mailbox.id)).one()
    run_mailbox(public, mailbox, "test")
    return mailbox


def organisation(product: Product) -> UUID:
    with session(product.engine) as work:
        return work.exec(select(Organisation.id)).one()


def registered(product: Product, side: Side) -> Subscription:
    with session(product.engine) as work:
        return work.exec(select(Subscription).where(Subscription.side == side.value)).one()


def test_a_change_in_outlook_rings(public: Product, linda: UUID, sandbox: SandboxClient) -> None:
    registrations.register_mailbox(public, linda, datetime.now(UTC))
    run_mailbox(public, linda, "test")
    assert not is_rung(public, linda)
    sandbox.graph_session("linda").post("/me/events", json=MEETING).raise_for_status()
    eventually(lambda: is_rung(public, linda))


def test_a_change_in_superoffice_rings(public: Product, linda: UUID, sandbox: SandboxClient) -> None:
    registrations.register_organisation(public, organisation(public), datetime.now(UTC))
    assert not is_rung(public, linda)
    sandbox.superoffice_session("linda").post(
        "/v1/Appointment",
        json={
            "Title": "Dentist",
            "Type": "inDiary",
            "Associate": {"AssociateId": 5},
            "StartDate": "2026-12-01T09:00:00Z",
            "EndDate": "2026-12-01T10:00:00Z",
        },
    ).raise_for_status()
    eventually(lambda: is_rung(public, linda))


def test_a_registration_is_renewed_at_half_its_life(public: Product, linda: UUID) -> None:
    now = datetime.now(UTC)
    registrations.register_mailbox(public, linda, now)
    first = registered(public, Side.CALENDAR)
    assert first.renew_at
    assert timedelta(hours=6) < first.renew_at - now < timedelta(hours=72)
    with session(public.engine) as work:
        assert registrations.due_mailboxes(work, now) == []
        assert registrations.due_mailboxes(work, first.renew_at) == [linda]
    registrations.register_mailbox(public, linda, now + timedelta(hours=1))
    second = registered(public, Side.CALENDAR)
    assert second.id == first.id
    assert second.renew_at
    assert second.renew_at > first.renew_at


def test_a_registration_that_graph_forgot_is_made_again(
    public: Product, linda: UUID, sandbox: SandboxClient
) -> None:
    registrations.register_mailbox(public, linda, datetime.now(UTC))
    first = registered(public, Side.CALENDAR)
    sandbox.graph_session("linda").delete(f"/subscriptions/{first.id}").raise_for_status()
    run_mailbox(public, linda, "test")
    registrations.register_mailbox(public, linda, datetime.now(UTC))
    assert registered(public, Side.CALENDAR).id != first.id
    assert is_rung(public, linda)


def test_superoffice_is_looked_after_again_and_again(public: Product, linda: UUID) -> None:
    now = datetime.now(UTC)
    tenant = organisation(public)
    registrations.register_organisation(public, tenant, now)
    registrations.register_organisation(public, tenant, now)
    found = registered(public, Side.SUPEROFFICE)
    assert found.renew_at == now + registrations.WEBHOOK_LIFE
    with session(public.engine) as work:
        assert registrations.due_organisations(work, now) == []
        assert registrations.due_organisations(work, found.renew_at) == [tenant]
