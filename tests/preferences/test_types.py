"""Preferences `types`, `incoming_appointment_type` and `incoming_category_as_type`."""

from __future__ import annotations

from typing import Any

import pytest

from tests.company import at
from tests.scenarios.cast import Person
from tests.scenarios.company import Company

#: of the sandbox's list; the first is what SuperOffice gives new appointments
INTERNAL, VISIT, LUNCH, PRIVATE = 1, 7, 8, 11


def adds(person: Person, title: str, type_id: int) -> int:
    """An appointment of a type, in SuperOffice."""
    return person.in_superoffice.diary.adds(title, at(2), Task={"TaskListItemId": type_id})


def type_of(person: Person, title: str) -> int:
    """The type that a row has in SuperOffice."""
    return int(person.in_superoffice.diary.item(title)["Task"]["TaskListItemId"])


def reason_of(company: Company, item: str) -> str:
    """What the link of an item remembers."""
    with company.product.engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT reason FROM link WHERE superoffice_id = %(id)s OR calendar_id = %(id)s", {"id": item}
        )
        return str(found.scalar_one())


# -- which types are synced


def test_by_default_every_type_is_synced(company: Company, linda: Person) -> None:
    for type_id in (INTERNAL, VISIT, LUNCH):
        adds(linda, f"Type {type_id}", type_id)
    company.rounds()
    assert linda.in_outlook.calendar.subjects() == ["Type 1", "Type 7", "Type 8"]


def test_only_chosen_types_are_synced_and_a_type_that_is_chosen_later_comes(
    company: Company, linda: Person
) -> None:
    company.prefer(types=[VISIT, LUNCH])
    meeting = adds(linda, "Meeting", INTERNAL)
    adds(linda, "Visit", VISIT)
    company.rounds()
    assert linda.in_outlook.calendar.subjects() == ["Visit"]
    assert reason_of(company, str(meeting)) == "type"
    company.settles()
    linda.in_superoffice.diary.changes(meeting, Task={"TaskListItemId": LUNCH})
    company.rounds()
    assert linda.in_outlook.calendar.subjects() == ["Meeting", "Visit"]
    company.settles()


@pytest.mark.parametrize(
    ("preferences", "arrives"),
    [
        ({"types": [VISIT]}, False),
        ({"types": [INTERNAL]}, True),
        ({"types": [VISIT], "incoming_appointment_type": VISIT}, True),
        ({"types": [VISIT], "incoming_category_as_type": True}, True),
        ({"types": [LUNCH], "incoming_category_as_type": True}, False),
    ],
)
def test_for_what_comes_from_outlook_the_type_that_it_gets_counts(
    company: Company, linda: Person, preferences: dict[str, Any], arrives: bool
) -> None:
    company.prefer(**preferences)
    linda.in_outlook.calendar.adds("Call", at(2), categories=["visit"])
    company.rounds()
    assert linda.in_superoffice.diary.titles() == (["Call"] if arrives else [])
    company.settles()


def test_choosing_others_leaves_what_is_synced_and_keeps_it_equal(company: Company, linda: Person) -> None:
    meeting = adds(linda, "Meeting", INTERNAL)
    event = linda.in_outlook.calendar.adds("Mine", at(3))
    company.rounds()
    company.prefer(types=[VISIT])
    company.rounds()
    company.settles()
    assert linda.in_outlook.calendar.subjects() == ["Meeting", "Mine"]
    linda.in_superoffice.diary.changes(meeting, Title="Later")
    linda.in_outlook.calendar.changes(event, subject="Ours")
    company.rounds()
    assert linda.in_outlook.calendar.subjects() == linda.in_superoffice.diary.titles() == ["Later", "Ours"]
    linda.in_superoffice.diary.deletes(meeting)
    company.rounds()
    assert linda.in_outlook.calendar.subjects() == ["Ours"]


def removes_type(linda: Person, type_id: int) -> None:
    """An administrator takes a type out of the list."""
    answer = linda.in_superoffice.diary.http.delete(f"/v1/List/Task/Items/{type_id}")
    assert answer.ok, answer.text


def test_types_that_are_gone_from_the_list_no_longer_filter(company: Company, linda: Person) -> None:
    removes_type(linda, VISIT)
    company.prefer(types=[VISIT])
    adds(linda, "Meeting", INTERNAL)
    company.rounds()
    assert linda.in_outlook.calendar.subjects() == ["Meeting"]


# -- the type of what is born in Outlook


@pytest.mark.parametrize(("chosen", "given"), [(0, INTERNAL), (VISIT, VISIT), (4711, INTERNAL)])
def test_what_is_born_in_outlook_gets_the_chosen_type_else_that_of_the_organisation(
    company: Company, linda: Person, chosen: int, given: int
) -> None:
    company.prefer(incoming_appointment_type=chosen)
    linda.in_outlook.calendar.adds("Call", at(2), categories=["Lunch"])
    company.rounds()
    assert type_of(linda, "Call") == given
    company.settles()


def test_meetings_and_series_get_it_too(company: Company, linda: Person, c: Person) -> None:
    company.prefer(incoming_appointment_type=VISIT)
    linda.in_outlook.invites("Board", c, start=at(2))
    linda.in_outlook.invites_to_series("Review", start=at(3), count=2)
    company.rounds()
    types = {(row["Title"], row["Task"]["TaskListItemId"]) for row in linda.in_superoffice.diary.items()}
    assert types == {("Board", VISIT), ("Review", VISIT)}
    company.settles()


def test_a_type_that_is_gone_gives_way_to_that_of_the_organisation(company: Company, linda: Person) -> None:
    removes_type(linda, VISIT)
    company.prefer(incoming_appointment_type=VISIT)
    linda.in_outlook.calendar.adds("Call", at(2))
    company.rounds()
    assert type_of(linda, "Call") == INTERNAL


def test_choosing_another_type_leaves_what_is_synced(company: Company, linda: Person) -> None:
    linda.in_outlook.calendar.adds("Call", at(2))
    company.rounds()
    company.prefer(incoming_appointment_type=VISIT)
    company.rounds()
    company.settles()
    assert type_of(linda, "Call") == INTERNAL


# -- a category as the type


@pytest.mark.parametrize(
    ("categories", "given"),
    [
        (["Visit"], VISIT),
        (["BESØK"], VISIT),
        (["Customers", "lunch"], LUNCH),
        # several: the first of SuperOffice's list
        (["Lunch", "Visit"], VISIT),
        (["Customers"], PRIVATE),
        ([], PRIVATE),
    ],
)
def test_a_category_called_like_a_type_gives_it(
    company: Company, linda: Person, categories: list[str], given: int
) -> None:
    company.prefer(incoming_category_as_type=True, incoming_appointment_type=PRIVATE)
    event = linda.in_outlook.calendar.adds("Call", at(2), categories=categories)
    company.rounds()
    assert type_of(linda, "Call") == given
    assert linda.in_outlook.calendar.item("Call")["id"] == event
    assert linda.in_outlook.calendar.item("Call")["categories"] == categories
    company.settles()


def test_off_categories_say_nothing(company: Company, linda: Person) -> None:
    linda.in_outlook.calendar.adds("Call", at(2), categories=["Visit"])
    company.rounds()
    assert type_of(linda, "Call") == INTERNAL


def test_a_category_that_comes_later_changes_no_type(company: Company, linda: Person) -> None:
    """The type is SuperOffice's own once the row is there; turning the preference on leaves it, too."""
    event = linda.in_outlook.calendar.adds("Call", at(2), categories=["Visit"])
    company.rounds()
    company.prefer(incoming_category_as_type=True)
    linda.in_outlook.calendar.changes(event, categories=["Lunch"], subject="Lunch")
    company.rounds()
    assert type_of(linda, "Lunch") == INTERNAL
    company.settles()
