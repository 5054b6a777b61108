"""The HTTP session against a server that throttles, fails and hangs up."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from backend.transport import Answer, ConnectionLost, Patience, Transport, retry_after, send_patiently
from tests.sandbox_client import SandboxClient

NOW = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)
PATIENT = Patience(attempts=3, seconds=5.0, first_wait=0.01)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("3", 3.0),
        (" 0 ", 0.0),
        ("1.5", 1.5),
        ("Sat, 21 Nov 2026 12:00:30 GMT", 30.0),
        ("Sat, 21 Nov 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
        ("-5", None),
    ],
)
def test_retry_after_is_read_in_both_spellings(header: str, seconds: float | None) -> None:
    assert retry_after(Answer(429, {"Retry-After": header}, b""), NOW) == seconds


def test_no_retry_after_is_none() -> None:
    assert retry_after(Answer(503, {}, b""), NOW) is None


class Person:
    """Somebody who calls the sandbox through our transport."""

    def __init__(self, sandbox: SandboxClient) -> None:
        self.transport = Transport()
        self.sandbox = sandbox
        self.headers = {"Authorization": f"Bearer {sandbox.token('graph', 'linda')}"}

    def ask(self, *, idempotent: bool = True, patience: Patience = PATIENT) -> Answer:
        return send_patiently(
            self.transport,
            "GET",
            f"{self.sandbox.graph}/me",
            headers=self.headers,
            idempotent=idempotent,
            patience=patience,
        )


@pytest.fixture
def person(sandbox: SandboxClient) -> Person:
    return Person(sandbox)


def test_one_attempt_answers_whatever_comes(person: Person) -> None:
    answer = person.transport.send("GET", f"{person.sandbox.graph}/me/nothing", headers=person.headers)
    assert answer.status == 404
    assert answer.headers["content-type"] == answer.headers["Content-Type"]
    assert person.transport.requests == 1


def test_redirects_are_answers(person: Person) -> None:
    answer = person.transport.send("GET", f"{person.sandbox.entra}/common/oauth2/v2.0/authorize", headers={})
    assert answer.status < 500
    assert person.transport.requests == 1


@pytest.mark.parametrize("kind", ["429", "503"])
def test_a_throttled_call_is_repeated(person: Person, kind: str) -> None:
    person.sandbox.faults.add("graph", kind, count=2, retry_after=0)
    assert person.ask().status == 200
    assert person.transport.requests == 3


def test_patience_ends_after_its_attempts(person: Person) -> None:
    person.sandbox.faults.add("graph", "503", count=9, retry_after=0)
    assert person.ask().status == 503
    assert person.transport.requests == PATIENT.attempts


def test_a_wait_beyond_the_patience_is_not_begun(person: Person) -> None:
    person.sandbox.faults.add("graph", "429", count=1, retry_after=3600)
    assert person.ask().status == 429
    assert person.transport.requests == 1


def test_a_lost_connection_is_repeated_when_that_is_harmless(person: Person) -> None:
    person.sandbox.faults.add("graph", "reset_before", count=1)
    assert person.ask().status == 200


def test_a_lost_connection_is_told_when_a_repetition_might_harm(person: Person) -> None:
    person.sandbox.faults.add("graph", "reset_after", count=1)
    with pytest.raises(ConnectionLost) as error:
        person.ask(idempotent=False)
    assert error.value.may_have_arrived
    assert person.transport.requests == 1


def test_nobody_there_means_that_nothing_arrived() -> None:
    transport = Transport(timeout=2.0)
    with pytest.raises(ConnectionLost) as error:
        transport.send("POST", "http://127.0.0.1:9/", headers={}, body=b"{}")
    assert not error.value.may_have_arrived


class Echo(BaseHTTPRequestHandler):
    """Answers with what came."""

    def do_POST(self) -> None:
        came = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(came)))
        self.end_headers()
        self.wfile.write(came)

    def log_message(self, *_: object) -> None:
        """Nothing is told."""


@pytest.fixture
def secure_address(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of a server over TLS, and the certificate by which it is known."""
    certificate = tmp_path / "server.pem"
    certificate.write_bytes(own_certificate())
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    with HTTPServer(("127.0.0.1", 0), Echo) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"https://127.0.0.1:{server.server_port}/", certificate
        server.shutdown()


def own_certificate() -> bytes:
    """Key and certificate of this machine, signed by itself, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "here")])
    began = datetime.now(UTC) - timedelta(hours=1)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(began)
        .not_valid_after(began + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return private + certificate.public_bytes(pem)


def test_a_request_goes_over_tls(secure_address: tuple[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    address, certificate = secure_address
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    transport = Transport()
    answer = transport.send("POST", address, headers={}, body=b"hello")
    assert (answer.status, answer.body) == (200, b"hello")


def test_nobody_is_told_anything_whose_certificate_is_not_known(secure_address: tuple[str, Path]) -> None:
    address, _ = secure_address
    with pytest.raises(ConnectionLost):
        Transport().send("POST", address, headers={}, body=b"secret")
