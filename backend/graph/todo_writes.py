"""Creates, updates and deletions of tasks in batches, and what became of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backend.core.reasons import Reason
from backend.core.values import replace
from backend.core.writes import Create, Delete, Done, Outcome, Refused, Single, Stale, Unsure, Update, Write
from backend.graph.batch import LIMIT, Part, PartAnswer, send_batch
from backend.graph.client import GraphClient, Json
from backend.graph.outcomes import failure, succeeded
from backend.graph.todo_links import new_link, read_pointer
from backend.graph.todo_list import EXPAND, TaskList
from backend.graph.todo_wire import WRITABLE, read_task, write_task
from backend.graph.told import Unreadable, told
from backend.graph.wire import version_of
from backend.transport import ConnectionLost


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How tasks are written for one mailbox."""

    #: identifies the organisation in back pointers
    context: str
    #: put on what we create; "" for none
    category: str
    #: the mailbox's own, IANA
    home_zone: str


class TodoWriter:
    """Writes into one list. Every write of a task that is there is preceded by a look at it, because nobody
    documents whether To Do obeys If-Match."""

    def __init__(self, client: GraphClient, tasks: TaskList, habits: Habits) -> None:
        self._client = client
        self._tasks = tasks
        self._habits = habits

    def write(self, writes: Sequence[Write]) -> Iterator[tuple[Write, Outcome]]:
        """Carry out *writes*, LIMIT at a time, each outcome as soon as it is known. Raises SideError."""
        singles = [write for write in writes if isinstance(write, Create | Update | Delete)]
        for start in range(0, len(singles), LIMIT):
            yield from self._write_batch(singles[start : start + LIMIT])
        yield from ((write, Refused(Reason.REFUSED, "NoSeries")) for write in writes if write not in singles)

    def _write_batch(self, writes: Sequence[Single]) -> Iterator[tuple[Write, Outcome]]:
        present = self._present([write for write in writes if not isinstance(write, Create)])
        calls: list[tuple[Single, Part]] = []
        for write in writes:
            now = present.get(write.intent, {})
            ready = self._part(write, now) if isinstance(now, dict) else now
            if isinstance(ready, Part):
                calls.append((write, ready))
            else:
                yield write, ready
        if not calls:
            return
        try:
            answers = send_batch(self._client, [part for _, part in calls])
        except ConnectionLost:
            yield from ((write, Unsure()) for write, _ in calls)
            return
        for (write, _), answer in zip(calls, answers, strict=True):
            yield write, self._outcome(write, present.get(write.intent, {}), answer)

    def _present(self, writes: Sequence[Update | Delete]) -> dict[str, Json | Outcome]:
        """By intent: the task as it is now, or why it must not be written."""
        if not writes:
            return {}
        parts = [Part("GET", f"{self._tasks.task(write.id)}?{EXPAND}") for write in writes]
        answers = send_batch(self._client, parts, repeatable=True)
        return {write.intent: _present(write, answer) for write, answer in zip(writes, answers, strict=True)}

    def _part(self, write: Single, now: Json) -> Part | Outcome:
        match write:
            case Create():
                return Part("POST", self._tasks.tasks, self._new(write))
            case Delete():
                return Part("DELETE", self._tasks.task(write.id), if_match=write.version)
            case Update():
                try:
                    content = write_task(write.task, write.fields, now, self._habits.home_zone)
                except Unreadable:
                    return Refused(Reason.UNREADABLE)
                if not content:
                    return Done(read_task(now, self._habits.context))
                return Part("PATCH", self._tasks.task(write.id), content, if_match=version_of(now))

    def _new(self, create: Create) -> Json:
        task = write_task(create.task, WRITABLE, {}, self._habits.home_zone)
        task["linkedResources"] = [new_link(self._habits.context, create.pointer, create.intent)]
        if self._habits.category:
            task["categories"] = [self._habits.category]
        return task

    def _outcome(self, write: Single, before: Json | Outcome, answer: PartAnswer) -> Outcome:
        if not succeeded(answer):
            return failure(answer)
        if isinstance(write, Delete):
            return Done(None)
        seen = read_task(answer.body, self._habits.context)
        if not seen.id:
            return Unsure()
        return Done(replace(seen, pointer=self._pointer(write, before)))

    def _pointer(self, write: Create | Update, before: Json | Outcome) -> str:
        """The back pointer of a task that was written; the answer to a write does not show it."""
        if isinstance(write, Create):
            return write.pointer
        return read_pointer(before, self._habits.context) if isinstance(before, dict) else ""


def _present(write: Update | Delete, answer: PartAnswer) -> Json | Outcome:
    if answer.status != 200:
        return failure(answer)
    if not isinstance(answer.body, dict) or not told(answer.body, "id"):
        return Unsure()
    changed = write.version and version_of(answer.body) not in {"", write.version}
    return Stale() if changed else answer.body
