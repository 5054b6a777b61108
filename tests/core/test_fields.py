"""The fields that travel: what each side makes of their values, and what is remembered of them."""

from __future__ import annotations

from itertools import permutations
from typing import Any, get_args

import pytest

from backend.core.fields import FIELDS, TASK_FIELDS, FieldName, as_called, as_shown, value_of, with_values
from backend.core.items import Answer, Appointment, Busy, Guest, Importance, Meeting, Role, Side
from backend.core.marks import Marker, people
from backend.core.values import replace
from tests.core.pairs import ANN, BOB, BUDGET, CAL, CAT, CATS, GROUPS, MARKER, NINE, SO, STAFF, TEN, but

LIN = Guest(address="lin@here.example", name="Lin", is_user=True)
OLAV = Guest(address="", name="Olav")
ACCEPTED = replace(ANN, answer=Answer.ACCEPTED)


def attended_by(*guests: Guest) -> Appointment:
    return replace(CATS, meeting=replace(CATS.meeting, guests=guests))


def of_ones_own(*guests: Guest) -> Appointment:
    return replace(BUDGET, meeting=Meeting(guests=guests))


MAYBE = ((ANN.address, Answer.TENTATIVE),)
LINK = "https://teams.example/" + "x" * 1978


@pytest.mark.parametrize(
    ("field", "value", "in_superoffice", "in_the_calendar"),
    [
        ("title", "x" * 300, "x" * 300, "x" * 255),
        ("title", "x" * 5000, "x" * 4000, "x" * 255),
        ("place", "x" * 300, "x" * 254, "x" * 255),
        ("body", "x" * 9000, "x" * 9000, "x" * 9000),
        ("span", NINE, NINE, NINE),
        ("private", True, True, True),
        ("importance", Importance.HIGH, Importance.HIGH, Importance.HIGH),
        ("alarm", 15, 15, 15),
        ("join_url", LINK, LINK, ""),
        ("join_url", LINK + "x", "", ""),
        ("guests", (ANN, BOB), (ANN, BOB), (ANN, BOB)),
        ("answers", MAYBE, MAYBE, MAYBE),
        *(("busy", busy, Busy.FREE if busy is Busy.FREE else Busy.BUSY, busy) for busy in Busy),
        *(("answer", said, Answer.NONE if said is Answer.TENTATIVE else said, said) for said in Answer),
    ],
)
def test_what_each_side_makes_of_a_value(
    field: FieldName, value: Any, in_superoffice: Any, in_the_calendar: Any
) -> None:
    assert as_shown(field, value, SO) == in_superoffice
    assert as_shown(field, value, CAL) == in_the_calendar


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("side", list(Side))
def test_what_a_side_makes_of_what_it_shows_is_that(field: FieldName, side: Side) -> None:
    long = replace(STAFF, title="word " * 1000, place="hall " * 100, join_url=LINK, busy=Busy.OUT_OF_OFFICE)
    shown = as_shown(field, value_of(field, but(long, "answer", Answer.TENTATIVE)), side)
    assert as_shown(field, shown, side) == shown


def test_every_field_has_a_mark() -> None:
    assert set(get_args(FieldName)) == {*FIELDS, *TASK_FIELDS, "customer", "chosen"}
    assert tuple(MARKER.marks(STAFF)) == FIELDS


@pytest.mark.parametrize("field", FIELDS)
def test_writing_what_is_there_changes_nothing(field: FieldName) -> None:
    for item in (BUDGET, STAFF, CATS, attended_by(OLAV, ACCEPTED, LIN), of_ones_own(OLAV, ACCEPTED, LIN)):
        assert with_values(item, {field: value_of(field, item)}) == item


def test_guests_without_an_address_are_in_no_list_and_go_with_none() -> None:
    item = of_ones_own(OLAV, ANN)
    assert value_of("guests", item) == (ANN,)
    assert value_of("answers", item) == ((ANN.address, Answer.NONE),)
    assert but(item, "guests", ()).guests == (OLAV,)
    assert but(item, "guests", (BOB,)).guests == (OLAV, BOB)


def test_who_stays_stays_as_known_here() -> None:
    """The other side's copy of a guest knows neither the card nor what was said meanwhile."""
    here = replace(ACCEPTED, name="Ann A.", role=Role.OPTIONAL, is_user=True)
    assert but(of_ones_own(here), "guests", (ANN, BOB)).guests == (here, BOB)
    declined = replace(ANN, answer=Answer.DECLINED)
    assert but(of_ones_own(here), "guests", (declined,)).guests == (replace(here, answer=Answer.DECLINED),)


def test_a_list_of_guests_is_in_one_order() -> None:
    for order in permutations((ANN, BOB, CAT, OLAV)):
        assert but(BUDGET, "guests", order).guests == (OLAV, ANN, BOB, CAT)


SILENCE = ((ANN.address, Answer.NONE), (BOB.address, Answer.NONE))


@pytest.mark.parametrize(
    ("item", "values", "kept"),
    [
        (attended_by(ACCEPTED, BOB), {"answers": SILENCE}, True),
        (attended_by(ACCEPTED, BOB), {"answers": SILENCE, "span": TEN}, False),
        (of_ones_own(ACCEPTED, BOB), {"answers": SILENCE}, False),
        (of_ones_own(ACCEPTED, BOB), {"answers": ()}, True),
        (of_ones_own(replace(ACCEPTED, is_user=True), BOB), {"answers": SILENCE}, True),
    ],
)
def test_when_silence_takes_an_answer_away(item: Appointment, values: dict[FieldName, Any], kept: bool) -> None:
    """In the organiser's own list, and in an attendee's copy at a new time (contracts/graph.md §1.1)."""
    answer = with_values(item, values).guests[0].answer
    assert answer is (Answer.ACCEPTED if kept else Answer.NONE)


def test_answers_reach_who_comes_in_the_same_write() -> None:
    written = with_values(BUDGET, {"guests": (ANN, BOB), "answers": ((ANN.address, Answer.ACCEPTED),)})
    assert written.guests == (ACCEPTED, BOB)


def test_answers_of_users_are_their_own() -> None:
    lin = replace(LIN, answer=Answer.DECLINED)
    assert value_of("answers", of_ones_own(ANN, lin)) == ((ANN.address, Answer.NONE),)


def test_the_own_answer_is_no_guests() -> None:
    accepted = but(CATS, "answer", Answer.ACCEPTED)
    assert accepted.answer is Answer.ACCEPTED
    assert accepted.guests == CATS.guests
    assert accepted.meeting.organiser == CAT


def test_the_calendar_is_told_of_people_as_it_calls_them() -> None:
    """A card has several addresses, and Outlook invited one that is not the first."""
    called = replace(ANN, alias="ann.at.work@x.example")
    assert [guest.address for guest in as_called(of_ones_own(called, BOB)).guests] == [called.alias, BOB.address]
    assert as_called(BUDGET) == BUDGET
    # the same person, for whoever compares
    assert MARKER.marks(of_ones_own(called)) == MARKER.marks(of_ones_own(ANN))


def test_the_mark_of_guests_is_who_they_are_in_any_order() -> None:
    marks = {MARKER.mark("guests", order) for order in permutations((ANN, BOB, CAT))}
    assert len(marks) == 1
    assert people(marks.pop()) == {MARKER.person(guest) for guest in (ANN, BOB, CAT)}
    assert len({MARKER.mark("guests", group) for group in GROUPS}) == len(GROUPS)
    assert MARKER.mark("guests", (ANN, ANN)) == MARKER.mark("guests", (ANN,))
    assert people(MARKER.mark("guests", ())) == frozenset()


@pytest.mark.parametrize("other", [ACCEPTED, replace(ANN, name="Ann A."), replace(ANN, role=Role.OPTIONAL)])
def test_who_is_invited_is_not_what_they_are_called_or_said(other: Guest) -> None:
    assert MARKER.mark("guests", (other,)) == MARKER.mark("guests", (ANN,))


def test_the_mark_of_answers_is_what_was_said_in_any_order_and_silence_is_nothing() -> None:
    said = [(ANN.address, Answer.ACCEPTED), (BOB.address, Answer.DECLINED), (CAT.address, Answer.NONE)]
    assert len({MARKER.mark("answers", tuple(order)) for order in permutations(said)}) == 1
    assert MARKER.mark("answers", tuple(said)) == MARKER.mark("answers", tuple(said[:2]))
    assert MARKER.mark("answers", (said[2],)) == MARKER.mark("answers", ()) == ""
    turned = ((ANN.address, Answer.DECLINED), (BOB.address, Answer.ACCEPTED))
    assert MARKER.mark("answers", turned) != MARKER.mark("answers", tuple(said))


def test_marks_hold_no_text_and_no_address_and_are_each_mailboxs_own() -> None:
    item = replace(attended_by(ACCEPTED, BOB), join_url="https://teams.example/1")
    here, elsewhere = MARKER.marks(item), Marker(b"another mailbox's").marks(item)
    written = " ".join(here.values()).casefold()
    for private in ("ann", "bob", "example", "@", "budget", "numbers", "fjord", "teams"):
        assert private not in written
    for field in ("title", "body", "place", "join_url", "guests", "answers"):
        assert here[field] != elsewhere[field]
