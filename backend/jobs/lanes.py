"""Lanes of a worker: each queue has places of its own, so that one kind of work never waits behind another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

#: queue of what keeps the rest in order
UPKEEP: Final = "upkeep"
#: share of `--concurrency` that each queue of runs gets, at least one place
_SHARES: Final = {"doorbell": 1.0, "sync-now": 0.5, "poll": 0.5, "housekeeping": 0.25}
#: queue → seconds after which it is looked at although nobody told of a job: those that wait for quiet tell nobody
_LOOKS: Final = {"doorbell": 0.5, "sync-now": 5.0, UPKEEP: 1.0}
_LOOK: Final = 2.0
#: queues whose jobs are told at once; each takes a connection to PostgreSQL
_TOLD: Final = frozenset({"doorbell", "sync-now"})
#: what keeps the rest in order is short, and must never wait for runs
_UPKEEP_PLACES: Final = 2


@dataclass(frozen=True, slots=True)
class Lane:
    """A queue, and how many of its jobs one worker process does at a time."""

    queue: str
    places: int

    @property
    def look_every(self) -> float:
        """Seconds between looks for a job that nobody told of."""
        return _LOOKS.get(self.queue, _LOOK)

    @property
    def is_told(self) -> bool:
        """Whether PostgreSQL tells at once that a job came."""
        return self.queue in _TOLD


def lanes(queues: Sequence[str], concurrency: int) -> list[Lane]:
    """The lanes of *queues*, of which that of doorbells has *concurrency* places."""
    return [
        Lane(queue, _UPKEEP_PLACES if queue == UPKEEP else max(1, int(_SHARES[queue] * concurrency)))
        for queue in queues
    ]


def places(of_worker: Sequence[Lane]) -> int:
    """How many jobs a worker process does at a time, over all its lanes."""
    return sum(lane.places for lane in of_worker)
