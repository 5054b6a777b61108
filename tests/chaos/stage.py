"""The stage on which a history of appointments is played: people with their mailboxes, and the ledger."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import col

from backend.core.items import Side
from backend.core.report import Report
from backend.store.tables import History as HistoryRow
from backend.store.tables import Link
from tests.chaos.acts import (
    Act,
    Copy,
    Edit,
    Erase,
    Fault,
    Kill,
    LoseLinks,
    Make,
    Meanwhile,
    PersonAct,
    Sync,
    Wait,
)
from tests.chaos.ledger import FORGOTTEN, Ledger, Told, Violation, kept
from tests.chaos.people import Hands, Shown
from tests.chaos.runs import Runs
from tests.chaos.story import PEOPLE
from tests.company import Colleague, Diary, Outlook

#: runs within which a mailbox must be in step once people and faults rest (engine.md §3.1, I7)
RUNS_TO_REST = 3


@dataclass
class _Seat:
    """One person with a mailbox."""

    mailbox_id: UUID
    hands: Hands
    ledger: Ledger
    #: conflicts that were told before the last agreement
    told: Counter[Told] = field(default_factory=Counter)


class Stage:
    """One world in which one history is played. *private*: private events of Outlook go to SuperOffice."""

    def __init__(self, runs: Runs, *, private: bool) -> None:
        self._runs = runs
        world = {person["key"]: person for person in runs.sandbox.world()["people"]}
        self._seats = {key: self._seat(key, world[key], private=private) for key in PEOPLE}

    def _seat(self, key: str, person: dict[str, object], *, private: bool) -> _Seat:
        superoffice = person["superoffice"]
        assert isinstance(superoffice, dict)
        sandbox = self._runs.sandbox
        colleague = Colleague(
            str(person["address"]),
            Outlook(sandbox.graph_session(key)),
            Diary(sandbox.superoffice_session(key), superoffice["associate_id"]),
        )
        return _Seat(self._runs.mailbox_of(key), Hands(colleague), Ledger(private))

    # -- acts

    def play(self, act: Act) -> None:
        """Let one act happen. Raises Violation."""
        match act:
            case Make() | Edit() | Erase() | Copy():
                self._runs.time.now += 0.4
                self._person(act)
            case Sync(who, trouble):
                self._runs.time.now += 0.4
                self._sync(who, trouble)
            case LoseLinks(who):
                self._lose_links(self._seats[who])
            case Wait(seconds):
                self._runs.time.now += seconds

    def _lose_links(self, seat: _Seat) -> None:
        """Only while no copy is young: of an event and its copy, nobody could tell afterwards which is meant."""
        if any(matter.copied and not matter.agreed for matter in seat.ledger.matters.values()):
            return
        with self._runs.product.engine.begin() as connection:
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

        def crosses(act: Act) -> None:
            nonlocal interfered
            interfered = True
            self.play(act)

        try:
            report = self._runs.disturbed(seat.mailbox_id, trouble, crosses)
        finally:
            seat.ledger.epoch += 1
        if report and report.outcome == "ok" and not interfered:
            self._judge(seat)
        else:
            seat.ledger.judge_privacy(seat.hands.sees(Side.SUPEROFFICE))

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
        with self._runs.product.engine.connect() as connection:
            rows = connection.execute(query).all()
        unlock = self._runs.product.vault.unlock
        return Counter((name, unlock(lost).decode() if lost else FORGOTTEN) for name, lost in rows)

    def rest(self) -> None:
        """Quiet: everything comes into step within a few runs, and then nothing is written any more."""
        for who, seat in self._seats.items():
            reports: list[Report] = []
            for _ in range(RUNS_TO_REST):
                self._runs.time.now += 5
                reports.append(self._rest_once(seat))
                if reports[-1].outcome == "ok":
                    break
            else:
                raise Violation(f"{who} does not come to rest: {[report.as_json() for report in reports]}")
            self._judge(seat)
            again = self._rest_once(seat)
            if again.writes:
                raise Violation(f"{who}: a run without a change writes: {json.dumps(again.as_json())}")
        if mails := self._runs.sandbox.mail():
            raise Violation(f"mails left: {[(mail['system'], mail['to']) for mail in mails]}")

    def _rest_once(self, seat: _Seat) -> Report:
        seat.ledger.epoch += 1
        report = self._runs.run(seat.mailbox_id)
        if report.outcome == "held":
            self._runs.confirm_deletions(seat.mailbox_id)
        return report
