"""What is not synced, page by page, and deletions that wait for a person."""

from __future__ import annotations

import pytest

from tests.api.v1.conftest import Pane
from tests.company import Company, at
from tests.jobs.test_worker import working


def test_failures_come_page_by_page_with_words(company: Company, linda: Pane) -> None:
    for number in range(5):
        company["linda"].in_outlook.adds(f"Secret {number}", at(2 + number), sensitivity="private")
    company["linda"].in_outlook.adds("Lunch", at(2, 11))
    company.run("linda")
    seen, after = [], ""
    while True:
        page = linda.get("/failures", limit=2, after=after).get_json()
        assert page["total"] == 5
        seen += page["items"]
        after = page["next"]
        if not after:
            break
    assert len({one["link"] for one in seen}) == len(seen) == 5
    assert {one["reason"] for one in seen} == {"private"}
    assert all(one["sentence"] and one["remedy"] for one in seen)
    item = linda.get(f"/items/{seen[0]['calendar_id']}").get_json()
    assert item["state"] == seen[0]["state"] == "skipped"


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 101}, {"limit": "x"}, {"after": "x"}, {"more": 1}])
def test_a_wrong_page_is_told_its_field(linda: Pane, query: dict[str, object]) -> None:
    answer = linda.get("/failures", **query)
    assert answer.status_code == 400
    assert answer.get_json()["field"] in query


def test_held_deletions_are_let_through(company: Company, linda: Pane) -> None:
    people = company["linda"]
    events = [people.in_outlook.adds(f"Item {number}", at(2 + number)) for number in range(12)]
    company.settles("linda")
    nothing = linda.post("/deletions/confirm")
    assert (nothing.status_code, nothing.get_json()["code"]) == (409, "nothing_held")
    for event in events:
        people.in_outlook.deletes(event)
    assert company.run("linda").outcome == "held"
    assert linda.get("/failures").get_json()["items"][0]["reason"] == "mass_deletion"
    assert len(people.in_superoffice.items()) == 12
    assert linda.post("/deletions/confirm").status_code == 202
    with working(company.product):
        pass
    assert people.in_superoffice.items() == []
    assert linda.get("/failures").get_json()["total"] == 0
