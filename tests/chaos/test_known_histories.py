"""Histories of series that once broke a promise, as short as they were found: they stay kept, whatever seeds tell
by now."""

from __future__ import annotations

from typing import Final

import pytest

from backend.core.items import Busy, Importance
from tests.chaos.acts import Act, Fault, History, Meanwhile, Sync
from tests.chaos.one_series import CAL, SO, WHO, all_, killed, one, series
from tests.chaos.series_acts import Lengthen, TakeOut
from tests.chaos.theatre import Theatre

_KNOWN: Final[dict[str, tuple[Act, ...]]] = {
    "a run dies while a series gets its first day again and later ones": (
        series(SO, 7, 2), Sync(WHO), TakeOut(WHO, 1, CAL, 0, False), Sync(WHO),
        one(SO, 0, "alarm", 1_440), Lengthen(WHO, 1, CAL, 4), killed(2, after=True),
    ),
    "an exception is dropped by the days that its series gets in the same run": (
        series(SO, 2, 5), Sync(WHO, Meanwhile("write", 2, Lengthen(WHO, 1, CAL, 5))),
        one(CAL, 4, "body", ""),
        Sync(WHO, Meanwhile("request", 13, one(CAL, 1, "importance", Importance.LOW))),
        one(SO, 0, "alarm", None),
        Sync(WHO, Meanwhile("write", 1, all_(SO, "alarm", 1_440))),
        TakeOut(WHO, 1, CAL, 4, False), TakeOut(WHO, 1, CAL, 1, True),
    ),
    "an exception is dropped by the new time of its series": (
        series(CAL, 2, 4), one(CAL, 1, "importance", Importance.LOW), Sync(WHO), all_(SO, "span", 555),
        Sync(WHO),
    ),
    "a series is edited whole after a run died that made it": (
        series(CAL, 2, 5), killed(1, after=True), TakeOut(WHO, 1, CAL, 3, False),
        all_(SO, "body", "<p>one</p><p>two</p>"),
    ),
    "a run dies between a new time and the rows that are deleted": (
        series(CAL, 7, 2), Sync(WHO), all_(CAL, "span", 465), killed(1, after=False),
        TakeOut(WHO, 1, SO, 0, True), TakeOut(WHO, 1, CAL, 0, False), Lengthen(WHO, 1, CAL, 7),
    ),
    "an occurrence comes back by itself, and again in its series as this ends": (
        series(SO, 2, 5), Sync(WHO), TakeOut(WHO, 1, CAL, 0, False), all_(SO, "alarm", None), Sync(WHO),
        TakeOut(WHO, 1, CAL, 1, True),
    ),
    "an occurrence comes back by itself, and again in its series as this gets more": (
        series(SO, 2, 3), Sync(WHO), TakeOut(WHO, 1, CAL, 1, False), one(SO, 1, "title", "Review"),
        Sync(WHO), Lengthen(WHO, 1, CAL, 5),
    ),
    "an occurrence comes back by itself at the new time of its series, and again in it as it gets more": (
        series(CAL, 1, 6), Sync(WHO), TakeOut(WHO, 1, SO, 4, False), Sync(WHO), all_(SO, "span", 510),
        TakeOut(WHO, 1, CAL, 3, True), Sync(WHO), Lengthen(WHO, 1, CAL, 6),
    ),
    "a series is cut short, and an edit saves one of the days from which another goes": (
        series(CAL, 7, 3), Sync(WHO), TakeOut(WHO, 1, SO, 1, True), one(CAL, 2, "title", "Review"),
    ),
    "a series that was made again has a day that came back by itself, and shows it as it gets more": (
        series(CAL, 7, 3), Sync(WHO), all_(SO, "title", "Review"), TakeOut(WHO, 1, CAL, 0, True),
        Sync(WHO), TakeOut(WHO, 1, CAL, 1, False), one(SO, 1, "alarm", None), Sync(WHO),
        Lengthen(WHO, 1, CAL, 5),
    ),
    "a private series turns public in SuperOffice, and has a day that Outlook keeps back": (
        series(CAL, 2, 4), TakeOut(WHO, 1, CAL, 0, False), Sync(WHO), all_(SO, "private", True), Sync(WHO),
        Lengthen(WHO, 1, CAL, 2), Lengthen(WHO, 1, CAL, 4), all_(SO, "private", False),
    ),
    "somebody cuts a series in Outlook while a run is about to lengthen it": (
        series(SO, 7, 4), Sync(WHO), TakeOut(WHO, 1, CAL, 3, True), one(SO, 3, "title", "Review"),
        one(CAL, 0, "alarm", None), Sync(WHO, Meanwhile("write", 1, TakeOut(WHO, 1, CAL, 1, True))),
    ),
    "somebody deletes a row of a series while a run is about to lengthen it": (
        series(CAL, 7, 3), Sync(WHO), Lengthen(WHO, 1, CAL, 5), one(CAL, 0, "alarm", None),
        Sync(WHO, Meanwhile("write", 1, TakeOut(WHO, 1, SO, 1, False))),
    ),
    "a row is edited while its series gets more days, and Outlook does not find the event at first": (
        series(SO, 7, 3), Sync(WHO), one(SO, 1, "place", "Oslo #1"), Lengthen(WHO, 1, CAL, 4),
        Sync(WHO, Fault("graph", "404", 5, 3)),
    ),
    "a row is moved, then its series is, before any run": (
        series(SO, 2, 3), one(SO, 2, "span", 600), all_(SO, "span", 660),
    ),
    "a series is moved, and one of it that begins at another hour": (
        series(SO, 7, 5), Sync(WHO), one(SO, 1, "span", 510), Sync(WHO), all_(SO, "span", 465),
    ),
    "an edit saves an occurrence from deletion while its series gets another row again": (
        series(CAL, 1, 4), Sync(WHO), TakeOut(WHO, 1, SO, 3, True), one(SO, 0, "span", 750),
        TakeOut(WHO, 1, CAL, 0, False), one(CAL, 2, "title", "Review"),
    ),
    "a series is moved on both sides, and gets more days": (
        series(SO, 2, 5), Sync(WHO), all_(SO, "span", 450), all_(CAL, "span", 630), Lengthen(WHO, 1, CAL, 6),
    ),
    "a series is edited while the run gives it the days again that were taken out": (
        series(SO, 1, 3), Sync(WHO), one(SO, 2, "span", 570), TakeOut(WHO, 1, CAL, 2, True),
        Sync(WHO, Meanwhile("write", 1, all_(CAL, "alarm", 60))),
    ),
    "the first row of a series is edited while the run writes all of them": (
        series(SO, 2, 4), Sync(WHO), all_(CAL, "place", "Oslo #1"),
        Sync(WHO, Meanwhile("request", 6, one(SO, 0, "importance", Importance.HIGH))),
    ),
    "an event loses to its row while its series gets another row again": (
        series(SO, 2, 3), Sync(WHO), TakeOut(WHO, 1, SO, 0, False), one(CAL, 0, "place", "Oslo #1"),
        one(SO, 0, "title", "Plan"), one(CAL, 1, "title", "Review"),
    ),
    "an occurrence is edited just before its series is": (
        series(SO, 2, 3), Sync(WHO), all_(SO, "title", "Plan"),
        Sync(WHO, Meanwhile("request", 5, one(CAL, 2, "title", "Review"))),
    ),
    "an occurrence is edited just before its series is deleted": (
        series(SO, 1, 3), Sync(WHO), TakeOut(WHO, 1, SO, 0, True),
        Sync(WHO, Meanwhile("write", 1, one(CAL, 1, "title", "Review"))),
    ),
    "a row is edited as soon as its series is made": (
        series(CAL, 2, 3), Sync(WHO, Meanwhile("request", 13, one(SO, 1, "title", "Review"))),
    ),
    "an occurrence comes back by itself, and again in its series as this gets another time": (
        series(CAL, 1, 3), Sync(WHO), TakeOut(WHO, 1, CAL, 2, False), all_(SO, "title", "Review"),
        Sync(WHO), all_(CAL, "span", 465),
    ),
    "an occurrence comes back with another in a series of theirs, and again in its own as this gets more": (
        series(CAL, 2, 6), Sync(WHO), TakeOut(WHO, 1, SO, 2, False), one(SO, 3, "title", "Review"),
        one(SO, 4, "title", "Plan"), Lengthen(WHO, 1, CAL, 4), one(CAL, 2, "importance", Importance.HIGH),
        Sync(WHO), Lengthen(WHO, 1, CAL, 5),
    ),
    "a row that is to be told of its event is written by somebody, as the series gets another time": (
        series(CAL, 1, 3), Sync(WHO), all_(SO, "span", 855), one(CAL, 1, "place", "Oslo #1"),
        Sync(WHO, Meanwhile("write", 1, all_(SO, "span", 630))),
    ),
    "a run dies that decided about an occurrence that is there twice and edited on both sides": (
        series(SO, 2, 5), Sync(WHO), TakeOut(WHO, 1, CAL, 0, False), all_(SO, "alarm", None), Sync(WHO),
        TakeOut(WHO, 1, CAL, 1, True), all_(SO, "title", "Plan"), all_(CAL, "title", "Review"),
        killed(1, after=False),
    ),
    "a new row is a copy of another, which moves on, and is edited before a run finds it": (
        series(CAL, 2, 2), Sync(WHO), one(SO, 0, "busy", Busy.FREE), Sync(WHO), Lengthen(WHO, 1, CAL, 3),
        Sync(WHO, Fault("superoffice", "412", 2, 1)), one(SO, 2, "alarm", 60),
    ),
    "somebody edits a series between the writes to two of its occurrences, one of them a deletion": (
        series(CAL, 1, 4), Sync(WHO), one(SO, 0, "body", "short"), TakeOut(WHO, 1, SO, 1, False),
        Sync(WHO, Meanwhile("write", 2, all_(CAL, "place", "Oslo #1"))),
    ),
    "somebody edits rows while the agent's Save of them is on its way": (
        series(CAL, 2, 5), Sync(WHO), all_(CAL, "title", "Review"),
        Sync(WHO, Meanwhile("write", 1, all_(SO, "alarm", 60))),
    ),
    "a series gets more days while its first begins at another hour": (
        series(SO, 1, 4), Sync(WHO), Lengthen(WHO, 1, CAL, 5), one(CAL, 0, "span", 690),
    ),
    "a private series gets its first day again, and has days that Outlook keeps back": (
        series(SO, 7, 3, private=True), Sync(WHO), Lengthen(WHO, 1, CAL, 5),
        TakeOut(WHO, 1, CAL, 0, False), one(SO, 0, "span", 870),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", _KNOWN)
def test_a_history_that_broke_a_promise_keeps_it(stage: Theatre, name: str) -> None:
    stage.play(History(0, False, (), _KNOWN[name], "series"))
