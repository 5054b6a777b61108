"""Which items are one when no link says so: pointers, the shared identity, and likeness where it is unique."""

from __future__ import annotations

from typing import Any

import pytest

from backend.core.items import Appointment
from backend.core.matching import apart, identity, identity_of, match
from backend.core.reasons import Reason
from backend.core.seen import Place, Seen, Unmapped
from backend.core.values import replace
from tests.core.pairs import ANN, BUDGET, CATS, STAFF, TEN, but

SERIES = "series-uid"
MONDAY, TUESDAY = "2026-03-02T09:00:00Z", "2026-03-03T09:00:00Z"
TODO = Unmapped(Reason.TODO)
#: like BUDGET, from another organiser
ANNS = replace(BUDGET, meeting=replace(CATS.meeting, organiser=ANN, guests=()))


def seen(item_id: str, item: Appointment | Unmapped = TODO, **known: Any) -> Seen:
    return Seen(item_id, "v", item, **known)


def pairs(superoffice: list[Seen], calendar: list[Seen]) -> set[tuple[str, str]]:
    return {(pair.superoffice.id, pair.calendar.id) for pair in match(superoffice, calendar)}


def lookalikes(superoffice: list[Seen], calendar: list[Seen]) -> set[tuple[str, str]]:
    return {(pair.superoffice.id, pair.calendar.id) for pair in apart(superoffice, calendar)}


@pytest.mark.parametrize(
    ("uid", "original", "known_by"),
    [("u", "", "u"), ("u", MONDAY, f"u/{MONDAY}"), ("", MONDAY, ""), ("", "", "")],
)
def test_an_item_is_known_by_its_uid_and_in_a_series_by_its_start_as_well(
    uid: str, original: str, known_by: str
) -> None:
    assert identity(uid, original) == known_by
    assert identity_of(seen("1", uid=uid, place=Place("s", original) if original else None)) == known_by


def test_one_uid_is_one_meeting() -> None:
    assert pairs([seen("1", BUDGET, uid="u")], [seen("a", but(BUDGET, "span", TEN), uid="u")]) == {("1", "a")}


def test_occurrences_of_one_uid_are_told_apart_by_their_start() -> None:
    """Not by the order in which they come, nor by when they are now."""
    here = [
        seen("1", BUDGET, uid=SERIES, place=Place("7", MONDAY)),
        seen("2", uid=SERIES, place=Place("7", TUESDAY)),
    ]
    there = [
        seen("b", BUDGET, uid=SERIES, place=Place("m", TUESDAY)),
        seen("a", uid=SERIES, place=Place("m", MONDAY)),
    ]
    assert pairs(here, there) == {("1", "a"), ("2", "b")}


def test_a_series_is_none_of_its_occurrences() -> None:
    here = [seen("1", uid=SERIES, place=Place("7", MONDAY))]
    assert not pairs(here, [seen("a", uid=SERIES)])
    assert not pairs(here, [seen("a", uid=SERIES, place=Place("m", TUESDAY))])


def test_a_uid_that_two_items_of_a_side_have_names_neither() -> None:
    here = [seen("1", BUDGET, uid="u"), seen("2", but(BUDGET, "span", TEN), uid="u")]
    assert pairs(here, [seen("a", but(BUDGET, "span", TEN), uid="u")]) == {("2", "a")}
    assert not pairs(here, [seen("a", but(BUDGET, "title", "Other"), uid="u")])


def test_2_a_copied_event_has_our_pointer_too_and_only_one_of_them_keeps_it() -> None:
    copy, original = seen("b", but(BUDGET, "span", TEN), pointer="1"), seen("a", BUDGET, pointer="1")
    assert pairs([seen("1", BUDGET)], [copy, original]) == {("1", "a")}
    # SuperOffice's own pointer says which
    assert pairs([seen("1", BUDGET, pointer="b")], [copy, original]) == {("1", "b")}


def test_a_pointer_to_what_is_not_there_points_nowhere() -> None:
    assert not pairs([seen("1", pointer="z")], [seen("a", pointer="9")])


def test_likeness_is_time_title_and_organiser() -> None:
    here = [seen("1", BUDGET)]
    assert pairs(here, [seen("a", BUDGET)]) == {("1", "a")}
    assert pairs(here, [seen("a", but(BUDGET, "title", "BUDGET"))]) == {("1", "a")}
    assert pairs(here, [seen("a", STAFF)]) == {("1", "a")}
    assert pairs([seen("1", CATS)], [seen("a", CATS)]) == {("1", "a")}
    for other in (but(BUDGET, "span", TEN), but(BUDGET, "title", "Budgets"), CATS, ANNS):
        assert not pairs(here, [seen("a", other)])
    assert not pairs([seen("1", CATS)], [seen("a", ANNS)])


def test_a_title_that_the_calendar_cut_is_still_like_the_whole() -> None:
    long = but(BUDGET, "title", "word " * 100)
    assert pairs([seen("1", long)], [seen("a", but(BUDGET, "title", long.title[:255].rstrip()))]) == {("1", "a")}


def test_likeness_counts_only_where_it_is_unique_on_both_sides() -> None:
    one, two = seen("1", BUDGET), seen("2", BUDGET)
    a, b = seen("a", BUDGET), seen("b", BUDGET)
    assert not pairs([one, two], [a])
    assert not pairs([one], [a, b])
    # two that look alike, one of which is somebody else's
    assert pairs([one, seen("2", CATS)], [a, seen("b", CATS)]) == {("1", "a"), ("2", "b")}


def test_what_a_pointer_or_uid_has_paired_is_like_nothing_else() -> None:
    here = [seen("1", BUDGET, uid="u"), seen("2", BUDGET)]
    there = [seen("a", BUDGET, uid="u"), seen("b", BUDGET)]
    assert pairs(here, there) == {("1", "a"), ("2", "b")}


def test_items_without_neutral_form_are_like_nothing() -> None:
    assert not pairs([seen("1")], [seen("a")])
    assert not lookalikes([seen("1")], [seen("a")])


def test_11_what_looks_like_one_meeting_of_two_organisers_is_found() -> None:
    assert lookalikes([seen("1", CATS)], [seen("a", ANNS)]) == {("1", "a")}
    assert lookalikes([seen("1", BUDGET)], [seen("a", ANNS)]) == {("1", "a")}
    assert not lookalikes([seen("1", CATS)], [seen("a", but(ANNS, "span", TEN))])
    assert not lookalikes([seen("1", CATS)], [seen("a", but(ANNS, "title", "Other"))])


def test_11_more_than_two_that_look_alike_are_not_guessed_at() -> None:
    assert not lookalikes([seen("1", CATS), seen("2", BUDGET)], [seen("a", ANNS)])
    assert not lookalikes([seen("1", CATS)], [seen("a", ANNS), seen("b", ANNS)])
