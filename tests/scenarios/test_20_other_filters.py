"""Scenario 20: an administrator changes filters: what is synced stays as it is, and only what is new obeys."""

from __future__ import annotations

from typing import Any

import pytest

from tests.company import at
from tests.scenarios import memory
from tests.scenarios.cast import Person
from tests.scenarios.company import Company
from tests.scenarios.meeting import Meeting
from tests.scenarios.weather import prefers, run_reports, sums, unjudged

Json = dict[str, Any]
PRIVATE = {"private": "yes"}

#: the preferences before, what is made in Outlook, and the preferences after which no such thing is taken any more
FILTERS: list[tuple[str, Json, Json, Json]] = [
    ("free", {}, {"showAs": "free"}, {"free": False}),
    ("private", PRIVATE, {"sensitivity": "private"}, {"private": "no"}),
    ("direction", {}, {}, {"direction": "superoffice-to-calendar"}),
    ("no_direction", {}, {}, {"direction": "none"}),
]
filters = pytest.mark.parametrize(("_name", "before", "kind", "after"), FILTERS, ids=[one[0] for one in FILTERS])


def everything(company: Company) -> dict[str, Any]:
    """Whatever both systems tell of linked people's items, with ids and stamps."""
    return {
        f"{side.__name__} {person.key}": [one.wire for one in side(person)]
        for person in company.linked
        for side in (company.outlook, company.superoffice)
    }


def ids(company: Company) -> dict[str, list[Any]]:
    """What is where, by the systems' own ids."""
    told = everything(company)
    return {where: [one.get("id") or one["AppointmentId"] for one in items] for where, items in told.items()}


def nothing_is_touched(company: Company, before: dict[str, Any]) -> None:
    """Some runs write nothing, and every item is what it was."""
    mails, ran = company.post.sent(), len(run_reports(company))
    company.rounds()
    company.rounds()
    reports = run_reports(company)[ran:]
    assert [sums(reports, what) for what in ("created", "updated", "deleted")] == [0, 0, 0], reports
    assert everything(company) == before
    assert company.post.sent() == mails


@filters
def test_what_is_synced_stays(
    company: Company, linda: Person, c: Person, _name: str, before: Json, kind: Json, after: Json
) -> None:
    prefers(company, **before)
    linda.in_outlook.invites("Lunch", start=at(3, 11), **kind)
    linda.in_outlook.invites("Offer", c, start=at(3, 13), **kind)
    linda.in_outlook.invites_to_series("Weekly", count=3, start=at(4, 9), **kind)
    linda.in_superoffice.invites("Review", start=at(5, 9))
    company.runs()
    there = everything(company)
    prefers(company, **after)
    nothing_is_touched(company, there)


@filters
def test_what_is_excluded_is_not_followed_and_comes_back_with_the_filter(
    company: Company, linda: Person, _name: str, before: Json, kind: Json, after: Json
) -> None:
    """Neither deleted nor updated (sync-rules 13); when the filter goes, both sides are in step again."""
    prefers(company, **before)
    lunch = linda.in_outlook.invites("Lunch", start=at(3, 11), **kind)
    company.runs()
    prefers(company, **after)
    with unjudged(company):
        linda.in_outlook.places(lunch, "Quay 1")
    company.rounds()
    row = linda.in_superoffice.sees(lunch)
    assert row and row.place == ""
    prefers(company, **before)
    company.acted()
    company.runs()
    row = linda.in_superoffice.sees(lunch)
    assert row and row.place == "Quay 1"


@filters
def test_what_is_new_obeys_and_follows_when_the_filter_goes(
    company: Company, linda: Person, c: Person, _name: str, before: Json, kind: Json, after: Json
) -> None:
    prefers(company, **after)
    with unjudged(company):
        lunch = linda.in_outlook.invites("Lunch", start=at(3, 11), **kind)
        series = linda.in_outlook.invites_to_series("Weekly", count=3, start=at(4, 9), **kind)
    company.rounds()
    assert linda.in_superoffice.sees(lunch) is None
    assert linda.in_superoffice.shows(series) == []
    prefers(company, **before)
    company.acted()
    company.runs()
    assert linda.in_superoffice.sees(lunch)
    assert len(linda.in_superoffice.shows(series)) == 3


def test_whole_days_stay(company: Company, linda: Person) -> None:
    linda.in_outlook.calendar.adds_days("Holiday", at(5), 3)
    company.acted()
    company.runs()
    there = everything(company)
    prefers(company, all_day=False)
    nothing_is_touched(company, there)
    linda.in_outlook.calendar.adds_days("Fair", at(9), 1)
    company.rounds()
    assert company.superoffice(linda, "Fair") == []


# -- the window


@pytest.fixture
def spread(company: Company, linda: Person, c: Person) -> list[Meeting]:
    """Items near and far, with guests and in series."""
    return [
        linda.in_outlook.invites("Tomorrow", start=at(1, 9)),
        linda.in_superoffice.invites("In spring", start=at(120, 9)),
        c.in_outlook.invites("In winter", linda, start=at(60, 9)),
        c.in_outlook.invites_to_series("Weekly", linda, count=20, start=at(2, 14)),
    ]


def test_a_smaller_window_deletes_nothing(company: Company, linda: Person, spread: list[Meeting]) -> None:
    company.runs()
    there = everything(company)
    prefers(company, window_ahead_days=30, window_back_days=1)
    nothing_is_touched(company, there)


def test_a_window_made_smaller_and_larger_again_makes_no_duplicate(
    company: Company, linda: Person, spread: list[Meeting]
) -> None:
    company.runs()
    there = everything(company)
    for days in (30, 400, 10, 180):
        prefers(company, window_ahead_days=days)
        nothing_is_touched(company, there)
    company.holds()


def test_a_larger_window_brings_what_is_new_in_it_once(company: Company, linda: Person, c: Person) -> None:
    with unjudged(company):
        far = [
            linda.in_outlook.invites("Far", start=at(200, 9)),
            c.in_outlook.invites("Farther", linda, start=at(210, 9)),
        ]
    company.rounds()
    assert [linda.in_superoffice.sees(meeting) for meeting in far] == [None, None]
    prefers(company, window_ahead_days=300)
    company.rounds()
    assert all(linda.in_superoffice.sees(meeting) for meeting in far)
    company.settles()
    assert company.post.sent() == company.post.owed


def test_lost_links_beside_another_filter(company: Company, linda: Person, spread: list[Meeting]) -> None:
    """What was excluded meanwhile is neither deleted nor made again when nobody remembers it."""
    company.runs()
    there = {
        name: [one.get("id") or one["AppointmentId"] for one in items]
        for name, items in everything(company).items()
    }
    prefers(company, window_ahead_days=30)
    memory.loses_links(company)
    company.rounds()
    prefers(company)
    company.rounds()
    after = {
        name: [one.get("id") or one["AppointmentId"] for one in items]
        for name, items in everything(company).items()
    }
    assert after == there
    company.holds()
