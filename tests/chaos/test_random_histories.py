"""People act at random on both sides while runs fail and die; at rest every promise holds (engine.md §3.1).

CHAOS_ACTS enlarges it. A failing seed is told as a short history; `make chaos SEED=… STEPS=…` plays it again.
"""

from __future__ import annotations

import os

import pytest

from tests.chaos.shrink import shrink
from tests.chaos.story import tell
from tests.chaos.theatre import Theatre

#: acts of one history
STEPS = 60
ACTS = int(os.environ.get("CHAOS_ACTS", "480"))


@pytest.mark.parametrize("seed", range(1, -(-ACTS // STEPS) + 1))
def test_every_promise_holds_whatever_happens(stage: Theatre, seed: int) -> None:
    history = tell(seed, STEPS)
    if error := stage.fails(history):
        short = shrink(history, lambda one: type(stage.fails(one)) is type(error), tries=60)
        pytest.fail(f"{short}\n→ {stage.fails(short) or error}\n(seed {seed}, {STEPS} steps)")


def test_a_seed_tells_the_same_story_again() -> None:
    assert str(tell(7, 40)) == str(tell(7, 40))
    assert tell(7, 40).acts == tell(7, 60).acts[:40]
