"""What tests about the life of an organisation share: acts of the vendors, and what is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select

from backend.api.app import make_app
from backend.demo.browser import connect
from backend.store import tenants
from backend.store.database import session
from backend.store.tables import Mailbox, Organisation
from tests.company import Company
from tests.product import PUBLIC_URL


def organisation(company: Company) -> Organisation:
    """The one organisation as it is stored."""
    with session(company.product.engine) as work:
        return work.scalars(select(Organisation)).one()


def mailbox(company: Company, key: str) -> Mailbox:
    """A mailbox as it is stored."""
    with session(company.product.engine) as work:
        return work.scalars(select(Mailbox).where(col(Mailbox.address) == company[key].address)).one()


def tenant_is(company: Company, state: str) -> None:
    """SuperOffice puts the organisation into a state."""
    company.sandbox.control("POST", "tenant", {"state": state})


def is_told_of_the_backup(company: Company) -> None:
    """SuperOffice's message that a backup was restored has come."""
    with company.product.engine.begin() as connection:
        tenants.restored(connection, organisation(company).id, datetime.now(UTC))


def is_time_to_ask(company: Company) -> None:
    """The time until SuperOffice is asked again has passed."""
    with company.product.engine.begin() as connection:
        connection.execute(update(Organisation).values(look_at=datetime.now(UTC) - timedelta(seconds=1)))


def questions(company: Company) -> int:
    """How often SuperOffice was asked how the organisation does."""
    counts: list[dict[str, Any]] = company.sandbox.requests()["requests"]
    return sum(one["count"] for one in counts if one["route"] == "api/state/{context}")


def signs_in_again(company: Company, *keys: str) -> None:
    """People sign in to both systems again, in a browser."""
    assert len(list(connect(make_app(company.product), PUBLIC_URL, list(keys)))) == 2 * len(keys)


def rest_is_over(company: Company) -> None:
    """The time until one mailbox of the organisation tries again has passed."""
    with company.product.engine.begin() as connection:
        connection.execute(update(Organisation).values(rests_until=datetime.now(UTC) - timedelta(seconds=1)))
