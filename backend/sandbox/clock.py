"""The sandbox's time: the machine's, shifted at will."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Time of the two systems. It runs on after being set; tokens use the machine's own time instead."""

    def __init__(self) -> None:
        self._shift = 0.0

    def now(self) -> datetime:
        """The moment, in UTC."""
        return datetime.fromtimestamp(time.time() + self._shift, UTC)

    def set(self, moment: datetime) -> None:
        """Let it be *moment* (aware) now."""
        self._shift = moment.timestamp() - time.time()

    def advance(self, by: timedelta) -> None:
        """Let *by* pass at once."""
        self._shift += by.total_seconds()
