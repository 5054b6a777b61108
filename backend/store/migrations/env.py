"""Alembic's entry: runs the migrations over one connection, one process at a time."""

from alembic import context
from sqlalchemy import create_engine, text
from sqlmodel import SQLModel

from backend.store import person_tables, sign_in_tables, tables

assert all(one.__tablename__ for one in (tables.Link, person_tables.PersonLink, sign_in_tables.Ticket))

engine = create_engine(context.config.attributes["url"])
with engine.connect() as connection:
    # web and worker may start together: the second waits until the first is done
    connection.execute(text("SELECT pg_advisory_lock(8700)"))
    context.configure(connection=connection, target_metadata=SQLModel.metadata, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
    connection.execute(text("SELECT pg_advisory_unlock(8700)"))
engine.dispose()
