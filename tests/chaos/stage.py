"""The stage on which a history is played: the sandbox company, the product with its database, and the ledger."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, text, update
from sqlmodel import SQLModel, col

from backend.api.app import make_app
from backend.core.items import Side
from backend.core.report import Report
from backend.demo.browser import connect
from backend.store import mailboxes
from backend.store.database import session
from backend.store.tables import History as HistoryRow
from backend.store.tables import Link, Mailbox
from backend.sync.doors import Doors
from backend.sync.service import Product, run_mailbox
from tests.chaos.acts import (
    Act,
    Copy,
    Edit,
    Erase,
    Fault,
    History,
    Kill,
    LoseLinks,
    Make,
    Meanwhile,
    PersonAct,
    Sync,
    Wait,
)
from tests.chaos.ledger import Ledger, Told, Violation, kept
from tests.chaos.mutants import Mutant, sound
from tests.chaos.people import Hands, Shown
from tests.chaos.story import BEGINNING, PEOPLE
from tests.chaos.trouble import Killed, StoryTime, Tap, in_story_time, tapped
from tests.company import Colleague, Diary, Outlook
from tests.product import PUBLIC_URL
from tests.sandbox_client import SandboxClient

#: runs within which a mailbox must be in step once people and faults rest (engine.md §3.1, I7)
_RUNS_TO_REST = 3

#: what kinds of faults need beside their name; only a condition on a write can fail
_DETAILS: dict[str, dict[str, object]] = {
    "slow": {"seconds": 0.001},
    "429": {"retry_after": 0},
    "503": {"retry_after": 0},
    "412": {"method": "PATCH"},
}


@dataclass
class _Seat:
    """One person with a mailbox."""

    mailbox_id: UUID
    hands: Hands
    ledger: Ledger
    #: conflicts that were told before the last agreement
    told: Counter[Told] = field(default_factory=Counter)


class Stage:
    """One world in which one history is played."""

    def __init__(
        self, product: Product, sandbox: SandboxClient, history: History, time: StoryTime, tap: Tap
    ) -> None:
        self._product = product
        self._sandbox = sandbox
        self._time = time
        self._tap = tap
        sandbox.reset()
        sandbox.switch(**dict(history.switches))
        time.now = BEGINNING.timestamp()
        tap.arm({})
        _empty(product)
        self._restart()
        list(connect(make_app(self._product), PUBLIC_URL, list(PEOPLE)))
        with product.engine.begin() as connection:
            connection.execute(update(Mailbox).values({col(Mailbox.preferences): {"private": history.private}}))
        world = {person["key"]: person for person in sandbox.world()["people"]}
        self._seats = {key: self._seat(key, world[key], history) for key in PEOPLE}

    def _seat(self, key: str, person: dict[str, object], history: History) -> _Seat:
        superoffice = person["superoffice"]
        assert isinstance(superoffice, dict)
        address = str(person["address"])
        colleague = Colleague(
            address,
            Outlook(self._sandbox.graph_session(key)),
            Diary(self._sandbox.superoffice_session(key), superoffice["associate_id"]),
        )
        with session(self._product.engine) as work:
            mailbox = mailboxes.by_address(work, address)
        assert mailbox is not None
        return _Seat(mailbox.id, Hands(colleague), Ledger(history.private))

    # -- acts

    def play(self, act: Act) -> None:
        """Let one act happen. Raises Violation."""
        match act:
            case Make() | Edit() | Erase() | Copy():
                self._time.now += 0.4
                self._person(act)
            case Sync(who, trouble):
                self._time.now += 0.4
                self._sync(who, trouble)
            case LoseLinks(who):
                self._lose_links(self._seats[who])
            case Wait(seconds):
                self._time.now += seconds

    def _lose_links(self, seat: _Seat) -> None:
        """Only while no copy is young: of an event and its copy, nobody could tell afterwards which is meant."""
        if any(matter.copied and not matter.agreed for matter in seat.ledger.matters.values()):
            return
        with self._product.engine.begin() as connection:
            connection.execute(delete(Link).where(col(Link.mailbox_id) == seat.mailbox_id))
        seat.ledger.lost_links()

    def _person(self, act: PersonAct) -> None:
        """What a person does; nothing where the item is not there any more."""
        seat = self._seats[act.who]
        hands, ledger = seat.hands, seat.ledger
        match act:
            case Make(_, tag, sides, items):
                for side, item in zip(sides, items, strict=True):
                    hands.makes(side, item)
                ledger.made(tag, dict(zip(sides, items, strict=True)))
            case Edit(_, tag, side, name, value):
                shown = self._find(seat, side, tag)
                if shown and getattr(shown.item, name) == kept(side, name, value):
                    return
                if shown and not self._is_unjoined_twin(seat, tag):
                    hands.edits(side, shown.id, replace(shown.item, **{str(name): value}), name)
                    ledger.edited(tag, side, name, value)
            case Erase(_, tag, side):
                shown = self._find(seat, side, tag)
                if shown and not self._is_unjoined_twin(seat, tag):
                    hands.deletes(side, shown.id)
                    ledger.erased(tag, side)
            case Copy(_, tag, new_tag):
                shown = self._find(seat, Side.CALENDAR, tag)
                if shown and not self._is_unjoined_twin(seat, tag) and not ledger.matters[tag].loose:
                    place = shown.item.place.rpartition("#")[0] + f"#{new_tag}"
                    item = replace(shown.item, place=place)
                    hands.makes(Side.CALENDAR, item, hands.properties(shown.id))
                    ledger.made(new_tag, {Side.CALENDAR: item}, copied=True)

    @staticmethod
    def _find(seat: _Seat, side: Side, tag: int) -> Shown | None:
        if tag not in seat.ledger.matters:
            return None
        return next((shown for shown in seat.hands.sees(side) if shown.tag == tag), None)

    @staticmethod
    def _is_unjoined_twin(seat: _Seat, tag: int) -> bool:
        """Twins are left alone until they have met: only likeness tells that they are one."""
        matter = seat.ledger.matters[tag]
        return len(matter.born) == 2 and not matter.agreed

    # -- runs

    def _sync(self, who: str, trouble: Kill | Fault | Meanwhile | None) -> None:
        seat = self._seats[who]
        seat.ledger.epoch += 1
        interfered = False

        def meanwhile(act: PersonAct) -> None:
            nonlocal interfered
            interfered = True
            # people need a moment: SuperOffice tells edits within a second apart by a counter alone
            self._time.now += 1.1
            hooks, self._tap.hooks = self._tap.hooks, {}
            self._person(act)
            self._tap.hooks = hooks
            self._time.now += 1.1

        match trouble:
            case Kill(at, number, after):
                self._tap.arm({(at, number, after): self._tap.kill})
            case Fault(system, kind, count, number):
                self._tap.arm({("request", number, False): lambda: self._order(system, kind, count)})
            case Meanwhile(at, number, act):
                self._tap.arm({(at, number, False): lambda: meanwhile(act)})
        try:
            report = self._run(seat)
        except Killed:
            report = None
            self._tap.arm({})
            self._restart()
            self._end_leases()
        finally:
            self._tap.arm({})
            self._sandbox.faults.clear()
            seat.ledger.epoch += 1
        if report and report.outcome == "ok" and not interfered:
            self._judge(seat)
        else:
            seat.ledger.judge_privacy(seat.hands.sees(Side.SUPEROFFICE))

    def _run(self, seat: _Seat) -> Report:
        return run_mailbox(self._product, seat.mailbox_id, "chaos", datetime.fromtimestamp(self._time.now, UTC))

    def _order(self, system: str, kind: str, count: int) -> None:
        self._sandbox.faults.add(system, kind, count=count, **_DETAILS.get(kind, {}))

    def _restart(self) -> None:
        """A new process: nothing is warm."""
        product = self._product
        self._product = replace(product, doors=Doors(product.settings, product.engine, product.vault))

    def _end_leases(self) -> None:
        """The lease of the dead process runs out."""
        with self._product.engine.begin() as connection:
            connection.execute(update(Mailbox).values(lease_until=datetime.now(UTC) - timedelta(seconds=1)))

    # -- judging

    def _judge(self, seat: _Seat) -> None:
        told = self._told(seat)
        seat.ledger.judge({side: seat.hands.sees(side) for side in Side}, told - seat.told)
        seat.told = told

    def _told(self, seat: _Seat) -> Counter[Told]:
        """Every conflict in the history of a mailbox."""
        query = select(col(HistoryRow.field), col(HistoryRow.lost)).where(
            col(HistoryRow.mailbox_id) == seat.mailbox_id, col(HistoryRow.action) == "conflict"
        )
        with self._product.engine.connect() as connection:
            rows = connection.execute(query).all()
        return Counter((name, self._product.vault.unlock(lost).decode()) for name, lost in rows)

    def rest(self) -> None:
        """Quiet: everything comes into step within a few runs, and then nothing is written any more."""
        for who, seat in self._seats.items():
            reports: list[Report] = []
            for _ in range(_RUNS_TO_REST):
                self._time.now += 5
                reports.append(self._rest_once(seat))
                if reports[-1].outcome == "ok":
                    break
            else:
                raise Violation(f"{who} does not come to rest: {[report.as_json() for report in reports]}")
            self._judge(seat)
            again = self._rest_once(seat)
            if again.writes:
                raise Violation(f"{who}: a run without a change writes: {json.dumps(again.as_json())}")
        if mails := self._sandbox.mail():
            raise Violation(f"mails left: {[(mail['system'], mail['to']) for mail in mails]}")

    def _rest_once(self, seat: _Seat) -> Report:
        seat.ledger.epoch += 1
        report = self._run(seat)
        if report.outcome == "held":
            # a person looks at it and lets the deletions through
            with self._product.engine.begin() as connection:
                connection.execute(update(Mailbox).values(deletions_confirmed=True))
        return report


def _empty(product: Product) -> None:
    names = ", ".join(f'"{table.name}"' for table in SQLModel.metadata.sorted_tables)
    with product.engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {names} CASCADE"))


class Theatre:
    """Plays histories one after the other, each in a fresh world."""

    def __init__(self, product: Product, sandbox: SandboxClient, time: StoryTime, tap: Tap) -> None:
        self._product = product
        self._sandbox = sandbox
        self._time = time
        self._tap = tap

    def play(self, history: History, mutant: Mutant = sound) -> None:
        """Play to the end and to rest. Raises Violation, or whatever the product raises."""
        stage = Stage(self._product, self._sandbox, history, self._time, self._tap)
        with mutant():
            for number, act in enumerate(history.acts, 1):
                try:
                    stage.play(act)
                except Exception as error:
                    error.add_note(f"at act {number}: {act}")
                    raise
            stage.rest()

    def fails(self, history: History, mutant: Mutant = sound) -> Exception | None:
        """What is wrong with a history; None when all promises hold."""
        try:
            self.play(history, mutant)
        except Exception as error:  # noqa: BLE001 - any error of the product is a finding
            return error
        return None


@contextmanager
def theatre(product: Product, sandbox: SandboxClient) -> Iterator[Theatre]:
    """A theatre; meanwhile the sandbox has story time, and the product is tapped."""
    with in_story_time() as time, tapped(product.engine) as tap:
        yield Theatre(product, sandbox, time, tap)
