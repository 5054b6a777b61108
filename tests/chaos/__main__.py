"""`python -m tests.chaos --seed N --steps M`: play random histories, and tell the one that fails, shortened."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from backend.config import Settings
from backend.jobs import schema
from backend.sandbox import environment
from backend.sandbox.people import make_world
from backend.sync.service import open_product
from tests.chaos.acts import History
from tests.chaos.meeting_story import tell_of_meetings
from tests.chaos.mutants import MUTANTS, Mutant, sound
from tests.chaos.shrink import shrink
from tests.chaos.story import tell
from tests.chaos.theatre import Theatre, theatre
from tests.product import PUBLIC_URL
from tests.sandbox_client import running_sandbox


def main() -> int:
    """Play; 1 when a promise was broken."""
    wanted = _arguments()
    mutant = MUTANTS.get(wanted.mutant, sound)
    told = tell_of_meetings if wanted.meetings else tell
    began = time.monotonic()
    with _theatre() as stage:
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
    print(f"{wanted.seeds} histories, {acts} acts, {time.monotonic() - began:.0f} s: every promise holds")
    return 0


def _explain(stage: Theatre, history: History, mutant: Mutant, error: Exception, *, shorten: bool) -> None:
    """Print the shortest history that fails in the same way, and how."""
    if shorten:
        history = shrink(history, lambda one: type(stage.fails(one, mutant)) is type(error))
        error = stage.fails(history, mutant) or error
    print(history, f"\n→ {type(error).__name__}: {error}")
    traceback.print_exception(error)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="the first seed")
    parser.add_argument("--seeds", type=int, default=1, help="how many seeds from there on")
    parser.add_argument("--steps", type=int, default=60, help="acts of each history")
    parser.add_argument("--meetings", action="store_true", help="histories of meetings instead of appointments")
    parser.add_argument("--mutant", choices=sorted(MUTANTS), default="", help="a fault switched into the engine")
    parser.add_argument("--whole", action="store_true", help="do not shorten a history that fails")
    return parser.parse_args()


@contextmanager
def _theatre() -> Iterator[Theatre]:
    with tempfile.TemporaryDirectory(prefix="sosync-chaos-") as folder, running_sandbox() as sandbox:
        there = environment.settings(make_world("empty"), sandbox.base)
        values: dict[str, Any] = {name.lower(): value for name, value in there.items()}
        values |= {"data_dir": Path(folder), "public_url": PUBLIC_URL, "_env_file": None}
        settings = Settings(**values)
        product = open_product(settings)
        schema.apply(settings)
        try:
            with theatre(product, sandbox) as stage:
                yield stage
        finally:
            product.engine.dispose()


if __name__ == "__main__":
    sys.exit(main())
