"""Who may say what about a meeting: the table of rights, and what becomes of what somebody wrote who may not."""

from __future__ import annotations

from typing import Any

import pytest

from backend.core.fields import FIELDS, FieldName, value_of, with_values
from backend.core.items import Answer, Appointment, Busy, Importance, Side
from backend.core.meetings import Part, Right, part_of, rights, through
from backend.core.seen import Booking, Seen
from backend.core.values import replace
from tests.core.pairs import ANN, BOB, CAL, CAT, CATS, SO, STAFF, TEN, after, but, met, settled, view

#: the columns of the table
COLUMNS: tuple[tuple[Part, bool], ...] = (
    (Part.OWN, False), (Part.ATTENDED, False), (Part.ATTENDED, True), (Part.SHARED, False), (Part.COPY, False),
)  # fmt: skip
BOTH, CALENDAR, SUPEROFFICE, TOLD, LISTED, NOBODY = (
    Right.BOTH, Right.CALENDAR, Right.SUPEROFFICE, Right.TOLD_BY_CALENDAR, Right.TOLD_BY_SUPEROFFICE, Right.NOBODY,
)  # fmt: skip
TABLE: dict[FieldName, tuple[Right, ...]] = {
    #              own     attended  through   shared  copy
    "title":      (BOTH,   CALENDAR, CALENDAR, NOBODY, SUPEROFFICE),
    "body":       (BOTH,   CALENDAR, CALENDAR, NOBODY, SUPEROFFICE),
    "place":      (BOTH,   CALENDAR, CALENDAR, NOBODY, SUPEROFFICE),
    "span":       (BOTH,   CALENDAR, CALENDAR, NOBODY, SUPEROFFICE),
    "importance": (BOTH,   CALENDAR, CALENDAR, NOBODY, SUPEROFFICE),
    "guests":     (BOTH,   CALENDAR, CALENDAR, NOBODY, NOBODY),
    "busy":       (BOTH,   BOTH,     NOBODY,   NOBODY, SUPEROFFICE),
    "private":    (BOTH,   BOTH,     NOBODY,   NOBODY, SUPEROFFICE),
    "alarm":      (BOTH,   BOTH,     BOTH,     BOTH,   BOTH),
    "join_url":   (TOLD,   TOLD,     TOLD,     NOBODY, NOBODY),
    "answers":    (TOLD,   TOLD,     TOLD,     NOBODY, NOBODY),
    "answer":     (NOBODY, BOTH,     BOTH,     BOTH,   NOBODY),
    "listed":     (LISTED, NOBODY,   NOBODY,   NOBODY, LISTED),
}  # fmt: skip
CELLS = [(*column, field, row[at]) for field, row in TABLE.items() for at, column in enumerate(COLUMNS)]

RULED = [cell for cell in CELLS if cell[3] in (CALENDAR, SUPEROFFICE)]
#: whose changes travel
WRITERS = {
    BOTH: {SO, CAL},
    CALENDAR: {CAL},
    SUPEROFFICE: {SO},
    TOLD: {CAL},
    LISTED: set[Side](),
    NOBODY: set[Side](),
}

LATE = replace(TEN, end=TEN.end.replace(hour=18))
#: another value than that of the meeting, by field
ANOTHER: dict[FieldName, Any] = {
    "title": "Budget 2027", "body": "New numbers", "place": "Oslo", "span": TEN, "importance": Importance.HIGH,
    "busy": Busy.FREE, "private": True, "alarm": 30, "join_url": "https://teams.example/1", "guests": (ANN,),
    "answers": ((ANN.address, Answer.ACCEPTED), (BOB.address, Answer.NONE)), "answer": Answer.ACCEPTED,
    "listed": ("Ann, Ann's company",),
}  # fmt: skip
#: and one more
THIRD: dict[FieldName, Any] = {
    "title": "Mine", "body": "Mine", "place": "Bergen", "span": LATE, "importance": Importance.LOW,
}  # fmt: skip
#: fields a change of which is told to every guest
MAILED: tuple[FieldName, ...] = ("title", "body", "place", "span", "importance", "guests")


def changed_in(item: Appointment, *fields: FieldName) -> Appointment:
    """*item* with other values in all these fields."""
    return with_values(item, {field: ANOTHER[field] for field in fields})


def test_the_table_of_rights() -> None:
    table = {field: tuple(rights(part, through=thru)[field] for part, thru in COLUMNS) for field in FIELDS}
    assert table == TABLE


@pytest.mark.parametrize(("part", "thru", "field", "right"), CELLS)
def test_a_change_travels_from_whoever_has_the_right_and_is_put_back_for_whoever_has_not(
    part: Part, thru: bool, field: FieldName, right: Right
) -> None:
    before = STAFF if part is Part.OWN else CATS
    changed = but(before, field, ANOTHER[field])
    allowed = rights(part, through=thru)
    for side in Side:
        shows = {side: view(changed, agreed=before), side.other: view(before, agreed=before)}
        merged = met(shows[SO], shows[CAL], right=allowed)
        if side in WRITERS[right]:
            assert merged.fields == {side.other: {field}}
            assert value_of(field, merged.targets[side.other]) == ANOTHER[field]
            assert not merged.put_back
        elif right in (CALENDAR, SUPEROFFICE):
            assert merged.fields == {side: {field}}
            assert value_of(field, merged.targets[side]) == value_of(field, before)
            assert merged.put_back == {field}
            assert [(lost.field, lost.side) for lost in merged.lost] == [(field, side)]
        else:
            assert not merged.targets
            assert not merged.put_back


@pytest.mark.parametrize(
    ("part", "thru", "field", "right"), [cell for cell in CELLS if cell[3] in (CALENDAR, SUPEROFFICE)]
)
def test_13_what_was_put_back_once_is_left_alone_until_the_organiser_writes_it(
    part: Part, thru: bool, field: FieldName, right: Right
) -> None:
    ruler = CAL if right is Right.CALENDAR else SO
    changed = but(CATS, field, ANOTHER[field])
    allowed = rights(part, through=thru)
    shows = {ruler: view(CATS, agreed=CATS), ruler.other: view(changed, agreed=CATS)}
    again = met(shows[SO], shows[CAL], right=allowed, left_alone={field})
    assert not again.targets and not again.put_back and not again.lost
    # from now on the sides differ, and stay so
    assert settled(*((changed, CATS) if ruler is CAL else (CATS, changed)), allowed)
    shows = {ruler: view(changed, agreed=CATS), ruler.other: view(CATS, agreed=CATS)}
    assert met(shows[SO], shows[CAL], right=allowed, left_alone={field}).fields == {ruler.other: {field}}


@pytest.mark.parametrize(("part", "thru", "field", "right"), [cell for cell in RULED if cell[2] in THIRD])
def test_14_where_both_wrote_a_field_the_organiser_decides_and_the_other_value_is_kept(
    part: Part, thru: bool, field: FieldName, right: Right
) -> None:
    ruler = CAL if right is Right.CALENDAR else SO
    before = changed_in(CATS, field)
    mine = but(before, field, THIRD[field])
    shows = {ruler: view(CATS, agreed=before), ruler.other: view(mine, agreed=before)}
    merged = met(shows[SO], shows[CAL], right=rights(part, through=thru))
    assert merged.fields == {ruler.other: {field}}
    assert [(lost.side, lost.value) for lost in merged.lost] == [(ruler.other, THIRD[field])]
    assert not merged.put_back


def test_13_one_field_left_alone_does_not_keep_another_from_being_put_back() -> None:
    meddled = but(but(CATS, "title", "Mine"), "guests", (ANN,))
    merged = met(
        view(meddled, agreed=CATS), view(CATS, agreed=CATS), right=rights(Part.ATTENDED), left_alone={"title"}
    )
    assert merged.fields == {SO: {"guests"}}
    assert merged.put_back == {"guests"}


@pytest.mark.parametrize("thru", [False, True])
def test_a_row_that_missed_a_write_gets_what_the_organiser_says(thru: bool) -> None:
    """A lost write is no meddling: it is made again, and nothing is told."""
    moved = but(CATS, "span", TEN)
    merged = met(
        view(CATS, agreed=moved, behind=CATS), view(moved, agreed=moved), right=rights(Part.ATTENDED, through=thru)
    )
    assert merged.fields == {SO: {"span"}}
    assert not merged.put_back and not merged.lost


@pytest.mark.parametrize(
    ("part", "thru", "personal"),
    [
        (Part.ATTENDED, False, {"alarm", "busy", "private", "answer"}),
        (Part.ATTENDED, True, {"alarm", "answer"}),
        (Part.SHARED, False, {"alarm", "answer"}),
    ],
)
def test_nothing_of_somebody_elses_meeting_is_written_to_the_calendar_but_what_is_personal(
    part: Part, thru: bool, personal: set[FieldName]
) -> None:
    # an answer counts only for the time that the calendar shows
    meddled = changed_in(CATS, *(field for field in FIELDS if field != "span"))
    merged = met(view(meddled, agreed=CATS), view(CATS, agreed=CATS), right=rights(part, through=thru))
    assert merged.fields[CAL] == personal


@pytest.mark.parametrize("field", MAILED)
def test_a_first_meeting_of_ones_own_meeting_tells_its_guests_nothing(field: FieldName) -> None:
    """Whatever SuperOffice says: a change in the calendar would be mailed to everybody (promise 2)."""
    other = but(STAFF, field, ANOTHER[field])
    for here, there in ((other, STAFF), (STAFF, other)):
        merged = met(view(here, agreed=None), view(there, agreed=None))
        assert merged.fields == {SO: {field}}
        assert value_of(field, merged.targets[SO]) == value_of(field, there)
        kept = [] if value_of(field, here) is Importance.NORMAL else [(field, SO)]
        assert [(lost.field, lost.side) for lost in merged.lost] == kept


def test_a_first_meeting_that_differs_in_everything_writes_to_the_calendar_only_what_nobody_is_told() -> None:
    here = changed_in(STAFF, *FIELDS)
    merged = met(view(here, agreed=None), view(STAFF, agreed=None))
    assert merged.fields[CAL] == {"busy", "private", "alarm"}
    assert settled(*after(merged, here, STAFF))


@pytest.mark.parametrize("guests", [(ANN,), (ANN, BOB, CAT)])
def test_a_first_meeting_with_an_event_without_guests_invites_nobody(guests: Any) -> None:
    merged = met(view(but(STAFF, "guests", guests), agreed=None), view(but(STAFF, "guests", ()), agreed=None))
    assert not merged.targets


@pytest.mark.parametrize("thru", [False, True])
def test_a_first_meeting_of_somebody_elses_meeting_takes_the_calendars_word(thru: bool) -> None:
    there = changed_in(CATS, *FIELDS)
    merged = met(view(CATS, agreed=None), view(there, agreed=None), right=rights(Part.ATTENDED, through=thru))
    content = {"title", "body", "place", "span", "importance", "guests", "answers", "join_url", "answer"}
    assert content <= merged.fields[SO]
    assert merged.fields.get(CAL, frozenset()) <= {"alarm", "busy"}
    assert not merged.put_back


def test_a_guests_answer_that_the_calendar_does_not_show_is_not_taken_back() -> None:
    """An attendee's own copy shows none of the others' answers; a new time asks everybody again."""
    said = but(CATS, "answers", ((ANN.address, Answer.ACCEPTED),))
    silent = met(view(said, agreed=said), view(CATS, agreed=said), right=rights(Part.ATTENDED))
    assert value_of("answers", silent.targets.get(SO, said)) == value_of("answers", said)
    moved = met(view(said, agreed=said), view(but(CATS, "span", TEN), agreed=said), right=rights(Part.ATTENDED))
    assert value_of("answers", moved.targets[SO]) == value_of("answers", CATS)


def test_an_organisers_own_list_takes_a_guests_answer_back() -> None:
    said = but(STAFF, "answers", ((ANN.address, Answer.ACCEPTED),))
    merged = met(view(said, agreed=said), view(STAFF, agreed=said))
    assert value_of("answers", merged.targets[SO]) == value_of("answers", STAFF)


def test_users_answer_for_themselves() -> None:
    colleague = replace(ANN, is_user=True)
    there = but(but(STAFF, "guests", ()), "guests", (replace(colleague, answer=Answer.DECLINED), BOB))
    here = but(but(STAFF, "guests", ()), "guests", (colleague, BOB))
    assert not met(view(here, agreed=here), view(there, agreed=here)).targets


OTHERS_ROW = Booking("7", 12)


def row(item: Appointment, booking: Booking | None) -> Seen:
    return Seen("1", "v", item, booking=booking)


@pytest.mark.parametrize(
    ("booking", "calendar", "carried", "part"),
    [
        (None, STAFF, False, Part.OWN),
        (Booking("1", 5), STAFF, False, Part.OWN),
        (Booking("1", 5), STAFF, True, Part.OWN),
        (OTHERS_ROW, STAFF, False, Part.COPY),
        (None, CATS, False, Part.ATTENDED),
        (Booking("1", 5), CATS, True, Part.ATTENDED),
        (OTHERS_ROW, CATS, False, Part.ATTENDED),
        (OTHERS_ROW, CATS, True, Part.SHARED),
    ],
)
def test_whose_meeting_it_is(booking: Booking | None, calendar: Appointment, carried: bool, part: Part) -> None:
    for stored in Part:
        assert part_of(row(CATS, booking), calendar, stored, carried=carried) is part


def test_whose_meeting_it_is_without_the_calendar_is_as_before_but_for_who_brings_it() -> None:
    for stored in Part:
        for carried in (False, True):
            expected = {Part.SHARED: Part.ATTENDED} if not carried else {Part.ATTENDED: Part.SHARED}
            found = part_of(row(CATS, OTHERS_ROW), None, stored, carried=carried)
            assert found is expected.get(stored, stored)


@pytest.mark.parametrize(
    ("stored", "calendar", "carried", "part"),
    [
        (Part.SHARED, CATS, True, Part.SHARED),
        (Part.SHARED, CATS, False, Part.ATTENDED),
        (Part.COPY, STAFF, False, Part.COPY),
        (Part.ATTENDED, CATS, True, Part.ATTENDED),
        (Part.OWN, STAFF, False, Part.OWN),
    ],
)
def test_whose_meeting_it_is_without_a_row(stored: Part, calendar: Appointment, carried: bool, part: Part) -> None:
    assert part_of(None, calendar, stored, carried=carried) is part


def test_a_row_is_one_of_a_booking_only_when_another_row_is_the_meeting() -> None:
    assert through("1", OTHERS_ROW) == OTHERS_ROW
    assert through("7", OTHERS_ROW) is None
    assert through("1", None) is None
