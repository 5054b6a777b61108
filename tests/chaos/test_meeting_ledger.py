"""The oracle of meetings is itself tested: where it allows for something, nothing like it passes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from backend.core.items import Answer, Side
from tests.chaos.ledger import Violation
from tests.chaos.meeting_acts import Invite
from tests.chaos.meeting_ledger import MeetingLedger, Place
from tests.scenarios.shown import A, D, Shown, T

SO, CAL = Side.SUPEROFFICE, Side.CALENDAR
Told = Callable[[MeetingLedger], None]
_START: Final = datetime(2026, 5, 8, 13, 45, tzinfo=UTC)


def _shown(own: str, julie: str = D) -> Shown:
    return Shown(
        title="Visit @1", text="", place="", start=_START, end=_START + timedelta(hours=1), all_day=False,
        private=False, alarm=None, busy=True, own=own, participants={"linda": A, "julie": julie},
        organiser="linda", wire={},
    )  # fmt: skip


def _said_no(ledger: MeetingLedger) -> None:
    ledger.answered(1, "julie", SO, Answer.DECLINED)


def _renamed(ledger: MeetingLedger) -> None:
    ledger.renamed(1)


def _moved(ledger: MeetingLedger) -> None:
    ledger.changed(1)


def _judge(ledger: MeetingLedger, julie: dict[Side, Shown], *, declined: bool) -> None:
    """Let both calendars of Linda have the meeting, and Julie's what is told."""
    calendars: dict[Place, list[Shown]] = {("linda", side): [_shown(A)] for side in Side}
    calendars |= {("julie", side): [julie[side]] if side in julie else [] for side in Side}
    ledger.judge(calendars, lambda who, _: declined and who == "julie")


def _told(*acts: Told) -> MeetingLedger:
    ledger = MeetingLedger()
    ledger.invited(Invite("linda", 1, CAL, ("julie",), "Visit @1", _START))
    for act in acts:
        act(ledger)
    return ledger


@pytest.mark.parametrize("acts", [(_said_no, _renamed), (_renamed, _said_no)], ids=["before", "meanwhile"])
def test_whoever_declined_is_asked_anew_by_outlook_alone(acts: tuple[Told, ...]) -> None:
    ledger = _told(*acts)
    for _ in range(2):  # and stays so until something is said
        _judge(ledger, {CAL: _shown(T, T)}, declined=True)


@pytest.mark.parametrize(
    ("acts", "julie", "declined"),
    [
        pytest.param((_renamed,), {CAL: _shown(T, T)}, True, id="she said nothing"),
        pytest.param((_said_no, _moved), {CAL: _shown(T, T)}, True, id="a new time asks in both"),
        pytest.param((_said_no, _renamed), {CAL: _shown(T, T)}, False, id="SuperOffice has no row that says so"),
        pytest.param((_said_no, _renamed), {CAL: _shown(A, A)}, True, id="she has answered in Outlook"),
        pytest.param((_said_no, _renamed), {SO: _shown(T, T)}, True, id="it is in SuperOffice alone"),
    ],
)
def test_nothing_else_may_be_on_one_side_only(
    acts: tuple[Told, ...], julie: dict[Side, Shown], declined: bool
) -> None:
    with pytest.raises(Violation, match="of julie is only in"):
        _judge(_told(*acts), julie, declined=declined)


def test_once_she_was_shown_it_no_more_a_new_reason_is_needed() -> None:
    ledger = _told(_said_no, _renamed)
    _judge(ledger, {}, declined=True)
    with pytest.raises(Violation, match="only in calendar"):
        _judge(ledger, {CAL: _shown(T, T)}, declined=True)


@pytest.mark.parametrize("lives", [True, False])
def test_what_is_called_off_where_nobody_can_know_of_it_lives_or_does_not(lives: bool) -> None:
    ledger = _told(lambda ledger: ledger.called_off(1, known=False))
    calendars: dict[Place, list[Shown]] = {
        (who, side): [_shown(A if who == "linda" else T, T)] if lives else []
        for who in ("linda", "julie")
        for side in Side
    }
    ledger.judge(calendars, lambda *_: False)
    with pytest.raises(Violation):
        ledger.judge({("linda", side): [] if lives else [_shown(A)] for side in Side}, lambda *_: False)


def test_what_is_called_off_where_it_is_known_is_gone() -> None:
    ledger = _told(lambda ledger: ledger.called_off(1))
    with pytest.raises(Violation, match="called off"):
        _judge(ledger, {CAL: _shown(T, T), SO: _shown(T, T)}, declined=False)
