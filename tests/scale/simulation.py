"""Many mailboxes for a day on a virtual clock: the scheduler's own rules, and what runs were measured to cost."""

from __future__ import annotations

import heapq
import random
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from backend.jobs import nights, quiet
from backend.jobs.lanes import Lane, lanes
from backend.jobs.worker import RUNS
from backend.sync import pace

#: a plain day; nobody's clock is changed
DAY = date(2026, 11, 18)
HOURS = 24
#: seconds between two looks at what is due, and how many are queued at one (jobs.tasks)
_TICK, _AT_ONCE = 2.0, 500
#: share of a person's changes by hour of the day, at home
_BUSY = [0.0] * 7 + [0.02, 0.10, 0.13, 0.13, 0.09, 0.07, 0.12, 0.13, 0.11, 0.06, 0.02, 0.01, 0.01] + [0.0] * 4


@dataclass(frozen=True)
class Cost:
    """What a run was measured to take: seconds of a core, and requests."""

    cpu: float
    requests: float


@dataclass(frozen=True)
class Assumptions:
    """What no measurement here can tell."""

    mailboxes: int = 10_000
    #: of one mailbox, in both calendars together
    changes_a_day: float = 12.0
    #: seconds of one request, there and back
    request_seconds: float = 0.15
    #: notifications that each change brings, our own writes too (contracts/graph.md §3.3: two to four)
    rings: int = 2
    poll_seconds: float = 300.0
    zone: str = "Europe/Oslo"


@dataclass(slots=True)
class Box:
    """A mailbox."""

    id: UUID
    unheard: int = 0
    changes: list[float] = field(default_factory=list)
    #: trigger of the run that waits
    waits_for: str = ""
    #: until when that one waits for quiet, and since when
    quiet_at: float = 0.0
    waits_since: float = 0.0
    runs: bool = False
    ended: float = -1e9
    pause: float = 0.0
    due: float = 0.0


@dataclass(slots=True)
class Process:
    """A worker process: one core, and the free places of its lanes."""

    free: dict[str, int]
    core_free_at: float = 0.0


@dataclass
class Outcome:
    """What the day was like."""

    runs: Counter[str] = field(default_factory=Counter)
    #: seconds from the notification of a change until it is on the other side
    lags: list[float] = field(default_factory=list)
    cpu: float = 0.0
    requests: float = 0.0
    by_minute: Counter[int] = field(default_factory=Counter)
    cpu_by_minute: Counter[int] = field(default_factory=Counter)
    requests_by_second: Counter[int] = field(default_factory=Counter)

    def lag(self, share: float) -> float:
        """The lag that this share of changes did not exceed."""
        ordered = sorted(self.lags)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Simulation:
    """One day. Repeats exactly."""

    def __init__(
        self, given: Assumptions, idle: Cost, change: Callable[[int], Cost], workers: int, places: int
    ) -> None:
        self._given = given
        self._idle, self._change = idle, change
        self._dice = random.Random(7)
        of_worker: list[Lane] = lanes(RUNS, places)
        self._processes = [Process({lane.queue: lane.places for lane in of_worker}) for _ in range(workers)]
        self._looks = {lane.queue: lane.look_every for lane in of_worker}
        self._queues: dict[str, deque[Box]] = {lane.queue: deque() for lane in of_worker}
        self._boxes = [Box(UUID(int=self._dice.getrandbits(128))) for _ in range(given.mailboxes)]
        self._events: list[tuple[float, int, Callable[[float], None]]] = []
        self._due: list[tuple[float, int, Box]] = []
        self._number = 0
        self.outcome = Outcome()

    def run(self) -> Outcome:
        """Let the day pass."""
        usual = self._given.poll_seconds
        midnight = datetime.combine(DAY, datetime.min.time(), UTC)
        for box in self._boxes:
            # everybody has been quiet for hours
            box.pause = usual * 12
            self._is_due(box, self._dice.uniform(0, box.pause))
            hour = nights.hour(box.id, self._given.zone, DAY)
            self._at((hour - midnight).total_seconds() % 86400, self._queueing(box, "housekeeping"))
            for moment in self._changes():
                self._at(moment, self._changing(box))
        self._at(0.0, self._look)
        while self._events:
            now, _, event = heapq.heappop(self._events)
            if now >= HOURS * 3600:
                break
            event(now)
        return self.outcome

    def _changes(self) -> Iterator[float]:
        for hour, share in enumerate(_BUSY):
            expected = self._given.changes_a_day * share
            moment = self._dice.expovariate(expected) if expected else 2.0
            while moment < 1.0:
                yield (hour + moment) * 3600
                moment += self._dice.expovariate(expected)

    def _at(self, moment: float, event: Callable[[float], None]) -> None:
        self._number += 1
        heapq.heappush(self._events, (moment, self._number, event))

    # -- what comes in

    def _changing(self, box: Box) -> Callable[[float], None]:
        def happens(now: float) -> None:
            box.changes.append(now)
            for number in range(self._given.rings):
                self._at(now + 0.3 * number, self._ringing(box))

        return happens

    def _ringing(self, box: Box) -> Callable[[float], None]:
        def rings(now: float) -> None:
            box.unheard += 1
            if box.quiet_at:
                latest = box.waits_since + quiet.LONGEST.total_seconds()
                box.quiet_at = min(
                    max(box.quiet_at, now + quiet.pause(box.unheard, at_work=True).total_seconds()), latest
                )
            elif not box.waits_for:
                self._hear(box, now)

        return rings

    def _hear(self, box: Box, now: float) -> None:
        """A doorbell's run is queued: at once, or when the mailbox comes to rest."""
        if not box.runs and now - box.ended >= quiet.SHORTEST.total_seconds():
            self._queue(box, "doorbell", now)
            return
        box.waits_for, box.waits_since = "doorbell", now
        box.quiet_at = now + quiet.pause(box.unheard, at_work=True).total_seconds()
        self._at(box.quiet_at, self._resting(box))

    def _resting(self, box: Box) -> Callable[[float], None]:
        def looks(now: float) -> None:
            if now < box.quiet_at:
                self._at(box.quiet_at, looks)
                return
            box.quiet_at, box.waits_for = 0.0, ""
            self._at(now + self._dice.uniform(0, self._looks["doorbell"]), self._queueing(box, "doorbell"))

        return looks

    def _look(self, now: float) -> None:
        """What is due is queued, the longest due first."""
        queued = 0
        while self._due and self._due[0][0] <= now and queued < _AT_ONCE:
            since, _, box = heapq.heappop(self._due)
            # whoever runs or waits is due again afterwards
            if box.due == since and not box.runs and not box.waits_for:
                self._queue(box, "poll", now)
                queued += 1
        self._at(now + _TICK, self._look)

    def _is_due(self, box: Box, moment: float) -> None:
        box.due = moment
        heapq.heappush(self._due, (moment, box.id.int, box))

    # -- runs

    def _queueing(self, box: Box, trigger: str) -> Callable[[float], None]:
        def queues(now: float) -> None:
            if not box.waits_for:
                self._queue(box, trigger, now)

        return queues

    def _queue(self, box: Box, trigger: str, now: float) -> None:
        box.waits_for = trigger
        self._queues[trigger].append(box)
        self._serve(trigger, now)

    def _serve(self, trigger: str, now: float) -> None:
        queue = self._queues[trigger]
        while queue:
            process = max(self._processes, key=lambda one: (one.free[trigger], -one.core_free_at))
            if not process.free[trigger]:
                return
            box = queue.popleft()
            box.waits_for = ""
            wanted = box.unheard or box.due <= now or trigger == "housekeeping"
            if not box.runs and wanted:
                self._begin(box, trigger, process, now)

    def _begin(self, box: Box, trigger: str, process: Process, now: float) -> None:
        heard, box.changes, box.unheard, box.runs = box.changes, [], 0, True
        cost = self._change(len(heard)) if heard else self._idle
        process.free[trigger] -= 1
        process.core_free_at = max(process.core_free_at, now) + cost.cpu
        ends = process.core_free_at + cost.requests * self._given.request_seconds
        out = self.outcome
        out.runs[trigger] += 1
        out.cpu += cost.cpu
        out.requests += cost.requests
        out.by_minute[int(now // 60)] += 1
        out.cpu_by_minute[int(now // 60)] += int(cost.cpu * 1e6)
        for number in range(int(cost.requests)):
            out.requests_by_second[int(now + number * self._given.request_seconds)] += 1
        self._at(ends, lambda then: self._end(box, trigger, process, heard, then))

    def _end(self, box: Box, trigger: str, process: Process, heard: list[float], now: float) -> None:
        usual = timedelta(seconds=self._given.poll_seconds)
        longer = pace.longer(timedelta(seconds=box.pause), usual)
        box.pause = (usual if heard else longer).total_seconds()
        box.runs, box.ended = False, now
        self._is_due(box, now + box.pause)
        process.free[trigger] += 1
        self.outcome.lags += [now - changed for changed in heard]
        for number in range(len(heard) * self._given.rings):
            # the other system tells of our own writes
            self._at(now + 0.3 * (number + 1), self._ringing(box))
        if box.unheard and not box.waits_for:
            self._hear(box, now)
        self._serve(trigger, now)
