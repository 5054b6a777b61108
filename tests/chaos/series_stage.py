"""The stage on which a history of series is played: each occurrence is an item of the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from backend.core.fields import FieldName
from backend.core.items import Side
from backend.core.values import replace
from tests.chaos.acts import Act, History
from tests.chaos.ledger import Ledger
from tests.chaos.people import FIELDS, Shown
from tests.chaos.runs import Runs
from tests.chaos.series_acts import Arrange, Change, Lengthen, SeriesAct, Shift, TakeOut
from tests.chaos.series_hands import SERIES, SeriesHands, at_minute, days_later
from tests.chaos.stage import Seat, Stage
from tests.company import Colleague


class SeriesStage(Stage):
    """One world in which one history is played."""

    #: the latest act: whose it was, where, and the items before and after it
    _latest: tuple[Seat, Side, Mapping[int, Shown], Mapping[int, Shown]]

    def __init__(self, runs: Runs, history: History) -> None:
        super().__init__(runs, history)
        for seat in self._seats.values():
            seat.ledger.tags = SERIES
        #: series with an event on another day than by its rule: Outlook may let it go back, so no day tells it
        self._strayed: set[int] = set()

    def play(self, act: Act) -> None:
        """Let one act happen. Raises Violation."""
        if not isinstance(act, SeriesAct):
            super().play(act)
            return
        if act.tag in self._strayed:
            return
        if isinstance(act, Shift):
            self._shift(act)
            return
        self._runs.time.now += 1.1
        seat = self._seats[act.who]
        if _is_of_whole_event(act) and self._strays(seat, act.tag):
            return
        before = {one.tag: one for one in self._sees(seat, act.side)}
        _does(_hands(seat), act, [one for tag, one in sorted(before.items()) if tag // SERIES == act.tag])
        shown = self._sees(seat, act.side)
        after = {one.tag: one for one in _known_last(shown, before)}
        _enter(seat.ledger, act.side, before, after, whole=_is_whole(act))
        if _is_of_whole_event(act):
            _fell_back(seat.ledger, act, before, after)
        for one in shown:
            if one != after[one.tag]:
                seat.ledger.shown_again(one.tag, act.side, one.item)
        self._latest = seat, act.side, before, after
        seat.doorbell.told()

    def _saved(self) -> None:
        """What somebody wrote in rows while the agent's Save of them was on its way is lost, and nobody can know
        (docs/safety.md): in the fields written in that instant, it is as if the Save were that person's act. What
        was to be deleted in that instant is, as if it had not been written; in Outlook that goes for what differs
        from its series, when somebody wrote the series."""
        seat, side, before, after = self._latest
        differing = frozenset(_hands(seat).exceptions)
        now = {one.tag: one for one in self._sees(seat, side) if one.tag in after}
        if side is Side.SUPEROFFICE:
            names = {name for tag in before.keys() & after.keys() for name in _changed(before[tag], after[tag])}
            for tag, one in now.items():
                _edited(seat.ledger, side, one, [name for name in _changed(after[tag], one) if name in names])
        for tag in before.keys() & after.keys() - now.keys():
            if side is Side.SUPEROFFICE or after[tag].id in differing:
                seat.ledger.overtaken(tag, side, _changed(before[tag], after[tag]))

    def _shift(self, act: Shift) -> None:
        seat = self._seats[act.who]
        self._come_to_rest(act.who, seat)
        there = [one for one in self._sees(seat, act.side) if one.tag // SERIES == act.tag]
        tags = {one.tag for one in self._sees(seat, act.side.other) if one.tag // SERIES == act.tag}
        if tags != {one.tag for one in there}:
            # what is kept back in Outlook does not come along
            return
        for one in there:
            _hands(seat).changes(act.side, one, days_later(one.item, act.days), "span", whole=False)
        seat.ledger.shifted(act.side, {one.tag: days_later(one.item, act.days).span for one in there}, act.days)
        self._sync(act.who, act.dies)
        self._come_to_rest(act.who, seat)
        self._strays(seat, act.tag)

    def _strays(self, seat: Seat, series: int) -> bool:
        """Whether a series has an event on another day than by its rule."""
        events = [one for one in self._sees(seat, Side.CALENDAR) if one.tag // SERIES == series]
        if any(map(_hands(seat).strays, events)):
            self._strayed.add(series)
        return series in self._strayed

    @staticmethod
    def _hands_of(person: Colleague) -> SeriesHands:
        return SeriesHands(person)


def _hands(seat: Seat) -> SeriesHands:
    assert isinstance(seat.hands, SeriesHands)
    return seat.hands


def _is_whole(act: SeriesAct) -> bool:
    """Whether an act is one with a series, and not with one of its items."""
    return not isinstance(act, Change | TakeOut) or act.whole


def _is_of_whole_event(act: SeriesAct) -> bool:
    """Whether an act gives a series of Outlook another end or time."""
    if act.side is not Side.CALENDAR:
        return False
    return isinstance(act, Change | TakeOut | Lengthen) and _is_whole(act)


def _does(hands: SeriesHands, act: SeriesAct, there: list[Shown]) -> None:
    """What a person does; nothing where the series is not there (any more)."""
    if isinstance(act, Arrange):
        hands.arranges(act.side, act.item, act.every, act.count)
        return
    if not there:
        return
    match act:
        case Change(number=number, whole=whole, field=field, value=value):
            one = there[number % len(there)]
            item = at_minute(one.item, value) if field == "span" else replace(one.item, **{str(field): value})
            hands.changes(act.side, one, item, field, whole=whole)
        case TakeOut(number=number, whole=whole):
            hands.takes_out(act.side, there, number % len(there), whole=whole)
        case Lengthen(count=count):
            hands.lengthens(there[0], count)


def _known_last(shown: Iterable[Shown], before: Mapping[int, Shown]) -> list[Shown]:
    """Where Outlook shows an occurrence again beside the event that stands for it, a person goes by this."""
    known = {one.id for one in before.values()}
    return sorted(shown, key=lambda one: one.id in known)


def _enter(
    ledger: Ledger, side: Side, before: Mapping[int, Shown], after: Mapping[int, Shown], *, whole: bool
) -> None:
    """What an act did, with a series as a *whole* or with one of its items, is what a person sees to be otherwise
    than before, with a series' exceptions and rows."""
    for tag in (before.keys() - after.keys()) & ledger.matters.keys():
        ledger.erased(tag, side)
    for tag, one in after.items():
        if tag in before:
            changed = _changed(before[tag], one)
            if changed and tag not in ledger.matters:
                ledger.revived(tag, side, one.item, whole=whole)
                continue
            _edited(ledger, side, one, changed)
            continue
        if tag in ledger.matters:
            ledger.returned(tag, side, one.item)
        else:
            ledger.made(tag, {side: one.item})
        ledger.joined(tag, side, [other for other in before if other // SERIES == tag // SERIES])
    for series in {tag // SERIES for tag in after.keys() - before.keys()}:
        there, here = ({tag for tag in shown if tag // SERIES == series} for shown in (before, after))
        if there and side is Side.CALENDAR:
            ledger.perhaps_moved(_in_step(sorted(there - here), sorted(here - there)))


def _fell_back(ledger: Ledger, act: SeriesAct, before: Mapping[int, Shown], after: Mapping[int, Shown]) -> None:
    """With other days or times of its series Outlook drops an exception, although nobody said so: where a run that
    did the same ended meanwhile, what it had of its own may come again."""
    said = act.field if isinstance(act, Change) else None
    for tag in before.keys() & after.keys() & ledger.matters.keys():
        fields = [name for name in _changed(before[tag], after[tag]) if name != said]
        ledger.fell_back(tag, act.side, {name: getattr(before[tag].item, name) for name in fields})


def _in_step(gone: list[int], come: list[int]) -> dict[int, int]:
    """Which of *come* is which of *gone* where there are as many, each as many days from the one before."""
    pairs = dict(zip(gone, come, strict=False))
    return pairs if len(gone) == len(come) and len({to - since for since, to in pairs.items()}) == 1 else {}


def _changed(before: Shown, after: Shown) -> list[FieldName]:
    return [name for name in FIELDS if getattr(after.item, name) != getattr(before.item, name)]


def _edited(ledger: Ledger, side: Side, one: Shown, names: Iterable[FieldName]) -> None:
    for name in names:
        ledger.edited(one.tag, side, name, getattr(one.item, name), hidden=one.item.private)
