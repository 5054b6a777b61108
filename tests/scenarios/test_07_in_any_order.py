"""Scenario 7l: Julie accepts, Linda declines, C moves, in any order and at any pace; neither decides the end."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.company import at
from tests.scenarios.cast import Person
from tests.scenarios.company import Company
from tests.scenarios.shown import A, D, T

NEW_TIME = at(4, 13)
ORDERS = list(permutations(("julie accepts", "linda declines", "c moves")))


@pytest.mark.parametrize("order", ORDERS, ids=", ".join)
@pytest.mark.parametrize("system", ["outlook", "superoffice"])
@pytest.mark.either_first
def test_7l_in_any_order(
    company: Company, linda: Person, julie: Person, c: Person, order: tuple[str, ...], system: str
) -> None:
    """An answer given before the move is void after it, and stands when given after it.

    Answers in SuperOffice are given to the time that it shows: without a run since the move that is the old one.
    """
    meeting = c.in_outlook.invites("Inspection", linda, julie, start=at(2, 10))
    company.runs()
    for act in order:
        match act, system:
            case "julie accepts", "outlook":
                julie.in_outlook.accepts(meeting)
            case "julie accepts", _:
                julie.in_superoffice.accepts(meeting)
            case "linda declines", "outlook":
                linda.in_outlook.declines(meeting)
            case "linda declines", _:
                linda.in_superoffice.declines(meeting)
            case _:
                c.in_outlook.moves(meeting, NEW_TIME)
    company.rounds()
    # what Linda said before her own mailbox saw the new time is told once the invitation must have come
    company.passes(minutes=5)
    company.runs()
    known = system == "outlook" or company.runs_after_every_act
    after_move = set(order[order.index("c moves") + 1 :]) if known else set()
    julies, lindas = (A if "julie accepts" in after_move else T), (D if "linda declines" in after_move else T)

    original = c.in_outlook.sees(meeting)
    assert original and (original.answer_of(julie), original.answer_of(linda)) == (julies, lindas)
    row, copy = julie.in_superoffice.sees(meeting), julie.in_outlook.sees(meeting)
    assert row and copy and row.start == copy.start == NEW_TIME
    assert row.own == copy.own == julies
    row, copy = linda.in_superoffice.sees(meeting), linda.in_outlook.sees(meeting)
    if lindas == D:
        assert row is None and copy is None
    else:
        assert row and copy and row.start == copy.start == NEW_TIME
        assert row.own == copy.own == T
