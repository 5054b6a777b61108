"""Writes of whole series, one at a time, and what became of each (contracts/graph.md §1.7, §1.8)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from backend.core.fields import FIELDS
from backend.core.items import Answer, Appointment
from backend.core.reasons import Reason
from backend.core.recurrence.obstacles import Inexpressible
from backend.core.recurrence.rule import Series
from backend.core.recurrence.series import agree, split, wall_starts
from backend.core.seen import Seen, Unmapped
from backend.core.writes import (
    Became,
    CreateSeries,
    DeleteSeries,
    Done,
    Gone,
    Made,
    Outcome,
    Refused,
    Reshape,
    Stale,
    Unsure,
    UpdateSeries,
)
from backend.core.zones import windows
from backend.graph.answers import act
from backend.graph.batch import Part, PartAnswer, send_batch
from backend.graph.calendar import Calendar
from backend.graph.changing import change
from backend.graph.client import GraphClient, Json
from backend.graph.creation import new_series
from backend.graph.exceptions import (
    NOT_MOVED,
    Retold,
    changes,
    lost_of,
    on_days,
    original_wall,
    own_of,
    put_back,
    remembered,
    remembered_of,
    removals,
    removed,
)
from backend.graph.marks import EXPAND_REMOVED
from backend.graph.outcomes import failure, is_repeated, succeeded
from backend.graph.paging import event_path
from backend.graph.reading import Reader, as_told
from backend.graph.series_reading import is_master
from backend.graph.series_times import moved, write_times
from backend.graph.told import Unreadable, told
from backend.graph.wire import SELECT, version_of
from backend.transport import ConnectionLost

SeriesWrite = CreateSeries | UpdateSeries | Reshape | DeleteSeries

_INEXPRESSIBLE = Refused(Reason.REFUSED, "Inexpressible")


class _Ended(Exception):
    """The write goes no further; `outcome` is what became of it."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


class SeriesWriter:
    """Writes series into one calendar."""

    def __init__(self, client: GraphClient, calendar: Calendar, reader: Reader) -> None:
        self._client = client
        self._calendar = calendar
        self._reader = reader

    def write(self, write: SeriesWrite) -> Outcome:
        """Carry out one write. Raises NeedsSignIn and Unavailable."""
        try:
            match write:
                case CreateSeries():
                    return self._create(write)
                case UpdateSeries():
                    return self._update(write)
                case Reshape():
                    return self._reshape(write)
                case DeleteSeries():
                    return self._delete(write)
        except _Ended as end:
            return end.outcome
        except ConnectionLost:
            return Unsure()
        except OverflowError:  # a time beyond the calendar
            return _INEXPRESSIBLE

    def finish(self, series: str, intents: Collection[str]) -> Became | None:
        """Remove what a dead write of *intents* made a series show again; what became of its items, where it moved
        them to other days or took from them what was their own. Raises NeedsSignIn and Unavailable."""
        [answer] = send_batch(
            self._client, [Part("GET", f"{event_path(series)}?$select={SELECT}&{EXPAND_REMOVED}")], repeatable=True
        )
        master = as_told(answer)
        retold = remembered_of(master, intents) if isinstance(master, dict) and is_master(master) else None
        if not isinstance(master, dict) or retold is None:
            return None
        rule, items = self._reader.series(master), self._reader.instances(master)
        if not isinstance(rule, Series) or not items:
            return None
        back = on_days(items, retold.days, rule)
        put_back(self._client, removals(back))
        left = tuple(one for one in items if one not in back)
        lost = lost_of(left, self._reader.event(master).item, rule, retold)
        return Became(retold.step, left, lost) if retold.step or lost else None

    def _create(self, write: CreateSeries) -> Outcome:
        event = new_series(write, self._calendar)
        if isinstance(event, Inexpressible):
            return _INEXPRESSIBLE
        answer = self._send(Part("POST", self._calendar.events, event))
        if is_repeated(answer):
            found = self._reader.find([write]).get(write.intent)
            return Made(found) if found else failure(answer)
        return self._made(_event(answer))

    def _update(self, write: UpdateSeries) -> Outcome:
        master = self._master(write.series)
        _check_seen(write, self._reader.event(master), write.fields - {"span"})
        try:
            content = change(write.item, write.fields - {"span"}, master, self._calendar)
        except Unreadable:
            return Refused(Reason.UNREADABLE)
        new = self._moved(write, master) if "span" in write.fields else None
        before = self._instances(master) if new else ()
        retold = NOT_MOVED
        if new:
            master, retold = self._retime(write, content, master, new, before)
            if retold.days:
                self._mend(removals(on_days(self._instances(master), retold.days, new)))
        elif content:
            master = self._patch(write.series, content, master)
        answer = act(write.series, write.item.answer) if "answer" in write.fields else None
        if answer:
            _check(self._send(answer))
            if write.item.answer is Answer.DECLINED:
                return Done(None)
        return self._made(master, before, retold.step)

    def _moved(self, write: UpdateSeries, master: Json) -> Series | None:
        """The series whose items are all moved as the first of the write's goes; None when that one stays."""
        first, series = self._first(write), self._series(master)
        item = first.item
        if isinstance(item, Unmapped):
            raise _Ended(Refused(item.reason))
        assert isinstance(item, Appointment)
        _check_seen(write, first, write.fields & {"span"})
        after = moved(series, item.span, write.item.span)
        if after is None:
            raise _Ended(_INEXPRESSIBLE)
        return None if after == series else after

    def _retime(
        self, write: UpdateSeries | DeleteSeries, content: Json, master: Json, new: Series, before: Sequence[Seen]
    ) -> tuple[Json, Retold]:
        """Let *master* take place as *new*. Returns it, and what it was told: the days on which it shows again
        what had been removed of *before*, which are to go, and what of *before* was not like it."""
        old = self._series(master)
        step = (new.first.date() - old.first.date()).days
        own = own_of(before, self._reader.event(master).item, old, step)
        retold = Retold(step, frozenset(removed(before, old, new)), own)
        if retold.step and not {one.id for one in before}.issuperset(write.ids):
            # ids are those of days: what was removed since would be told by the one of another item
            raise _Ended(Stale())
        if isinstance(write, UpdateSeries):
            _check_exceptions(write, before)
        content = content | _times(new) | _remembered(write.intent, retold)
        return self._patch(write.series, content, master), retold

    def _mend(self, calls: Sequence[Part]) -> None:
        """Carry out what new times made necessary; where that fails, the next run finishes it."""
        if not put_back(self._client, calls):
            raise _Ended(Unsure())

    def _reshape(self, write: Reshape) -> Outcome:
        master = self._master(write.series)
        present = self._series(master)
        before = self._instances(master)
        if _same(present, write.rule):
            self._reader.remember(master)
            return Made(before, before)
        if _would_lose(write, before) or _would_revive(write, before):
            return _INEXPRESSIBLE
        _check_times(write, before)
        _check_exceptions(write, before)
        retold = Retold(0, frozenset(), own_of(before, self._reader.event(master).item, present, 0))
        content = _times(write.rule) | _remembered(write.intent, retold)
        return self._made(self._patch(write.series, content, master), before)

    def _delete(self, write: DeleteSeries) -> Outcome:
        master = self._master(write.series)
        self._check_versions(write)
        # of a rule that cannot be read nothing is known
        before = self._reader.instances(master) or ()
        if _has_more(write, before):
            return _INEXPRESSIBLE
        if not (write.rest and self._cut(write, master, before)):
            _check(self._send(Part("DELETE", event_path(write.series), if_match=version_of(master))))
        return Done(None)

    def _check_versions(self, write: DeleteSeries) -> None:
        """Go no further where somebody wrote an item since the decision; whoever does it from now on gives the
        master another version as well (contracts/graph.md §1.8)."""
        known = {item: version for item, version in zip(write.ids, write.versions, strict=False) if version}
        now = self._reader.read(list(known))
        if any(isinstance(one, Seen) and one.version != known[item] for item, one in now.items()):
            raise _Ended(Stale())

    def _cut(self, write: DeleteSeries, master: Json, before: Sequence[Seen]) -> bool:
        """Let the series end before the first of the write's items; False where that leaves nothing."""
        series, first = self._series(master), self._first(write)
        if first.place is None:
            raise _Ended(Refused(Reason.UNREADABLE))
        head, _ = split(series, original_wall(first, series))
        if head is None:
            return False
        if head != series:
            master, retold = self._retime(write, {}, master, head, before)
            after = self._instances(master)
            back = on_days(after, retold.days, head)
            kept = [one for one in after if one not in back]
            self._mend([*removals(back), *changes(before, kept, self._calendar)])
        return True

    def _master(self, series: str) -> Json:
        master = self._reader.masters([series])[series]
        if not isinstance(master, dict):
            raise _Ended(master)
        if not is_master(master):
            raise _Ended(Stale())
        return master

    def _series(self, master: Json) -> Series:
        series = self._reader.series(master)
        if isinstance(series, Inexpressible):
            raise _Ended(_INEXPRESSIBLE)
        return series

    def _first(self, write: UpdateSeries | DeleteSeries) -> Seen:
        """The first of the write's items as it is now."""
        found = self._reader.read(write.ids[:1])[write.ids[0]]
        if isinstance(found, Gone):
            raise _Ended(Stale())
        if isinstance(found, Refused):
            raise _Ended(found)
        return found

    def _patch(self, series: str, content: Json, master: Json) -> Json:
        """Change *master* if nobody else did since it was read; the master as it is then."""
        answer = self._send(Part("PATCH", event_path(series), content, if_match=version_of(master)))
        if not succeeded(answer) and isinstance(failure(answer), Gone):
            # whether its items are gone with it they tell themselves
            raise _Ended(Stale())
        return _event(answer)

    def _send(self, part: Part) -> PartAnswer:
        return send_batch(self._client, [part])[0]

    def _made(self, master: Json, before: tuple[Seen, ...] = (), days: int = 0) -> Outcome:
        """All items of the series as they are now. Graph may have dropped exceptions (contracts/graph.md §1.8)."""
        self._reader.remember(master)
        item = self._reader.event(master).item
        return Made(self._instances(master), before, item if isinstance(item, Appointment) else None, days)

    def _instances(self, master: Json) -> tuple[Seen, ...]:
        items = self._reader.instances(master)
        if items is None:
            raise _Ended(Unsure())
        return items


def _would_lose(write: Reshape, present: Iterable[Seen]) -> bool:
    """Whether an item would go that SuperOffice does not know, because it is kept back or comes later."""
    days = {start.date() for start in wall_starts(write.rule)}
    others = [one for one in present if one.place and one.id not in write.ids]
    return any(original_wall(one, write.rule).date() not in days for one in others)


def _has_more(write: DeleteSeries, present: Iterable[Seen]) -> bool:
    """Whether an item would go that nobody knew when this was decided: somebody let the series go on."""
    if write.until is None:
        return False
    places = {one.id: one.place.original for one in present if one.place}
    first = min((places[item] for item in write.ids if item in places), default="")
    others = [original for item, original in places.items() if item not in write.ids]
    return any(first <= original and original[:10] < write.until.isoformat() for original in others)


def _would_revive(write: Reshape, present: Iterable[Seen]) -> bool:
    """Whether an item would come back that somebody removed since the decision."""
    return not {one.id for one in present}.issuperset(write.ids)


def _check_seen(write: UpdateSeries, now: Seen, fields: Collection[str]) -> None:
    """Go no further where somebody wrote these fields since the decision.

    The master's version does not tell: what this run wrote into occurrences changed it.
    """
    if write.saw and isinstance(now.item, Appointment) and not write.saw(now.item, fields):
        raise _Ended(Stale())


def _check_times(write: Reshape, before: Iterable[Seen]) -> None:
    """Go no further where somebody gave the series another time since the decision."""
    items = [one.item for one in before if one.id in write.ids and isinstance(one.item, Appointment)]
    if write.saw and not all(write.saw(item, {"span"}) for item in items):
        raise _Ended(Stale())


def _check_exceptions(write: UpdateSeries | Reshape, before: Iterable[Seen]) -> None:
    """Go no further where somebody wrote an exception since the decision: Outlook drops it with new times of its
    series (contracts/graph.md §1.8), and nothing else would tell."""
    items = [one.item for one in before if not one.like_series and isinstance(one.item, Appointment)]
    if write.saw and not all(write.saw(item, FIELDS) for item in items):
        raise _Ended(Stale())


def _check(answer: PartAnswer) -> None:
    if not succeeded(answer):
        raise _Ended(failure(answer))


def _event(answer: PartAnswer) -> Json:
    """The master that was written."""
    _check(answer)
    if not isinstance(answer.body, dict) or not told(answer.body, "id"):
        raise _Ended(Unsure())
    return answer.body


def _remembered(intent: str, retold: Retold) -> Json:
    return remembered(intent, retold) if retold != NOT_MOVED else {}


def _times(series: Series) -> Json:
    times = write_times(series)
    if isinstance(times, Inexpressible):
        raise _Ended(_INEXPRESSIBLE)
    return times


def _same(present: Series, wanted: Series) -> bool:
    """Whether both take place at the same times: Graph's zone need not be the one that was asked for by name."""
    return (
        (present.duration, present.all_day, windows(present.zone))
        == (wanted.duration, wanted.all_day, windows(wanted.zone))
    ) and agree(present, wanted)
