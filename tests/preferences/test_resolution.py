"""Whose value counts: a person's, that of the profile, or the default, shown by what comes to SuperOffice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from backend.store import mailboxes
from backend.store.database import session
from backend.store.tables import Mailbox
from backend.sync import preferences as stored
from backend.sync.preferences import NotAllowed
from tests.company import at
from tests.mailboxes import is_rung
from tests.scenarios.cast import Person
from tests.scenarios.company import Company


def mailbox_of(company: Company, person: Person) -> Mailbox:
    with session(company.product.engine) as work:
        mailbox = mailboxes.by_address(work, person.address)
    assert mailbox is not None
    return mailbox


def prefers(company: Company, person: Person, **values: Any) -> None:
    with session(company.product.engine) as work, work.begin():
        stored.change_personal(work, mailbox_of(company, person).id, values)


def administrator_saves(company: Company, *, overwrite: bool = False, **values: Any) -> None:
    with session(company.product.engine) as work, work.begin():
        stored.change_profile(work, organisation_of(company), values, overwrite=overwrite)


def organisation_of(company: Company) -> UUID:
    return mailbox_of(company, company.cast["linda"]).organisation_id


def comes_to_superoffice(company: Company, person: Person, title: str) -> bool:
    """Whether a new event that is shown as free does."""
    person.in_outlook.invites(title, start=at(3, 11), showAs="free")
    company.rounds()
    return bool(company.superoffice(person, title))


def test_the_default_counts_where_nobody_says_anything(company: Company, linda: Person) -> None:
    assert comes_to_superoffice(company, linda, "Default")


def test_the_profile_counts_for_everybody_without_a_value_of_their_own(
    company: Company, linda: Person, julie: Person
) -> None:
    administrator_saves(company, free=False)
    prefers(company, julie, free=True)
    assert not comes_to_superoffice(company, linda, "Linda's")
    assert comes_to_superoffice(company, julie, "Julie's")


def test_taken_back_values_let_the_next_level_count(company: Company, linda: Person) -> None:
    administrator_saves(company, free=False)
    prefers(company, linda, free=True)
    assert comes_to_superoffice(company, linda, "Personal")
    prefers(company, linda, free=None)
    assert not comes_to_superoffice(company, linda, "Of the profile")
    administrator_saves(company, free=None)
    assert comes_to_superoffice(company, linda, "Default")
    # what was left out under the profile's value is let in with the new one
    assert company.superoffice(linda, "Of the profile")


def test_a_saved_profile_keeps_personal_values(company: Company, linda: Person) -> None:
    prefers(company, linda, free=False, all_day=False)
    administrator_saves(company, free=True)
    assert mailbox_of(company, linda).preferences == {"free": False, "all_day": False}
    assert not comes_to_superoffice(company, linda, "Kept")


def test_a_profile_that_overwrites_drops_every_personal_value_but_the_calendar(
    company: Company, linda: Person, julie: Person
) -> None:
    prefers(company, linda, free=False, calendar="")
    prefers(company, julie, all_day=False)
    administrator_saves(company, overwrite=True, sync_tasks=False)
    assert mailbox_of(company, linda).preferences == {"calendar": ""}
    assert mailbox_of(company, julie).preferences == {}
    assert comes_to_superoffice(company, linda, "Overwritten")


def test_without_personal_preferences_the_profile_counts_for_all_and_theirs_wait(
    company: Company, linda: Person
) -> None:
    prefers(company, linda, free=False)
    administrator_saves(company, personal_preferences_allowed=False)
    assert comes_to_superoffice(company, linda, "Not allowed")
    with pytest.raises(NotAllowed):
        prefers(company, linda, free=True)
    assert mailbox_of(company, linda).preferences == {"free": False}
    administrator_saves(company, personal_preferences_allowed=True)
    assert not comes_to_superoffice(company, linda, "Allowed again")


def test_turning_personal_preferences_off_leaves_what_is_synced_as_it_is(company: Company, linda: Person) -> None:
    administrator_saves(company, free=False)
    prefers(company, linda, free=True)
    assert comes_to_superoffice(company, linda, "There")
    administrator_saves(company, personal_preferences_allowed=False)
    company.settles()
    assert company.superoffice(linda, "There")


def test_who_is_concerned_by_a_change_runs_soon(company: Company, linda: Person, julie: Person) -> None:
    prefers(company, linda, free=False)
    assert is_rung(company.product, mailbox_of(company, linda).id)
    assert not is_rung(company.product, mailbox_of(company, julie).id)
    administrator_saves(company, free=False)
    assert is_rung(company.product, mailbox_of(company, julie).id)


def test_two_changes_at_once_keep_each_other(company: Company, linda: Person) -> None:
    engine = company.product.engine
    with ThreadPoolExecutor(1) as other, session(engine) as work:
        stored.change_personal(work, mailbox_of(company, linda).id, {"free": False})
        second = other.submit(prefers, company, linda, all_day=False)
        with engine.connect() as connection:
            while not connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
                assert not second.done()
        work.commit()
        second.result(timeout=30)
    assert mailbox_of(company, linda).preferences == {"free": False, "all_day": False}


def test_a_stored_value_that_is_not_valid_any_more_stops_no_run(company: Company, linda: Person) -> None:
    with session(company.product.engine) as work, work.begin():
        row = work.get_one(Mailbox, mailbox_of(company, linda).id)
        row.preferences = {"free": "sometimes", "types": "all", "from a newer version": 1}
    assert comes_to_superoffice(company, linda, "As by default")
