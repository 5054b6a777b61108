"""`sosync preferences` and `sosync profile`: shown, changed, refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from backend.core.preferences import CATALOGUE, Level
from backend.store import mailboxes
from backend.store.database import session
from backend.store.tables import Mailbox, Organisation
from tests.product import Sosync
from tests.scenarios.company import Company

LINDA = "linda@nordlys.example"
Json = dict[str, Any]


def shown(sosync: Sosync, *words: str) -> Json:
    answer = sosync(*words, "--json")
    assert answer.exit_code == 0, answer.output
    found: Json = json.loads(answer.output)
    return found


def personal_of(company: Company) -> Json:
    with session(company.product.engine) as work:
        mailbox = mailboxes.by_address(work, LINDA)
    assert mailbox is not None
    return mailbox.preferences


def test_the_documentation_needs_no_database(sosync: Sosync) -> None:
    docs = Path(__file__).parents[2] / "docs" / "preferences.md"
    assert sosync("preferences", "--docs").output == docs.read_text("utf-8")


def test_every_preference_is_shown_with_its_source(company: Company, sosync: Sosync) -> None:
    told = sosync("preferences", LINDA)
    assert told.exit_code == 0
    assert [line.split()[0] for line in told.output.splitlines()] == [
        key for key, one in CATALOGUE.items() if Level.PERSONAL in one.levels
    ]
    of_profile = sosync("profile").output
    assert "window_ahead_days              180 " in of_profile
    assert "personal_preferences_allowed   on " in of_profile


def test_values_are_changed_and_taken_back(company: Company, sosync: Sosync) -> None:
    changes = ("free=off", "direction=none", "subject=person, type", "outgoing_category_task=42")
    told = shown(sosync, "preferences", LINDA, *changes)
    assert told["preferences"]["free"] == {"value": False, "source": "personal"}
    assert told["preferences"]["subject"]["value"] == ["person", "type"]
    assert personal_of(company)["outgoing_category_task"] == "42"
    told = shown(sosync, "preferences", LINDA, "free=", "direction=")
    assert told["preferences"]["free"] == {"value": True, "source": "default"}
    assert personal_of(company).keys() == {"subject", "outgoing_category_task"}


def test_a_profile_keeps_personal_values_or_overwrites_them(company: Company, sosync: Sosync) -> None:
    shown(sosync, "preferences", LINDA, "free=off")
    told = shown(sosync, "profile", "window_ahead_days=90", "all_day=no")
    assert told["preferences"]["window_ahead_days"] == {"value": 90, "source": "profile"}
    assert personal_of(company) == {"free": False}
    shown(sosync, "profile", "--overwrite")
    assert personal_of(company) == {}
    assert shown(sosync, "preferences", LINDA)["preferences"]["all_day"] == {"value": False, "source": "profile"}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (("free=maybe",), "free: Free events is either on or off"),
        (("types=a,b",), "types: Types takes whole numbers."),
        (("window_ahead_days=90",), "window_ahead_days: Days ahead is a matter of the administrator."),
        (("colour=blue", "private=perhaps"), "private: Private events: perhaps is not among the choices."),
        (("free",), "'free' is not KEY=VALUE"),
        (("incoming_task_type=99999999999999999999",), "incoming_task_type"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_changed(
    company: Company, sosync: Sosync, changes: tuple[str, ...], told: str
) -> None:
    answer = sosync("preferences", LINDA, "all_day=off", *changes)
    assert answer.exit_code == 2
    assert told in answer.output
    assert personal_of(company) == {}


def test_a_profile_has_no_calendar(company: Company, sosync: Sosync) -> None:
    answer = sosync("profile", "calendar=AAMk")
    assert (answer.exit_code, "each person's own matter" in answer.output) == (2, True)


def test_without_an_address_it_says_what_it_needs(sosync: Sosync) -> None:
    assert "give the ADDRESS" in sosync("preferences").output
    assert "no mailbox nobody@x is linked" in sosync("preferences", "nobody@x").output


def test_personal_preferences_that_are_not_allowed_are_refused(company: Company, sosync: Sosync) -> None:
    shown(sosync, "profile", "personal_preferences_allowed=off")
    answer = sosync("preferences", LINDA, "free=off")
    assert (answer.exit_code, "does not allow" in answer.output) == (1, True)
    assert personal_of(company) == {}


def test_of_several_organisations_one_is_named(company: Company, sosync: Sosync) -> None:
    with session(company.product.engine) as work, work.begin():
        work.add(Organisation(context="Cust99"))
    answer = sosync("profile")
    assert (answer.exit_code, "Cust99" in answer.output) == (2, True)
    told = shown(sosync, "profile", "--organisation", "Cust99", "free=off")
    assert told["preferences"]["free"]["source"] == "profile"
    assert "name one that is linked" in sosync("profile", "--organisation", "Cust1").output


def test_a_stored_value_that_does_not_count_is_told(company: Company, sosync: Sosync) -> None:
    with session(company.product.engine) as work, work.begin():
        for mailbox in work.query(Mailbox):
            mailbox.preferences = {"free": "sometimes"}
    assert "does not count: free: Free events is either on or off" in sosync("preferences", LINDA).output
