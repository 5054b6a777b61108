"""What a step of a synchronisation costs whoever carries it out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cost:
    """One step, as the synchronising process pays for it."""

    #: seconds, of all its threads
    cpu: float
    #: HTTP requests to both sides
    requests: int
    #: seconds by the clock on the wall; the servers' work is in it
    wall: float


def least(measured: Iterable[Cost]) -> Cost:
    """The one that took the least CPU."""
    return min(measured, key=lambda cost: cost.cpu)
