"""The chaos test is itself tested: faults that are switched into the engine are caught by random histories."""

from __future__ import annotations

import pytest

from tests.chaos.mutants import MUTANTS
from tests.chaos.stage import Theatre
from tests.chaos.story import tell
from tests.chaos.test_random_histories import STEPS

#: a fault, and a seed whose history catches it
CAUGHT = {
    "deletion_beats_edit": 1,
}


@pytest.mark.parametrize(("name", "seed"), CAUGHT.items(), ids=list(CAUGHT))
def test_a_fault_in_the_engine_is_caught(stage: Theatre, name: str, seed: int) -> None:
    assert stage.fails(tell(seed, STEPS), MUTANTS[name])
