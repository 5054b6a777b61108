"""Preferences `subject` and `subject_language`: how the calendar calls what was born in SuperOffice."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from backend.core.preferences import Preferences
from backend.store.database import session
from tests.company import at
from tests.scenarios.cast import Person
from tests.scenarios.company import Company

VISIT, LUNCH = {"TaskListItemId": 7}, {"TaskListItemId": 8}
FULL = "Visit * Offer * Havbris Shipping * Bergen * Clara Customer"
TURNS = 10


@pytest.fixture(autouse=True)
def default(company: Company) -> None:
    """The default build-up counts again, which the company's profile leaves out for other stories."""
    company.prefer(subject=list(Preferences().subject))


def visits_clara(linda: Person, c: Person, title: str = "Offer", day: int = 2, **more: Any) -> int:
    """An appointment in SuperOffice that concerns a customer."""
    card = linda.in_superoffice.diary.http.get(f"/v1/Person/{c.person_id}").json()
    concerned = {"Contact": {"ContactId": card["Contact"]["ContactId"]}, "Person": {"PersonId": c.person_id}}
    return linda.in_superoffice.diary.adds(title, at(day), **({"Task": VISIT} | concerned | more))


def shown(linda: Person) -> str:
    """The one subject in Outlook."""
    (subject,) = linda.in_outlook.calendar.subjects()
    return subject


def edits(linda: Person, **fields: Any) -> None:
    """Linda edits her one event in Outlook."""
    (event,) = linda.in_outlook.calendar.items()
    linda.in_outlook.calendar.changes(event["id"], **fields)


def title(linda: Person) -> str:
    """The one title in SuperOffice."""
    (found,) = linda.in_superoffice.diary.titles()
    return found


# -- the build-up


def test_by_default_it_is_built_of_all_parts(company: Company, linda: Person, c: Person) -> None:
    visits_clara(linda, c)
    company.rounds()
    assert shown(linda) == FULL
    company.settles()


@pytest.mark.parametrize(
    ("parts", "subject"),
    [
        (["first line"], "Offer"),
        (["first line", "type"], "Offer * Visit"),
        (["company", "first line"], "Havbris Shipping * Offer"),
        (["first line", "person"], "Offer * Clara Customer"),
        (["department", "person"], "Bergen * Clara Customer"),
        (["text:CRM", "first line", "company"], "CRM * Offer * Havbris Shipping"),
    ],
)
def test_each_build_up(company: Company, linda: Person, c: Person, parts: list[str], subject: str) -> None:
    company.prefer(subject=parts)
    visits_clara(linda, c)
    company.rounds()
    assert shown(linda) == subject
    edits(linda, subject=f"{subject} soon")
    company.rounds()
    company.settles()


def test_empty_parts_drop_out(company: Company, linda: Person) -> None:
    linda.in_superoffice.diary.adds("Alone", at(2), Task=VISIT)
    company.rounds()
    assert shown(linda) == "Visit * Alone"


@pytest.mark.parametrize(
    ("language", "name"), [("", "Visit"), ("nb-NO", "Besøk"), ("en-US", "Visit"), ("fr", "Visit")]
)
def test_the_type_is_printed_in_the_chosen_language(
    company: Company, linda: Person, language: str, name: str
) -> None:
    company.prefer(subject_language=language)
    linda.in_superoffice.diary.adds("Offer", at(2), Task=VISIT)
    company.rounds()
    assert shown(linda) == f"{name} * Offer"


def test_it_is_cut_at_a_word_and_the_title_stays_whole(company: Company, linda: Person, c: Person) -> None:
    long = " ".join(f"word{number}" for number in range(60))
    visits_clara(linda, c, long)
    company.rounds()
    assert len(shown(linda)) <= 255
    assert shown(linda).startswith("Visit * word0 word1 ")
    edits(linda, subject=shown(linda).replace("word0 ", "First "))
    company.rounds()
    assert title(linda) == long.replace("word0 ", "First ")
    company.settles()


def test_an_item_born_in_outlook_keeps_its_own_subject(company: Company, linda: Person, c: Person) -> None:
    linda.in_outlook.calendar.adds("Mine", at(2))
    company.rounds()
    (row,) = linda.in_superoffice.diary.items()
    card = linda.in_superoffice.diary.http.get(f"/v1/Person/{c.person_id}").json()
    linda.in_superoffice.diary.changes(
        row["AppointmentId"], Task=VISIT, Contact={"ContactId": card["Contact"]["ContactId"]}
    )
    company.rounds()
    assert shown(linda) == "Mine"
    linda.in_superoffice.diary.changes(row["AppointmentId"], Title="Ours")
    company.rounds()
    assert shown(linda) == "Ours"
    edits(linda, subject="Visit * Yours")
    company.rounds()
    assert title(linda) == "Visit * Yours"
    company.settles()


# -- back, and round


def test_only_what_a_person_changed_goes_back(company: Company, linda: Person, c: Person) -> None:
    visits_clara(linda, c)
    company.rounds()
    edits(linda, subject=FULL.replace("Offer", "Better offer"))
    company.rounds()
    assert title(linda) == "Better offer"
    assert shown(linda) == FULL.replace("Offer", "Better offer")
    company.settles()


def test_17_edits_on_both_sides_in_turn_leave_exactly_the_text(company: Company, linda: Person, c: Person) -> None:
    item = visits_clara(linda, c)
    company.rounds()
    for turn in range(1, TURNS + 1):
        if turn % 2:
            linda.in_superoffice.diary.changes(item, Title=f"Offer {turn}")
        else:
            edits(linda, subject=shown(linda).replace(f"Offer {turn - 1}", f"Offer {turn}"))
        company.rounds()
        assert (title(linda), shown(linda)) == (f"Offer {turn}", FULL.replace("Offer", f"Offer {turn}"))
    company.settles()


def test_a_decoration_that_a_person_took_away_stays_away_until_superoffice_says_more(
    company: Company, linda: Person, c: Person
) -> None:
    item = visits_clara(linda, c)
    company.rounds()
    edits(linda, subject=FULL.removeprefix("Visit * "))
    company.rounds()
    assert (title(linda), shown(linda)) == ("Offer", FULL.removeprefix("Visit * "))
    company.settles()
    linda.in_superoffice.diary.changes(item, Title="Better offer")
    company.rounds()
    assert shown(linda) == FULL.replace("Offer", "Better offer")


def test_another_type_company_or_person_changes_the_subject(company: Company, linda: Person, c: Person) -> None:
    item = visits_clara(linda, c)
    company.rounds()
    linda.in_superoffice.diary.changes(item, Task=LUNCH)
    company.rounds()
    assert shown(linda) == FULL.replace("Visit", "Lunch")
    linda.in_superoffice.diary.changes(item, Person=None, Contact=None)
    company.rounds()
    assert (title(linda), shown(linda)) == ("Offer", "Lunch * Offer")
    company.settles()


def test_what_it_concerns_and_the_subject_changed_at_once(company: Company, linda: Person, c: Person) -> None:
    item = visits_clara(linda, c)
    company.rounds()
    linda.in_superoffice.diary.changes(item, Task=LUNCH)
    edits(linda, subject=FULL.replace("Offer", "Better offer"))
    company.rounds()
    assert title(linda) == "Better offer"
    assert shown(linda) == "Lunch * Better offer * Havbris Shipping * Bergen * Clara Customer"
    company.settles()


def test_an_event_deleted_while_its_row_was_edited_comes_back_composed(
    company: Company, linda: Person, c: Person
) -> None:
    item = visits_clara(linda, c)
    company.rounds()
    (event,) = linda.in_outlook.calendar.items()
    linda.in_outlook.calendar.deletes(event["id"])
    linda.in_superoffice.diary.changes(item, Location="Fjord")
    company.rounds()
    assert shown(linda) == FULL
    company.settles()


def test_a_row_deleted_while_its_event_was_edited_comes_back_without_decorations(
    company: Company, linda: Person, c: Person
) -> None:
    item = visits_clara(linda, c)
    company.rounds()
    linda.in_superoffice.diary.deletes(item)
    edits(linda, subject=FULL.replace("Offer", "Better offer"))
    company.rounds()
    assert title(linda) == "Better offer"
    company.settles()


# -- the preference changes


def test_changing_it_leaves_synced_items_as_they_are_until_they_change(
    company: Company, linda: Person, c: Person
) -> None:
    item = visits_clara(linda, c)
    company.rounds()
    company.prefer(subject=["company", "first line"], subject_language="nb-NO")
    company.rounds()
    company.settles()
    assert shown(linda) == FULL
    edits(linda, subject=FULL.replace("Offer", "Better offer"))
    company.rounds()
    assert (title(linda), shown(linda)) == ("Better offer", FULL.replace("Offer", "Better offer"))
    linda.in_superoffice.diary.changes(item, Title="Best offer")
    company.rounds()
    assert shown(linda) == "Havbris Shipping * Best offer"
    company.settles()


def forgets_subjects(company: Company) -> None:
    """The links are as they were before subjects were composed."""
    with session(company.product.engine) as work:
        work.execute(text("UPDATE link SET trail = '', superoffice_shown = superoffice_shown - 'concerns'"))
        work.execute(text("UPDATE mailbox SET preferences_seen = 'another'"))
        work.commit()


def test_items_that_were_synced_before_are_neither_rewritten_nor_taken_for_edited(
    company: Company, linda: Person, c: Person
) -> None:
    company.prefer(subject=["first line"])
    item = visits_clara(linda, c, "Offer * Havbris Shipping")
    company.rounds()
    company.prefer(subject=list(Preferences().subject))
    forgets_subjects(company)
    for report in company.rounds().values():
        assert (report.outcome, report.writes) == ("ok", 0)
    assert shown(linda) == "Offer * Havbris Shipping"
    edits(linda, subject="Better offer * Havbris Shipping")
    company.rounds()
    assert title(linda) == "Better offer * Havbris Shipping"
    linda.in_superoffice.diary.changes(item, Title="Offer")
    company.rounds()
    assert shown(linda) == FULL
    company.settles()


def test_12_linked_again_after_everything_was_forgotten(company: Company, linda: Person, c: Person) -> None:
    visits_clara(linda, c)
    company.rounds()
    with session(company.product.engine) as work:
        work.execute(text("DELETE FROM link"))
        work.commit()
    for report in company.rounds().values():
        assert report.writes == 0
    edits(linda, subject=FULL.replace("Offer", "Better offer"))
    company.rounds()
    assert title(linda) == "Better offer"
    company.settles()


# -- nobody is mailed for it


def test_guests_are_not_mailed_because_the_meeting_concerns_another_company(
    company: Company, linda: Person, c: Person, x: Person
) -> None:
    meeting = linda.in_superoffice.invites("Board", x, start=at(3), Task=VISIT)
    company.rounds()
    assert shown(linda) == "Visit * Board"
    mails = len(company.sandbox.mail())
    row = linda.in_superoffice.row_of(meeting)
    linda.in_superoffice.diary.changes(row["AppointmentId"], Task=LUNCH)
    company.rounds()
    company.settles()
    assert len(company.sandbox.mail()) == mails
    assert shown(linda) == "Visit * Board"
    # a person changes something, which is told anyway: the subject goes along in the same mail
    linda.in_superoffice.places(meeting, "Fjord")
    company.rounds()
    assert shown(linda) == "Lunch * Board"
    assert len(company.sandbox.mail()) == mails + 1
    company.settles()


def test_a_series_shows_what_it_concerns_on_every_day(company: Company, linda: Person) -> None:
    weekly = {
        "Pattern": "Weekly", "EndDate": f"{at(16):%Y-%m-%dT%H:%M:%SZ}", "StartDate": f"{at(2):%Y-%m-%dT%H:%M:%SZ}",
        "RecurrenceEndType": "EndDate", "IsRecurrence": True,
        "WeeklyRecurrence": {"Interval": 1, "Weekdays": f"{at(2):%A}"},
    }  # fmt: skip
    linda.in_superoffice.invites("Review", start=at(2), Recurrence=weekly, Task=VISIT)
    company.rounds()
    (master,) = linda.in_outlook.calendar.items()
    assert (master["type"], master["subject"]) == ("seriesMaster", "Visit * Review")
    linda.in_outlook.calendar.changes(master["id"], subject="Visit * Weekly review")
    company.rounds()
    assert set(linda.in_superoffice.diary.titles()) == {"Weekly review"}
    company.settles()
