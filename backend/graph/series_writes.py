"""Writes of whole series, one at a time, and what became of each (contracts/graph.md §1.7, §1.8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from backend.core.items import Answer, Appointment
from backend.core.reasons import Reason
from backend.core.recurrence.obstacles import Inexpressible
from backend.core.recurrence.rule import Series
from backend.core.recurrence.series import agree, split, wall_starts
from backend.core.seen import Seen, Unmapped
from backend.core.writes import (
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
from backend.graph.exceptions import changes, original_wall, put_back, removals, resurrected
from backend.graph.outcomes import failure, is_repeated, succeeded
from backend.graph.paging import event_path
from backend.graph.reading import Reader
from backend.graph.series_reading import is_master
from backend.graph.series_times import moved, write_times
from backend.graph.told import Unreadable, told
from backend.graph.wire import version_of
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
        try:
            content = change(write.item, write.fields - {"span"}, master, self._calendar)
        except Unreadable:
            return Refused(Reason.UNREADABLE)
        times = self._new_times(write, master) if "span" in write.fields else {}
        before = self._instances(master) if times else ()
        if content or times:
            old, master = master, self._patch(write.series, content | times, master)
            if times:
                self._remove_again(before, old, master)
        answer = act(write.series, write.item.answer) if "answer" in write.fields else None
        if answer:
            _check(self._send(answer))
            if write.item.answer is Answer.DECLINED:
                return Done(None)
        return self._made(master, before)

    def _new_times(self, write: UpdateSeries, master: Json) -> Json:
        """What moves every item as the first of the write's goes; empty when that one stays."""
        item, series = self._first(write).item, self._series(master)
        if isinstance(item, Unmapped):
            raise _Ended(Refused(item.reason))
        assert isinstance(item, Appointment)
        after = moved(series, item.span, write.item.span)
        if after is None:
            raise _Ended(_INEXPRESSIBLE)
        return {} if after == series else _times(after)

    def _remove_again(self, before: Sequence[Seen], old: Json, new: Json) -> None:
        """Remove what had been removed of a series that was moved."""
        after = self._instances(new)
        back = resurrected(before, after, self._series(old), self._series(new))
        put_back(self._client, removals(back))

    def _reshape(self, write: Reshape) -> Outcome:
        master = self._master(write.series)
        present = self._series(master)
        before = self._instances(master)
        if _same(present, write.rule):
            self._reader.remember(master)
            return Made(before, before)
        if _would_lose(write, before) or _would_revive(write, before):
            return _INEXPRESSIBLE
        return self._made(self._patch(write.series, _times(write.rule), master), before)

    def _delete(self, write: DeleteSeries) -> Outcome:
        master = self._master(write.series)
        self._check_versions(write)
        if not (write.rest and self._cut(write, master)):
            _check(self._send(Part("DELETE", event_path(write.series), if_match=version_of(master))))
        return Done(None)

    def _check_versions(self, write: DeleteSeries) -> None:
        """Go no further where somebody wrote an item since the decision; whoever does it from now on gives the
        master another version as well (contracts/graph.md §1.8)."""
        known = {item: version for item, version in zip(write.ids, write.versions, strict=False) if version}
        now = self._reader.read(list(known))
        if any(isinstance(one, Seen) and one.version != known[item] for item, one in now.items()):
            raise _Ended(Stale())

    def _cut(self, write: DeleteSeries, master: Json) -> bool:
        """Let the series end before the first of the write's items; False where that leaves nothing."""
        series, first = self._series(master), self._first(write)
        if first.place is None:
            raise _Ended(Refused(Reason.UNREADABLE))
        head, _ = split(series, original_wall(first, series))
        if head is None:
            return False
        if head != series:
            before = self._instances(master)
            after = self._instances(self._patch(write.series, _times(head), master))
            back = resurrected(before, after, series, head)
            kept = [one for one in after if one not in back]
            put_back(self._client, [*removals(back), *changes(before, kept, self._calendar)])
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
        return _event(answer)

    def _send(self, part: Part) -> PartAnswer:
        return send_batch(self._client, [part])[0]

    def _made(self, master: Json, before: tuple[Seen, ...] = ()) -> Outcome:
        """All items of the series as they are now. Graph may have dropped exceptions (contracts/graph.md §1.8)."""
        self._reader.remember(master)
        return Made(self._instances(master), before)

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


def _would_revive(write: Reshape, present: Iterable[Seen]) -> bool:
    """Whether an item would come back that somebody removed since the decision."""
    return not {one.id for one in present}.issuperset(write.ids)


def _check(answer: PartAnswer) -> None:
    if not succeeded(answer):
        raise _Ended(failure(answer))


def _event(answer: PartAnswer) -> Json:
    """The master that was written."""
    _check(answer)
    if not isinstance(answer.body, dict) or not told(answer.body, "id"):
        raise _Ended(Unsure())
    return answer.body


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
