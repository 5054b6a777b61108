"""SuperOffice's webhooks: registration, signatures, and events that may be forged."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.superoffice import webhooks
from backend.superoffice.client import ApiError, Client
from backend.superoffice.webhooks import Malformed
from tests.superoffice.conftest import Diary, SuperOffice
from tests.support import eventually


@dataclass
class Receiver:
    """An address that webhooks may call."""

    url: str = ""
    status: int = 200
    calls: list[tuple[bytes, str]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    known = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            known.calls.append((body, self.headers.get(webhooks.SIGNATURE_HEADER, "")))
            self.send_response(known.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield known
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def system(superoffice: SuperOffice) -> Client:
    return superoffice.system(superoffice.signed_in("linda"))


def test_a_change_rings_with_a_signature(system: Client, receiver: Receiver, linda: Diary) -> None:
    hook = webhooks.register(system, "sosync", receiver.url, "s3cret")
    assert (hook.state, hook.target, set(hook.events)) == ("Active", receiver.url, set(webhooks.EVENTS))
    made = linda.make()
    body, signature = eventually(lambda: [call for call in receiver.calls if b"activity.created" in call[0]])[0]
    assert webhooks.verify(body, signature, b"s3cret")
    assert not webhooks.verify(body + b" ", signature, b"s3cret")
    assert not webhooks.verify(body, signature, b"other")
    event = webhooks.read_event(body)
    assert (event.name, event.record_id, event.context) == ("activity.created", int(made.id), "Cust12345")
    assert (event.associate_id, event.is_document) == (linda.signed_in.associate_id, False)


def test_registering_again_renews_the_registration(system: Client, receiver: Receiver) -> None:
    first = webhooks.register(system, "sosync", receiver.url, "one")
    second = webhooks.register(system, "sosync", f"{receiver.url}2", "two")
    assert first.id == second.id
    assert [hook.target for hook in webhooks.registered(system)] == [f"{receiver.url}2"]


def test_a_stopped_webhook_is_enabled_again(system: Client, receiver: Receiver) -> None:
    hook = webhooks.register(system, "sosync", receiver.url, "s")
    system.call("PATCH", f"v1/Webhook/{hook.id}", body=[{"op": "replace", "path": "/State", "value": "Stopped"}])
    assert webhooks.registered(system, "sosync")[0].state == "Stopped"
    assert webhooks.enable(system, hook.id).state == "Active"


def test_a_webhook_may_be_deleted_twice(system: Client, receiver: Receiver) -> None:
    hook = webhooks.register(system, "sosync", receiver.url, "s")
    webhooks.delete(system, hook.id)
    webhooks.delete(system, hook.id)
    assert webhooks.registered(system) == []


def test_an_address_that_does_not_answer_is_refused(system: Client, receiver: Receiver) -> None:
    receiver.status = 500
    with pytest.raises(ApiError):
        webhooks.register(system, "sosync", receiver.url, "s")


def test_verification_knows_the_published_form() -> None:
    body = b'{"EventId":"x"}'
    signature = base64.b64encode(hmac.new(b"key", body, hashlib.sha256).digest()).decode()
    assert webhooks.verify(body, signature, b"key")
    assert not webhooks.verify(body, "", b"key")
    assert not webhooks.verify(body, "ø", b"key")


def test_a_deletion_does_not_say_whose_it_was() -> None:
    body = {
        "Event": "activity.deleted",
        "PrimaryKey": 7,
        "ContextIdentifier": "C",
        "Values": {"appointment_id": 7},
    }
    event = webhooks.read_event(json.dumps(body).encode())
    assert (event.record_id, event.associate_id) == (7, None)


@pytest.mark.parametrize("fields", [{"document_id": 3}, {"type": 4}])
def test_documents_are_told_apart(fields: dict[str, int]) -> None:
    body = {"Event": "activity.changed", "PrimaryKey": 7, "FieldValues": {"associate_id": 5} | fields}
    assert webhooks.read_event(json.dumps(body).encode()).is_document


MALFORMED = [
    b"", b"[]", b"{}", b"\xff", b'{"Event":1,"PrimaryKey":1}', b'{"Event":"x"}', b'{"Event":"x","PrimaryKey":"1"}',
    b'{"Event":"x","PrimaryKey":-1}', b'{"Event":"x","PrimaryKey":1,"FieldValues":[]}', b"[" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("body", MALFORMED)
def test_malformed_events_are_named_as_such(body: bytes) -> None:
    with pytest.raises(Malformed):
        webhooks.read_event(body)


@given(st.binary(max_size=200))
def test_any_bytes_are_an_event_or_malformed(body: bytes) -> None:
    with contextlib.suppress(Malformed):
        webhooks.read_event(body)
