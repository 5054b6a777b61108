"""Creates, updates and deletions of events in batches, and what became of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from backend.core.reasons import Reason
from backend.core.sides import (
    Create,
    Delete,
    Done,
    Gone,
    Intended,
    Outcome,
    Refused,
    Seen,
    Stale,
    Unsure,
    Update,
    Write,
)
from backend.graph.batch import LIMIT, Part, PartAnswer, send_batch
from backend.graph.body import weave
from backend.graph.client import GraphClient, Json
from backend.graph.errors import (
    Busy,
    Changed,
    Forbidden,
    MailboxUnavailable,
    NotFound,
    error_of,
)
from backend.graph.marks import INTENT, POINTER, extended, intent_key, pointer_value
from backend.graph.paging import event_path
from backend.graph.wire import read_event, version_of, write_event
from backend.transport import ConnectionLost

#: the code with which Graph refuses a transactionId that has already made an event (contracts/graph.md §1.4)
_DUPLICATE = "ErrorDuplicateTransactionId"

Find = Callable[[Sequence[Intended]], Mapping[str, Seen]]


class Writer:
    """Writes events into the collection *events* of one calendar; *find* looks creates up by their intent."""

    def __init__(
        self, client: GraphClient, *, events: str, context: str, category: str, home_zone: str, find: Find
    ) -> None:
        self._client = client
        self._events = events
        self._context = context
        self._category = category
        self._home_zone = home_zone
        self._find = find

    def write(self, writes: Sequence[Write]) -> Iterator[tuple[Write, Outcome]]:
        """Carry out *writes*, each outcome as soon as its batch is answered."""
        for start in range(0, len(writes), LIMIT):
            yield from self._write_batch(writes[start : start + LIMIT])

    def _write_batch(self, writes: Sequence[Write]) -> Iterator[tuple[Write, Outcome]]:
        bodies = self._bodies([write for write in writes if isinstance(write, Update) and "body" in write.fields])
        ready: list[tuple[Write, Part]] = []
        for write in writes:
            part = self._part(write, bodies)
            if isinstance(part, Part):
                ready.append((write, part))
            else:
                yield write, part
        if not ready:
            return
        try:
            answers = send_batch(self._client, [part for _, part in ready])
        except ConnectionLost:
            yield from ((write, Unsure()) for write, _ in ready)
            return
        yield from self._outcomes([write for write, _ in ready], answers)

    def _bodies(self, updates: Sequence[Update]) -> dict[str, str | Outcome]:
        """By event: the HTML that is there now, or why the update must not be made."""
        if not updates:
            return {}
        parts = [Part("GET", f"{event_path(update.id)}?$select=body") for update in updates]
        answers = send_batch(self._client, parts, repeatable=True)
        return {u.id: _present_body(u, answer) for u, answer in zip(updates, answers, strict=True)}

    def _part(self, write: Write, bodies: Mapping[str, str | Outcome]) -> Part | Outcome:
        match write:
            case Create():
                return Part("POST", self._events, self._new_event(write))
            case Delete():
                return Part("DELETE", event_path(write.id), if_match=write.version)
            case Update():
                change = write_event(write.item, write.fields, home_zone=self._home_zone)
                if write.id in bodies:
                    original = bodies[write.id]
                    if not isinstance(original, str):
                        return original
                    change["body"]["content"] = weave(original, write.item.body)
                return Part("PATCH", event_path(write.id), change, if_match=write.version)

    def _new_event(self, create: Create) -> Json:
        """The event with all that identifies it; Graph chooses the iCalUId, whatever the create would like."""
        key = intent_key(create.intent)
        marks = [extended(INTENT, key)]
        if create.pointer:
            marks.append(extended(POINTER, pointer_value(self._context, create.pointer)))
        event = write_event(create.item, home_zone=self._home_zone)
        event |= {"transactionId": key, "singleValueExtendedProperties": marks}
        if self._category:
            event["categories"] = [self._category]
        return event

    def _outcomes(self, writes: Sequence[Write], answers: Sequence[PartAnswer]) -> Iterator[tuple[Write, Outcome]]:
        repeated: list[Create] = []
        for write, answer in zip(writes, answers, strict=True):
            error = error_of(answer.status, answer.headers, answer.body)
            if isinstance(write, Create) and error.code == _DUPLICATE:
                repeated.append(write)
            else:
                yield write, self._outcome(write, answer)
        found = self._find(repeated) if repeated else {}
        for create in repeated:
            seen = found.get(create.intent)
            yield create, Done(seen) if seen else Refused(Reason.REFUSED, _DUPLICATE)

    def _outcome(self, write: Write, answer: PartAnswer) -> Outcome:
        if not 200 <= answer.status < 300:
            return _failure(answer)
        if isinstance(write, Delete):
            return Done(None)
        seen = read_event(answer.body, home_zone=self._home_zone)
        if not seen.id:
            return Unsure()
        return Done(replace(seen, pointer=write.pointer) if isinstance(write, Create) else seen)


def _present_body(update: Update, answer: PartAnswer) -> str | Outcome:
    if answer.status != 200:
        return _failure(answer)
    if not isinstance(answer.body, dict):
        return Unsure()
    if update.version and version_of(answer.body) not in {"", update.version}:
        return Stale()
    match answer.body:
        case {"body": {"content": str(html)}}:
            return html
    return ""


def _failure(answer: PartAnswer) -> Outcome:
    """What an unsuccessful answer means for the write."""
    error = error_of(answer.status, answer.headers, answer.body)
    match error:
        case NotFound():
            return Gone()
        case Changed():
            return Stale()
        case Busy() | MailboxUnavailable():
            return Unsure(error.seconds or 0.0)
        case Forbidden():
            return Refused(Reason.NO_ACCESS, error.code)
    return Refused(Reason.REFUSED, error.code)
