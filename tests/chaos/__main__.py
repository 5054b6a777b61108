"""`python -m tests.chaos --seed N --steps M`: play random histories, and tell the one that fails, shortened."""

from __future__ import annotations

import argparse
import sys
import time
import traceback

from tests.chaos.acts import History
from tests.chaos.mutants import MUTANTS, Mutant, sound
from tests.chaos.opening import opened_theatre
from tests.chaos.shrink import alike, shrink
from tests.chaos.tellers import TELLERS
from tests.chaos.theatre import Theatre


def main() -> int:
    """Play; 1 when a promise was broken."""
    wanted = _arguments()
    mutant = MUTANTS.get(wanted.mutant, sound)
    told = TELLERS[wanted.kind]
    began, spent = time.monotonic(), time.process_time()
    with opened_theatre() as stage:
        for seed in range(wanted.seed, wanted.seed + wanted.seeds):
            history = told(seed, wanted.steps)
            if wanted.seeds == 1:
                print(history, flush=True)
            error = stage.fails(history, mutant)
            if error:
                print(f"seed {seed} breaks a promise: {error}\n")
                _explain(stage, history, mutant, error, shorten=not wanted.whole)
                return 1
    acts = wanted.seeds * wanted.steps
    took, cpu = time.monotonic() - began, time.process_time() - spent
    print(f"{wanted.seeds} histories, {acts} acts, {took:.0f} s, {cpu:.0f} s of CPU: every promise holds")
    return 0


def _explain(stage: Theatre, history: History, mutant: Mutant, error: Exception, *, shorten: bool) -> None:
    """Print the shortest history that fails in the same way, and how."""
    if shorten:
        history = shrink(history, lambda one: alike(error, stage.fails(one, mutant)))
        error = stage.fails(history, mutant) or error
    print(history, f"\n→ {type(error).__name__}: {error}")
    traceback.print_exception(error)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="the first seed")
    parser.add_argument("--seeds", type=int, default=1, help="how many seeds from there on")
    parser.add_argument("--steps", type=int, default=60, help="acts of each history")
    parser.add_argument("--kind", choices=list(TELLERS), default="items", help="kind of histories")
    parser.add_argument("--mutant", choices=sorted(MUTANTS), default="", help="a fault switched into the engine")
    parser.add_argument("--whole", action="store_true", help="do not shorten a history that fails")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
