"""What the administrator decides for all mailboxes: mail guard, window, and how many deletions need nobody."""

from __future__ import annotations

from typing import Any

import pytest

from backend.store.database import session
from backend.store.tables import Organisation
from tests.company import Company as LinkedCompany
from tests.company import Diary, at
from tests.sandbox_client import SandboxClient
from tests.scenarios.cast import Person
from tests.scenarios.company import Company
from tests.scenarios.test_20_other_filters import everything, nothing_is_touched
from tests.sync.conftest import company as unsynced

__all__ = ["unsynced"]

GUEST = "clara@havbris.example"


def in_the_profile(company: LinkedCompany, **values: Any) -> None:
    with session(company.product.engine) as work, work.begin():
        for organisation in work.query(Organisation):
            organisation.preferences = {**organisation.preferences, **values}


@pytest.fixture
def kick_off(sandbox: SandboxClient) -> None:
    """Before anybody is linked, Linda has a meeting with a customer in SuperOffice."""
    (user,) = [person["superoffice"] for person in sandbox.world()["people"] if person["key"] == "linda"]
    diary = Diary(sandbox.superoffice_session("linda"), user["associate_id"])
    guests = [{"AssociateId": diary.associate_id}, {"EmailAddress": GUEST, "Description": "Clara"}]
    diary.adds("Kick-off", at(3, 9), Participants=guests)


def invitations(company: LinkedCompany) -> list[str]:
    """To whom invitations went."""
    return [mail["to"] for mail in company.sandbox.mail() if mail["method"] == "REQUEST"]


# -- mail_guard


def test_mail_guard_on_by_default_a_first_sync_mails_nobody(kick_off: None, unsynced: LinkedCompany) -> None:
    report = unsynced.run("linda")
    assert report.skipped == {"invitations": 1}
    assert (unsynced["linda"].in_outlook.subjects(), invitations(unsynced)) == ([], [])


def test_mail_guard_off_a_first_sync_invites(kick_off: None, unsynced: LinkedCompany) -> None:
    in_the_profile(unsynced, mail_guard=False)
    unsynced.run("linda")
    assert invitations(unsynced) == [GUEST]
    assert len(unsynced["linda"].in_outlook.items()) == 1
    unsynced.settles("linda")
    assert invitations(unsynced) == [GUEST]


def test_mail_guard_turned_off_lets_go_what_was_held(kick_off: None, unsynced: LinkedCompany) -> None:
    unsynced.run("linda")
    in_the_profile(unsynced, mail_guard=False)
    unsynced.run("linda")
    assert invitations(unsynced) == [GUEST]


def test_mail_guard_turned_on_again_leaves_what_is_synced(kick_off: None, unsynced: LinkedCompany) -> None:
    in_the_profile(unsynced, mail_guard=False)
    unsynced.run("linda")
    in_the_profile(unsynced, mail_guard=True)
    unsynced.settles("linda")
    assert len(unsynced["linda"].in_outlook.items()) == 1
    assert invitations(unsynced) == [GUEST]


# -- window_back_days, window_ahead_days


@pytest.mark.parametrize(
    ("window", "inside", "outside"),
    [
        ({}, (-6, 179), (-9, 182)),
        ({"window_back_days": 20}, (-19, 179), (-22, 182)),
        ({"window_back_days": 0}, (1, 179), (-2, 182)),
        ({"window_ahead_days": 30}, (-6, 29), (-9, 32)),
        ({"window_ahead_days": 300}, (-6, 299), (-9, 302)),
    ],
    ids=lambda one: "-".join(one) or "default" if isinstance(one, dict) else "",
)
def test_days_of_the_window_are_synced_and_others_are_not(
    company: Company, linda: Person, window: dict[str, int], inside: tuple[int, ...], outside: tuple[int, ...]
) -> None:
    company.prefer(**window)
    for day in inside:
        linda.in_outlook.calendar.adds(f"Inside {day}", at(day, 12))
        linda.in_superoffice.diary.adds(f"Within {day}", at(day, 14))
    for day in outside:
        linda.in_outlook.calendar.adds(f"Outside {day}", at(day, 12))
        linda.in_superoffice.diary.adds(f"Beyond {day}", at(day, 14))
    company.rounds()
    titles = {title for title in linda.in_superoffice.diary.titles() if title.startswith(("Inside", "Outside"))}
    subjects = {one for one in linda.in_outlook.calendar.subjects() if one.startswith(("Within", "Beyond"))}
    assert titles == {f"Inside {day}" for day in inside}
    assert subjects == {f"Within {day}" for day in inside}


@pytest.mark.parametrize("window", [{"window_back_days": 1}, {"window_ahead_days": 2}])
def test_a_smaller_window_leaves_what_is_synced(company: Company, linda: Person, window: dict[str, int]) -> None:
    linda.in_outlook.calendar.adds("Past", at(-5, 12))
    linda.in_superoffice.diary.adds("Coming", at(90, 12))
    company.rounds()
    there = everything(company)
    company.prefer(**window)
    nothing_is_touched(company, there)


# -- mass_delete_items, mass_delete_percent


@pytest.mark.parametrize(
    ("limits", "items", "free"),
    [
        ({}, 12, 10),
        ({"mass_delete_items": 2}, 6, 2),
        ({"mass_delete_items": 0, "mass_delete_percent": 50}, 6, 3),
        ({"mass_delete_items": 0, "mass_delete_percent": 0}, 3, 0),
        ({"mass_delete_items": 2, "mass_delete_percent": 100}, 6, 6),
    ],
    ids=lambda one: "-".join(f"{key}={one[key]}" for key in one) or "default" if isinstance(one, dict) else "",
)
def test_more_deletions_than_the_limits_wait(
    company: Company, linda: Person, limits: dict[str, int], items: int, free: int
) -> None:
    company.prefer(**limits)
    events = [linda.in_outlook.calendar.adds(f"Item {day}", at(day, 9)) for day in range(1, items + 1)]
    company.rounds()
    kept = len(linda.in_superoffice.diary.items())
    for event in events[: free + 1]:
        linda.in_outlook.calendar.deletes(event)
    held = company.run("linda").outcome == "held"
    assert held == (free < items)
    assert len(linda.in_superoffice.diary.items()) == (kept if held else kept - items)


@pytest.mark.parametrize(("limits", "items", "free"), [({}, 12, 10), ({"mass_delete_items": 2}, 6, 2)])
def test_as_many_deletions_as_the_limits_allow_go_through(
    company: Company, linda: Person, limits: dict[str, int], items: int, free: int
) -> None:
    company.prefer(**limits)
    events = [linda.in_outlook.calendar.adds(f"Item {day}", at(day, 9)) for day in range(1, items + 1)]
    company.rounds()
    for event in events[:free]:
        linda.in_outlook.calendar.deletes(event)
    assert company.run("linda").outcome == "ok"
    assert len(linda.in_superoffice.diary.items()) == items - free


def test_higher_limits_alone_delete_nothing(company: Company, linda: Person) -> None:
    linda.in_outlook.calendar.adds("Item", at(1, 9))
    company.rounds()
    there = everything(company)
    company.prefer(mass_delete_items=10_000, mass_delete_percent=100)
    nothing_is_touched(company, there)
