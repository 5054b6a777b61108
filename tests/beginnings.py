"""How stories begin: what many of them share is made once a process and taken up again by every other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg import sql
from psycopg.types.json import Jsonb

from backend.api.app import make_app
from backend.demo.browser import connect
from backend.sync.service import Product
from tests.company import shows_titles_alone
from tests.product import PUBLIC_URL
from tests.sandbox_client import SandboxClient

#: what is older is made anew: sign-ins last an hour
_LASTS = timedelta(minutes=15)


@dataclass
class Database:
    """All rows of a database, and where its sequences stand."""

    #: rows as PostgreSQL writes them in JSON, by table
    rows: dict[str, list[object]]
    sequences: dict[str, int]

    @classmethod
    def of(cls, url: str) -> Database:
        """What a database holds now."""
        with psycopg.connect(url) as connection:
            tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            rows = {}
            for (name,) in tables:
                every = sql.SQL("SELECT to_jsonb(t) FROM {} t").format(sql.Identifier(name))
                rows[name] = [row for (row,) in connection.execute(every)]
            moved = "SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"
            return cls(
                {name: kept for name, kept in rows.items() if kept}, dict(connection.execute(moved).fetchall())
            )

    def fill(self, url: str) -> None:
        """Put everything into a database of the same tables that has no rows but the version's."""
        with psycopg.connect(url) as connection:
            # rows come in any order of tables, and ring nobody
            connection.execute("SET session_replication_role = replica")
            for name, rows in self.rows.items():
                table = sql.Identifier(name)
                connection.execute(sql.SQL("DELETE FROM {}").format(table))
                insert = sql.SQL("INSERT INTO {} SELECT * FROM jsonb_populate_recordset(NULL::{}, %s)")
                connection.execute(insert.format(table, table), [Jsonb(rows)])
            for name, value in self.sequences.items():
                connection.execute("SELECT setval(%s, %s)", [name, value])


@dataclass
class Beginnings:
    """What was made once: both systems and the product's database, by name and position of the switches."""

    kept: dict[str, tuple[datetime, Database]] = field(default_factory=dict)

    def begin(self, name: str, sandbox: SandboxClient, product: Product, make: Callable[[], None]) -> None:
        """Be where *make* leads from an empty product and a company in which nobody has done anything yet."""
        if sandbox.requests()["requests"]:
            # what somebody did before belongs to this story alone
            make()
            return
        world = sandbox.world()
        name = f"{name}, {world['company']}, {sorted(world['switches'].items())}"
        made, database = self.kept.get(name, (None, None))
        if made and database and datetime.now(UTC) - made < _LASTS:
            sandbox.control("POST", "return", {"name": name})
            database.fill(product.settings.database_url)
            return
        make()
        sandbox.control("POST", "keep", {"name": name})
        self.kept[name] = datetime.now(UTC), Database.of(product.settings.database_url)


@pytest.fixture(scope="session")
def beginnings() -> Iterator[Beginnings]:
    """Those of this process."""
    yield Beginnings()


def sign_in(product: Product, people: Iterable[str]) -> None:
    """*people* sign in to both systems through the real sign-in flows, and are linked."""
    keys = list(people)
    assert len(list(connect(make_app(product), PUBLIC_URL, keys))) == 2 * len(keys)
    shows_titles_alone(product)
