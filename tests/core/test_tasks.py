"""Tasks in the core: their fields, the merge, the decisions, and which of both sides are one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from backend.core.decisions import (
    Agree,
    Change,
    CreateOn,
    Decision,
    Hide,
    Leave,
    Link,
    Missing,
    Nothing,
    Presence,
    Remove,
    Unborn,
    Unread,
)
from backend.core.fields import TASK_FIELDS, FieldName, value_of, with_values
from backend.core.items import Importance, Kind, Side, Task, Window
from backend.core.marks import Shown, near, shown_of
from backend.core.matching import match
from backend.core.plan import decide
from backend.core.preferences import Direction, Preferences
from backend.core.reasons import Reason
from backend.core.rules import Rules
from backend.core.seen import Seen
from backend.core.tasks import with_own_dates
from backend.core.types import Types
from backend.core.values import replace
from tests.core.pairs import CAL, MARKER, SO

WINDOW = Window(date(2026, 3, 1), date(2026, 9, 1))
OFFER = Task(
    title="Write the offer",
    body="For Nordlys",
    due=date(2026, 3, 9),
    reminder=datetime(2026, 3, 9, 8, tzinfo=UTC),
)
#: another value than the offer's, by field
ANOTHER: dict[FieldName, Any] = {
    "title": "Send the offer", "body": "By mail", "due": date(2026, 3, 10), "start": date(2026, 3, 2),
    "completed": True, "importance": Importance.HIGH, "reminder": None,
}  # fmt: skip
#: and one more
THIRD: dict[FieldName, Any] = ANOTHER | {
    "title": "Forget the offer", "body": "", "due": date(2026, 3, 11), "start": date(2026, 3, 3),
    "importance": Importance.LOW, "reminder": datetime(2026, 3, 8, 8, tzinfo=UTC),
}  # fmt: skip
TRAVELLING = tuple(ANOTHER)
PRIVATE = replace(OFFER, private=True)
DONE = replace(OFFER, completed=True)


def rules(**preferences: Any) -> Rules:
    return Rules(Preferences(**preferences), WINDOW, MARKER)


def link(origin: Side = SO, agreed: Task = OFFER, **shown: Shown) -> Link:
    marks = shown_of(MARKER.marks(agreed))
    return Link(uuid4(), origin, {SO: "1", CAL: "a"}, {SO: marks, CAL: marks}, {SO: "", CAL: ""}, Kind.TASK)


def seen(item: Task, item_id: str = "1", pointer: str = "") -> Seen:
    return Seen(item_id, "v", item, pointer=pointer)


def decided(superoffice: Presence, calendar: Presence, pair: Link | None = None, **preferences: Any) -> Decision:
    return decide(pair, {SO: superoffice, CAL: calendar}, rules(**preferences))


def written(decision: Decision) -> dict[Side, dict[str, Any]]:
    """What a change tells each side."""
    assert isinstance(decision, Change), decision
    merged = decision.merged
    return {
        side: {field: value_of(field, merged.targets[side]) for field in merged.fields[side]}
        for side in merged.targets
    }


def test_every_field_of_a_task_has_a_mark_and_a_value_of_its_own() -> None:
    assert tuple(MARKER.marks(OFFER)) == TASK_FIELDS
    assert {*TRAVELLING, "private"} == set(TASK_FIELDS)
    for field in TRAVELLING:
        other = with_values(OFFER, {field: ANOTHER[field]})
        changed = {name for name in TASK_FIELDS if MARKER.marks(other)[name] != MARKER.marks(OFFER)[name]}
        assert changed == {field}


def test_texts_are_remembered_as_digests_only() -> None:
    assert not any(
        "offer" in mark.casefold() or "nordlys" in mark.casefold() for mark in MARKER.marks(OFFER).values()
    )


@pytest.mark.parametrize("field", TRAVELLING)
@pytest.mark.parametrize("side", list(Side))
def test_a_change_travels_to_the_other_side(field: FieldName, side: Side) -> None:
    edited = with_values(OFFER, {field: ANOTHER[field]})
    shows = {SO: seen(OFFER), CAL: seen(OFFER), side: seen(edited)}
    assert written(decided(shows[SO], shows[CAL], link())) == {side.other: {field: ANOTHER[field]}}


@pytest.mark.parametrize("field", TRAVELLING)
def test_both_changed_one_value_wins_and_the_other_is_kept(field: FieldName) -> None:
    here, there = with_values(OFFER, {field: ANOTHER[field]}), with_values(OFFER, {field: THIRD[field]})
    decision = decided(seen(here), seen(there), link())
    if field == "completed":
        assert isinstance(decision, Agree)
        return
    assert written(decision) == {CAL: {field: ANOTHER[field]}}
    assert isinstance(decision, Change)
    assert [(lost.field, lost.side, lost.value) for lost in decision.merged.lost] == [(field, CAL, THIRD[field])]


def test_the_dates_of_a_conflict_are_those_of_the_side_where_the_task_was_born() -> None:
    here, there = replace(OFFER, due=date(2026, 3, 20)), replace(OFFER, due=date(2026, 3, 21))
    assert written(decided(seen(here), seen(there), link(origin=CAL))) == {SO: {"due": date(2026, 3, 21)}}


def test_what_is_completed_on_one_side_and_edited_on_the_other_is_both() -> None:
    decision = decided(seen(DONE), seen(replace(OFFER, title="Offer")), link())
    assert written(decision) == {CAL: {"completed": True}, SO: {"title": "Offer"}}


@pytest.mark.parametrize("side", list(Side))
def test_an_alarm_stays_where_it_is_when_its_switch_is_off(side: Side) -> None:
    switch: dict[str, Any] = {{SO: "superoffice_reminders", CAL: "calendar_reminders"}[side]: False}
    silent = seen(replace(OFFER, reminder=None))
    shows = {SO: seen(OFFER), CAL: seen(OFFER), side: silent}
    assert isinstance(decided(shows[SO], shows[CAL], link(), **switch), Agree)
    newborn: dict[Side, Presence] = {side: seen(OFFER), side.other: Unborn()}
    decision = decided(newborn[SO], newborn[CAL], **switch)
    assert decision == CreateOn(side.other, replace(OFFER, reminder=None))


class TestOneSided:
    """Only one side has the task."""

    @pytest.mark.parametrize("side", list(Side))
    def test_a_new_task_is_made_on_the_other_side_without_labels(self, side: Side) -> None:
        presence: dict[Side, Presence] = {side: seen(replace(OFFER, categories=("Red",))), side.other: Unborn()}
        assert decided(presence[SO], presence[CAL]) == CreateOn(side.other, OFFER)

    @pytest.mark.parametrize("side", list(Side))
    def test_what_was_deleted_and_not_touched_is_deleted(self, side: Side) -> None:
        presence: dict[Side, Presence] = {side: seen(OFFER), side.other: Missing()}
        assert decided(presence[SO], presence[CAL], link()) == Remove(side)

    @pytest.mark.parametrize("field", TRAVELLING)
    @pytest.mark.parametrize("side", list(Side))
    def test_an_edit_beats_a_deletion(self, side: Side, field: FieldName) -> None:
        edited = with_values(OFFER, {field: ANOTHER[field]})
        presence: dict[Side, Presence] = {side: seen(edited), side.other: Missing()}
        assert decided(presence[SO], presence[CAL], link()) == CreateOn(side.other, edited, again=True)

    @pytest.mark.parametrize("side", list(Side))
    def test_nothing_travels_against_the_direction(self, side: Side) -> None:
        closed = {SO: Direction.TO_SUPEROFFICE, CAL: Direction.TO_CALENDAR}[side]
        born: dict[Side, Presence] = {side: seen(OFFER), side.other: Unborn()}
        assert decided(born[SO], born[CAL], direction=closed) == Leave(Reason.DIRECTION)
        deleted: dict[Side, Presence] = {side: Missing(), side.other: seen(OFFER)}
        assert decided(deleted[SO], deleted[CAL], link(), direction=closed) == Nothing()

    @pytest.mark.parametrize(
        ("task", "is_synced"),
        [
            (replace(OFFER, due=date(2020, 1, 1)), True),
            (replace(OFFER, due=None), True),
            (DONE, True),
            (replace(DONE, due=date(2020, 1, 1)), False),
            (replace(DONE, due=None), False),
            (replace(DONE, due=date(2020, 1, 1), done_on=date(2026, 3, 2)), True),
            (replace(DONE, due=date(2026, 9, 1), done_on=date(2026, 9, 1)), False),
        ],
    )
    def test_open_tasks_are_synced_whatever_their_day_and_completed_ones_near_the_window(
        self, task: Task, is_synced: bool
    ) -> None:
        decision = decided(Unborn(), seen(task))
        assert decision == (CreateOn(SO, task) if is_synced else Leave(Reason.OUTSIDE_WINDOW))

    @pytest.mark.parametrize("side", list(Side))
    def test_a_linked_task_that_is_long_over_stays_in_step(self, side: Side) -> None:
        old = replace(DONE, due=date(2020, 1, 1))
        shows = {SO: seen(old), CAL: seen(old), side: seen(replace(old, title="Old offer"))}
        assert written(decided(shows[SO], shows[CAL], link(agreed=old))) == {side.other: {"title": "Old offer"}}

    def test_only_the_chosen_types_are_synced(self) -> None:
        both = Types({5: {"": "Call"}, 6: {"": "Letter"}})
        chosen = replace(rules(types=(5,), incoming_task_type=6), types=both)
        for type_id, decision in ((5, CreateOn(CAL, OFFER)), (6, Leave(Reason.TYPE))):
            here = seen(replace(OFFER, type_id=type_id))
            assert decide(None, {SO: here, CAL: Unborn()}, chosen) == decision
        assert decide(None, {SO: Unborn(), CAL: seen(OFFER)}, chosen) == Leave(Reason.TYPE)


class TestPrivate:
    """To Do has no privacy (promise 5)."""

    def test_a_private_task_of_superoffice_stays_there(self) -> None:
        assert decided(seen(PRIVATE), Unborn()) == Leave(Reason.PRIVATE_TASK)

    def test_a_task_that_turns_private_leaves_to_do(self) -> None:
        assert decided(seen(PRIVATE), seen(OFFER), link()) == Hide(CAL)

    def test_what_was_written_in_to_do_is_brought_to_superoffice_first_and_nothing_goes_the_other_way(
        self,
    ) -> None:
        secret = replace(PRIVATE, body="Nobody may read this")
        decision = decided(seen(secret), seen(replace(OFFER, title="Offer")), link())
        assert written(decision) == {SO: {"title": "Offer"}}

    def test_a_private_task_deleted_in_to_do_is_not_made_there_again(self) -> None:
        assert decided(seen(replace(PRIVATE, title="Secret")), Missing(), link()) == Leave(Reason.PRIVATE_TASK)

    def test_privacy_itself_is_no_edit_that_travels(self) -> None:
        hidden = link(agreed=PRIVATE)
        assert isinstance(decided(seen(OFFER), seen(OFFER), hidden), Agree)

    def test_against_the_direction_it_is_left_alone(self) -> None:
        assert isinstance(decided(seen(PRIVATE), seen(OFFER), link(), direction=Direction.TO_SUPEROFFICE), Agree)

    def test_a_private_task_is_never_taken_for_one_of_to_do_that_looks_like_it(self) -> None:
        assert not match([seen(PRIVATE)], [seen(OFFER, "a")])


class TestWithoutDueDate:
    """SuperOffice always has a deadline (contracts/superoffice.md §3.3)."""

    UNDATED = replace(OFFER, due=None)

    def pair(self) -> Link:
        """Made in SuperOffice for a task without a day; what SuperOffice shows is its own."""
        here, there = MARKER.marks(OFFER), MARKER.marks(self.UNDATED)
        return replace(link(origin=CAL), shown={SO: shown_of(here), CAL: shown_of(there)})

    def test_the_deadline_that_superoffice_made_up_does_not_travel_back(self) -> None:
        assert isinstance(decided(seen(OFFER), seen(self.UNDATED), self.pair()), Agree)
        renamed = replace(OFFER, title="Offer")
        assert written(decided(seen(renamed), seen(self.UNDATED), self.pair())) == {CAL: {"title": "Offer"}}

    def test_a_deadline_that_a_person_sets_travels(self) -> None:
        moved = replace(OFFER, due=date(2026, 4, 1))
        assert written(decided(seen(moved), Unread(), self.pair())) == {CAL: {"due": date(2026, 4, 1)}}

    def test_a_first_meeting_gives_a_task_without_a_day_none(self) -> None:
        assert isinstance(decided(seen(OFFER, pointer="a"), seen(self.UNDATED, "a")), Agree)

    def test_dates_found_after_a_lost_answer_are_superoffices_own(self) -> None:
        sent = shown_of(MARKER.marks(self.UNDATED))
        assert with_own_dates(sent, MARKER.marks(OFFER))["due"] == ["2026-03-09"]
        dated = shown_of(MARKER.marks(replace(OFFER, due=date(2026, 5, 5))))
        assert with_own_dates(dated, MARKER.marks(OFFER))["due"] == ["2026-05-05"]


class TestFirstMeeting:
    """Both sides had tasks before."""

    def test_what_is_done_on_one_side_is_done(self) -> None:
        assert written(decided(seen(OFFER), seen(DONE))) == {SO: {"completed": True}}
        assert written(decided(seen(DONE), seen(OFFER))) == {CAL: {"completed": True}}

    def test_superoffice_counts_and_to_do_fills_the_blanks(self) -> None:
        here = replace(OFFER, body="", importance=Importance.HIGH)
        there = replace(OFFER, body="By hand", reminder=None)
        told = written(decided(seen(here), seen(there)))
        assert told == {
            SO: {"body": "By hand"},
            CAL: {"importance": Importance.HIGH, "reminder": OFFER.reminder},
        }

    def test_likeness_is_title_and_due_date(self) -> None:
        other_day = replace(OFFER, due=date(2026, 4, 1))
        pairs = match([seen(OFFER, "1"), seen(other_day, "2")], [seen(other_day, "b"), seen(OFFER, "a")])
        assert {(one.superoffice.id, one.calendar.id) for one in pairs} == {("1", "a"), ("2", "b")}
        assert not match([seen(OFFER)], [seen(replace(OFFER, due=None), "a")])

    def test_of_several_alike_each_is_used_once_and_open_ones_meet_open_ones(self) -> None:
        here = [seen(DONE, "1"), seen(OFFER, "2"), seen(OFFER, "3")]
        there = [seen(OFFER, "a"), seen(DONE, "b")]
        pairs = match(here, there)
        assert [(one.superoffice.id, one.calendar.id) for one in pairs] == [("2", "a"), ("3", "b")]

    def test_a_pointer_comes_before_likeness(self) -> None:
        renamed = seen(replace(OFFER, title="Offer"), "a", pointer="1")
        pairs = match([seen(OFFER, "1")], [seen(OFFER, "b"), renamed])
        assert [(one.superoffice.id, one.calendar.id) for one in pairs] == [("1", "a")]


def test_a_due_date_alone_tells_whether_a_task_is_near() -> None:
    assert near("2026-03-01", WINDOW)
    assert not near("2026-02-28", WINDOW)
    assert not near("2026-09-01", WINDOW)
