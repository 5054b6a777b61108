"""Histories of single appointments that once broke a promise, as short as they were found."""

from __future__ import annotations

from typing import Final

import pytest

from backend.core.items import Appointment, Side, Timed
from backend.core.values import replace
from tests.chaos.acts import Act, Edit, Erase, Fault, History, LoseLinks, Make, Sync
from tests.chaos.one_series import CAL, SO, START, WHO
from tests.chaos.product_acts import Prefer, Unlink
from tests.chaos.theatre import Theatre
from tests.chaos.trouble import Kill
from tests.chaos.values import MENTIONED

_DENTIST: Final = Appointment(
    title="Dentist",
    body="agenda",
    place="Main street #1",
    span=Timed(START, START.replace(hour=15), "Europe/Oslo"),
)
_ABOUT_CLARA: Final = replace(_DENTIST, body=f"ask {MENTIONED} about it")
_LINK_BY_EMAIL: Final = Prefer(WHO, "link_by_email", True)


def _make(item: Appointment, *sides: Side) -> Make:
    return Make(WHO, 1, sides, (item,) * len(sides))


_KNOWN: Final[dict[str, tuple[Act, ...]]] = {
    "an event goes of which a dead run had made the row, linked to whom the text names": (
        _LINK_BY_EMAIL, _make(_ABOUT_CLARA, CAL), Sync(WHO, Kill("write", 1, True)), Erase(WHO, 1, CAL),
    ),
    "two are joined while SuperOffice does not tell what the rows are known by, and their link is lost": (
        _make(_DENTIST, SO, CAL), Sync(WHO, Kill("commit", 2, True)), Sync(WHO, Fault("superoffice", "409", 1, 3)),
        LoseLinks(WHO), Edit(WHO, 1, SO, "title", "Review"),
    ),
    "two are joined where SuperOffice keeps no keys, and their link is lost": (
        _make(_DENTIST, SO, CAL), Sync(WHO, Kill("commit", 2, True)), Sync(WHO, Fault("superoffice", "403", 1, 3)),
        LoseLinks(WHO), Edit(WHO, 1, SO, "title", "Review"),
    ),
    "the row of a dead run is taken out of the sync": (
        _make(_DENTIST, CAL), Sync(WHO, Kill("write", 1, True)), Unlink(WHO, 1, SO),
    ),
    "the row of a dead run is taken out of the sync, and deleted": (
        _make(_DENTIST, CAL), Sync(WHO, Kill("write", 1, True)), Unlink(WHO, 1, SO), Erase(WHO, 1, SO),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", _KNOWN)
def test_a_history_of_an_item_that_broke_a_promise_keeps_it(stage: Theatre, name: str) -> None:
    stage.play(History(0, False, (), _KNOWN[name]))


@pytest.mark.parametrize("request_number", range(4, 16))
def test_whatever_superoffice_refuses_to_a_run_the_run_ends_with_a_word(
    stage: Theatre, request_number: int
) -> None:
    refused = Fault("superoffice", "403", 1, request_number)
    stage.play(History(0, False, (), (_LINK_BY_EMAIL, _make(_ABOUT_CLARA, SO, CAL), Sync(WHO, refused))))
