"""`python -m tests.chaos.mutant_table`: by which histories each deliberate fault is caught, and after how many."""

from __future__ import annotations

import argparse
import sys

from tests.chaos.acts import Kind
from tests.chaos.mutants import CAUGHT_BY, MUTANTS
from tests.chaos.opening import opened_theatre
from tests.chaos.tellers import STEPS, TELLERS
from tests.chaos.theatre import Theatre

#: characters of what was seen
_WIDTH = 110


def main() -> int:
    """Print the table; 1 when a fault survives."""
    wanted = _arguments()
    names = wanted.mutants or sorted(MUTANTS)
    survived = 0
    print(f"{'mutant':24}{'histories':11}{'seeds':>6}  what was seen")
    with opened_theatre() as stage:
        for name in names:
            for kind in wanted.kinds:
                caught = _caught(stage, name, kind, wanted.seeds)
                survived += caught is None
                seed, seen = caught or (0, f"nothing in {wanted.seeds} histories")
                print(f"{name:24}{kind:11}{seed or '-':>6}  {' '.join(seen.split())[:_WIDTH]}", flush=True)
    return 1 if survived else 0


def _caught(stage: Theatre, name: str, kind: Kind, seeds: int) -> tuple[int, str] | None:
    """The first seed whose history a fault spoils, and how."""
    for seed in range(1, seeds + 1):
        error = stage.fails(TELLERS[kind](seed, STEPS[kind]), MUTANTS[name])
        if isinstance(error, CAUGHT_BY):
            return seed, f"{type(error).__name__}: {error}"
    return None


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.mutant_table", description=__doc__)
    parser.add_argument("mutants", nargs="*", help="some; else all")
    parser.add_argument("--kinds", nargs="+", choices=list(TELLERS), default=["items"], help="kinds of histories")
    parser.add_argument("--seeds", type=int, default=60, help="histories until a fault counts as survived")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
