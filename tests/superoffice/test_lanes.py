"""Requests side by side: every result is told, also when one of them fails."""

from __future__ import annotations

from threading import Barrier

import pytest

from backend.superoffice.lanes import WIDTH, as_done


def test_each_task_is_done_once_and_several_at_a_time() -> None:
    together = Barrier(WIDTH)

    def squared(number: int) -> int:
        together.wait(timeout=10)
        return number * number

    tasks = range(WIDTH * 4)
    assert sorted(as_done(squared, tasks)) == [(number, number * number) for number in tasks]


def test_what_was_done_beside_a_failure_is_told_before_it() -> None:
    together = Barrier(WIDTH)

    def all_but_one(number: int) -> None:
        together.wait(timeout=10)
        if number == 1:
            raise LookupError

    told: list[int] = []
    with pytest.raises(LookupError):
        for number, _ in as_done(all_but_one, range(WIDTH)):
            told.append(number)
    assert sorted(told) == [number for number in range(WIDTH) if number != 1]
