"""A series as a whole: told as its next item, taken out of the sync and included, with what comes later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.v1.acts import accepted, prefer, refusal, stays
from tests.api.v1.conftest import Pane
from tests.company import Company, at

#: weeks of the window, the present one included
_WEEKS = 26


def adds_series(company: Company, subject: str, **more: Any) -> str:
    """A series of Linda's that goes on every week; the id of its master."""
    weekly = {"type": "weekly", "interval": 1, "daysOfWeek": [f"{at(2):%A}".lower()]}
    rule = {"pattern": weekly, "range": {"type": "noEnd", "startDate": f"{at(2):%Y-%m-%d}"}}
    return company["linda"].in_outlook.adds(subject, at(2, 11), recurrence=rule, **more)


def items_of(company: Company, master: str) -> list[str]:
    """The ids of a series' items of the next weeks."""
    window = f"startDateTime={at(0):%Y-%m-%d}T00:00:00Z&endDateTime={at(60):%Y-%m-%d}T00:00:00Z"
    listed = company["linda"].in_outlook.http.get(f"/me/events/{master}/instances?{window}").json()["value"]
    return [str(one["id"]) for one in listed]


def later(company: Company, weeks: int) -> None:
    """A run some weeks from now, in whose window further items lie."""
    company.run("linda", now=datetime.now(UTC) + timedelta(weeks=weeks))


def test_a_series_is_taken_out_by_one_of_its_items_and_included_by_itself(company: Company, linda: Pane) -> None:
    people = company["linda"]
    master = adds_series(company, "Round")
    company.run("linda")
    held = len(people.in_superoffice.titles())
    assert held >= _WEEKS - 1
    second = items_of(company, master)[1]
    accepted(linda.post(f"/items/{second}/unlink-series"))
    people.in_outlook.changes(master, subject="Other round")
    later(company, 3)
    assert people.in_superoffice.titles() == ["Round"] * held

    people.in_outlook.changes(second, subject="The other one")
    whole = linda.get(f"/items/{master}").get_json()
    assert (whole["state"], whole["reason"], whole["whole"], whole["history"]) == (
        "skipped", "unlinked", {"exceptions": 1}, [],
    )  # fmt: skip
    assert (whole["series"]["synced"], whole["series"]["left_out"]) == (0, whole["series"]["items"])
    assert whole["series"]["items"] == held + 3

    accepted(linda.post(f"/items/{master}/include-series", {}))
    later(company, 4)
    assert sorted(people.in_superoffice.titles()) == ["Other round"] * (held + 3) + ["The other one"]
    accepted(linda.post(f"/items/{master}/include-series", {}))
    stays(company)


def test_a_series_that_a_preference_keeps_back_is_included_with_what_comes_later(
    company: Company, linda: Pane
) -> None:
    prefer(company, free=False)
    master = adds_series(company, "Lunch", showAs="free")
    company.run("linda")
    assert company["linda"].in_superoffice.titles() == []
    accepted(linda.post(f"/items/{items_of(company, master)[0]}/include-series", {}))
    company.run("linda")
    held = len(company["linda"].in_superoffice.titles())
    assert held >= _WEEKS - 1
    later(company, 2)
    assert len(company["linda"].in_superoffice.titles()) == held + 2
    told = linda.get(f"/items/{master}").get_json()
    assert (told["state"], told["whole"], told["series"]["left_out"]) == ("linked", {"exceptions": 0}, 0)
    # one item that is taken out by itself stays out alone
    accepted(linda.post(f"/items/{items_of(company, master)[1]}/unlink"))
    later(company, 4)
    assert len(company["linda"].in_superoffice.titles()) == held + 4


def test_of_a_private_series_somebody_says_how_much_superoffice_is_told(company: Company, linda: Pane) -> None:
    master = adds_series(company, "Doctor", sensitivity="private")
    company.run("linda")
    item = items_of(company, master)[0]
    assert refusal(linda.post(f"/items/{item}/include-series", {})) == (409, "private_choice", "private")
    accepted(linda.post(f"/items/{item}/include-series", {"private": "busy only"}))
    company.run("linda")
    titles = company["linda"].in_superoffice.titles()
    assert len(titles) >= _WEEKS - 1 and "Doctor" not in titles


def test_a_series_that_no_run_has_seen_says_so(company: Company, linda: Pane) -> None:
    told = linda.get(f"/items/{adds_series(company, 'Round')}").get_json()
    assert (told["state"], told["sentence"], told["whole"]) == (
        "not_linked", "No sync has seen this series yet.", {"exceptions": 0},
    )  # fmt: skip


@pytest.mark.parametrize("act", ["unlink-series", "include-series"])
def test_what_is_no_series_of_ones_own_is_not_found(company: Company, linda: Pane, act: str) -> None:
    event = company["linda"].in_outlook.adds("Lunch", at(2, 11))
    company.run("linda")
    strange = company["julie"].in_outlook.adds("Julie's", at(2, 11))
    for item in (event, strange, "AAMkNobody", "4711"):
        assert refusal(linda.post(f"/items/{item}/{act}", {})) == (404, "item_not_found", "")
