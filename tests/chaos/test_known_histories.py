"""Histories that once broke a promise, as short as they were found: they stay kept, whatever seeds tell by now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from backend.core.items import Answer, Appointment, Importance, Side, Timed
from tests.chaos.acts import Act, History, Kill, Kind, Meanwhile, Sync
from tests.chaos.meeting_acts import CallOff, Invite, Quiet, Reply
from tests.chaos.series_acts import Arrange, Change, Lengthen, TakeOut
from tests.chaos.theatre import Theatre

SO, CAL = Side.SUPEROFFICE, Side.CALENDAR
_WHO: Final = "julie"
_START: Final = datetime(2026, 5, 8, 13, 45, tzinfo=UTC)


def _series(side: Side, every: int, count: int) -> Arrange:
    span = Timed(_START, _START + timedelta(minutes=30), "Europe/Oslo")
    item = Appointment(title="Dentist", body="agenda", place="Main street #1", span=span, alarm=5)
    return Arrange(_WHO, 1, side, item, every, count)


def _one(side: Side, number: int, field: str, value: object) -> Change:
    return Change(_WHO, 1, side, number, False, field, value)  # type: ignore[arg-type]


def _all(side: Side, field: str, value: object) -> Change:
    return Change(_WHO, 1, side, 0, True, field, value)  # type: ignore[arg-type]


def _killed(number: int, *, after: bool) -> Sync:
    return Sync(_WHO, Kill("write", number, after))


#: by what happens: the kind, and the acts
_KNOWN: Final[dict[str, tuple[Kind, tuple[Act, ...]]]] = {
    "a run dies while a series gets its first day again and later ones": (
        "series",
        (
            _series(SO, 7, 2), Sync(_WHO), TakeOut(_WHO, 1, CAL, 0, False), Sync(_WHO),
            _one(SO, 0, "alarm", 1_440), Lengthen(_WHO, 1, CAL, 4), _killed(2, after=True),
        ),
    ),
    "an exception is dropped by the days that its series gets in the same run": (
        "series",
        (
            _series(SO, 2, 5), Sync(_WHO, Meanwhile("write", 2, Lengthen(_WHO, 1, CAL, 5))),
            _one(CAL, 4, "body", ""),
            Sync(_WHO, Meanwhile("request", 13, _one(CAL, 1, "importance", Importance.LOW))),
            _one(SO, 0, "alarm", None),
            Sync(_WHO, Meanwhile("write", 1, _all(SO, "alarm", 1_440))),
            TakeOut(_WHO, 1, CAL, 4, False), TakeOut(_WHO, 1, CAL, 1, True),
        ),
    ),
    "an exception is dropped by the new time of its series": (
        "series",
        (
            _series(CAL, 2, 4), _one(CAL, 1, "importance", Importance.LOW), Sync(_WHO), _all(SO, "span", 555),
            Sync(_WHO),
        ),
    ),
    "a series is edited whole after a run died that made it": (
        "series",
        (
            _series(CAL, 2, 5), _killed(1, after=True), TakeOut(_WHO, 1, CAL, 3, False),
            _all(SO, "body", "<p>one</p><p>two</p>"),
        ),
    ),
    "a run dies between a new time and the rows that are deleted": (
        "series",
        (
            _series(CAL, 7, 2), Sync(_WHO), _all(CAL, "span", 465), _killed(1, after=False),
            TakeOut(_WHO, 1, SO, 0, True), TakeOut(_WHO, 1, CAL, 0, False), Lengthen(_WHO, 1, CAL, 7),
        ),
    ),
    "two decline an outsider's meeting, one of them before any run saw it": (
        "meetings",
        (
            Invite("c", 1, CAL, ("linda", "julie"), "Offer @1", _START), Reply("julie", 1, CAL, Answer.DECLINED),
            Quiet(), Reply("linda", 1, CAL, Answer.DECLINED), CallOff("c", 1, CAL),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", _KNOWN)
def test_a_history_that_broke_a_promise_keeps_it(stage: Theatre, name: str) -> None:
    kind, acts = _KNOWN[name]
    stage.play(History(0, False, (), acts, kind))
