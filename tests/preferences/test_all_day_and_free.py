"""The preferences `all_day` and `free`: which events of Outlook go to SuperOffice."""

from __future__ import annotations

from typing import Any

import pytest

from tests.company import at
from tests.scenarios.cast import Person
from tests.scenarios.company import Company

Json = dict[str, Any]
#: key → what it is about, in Outlook and in SuperOffice
KINDS: dict[str, tuple[Json, Json]] = {
    "all_day": ({}, {"IsAlldayEvent": True}),
    "free": ({"showAs": "free"}, {"IsFree": True}),
}
keys = pytest.mark.parametrize("key", KINDS)


def made(linda: Person, key: str, title: str) -> str:
    """An event of the kind in Outlook; its id."""
    calendar, (more, _) = linda.in_outlook.calendar, KINDS[key]
    return calendar.adds_days(title, at(3), 2) if key == "all_day" else calendar.adds(title, at(3), **more)


def titles(company: Company, linda: Person) -> list[str]:
    """What Linda's SuperOffice diary shows."""
    return [one.title for one in company.superoffice(linda)]


@keys
@pytest.mark.parametrize("chosen", [None, True])
def test_on_such_events_go_to_superoffice(company: Company, linda: Person, key: str, chosen: bool | None) -> None:
    company.prefer(**({} if chosen is None else {key: chosen}))
    made(linda, key, "Such")
    company.runs()
    (row,) = company.superoffice(linda, "Such")
    assert KINDS[key][1].items() <= row.wire.items()


@keys
def test_off_such_events_stay_in_outlook_and_others_go(company: Company, linda: Person, key: str) -> None:
    company.prefer(**{key: False})
    made(linda, key, "Such")
    linda.in_outlook.calendar.adds("Other", at(4))
    company.rounds()
    assert titles(company, linda) == ["Other"]


@keys
def test_off_superoffices_own_go_to_outlook(company: Company, linda: Person, key: str) -> None:
    company.prefer(**{key: False})
    linda.in_superoffice.diary.adds("Such", at(4), **KINDS[key][1])
    company.runs()
    assert [one.title for one in company.outlook(linda)] == ["Such"]


@keys
def test_an_event_that_becomes_such_a_one_goes_on_being_synced_while_nothing_is_changed(
    company: Company, linda: Person, key: str
) -> None:
    company.prefer(**{key: False})
    event = linda.in_outlook.calendar.adds("Such", at(3))
    company.runs()
    if key == "free":
        linda.in_outlook.calendar.changes(event, showAs="free")
    else:
        linda.in_outlook.calendar.changes(event, isAllDay=True, **whole_day())
    company.rounds()
    (row,) = company.superoffice(linda, "Such")
    assert KINDS[key][1].items() <= row.wire.items()


def whole_day() -> Json:
    """Start and end of one whole day."""
    zone = "W. Europe Standard Time"
    days = {"start": at(3), "end": at(4)}
    return {name: {"dateTime": f"{day:%Y-%m-%dT00:00:00}", "timeZone": zone} for name, day in days.items()}


@keys
@pytest.mark.parametrize("before", [True, False])
def test_changing_it_leaves_synced_items_as_they_are(
    company: Company, linda: Person, key: str, before: bool
) -> None:
    company.prefer(**{key: True})
    made(linda, key, "Synced")
    company.runs()
    (there,) = company.superoffice(linda, "Synced")
    company.prefer(**{key: before})
    company.rounds()
    company.prefer(**{key: not before})
    for report in company.rounds().values():
        assert report.writes == 0
    (row,) = company.superoffice(linda, "Synced")
    assert row.wire == there.wire


@keys
def test_what_stayed_comes_once_it_may(company: Company, linda: Person, key: str) -> None:
    company.prefer(**{key: False})
    made(linda, key, "Such")
    company.rounds()
    company.prefer(**{key: True})
    company.runs()
    assert titles(company, linda) == ["Such"]
