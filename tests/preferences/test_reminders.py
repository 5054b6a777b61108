"""The preferences `superoffice_reminders` and `calendar_reminders`: alarms and reminders, each way by itself."""

from __future__ import annotations

from typing import Any

import pytest

from backend.core.items import Side
from tests.company import at
from tests.scenarios.cast import Person
from tests.scenarios.company import Company
from tests.scenarios.meeting import Meeting
from tests.scenarios.weather import unjudged

#: the switch of a side → whose alarms it is about
SWITCHES = {Side.SUPEROFFICE: "superoffice_reminders", Side.CALENDAR: "calendar_reminders"}
sides = pytest.mark.parametrize("side", list(Side))


def on(side: Side, person: Person) -> Any:
    """Where a person acts."""
    return person.in_superoffice if side is Side.SUPEROFFICE else person.in_outlook


def alarm(side: Side, person: Person, meeting: Meeting) -> int | None:
    """Minutes before the start; None for none."""
    shown = on(side, person).sees(meeting)
    assert shown
    minutes: int | None = shown.alarm
    return minutes


def reminded(side: Side, person: Person) -> Meeting:
    """A new appointment with an alarm of 40 minutes."""
    with unjudged(person.in_outlook.company):
        meeting: Meeting = on(side, person).invites("Review", start=at(2, 10))
        on(side, person).sets_alarm(meeting, 40)
    return meeting


@sides
@pytest.mark.parametrize("chosen", [None, True])
def test_on_alarms_travel(company: Company, linda: Person, side: Side, chosen: bool | None) -> None:
    company.prefer(**({} if chosen is None else {SWITCHES[side]: chosen}))
    meeting = reminded(side, linda)
    company.runs()
    assert alarm(side.other, linda, meeting) == 40
    on(side, linda).sets_alarm(meeting, 20)
    company.runs()
    assert alarm(side.other, linda, meeting) == 20
    on(side, linda).sets_alarm(meeting, None)
    company.runs()
    assert alarm(side.other, linda, meeting) is None


@sides
def test_off_alarms_stay_where_they_are(company: Company, linda: Person, side: Side) -> None:
    company.prefer(**{SWITCHES[side]: False})
    meeting = reminded(side, linda)
    company.rounds()
    assert (alarm(side, linda, meeting), alarm(side.other, linda, meeting)) == (40, None)
    on(side, linda).sets_alarm(meeting, 20)
    company.rounds()
    assert (alarm(side, linda, meeting), alarm(side.other, linda, meeting)) == (20, None)


@sides
def test_off_the_other_way_goes_on(company: Company, linda: Person, side: Side) -> None:
    company.prefer(**{SWITCHES[side.other]: False})
    meeting = reminded(side, linda)
    company.runs()
    on(side, linda).sets_alarm(meeting, 20)
    company.runs()
    assert alarm(side.other, linda, meeting) == 20


@sides
def test_off_everything_else_travels(company: Company, linda: Person, side: Side) -> None:
    company.prefer(**{SWITCHES[side]: False})
    meeting = reminded(side, linda)
    company.rounds()
    on(side, linda).places(meeting, "Quay 1")
    company.rounds()
    shown = on(side.other, linda).sees(meeting)
    assert shown and shown.place == "Quay 1" and shown.alarm is None


@sides
@pytest.mark.parametrize("before", [True, False])
def test_changing_it_leaves_synced_items_as_they_are(
    company: Company, linda: Person, side: Side, before: bool
) -> None:
    company.prefer(**{SWITCHES[side]: before})
    meeting = reminded(side, linda)
    company.rounds()
    alarms = [alarm(one, linda, meeting) for one in Side]
    company.prefer(**{SWITCHES[side]: not before})
    for report in company.rounds().values():
        assert report.writes == 0
    assert [alarm(one, linda, meeting) for one in Side] == alarms
