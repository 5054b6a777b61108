"""What counts when values are compared."""

from __future__ import annotations

from operator import eq, ne

import pytest

from backend.core.items import Timed
from backend.core.values import replace
from tests.company import at

NINE = Timed(at(1, 9), at(1, 10), "Europe/Oslo")


def test_what_is_told_beside_a_value_does_not_count() -> None:
    elsewhere = replace(NINE, zone="Asia/Tokyo")
    assert (eq(NINE, elsewhere), ne(NINE, elsewhere)) == (True, False)
    assert {NINE, elsewhere} == {NINE}


@pytest.mark.parametrize("other", [replace(NINE, end=at(1, 11)), "nine", None])
def test_everything_else_does(other: object) -> None:
    assert (eq(NINE, other), ne(NINE, other)) == (False, True)
