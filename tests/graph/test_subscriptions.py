"""Asking for notifications, and reading what arrives."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from backend.graph import subscriptions
from backend.graph.errors import GraphError, NotFound
from backend.graph.subscriptions import Malformed, Notification, read_notifications
from tests.graph.conftest import Mailbox

SECRET = "a secret of this subscription"
CHANGE = {"subscriptionId": "s1", "clientState": SECRET, "tenantId": "t1", "changeType": "updated"}


def delivery(*entries: Any) -> bytes:
    return json.dumps({"value": entries}).encode()


def test_a_delivery_may_mix_changes_and_lifecycle_events() -> None:
    lifecycle = {"subscriptionId": "s2", "clientState": "x", "tenantId": "t2", "lifecycleEvent": "missed"}
    assert read_notifications(delivery(CHANGE, lifecycle)) == [
        Notification("s1", SECRET, "t1", change="updated"),
        Notification("s2", "x", "t2", lifecycle="missed"),
    ]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"", "body"),
        (b"{", "body"),
        (b"\xff", "body"),
        (b"[" * 100_000, "body"),
        (b"[]", "value"),
        (b'{"value": {}}', "value"),
        (delivery("bell"), "value[0]"),
        (delivery(CHANGE, CHANGE | {"clientState": 5}), "value[1].clientState"),
        (delivery(CHANGE | {"changeType": None}), "value[0].changeType"),
        (delivery(CHANGE | {"subscriptionId": ""}), "value[0].subscriptionId"),
        (delivery(*[CHANGE] * 1001), "value"),
    ],
)
def test_a_delivery_of_somebody_else_is_refused_with_the_field(body: bytes, field: str) -> None:
    with pytest.raises(Malformed) as error:
        read_notifications(body)
    assert error.value.args[0] == field


def test_a_notification_is_genuine_when_it_knows_the_secret() -> None:
    [notification] = read_notifications(delivery(CHANGE))
    assert notification.is_genuine(SECRET)
    assert not notification.is_genuine("another")
    assert not Notification("s1", "", "t1", change="updated").is_genuine(SECRET)


class Doorbell:
    """An address that answers Graph's handshake and keeps what is delivered."""

    def __init__(self) -> None:
        self.deliveries: Queue[bytes] = Queue()
        bell = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                token = parse_qs(urlsplit(self.path).query).get("validationToken", [""])[0]
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if not token:
                    bell.deliveries.put(body)
                self.send_response(200 if token else 202)
                self.send_header("Content-Type", "text/plain")
                self.send_header("Content-Length", str(len(token)))
                self.end_headers()
                self.wfile.write(token.encode())

            def log_message(self, *args: object) -> None:
                """Keep quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}/bell"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def doorbell() -> Iterator[Doorbell]:
    bell = Doorbell()
    yield bell
    bell.stop()


@pytest.fixture
def now(mailbox: Mailbox) -> datetime:
    """The time in the sandbox."""
    return datetime.fromisoformat(mailbox.sandbox.world()["now"]).astimezone(UTC)


def test_a_change_rings_and_is_genuine(mailbox: Mailbox, doorbell: Doorbell, now: datetime) -> None:
    made = subscriptions.create(mailbox.client, doorbell.address, SECRET, now)
    mailbox.enter()
    for notification in read_notifications(doorbell.deliveries.get(timeout=10)):
        assert notification.subscription == made.id
        assert notification.change in {"created", "updated"}
        assert notification.is_genuine(SECRET)


def test_a_subscription_is_made_renewed_and_taken_back(
    mailbox: Mailbox, doorbell: Doorbell, now: datetime
) -> None:
    made = subscriptions.create(mailbox.client, doorbell.address, SECRET, now)
    assert made.expires == now.replace(microsecond=0) + timedelta(minutes=4200)
    renewed = subscriptions.renew(mailbox.client, made.id, now + timedelta(days=1))
    assert renewed.expires == made.expires + timedelta(days=1)
    subscriptions.delete(mailbox.client, made.id)
    subscriptions.delete(mailbox.client, made.id)
    with pytest.raises(NotFound):
        subscriptions.renew(mailbox.client, made.id, now)


def test_a_shorter_life_is_taken_where_graph_allows_no_longer(
    mailbox: Mailbox, doorbell: Doorbell, now: datetime
) -> None:
    mailbox.sandbox.switch(graph_subscription_minutes="4230")
    # our clock runs an hour ahead: our 4200 minutes are 4260 to Graph
    ahead = now + timedelta(minutes=60)
    assert subscriptions.create(mailbox.client, doorbell.address, SECRET, ahead).expires < now + timedelta(
        minutes=1510
    )


def test_a_subscription_whose_secret_was_lost_is_replaced(
    mailbox: Mailbox, doorbell: Doorbell, now: datetime
) -> None:
    first = subscriptions.create(mailbox.client, doorbell.address, "forgotten", now)
    second = subscriptions.create(mailbox.client, doorbell.address, SECRET, now)
    assert first.id != second.id
    assert [one["id"] for one in mailbox.client.get("/subscriptions")["value"]] == [second.id]


def test_an_address_that_does_not_answer_makes_no_subscription(mailbox: Mailbox, now: datetime) -> None:
    with pytest.raises(GraphError):
        subscriptions.create(mailbox.client, "http://127.0.0.1:9/bell", SECRET, now)
    assert mailbox.client.get("/subscriptions")["value"] == []
