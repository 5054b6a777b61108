"""The sandbox as a process: ready line, settings file, state that survives a restart."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from dotenv import dotenv_values

from tests.sandbox.notified import Client, listening
from tests.sandbox_client import HostSession, SandboxClient
from tests.support import eventually

COMMAND = [sys.executable, "-m", "backend.sandbox", "--port", "0", "--company", "small"]


@contextmanager
def process(*options: str) -> Iterator[dict[str, Any]]:
    """A sandbox process; its ready line."""
    running = subprocess.Popen([*COMMAND, *options], stdout=subprocess.PIPE, text=True)
    assert running.stdout
    try:
        yield json.loads(running.stdout.readline())
        running.send_signal(signal.SIGTERM)
        assert running.wait(10) == 0
        assert running.stdout.read() == ""
    finally:
        running.kill()
        running.wait()
        running.stdout.close()


def test_it_says_where_it_is_and_writes_the_products_settings(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "sandbox.env"
    with process("--env-file", str(file)) as ready:
        assert ready["ready"] is True
        assert ready["company"] == "small"
        assert HostSession(ready["control"]).get("/health").json()["status"] == "ok"
        settings = dotenv_values(file)
        assert settings["GRAPH_URL"] == ready["graph"] == f"{ready['url']}/graph/v1.0"
        assert settings["ENTRA_URL"] == ready["entra"]
        assert settings["SUPEROFFICE_URL"] == ready["superoffice"]
        assert settings["SUPEROFFICE_CONTEXT"] == "Cust12345"
        assert load_pem_private_key(str(settings["SUPEROFFICE_PRIVATE_KEY"]).encode(), None)
    assert file.stat().st_mode & 0o077 == 0


@pytest.fixture
def client() -> Iterator[Client]:
    """A client that Graph notifies."""
    with listening() as made:
        yield made


def test_everything_survives_a_restart(tmp_path: Path, client: Client) -> None:
    event = {
        "subject": "Survivor",
        "start": {"dateTime": "2026-11-23T09:00:00", "timeZone": "UTC"},
        "end": {"dateTime": "2026-11-23T10:00:00", "timeZone": "UTC"},
    }
    window = "startDateTime=2026-11-01T00:00:00Z&endDateTime=2026-12-01T00:00:00Z"
    with process("--data", str(tmp_path)) as ready:
        box = SandboxClient(ready["url"])
        box.set_clock("2026-11-20T12:00:00Z")
        box.switch(graph_if_match="ignored")
        linda, julie = box.graph_session("linda"), box.superoffice_session("julie")
        link = linda.get(f"/me/calendarView/delta?{window}").json()["@odata.deltaLink"]
        made = linda.post("/me/events", json=event).json()["id"]
        subscription = {
            "changeType": "created",
            "notificationUrl": f"{client.url}/bell",
            "resource": "me/events",
            "expirationDateTime": "2026-11-22T12:00:00Z",
        }
        assert linda.post("/subscriptions", json=subscription).status_code == 201
        keys = linda.get(f"{box.entra}/common/discovery/v2.0/keys").json()["keys"][0]["n"]
    with process("--data", str(tmp_path)) as ready:
        again = SandboxClient(ready["url"])
        assert again.world()["switches"]["graph_if_match"] == "ignored"
        assert again.world()["now"].startswith("2026-11-20T12:")
        linda.base, julie.base = again.graph, julie.base.replace(box.base, again.base)
        assert linda.get(f"/me/events/{made}").json()["subject"] == "Survivor"
        assert julie.get("/v1/User/currentPrincipal").json()["AssociateId"] == 6
        changed = linda.get(link.replace(box.base, again.base)).json()["value"]
        assert [item["id"] for item in changed] == [made]
        another = linda.post("/me/events", json=event).json()["id"]
        assert eventually(lambda: another in client.told("created"))
        assert linda.get(f"{again.entra}/common/discovery/v2.0/keys").json()["keys"][0]["n"] == keys


@pytest.mark.parametrize("content", [b"", b"rubbish", b"\x80\x04K\x01."])
def test_a_broken_state_stops_the_start_and_names_the_file(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "sandbox.pickle"
    file.write_bytes(content)
    ended = subprocess.run(
        [*COMMAND, "--data", str(tmp_path)], capture_output=True, text=True, timeout=30, check=False
    )
    assert ended.returncode == 1
    assert str(file) in ended.stderr
    assert "Traceback" not in ended.stderr
