"""People invite, answer, move and cancel at random while runs fail and die; at rest every promise holds.

CHAOS_MEETINGS enlarges it; `python -m tests.chaos --meetings --seed …` plays a seed again.
"""

from __future__ import annotations

import os

import pytest

from tests.chaos.meeting_story import tell_of_meetings
from tests.chaos.shrink import shrink
from tests.chaos.theatre import Theatre

#: acts of one history
STEPS = 40
ACTS = int(os.environ.get("CHAOS_MEETINGS", "160"))


@pytest.mark.parametrize("seed", range(1, -(-ACTS // STEPS) + 1))
def test_every_promise_holds_for_meetings(stage: Theatre, seed: int) -> None:
    history = tell_of_meetings(seed, STEPS)
    if error := stage.fails(history):
        short = shrink(history, lambda one: type(stage.fails(one)) is type(error), tries=60)
        pytest.fail(f"{short}\n→ {stage.fails(short) or error}\n(seed {seed}, {STEPS} steps)")
