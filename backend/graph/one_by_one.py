"""Deletions of several occurrences of one series, one after the other, each as long as it shows what was seen.

Each changes the version that all occurrences share, so that before the next one the series is read again: whoever
writes into it makes it say something else, and whoever writes into an occurrence makes that an exception
(contracts/graph.md §1.8). An edit beats a deletion (sync-rules 12, 17).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from backend.core.recurrence.obstacles import Inexpressible
from backend.core.recurrence.rule import Series
from backend.core.writes import Delete, Done, Gone, Outcome, Refused, Stale, Unsure
from backend.graph.batch import Part, send_all
from backend.graph.client import GraphClient, Json
from backend.graph.outcomes import failure, succeeded
from backend.graph.paging import event_path
from backend.graph.reading import Reader
from backend.graph.series_reading import is_exception
from backend.graph.wire import etag_of, version_of
from backend.transport import ConnectionLost


@dataclass(frozen=True, slots=True)
class Queue:
    """The deletions of one series that are left, and its master as it was seen; None where nobody knows."""

    deletions: Sequence[Delete]
    master: Json | None


class OneByOne:
    """Deletes occurrences in one calendar."""

    def __init__(self, client: GraphClient, reader: Reader) -> None:
        self._client = client
        self._reader = reader

    def queues(self, waiting: Mapping[str, Sequence[Delete]]) -> dict[str, Queue]:
        """By leader the queue of what waits for it. Asked for before the leader goes."""
        versions = {etag_of(deletions[0].version): leader for leader, deletions in waiting.items()}
        masters = {version: self._reader.of_version(version) for version in versions}
        if unknown := [waiting[versions[one]][0].id for one, master in masters.items() if master is None]:
            self._reader.read(unknown)
        return {
            leader: Queue(waiting[leader], masters[version] or self._reader.of_version(version))
            for version, leader in versions.items()
        }

    def delete(self, queues: Sequence[Queue]) -> Iterator[tuple[Delete, Outcome]]:
        """Carry out the deletions of all *queues*, the first of each at a time. Raises SideError."""
        while queues:
            following: list[Queue] = []
            ready: list[tuple[Delete, str]] = []
            masters = [str(queue.master["id"]) for queue in queues if queue.master]
            present = self._reader.masters([*masters, *(queue.deletions[0].id for queue in queues)])
            for queue in queues:
                if not self._is_as_seen(queue, present):
                    yield from ((deletion, Stale()) for deletion in queue.deletions)
                    continue
                if rest := queue.deletions[1:]:
                    following.append(Queue(rest, queue.master))
                first, event = queue.deletions[0], present[queue.deletions[0].id]
                if isinstance(event, dict) and not is_exception(event):
                    ready.append((first, version_of(event)))
                else:
                    yield first, Stale() if isinstance(event, dict) else event
            yield from self._sent(ready)
            queues = following

    def _is_as_seen(self, queue: Queue, present: Mapping[str, Json | Gone | Refused]) -> bool:
        now = present.get(str(queue.master["id"])) if queue.master else None
        return queue.master is not None and isinstance(now, dict) and self._said(now) == self._said(queue.master)

    def _said(self, master: Json) -> tuple[object, Series | Inexpressible]:
        return self._reader.event(master).item, self._reader.series(master)

    def _sent(self, ready: Sequence[tuple[Delete, str]]) -> Iterator[tuple[Delete, Outcome]]:
        parts = [Part("DELETE", event_path(write.id), if_match=version) for write, version in ready]
        try:
            answers = list(send_all(self._client, parts))
        except ConnectionLost:
            yield from ((write, Unsure()) for write, _ in ready)
            return
        for (write, _), answer in zip(ready, answers, strict=True):
            yield write, Done(None) if succeeded(answer) else failure(answer)
