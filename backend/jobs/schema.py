"""The tables of the job engine, which live beside the product's own."""

from __future__ import annotations

import psycopg
from procrastinate import PsycopgConnector
from procrastinate.schema import SchemaManager

from backend.config import Settings
from backend.jobs import quiet, turns
from backend.store.database import address

#: web and worker may start together: the second waits until the first is done
_LOCK = 8701


def apply(settings: Settings) -> None:
    """Create what is missing of procrastinate's tables, and our indexes. Safe from several processes at once."""
    with psycopg.connect(address(settings)) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        if connection.execute("SELECT to_regclass('procrastinate_jobs')").fetchone() == (None,):
            connection.execute(SchemaManager(PsycopgConnector()).get_schema())
        for index in (*turns.INDEXES, *quiet.INDEXES):
            connection.execute(index)
