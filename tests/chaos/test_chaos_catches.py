"""The chaos test is itself tested: faults that are switched into the engine are caught by random histories.

`make mutants` tries each from the first seed on, and prints what was seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pytest

from tests.chaos.acts import Kind
from tests.chaos.mutants import CAUGHT_BY, MUTANTS
from tests.chaos.tellers import STEPS, TELLERS
from tests.chaos.theatre import Theatre

#: a fault, and a seed whose history catches it
CAUGHT: Final[Mapping[str, tuple[Kind, int]]] = {
    "blind_delete": ("items", 4),
    "cursor_first": ("items", 1),
    "deaf_while_it_runs": ("items", 3),
    "deletion_beats_edit": ("items", 1),
    "key_names_the_item": ("items", 11),
    "lenient_privacy": ("items", 2),
    "losers_untold": ("items", 2),
    "no_fence": ("items", 1),
    "no_if_match": ("items", 4),
    "no_journal": ("items", 1),
    "no_look_up": ("items", 2),
    "no_matching": ("items", 2),
    "no_set_of_occurrences": ("series", 1),
    "own_write_is_foreign": ("items", 3),
    "private_late": ("items", 1_198),
    "unlinked_is_synced": ("items", 5),
    "whole_item": ("items", 2),
}


def test_every_fault_is_tried() -> None:
    assert CAUGHT.keys() == MUTANTS.keys()


@pytest.mark.parametrize("name", CAUGHT)
def test_a_fault_in_the_engine_is_caught(stage: Theatre, name: str) -> None:
    kind, seed = CAUGHT[name]
    with pytest.raises(CAUGHT_BY):
        stage.play(TELLERS[kind](seed, STEPS[kind]), MUTANTS[name])
