"""The stage on which a history of appointments is played: people with their mailboxes, and the ledger."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import col

from backend.core.items import Side
from backend.core.report import Report
from backend.core.values import replace
from backend.graph.ids import immutable_id
from backend.store.database import session
from backend.store.tables import History as HistoryRow
from backend.store.tables import Link, Mailbox
from backend.sync.acts import CannotAct, Opened, include, opened, unlink
from backend.sync.preferences import change_personal
from tests.chaos.acts import (
    Act,
    Answer,
    Copy,
    Edit,
    Erase,
    History,
    LoseLinks,
    Make,
    Notify,
    PersonAct,
    Sync,
    Trouble,
    Wait,
)
from tests.chaos.doorbells import Doorbell
from tests.chaos.ledger import FORGOTTEN, Ledger, Told, Violation
from tests.chaos.people import Hands, Shown
from tests.chaos.product_acts import Include, Prefer, ProductAct, Unlink
from tests.chaos.runs import Runs
from tests.chaos.story import PEOPLE
from tests.chaos.values import kept
from tests.company import Colleague, Diary, Outlook

#: runs within which a mailbox must be in step once people and faults rest (engine.md §3.1, I7)
RUNS_TO_REST = 3
#: seconds before each of them: what a side refused is tried again within a day
_PAUSES = (5, 86_400, 86_400)


@dataclass
class Seat:
    """One person with a mailbox."""

    mailbox_id: UUID
    hands: Hands
    ledger: Ledger
    doorbell: Doorbell
    #: ids of items as last seen, by side and tag
    ids: dict[tuple[Side, int], str] = field(default_factory=dict)
    #: conflicts that were told before the last agreement
    told: Counter[Told] = field(default_factory=Counter)


class Stage:
    """One world in which one history is played."""

    def __init__(self, runs: Runs, history: History) -> None:
        self._runs = runs
        world = {person["key"]: person for person in runs.sandbox.world()["people"]}
        self._seats = {key: self._seat(key, world[key], private=history.private) for key in PEOPLE}

    def _seat(self, key: str, person: dict[str, object], *, private: bool) -> Seat:
        superoffice = person["superoffice"]
        assert isinstance(superoffice, dict)
        sandbox = self._runs.sandbox
        colleague = Colleague(
            str(person["address"]),
            Outlook(sandbox.graph_session(key)),
            Diary(sandbox.superoffice_session(key), superoffice["associate_id"]),
        )
        mailbox_id = self._runs.mailbox_of(key)
        doorbell = Doorbell(self._runs.product.engine, mailbox_id)
        return Seat(mailbox_id, self._hands_of(colleague), Ledger(private), doorbell)

    @staticmethod
    def _hands_of(person: Colleague) -> Hands:
        return Hands(person)

    # -- acts

    def play(self, act: Act) -> None:
        """Let one act happen. Raises Violation."""
        match act:
            case Make() | Edit() | Erase() | Copy():
                self._runs.time.now += 0.4
                self._person(act)
                self._seats[act.who].doorbell.told()
            case Unlink() | Include() | Prefer():
                self._tell_product(act)
            case Sync(who, trouble):
                self._runs.time.now += 0.4
                self._sync(who, trouble)
            case Answer(who):
                self._answer(who)
            case Notify(who, way):
                self._seats[who].doorbell.way = way
            case LoseLinks(who):
                self._lose_links(self._seats[who])
            case Wait(seconds):
                self._runs.time.now += seconds

    def _lose_links(self, seat: Seat) -> None:
        """Only while each copy has its row: of an event and its copy, nothing else would tell afterwards which is
        meant. Only while all is in the sync: who said that something is not is lost as well. And only while twins
        that were joined bear names: where SuperOffice keeps none, only likeness tells that they are one."""
        matters = seat.ledger.matters.values()
        if any((matter.copied and (matter.deleted or not matter.agreed)) or matter.apart for matter in matters):
            return
        twins = [matter.tag for matter in matters if len(matter.born) == 2 and matter.agreed]
        rows = filter(None, (self._find(seat, Side.SUPEROFFICE, tag) for tag in twins))
        if not all(seat.hands.is_named(row.id) for row in rows):
            return
        with self._runs.product.engine.begin() as connection:
            connection.execute(delete(Link).where(col(Link.mailbox_id) == seat.mailbox_id))
        seat.ledger.lost_links()
        seat.doorbell.missed = True

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
                    ledger.edited(tag, side, name, value, hidden=shown.item.private)
            case Erase(_, tag, side):
                shown = self._find(seat, side, tag)
                if shown and not self._is_unjoined_twin(seat, tag) and not self._is_lost_copy(seat, tag):
                    hands.deletes(side, shown.id)
                    ledger.erased(tag, side)
            case Copy(_, tag, new_tag):
                shown = self._find(seat, Side.CALENDAR, tag)
                if shown and not self._is_unjoined_twin(seat, tag) and ledger.matters[tag].is_known:
                    place = shown.item.place.rpartition("#")[0] + f"#{new_tag}"
                    item = replace(shown.item, place=place)
                    hands.makes(Side.CALENDAR, item, hands.properties(shown.id))
                    ledger.made(new_tag, {Side.CALENDAR: item}, copied=True)

    def _tell_product(self, act: ProductAct) -> None:
        """What a person says to the product; nothing where it does not concern the item as it is."""
        seat = self._seats[act.who]
        if isinstance(act, Prefer):
            with session(self._runs.product.engine) as work, work.begin():
                change_personal(work, seat.mailbox_id, {act.key: act.value})
            seat.ledger.preferred(act.key, act.value)
            return
        shown = self._find(seat, act.side, act.tag)
        if shown is None or self._is_unjoined_twin(seat, act.tag):
            return
        matter = seat.ledger.matters[act.tag]
        halves = {side: self._find(seat, side, act.tag) for side in Side}
        item = self._opened(seat, act.side, shown)
        if isinstance(act, Unlink) and matter.is_known and (matter.agreed or not matter.copied):
            try:
                unlink(item)
            except CannotAct as error:
                # a run that died may have made it, and the next one is to tell
                assert error.code == "busy" and item.link is None
                return
            seat.ledger.unlinked(act.tag, {side: half.item if half else None for side, half in halves.items()})
        if (
            isinstance(act, Include)
            and matter.apart
            and all(half and not half.item.private for half in halves.values())
        ):
            include(item)
            seat.ledger.included(act.tag)

    def _opened(self, seat: Seat, side: Side, shown: Shown) -> Opened:
        """An item as the product finds it by the id that a person's Outlook or SuperOffice names."""
        product = self._runs.product
        with session(product.engine) as work:
            mailbox = work.get_one(Mailbox, seat.mailbox_id)
        known = immutable_id(product.doors.graph(mailbox), shown.id) if side is Side.CALENDAR else shown.id
        item = opened(product, mailbox, known) if known else None
        assert item, f"the product does not find {shown}"
        return item

    def _find(self, seat: Seat, side: Side, tag: int) -> Shown | None:
        if tag not in seat.ledger.matters:
            return None
        if (
            (known := seat.ids.get((side, tag)))
            and (shown := seat.hands.looks_at(side, known))
            and shown.tag == tag
        ):
            return shown
        return next((shown for shown in self._sees(seat, side) if shown.tag == tag), None)

    @staticmethod
    def _sees(seat: Seat, side: Side) -> list[Shown]:
        everything = seat.hands.sees(side)
        seat.ids |= {(side, shown.tag): shown.id for shown in everything}
        return everything

    @staticmethod
    def _is_unjoined_twin(seat: Seat, tag: int) -> bool:
        """Twins are left alone until they have met: only likeness tells that they are one."""
        matter = seat.ledger.matters[tag]
        return len(matter.born) == 2 and not matter.agreed

    @staticmethod
    def _is_lost_copy(seat: Seat, tag: int) -> bool:
        """A copy whose link was lost keeps its halves until they have met: its event names the original's row."""
        matter = seat.ledger.matters[tag]
        return matter.copied and matter.loose

    # -- runs

    def _answer(self, who: str) -> None:
        """As workers do: a mailbox that was rung while it ran is run once more."""
        doorbell = self._seats[who].doorbell
        if not doorbell.is_rung:
            if not doorbell.missed:
                self._judge(self._seats[who])
            return
        for _ in range(RUNS_TO_REST):
            self._sync(who, None)
            if not doorbell.is_rung:
                return
        raise Violation(f"{who} is rung without end")

    def _sync(self, who: str, trouble: Trouble | None) -> None:
        seat = self._seats[who]
        seat.ledger.epoch += 1
        interfered = False

        def crosses(act: Act) -> None:
            nonlocal interfered
            interfered = True
            self.play(act)

        seat.doorbell.missed = False
        try:
            report = self._runs.disturbed(seat.mailbox_id, trouble, crosses, self._saved)
        finally:
            seat.ledger.epoch += 1
        is_whole = report is not None and self._is_whole(seat, report)
        seat.doorbell.missed |= not is_whole
        seat.doorbell.late_ones_come()
        if is_whole and not interfered:
            self._judge(seat)
        else:
            seat.ledger.judge_privacy(self._sees(seat, Side.SUPEROFFICE))

    def _saved(self) -> None:
        """A request has gone over items of series while somebody acted; those by themselves have a condition."""

    # -- judging

    def _is_whole(self, seat: Seat, report: Report) -> bool:
        """Whether a run left nothing for later: neither itself, nor an earlier one what a side refused."""
        parked = select(col(Link.id)).where(col(Link.mailbox_id) == seat.mailbox_id, col(Link.state) == "parked")
        with self._runs.product.engine.connect() as connection:
            return report.outcome == "ok" and connection.execute(parked).first() is None

    def _judge(self, seat: Seat) -> None:
        told = self._told(seat)
        seat.ledger.judge({side: self._sees(seat, side) for side in Side}, told - seat.told)
        seat.told = told

    def _told(self, seat: Seat) -> Counter[Told]:
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
            self._come_to_rest(who, seat)
            again = self._rest_once(seat)
            if again.writes:
                raise Violation(f"{who}: a run without a change writes: {json.dumps(again.as_json())}")
        if mails := self._runs.sandbox.mail():
            raise Violation(f"mails left: {[(mail['system'], mail['to']) for mail in mails]}")

    def _come_to_rest(self, who: str, seat: Seat) -> None:
        """One mailbox comes into step. Raises Violation."""
        reports: list[Report] = []
        for pause in _PAUSES:
            self._runs.time.now += pause
            reports.append(self._rest_once(seat))
            if self._is_whole(seat, reports[-1]):
                break
        else:
            raise Violation(f"{who} does not come to rest: {[report.as_json() for report in reports]}")
        self._judge(seat)

    def _rest_once(self, seat: Seat) -> Report:
        seat.ledger.epoch += 1
        report = self._runs.run(seat.mailbox_id)
        if report.outcome == "held":
            self._runs.confirm_deletions(seat.mailbox_id)
        return report
