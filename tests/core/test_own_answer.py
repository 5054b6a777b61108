"""The own answer to somebody else's meeting: every combination of what both sides say, at one time or at two."""

from __future__ import annotations

from itertools import product

import pytest

from backend.core.fields import as_shown
from backend.core.items import Answer, Appointment
from backend.core.meetings import Part, rights
from backend.core.merge import Merged
from backend.core.values import replace
from tests.core.pairs import CAL, CATS, NINE, SO, TEN, after, but, met, settled, view, written

ATTENDED = rights(Part.ATTENDED)
NONE, TENTATIVE, ACCEPTED, DECLINED = Answer
#: what SuperOffice can show
IN_SUPEROFFICE = (NONE, ACCEPTED, DECLINED)
#: what was agreed, and what each side says now
COMBINATIONS = list(product(Answer, IN_SUPEROFFICE, Answer))


def said(answer: Answer, *, moved: bool = False) -> Appointment:
    return but(but(CATS, "answer", answer), "span", TEN if moved else NINE)


def in_superoffice(answer: Answer) -> Answer:
    shown: Answer = as_shown("answer", answer, SO)
    return shown


def answered(agreed: Answer, here: Appointment, there: Appointment) -> Merged:
    """What comes of it after both sides agreed on an answer, each in its own words."""
    return met(view(here, agreed=said(in_superoffice(agreed))), view(there, agreed=said(agreed)), right=ATTENDED)


@pytest.mark.parametrize(("agreed", "here", "there"), COMBINATIONS)
def test_at_one_time_both_sides_end_with_one_answer(agreed: Answer, here: Answer, there: Answer) -> None:
    merged = answered(agreed, said(here), said(there))
    after_here, after_there = after(merged, said(here), said(there))
    if there is not agreed:
        right = there
    elif here in (ACCEPTED, DECLINED) and here is not in_superoffice(agreed):
        right = here
    else:
        right = agreed
    assert after_there.answer is right
    assert after_here.answer is in_superoffice(right)
    assert settled(after_here, after_there, ATTENDED)
    assert not merged.lost and not merged.put_back


@pytest.mark.parametrize(("agreed", "here", "there"), COMBINATIONS)
def test_a_new_time_voids_what_was_said_to_the_old_one(agreed: Answer, here: Answer, there: Answer) -> None:
    """The organiser moves it: what the calendar shows counts, and SuperOffice tells the organiser nothing."""
    merged = answered(agreed, said(here), said(there, moved=True))
    after_here, after_there = after(merged, said(here), said(there, moved=True))
    assert CAL not in merged.targets
    assert after_here.span == TEN
    if here is not NONE or there is not agreed:
        assert after_here.answer is in_superoffice(there)
    assert settled(after_here, after_there, ATTENDED)


@pytest.mark.parametrize("agreed", list(Answer))
def test_an_invitation_that_superoffice_asks_anew_takes_no_answer_back(agreed: Answer) -> None:
    merged = answered(agreed, said(NONE), said(agreed))
    assert CAL not in merged.targets
    assert after(merged, said(NONE), said(agreed))[0].answer is in_superoffice(agreed)


@pytest.mark.parametrize("answer", [ACCEPTED, DECLINED])
def test_an_answer_given_after_both_sides_show_the_new_time_counts(answer: Answer) -> None:
    before, now = said(NONE, moved=True), said(answer, moved=True)
    merged = met(view(now, agreed=before), view(before, agreed=before), right=ATTENDED)
    assert merged.fields == {CAL: {"answer"}}
    assert written(merged, CAL).answer is answer


@pytest.mark.parametrize("answer", [ACCEPTED, DECLINED])
def test_an_answer_travels_although_the_row_was_moved_by_somebody_who_may_not(answer: Answer) -> None:
    merged = answered(NONE, said(answer, moved=True), said(NONE))
    assert merged.fields == {CAL: {"answer"}, SO: {"span"}}
    assert merged.put_back == {"span"}


@pytest.mark.parametrize("answer", [ACCEPTED, DECLINED])
def test_an_answer_travels_when_the_calendar_was_not_read(answer: Answer) -> None:
    merged = met(view(said(answer), agreed=said(NONE)), view(None, agreed=said(NONE)), right=ATTENDED)
    assert merged.fields == {CAL: {"answer"}}


@pytest.mark.parametrize("answer", [ACCEPTED, DECLINED])
@pytest.mark.parametrize("agreed", [said(NONE, moved=True), said(DECLINED)], ids=["seen moved", "declined before"])
def test_a_row_that_a_colleague_moved_asks_anew_and_what_it_says_counts(
    agreed: Appointment, answer: Answer
) -> None:
    """Also when it says again what it said to the old time, and when the invitation came anew."""
    merged = met(
        view(said(answer, moved=True), agreed=said(DECLINED)),
        view(said(NONE, moved=True), agreed=agreed),
        right=rights(Part.SHARED),
    )
    assert merged.fields == {CAL: {"answer"}}
    assert written(merged, CAL).answer is answer


def test_an_answer_whose_act_was_lost_is_given_again() -> None:
    merged = met(
        view(said(ACCEPTED), agreed=said(ACCEPTED)),
        view(said(NONE), agreed=said(ACCEPTED), behind=said(NONE)),
        right=ATTENDED,
    )
    assert merged.fields == {CAL: {"answer"}}


def test_an_answer_that_superoffice_did_not_get_is_told_again() -> None:
    merged = met(
        view(said(NONE), agreed=said(ACCEPTED), behind=said(NONE)),
        view(said(ACCEPTED), agreed=said(ACCEPTED)),
        right=ATTENDED,
    )
    assert merged.fields == {SO: {"answer"}}


@pytest.mark.parametrize(("here", "there"), list(product(IN_SUPEROFFICE, Answer)))
def test_at_a_first_meeting_the_calendars_answer_counts(here: Answer, there: Answer) -> None:
    """The organiser has seen that one (scenario 14)."""
    merged = met(view(said(here), agreed=None), view(said(there), agreed=None), right=ATTENDED)
    assert CAL not in merged.targets
    assert after(merged, said(here), said(there))[0].answer is in_superoffice(there)


def test_the_owner_of_a_meeting_is_asked_for_no_answer() -> None:
    own = replace(CATS, meeting=replace(CATS.meeting, organiser=None, answer=ACCEPTED))
    assert not met(view(but(own, "answer", DECLINED), agreed=own), view(own, agreed=own)).targets
