"""The chaos test is itself tested: faults that are switched into the engine are caught by random histories."""

from __future__ import annotations

import pytest

from tests.chaos.meeting_story import tell_of_meetings
from tests.chaos.mutants import MUTANTS
from tests.chaos.story import tell
from tests.chaos.test_random_histories import STEPS
from tests.chaos.test_random_meetings import STEPS as STEPS_OF_MEETINGS
from tests.chaos.theatre import Theatre

#: a fault, and the first seed whose history catches it
CAUGHT = {
    "blind_delete": 4,
    "cursor_first": 1,
    "deletion_beats_edit": 1,
    "lenient_privacy": 4,
    "losers_untold": 1,
    "no_if_match": 4,
    "no_look_up": 1,
    "no_matching": 1,
    "own_write_is_foreign": 1,
    "whole_item": 1,
}


@pytest.mark.parametrize(("name", "seed"), CAUGHT.items(), ids=list(CAUGHT))
def test_a_fault_in_the_engine_is_caught(stage: Theatre, name: str, seed: int) -> None:
    assert stage.fails(tell(seed, STEPS), MUTANTS[name])


def test_a_fault_in_the_engine_is_caught_by_meetings(stage: Theatre) -> None:
    assert stage.fails(tell_of_meetings(3, STEPS_OF_MEETINGS), MUTANTS["own_write_is_foreign"])
