"""A series as a whole: told as its next item, taken out of the sync and included, with what comes later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from backend.store.database import session
from backend.store.tables import Organisation
from tests.api.v1.acts import accepted, cards, prefer, refusal, stays
from tests.api.v1.conftest import Pane
from tests.api.v1.test_people import CLARA, adds_card, people
from tests.company import Company, at
from tests.sandbox.superoffice_diary import diary_of

#: weeks of the window, the present one included
_WEEKS = 26


def adds_series(company: Company, subject: str, times: int = 0, **more: Any) -> str:
    """A series of Linda's that goes on every week, or for so many *times*; the id of its master."""
    weekly = {"type": "weekly", "interval": 1, "daysOfWeek": [f"{at(2):%A}".lower()]}
    limits = {"type": "numbered", "numberOfOccurrences": times} if times else {"type": "noEnd"}
    rule = {"pattern": weekly, "range": {**limits, "startDate": f"{at(2):%Y-%m-%d}"}}
    return company["linda"].in_outlook.adds(subject, at(2, 11), recurrence=rule, **more)


def arranges(company: Company, times: int) -> None:
    """A series of Linda's in SuperOffice, so many weeks long."""
    weekly = {
        "IsRecurrence": True, "Pattern": "Weekly", "RecurrenceEndType": "Counter", "RecurrenceCounter": times,
        "WeekPattern": {"Weekdays": f"{at(2):%A}", "Cycle": 1}, "StartDate": f"{at(2):%Y-%m-%dT00:00:00Z}",
    }  # fmt: skip
    start, end = (f"{at(2, hour):%Y-%m-%dT%H:%M:%SZ}" for hour in (11, 12))
    diary = diary_of(company.sandbox, "linda")
    entity = diary.agent("CreateDefaultAppointmentEntity", {})
    entity |= {"Title": "Round", "StartDate": start, "EndDate": end, "Recurrence": weekly}
    diary.agent("SaveAppointmentEntity", entity)


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


# -- what the rows of a series concern


def looks_ahead(company: Company, days: int = 40) -> None:
    """The profile keeps so many days after today in sync."""
    with session(company.product.engine) as work:
        for organisation in work.scalars(select(Organisation)):
            organisation.preferences = {**organisation.preferences, "window_ahead_days": days}
        work.commit()


def concerned(company: Company) -> list[tuple[int, int, int]]:
    """Person, company and project of the rows, by their time; 0 for none."""
    rows = sorted(company["linda"].in_superoffice.items(), key=lambda row: str(row["StartDate"]))
    return [
        tuple((row[name] or {}).get(f"{name}Id", 0) for name in ("Person", "Contact", "Project")) for row in rows
    ]


def test_what_is_chosen_for_a_series_counts_for_all_its_rows_and_later_ones(company: Company, linda: Pane) -> None:
    looks_ahead(company)
    people, card = company["linda"], cards(company)
    master = adds_series(company, "Round")
    company.run("linda")
    held = len(people.in_superoffice.titles())
    mails = len(company.sandbox.mail())
    accepted(linda.post(f"/items/{master}/concerns", {"person_id": card["person"], "project_id": 1}))
    assert company.run("linda").outcome == "ok"
    assert concerned(company) == [(card["person"], card["company"], 1)] * held
    assert len(company.sandbox.mail()) == mails
    told = linda.get(f"/items/{master}/concerns").get_json()
    assert (told["person"]["id"], told["project"]["id"], told["sale"]["id"]) == (card["person"], 1, 0)
    stays(company)

    # what somebody says of one row later is that row's, and another company takes the person along
    first = items_of(company, master)[0]
    accepted(linda.post(f"/items/{first}/concerns", {"company_id": card["other"]}))
    later(company, 3)
    expected = [(card["person"], card["company"], 1)] * (held + 3)
    assert sorted(concerned(company)) == sorted([*expected[1:], (0, card["other"], 1)])
    accepted(linda.post(f"/items/{master}/concerns", {"company_id": card["other"], "project_id": 0}))
    later(company, 4)
    assert concerned(company) == [(0, card["other"], 0)] * (held + 4)


def test_the_people_of_a_series_are_those_of_its_items_and_chosen_for_all(company: Company, linda: Pane) -> None:
    looks_ahead(company)
    person, contact = adds_card(company, CLARA)
    master = adds_series(company, "Round", attendees=[{"emailAddress": {"address": CLARA}}])
    company.run("linda")
    assert people(linda, master)[CLARA]["state"] == "several_matches"
    out = items_of(company, master)[1]
    accepted(linda.post(f"/items/{out}/unlink"))
    before = concerned(company)
    mails = len(company.sandbox.mail())
    accepted(linda.post(f"/items/{master}/people/{CLARA}", {"person_id": person}))
    later(company, 2)
    told = concerned(company)
    assert told.count((person, contact, 0)) == len(before) + 1
    assert [one for one in told if one[:2] != (person, contact)] == [before[1]]
    assert len(company.sandbox.mail()) == mails
    assert people(linda, master)[CLARA]["chosen"] == person
    stays(company)


def test_what_is_chosen_for_a_series_counts_once_it_is_included(company: Company, linda: Pane) -> None:
    prefer(company, free=False)
    looks_ahead(company)
    card = cards(company)
    master = adds_series(company, "Lunch", showAs="free", attendees=[{"emailAddress": {"address": CLARA}}])
    company.run("linda")
    assert refusal(linda.post(f"/items/{master}/concerns", {"project_id": 1})) == (409, "not_in_superoffice", "")
    accepted(linda.post(f"/items/{master}/people/{CLARA}", {"person_id": card["person"]}))
    accepted(linda.post(f"/items/{master}/include-series", {}))
    later(company, 2)
    assert set(concerned(company)) == {(card["person"], card["company"], 0)}


def test_rows_that_superoffice_has_beyond_the_window_follow_when_their_time_comes(
    company: Company, linda: Pane
) -> None:
    looks_ahead(company)
    card = cards(company)
    arranges(company, 10)
    company.run("linda")
    (master,) = [one["id"] for one in company["linda"].in_outlook.items() if one["type"] == "seriesMaster"]
    accepted(linda.post(f"/items/{master}/concerns", {"company_id": card["other"]}))
    company.run("linda")
    told = concerned(company)
    assert told.count((0, card["other"], 0)) == 6 and len(told) == 10
    later(company, 5)
    assert concerned(company) == [(0, card["other"], 0)] * 10


def test_a_wrong_choice_for_a_series_changes_nothing(company: Company, linda: Pane) -> None:
    master = adds_series(company, "Round", times=3, attendees=[{"emailAddress": {"address": CLARA}}])
    company.run("linda")
    before = concerned(company)
    for path, body, expected in (
        ("concerns", {"project_id": 999_999}, (400, "unknown_value", "project_id")),
        ("people/else@where.example", {"person_id": 1}, (404, "person_not_in_item", "")),
        (f"people/{CLARA}", {"person_id": 999_999}, (400, "unknown_value", "person_id")),
    ):
        assert refusal(linda.post(f"/items/{master}/{path}", body)) == expected
    stays(company)
    assert concerned(company) == before
