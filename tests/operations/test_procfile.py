"""The Procfile as production starts it: PostgreSQL over TCP, and SIGTERM in the middle of a run."""

from __future__ import annotations

import json
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography.fernet import Fernet
from sqlmodel import col, select

from backend.api.app import make_app
from backend.config import Settings
from backend.demo.browser import connect
from backend.demo.processes import Child, Children, free_port, procfile
from backend.jobs.doorbell import ring
from backend.store.database import session
from backend.store.tables import Mailbox, Run
from backend.sync.service import Product, open_product
from tests.mailboxes import is_rung
from tests.product import environment_of
from tests.sandbox_client import SandboxClient
from tests.scale.installation import postgres_over_tcp
from tests.support import eventually


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that any user of the machine may enter, as PostgreSQL asks of root."""
    with tempfile.TemporaryDirectory(prefix="sosync-procfile-", ignore_cleanup_errors=True) as name:
        yield Path(name)


@pytest.fixture
def database_over_tcp(folder: Path) -> Iterator[str]:
    """Address of a PostgreSQL server that listens on a port."""
    with postgres_over_tcp(folder) as address:
        yield address


@pytest.fixture
def environment(database_over_tcp: str, sandbox: SandboxClient, folder: Path) -> dict[str, str]:
    """As an operator sets it."""
    web, worker = free_port(18100), free_port(18200)
    return environment_of(sandbox.base) | {
        "DATABASE_URL": database_over_tcp,
        "DATA_DIR": str(folder),
        "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "HOST": "127.0.0.1",
        "WEB_CONCURRENCY": "1",
        "PORT": str(web),
        "PUBLIC_URL": f"http://127.0.0.1:{web}",
        "LOG_FORMAT": "json",
        "METRICS_TOKEN": "token",
        "METRICS_PORT": str(worker),
    }


@pytest.fixture
def product(environment: dict[str, str]) -> Iterator[Product]:
    """The same installation, seen from here."""
    values: dict[str, Any] = {name.lower(): value for name, value in environment.items()}
    opened = open_product(Settings(**values, _env_file=None))
    yield opened
    opened.engine.dispose()


@pytest.fixture
def children(folder: Path) -> Iterator[Children]:
    """Processes that are gone after the test."""
    started = Children(folder)
    yield started
    started.end()


def runs(product: Product) -> list[Run]:
    with session(product.engine) as work:
        return list(work.scalars(select(Run).order_by(col(Run.began_at))))


def ended(child: Child) -> int:
    child.process.send_signal(signal.SIGTERM)
    return child.process.wait(30)


def test_web_and_worker_serve_sync_and_end_gracefully(
    product: Product, environment: dict[str, str], children: Children, sandbox: SandboxClient
) -> None:
    web = children.start("web", procfile("web"), environment)
    worker = children.start("worker", procfile("worker"), environment)

    def is_ready() -> bool:
        children.check()
        try:
            return requests.get(f"{environment['PUBLIC_URL']}/readyz", timeout=5).ok
        except requests.RequestException:
            return False

    eventually(is_ready, timeout=60)
    list(connect(make_app(product), environment["PUBLIC_URL"], ["linda"]))
    eventually(lambda: [run.outcome for run in runs(product)][:1] == ["ok"], timeout=30)
    # the subscriptions that the worker asked for were tested by both systems at our real address
    eventually(lambda: 'sosync_subscriptions{side="calendar"} 1.0' in figures(environment), timeout=30)
    own = requests.get(f"http://127.0.0.1:{environment['METRICS_PORT']}/metrics", timeout=5).text
    assert 'sosync_runs_total{outcome="ok"' in own

    with session(product.engine) as work:
        linda = work.scalars(select(col(Mailbox.id))).one()
    eventually(lambda: not is_rung(product, linda) and all(run.outcome for run in runs(product)), timeout=30)
    before = len(runs(product))
    sandbox.faults.add("graph", "slow", count=1, seconds=2)
    with session(product.engine) as work, work.begin():
        ring(work, linda)
    eventually(lambda: len(runs(product)) == before + 1)
    assert runs(product)[-1].outcome == ""
    assert ended(worker) == ended(web) == 0

    last = runs(product)[-1]
    assert last.outcome == "ok"
    with session(product.engine) as work:
        mailbox = work.get_one(Mailbox, linda)
    assert (mailbox.lease_owner, mailbox.lease_until, mailbox.dirty) == ("", None, mailbox.seen_dirty)
    lines = [json.loads(line) for child in (web, worker) for line in child.log.read_text().splitlines()]
    assert {"gunicorn.error", "backend.sync.service"} <= {line["logger"] for line in lines}
    told = [line for line in lines if line.get("run") == str(last.id)]
    assert {line["mailbox"] for line in told} == {str(linda)}


def figures(environment: dict[str, str]) -> str:
    headers = {"Authorization": f"Bearer {environment['METRICS_TOKEN']}"}
    return requests.get(f"{environment['PUBLIC_URL']}/metrics", headers=headers, timeout=5).text
