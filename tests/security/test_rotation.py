"""A new encryption key: what the old one kept is read with the new one alone afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from click.testing import CliRunner, Result
from cryptography.fernet import Fernet
from sqlmodel import col, select

from backend.api.app import make_app
from backend.cli import main
from backend.config import settings as settings_of_the_environment
from backend.core.items import Side
from backend.core.values import replace
from backend.store import rotation
from backend.store.database import session
from backend.store.person_tables import PersonProposal
from backend.store.rotation import renew_all, secret_columns
from backend.store.secrets import Vault
from backend.store.tables import Mailbox
from backend.sync.doors import Doors
from backend.sync.history import history_of, undo
from backend.sync.service import Product
from tests.card_file import CLARA
from tests.company import Company, at
from tests.mailboxes import add_mailbox, is_rung, subscribe
from tests.product import environment_of
from tests.sandbox_client import SandboxClient

NEW = Fernet.generate_key().decode()


def old_key(product: Product) -> str:
    return product.settings.encryption_keys.get_secret_value()


def with_new_key_alone(product: Product) -> Product:
    """The product as a process has it that does not know the old key any more."""
    vault = Vault([NEW])
    return replace(product, vault=vault, doors=Doors(product.settings, product.engine, vault))


def rotated(product: Product, sandbox_url: str, *keys: str) -> Result:
    """`sosync rotate-keys` in a shell in which ENCRYPTION_KEYS is *keys*."""
    environment = environment_of(sandbox_url) | {
        "ENCRYPTION_KEYS": ",".join(keys),
        "DATABASE_URL": product.settings.database_url,
        "DATA_DIR": str(product.settings.data_dir),
    }
    settings_of_the_environment.cache_clear()
    answer = CliRunner().invoke(main, ["rotate-keys"], env=environment, catch_exceptions=False)
    settings_of_the_environment.cache_clear()
    return answer


def salt_of(product: Product, mailbox_id: UUID) -> bytes:
    with session(product.engine) as work:
        return work.get_one(Mailbox, mailbox_id).salt


def test_everything_works_with_the_new_key_alone(company: Company) -> None:
    product, outlook, diary = company.product, company["linda"].in_outlook, company["linda"].in_superoffice
    event = outlook.adds("Before", at(2))
    company.run("linda")
    diary.changes(diary.item("Before")["AppointmentId"], Title="From SuperOffice", Description="From SuperOffice")
    outlook.changes(event, subject="From Outlook")
    company.run("linda")
    (won,) = outlook.subjects()
    with session(product.engine) as work:
        linda = work.scalars(select(Mailbox).where(col(Mailbox.address) == company["linda"].address)).one()
        value = product.vault.lock('["+47 1"]')
        work.add(
            PersonProposal(mailbox_id=linda.id, person_id=CLARA, field="x", value=value, at=datetime.now(UTC))
        )
        work.commit()
    subscribe(product, Side.CALENDAR, linda.id, "subscription-1", "a secret")

    told = rotated(product, company.sandbox.base, NEW, old_key(product))
    assert told.exit_code == 0, told.output
    assert {f"{column.table.name}.{column.name}" for column in secret_columns()} == {
        line.partition(":")[0] for line in told.output.splitlines() if " renewed" in line
    }
    assert "mailbox.salt: 2 renewed, 0 were newest, 0 could not be read" in told.output
    assert all(one.renewed == one.unreadable == 0 for one in renew_all(product.engine, Vault([NEW])))

    company.product = alone = with_new_key_alone(product)
    company.settles("linda", "julie")
    with session(alone.engine) as work:
        linda = work.get_one(Mailbox, linda.id)
    undo(alone, linda, next(one.id for one in history_of(alone, linda, event) if one.can_undo))
    company.run("linda")
    assert {won, *outlook.subjects()} == {"From SuperOffice", "From Outlook"}
    ring = {"subscriptionId": "subscription-1", "clientState": "a secret", "changeType": "updated"}
    assert make_app(alone).test_client().post("/webhooks/graph", json={"value": [ring]}).status_code == 202
    assert is_rung(alone, linda.id)


def test_it_goes_on_where_it_stopped_and_says_what_it_cannot_read(
    product: Product, sandbox: SandboxClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    salts = [product.vault.lock("a"), product.vault.lock("b"), Vault([NEW]).lock("c"), product.vault.lock("d"),
             Vault([Fernet.generate_key().decode()]).lock("e"), b""]  # fmt: skip
    for number, salt in enumerate(salts):
        mailbox_id = add_mailbox(product, f"user{number}", number + 1)
        with session(product.engine) as work:
            work.get_one(Mailbox, mailbox_id).salt = salt
            work.commit()
    told = rotated(product, sandbox.base, NEW, old_key(product))
    assert told.exit_code == 1
    assert "mailbox.salt: 3 renewed, 1 were newest, 1 could not be read" in told.output
    again = rotated(product, sandbox.base, NEW, old_key(product))
    assert "mailbox.salt: 0 renewed, 4 were newest, 1 could not be read" in again.output


@pytest.mark.parametrize("written_with", ["the new key", "the old key"])
def test_what_a_worker_writes_meanwhile_is_not_written_over(product: Product, written_with: str) -> None:
    mailbox_id = add_mailbox(product, "linda", 5)
    key = NEW if written_with == "the new key" else old_key(product)

    def worker_writes() -> None:
        with session(product.engine) as work:
            work.get_one(Mailbox, mailbox_id).salt = Vault([key]).lock("newer")
            work.commit()

    renew_all(product.engine, _Overtaken([NEW, old_key(product)], worker_writes))
    assert Vault([NEW]).unlock(salt_of(product, mailbox_id)) == b"newer"


class _Overtaken(Vault):
    """A vault that is so slow that somebody else writes in between, once."""

    def __init__(self, keys: list[str], meanwhile: Callable[[], None]) -> None:
        super().__init__(keys)
        self._meanwhile = [meanwhile]

    def renew(self, secret: bytes) -> bytes:
        while self._meanwhile:
            self._meanwhile.pop()()
        return super().renew(secret)
