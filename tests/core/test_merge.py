"""The three-way merge: every combination of what each side may show, and the rules of scenario 14."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.items import AllDay, Appointment, Busy, Importance, Side, Timed
from backend.core.marks import FIELDS, FieldName, Marker, Shown, shown_of
from backend.core.merge import Merged, View, merge

MARKER = Marker(b"a mailbox's own secret")
NINE = Timed(datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC), "Europe/Oslo")
TEN = Timed(datetime(2026, 3, 2, 10, tzinfo=UTC), datetime(2026, 3, 2, 11, tzinfo=UTC), "Europe/Oslo")
MEETING = Appointment(title="Budget", body="Numbers", place="Fjord", span=NINE, alarm=15)


def view(
    item: Appointment | None, *, agreed: Appointment | None = MEETING, behind: Appointment | None = None
) -> View:
    """A side that shows *item*, agreed on *agreed*, and may still show *behind*."""
    shown: Shown = shown_of(MARKER.marks(agreed)) if agreed else {}
    if behind:
        old = MARKER.marks(behind)
        shown = {field: list(dict.fromkeys([*marks, old[field]])) for field, marks in shown.items()}
    return View(item, MARKER.marks(item) if item else {}, shown)


def but(item: Appointment, field: FieldName, value: object) -> Appointment:
    """*item* with another value in one field."""
    return replace(item, **cast("dict[str, Any]", {field: value}))


def met(superoffice: View, calendar: View, origin: Side = Side.SUPEROFFICE) -> Merged:
    return merge({Side.SUPEROFFICE: superoffice, Side.CALENDAR: calendar}, origin, MARKER)


def test_nothing_changed_writes_nothing() -> None:
    assert not met(view(MEETING), view(MEETING)).targets


def test_a_change_of_one_side_travels_alone() -> None:
    merged = met(view(replace(MEETING, title="Budget 2027")), view(MEETING))
    assert set(merged.targets) == {Side.CALENDAR}
    assert merged.fields[Side.CALENDAR] == {"title"}
    assert merged.targets[Side.CALENDAR].title == "Budget 2027"
    assert not merged.lost


def test_a_change_travels_also_when_the_other_side_was_not_read() -> None:
    merged = met(view(replace(MEETING, place="Oslo")), view(None))
    assert merged.fields == {Side.CALENDAR: {"place"}}


def test_14_time_on_one_side_and_text_on_the_other_both_survive() -> None:
    merged = met(view(replace(MEETING, span=TEN)), view(replace(MEETING, body="New numbers")))
    assert merged.fields == {Side.CALENDAR: {"span"}, Side.SUPEROFFICE: {"body"}}
    assert not merged.lost


@pytest.mark.parametrize("origin", list(Side))
def test_14_both_moved_it_and_the_owner_decides(origin: Side) -> None:
    eleven = replace(TEN, start=TEN.start.replace(hour=11), end=TEN.end.replace(hour=12))
    here, there = replace(MEETING, span=TEN), replace(MEETING, span=eleven)
    merged = met(view(here), view(there), origin)
    assert set(merged.targets) == {origin.other}
    loser = there if origin is Side.SUPEROFFICE else here
    assert [(lost.field, lost.side, lost.value) for lost in merged.lost] == [("span", origin.other, loser.span)]


def test_14_both_retitled_it_and_superoffice_decides_with_the_loser_kept() -> None:
    merged = met(view(replace(MEETING, title="A")), view(replace(MEETING, title="B")), Side.CALENDAR)
    assert merged.targets[Side.CALENDAR].title == "A"
    assert [lost.value for lost in merged.lost] == ["B"]


@pytest.mark.parametrize(("here", "there"), [(True, False), (False, True)])
def test_privacy_in_doubt_is_the_stricter(here: bool, there: bool) -> None:
    """Both changed it, from an agreed value that is neither's by now."""
    agreed = {**shown_of(MARKER.marks(MEETING)), "private": ["unknown"]}
    views = {
        Side.SUPEROFFICE: View(item := replace(MEETING, private=here), MARKER.marks(item), agreed),
        Side.CALENDAR: View(item := replace(MEETING, private=there), MARKER.marks(item), agreed),
    }
    (target,) = merge(views, Side.SUPEROFFICE, MARKER).targets.values()
    assert target.private


def test_the_same_change_on_both_sides_is_no_conflict() -> None:
    both = replace(MEETING, title="Budget 2027")
    merged = met(view(both), view(both))
    assert not merged.targets
    assert not merged.lost


def test_a_write_that_never_arrived_is_made_again() -> None:
    """The calendar still shows what was there before a journalled write (known values, engine.md §2.3)."""
    moved = replace(MEETING, span=TEN)
    merged = met(view(moved, agreed=moved), view(MEETING, agreed=moved, behind=MEETING))
    assert merged.fields == {Side.CALENDAR: {"span"}}
    assert not merged.lost


def test_out_of_office_survives_in_the_calendar() -> None:
    """SuperOffice knows only free and busy (spec/mapping.md): what it makes of the value is not an edit."""
    away = replace(MEETING, busy=Busy.OUT_OF_OFFICE)
    merged = met(view(MEETING), view(away, agreed=MEETING))
    assert not merged.targets


def test_a_title_too_long_for_the_calendar_is_cut_there_and_does_not_come_back() -> None:
    long = replace(MEETING, title="word " * 100)
    merged = met(view(long), view(MEETING))
    cut = merged.targets[Side.CALENDAR]
    assert len(cut.title) <= 255
    assert not met(view(long, agreed=long), view(cut, agreed=cut)).targets


def test_first_meeting_superoffice_counts_and_the_calendar_fills_the_blanks() -> None:
    here = replace(MEETING, title="Budget", place="", importance=Importance.NORMAL)
    there = replace(MEETING, title="budget", place="Fjord room", importance=Importance.HIGH)
    merged = met(view(here, agreed=None), view(there, agreed=None))
    assert merged.targets[Side.CALENDAR].title == "Budget"
    assert merged.targets[Side.SUPEROFFICE].place == "Fjord room"
    assert merged.targets[Side.SUPEROFFICE].importance is Importance.HIGH


VALUES: dict[FieldName, tuple[object, ...]] = {
    "title": ("A", "B", "C"),
    "body": ("", "x", "<b>y</b>"),
    "place": ("", "p", "q"),
    "span": (NINE, TEN, AllDay(date(2026, 3, 2), date(2026, 3, 3))),
    "busy": tuple(Busy),
    "private": (False, True),
    "importance": tuple(Importance),
    "alarm": (None, 0, 15),
}


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("origin", list(Side))
def test_every_combination_of_one_field_ends_equal_and_stays_so(field: FieldName, origin: Side) -> None:
    """Exhaustive over base, left, right: after the writes a second merge does nothing (rule 15: a fixed point)."""
    for base, left, right in product(VALUES[field], repeat=3):
        agreed = but(MEETING, field, base)
        here, there = but(MEETING, field, left), but(MEETING, field, right)
        merged = met(view(here, agreed=agreed), view(there, agreed=agreed), origin)
        after_here = merged.targets.get(Side.SUPEROFFICE, here)
        after_there = merged.targets.get(Side.CALENDAR, there)
        again = met(view(after_here, agreed=after_here), view(after_there, agreed=after_there), origin)
        assert not again.targets
        if left == base != right and field != "busy":
            assert getattr(after_here, field) == right
        if right == base != left and field != "busy":
            assert getattr(after_there, field) == left


ITEMS = st.builds(
    Appointment,
    **cast("dict[str, Any]", {field: st.sampled_from(values) for field, values in VALUES.items()}),
)


@given(base=ITEMS, left=ITEMS, right=ITEMS)
def test_no_edit_is_ever_lost_without_a_trace(base: Appointment, left: Appointment, right: Appointment) -> None:
    """Every value a person wrote is on both sides afterwards, or in the history."""
    merged = met(view(left, agreed=base), view(right, agreed=base))
    after = merged.targets.get(Side.SUPEROFFICE, left), merged.targets.get(Side.CALENDAR, right)
    for field in FIELDS:
        for side, mine in ((Side.SUPEROFFICE, left), (Side.CALENDAR, right)):
            value = getattr(mine, field)
            if value == getattr(base, field) or field == "busy":
                continue
            traced = any(lost.field == field and lost.side is side and lost.value == value for lost in merged.lost)
            assert traced or all(getattr(item, field) == value for item in after)
