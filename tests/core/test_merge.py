"""The three-way merge: every combination of what each side may show, and the rules of scenario 14."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.fields import FIELDS, FieldName, value_of, with_values
from backend.core.items import AllDay, Answer, Appointment, Busy, Guest, Importance, Meeting, Side
from backend.core.marks import shown_of
from backend.core.meetings import Right
from backend.core.merge import OWN_RIGHTS, merge
from backend.core.values import replace
from backend.core.views import View
from tests.core.pairs import (
    ANN,
    BOB,
    BUDGET,
    CAL,
    CAT,
    GROUPS,
    MARKER,
    NINE,
    SO,
    STAFF,
    TEN,
    after,
    but,
    met,
    settled,
    view,
    written,
)  # fmt: skip


def test_nothing_changed_writes_nothing() -> None:
    assert not met(view(BUDGET), view(BUDGET)).targets


def test_a_change_of_one_side_travels_alone() -> None:
    merged = met(view(replace(BUDGET, title="Budget 2027")), view(BUDGET))
    assert set(merged.targets) == {CAL}
    assert merged.fields[CAL] == {"title"}
    assert merged.targets[CAL].title == "Budget 2027"
    assert not merged.lost


def test_a_change_travels_also_when_the_other_side_was_not_read() -> None:
    merged = met(view(replace(BUDGET, place="Oslo")), view(None))
    assert merged.fields == {CAL: {"place"}}


def test_14_time_on_one_side_and_text_on_the_other_both_survive() -> None:
    merged = met(view(replace(BUDGET, span=TEN)), view(replace(BUDGET, body="New numbers")))
    assert merged.fields == {CAL: {"span"}, SO: {"body"}}
    assert not merged.lost


@pytest.mark.parametrize("origin", list(Side))
def test_14_both_moved_it_and_the_owner_decides(origin: Side) -> None:
    eleven = replace(TEN, start=TEN.start.replace(hour=11), end=TEN.end.replace(hour=12))
    here, there = replace(BUDGET, span=TEN), replace(BUDGET, span=eleven)
    merged = met(view(here), view(there), origin)
    assert set(merged.targets) == {origin.other}
    loser = there if origin is SO else here
    assert [(lost.field, lost.side, lost.value) for lost in merged.lost] == [("span", origin.other, loser.span)]


def test_what_somebody_may_have_put_back_while_a_write_was_under_way_is_kept() -> None:
    told = replace(BUDGET, title="A")
    calendar = view(BUDGET, agreed=told, behind=BUDGET)
    assert not met(view(told, agreed=told), calendar).lost
    merged = met(view(told, agreed=told), replace(calendar, touched=True))
    assert merged.targets[CAL].title == "A"
    assert [(lost.field, lost.side, lost.value) for lost in merged.lost] == [("title", CAL, BUDGET.title)]


def test_14_both_retitled_it_and_superoffice_decides_with_the_loser_kept() -> None:
    merged = met(view(replace(BUDGET, title="A")), view(replace(BUDGET, title="B")), CAL)
    assert merged.targets[CAL].title == "A"
    assert [lost.value for lost in merged.lost] == ["B"]


@pytest.mark.parametrize(("here", "there"), [(True, False), (False, True)])
def test_privacy_in_doubt_is_the_stricter(here: bool, there: bool) -> None:
    """Both changed it, from an agreed value that is neither's by now."""
    agreed = {**shown_of(MARKER.marks(BUDGET)), "private": ["unknown"]}
    views = {
        SO: View(item := replace(BUDGET, private=here), MARKER.marks(item), agreed),
        CAL: View(item := replace(BUDGET, private=there), MARKER.marks(item), agreed),
    }
    (target,) = merge(views, SO, MARKER).targets.values()
    assert target.private


def test_the_same_change_on_both_sides_is_no_conflict() -> None:
    both = replace(BUDGET, title="Budget 2027")
    merged = met(view(both), view(both))
    assert not merged.targets
    assert not merged.lost


def test_a_write_that_never_arrived_is_made_again() -> None:
    """The calendar still shows what was there before a journalled write (known values, engine.md §2.3)."""
    moved = replace(BUDGET, span=TEN)
    merged = met(view(moved, agreed=moved), view(BUDGET, agreed=moved, behind=BUDGET))
    assert merged.fields == {CAL: {"span"}}
    assert not merged.lost


def test_out_of_office_survives_in_the_calendar() -> None:
    """SuperOffice knows only free and busy (spec/mapping.md): what it makes of the value is not an edit."""
    away = replace(BUDGET, busy=Busy.OUT_OF_OFFICE)
    merged = met(view(BUDGET), view(away, agreed=BUDGET))
    assert not merged.targets


def test_a_title_too_long_for_the_calendar_is_cut_there_and_does_not_come_back() -> None:
    long = replace(BUDGET, title="word " * 100)
    merged = met(view(long), view(BUDGET))
    cut = written(merged, CAL)
    assert len(cut.title) <= 255
    assert not met(view(long, agreed=long), view(cut, agreed=cut)).targets


def test_first_meeting_superoffice_counts_and_the_calendar_fills_the_blanks() -> None:
    here = replace(BUDGET, title="Budget", place="", importance=Importance.NORMAL)
    there = replace(BUDGET, title="budget", place="Fjord room", importance=Importance.HIGH)
    merged = met(view(here, agreed=None), view(there, agreed=None))
    assert merged.targets[CAL].title == "Budget"
    assert written(merged, SO).place == "Fjord room"
    assert merged.targets[SO].importance is Importance.HIGH
    assert [(lost.field, lost.side, lost.value) for lost in merged.lost] == [("title", CAL, "budget")]


@pytest.mark.parametrize(("field", "blank"), [("body", ""), ("place", ""), ("alarm", None), ("private", False)])
def test_a_blank_that_a_first_meeting_fills_is_no_conflict(field: FieldName, blank: Any) -> None:
    """Nobody wrote it: nothing is kept for undo, and no run tells of a conflict."""
    filled, empty = but(BUDGET, field, VALUES[field][-1]), but(BUDGET, field, blank)
    for here, there in ((filled, empty), (empty, filled)):
        merged = met(view(here, agreed=None), view(there, agreed=None))
        assert {value_of(field, item) for item in merged.targets.values()} == {value_of(field, filled)}
        assert not merged.lost


VALUES: dict[FieldName, tuple[Any, ...]] = {
    "title": ("A", "B", "C"),
    "body": ("", "x", "<b>y</b>"),
    "place": ("", "p", "q"),
    "span": (NINE, TEN, AllDay(date(2026, 3, 2), date(2026, 3, 3))),
    "busy": tuple(Busy),
    "private": (False, True),
    "importance": tuple(Importance),
    "alarm": (None, 0, 15),
    "join_url": ("", "https://teams.example/1", "https://teams.example/2"),
    "guests": GROUPS,
    "answers": tuple(((ANN.address, answer), (BOB.address, Answer.NONE)) for answer in Answer),
    "answer": tuple(Answer),
    "listed": ((), ("Ann",), ("Ann", "Bob")),
}


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("origin", list(Side))
def test_every_combination_of_one_field_ends_equal_and_stays_so(field: FieldName, origin: Side) -> None:
    """Exhaustive over base, left, right: after the writes a second merge does nothing (rule 15: a fixed point)."""
    for base, left, right in product(VALUES[field], repeat=3):
        agreed, here, there = (but(STAFF, field, value) for value in (base, left, right))
        merged = met(view(here, agreed=agreed), view(there, agreed=agreed), origin)
        after_here, after_there = after(merged, here, there)
        assert settled(after_here, after_there)
        travels = OWN_RIGHTS[field] is Right.BOTH and field != "busy"
        if left == base != right and (travels or OWN_RIGHTS[field] is Right.TOLD_BY_CALENDAR):
            assert value_of(field, after_here) == right
        if right == base != left and travels:
            assert value_of(field, after_there) == left
        if OWN_RIGHTS[field] is not Right.BOTH:
            assert value_of(field, after_there) == right


def test_two_changed_lists_of_guests_become_one() -> None:
    """Exhaustive: who came on either side comes, who went on either side goes, and then all is quiet."""
    for base, left, right in product(GROUPS, repeat=3):
        agreed, here, there = (but(BUDGET, "guests", group) for group in (base, left, right))
        merged = met(view(here, agreed=agreed), view(there, agreed=agreed))
        came = {*left, *right} - {*base}
        went = {*base} - ({*left} & {*right})
        joined = ({*base} | came) - went
        both = after(merged, here, there)
        assert [{*item.guests} for item in both] == [joined, joined]
        assert settled(*both)
        assert not merged.lost


def test_who_comes_to_a_joined_list_is_known_by_what_the_calendar_says() -> None:
    named = replace(CAT, name="Catherine", answer=Answer.ACCEPTED)
    here, there = but(STAFF, "guests", (ANN,)), but(STAFF, "guests", (ANN, BOB, named))
    merged = met(view(here, agreed=STAFF), view(there, agreed=STAFF))
    assert written(merged, CAL).guests == (ANN, named)
    assert written(merged, SO).guests == (ANN, named)


def test_a_list_that_is_only_in_another_order_is_no_change() -> None:
    turned = replace(STAFF, meeting=Meeting(guests=(BOB, ANN)))
    assert not met(view(turned, agreed=STAFF), view(STAFF, agreed=STAFF)).targets


def test_guests_whom_no_address_names_stay_where_they_are() -> None:
    """A person card without e-mail cannot be invited, and is not thrown out because the calendar lacks it."""
    nameless = Guest(address="", name="Olav")
    here = replace(STAFF, meeting=Meeting(guests=(nameless, ANN, BOB)))
    assert not met(view(here, agreed=here), view(STAFF, agreed=STAFF)).targets
    merged = met(view(here, agreed=here), view(but(STAFF, "guests", (ANN, CAT)), agreed=STAFF))
    assert merged.fields == {SO: {"guests"}}
    assert written(merged, SO).guests == (nameless, ANN, CAT)


PLAIN: tuple[FieldName, ...] = tuple(
    field for field in FIELDS if field not in ("guests", "answers", "answer", "listed")
)
PEOPLE = st.lists(
    st.builds(replace, st.sampled_from((ANN, BOB, CAT, Guest(address="lin@here.example", is_user=True))),
              answer=st.sampled_from(Answer)),
    unique_by=lambda guest: guest.address,
).map(lambda guests: tuple(sorted(guests, key=lambda guest: guest.address)))  # fmt: skip
ITEMS = st.builds(
    lambda values, guests: replace(with_values(BUDGET, values), meeting=Meeting(guests=guests)),
    st.fixed_dictionaries({field: st.sampled_from(VALUES[field]) for field in PLAIN}),
    PEOPLE,
)


def addresses(item: Appointment) -> set[str]:
    return {guest.address for guest in item.guests}


@given(base=ITEMS, left=ITEMS, right=ITEMS)
def test_no_edit_is_ever_lost_without_a_trace(base: Appointment, left: Appointment, right: Appointment) -> None:
    """Every value a person wrote is on both sides afterwards, or in the history."""
    merged = met(view(left, agreed=base), view(right, agreed=base))
    both = after(merged, left, right)
    for field in PLAIN:
        if field == "busy":
            continue
        # what SuperOffice shows instead of the calendar's own is not looked at
        writers = ((SO, left), (CAL, right)) if OWN_RIGHTS[field] is Right.BOTH else ((CAL, right),)
        for side, mine in writers:
            value = value_of(field, mine)
            if value == value_of(field, base):
                continue
            traced = any(lost.field == field and lost.side is side and lost.value == value for lost in merged.lost)
            assert traced or all(value_of(field, item) == value for item in both)
    for item in both:
        assert addresses(left) - addresses(base) <= addresses(item)
        assert addresses(right) - addresses(base) <= addresses(item)
        assert not addresses(item) & (addresses(base) - (addresses(left) & addresses(right)))
    assert settled(*both)


@given(base=ITEMS, left=ITEMS, right=ITEMS)
def test_answers_of_guests_come_from_the_calendar_and_never_go_there(
    base: Appointment, left: Appointment, right: Appointment
) -> None:
    merged = met(view(left, agreed=base), view(right, agreed=base))
    assert "answers" not in merged.fields.get(CAL, ())
    told = dict(value_of("answers", right))
    if MARKER.marks(right)["answers"] == MARKER.marks(base)["answers"]:
        assert "answers" not in merged.fields.get(SO, ())
        return
    for address, answer in value_of("answers", after(merged, left, right)[0]):
        assert answer is told.get(address, answer)
