"""The chaos test is itself tested: faults that are switched into the engine are caught by random histories.

`make mutants` tries each from the first seed on, and prints what was seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pytest

from tests.chaos.acts import Kind
from tests.chaos.mutants import MUTANTS
from tests.chaos.tellers import STEPS, TELLERS
from tests.chaos.theatre import Theatre

#: a fault, and a seed whose history catches it
CAUGHT: Final[Mapping[str, tuple[Kind, int]]] = {
    "blind_delete": ("items", 1),
    "cursor_first": ("items", 2),
    "deletion_beats_edit": ("items", 1),
    "key_names_the_item": ("items", 2),
    "lenient_privacy": ("items", 2),
    "losers_untold": ("items", 1),
    "no_if_match": ("items", 1),
    "no_journal": ("items", 1),
    "no_look_up": ("items", 4),
    "no_matching": ("items", 1),
    "no_set_of_occurrences": ("series", 1),
    "own_write_is_foreign": ("items", 1),
    "whole_item": ("items", 1),
}


@pytest.mark.parametrize("name", CAUGHT)
def test_a_fault_in_the_engine_is_caught(stage: Theatre, name: str) -> None:
    kind, seed = CAUGHT[name]
    assert stage.fails(TELLERS[kind](seed, STEPS[kind]), MUTANTS[name])
