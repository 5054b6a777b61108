"""Histories of meetings that once broke a promise, as short as they were found."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import pytest

from backend.core.items import Answer
from tests.chaos.acts import Act, History, Meanwhile, Sync
from tests.chaos.meeting_acts import CallOff, Invite, Move, Quiet, Rename, Reply
from tests.chaos.one_series import CAL, SO, START
from tests.chaos.theatre import Theatre
from tests.chaos.trouble import Kill

_LATER: Final = START + timedelta(days=20)

_KNOWN: Final[dict[str, tuple[Act, ...]]] = {
    "a colleague's meeting is accepted at a new time that Outlook has not": (
        Invite("linda", 1, SO, ("julie", "c"), "Offer @1", START), Sync("linda"),
        Reply("julie", 1, SO, Answer.DECLINED), Sync("julie"), Move("linda", 1, SO, _LATER),
        Reply("julie", 1, SO, Answer.ACCEPTED),
    ),
    "a colleague's meeting is declined at the old time, which counts no more, and at the new one": (
        Invite("linda", 1, SO, ("julie", "c"), "Offer @1", START), Quiet(), Move("linda", 1, CAL, _LATER),
        Reply("julie", 1, SO, Answer.DECLINED), Sync("julie"), Sync("linda"),
        Reply("julie", 1, SO, Answer.DECLINED),
    ),
    "a new invitation comes to whoever declined the old time in Outlook and waits for it": (
        Invite("linda", 1, SO, ("julie", "c"), "Offer @1", START), Quiet(), Move("linda", 1, SO, _LATER),
        Reply("julie", 1, CAL, Answer.DECLINED), Sync("julie"), Sync("linda"),
        Reply("julie", 1, CAL, Answer.ACCEPTED),
    ),
    "two decline an outsider's meeting, one of them before any run saw it": (
        Invite("c", 1, CAL, ("linda", "julie"), "Offer @1", START), Reply("julie", 1, CAL, Answer.DECLINED),
        Quiet(), Reply("linda", 1, CAL, Answer.DECLINED), CallOff("c", 1, CAL),
    ),
    "whoever declined a meeting is asked anew in Outlook alone by another title, until it is answered there": (
        Invite("linda", 1, SO, ("julie", "c"), "Offer @1", START), Quiet(),
        Reply("julie", 1, SO, Answer.DECLINED), Quiet(), Rename("linda", 1, SO, "Visit @1"), Quiet(),
        Reply("julie", 1, CAL, Answer.ACCEPTED), Quiet(), Reply("julie", 1, SO, Answer.DECLINED),
        Rename("linda", 1, CAL, "Review @1"), Quiet(), Move("linda", 1, CAL, _LATER),
    ),
    "a meeting is accepted in SuperOffice while the run notes there that it was declined in Outlook": (
        Invite("c", 1, CAL, ("linda",), "Offer @1", START), Quiet(),
        Reply("linda", 1, CAL, Answer.DECLINED),
        Sync("linda", Meanwhile("write", 1, Reply("linda", 1, SO, Answer.ACCEPTED))),
    ),
    "a meeting that was called off is accepted in SuperOffice just before the run takes its row away": (
        Invite("c", 1, CAL, ("julie",), "Offer @1", START), Quiet(),
        Invite("julie", 2, CAL, ("linda",), "Visit @2", START), CallOff("c", 1, CAL),
        Sync("julie", Meanwhile("write", 1, Reply("julie", 1, SO, Answer.ACCEPTED))),
    ),
    "a meeting that a guest has declined is called off in SuperOffice while the guest's mailbox runs": (
        Invite("linda", 1, CAL, ("julie", "c"), "Offer @1", START), Reply("julie", 1, CAL, Answer.DECLINED),
        Quiet(), Sync("julie", Meanwhile("request", 1, CallOff("linda", 1, SO))), Move("linda", 1, CAL, _LATER),
    ),
    "a meeting is called off in SuperOffice after a run died that had invited its guests": (
        Invite("julie", 1, SO, ("linda", "c"), "Offer @1", START), Sync("julie", Kill("write", 1, True)),
        CallOff("julie", 1, SO),
    ),
    "a meeting is called off where a run made it that died before it knew": (
        Invite("linda", 1, SO, ("julie",), "Offer @1", START), Sync("linda", Kill("write", 1, True)),
        CallOff("linda", 1, CAL), Quiet(), Move("linda", 1, SO, _LATER), Quiet(), CallOff("linda", 1, CAL),
    ),
    "a guest takes a yes back in Outlook, and is asked anew by another title before the own mailbox runs": (
        Invite("linda", 1, CAL, ("julie", "c"), "Offer @1", START), Quiet(),
        Reply("julie", 1, SO, Answer.ACCEPTED), Quiet(), Reply("julie", 1, CAL, Answer.DECLINED),
        Rename("linda", 1, CAL, "Visit @1"),
    ),
    "an outsider's meeting is declined in Outlook at the new time, and accepted in SuperOffice": (
        Invite("c", 1, CAL, ("linda", "julie"), "Offer @1", START), Sync("linda"), Sync("julie"),
        Reply("julie", 1, SO, Answer.DECLINED), Sync("julie"), Move("c", 1, CAL, _LATER), Sync("julie"),
        Sync("linda"), Reply("julie", 1, SO, Answer.ACCEPTED), Reply("julie", 1, CAL, Answer.DECLINED),
    ),
    # the invitation to the new time must have come by then
    "an outsider's meeting is declined at the new time before the guest's mailbox sees it, and nobody tells": (
        Invite("c", 1, CAL, ("linda", "julie"), "Offer @1", START), Sync("julie"), Sync("linda"),
        Move("c", 1, CAL, _LATER), Sync("julie"), Reply("linda", 1, CAL, Answer.DECLINED),
    ),
    "a meeting is accepted in SuperOffice that a dead run had just brought there": (
        Invite("julie", 1, CAL, ("linda", "c"), "Offer @1", START), Sync("julie", Kill("write", 1, True)),
        Reply("linda", 1, SO, Answer.ACCEPTED),
    ),
    "a meeting is declined in Outlook and accepted in SuperOffice before the guest's mailbox runs": (
        Invite("linda", 1, SO, ("julie",), "Offer @1", START), Sync("linda"),
        Reply("julie", 1, CAL, Answer.DECLINED), Reply("julie", 1, SO, Answer.ACCEPTED),
    ),
    # row and event of a guest come before the organiser's mailbox knows that they are one
    "an invitation of a run that died is accepted, which the guest's mailbox saw before anybody finished it": (
        Invite("linda", 1, SO, ("julie",), "Offer @1", START), Sync("julie"),
        Sync("linda", Kill("write", 1, True)), Sync("julie"), Quiet(), Reply("julie", 1, CAL, Answer.ACCEPTED),
    ),
    # what was said to the time that was is void
    "a meeting is accepted at a new time that Outlook has after the next run": (
        Invite("linda", 1, CAL, ("julie",), "Offer @1", START), Sync("linda"), Sync("julie"),
        Move("linda", 1, SO, _LATER), Reply("julie", 1, SO, Answer.ACCEPTED), Sync("julie"),
    ),
    "a meeting is accepted in Outlook, and again at a new time that Outlook has after the next run": (
        Invite("linda", 1, SO, ("julie", "c"), "Offer @1", START), Sync("linda"),
        Reply("julie", 1, CAL, Answer.ACCEPTED), Quiet(), Move("linda", 1, SO, _LATER),
        Reply("julie", 1, SO, Answer.ACCEPTED), Sync("julie"),
    ),
    "a meeting is accepted at the old time, and the guest's mailbox runs for the first time since": (
        Invite("linda", 1, SO, ("julie", "c"), "Offer @1", START), Sync("linda"), Move("linda", 1, SO, _LATER),
        Reply("julie", 1, CAL, Answer.ACCEPTED), Sync("julie"),
    ),
    "a dead run's meeting moves on both sides, and is accepted at a time that Outlook has not": (
        Invite("julie", 1, CAL, ("linda", "c"), "Offer @1", START), Sync("julie", Kill("write", 1, True)),
        Sync("linda", Kill("write", 1, False)),
        Sync("julie", Meanwhile("write", 1, Move("julie", 1, CAL, _LATER))),
        Move("julie", 1, SO, _LATER + timedelta(days=1)), Reply("linda", 1, SO, Answer.ACCEPTED), Sync("linda"),
    ),
    "an outsider's meeting is declined at its new time, to which a colleague's mailbox moves the row after that": (
        Invite("c", 1, CAL, ("linda", "julie"), "Offer @1", START),
        Sync("julie", Meanwhile("write", 1, Move("c", 1, CAL, _LATER))), Sync("linda"),
        Reply("linda", 1, CAL, Answer.DECLINED),
    ),
    "a row that a colleague's mailbox made is noted by itself, and found again by a run that dies then": (
        Invite("c", 1, CAL, ("linda", "julie"), "Visit @1", START), Sync("julie", Kill("write", 1, True)),
        Move("c", 1, CAL, _LATER), Sync("linda", Kill("write", 1, True)),
    ),
    "whoever declined a new time in Outlook, of which no run had heard, is asked once more by another title": (
        Invite("linda", 1, CAL, ("julie",), "Offer @1", START), Sync("linda"),
        Sync("julie", Kill("write", 1, True)), Move("linda", 1, CAL, _LATER),
        Reply("julie", 1, CAL, Answer.DECLINED), Sync("linda"), Sync("julie"),
        Rename("linda", 1, CAL, "Visit @1"), Sync("linda"), Sync("julie"),
    ),
    "a yes is noted in the moment in which the meeting is moved in SuperOffice, and was not said to that time": (
        Invite("julie", 1, CAL, ("linda", "c"), "Offer @1", START), Reply("linda", 1, CAL, Answer.ACCEPTED),
        Sync("julie"), Sync("linda", Meanwhile("write", 2, Move("julie", 1, SO, _LATER))),
    ),
    "a no is noted in the moment in which the meeting is moved in SuperOffice, and was not said to that time": (
        Invite("linda", 1, CAL, ("julie", "c"), "Offer @1", START), Sync("julie"), Sync("linda"),
        Reply("julie", 1, CAL, Answer.DECLINED),
        Sync("julie", Meanwhile("write", 1, Move("linda", 1, SO, _LATER))),
    ),
    "whoever declined in both systems before any run knew of it is asked anew by another time": (
        Invite("julie", 1, CAL, ("linda",), "Offer @1", START), Reply("linda", 1, CAL, Answer.DECLINED),
        Sync("julie"), Reply("linda", 1, SO, Answer.DECLINED), Sync("linda"), Move("julie", 1, SO, _LATER),
    ),
    "a new time that no run of the guest's mailbox saw before it was declined comes to his row afterwards": (
        Invite("c", 1, CAL, ("linda", "julie"), "Offer @1", START), Sync("julie"), Sync("linda"),
        Move("c", 1, CAL, _LATER), Reply("linda", 1, CAL, Answer.DECLINED),
    ),
    "a run that noted a no in SuperOffice dies before it knew of that, and the meeting is renamed": (
        Invite("julie", 1, CAL, ("c", "linda"), "Offer @1", START), Reply("linda", 1, CAL, Answer.DECLINED),
        Sync("julie"), Sync("linda", Kill("write", 1, True)), Rename("julie", 1, CAL, "Visit @1"),
    ),
    "a run dies that was to note a no once more, in a row that a colleague's mailbox moved": (
        Invite("c", 1, CAL, ("linda", "julie"), "Offer @1", START), Sync("julie"),
        Sync("linda", Meanwhile("request", 1, Move("c", 1, CAL, _LATER))),
        Reply("linda", 1, CAL, Answer.DECLINED), Sync("linda"), Sync("julie"),
        Sync("linda", Kill("write", 1, False)),
    ),
    "an outsider's meeting is called off that the guest declined whose mailbox alone knew of it": (
        Invite("julie", 1, CAL, ("c", "linda"), "Visit @1", START),
        Invite("c", 2, CAL, ("linda", "julie"), "Offer @2", _LATER), Sync("julie"),
        Reply("julie", 2, CAL, Answer.DECLINED), CallOff("c", 2, CAL),
    ),
    **{
        f"{said.value} in SuperOffice counts for a new time of which a mailbox told whose owner does not come": (
            Invite("c", 1, CAL, ("linda", "julie"), "Offer @1", START), Reply("julie", 1, CAL, Answer.ACCEPTED),
            Quiet(), Move("c", 1, CAL, _LATER), Sync("linda"), Reply("julie", 1, SO, said),
            Reply("linda", 1, CAL, Answer.DECLINED),
        )
        for said in (Answer.ACCEPTED, Answer.DECLINED)
    },
}  # fmt: skip


@pytest.mark.parametrize("name", _KNOWN)
def test_a_history_of_meetings_that_broke_a_promise_keeps_it(stage: Theatre, name: str) -> None:
    stage.play(History(0, False, (), _KNOWN[name], "meetings"))
