"""Creates, updates and deletions of events in batches, and what became of each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from backend.core.items import Answer
from backend.core.reasons import Reason
from backend.core.seen import Seen
from backend.core.values import replace
from backend.core.writes import (
    Became,
    Create,
    Delete,
    Done,
    Gone,
    Outcome,
    Refused,
    Single,
    Stale,
    Unsure,
    Update,
    Write,
)
from backend.graph.answers import act
from backend.graph.batch import LIMIT, Part, PartAnswer, send_batch
from backend.graph.calendar import Calendar
from backend.graph.changing import change, needed
from backend.graph.client import GraphClient, Json
from backend.graph.creation import new_event
from backend.graph.one_by_one import OneByOne
from backend.graph.outcomes import NO_WAY_PAST, failure, is_repeated, succeeded
from backend.graph.paging import event_path
from backend.graph.reading import Reader
from backend.graph.series_reading import is_occurrence
from backend.graph.series_writes import SeriesWriter
from backend.graph.told import Unreadable, told
from backend.graph.turns import Call, turns
from backend.graph.wire import etag_of, series_etag_of, version_of
from backend.transport import ConnectionLost


class Writer:
    """Writes into one calendar."""

    def __init__(self, client: GraphClient, calendar: Calendar, reader: Reader) -> None:
        self._client = client
        self._calendar = calendar
        self._reader = reader
        self._series = SeriesWriter(client, calendar, reader)
        self._one_by_one = OneByOne(client, reader)

    def write(self, writes: Sequence[Write]) -> Iterator[tuple[Write, Outcome]]:
        """Carry out *writes*, singles first, each outcome as soon as it is known."""
        singles = [write for write in writes if isinstance(write, Create | Update | Delete)]
        for start in range(0, len(singles), LIMIT):
            yield from self._write_batch(singles[start : start + LIMIT])
        for write in writes:
            if not isinstance(write, Create | Update | Delete):
                yield write, self._series.write(write)

    def finish(self, interrupted: Mapping[str, Collection[str]]) -> dict[str, Became]:
        """Gateway.finish."""
        ended = {series: self._series.finish(series, intents) for series, intents in interrupted.items()}
        return {series: became for series, became in ended.items() if became}

    def _write_batch(self, writes: Sequence[Single]) -> Iterator[tuple[Write, Outcome]]:
        present = self._present([write for write in writes if isinstance(write, Update)])
        outdated = self._outdated([write for write in writes if isinstance(write, Delete)])
        ready: list[Call] = []
        to_answer: list[Update] = []
        for write in writes:
            part = outdated.get(write.intent) or self._part(write, present)
            if isinstance(part, Part):
                ready.append((write, part))
            elif part is None and isinstance(write, Update):
                to_answer.append(write)
            elif part is not None:
                yield write, part
        for write, outcome in self._sent(ready):
            if isinstance(write, Update) and "answer" in write.fields and isinstance(outcome, Done):
                to_answer.append(write)
            else:
                yield write, outcome
        yield from self._answered(to_answer)

    def _present(self, updates: Sequence[Update]) -> dict[str, Json | Outcome]:
        """By event: what has to be known of it now, or why the update must not be made."""
        asking = {update.id: update for update in updates if needed(update.fields)}
        parts = [Part("GET", f"{event_path(u.id)}?$select={needed(u.fields)}") for u in asking.values()]
        if not parts:
            return {}
        answers = send_batch(self._client, parts, repeatable=True)
        return {u.id: _present(u, answer) for u, answer in zip(asking.values(), answers, strict=True)}

    def _outdated(self, deletions: Sequence[Delete]) -> dict[str, Outcome]:
        """By intent: why an exception must not be deleted. Its own version does not tell of its series, by which
        somebody may have edited it since (contracts/graph.md §1.8)."""
        exceptions = [write for write in deletions if series_etag_of(write.version)]
        now = self._reader.read([write.id for write in exceptions]) if exceptions else {}
        return {
            write.intent: Stale() if isinstance(one, Seen) else one
            for write in exceptions
            if not isinstance(one := now[write.id], Seen) or one.version != write.version
        }

    def _part(self, write: Single, present: Mapping[str, Json | Outcome]) -> Part | Outcome | None:
        """The call that carries out *write*; None for an update that changes no property."""
        match write:
            case Create():
                return Part("POST", self._calendar.events, new_event(write, self._calendar))
            case Delete():
                return Part("DELETE", event_path(write.id), if_match=etag_of(write.version))
            case Update():
                now = present.get(write.id, {})
                if not isinstance(now, dict):
                    return now
                try:
                    content = change(write.appointment, write.fields, now, self._calendar)
                except Unreadable:
                    return Refused(Reason.UNREADABLE)
                return (
                    Part("PATCH", event_path(write.id), content, if_match=etag_of(write.version))
                    if content
                    else None
                )

    def _sent(self, ready: Sequence[Call]) -> Iterator[tuple[Single, Outcome]]:
        """Send the calls, those first whose versions the others share; after one that was refused, the others as
        if it had not been there. An occurrence that could not pass its neighbour is decided again once others of
        the batch have moved."""
        blocked: list[Single] = []
        has_moved = False
        while ready:
            left: list[Call] = []
            for write, outcome in self._sent_in_turn(ready, left):
                has_moved = has_moved or (isinstance(outcome, Done) and _is_move(write))
                if outcome == NO_WAY_PAST:
                    blocked.append(write)
                else:
                    yield write, outcome
            ready = left
        yield from ((write, Stale() if has_moved else NO_WAY_PAST) for write in blocked)

    def _sent_in_turn(self, ready: Sequence[Call], left: list[Call]) -> Iterator[tuple[Single, Outcome]]:
        """Send the calls, those first whose versions the others share. *left* gets those after a refused one."""
        order = turns(ready)
        queues = self._one_by_one.queues(order.one_by_one)
        taken: set[str] = set()
        refused: set[str] = set()
        for write, outcome in self._sent_at_once(order.first):
            if isinstance(outcome, Done):
                taken.add(write.intent)
            if isinstance(outcome, Refused):
                refused.add(write.intent)
            yield write, outcome
        calls = {write.intent: (write, part) for write, part in ready}
        following: list[Call] = []
        for call, leader in order.following:
            if leader is None or leader.intent in taken:
                following.append(call)
            elif leader.intent in refused:
                left.append(calls[call[0].intent])
            else:
                yield call[0], Stale()
        yield from self._sent_at_once(following)
        for intent, queue in queues.items():
            if intent not in taken:
                yield from ((deletion, Stale()) for deletion in queue.deletions)
        yield from self._one_by_one.delete([queue for intent, queue in queues.items() if intent in taken])

    def _sent_at_once(self, ready: Sequence[Call]) -> Iterator[tuple[Single, Outcome]]:
        if not ready:
            return
        writes = [write for write, _ in ready]
        try:
            answers = send_batch(self._client, [part for _, part in ready])
        except ConnectionLost:
            yield from ((write, Unsure()) for write in writes)
            return
        yield from self._outcomes(writes, answers)

    def _outcomes(
        self, writes: Sequence[Single], answers: Sequence[PartAnswer]
    ) -> Iterator[tuple[Single, Outcome]]:
        repeated: list[Create] = []
        occurrences: list[tuple[Update, Json]] = []
        for write, answer in zip(writes, answers, strict=True):
            if isinstance(write, Create) and is_repeated(answer):
                repeated.append(write)
            elif not succeeded(answer):
                yield write, failure(answer)
            elif isinstance(write, Delete):
                yield write, Done(None)
            elif isinstance(write, Update) and isinstance(answer.body, dict) and is_occurrence(answer.body):
                occurrences.append((write, answer.body))
            else:
                yield write, self._written(write, answer)
        yield from self._found(repeated)
        yield from self._occurrences(occurrences)

    def _written(self, write: Create | Update, answer: PartAnswer) -> Outcome:
        seen = self._reader.event(answer.body)
        if not seen.id:
            return Unsure()
        return Done(replace(seen, pointer=write.pointer) if isinstance(write, Create) else seen)

    def _found(self, repeated: Sequence[Create]) -> Iterator[tuple[Single, Outcome]]:
        """Creates that have taken effect before."""
        found = self._reader.find(repeated)
        for create in repeated:
            seen, refused = found.get(create.intent), Refused(Reason.REFUSED, "ErrorDuplicateTransactionId")
            yield create, Done(seen[0], joined=True) if seen else refused

    def _occurrences(self, written: Sequence[tuple[Update, Json]]) -> Iterator[tuple[Single, Outcome]]:
        """Occurrences as the answer shows them: a reading may show the old state for a while (§7.20)."""
        masters = self._reader.known_masters(told(event, "seriesMasterId") for _, event in written)
        for write, event in written:
            master = masters.get(told(event, "seriesMasterId"))
            seen = self._reader.occurrence(event, master) if master else None
            yield write, Done(seen) if seen and seen.id else Unsure()

    def _answered(self, updates: Sequence[Update]) -> Iterator[tuple[Single, Outcome]]:
        """Give the answers of *updates*, whose properties are written."""
        acts = [
            (update, act(update.id, update.appointment.answer)) for update in updates if "answer" in update.fields
        ]
        ready = [(update, part) for update, part in acts if part]
        answering = [update for update, _ in ready]
        to_read = [update for update in updates if update not in answering]
        try:
            answers = send_batch(self._client, [part for _, part in ready]) if ready else []
        except ConnectionLost:
            yield from ((update, Unsure()) for update in answering)
            answers, answering = [], []
        for update, answer in zip(answering, answers, strict=True):
            if not succeeded(answer):
                yield update, failure(answer)
            elif update.appointment.answer is Answer.DECLINED:
                # the copy is gone (contracts/graph.md §1.3)
                yield update, Done(None)
            else:
                to_read.append(update)
        found = self._reader.read([update.id for update in to_read])
        for update in to_read:
            seen = found[update.id]
            yield update, Done(seen) if isinstance(seen, Seen) else Gone() if isinstance(seen, Gone) else Unsure()


def _is_move(write: Single) -> bool:
    return isinstance(write, Update) and "span" in write.fields


def _present(update: Update, answer: PartAnswer) -> Json | Outcome:
    if answer.status != 200:
        return failure(answer)
    if not isinstance(answer.body, dict):
        return Unsure()
    if update.version and version_of(answer.body) not in {"", etag_of(update.version)}:
        return Stale()
    return answer.body
