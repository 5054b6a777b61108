"""The product in a history: it begins with an empty database, its runs are disturbed, and its process may die."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import text, update
from sqlmodel import SQLModel, col

from backend.api.app import make_app
from backend.core.report import Report
from backend.demo.browser import connect
from backend.store import mailboxes
from backend.store.database import session
from backend.store.tables import Mailbox
from backend.sync.doors import Doors
from backend.sync.service import Product, run_mailbox
from tests.chaos.acts import Act, Fault, History, Kill, Meanwhile
from tests.chaos.story import BEGINNING, PEOPLE
from tests.chaos.trouble import Killed, StoryTime, Tap
from tests.company import shows_titles_alone
from tests.product import PUBLIC_URL
from tests.sandbox_client import SandboxClient

#: what kinds of faults need beside their name; only a condition on a write can fail
_DETAILS: dict[str, dict[str, object]] = {
    "slow": {"seconds": 0.001},
    "429": {"retry_after": 0},
    "503": {"retry_after": 0},
    "412": {"method": "PATCH"},
}


class Runs:
    """A fresh world in which everybody of PEOPLE is linked, and the runs of their mailboxes."""

    def __init__(
        self, product: Product, sandbox: SandboxClient, history: History, time: StoryTime, tap: Tap
    ) -> None:
        self.product = product
        self.sandbox = sandbox
        self.time = time
        self._tap = tap
        sandbox.reset()
        sandbox.switch(**dict(history.switches))
        time.now = BEGINNING.timestamp()
        tap.arm({})
        _empty(product)
        self.restart()
        list(connect(make_app(self.product), PUBLIC_URL, list(PEOPLE)))
        with product.engine.begin() as connection:
            preferences = {"private": "yes" if history.private else "no"}
            connection.execute(update(Mailbox).values(preferences=preferences, linked_at=BEGINNING))
        shows_titles_alone(product)
        self._mailboxes = {person["key"]: str(person["address"]) for person in sandbox.world()["people"]}

    @property
    def now(self) -> datetime:
        """The moment in the story, aware UTC."""
        return datetime.fromtimestamp(self.time.now, UTC)

    def mailbox_of(self, who: str) -> UUID:
        """The mailbox of one of PEOPLE."""
        with session(self.product.engine) as work:
            mailbox = mailboxes.by_address(work, self._mailboxes[who])
        assert mailbox is not None
        return mailbox.id

    def run(self, mailbox_id: UUID) -> Report:
        """One run that nothing disturbs."""
        return run_mailbox(self.product, mailbox_id, "chaos", self.now)

    def restart(self) -> None:
        """A new process: nothing is warm."""
        product = self.product
        self.product = replace(product, doors=Doors(product.settings, product.engine, product.vault))

    def confirm_deletions(self, mailbox_id: UUID) -> None:
        """A person looks at deletions that are held, and lets them through."""
        confirmed = update(Mailbox).where(col(Mailbox.id) == mailbox_id).values(deletions_confirmed=True)
        with self.product.engine.begin() as connection:
            connection.execute(confirmed)

    def disturbed(
        self, mailbox_id: UUID, trouble: Kill | Fault | Meanwhile | None, happens: Callable[[Act], None]
    ) -> Report | None:
        """One run with something that disturbs it, an act of a person by *happens*. None when it died."""

        def meanwhile(act: Act) -> None:
            # people need a moment: SuperOffice tells edits within a second apart by a counter alone
            self.time.now += 1.1
            hooks, self._tap.hooks = self._tap.hooks, {}
            happens(act)
            self._tap.hooks = hooks
            self.time.now += 1.1

        match trouble:
            case Kill(at, number, after):
                self._tap.arm({(at, number, after): self._tap.kill})
            case Fault(system, kind, count, number):
                self._tap.arm({("request", number, False): lambda: self._order(system, kind, count)})
            case Meanwhile(at, number, act):
                self._tap.arm({(at, number, False): lambda: meanwhile(act)})
        try:
            return self.run(mailbox_id)
        except Killed:
            self._tap.arm({})
            self.restart()
            self._end_leases()
            return None
        finally:
            self._tap.arm({})
            self.sandbox.faults.clear()

    def _order(self, system: str, kind: str, count: int) -> None:
        self.sandbox.faults.add(system, kind, count=count, **_DETAILS.get(kind, {}))

    def _end_leases(self) -> None:
        """The lease of the dead process runs out."""
        with self.product.engine.begin() as connection:
            connection.execute(update(Mailbox).values(lease_until=datetime.now(UTC) - timedelta(seconds=1)))


def _empty(product: Product) -> None:
    names = ", ".join(f'"{table.name}"' for table in SQLModel.metadata.sorted_tables)
    with product.engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {names} CASCADE"))
