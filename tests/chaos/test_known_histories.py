"""Histories that once broke a promise, as short as they were found: they stay kept, whatever seeds tell by now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from backend.core.items import Answer, Appointment, Importance, Side, Timed
from tests.chaos.acts import Act, History, Kill, Kind, Meanwhile, Sync
from tests.chaos.meeting_acts import CallOff, Invite, Move, Quiet, Reply
from tests.chaos.series_acts import Arrange, Change, Lengthen, TakeOut
from tests.chaos.theatre import Theatre

SO, CAL = Side.SUPEROFFICE, Side.CALENDAR
_WHO: Final = "julie"
_START: Final = datetime(2026, 5, 8, 13, 45, tzinfo=UTC)
_LATER: Final = _START + timedelta(days=20)


def _series(side: Side, every: int, count: int, *, private: bool = False) -> Arrange:
    span = Timed(_START, _START + timedelta(minutes=30), "Europe/Oslo")
    item = Appointment(title="Dentist", body="agenda", place="Main street #1", span=span, alarm=5, private=private)
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
    "an occurrence comes back by itself, and again in its series as this ends": (
        "series",
        (
            _series(SO, 2, 5), Sync(_WHO), TakeOut(_WHO, 1, CAL, 0, False), _all(SO, "alarm", None), Sync(_WHO),
            TakeOut(_WHO, 1, CAL, 1, True),
        ),
    ),
    "an occurrence comes back by itself, and again in its series as this gets more": (
        "series",
        (
            _series(SO, 2, 3), Sync(_WHO), TakeOut(_WHO, 1, CAL, 1, False), _one(SO, 1, "title", "Review"),
            Sync(_WHO), Lengthen(_WHO, 1, CAL, 5),
        ),
    ),
    "a series gets more days while its first begins at another hour": (
        "series",
        (_series(SO, 1, 4), Sync(_WHO), Lengthen(_WHO, 1, CAL, 5), _one(CAL, 0, "span", 690)),
    ),
    "a private series gets its first day again, and has days that Outlook keeps back": (
        "series",
        (
            _series(SO, 7, 3, private=True), Sync(_WHO), Lengthen(_WHO, 1, CAL, 5),
            TakeOut(_WHO, 1, CAL, 0, False), _one(SO, 0, "span", 870),
        ),
    ),
    "a colleague's meeting is accepted at a new time that Outlook has not": (
        "meetings",
        (
            Invite("linda", 1, SO, ("julie", "c"), "Offer @1", _START), Sync("linda"),
            Reply("julie", 1, SO, Answer.DECLINED), Sync("julie"), Move("linda", 1, SO, _LATER),
            Reply("julie", 1, SO, Answer.ACCEPTED),
        ),
    ),
    "a colleague's meeting is declined at the old time, which counts no more, and at the new one": (
        "meetings",
        (
            Invite("linda", 1, SO, ("julie", "c"), "Offer @1", _START), Quiet(), Move("linda", 1, CAL, _LATER),
            Reply("julie", 1, SO, Answer.DECLINED), Sync("julie"), Sync("linda"),
            Reply("julie", 1, SO, Answer.DECLINED),
        ),
    ),
    "a new invitation comes to whoever declined the old time in Outlook and waits for it": (
        "meetings",
        (
            Invite("linda", 1, SO, ("julie", "c"), "Offer @1", _START), Quiet(), Move("linda", 1, SO, _LATER),
            Reply("julie", 1, CAL, Answer.DECLINED), Sync("julie"), Sync("linda"),
            Reply("julie", 1, CAL, Answer.ACCEPTED),
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
