"""What a run asks for, and what it need not ask for again."""

from __future__ import annotations

import pytest

from tests.company import Company, at

#: what is the same for everybody of an organisation
_SHARED = ("/TimeZone/base", "/ForeignApp/{app}")


@pytest.fixture(autouse=True)
def _linda_was_first(company: Company) -> None:
    """A colleague was synced both ways in the same process."""
    linda = company["linda"]
    linda.in_superoffice.adds("Budget", at(1, 9))
    linda.in_outlook.adds("Lunch", at(1, 12))
    company.settles("linda")


def _asked(company: Company, key: str) -> dict[str, int]:
    """How often each question was put to SuperOffice and Outlook in a run, by method and route."""
    company.sandbox.control("DELETE", "requests")
    assert company.run(key).outcome == "ok"
    listed = company.sandbox.requests()["requests"]
    return {f"{one['method']} {one['route']}": one["count"] for one in listed}


def _of(asked: dict[str, int], *ends: str) -> int:
    return sum(count for route, count in asked.items() if route.endswith(ends))


def test_a_colleague_does_not_ask_again_for_what_is_the_organisations(company: Company) -> None:
    company["julie"].in_superoffice.adds("Review", at(2, 9))
    asked = _asked(company, "julie")
    assert not _of(asked, *_SHARED, "/MDOList/{name}", "/GetPreferences"), asked
    assert company["julie"].in_outlook.item("Review")
    # where her back pointers are kept is new, and that is all that has to be said
    assert _of(asked, "/ForeignApp/{app}/{device}/{identifier}") == 1, asked


def test_lists_that_a_group_may_narrow_are_asked_for_by_each_user(company: Company) -> None:
    company["julie"].in_outlook.adds("Review", at(2, 9))
    asked = _asked(company, "julie")
    assert not _of(asked, *_SHARED), asked
    # priorities and defaults; types only where they are shown
    assert (_of(asked, "/MDOList/{name}"), _of(asked, "/GetPreferences")) == (1, 1), asked


def test_many_new_events_have_their_back_pointers_written_in_one_request(company: Company) -> None:
    for number in range(120):
        company["julie"].in_superoffice.adds(f"Item {number}", at(1 + number // 8, 8 + number % 8))
    assert _of(_asked(company, "julie"), "/DatabaseTable/Upsert") == 1
