"""`python -m tests.chaos.marathon --acts 200000`: random histories of all kinds, one after the other, for hours.

Nothing stops it: what breaks a promise is told with its seed, which `make chaos` plays again and shortens.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from itertools import count
from multiprocessing import get_context
from typing import Final

from backend.memory import spare_what_is_loaded
from tests.chaos.acts import Kind
from tests.chaos.opening import opened_theatre
from tests.chaos.tellers import STEPS, TELLERS

#: of a hundred acts, by kind; a history of meetings costs four times as much an act as one of items
SHARES: Final[Mapping[Kind, int]] = {"items": 94, "meetings": 2, "series": 4}
#: a process of its own for each player, which inherits nothing
_FRESH: Final = get_context("spawn")
#: histories that are played in one world
TOGETHER: Final = 20


@dataclass(frozen=True, slots=True)
class Lap:
    """Some histories of one kind, and those that broke a promise: seed and what was seen."""

    kind: Kind
    acts: int
    #: seconds of the playing process's CPU time, without sandbox and database
    cpu: float
    broken: tuple[tuple[int, str], ...]


def lap(kind: Kind, seeds: range) -> Lap:
    """Play these seeds in a world of their own."""
    broken: list[tuple[int, str]] = []
    with opened_theatre() as stage:
        spare_what_is_loaded()
        began = time.process_time()
        for seed in seeds:
            if error := stage.fails(TELLERS[kind](seed, STEPS[kind])):
                broken.append((seed, f"{type(error).__name__}: {error}".splitlines()[0][:200]))
        spent = time.process_time() - began
    return Lap(kind, len(seeds) * STEPS[kind], spent, tuple(broken))


def _laps(acts: int, first: int, kinds: Collection[Kind]) -> Iterator[tuple[Kind, range]]:
    """Laps of these kinds, mixed by their shares, until there are so many acts."""
    done = dict.fromkeys(kinds, 0)
    for number in count():
        if sum(done.values()) >= acts:
            return
        kind = min(done, key=lambda one: done[one] / SHARES[one])
        done[kind] += TOGETHER * STEPS[kind]
        begin = first + number * TOGETHER
        yield kind, range(begin, begin + TOGETHER)


def main() -> int:
    """Run; 1 when a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.marathon", description=__doc__)
    parser.add_argument("--acts", type=int, default=200_000)
    parser.add_argument("--first", type=int, default=10_000, help="the first seed")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--kind", choices=list(SHARES), help="histories of this kind alone")
    wanted = parser.parse_args()
    done: dict[Kind, list[Lap]] = {kind: [] for kind in SHARES}
    began = time.monotonic()
    laps = _laps(wanted.acts, wanted.first, [wanted.kind] if wanted.kind else list(SHARES))
    # without max_tasks_per_child, which Python 3.11 may wait for for ever (python/cpython#115634)
    with ProcessPoolExecutor(wanted.processes, _FRESH) as pool:
        for ended in as_completed(pool.submit(lap, *one) for one in laps):
            one = ended.result()
            done[one.kind].append(one)
            for seed, seen in one.broken:
                print(f"{one.kind} {seed}: {seen}", flush=True)
            acts = sum(each.acts for played in done.values() for each in played)
            print(f"{acts} acts, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    for kind, played in done.items():
        acts, cpu = sum(one.acts for one in played), sum(one.cpu for one in played)
        broken = sum(len(one.broken) for one in played)
        print(f"{kind}: {acts} acts, {cpu:.0f} s of CPU, {broken} histories broke a promise")
    return int(any(one.broken for played in done.values() for one in played))


if __name__ == "__main__":
    sys.exit(main())
