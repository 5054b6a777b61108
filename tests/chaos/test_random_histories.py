"""People act at random on both sides while runs fail and die; at rest every promise holds (engine.md §3.1).

CHAOS=10 plays ten times as many acts. A failing seed is told as a short history, and `make chaos` plays it again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Final

import pytest

from tests.chaos.acts import Kind
from tests.chaos.shrink import alike, shrink
from tests.chaos.tellers import STEPS, TELLERS
from tests.chaos.theatre import Theatre

#: acts of a test run, by kind of history
ACTS: Final[Mapping[Kind, int]] = {"items": 4_700, "meetings": 120, "series": 180}
TIMES: Final = int(os.environ.get("CHAOS", "1"))
#: histories that are played one after the other in one world
TOGETHER: Final = 5


def _all() -> Iterator[object]:
    for kind, acts in ACTS.items():
        histories = TIMES * acts // STEPS[kind]
        for first in range(1, histories + 1, TOGETHER):
            seeds = range(first, min(first + TOGETHER, histories + 1))
            yield pytest.param(kind, seeds, id=f"{kind}-{seeds[0]}-{seeds[-1]}")


@pytest.mark.parametrize(("kind", "seeds"), _all())
def test_every_promise_holds_whatever_happens(stage: Theatre, kind: Kind, seeds: range) -> None:
    for seed in seeds:
        history = TELLERS[kind](seed, STEPS[kind])
        if error := stage.fails(history):
            short = shrink(history, lambda one: alike(error, stage.fails(one)), tries=60)
            pytest.fail(f"{short}\n→ {stage.fails(short) or error}\n({kind}, seed {seed}, {STEPS[kind]} steps)")


@pytest.mark.parametrize("kind", TELLERS)
def test_a_seed_tells_the_same_story_again(kind: Kind) -> None:
    tell = TELLERS[kind]
    assert str(tell(7, 40)) == str(tell(7, 40))
    assert tell(7, 40).acts == tell(7, 60).acts[:40]
