"""Figures for Prometheus: the web process tells of the whole installation, a worker of its own work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from sqlmodel import col, select

from backend.api.app import make_app
from backend.core.items import Side
from backend.core.values import replace
from backend.jobs.doorbell import ring
from backend.store.database import session
from backend.store.tables import Mailbox, Organisation, Subscription
from backend.sync.service import Product
from tests.company import Company, at
from tests.mailboxes import add_mailbox, subscribe
from tests.sync.conftest import company

__all__ = ["company"]

TOKEN = "a token of the test"
Figure = Callable[..., float | None]


@pytest.fixture
def web(product: Product) -> FlaskClient:
    """A web process with METRICS_TOKEN."""
    settings = product.settings.model_copy(update={"metrics_token": SecretStr(TOKEN)})
    return make_app(replace(product, settings=settings)).test_client()


def read(web: FlaskClient) -> Figure:
    """`figure("sosync_mailboxes", state="active")`; None where there is no such line."""
    answer = web.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200, answer.text
    found = {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }
    return lambda name, **labels: found.get((name, tuple(sorted(labels.items()))))


def test_there_is_no_page_without_the_token(product: Product, web: FlaskClient) -> None:
    closed = make_app(product).test_client()
    for client, headers in (
        (closed, {"Authorization": "Bearer "}),
        (closed, {}),
        (web, {}),
        (web, {"Authorization": "Bearer wrong"}),
        (web, {"Authorization": "Bearer ünsafe"}),
    ):
        answer = client.get("/metrics", headers=headers)
        assert answer.status_code == 404
        assert answer.get_json() == client.get("/nothing").get_json()


def test_an_installation_in_numbers(product: Product, web: FlaskClient) -> None:
    linda, julie = add_mailbox(product, "linda", 5), add_mailbox(product, "julie", 6)
    now = datetime.now(UTC)
    with session(product.engine) as work, work.begin():
        work.get_one(Mailbox, linda).due_at = now - timedelta(hours=1)
        work.get_one(Mailbox, julie).state = "paused"
        work.get_one(Mailbox, julie).due_at = now - timedelta(hours=9)
        ring(work, linda)
    subscribe(product, Side.CALENDAR, linda, "s-1", "secret")
    subscribe(product, Side.SUPEROFFICE, linda, "s-2", "secret")
    with session(product.engine) as work, work.begin():
        for row in work.scalars(select(Subscription).where(col(Subscription.id) == "s-1")):
            row.renew_at = now + timedelta(hours=1)
    figure = read(web)
    assert figure("sosync_mailboxes", state="active") == figure("sosync_mailboxes", state="paused") == 1
    assert 3600 <= (figure("sosync_lag_seconds") or 0) < 3700
    assert figure("sosync_jobs", queue="doorbell", status="todo") == 1
    assert 0 <= (figure("sosync_queue_oldest_seconds", queue="doorbell") or 0) < 60
    assert figure("sosync_subscriptions_overdue", side="calendar") == 0
    assert figure("sosync_subscriptions_overdue", side="superoffice") == 1

    with session(product.engine) as work, work.begin():
        for organisation in work.scalars(select(Organisation)):
            organisation.state = "maintenance"
            organisation.rests_until = now
    assert read(web)("sosync_lag_seconds") == 0
    assert (figure("sosync_organisations_resting"), read(web)("sosync_organisations_resting")) == (0, 1)


def counted(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0


def test_what_a_run_did_and_what_waits(company: Company, web: FlaskClient) -> None:
    graph = company.sandbox.base.removeprefix("http://")
    for number in range(12):
        company["linda"].in_outlook.adds(f"Visit {number}", at(2, 8 + number, number))
    runs = counted("sosync_runs_total", trigger="test", outcome="ok")
    made = counted("sosync_writes_total", side="superoffice", operation="create")
    throttled = counted("sosync_requests_total", host=graph, status="429")
    company.sandbox.faults.add("graph", "429", count=1, retry_after=0)
    company.run("linda")
    assert counted("sosync_runs_total", trigger="test", outcome="ok") == runs + 1
    assert counted("sosync_writes_total", side="superoffice", operation="create") == made + 12
    assert counted("sosync_requests_total", host=graph, status="429") == throttled + 1

    for visit in company["linda"].in_outlook.items():
        company["linda"].in_outlook.deletes(visit["id"])
    company.run("linda")
    waiting = read(web)("sosync_items_waiting", kind="appointment", state="held", reason="mass_deletion")
    assert waiting == 12
