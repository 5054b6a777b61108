"""Histories of series that once broke a promise, with edits and deaths between requests that belong together."""

from __future__ import annotations

from typing import Final

import pytest

from backend.core.items import Busy, Importance
from tests.chaos.acts import Act, Fault, History, Meanwhile, Sync
from tests.chaos.one_series import CAL, SO, WHO, all_, killed, one, series
from tests.chaos.series_acts import Lengthen, Shift, TakeOut
from tests.chaos.theatre import Theatre

_FIRST_ROW, _WHOLE_EVENT = TakeOut(WHO, 1, SO, 0, False), TakeOut(WHO, 1, CAL, 0, True)
_ROWS_FROM_3 = TakeOut(WHO, 1, SO, 3, True)
#: an occurrence that differs from its series, and one that was taken out of it
_UNEVEN: Final[tuple[Act, ...]] = (
    series(SO, 2, 6), Sync(WHO), one(SO, 1, "place", "Bergen #1"), TakeOut(WHO, 1, SO, 0, False), Sync(WHO),
)  # fmt: skip
_TWO_DELETED: Final[tuple[Act, ...]] = (
    series(CAL, 1, 6), Sync(WHO), TakeOut(WHO, 1, SO, 1, False), TakeOut(WHO, 1, SO, 3, False),
)  # fmt: skip

_KNOWN: Final[dict[str, tuple[Act, ...]]] = {
    # the registry names only the first row
    "a series goes in Outlook, and its first row, after a run died that made it": (
        series(CAL, 7, 2), killed(1, after=True), _WHOLE_EVENT, _FIRST_ROW,
    ),
    "the first row of a series goes after a run died that made it": (
        series(CAL, 7, 3), killed(1, after=True), _FIRST_ROW,
    ),
    "the first row of a series goes and the others move after a run died that made it": (
        series(CAL, 7, 3), killed(1, after=True), _FIRST_ROW, all_(SO, "span", 690),
    ),
    "all rows of a series but the last go after a run died that made it": (
        series(CAL, 7, 3), killed(1, after=True), _FIRST_ROW, _FIRST_ROW, Sync(WHO),
    ),
    # one deletion makes the version old that the other expects
    "an occurrence is edited while another one of its series is deleted": (
        *_TWO_DELETED, Sync(WHO, Meanwhile("write", 2, one(CAL, 1, "place", "Oslo #1"))),
    ),
    "a series is edited while two of its occurrences are deleted": (
        *_TWO_DELETED, Sync(WHO, Meanwhile("write", 2, all_(CAL, "place", "Oslo #1"))),
    ),
    "a series is edited as soon as it was written": (
        series(CAL, 2, 5), Sync(WHO), all_(SO, "title", "Review"),
        Sync(WHO, Meanwhile("request", 9, all_(CAL, "title", "Plan"))),
    ),
    # what the answer to the create says is SuperOffice's spelling; what rows show afterwards may be anybody's
    "the rows of a series are edited before they are read": (
        series(CAL, 1, 3), Sync(WHO, Meanwhile("request", 13, all_(SO, "importance", Importance.LOW))),
    ),
    # with another end or time Outlook drops exceptions
    "a run dies once it has cut a series, before it puts back what that dropped": (
        *_UNEVEN, _ROWS_FROM_3, killed(1, after=True),
    ),
    "a run dies once it has moved a series, before it removes again what that showed": (
        *_UNEVEN, all_(SO, "span", 690), killed(1, after=True),
    ),
    # rows that are moved one by one leave the rule of SuperOffice at the old time
    "an occurrence comes back by itself at the new time of its series, and another one in it": (
        series(CAL, 1, 4), all_(CAL, "busy", Busy.FREE), one(CAL, 1, "busy", Busy.BUSY), Sync(WHO),
        all_(CAL, "span", 795), all_(SO, "title", "Review"),
        Sync(WHO, Meanwhile("write", 1, TakeOut(WHO, 1, CAL, 0, False))),
        TakeOut(WHO, 1, CAL, 1, False), all_(SO, "body", ""),
    ),
    # and keep the start that they had by it
    "the first day comes back to a series that went to other days": (
        series(SO, 2, 4), Shift(WHO, 1, 2, None), TakeOut(WHO, 1, CAL, 0, False), Sync(WHO),
        Lengthen(WHO, 1, CAL, 7),
    ),
    "an occurrence goes while its series, which went to other days, is shown to everybody": (
        series(SO, 2, 3), all_(SO, "private", True), Shift(WHO, 1, -2, None), TakeOut(WHO, 1, CAL, 1, False),
        all_(SO, "body", "another"), all_(CAL, "private", False),
    ),
    "an occurrence comes back of a series that went to other days in SuperOffice": (
        series(CAL, 1, 2), Shift(WHO, 1, -1, None), TakeOut(WHO, 1, CAL, 0, False), one(SO, 0, "span", 870),
    ),
    "an occurrence is shown again beside the event that stood for it when its series went to other days": (
        series(SO, 2, 2), Sync(WHO), Lengthen(WHO, 1, CAL, 6), Sync(WHO), all_(SO, "title", "Review"),
        all_(CAL, "private", True), TakeOut(WHO, 1, CAL, 3, False), Shift(WHO, 1, 2, None),
        Lengthen(WHO, 1, CAL, 7), TakeOut(WHO, 1, SO, 3, False),
    ),
    "the one occurrence that is left of a series is another one when the series ends sooner": (
        series(CAL, 1, 4), TakeOut(WHO, 1, CAL, 1, False), one(CAL, 1, "span", 870),
        TakeOut(WHO, 1, CAL, 2, False),
        Sync(WHO, Meanwhile("write", 2, TakeOut(WHO, 1, CAL, 0, False))), Sync(WHO), Lengthen(WHO, 1, CAL, 2),
    ),
    "an occurrence is shown again at another hour, before the event that is to stand for it was made": (
        series(SO, 7, 4), Sync(WHO), TakeOut(WHO, 1, CAL, 2, False), all_(SO, "alarm", 15),
        killed(1, after=False), all_(CAL, "span", 735),
    ),
    "the last occurrence of a series that went to other days is shown again like that": (
        series(SO, 7, 4), Shift(WHO, 1, 3, None), TakeOut(WHO, 1, CAL, 3, False), all_(SO, "alarm", 15),
        killed(1, after=False), all_(CAL, "span", 735),
    ),
    "the one occurrence of a series that ends sooner is shown again beside the event that stands for it": (
        series(CAL, 7, 3), Sync(WHO), TakeOut(WHO, 1, CAL, 2, False), TakeOut(WHO, 1, CAL, 0, False),
        all_(SO, "place", "Main street 654 #1"), Sync(WHO), TakeOut(WHO, 1, CAL, 1, True),
    ),
    "a series gets days again of which one has an event of its own": (
        series(SO, 2, 4), Sync(WHO), one(SO, 2, "alarm", 60), TakeOut(WHO, 1, CAL, 2, False), Sync(WHO),
        all_(SO, "title", "Review"), Lengthen(WHO, 1, CAL, 2),
    ),
    "the event of its own goes of an occurrence that is shown again": (
        series(SO, 2, 2), Sync(WHO), all_(SO, "body", "short"), TakeOut(WHO, 1, CAL, 1, False), Sync(WHO),
        all_(CAL, "span", 615), one(SO, 1, "importance", Importance.LOW), TakeOut(WHO, 1, CAL, 1, False),
    ),
    "a series ends before all that was left of it, and shows again what was taken out of it": (
        series(CAL, 1, 6), Sync(WHO), TakeOut(WHO, 1, CAL, 1, False), TakeOut(WHO, 1, CAL, 0, False),
        TakeOut(WHO, 1, CAL, 1, False), Sync(WHO), Lengthen(WHO, 1, CAL, 2), one(SO, 0, "title", "Review"),
    ),
    # the version of what differs from its series does not tell of that
    "a series is edited in the instant in which an occurrence that differs from it is deleted": (
        series(SO, 2, 5), one(SO, 4, "importance", Importance.HIGH), Sync(WHO), TakeOut(WHO, 1, SO, 4, True),
        Sync(WHO, Meanwhile("write", 1, all_(CAL, "title", "Plan"))),
    ),
    # an act on a series names all of its days
    "a row is deleted while its series is written": (
        series(SO, 2, 5), Sync(WHO), all_(CAL, "title", "Plan"),
        Sync(WHO, Meanwhile("write", 1, TakeOut(WHO, 1, SO, 2, False))),
    ),
    # a change that finds nothing is no deletion
    "a series is not found when it is to be cut": (
        series(CAL, 2, 5), Sync(WHO), TakeOut(WHO, 1, SO, 1, True), Sync(WHO, Fault("graph", "404", 2, 2)),
    ),
    "a series is edited whole after a run died that was to write two of its occurrences": (
        series(SO, 1, 6), Sync(WHO), one(SO, 4, "place", "Fjord #1"), one(SO, 1, "title", "Review"),
        killed(1, after=False), all_(CAL, "importance", Importance.LOW),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", _KNOWN)
def test_a_history_of_a_series_that_broke_a_promise_keeps_it(stage: Theatre, name: str) -> None:
    stage.play(History(0, False, (), _KNOWN[name], "series"))
