"""A first sync of more new items than are decided at once: all are made, each once."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from backend.core.items import Side
from backend.sync.planning import MANY
from tests.chaos.trouble import Killed, tapped
from tests.company import Company, at

#: on each side
NUMBER = MANY // 2 + 20


def _fill(company: Company) -> None:
    linda = company["linda"]

    def one(number: int) -> None:
        linda.in_outlook.adds(f"Outlook {number}", at(1) + timedelta(hours=number))
        linda.in_superoffice.adds(f"SuperOffice {number}", at(1) + timedelta(hours=number))

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(one, range(NUMBER)))


def _all_are_there_once(company: Company) -> None:
    linda = company["linda"]
    wanted = Counter(f"{where} {number}" for where in ("Outlook", "SuperOffice") for number in range(NUMBER))
    assert Counter(event["subject"] for event in linda.in_outlook.items()) == wanted
    assert Counter(row["Title"] for row in linda.in_superoffice.items()) == wanted


def test_many_new_items_on_both_sides_are_made_once(company: Company) -> None:
    _fill(company)
    report = company.run("linda")
    assert report.created == report.planned == dict.fromkeys(Side, NUMBER)
    _all_are_there_once(company)
    company.settles("linda")


def test_a_run_that_dies_among_many_new_items_is_finished_by_the_next(company: Company) -> None:
    _fill(company)
    with tapped(company.product.engine) as tap:
        tap.arm({("write", NUMBER - 5, True): tap.kill})
        with pytest.raises(Killed):
            company.run("linda")
    company.restart()
    company.run("linda")
    _all_are_there_once(company)
    company.settles("linda")
