"""`time_zone_superoffice`, `time_zone_calendar`: read, checked against each other, and chosen instead."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from backend.core.preferences import Preferences
from backend.store import mailboxes
from backend.store.database import session
from backend.store.tables import Organisation
from backend.sync.cautions import Caution, cautions
from backend.sync.choice_memory import ChoiceMemory
from backend.sync.choices import MailboxChoices
from backend.sync.zone_check import ZoneCheck
from tests.company import at
from tests.scenarios.company import Company

Json = dict[str, Any]
NEW_YORK, OSLO = "America/New_York", "Europe/Oslo"
#: SuperOffice's id of the zone of New York
NY_PLACE = 460


@pytest.fixture
def choices(company: Company) -> MailboxChoices:
    """Linda's choices, asked anew each time."""
    with session(company.product.engine) as work:
        mailbox = mailboxes.by_address(work, company["linda"].address)
        assert mailbox is not None
        organisation = work.get_one(Organisation, mailbox.organisation_id)
    return MailboxChoices(company.product.doors, mailbox, organisation, ChoiceMemory(fresh=0))


def sets_outlook(company: Company, zone: str) -> None:
    """Linda sets her mailbox to a zone, by its Windows name."""
    assert company["linda"].in_outlook.http.patch("/me/mailboxSettings", json={"timeZone": zone}).ok


def sets_superoffice(company: Company, place: int) -> None:
    """Linda chooses the zone in which she works in SuperOffice."""
    http = company["linda"].in_superoffice.http
    assert http.put(f"/v1/Preference/System/PreferredTimeZone/Individual?value={place}").ok


def prefers(company: Company, **preferences: Any) -> None:
    """Values of Linda's own."""
    with session(company.product.engine) as work:
        mailbox = mailboxes.by_address(work, company["linda"].address)
        assert mailbox is not None
        mailbox.preferences = {**mailbox.preferences, **preferences}
        work.commit()


# -- the check


def test_zones_of_equal_clocks_agree_whatever_they_are_called(choices: MailboxChoices) -> None:
    """Outlook says W. Europe Standard Time, SuperOffice says Norway."""
    check = choices.zone_check()
    assert (check.base, check.superoffice, check.calendar) == (OSLO, OSLO, "Europe/Berlin")
    assert check.agrees and check.offered == {} and check.warning() == ""
    assert cautions(choices, Preferences()) == []


def test_zones_that_differ_are_a_warning_with_the_right_one_offered(
    company: Company, choices: MailboxChoices
) -> None:
    sets_outlook(company, "Eastern Standard Time")
    found = {one.key: one for one in cautions(choices, Preferences())}
    assert {key: one.offered for key, one in found.items()} == {
        "time_zone_superoffice": {"time_zone_superoffice": NEW_YORK},
        "time_zone_calendar": {"time_zone_calendar": OSLO},
    }
    assert "SuperOffice is set to Europe/Oslo, Outlook to America/New_York" in found["time_zone_calendar"].sentence


@pytest.mark.parametrize("key", ["time_zone_superoffice", "time_zone_calendar"])
def test_what_is_offered_ends_the_warning(company: Company, choices: MailboxChoices, key: str) -> None:
    sets_outlook(company, "Eastern Standard Time")
    offered = {one.key: one.offered for one in cautions(choices, Preferences())}
    assert cautions(choices, Preferences(**offered[key])) == []  # type: ignore[arg-type]


def test_the_users_own_zone_counts_not_that_of_the_database(company: Company, choices: MailboxChoices) -> None:
    sets_superoffice(company, NY_PLACE)
    assert not choices.zone_check().agrees
    sets_outlook(company, "Eastern Standard Time")
    assert choices.zone_check().agrees


def test_a_chosen_zone_that_is_wrong_gives_way_to_what_the_system_says(choices: MailboxChoices) -> None:
    (caution,) = cautions(choices, Preferences(time_zone_calendar="Asia/Tokyo"))
    assert isinstance(caution, Caution)
    assert (caution.key, caution.offered) == ("time_zone_calendar", {"time_zone_calendar": ""})


def test_zones_that_differ_in_summer_only_do_not_agree() -> None:
    assert not ZoneCheck("UTC", "Africa/Lagos", OSLO).agrees


# -- what the zones do


def zone_of(company: Company, subject: str) -> str:
    """The zone in which an event was entered."""
    return str(company["linda"].in_outlook.item(subject)["originalStartTimeZone"])


def test_by_default_rows_have_the_zone_of_the_database(company: Company) -> None:
    company["linda"].in_superoffice.adds("Lunch", PreferredTZLocation=0)
    company.run("linda")
    assert zone_of(company, "Lunch") in (OSLO, "W. Europe Standard Time")


def test_a_chosen_zone_of_superoffice_is_that_of_rows_which_name_none(company: Company) -> None:
    prefers(company, time_zone_superoffice=NEW_YORK)
    start = at(2, 15)
    company["linda"].in_superoffice.adds("Lunch", start, PreferredTZLocation=0)
    company.run("linda")
    assert zone_of(company, "Lunch") == "Eastern Standard Time"
    event = company["linda"].in_outlook.item("Lunch")
    assert event["start"]["dateTime"][:16] == f"{start:%Y-%m-%dT%H:%M}"


def test_a_chosen_zone_of_the_calendar_is_that_of_whole_days(company: Company) -> None:
    prefers(company, time_zone_calendar=NEW_YORK)
    first = at(2)
    diary = company["linda"].in_superoffice
    diary.adds("Fair", first, 8, IsAlldayEvent=True)
    company.run("linda")
    event = company["linda"].in_outlook.item("Fair")
    assert (event["isAllDay"], event["originalStartTimeZone"]) == (True, "Eastern Standard Time")
    assert event["start"]["dateTime"][:10] == f"{first:%Y-%m-%d}"
    assert event["end"]["dateTime"][:10] == f"{first + timedelta(days=1):%Y-%m-%d}"


@pytest.mark.parametrize("key", ["time_zone_superoffice", "time_zone_calendar"])
def test_changing_it_leaves_synced_items_as_they_are(company: Company, key: str) -> None:
    linda = company["linda"]
    linda.in_superoffice.adds("Lunch", PreferredTZLocation=0)
    linda.in_superoffice.adds("Fair", at(3), 8, IsAlldayEvent=True)
    linda.in_outlook.adds("Offer", at(4))
    linda.in_outlook.adds_days("Holiday", at(5))
    company.run("linda")
    there = linda.in_outlook.items(), linda.in_superoffice.items()
    prefers(company, **{key: NEW_YORK})
    for _ in range(2):
        report = company.run("linda")
        assert (report.outcome, report.writes) == ("ok", 0), report.as_json()
    assert (linda.in_outlook.items(), linda.in_superoffice.items()) == there


# -- types beside the type of what is new


def test_types_without_the_one_of_new_items_are_a_warning(choices: MailboxChoices) -> None:
    (caution,) = cautions(choices, Preferences(types=(7,)))
    assert (caution.key, "Meeting (Internal)" in caution.sentence) == ("types", True)
    assert cautions(choices, Preferences(types=(7,), incoming_appointment_type=7)) == []
    assert cautions(choices, Preferences(types=(1, 7))) == []
