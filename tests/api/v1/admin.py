"""The administrators' part of the API as Linda uses it, who is an administrator in SuperOffice."""

from __future__ import annotations

from collections.abc import Iterable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from backend.store.database import session
from backend.store.tables import Act, Mailbox
from backend.sync.mails import outbox
from backend.sync.service import Product
from tests.api.v1.conftest import Pane

Json = dict[str, Any]


def mailbox_of(pane: Pane, address: str) -> Json:
    """The mailbox of an address as the list shows it."""
    listed = pane.get("/admin/mailboxes").get_json()["items"]
    (found,) = [one for one in listed if one["address"] == address]
    return dict(found)


def act(pane: Pane, address: str, name: str) -> Json:
    """`act(linda, "julie@nordlys.example", "pause")`."""
    answer = pane.post(f"/admin/mailboxes/{mailbox_of(pane, address)['id']}/{name}")
    assert answer.status_code == 200, answer.get_json()
    return dict(answer.get_json())


def sent(product: Product) -> list[EmailMessage]:
    """What left, after everything that waits has left."""
    outbox.deliver(product)
    return letters(product.settings.data_dir / "mails")


def letters(folder: Path) -> list[EmailMessage]:
    """The mails in a folder, by recipient."""
    files: Iterable[Path] = folder.glob("*.eml")
    found = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    assert all(isinstance(one, EmailMessage) for one in found)
    return sorted((one for one in found if isinstance(one, EmailMessage)), key=lambda one: str(one["To"]))


def acts(product: Product) -> list[tuple[str, str, str]]:
    """Who did what to whom, in order."""
    with session(product.engine) as work:
        return [(row.who, row.what, row.whom) for row in work.scalars(select(Act).order_by(col(Act.at)))]


def stored(product: Product, address: str) -> Mailbox:
    """The row of a mailbox."""
    with session(product.engine) as work:
        return work.scalars(select(Mailbox).where(Mailbox.address == address)).one()
