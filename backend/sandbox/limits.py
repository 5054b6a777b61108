"""Graph's limits per app and mailbox (contracts/graph.md §4)."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

CONCURRENT = 4
REQUESTS = 10_000
#: seconds in which REQUESTS are allowed
WINDOW = 600.0


@dataclass(slots=True)
class MailboxLimit:
    """What one app does in one mailbox."""

    in_flight: int = 0
    #: moments of the requests of the last WINDOW seconds, oldest first
    moments: deque[float] = field(default_factory=deque)

    def refuse(self, now: float) -> int | None:
        """Seconds to wait when a request at *now* (epoch seconds) is over a limit; None when it may go on."""
        if self.in_flight >= CONCURRENT:
            return 1
        # the clock can be set back: a moment in the future is as stale as an old one
        while self.moments and not now - WINDOW < self.moments[0] <= now:
            self.moments.popleft()
        if len(self.moments) >= REQUESTS:
            return max(1, math.ceil(self.moments[0] + WINDOW - now))
        return None

    def enter(self, now: float) -> None:
        """A request begins."""
        self.in_flight += 1
        self.moments.append(now)

    def leave(self) -> None:
        """A request ends."""
        self.in_flight -= 1
