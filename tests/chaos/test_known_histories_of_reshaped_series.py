"""Histories of series that get other days, lose some or show them again, and that once broke a promise."""

from __future__ import annotations

from typing import Final

import pytest

from backend.core.items import Busy, Importance
from tests.chaos.acts import Act, Fault, History, Meanwhile, Sync
from tests.chaos.one_series import CAL, SO, WHO, all_, killed, one, series
from tests.chaos.series_acts import Lengthen, Shift, TakeOut
from tests.chaos.theatre import Theatre

_KNOWN: Final[dict[str, tuple[Act, ...]]] = {
    # a master that is read after its exception does not vouch for it
    "a series is edited as soon as one of its occurrences was written": (
        series(SO, 1, 4), Sync(WHO), Sync(WHO), one(SO, 0, "place", "Bergen #1"),
        Sync(WHO, Meanwhile("request", 6, all_(CAL, "body", "short"))),
    ),
    # fewer items than before are no move
    "a series ends before what was edited, and shows its first occurrence again": (
        series(CAL, 1, 3), Sync(WHO), TakeOut(WHO, 1, CAL, 0, False), Sync(WHO), TakeOut(WHO, 1, CAL, 1, True),
        TakeOut(WHO, 1, CAL, 1, False), one(SO, 0, "alarm", 60),
    ),
    # SuperOffice makes a row again at the hour of the one that an act on its series is given
    "a row is deleted while all of its series is written, whose first row has another hour": (
        series(SO, 7, 4), Sync(WHO), one(CAL, 0, "span", 720), Sync(WHO), all_(CAL, "private", True),
        Sync(WHO, Meanwhile("write", 1, TakeOut(WHO, 1, SO, 3, False))),
    ),
    # rows that come to a series show what a person had made of it
    "a run dies that made an edited row the first of a series, and this row goes": (
        series(SO, 7, 3), Sync(WHO), TakeOut(WHO, 1, SO, 1, True), Lengthen(WHO, 1, CAL, 6),
        one(SO, 0, "body", "long"), one(SO, 0, "title", "Call"), one(CAL, 0, "alarm", 0), killed(2, after=True),
        TakeOut(WHO, 1, SO, 0, False),
    ),
    # an act that begins with a row that is gone is answered all the same
    "the first row of those that go is deleted while the act that takes them away is on its way": (
        series(SO, 7, 4), Sync(WHO), Lengthen(WHO, 1, CAL, 2),
        Sync(WHO, Meanwhile("write", 1, TakeOut(WHO, 1, SO, 2, False))),
    ),
    # rows that came with a rule, and were not given their own content for certain
    "a row comes again with the place of its series, and cannot be written": (
        series(SO, 7, 2), Sync(WHO), TakeOut(WHO, 1, SO, 1, False), all_(CAL, "place", "Bergen #1"),
        Sync(WHO, Fault("superoffice", "404", 4, 4)),
    ),
    "a row comes to a series that is written on the other side by the same run": (
        series(SO, 1, 4), Sync(WHO), Lengthen(WHO, 1, CAL, 5), all_(SO, "private", True),
        Sync(WHO, Fault("superoffice", "404", 5, 4)),
    ),
    "a series is edited in SuperOffice while a row comes to it": (
        series(CAL, 1, 2), one(CAL, 1, "body", "short"), Sync(WHO), all_(CAL, "title", "Plan"),
        TakeOut(WHO, 1, SO, 1, False), Sync(WHO, Meanwhile("write", 3, all_(SO, "place", "Bergen #1"))),
    ),
    "a row is deleted while another one comes to its series": (
        series(SO, 7, 5), Sync(WHO), TakeOut(WHO, 1, SO, 1, False), one(CAL, 1, "title", "Plan"),
        TakeOut(WHO, 1, CAL, 4, False), Sync(WHO, Meanwhile("write", 1, TakeOut(WHO, 1, SO, 3, False))),
    ),
    # with other days Outlook drops exceptions
    "a run dies once it has let a series have a day again, and nobody knows what that dropped": (
        series(CAL, 1, 2), Sync(WHO), all_(SO, "span", 690), one(CAL, 0, "importance", Importance.HIGH),
        TakeOut(WHO, 1, CAL, 1, False), killed(3, after=True),
    ),
    "an occurrence is moved before its series gets a day again": (
        series(CAL, 1, 3), Sync(WHO), one(SO, 0, "span", 855), TakeOut(WHO, 1, CAL, 2, False),
        all_(SO, "importance", Importance.LOW), all_(CAL, "body", "short"),
        Sync(WHO, Meanwhile("write", 1, one(CAL, 1, "span", 840))),
    ),
    "a series is edited in Outlook between its new time and the day that it gets again": (
        series(CAL, 1, 5), Sync(WHO), TakeOut(WHO, 1, CAL, 0, False), all_(SO, "span", 570),
        Sync(WHO, Meanwhile("write", 2, all_(CAL, "alarm", 15))),
    ),
    # its own deletion is nobody's
    "a run dies that deleted rows, and their days are shown again": (
        series(CAL, 1, 4), Sync(WHO), TakeOut(WHO, 1, CAL, 2, True), killed(1, after=True),
        Lengthen(WHO, 1, CAL, 5),
    ),
    "private events that an edit saved are edited again after the run died": (
        series(SO, 7, 4, private=True), TakeOut(WHO, 1, SO, 1, False), Sync(WHO), one(CAL, 0, "title", "Plan"),
        one(CAL, 1, "busy", Busy.FREE), TakeOut(WHO, 1, SO, 0, True), killed(1, after=True),
        one(CAL, 1, "span", 435),
    ),
    # an occurrence cannot pass its neighbour
    "all occurrences of a series that went to other days come again": (
        series(CAL, 7, 2), one(CAL, 0, "place", "Bergen #1"), Shift(WHO, 1, 7, None),
        TakeOut(WHO, 1, CAL, 0, False), TakeOut(WHO, 1, CAL, 0, False), all_(SO, "span", 645), Sync(WHO),
        one(CAL, 0, "importance", Importance.HIGH),
    ),
    "a series comes again whose rows went past the days of each other": (
        series(SO, 1, 3), one(SO, 1, "span", 525), all_(SO, "span", 660), Shift(WHO, 1, 7, None),
        TakeOut(WHO, 1, CAL, 0, True), Sync(WHO, Meanwhile("request", 5, all_(SO, "span", 495))),
    ),
    # what begins with its series says something where somebody gave that another time
    "a run dies that made rows, and their series gets another time": (
        series(CAL, 7, 5), killed(1, after=True), TakeOut(WHO, 1, CAL, 1, True), all_(SO, "span", 705),
    ),
    # what is shown again is not what was removed once somebody wrote it
    "an occurrence is edited that a dead run let its series show again": (
        series(CAL, 1, 5), Sync(WHO), TakeOut(WHO, 1, SO, 1, False), Sync(WHO), all_(SO, "span", 690),
        killed(1, after=True), one(CAL, 1, "importance", Importance.LOW),
    ),
    # rows that were moved in step leave the rule of their series where it was
    "occurrences of a series that went to other days come again beside others": (
        series(CAL, 1, 5), Sync(WHO), Shift(WHO, 1, 1, None), TakeOut(WHO, 1, CAL, 4, False),
        TakeOut(WHO, 1, CAL, 0, False), one(SO, 4, "place", "Bergen #1"), one(SO, 0, "alarm", 0), Sync(WHO),
    ),
    "a run dies that made rows of a series of which another row keeps their day": (
        series(CAL, 1, 3), Sync(WHO), one(SO, 2, "span", 660), Shift(WHO, 1, -1, None), Lengthen(WHO, 1, CAL, 5),
        TakeOut(WHO, 1, SO, 1, False), killed(1, after=False),
    ),
    "a series is moved in Outlook while one of its days is to come again": (
        series(CAL, 1, 4), Sync(WHO), all_(SO, "title", "Plan"), TakeOut(WHO, 1, CAL, 3, False),
        Sync(WHO, Meanwhile("write", 1, all_(CAL, "span", 690))),
    ),
    # what rows are read to show after a write of them need not be how SuperOffice spells it
    "a series is edited in SuperOffice just before its rows are read again": (
        series(SO, 1, 3), Sync(WHO), all_(CAL, "body", "short"),
        Sync(WHO, Meanwhile("request", 9, all_(SO, "body", "long"))),
    ),
    # an event stands for a day that is shown again, also where all others of its series went
    "a series ends before all of its days but one, which has an event of its own": (
        series(CAL, 1, 3), Sync(WHO), all_(SO, "span", 615), TakeOut(WHO, 1, CAL, 0, False), Sync(WHO),
        TakeOut(WHO, 1, CAL, 2, False), TakeOut(WHO, 1, CAL, 1, True),
    ),
    "a run dies that made rows of a series that was there, and all of it gets another time": (
        series(SO, 1, 3), Sync(WHO), TakeOut(WHO, 1, SO, 1, True), all_(CAL, "span", 495), killed(2, after=True),
        all_(SO, "span", 510),
    ),
    # what came to a series meanwhile does not go with it
    "a series goes on in Outlook while its last days are deleted there": (
        series(SO, 1, 4), Sync(WHO), TakeOut(WHO, 1, SO, 3, False), TakeOut(WHO, 1, SO, 2, False),
        Sync(WHO, Meanwhile("write", 1, Lengthen(WHO, 1, CAL, 6))),
    ),
    "a series goes on in Outlook while all of it is deleted there": (
        series(SO, 1, 4), Sync(WHO), TakeOut(WHO, 1, SO, 0, True),
        Sync(WHO, Meanwhile("write", 1, Lengthen(WHO, 1, CAL, 6))),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", _KNOWN)
def test_a_history_of_a_reshaped_series_that_broke_a_promise_keeps_it(stage: Theatre, name: str) -> None:
    stage.play(History(0, False, (), _KNOWN[name], "series"))
