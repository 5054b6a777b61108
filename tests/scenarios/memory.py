"""What the product remembers, taken away from it: links, everything, or a whole mailbox (scenario 12)."""

from __future__ import annotations

from sqlalchemy import text
from sqlmodel import SQLModel, select

from backend.api.app import make_app
from backend.demo.browser import connect
from backend.store.database import session
from backend.store.tables import Mailbox
from tests.product import PUBLIC_URL
from tests.scenarios.cast import Person
from tests.scenarios.company import Company

#: who is connected; the rest is memory
_NOT_MEMORY = frozenset({"organisation", "mailbox"})


def loses_links(company: Company) -> None:
    """The table of pairs is empty; how far each side was read is still known."""
    with company.product.engine.begin() as connection:
        connection.execute(text("DELETE FROM link"))


def loses_everything(company: Company) -> None:
    """A fresh database, except that everybody is still connected."""
    names = [table.name for table in SQLModel.metadata.sorted_tables if table.name not in _NOT_MEMORY]
    with company.product.engine.begin() as connection:
        connection.execute(text("TRUNCATE " + ", ".join(f'"{name}"' for name in names)))


def unlinks(company: Company, person: Person) -> None:
    """One person's mailbox is unlinked: nothing of it is left, what others have stays."""
    with session(company.product.engine) as work:
        mailbox = work.exec(select(Mailbox).where(Mailbox.address == person.address)).one()
        for table in reversed(SQLModel.metadata.sorted_tables):
            if "mailbox_id" in table.columns:
                work.connection().execute(table.delete().where(table.c.mailbox_id == mailbox.id))
        work.delete(mailbox)
        work.commit()


def links(company: Company, person: Person) -> None:
    """A person signs in at both systems, as the first time."""
    assert len(list(connect(make_app(company.product), PUBLIC_URL, [person.key]))) == 2
