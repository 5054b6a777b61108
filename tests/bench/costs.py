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


def middle(measured: Iterable[Cost]) -> Cost:
    """The one in the middle by CPU, of an odd number."""
    in_order = sorted(measured, key=lambda cost: cost.cpu)
    return in_order[len(in_order) // 2]
