"""The table of decisions for meetings: taken away, declined, cancelled, awaited, and who may invite."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from backend.core.decisions import (
    Agree,
    Around,
    Change,
    CreateOn,
    Decision,
    Decline,
    End,
    Leave,
    Link,
    Missing,
    Nothing,
    Presence,
    Remove,
    Unborn,
    Unread,
    Wait,
    is_cancelled,
)  # fmt: skip
from backend.core.fields import FieldName
from backend.core.items import ALONE, AllDay, Answer, Appointment, Guest, Importance, Meeting, Side, Window
from backend.core.marks import shown_of
from backend.core.meetings import Part
from backend.core.plan import decide
from backend.core.preferences import Direction, Preferences
from backend.core.reasons import Reason
from backend.core.rules import Rules
from backend.core.seen import Booking, Seen
from backend.core.values import replace
from tests.core.pairs import ANN, BUDGET, CAL, CATS, MARKER, NINE, SO, STAFF, TEN, but, written

OWN, ATTENDED, SHARED, COPY, _ = Part
ACCEPTED = but(CATS, "answer", Answer.ACCEPTED)
DECLINED = but(CATS, "answer", Answer.DECLINED)
CANCELLED = replace(CATS, meeting=replace(CATS.meeting, cancelled=True))
#: somebody else's booking
CATS_BOOKING = Booking("7", 12)
BEFORE, NOW = NINE.start - timedelta(days=1), NINE.end + timedelta(days=1)


def rules(*, now: datetime = BEFORE, invites_since: datetime | None = None, **preferences: Any) -> Rules:
    plain = Rules(Preferences(**preferences), Window(date(2026, 3, 1), date(2026, 9, 1)), MARKER, now)
    return replace(plain, invites_since=invites_since) if invites_since else plain


def link(item: Appointment, **remembered: Any) -> Link:
    """A pair that agreed on *item*."""
    shown = shown_of(MARKER.marks(item))
    pair = Link(uuid4(), CAL, {SO: "1", CAL: "a"}, {SO: shown, CAL: shown}, {SO: "", CAL: ""})
    return replace(pair, **remembered)


def seen(item: Appointment, *, made_at: datetime | None = None, uid: str = "") -> Seen:
    return Seen("1", "v", item, uid, made_at=made_at)


def decided(
    superoffice: Presence, calendar: Presence, around: Around, pair: Link | None = None, by: Rules | None = None
) -> Decision:
    return decide(pair, {SO: superoffice, CAL: calendar}, by or rules(), around)


ROW, EVENT, ROW_LEFT, EVENT_LEFT = seen(CATS), seen(CATS), seen(CANCELLED), seen(CANCELLED)
AGAIN = CreateOn(SO, CATS, again=True, instead_of=ROW_LEFT)
BOTH_END, ROW_ENDS, EVENT_ENDS = End(frozenset(Side)), End(frozenset({SO})), End(frozenset({CAL}))


@pytest.mark.parametrize(
    ("superoffice", "calendar", "around", "decision"),
    [
        (ROW, EVENT_LEFT, Around(ATTENDED), BOTH_END),
        (ROW, EVENT_LEFT, Around(ATTENDED, CATS_BOOKING), BOTH_END),
        (ROW, EVENT_LEFT, Around(SHARED), Wait()),
        (ROW_LEFT, EVENT_LEFT, Around(SHARED), BOTH_END),
        (ROW_LEFT, EVENT_LEFT, Around(ATTENDED), BOTH_END),
        (Missing(), EVENT_LEFT, Around(ATTENDED), EVENT_ENDS),
        (Missing(), EVENT_LEFT, Around(SHARED), EVENT_ENDS),
        (ROW_LEFT, Missing(), Around(ATTENDED), ROW_ENDS),
        (ROW_LEFT, Missing(), Around(SHARED, awaited=True), ROW_ENDS),
        (ROW_LEFT, Missing(), Around(COPY), ROW_ENDS),
        (ROW_LEFT, Unread(), Around(SHARED), Wait()),
        (ROW_LEFT, EVENT, Around(SHARED, awaited=True), Wait()),
        (ROW_LEFT, EVENT, Around(SHARED), AGAIN),
        (ROW_LEFT, EVENT, Around(ATTENDED), AGAIN),
    ],
)
def test_what_becomes_of_a_cancelled_meeting(
    superoffice: Presence, calendar: Presence, around: Around, decision: Decision
) -> None:
    assert decided(superoffice, calendar, around, link(CATS)) == decision


def test_what_was_cancelled_before_anybody_knew_it_is_left_alone() -> None:
    alone: tuple[tuple[Presence, Presence], ...] = ((ROW_LEFT, Unborn()), (Unborn(), EVENT_LEFT))
    for superoffice, calendar in alone:
        assert decided(superoffice, calendar, Around(ATTENDED)) == Leave(Reason.CANCELLED)
    cleared = link(CATS, ids={SO: None, CAL: "a"})
    rowless = replace(cleared, shown={**cleared.shown, SO: {}})
    assert decided(Unborn(), EVENT_LEFT, Around(ATTENDED), rowless) == Leave(Reason.CANCELLED)
    # a run that died had cleared the row away, and not the event yet
    assert decided(Unborn(), EVENT_LEFT, Around(ATTENDED), cleared) == End(frozenset({CAL}))


def test_15_a_cancellation_wins_over_whatever_was_changed() -> None:
    edited = seen(but(but(CATS, "title", "Mine"), "alarm", 5))
    assert decided(edited, EVENT_LEFT, Around(ATTENDED), link(CATS)) == BOTH_END


def test_only_what_a_side_shows_as_cancelled_is() -> None:
    others: tuple[Presence, ...] = (ROW, Missing(), Unborn(), Unread())
    assert is_cancelled(ROW_LEFT)
    assert not any(map(is_cancelled, others))


MOVED, RENAMED = but(CATS, "span", TEN), but(CATS, "title", "Budget 2027")
ELSEWHERE = but(CATS, "place", "Oslo")


@pytest.mark.parametrize(
    ("superoffice", "calendar", "around", "decision"),
    [
        # taken away in Outlook: the person does not come
        (ROW, Missing(), Around(ATTENDED), Decline(SO)),
        (ROW, Missing(), Around(ATTENDED, CATS_BOOKING), Decline(SO)),
        (ROW, Missing(), Around(SHARED), Decline(SO)),
        (ROW, Missing(), Around(SHARED, awaited=True), Decline(SO)),
        (ROW, Missing(), Around(COPY), Decline(SO)),
        (seen(ACCEPTED), Missing(), Around(ATTENDED), Decline(SO)),
        (seen(MOVED), Missing(), Around(ATTENDED), Decline(SO)),
        (seen(DECLINED), Missing(), Around(ATTENDED), Leave(Reason.DECLINED)),
        (seen(DECLINED), Missing(), Around(SHARED), Leave(Reason.DECLINED)),
        # at a new time a colleague's meeting is a new question, unless that was answered, or must have been seen
        (seen(MOVED), Missing(), Around(SHARED), Wait()),
        (seen(MOVED), Missing(), Around(SHARED, declined=True), Decline(SO)),
        (seen(MOVED), Missing(), Around(SHARED, delivered=True), Decline(SO)),
        # taken away in SuperOffice
        (Missing(), EVENT, Around(ATTENDED), Decline(CAL)),
        (Missing(), seen(ACCEPTED), Around(ATTENDED), Decline(CAL)),
        (Missing(), seen(but(CATS, "alarm", 5)), Around(ATTENDED), Decline(CAL)),
        (Missing(), seen(MOVED), Around(ATTENDED), CreateOn(SO, MOVED, again=True)),
        (Missing(), seen(RENAMED), Around(ATTENDED), CreateOn(SO, RENAMED, again=True)),
        (Missing(), seen(ELSEWHERE), Around(ATTENDED), CreateOn(SO, ELSEWHERE, again=True)),
        # a colleague's booking was made anew
        (Missing(), EVENT, Around(SHARED, awaited=True), Wait()),
        (Missing(), EVENT, Around(SHARED), CreateOn(SO, CATS, again=True)),
        # the one who booked it for somebody took it away
        (Missing(), seen(BUDGET), Around(COPY), Remove(CAL)),
    ],
)
def test_what_becomes_of_somebody_elses_meeting_that_was_taken_away(
    superoffice: Presence, calendar: Presence, around: Around, decision: Decision
) -> None:
    assert decided(superoffice, calendar, around, link(CATS)) == decision


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("part", [OWN, ATTENDED, SHARED, COPY])
def test_one_way_takes_nothing_away_against_its_direction(side: Side, part: Part) -> None:
    """Gone from *side*, whose changes do not travel."""
    one_way = Direction.TO_CALENDAR if side is CAL else Direction.TO_SUPEROFFICE
    presence: dict[Side, Presence] = {side: Missing(), side.other: ROW}
    assert decided(presence[SO], presence[CAL], Around(part), link(CATS), rules(direction=one_way)) == Nothing()


@pytest.mark.parametrize("side", list(Side))
def test_15_taking_ones_own_meeting_away_cancels_it_whatever_was_changed(side: Side) -> None:
    changed: tuple[tuple[FieldName, Any], ...] = (
        ("title", "Mine"),
        ("span", TEN),
        ("importance", Importance.HIGH),
    )
    for field, value in changed:
        presence: dict[Side, Presence] = {side: Missing(), side.other: seen(but(STAFF, field, value))}
        assert decided(presence[SO], presence[CAL], Around(), link(STAFF)) == Remove(side.other)
        alone = but(BUDGET, field, value)
        presence[side.other] = seen(alone)
        restored = CreateOn(side, alone, again=True)
        assert decided(presence[SO], presence[CAL], Around(), link(BUDGET)) == restored


@pytest.mark.parametrize("part", [ATTENDED, SHARED])
def test_a_meeting_that_another_mailbox_brings_is_awaited(part: Part) -> None:
    where = Around(part, awaited=True)
    assert decided(ROW, Unborn(), where) == Leave(Reason.AWAITED)
    assert decided(Unborn(), EVENT, where) == Leave(Reason.AWAITED)


def test_an_invitation_makes_a_row_with_its_organiser_guests_and_answer() -> None:
    assert decided(Unborn(), seen(ACCEPTED), Around(ATTENDED)) == CreateOn(SO, ACCEPTED)
    tentative = but(CATS, "answer", Answer.TENTATIVE)
    assert decided(Unborn(), seen(tentative), Around(ATTENDED)) == CreateOn(SO, CATS)


def test_what_was_declined_before_it_was_synced_is_left_alone() -> None:
    for awaited in (False, True):
        where = Around(ATTENDED, awaited=awaited)
        assert decided(Unborn(), seen(DECLINED), where) == Leave(Reason.DECLINED)
        assert decided(seen(DECLINED), Unborn(), where) == Leave(Reason.DECLINED)


def test_a_new_row_for_somebody_who_has_declined_is_declined() -> None:
    """The colleague's mailbox brought the meeting after the person had said no in Outlook."""
    refused = link(CATS, reason=Reason.DECLINED.value, state="skipped")
    assert decided(ROW, Unborn(), Around(SHARED, awaited=True), refused) == Decline(SO)
    assert decided(seen(DECLINED), Unborn(), Around(SHARED), refused) == Leave(Reason.DECLINED)
    assert decided(Unborn(), EVENT, Around(ATTENDED), refused) == CreateOn(SO, CATS)


@pytest.mark.parametrize("row", [ROW, seen(ACCEPTED)], ids=["unanswered", "accepted"])
def test_14_a_no_that_the_organiser_has_seen_counts_whatever_the_row_says(row: Presence) -> None:
    assert decided(row, Unborn(), Around(SHARED, awaited=True, declined=True)) == Decline(SO)


def test_what_somebody_without_a_mailbox_booked_comes_as_an_appointment_with_nobody() -> None:
    """It must not invite in the name of the person who was invited."""
    assert decided(ROW, Unborn(), Around(COPY)) == CreateOn(CAL, replace(CATS, meeting=ALONE))


SECOND = timedelta(seconds=1)
SWITCHED_ON = NINE.start - timedelta(days=30)
WITH_A_CARD_WITHOUT_ADDRESS = replace(BUDGET, meeting=Meeting(guests=(Guest(address="", name="Olav"),)))


@pytest.mark.parametrize(
    ("meeting", "now", "invites_since", "reason"),
    [
        (seen(STAFF), BEFORE, None, None),
        (seen(STAFF, uid="u"), BEFORE, None, None),
        (seen(STAFF, made_at=SWITCHED_ON), BEFORE, SWITCHED_ON, None),
        (seen(STAFF, made_at=SWITCHED_ON - SECOND), BEFORE, SWITCHED_ON, Reason.INVITATIONS),
        (seen(STAFF), BEFORE, SWITCHED_ON, Reason.INVITATIONS),
        # SuperOffice's own engine has invited them (scenario 11)
        (seen(STAFF, made_at=SWITCHED_ON, uid="u"), BEFORE, SWITCHED_ON, Reason.INVITATIONS),
        (seen(STAFF, made_at=SWITCHED_ON), NINE.end, SWITCHED_ON, Reason.OVER),
        (seen(STAFF), NINE.end, None, Reason.OVER),
        (seen(STAFF), NINE.end - SECOND, None, None),
        (seen(BUDGET), NOW, SWITCHED_ON, None),
        (seen(WITH_A_CARD_WITHOUT_ADDRESS), NOW, SWITCHED_ON, None),
    ],
)
def test_only_a_meeting_to_come_that_was_made_since_invites(
    meeting: Seen, now: datetime, invites_since: datetime | None, reason: Reason | None
) -> None:
    """A first sync mails nobody (promise 2), and nobody is invited to what is over."""
    assert isinstance(meeting.item, Appointment)
    decision = decided(meeting, Unborn(), Around(), by=rules(now=now, invites_since=invites_since))
    assert decision == (Leave(reason) if reason else CreateOn(CAL, meeting.item))


def test_meetings_of_the_calendar_come_however_old_they_are() -> None:
    assert decided(Unborn(), seen(STAFF), Around(), by=rules(now=NOW, invites_since=NOW)) == CreateOn(SO, STAFF)


def test_whole_days_are_over_when_the_last_of_them_is() -> None:
    days = but(STAFF, "span", AllDay(date(2026, 3, 2), date(2026, 3, 3)))
    assert not rules(now=datetime(2026, 3, 3, 23, tzinfo=UTC)).is_over(days)
    assert rules(now=datetime(2026, 3, 4, tzinfo=UTC)).is_over(days)


def test_an_answer_given_in_superoffice_is_noted_where_colleagues_read_it() -> None:
    """In the own entry of the row; the child row of somebody else's booking has none."""
    for through, noted in ((None, {CAL: {"answer"}, SO: {"answer"}}), (CATS_BOOKING, {CAL: {"answer"}})):
        decision = decided(seen(ACCEPTED), EVENT, Around(ATTENDED, through), link(CATS))
        assert isinstance(decision, Change)
        assert decision.merged.fields == noted
        assert all(written(decision.merged, side).answer is Answer.ACCEPTED for side in noted)


def test_13_what_the_organiser_decides_is_put_back_once() -> None:
    meddled = seen(but(CATS, "guests", (ANN,)))
    first = decided(meddled, EVENT, Around(ATTENDED), link(CATS))
    assert isinstance(first, Change)
    assert first.merged.put_back == {"guests"}
    again = decided(meddled, EVENT, Around(ATTENDED), link(CATS, put_back=frozenset({"guests"})))
    assert isinstance(again, Agree)
    assert again.shown[SO]["guests"] == [MARKER.marks(but(CATS, "guests", (ANN,)))["guests"]]


def test_a_meeting_that_is_taken_over_is_brought_up_to_the_calendars_words() -> None:
    """They were seen while a colleague's mailbox brought it, and agreed to without a write."""
    seen_before = link(CATS, shown={SO: shown_of(MARKER.marks(CATS)), CAL: shown_of(MARKER.marks(RENAMED))})
    decision = decided(ROW, seen(RENAMED), Around(ATTENDED, CATS_BOOKING, taken_over=True), seen_before)
    assert isinstance(decision, Change)
    assert decision.merged.fields == {SO: {"title"}}
    assert not decision.merged.lost
    assert isinstance(decided(ROW, seen(RENAMED), Around(ATTENDED, CATS_BOOKING), seen_before), Agree)


def test_the_booking_that_somebody_made_in_superoffice_keeps_its_copy_in_step() -> None:
    copy = replace(CATS, meeting=ALONE)
    apart = {SO: shown_of(MARKER.marks(CATS)), CAL: shown_of(MARKER.marks(copy))}
    decision = decided(seen(MOVED), seen(copy), Around(COPY), link(CATS, shown=apart))
    assert isinstance(decision, Change)
    assert decision.merged.fields == {CAL: {"span"}}
    decision = decided(ROW, seen(but(copy, "title", "Mine")), Around(COPY), link(CATS, shown=apart))
    assert isinstance(decision, Change)
    assert decision.merged.fields == {CAL: {"title"}}
    assert decision.merged.put_back == {"title"}
