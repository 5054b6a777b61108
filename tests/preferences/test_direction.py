"""The preference `direction`: which way appointments, changes, deletions and answers travel."""

from __future__ import annotations

from typing import Any

import pytest

from backend.core.items import Side
from backend.core.preferences import Direction
from tests.company import at
from tests.scenarios.cast import Person
from tests.scenarios.company import Company
from tests.scenarios.meeting import Meeting
from tests.scenarios.shown import A, D, Shown, T
from tests.scenarios.weather import unjudged

Json = dict[str, Any]
SO, CAL = Side.SUPEROFFICE, Side.CALENDAR
#: choice → the sides whose changes travel
TRAVELS = {
    Direction.TWO_WAY: {SO, CAL},
    Direction.TO_CALENDAR: {SO},
    Direction.TO_SUPEROFFICE: {CAL},
    Direction.NONE: set[Side](),
}
choices = pytest.mark.parametrize("choice", [None, *Direction], ids=str)
one_way = pytest.mark.parametrize(
    ("choice", "deaf"), [(Direction.TO_CALENDAR, CAL), (Direction.TO_SUPEROFFICE, SO)]
)
sides = pytest.mark.parametrize("side", list(Side))


def prefer(company: Company, choice: Direction | None) -> set[Side]:
    """Everybody has this choice, None for the default; the sides whose changes travel."""
    if choice is not None:
        company.prefer(direction=choice.value)
    return TRAVELS[choice or Direction.TWO_WAY]


def on(side: Side, person: Person) -> Any:
    """Where a person acts."""
    return person.in_superoffice if side is SO else person.in_outlook


def sees(side: Side, person: Person, meeting: Meeting) -> Shown | None:
    """What a person sees there."""
    shown: Shown | None = on(side, person).sees(meeting)
    return shown


def in_step(company: Company, linda: Person) -> Meeting:
    """An appointment that both sides have."""
    meeting = linda.in_superoffice.invites("Review", start=at(2, 10), place="Quay 1")
    company.runs()
    return meeting


@choices
@sides
def test_what_is_new(company: Company, linda: Person, choice: Direction | None, side: Side) -> None:
    travels = prefer(company, choice)
    meeting = on(side, linda).invites("Review", start=at(2, 10))
    company.rounds()
    assert (sees(side.other, linda, meeting) is not None) == (side in travels)
    assert sees(side, linda, meeting)


@choices
@sides
def test_what_changes(company: Company, linda: Person, choice: Direction | None, side: Side) -> None:
    meeting = in_step(company, linda)
    travels = prefer(company, choice)
    on(side, linda).places(meeting, "Quay 2")
    company.rounds()
    here, there = sees(side, linda, meeting), sees(side.other, linda, meeting)
    assert here and here.place == "Quay 2"
    assert there and there.place == ("Quay 2" if side in travels else "Quay 1")


@choices
@sides
def test_what_is_deleted(company: Company, linda: Person, choice: Direction | None, side: Side) -> None:
    meeting = in_step(company, linda)
    travels = prefer(company, choice)
    on(side, linda).deletes(meeting)
    company.rounds()
    company.rounds()
    assert sees(side, linda, meeting) is None
    assert (sees(side.other, linda, meeting) is None) == (side in travels)


@one_way
def test_a_change_that_travels_leaves_the_other_sides_own_change_alone(
    company: Company, linda: Person, choice: Direction, deaf: Side
) -> None:
    meeting = in_step(company, linda)
    prefer(company, choice)
    on(deaf, linda).places(meeting, "Quay 2")
    company.rounds()
    on(deaf.other, linda).moves(meeting, at(3, 10))
    company.rounds()
    here, there = sees(deaf, linda, meeting), sees(deaf.other, linda, meeting)
    assert here and (here.start, here.place) == (at(3, 10), "Quay 2")
    assert there and (there.start, there.place) == (at(3, 10), "Quay 1")


@choices
def test_changing_it_leaves_synced_items_as_they_are(
    company: Company, linda: Person, c: Person, choice: Direction | None
) -> None:
    meetings = [in_step(company, linda), linda.in_outlook.invites("Offer", c, start=at(3, 10))]
    company.runs()
    there = [(linda.in_superoffice.row_of(one), linda.in_outlook.event_of(one)) for one in meetings]
    prefer(company, choice)
    for report in company.rounds().values():
        assert report.writes == 0
    assert [(linda.in_superoffice.row_of(one), linda.in_outlook.event_of(one)) for one in meetings] == there


# -- back to two-way


@pytest.fixture
def apart(company: Company, linda: Person, choice: Direction, deaf: Side) -> list[Meeting]:
    """What the deaf side changed, deleted and made meanwhile."""
    changed = in_step(company, linda)
    deleted = linda.in_superoffice.invites("Deleted", start=at(3, 10))
    company.runs()
    prefer(company, choice)
    company.rounds()
    with unjudged(company):
        on(deaf, linda).places(changed, "Quay 2")
        on(deaf, linda).deletes(deleted)
        made = on(deaf, linda).invites("Made", start=at(4, 10))
    company.rounds()
    return [changed, deleted, made]


@one_way
def test_what_happened_on_the_deaf_side_travels_once_it_is_heard(
    company: Company, linda: Person, apart: list[Meeting], deaf: Side
) -> None:
    changed, deleted, made = apart
    company.prefer(direction="two-way")
    company.runs()
    for side in Side:
        shown = sees(side, linda, changed)
        assert shown and shown.place == "Quay 2"
        assert sees(side, linda, deleted) is None
        assert sees(side, linda, made)


@one_way
def test_what_both_changed_meanwhile_is_merged_without_loss(
    company: Company, linda: Person, choice: Direction, deaf: Side
) -> None:
    meeting = in_step(company, linda)
    prefer(company, choice)
    with unjudged(company):
        on(deaf, linda).writes(meeting, "<p>Written there</p>")
        on(deaf.other, linda).places(meeting, "Quay 2")
    company.rounds()
    company.prefer(direction="two-way")
    company.runs()
    for side in Side:
        shown = sees(side, linda, meeting)
        assert shown and shown.place == "Quay 2" and "Written there" in shown.text


# -- meetings


def test_an_answer_given_in_outlook_stays_there(company: Company, linda: Person, c: Person) -> None:
    meeting = c.in_outlook.invites("Inspection", linda, start=at(2, 10))
    company.runs()
    prefer(company, Direction.TO_CALENDAR)
    linda.in_outlook.accepts(meeting)
    company.rounds()
    row = linda.in_superoffice.sees(meeting)
    assert row and row.own == T
    company.prefer(direction="two-way")
    company.runs()
    row = linda.in_superoffice.sees(meeting)
    assert row and row.own == A


def test_an_answer_given_in_superoffice_stays_there(company: Company, linda: Person, c: Person) -> None:
    meeting = c.in_outlook.invites("Inspection", linda, start=at(2, 10))
    company.runs()
    prefer(company, Direction.TO_SUPEROFFICE)
    mails = company.post.sent()
    with unjudged(company):
        linda.in_superoffice.accepts(meeting)
    company.rounds()
    original = c.in_outlook.sees(meeting)
    assert original and original.answer_of(linda) == T
    assert company.post.sent() == mails


def test_a_row_deleted_in_superoffice_declines_nothing(company: Company, linda: Person, c: Person) -> None:
    meeting = c.in_outlook.invites("Inspection", linda, start=at(2, 10))
    company.runs()
    prefer(company, Direction.TO_SUPEROFFICE)
    mails = company.post.sent()
    with unjudged(company):
        linda.in_superoffice.deletes(meeting)
    company.rounds()
    original, event = c.in_outlook.sees(meeting), linda.in_outlook.sees(meeting)
    assert event and original and original.answer_of(linda) != D
    assert company.post.sent() == mails


@pytest.mark.parametrize("choice", [Direction.TO_SUPEROFFICE, Direction.NONE], ids=str)
def test_a_meeting_made_in_superoffice_invites_nobody_where_it_does_not_travel(
    company: Company, linda: Person, c: Person, choice: Direction
) -> None:
    prefer(company, choice)
    with unjudged(company):
        meeting = linda.in_superoffice.invites("Offer", c, start=at(2, 10))
    company.rounds()
    assert not company.post.sent()
    company.prefer(direction="two-way")
    company.runs()
    assert linda.in_outlook.sees(meeting) and c.in_outlook.sees(meeting)


@pytest.mark.parametrize("choice", [Direction.TO_CALENDAR, Direction.NONE], ids=str)
def test_a_meeting_cancelled_in_outlook_stays_in_superoffice(
    company: Company, linda: Person, c: Person, choice: Direction
) -> None:
    meeting = linda.in_outlook.invites("Offer", c, start=at(2, 10))
    company.runs()
    prefer(company, choice)
    linda.in_outlook.cancels(meeting)
    company.rounds()
    assert linda.in_superoffice.sees(meeting)
