"""How fast one mailbox asks one system: a few requests at a time, fewer once it was told to wait, and in the long
run no more than the system allows a mailbox."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

#: requests at a time: Outlook serves four of an app and mailbox, and the owner's pane asks as well
WIDEST: Final = 3
#: requests that went well after which one more at a time is tried
_PATIENT: Final = 20


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a mailbox may ask: *burst* requests at once, and *rate* a second from then on."""

    burst: int
    rate: float


#: Outlook serves 10,000 requests of an app and mailbox in ten minutes (contracts/graph.md §4): 4,000 + 600 s × 10
OUTLOOK: Final = Allowance(4_000, 10.0)


class Throttle:
    """One mailbox at one system. Thread-safe."""

    def __init__(self, allowance: Allowance | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._allowance = allowance
        self._clock = clock
        self._free = threading.Condition()
        self._width = WIDEST
        self._under_way = 0
        self._went_well = 0
        self._until = 0.0
        self._tokens = float(allowance.burst) if allowance else 0.0
        self._filled_at = clock()

    @property
    def width(self) -> int:
        """Requests at a time that go well, as far as is known."""
        return self._width

    @contextmanager
    def turn(self) -> Iterator[None]:
        """A request is under way inside; waits while there are as many as go well."""
        with self._free:
            self._free.wait_for(lambda: self._under_way < self._width)
            self._under_way += 1
        try:
            yield
        finally:
            with self._free:
                self._under_way -= 1
                self._free.notify()

    def wait(self, requests: int) -> float:
        """Seconds until so many requests may be sent; 0.0 when they may now, and then they count as sent."""
        with self._free:
            now = self._clock()
            if now < self._until:
                return self._until - now
            if self._allowance is None:
                return 0.0
            gained = (now - self._filled_at) * self._allowance.rate
            self._tokens, self._filled_at = min(self._tokens + gained, float(self._allowance.burst)), now
            # what costs more than there ever is may be sent when all is there
            missing = min(requests, self._allowance.burst) - self._tokens
            if missing > 0:
                return missing / self._allowance.rate
            self._tokens -= requests
            return 0.0

    def went_well(self) -> None:
        """A request was served."""
        with self._free:
            self._went_well += 1
            if self._went_well >= _PATIENT and self._width < WIDEST:
                self._width, self._went_well = self._width + 1, 0
                self._free.notify()

    def slow_down(self, seconds: float) -> None:
        """The system asked to come again in so many seconds: until then nothing is sent, then half as much."""
        with self._free:
            self._width, self._went_well = max(1, self._width // 2), 0
            self._until = max(self._until, self._clock() + seconds)
