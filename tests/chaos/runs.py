"""The product in a history: it begins with an empty database, its runs are disturbed, and its process may die."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Final
from uuid import UUID

from sqlalchemy import text, update
from sqlmodel import SQLModel, col

from backend.api.app import make_app
from backend.core.report import Report
from backend.core.values import replace
from backend.core.words import Phrase
from backend.demo.browser import connect
from backend.store import mailboxes
from backend.store.database import session
from backend.store.tables import Mailbox, Organisation
from backend.sync.doors import Doors
from backend.sync.service import Product, run_mailbox
from tests.beginnings import Database
from tests.chaos.acts import Act, Fault, History, Meanwhile, Stall, Trouble
from tests.chaos.story import BEGINNING, PEOPLE
from tests.chaos.trouble import Kill, Killed, StoryTime, Tap
from tests.company import shows_titles_alone
from tests.product import PUBLIC_URL
from tests.sandbox_client import SandboxClient

#: what kinds of faults need beside their name: only a condition on a write can fail, and an item that answers a
#: reader with "not found" is gone
_DETAILS: dict[str, dict[str, object]] = {
    "slow": {"seconds": 0.001},
    "429": {"retry_after": 0},
    "503": {"retry_after": 0},
    "412": {"method": "PATCH"},
    "404": {"method": "PATCH"},
}
#: the sandbox's name of the world in which all histories begin
_BEGINNING: Final = "a history begins"
#: seconds until that world is made anew: sign-ins last an hour
_LASTS: Final = 900.0


class Runs:
    """A world in which everybody of PEOPLE is linked, and the runs of their mailboxes."""

    def __init__(
        self, product: Product, sandbox: SandboxClient, history: History, time: StoryTime, tap: Tap
    ) -> None:
        self.product = product
        self.sandbox = sandbox
        self.time = time
        self._tap = tap
        self._url = product.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._connect()
        self._mailboxes = {person["key"]: str(person["address"]) for person in sandbox.world()["people"]}
        self.begin(history)

    def _connect(self) -> None:
        """Make the world that all histories begin in, and keep it."""
        self.sandbox.reset()
        self.time.now = BEGINNING.timestamp()
        self._tap.arm({})
        _empty(self.product)
        self.restart()
        list(connect(make_app(self.product), PUBLIC_URL, list(PEOPLE)))
        with self.product.engine.begin() as connection:
            connection.execute(update(Mailbox).values(linked_at=BEGINNING))
        shows_titles_alone(self.product)
        self.sandbox.control("POST", "keep", {"name": _BEGINNING})
        self._database, self._made = Database.of(self._url), monotonic()

    def begin(self, history: History) -> None:
        """Be where *history* begins."""
        if monotonic() - self._made > _LASTS:
            self._connect()
        self._tap.arm({})
        self.sandbox.control("POST", "return", {"name": _BEGINNING})
        self.sandbox.switch(**dict(history.switches))
        self.time.now = BEGINNING.timestamp()
        _empty(self.product)
        self._database.fill(self._url)
        self.restart()
        with self.product.engine.begin() as connection:
            preferences = {"private": "yes" if history.private else "no"}
            connection.execute(update(Mailbox).values(preferences=preferences))

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
        """One run that nothing disturbs; a rest of the organisation is over at once."""
        report = run_mailbox(self.product, mailbox_id, "chaos", self.now)
        if report.told != (Phrase("trouble.organisation.rests"),):
            return report
        with self.product.engine.begin() as connection:
            connection.execute(update(Organisation).values(rests_until=datetime.now(UTC)))
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
        self, mailbox_id: UUID, trouble: Trouble | None, happens: Callable[[Act], None],
        saved: Callable[[], None] = lambda: None,
    ) -> Report | None:  # fmt: skip
        """One run with something that disturbs it, an act of a person by *happens*. None when it died.

        *saved* is called where a request has gone over items while the person acted, whatever they were by then.
        """

        def meanwhile(act: Act) -> None:
            # people need a moment: SuperOffice tells edits within a second apart by a counter alone
            self.time.now += 1.1
            with self._tap.unhooked():
                happens(act)
            self.time.now += 1.1

        def arrived() -> None:
            if self._tap.unconditional:
                saved()

        def another_worker(deed: Act | None) -> None:
            self._end_leases()
            stalled = self.product
            self.restart()
            with self._tap.unhooked():
                self.run(mailbox_id)
                if deed:
                    meanwhile(deed)
                    self.run(mailbox_id)
            self.product = stalled
            self.time.overslept += self.product.settings.lease_seconds

        match trouble:
            case Kill(at, number, after):
                self._tap.arm({(at, number, after): self._tap.kill})
            case Fault(system, kind, count, number):
                self._tap.arm({("request", number, False): lambda: self._order(system, kind, count)})
            case Meanwhile(at, number, act):
                self._tap.arm({(at, number, False): lambda: meanwhile(act), (at, number, True): arrived})
            case Stall(at, number, deed):
                # a transaction that is open would keep the other one out
                self._tap.arm({(at, number, at == "commit"): lambda: another_worker(deed)})
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
