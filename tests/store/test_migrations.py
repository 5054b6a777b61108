"""The migrations make exactly the tables that the code names, and a dropped table comes back."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text
from sqlmodel import SQLModel

from backend.config import Settings
from backend.store.database import address, migrate
from backend.store.tables import Link

ENGINE = "postgresql+psycopg://"


def _settings(database_url: str) -> Settings:
    return Settings(_env_file=None, database_url=database_url)


def test_migrated_tables_are_those_of_the_code(database_url: str) -> None:
    engine = create_engine(address(_settings(database_url)).replace("postgresql://", ENGINE, 1))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        differences = [
            one for one in compare_metadata(context, SQLModel.metadata) if "procrastinate" not in str(one)
        ]
    engine.dispose()
    assert not differences


def test_12_a_dropped_link_table_comes_back_empty(own_database_url: str) -> None:
    engine = create_engine(address(_settings(own_database_url)).replace("postgresql://", ENGINE, 1))
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE link"))
    migrate(_settings(own_database_url))
    assert Link.__tablename__ in inspect(engine).get_table_names()
    engine.dispose()
