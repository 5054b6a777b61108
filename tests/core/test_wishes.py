"""What people said by hand about items: kept as JSON, handed on to later items of a series."""

from __future__ import annotations

import pytest

from backend.core.items import Chosen
from backend.core.preferences import Private
from backend.core.wishes import NO_WISH, Wish

COMPANY, PROJECT = Chosen(company_id=3, person_id=0), Chosen(project_id=7)


@pytest.mark.parametrize(
    "wish",
    [
        NO_WISH,
        Wish(unlinked=True, series=True),
        Wish(included=True, private=Private.BUSY_ONLY, chosen=COMPANY),
        Wish(owed=PROJECT, later=COMPANY),
    ],
)
def test_a_wish_is_kept_as_it_is(wish: Wish) -> None:
    assert Wish.load(wish.dump()) == wish
    assert None not in wish.dump().values() and False not in wish.dump().values()


def test_later_items_get_what_was_said_of_the_series_alone() -> None:
    said = Wish(unlinked=True, series=True, chosen=PROJECT, owed=PROJECT, later=COMPANY)
    assert said.of_newcomer(has_row=False) == Wish(unlinked=True, series=True, chosen=COMPANY, later=COMPANY)
    assert said.of_newcomer(has_row=True) == Wish(unlinked=True, series=True, owed=COMPANY, later=COMPANY)


def test_what_is_chosen_later_lies_over_what_was_chosen_before() -> None:
    assert PROJECT.over(COMPANY) == Chosen(company_id=3, person_id=0, project_id=7)
    assert COMPANY.over(Chosen(company_id=1, project_id=7)) == Chosen(company_id=3, person_id=0, project_id=7)
    assert COMPANY.over(None) == COMPANY
