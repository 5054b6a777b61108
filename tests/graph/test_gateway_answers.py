"""Answers to invitations: acts that the organiser is told of."""

from __future__ import annotations

from collections import Counter

import pytest

from backend.core.items import Answer
from backend.core.reasons import Reason
from backend.core.writes import Done, Gone, Refused, Stale, Unsure
from tests.graph.conftest import Mailbox, item_of, seen
from tests.graph.test_gateway_meetings import CLARA, JULIE, invited, only, update
from tests.sandbox.graph_calendar import OutlookCalendar, attendees, meeting

pytestmark = pytest.mark.company("empty")


@pytest.mark.parametrize(
    ("answer", "shown"), [(Answer.ACCEPTED, "accepted"), (Answer.TENTATIVE, "tentativelyAccepted")]
)
def test_an_answer_is_an_act_that_the_organiser_sees_once(
    mailbox: Mailbox, clara: OutlookCalendar, answer: Answer, shown: str
) -> None:
    event = invited(clara)
    before = mailbox.mails()
    outcome = mailbox.write(update(only(mailbox), "answer", answer=answer))
    assert isinstance(outcome, Done)
    assert outcome.seen == only(mailbox)
    assert item_of(outcome.seen).answer is answer
    assert mailbox.mails() - before == Counter({(CLARA, "REPLY"): 1})
    assert [a["status"]["response"] for a in clara.read(event)["attendees"]] == [shown]


def test_a_declined_copy_is_gone(mailbox: Mailbox, clara: OutlookCalendar) -> None:
    event = invited(clara)
    before = mailbox.mails()
    assert mailbox.write(update(only(mailbox), "answer", answer=Answer.DECLINED)) == Done(None)
    assert not seen(mailbox.round())
    assert mailbox.mails() - before == Counter({(CLARA, "REPLY"): 1})
    assert [a["status"]["response"] for a in clara.read(event)["attendees"]] == ["declined"]


def test_no_answer_cannot_be_said(mailbox: Mailbox, clara: OutlookCalendar) -> None:
    invited(clara)
    before = mailbox.mails()
    found = only(mailbox)
    assert mailbox.write(update(found, "answer", answer=Answer.NONE)) == Done(found)
    assert mailbox.mails() == before


def test_an_answer_beside_other_fields_takes_both(mailbox: Mailbox, clara: OutlookCalendar) -> None:
    invited(clara)
    outcome = mailbox.write(update(only(mailbox), "answer", "alarm", answer=Answer.ACCEPTED, alarm=45))
    assert isinstance(outcome, Done)
    assert outcome.seen
    assert (item_of(outcome.seen).answer, item_of(outcome.seen).alarm) == (Answer.ACCEPTED, 45)
    assert mailbox.mails()[CLARA, "REPLY"] == 1


def test_no_answer_is_given_to_what_has_changed(mailbox: Mailbox, clara: OutlookCalendar) -> None:
    event = invited(clara)
    found = only(mailbox)
    clara.patch(event, {"start": meeting(hour=14)["start"], "end": meeting(hour=14)["end"]})
    assert mailbox.write(update(found, "answer", answer=Answer.ACCEPTED)) == Stale()
    assert not mailbox.mails()[CLARA, "REPLY"]


def test_an_answer_to_what_is_gone_says_so(mailbox: Mailbox, clara: OutlookCalendar) -> None:
    invited(clara)
    found = only(mailbox)
    mailbox.remove(found.id)
    assert mailbox.write(update(found, "answer", answer=Answer.ACCEPTED)) == Gone()


def test_an_organiser_cannot_answer(mailbox: Mailbox) -> None:
    mailbox.enter(attendees=attendees(JULIE))
    outcome = mailbox.write(update(only(mailbox), "answer", answer=Answer.DECLINED))
    assert isinstance(outcome, Refused)
    assert (outcome.reason, outcome.code) == (Reason.REFUSED, "ErrorCalendarIsOrganizerForDecline")


def test_a_cancelled_meeting_cannot_be_answered(mailbox: Mailbox, clara: OutlookCalendar) -> None:
    clara.act(invited(clara), "cancel", comment="")
    outcome = mailbox.write(update(only(mailbox), "answer", answer=Answer.ACCEPTED))
    assert isinstance(outcome, Refused)
    assert outcome.reason is Reason.REFUSED


@pytest.mark.parametrize("kind", ["500", "503"])
def test_an_answer_that_fails_for_a_while_is_unsure(mailbox: Mailbox, clara: OutlookCalendar, kind: str) -> None:
    invited(clara)
    found = only(mailbox)
    mailbox.sandbox.faults.add("graph", kind, count=2, path="/accept", retry_after=0)
    assert isinstance(mailbox.write(update(found, "answer", answer=Answer.ACCEPTED)), Unsure)


def test_an_attendee_writes_only_what_is_the_attendees(mailbox: Mailbox, clara: OutlookCalendar) -> None:
    mailbox.sandbox.switch(graph_attendee_patch="403")
    invited(clara)
    before = mailbox.mails()
    outcome = mailbox.write(update(only(mailbox), "alarm", "private", alarm=5, private=True))
    assert isinstance(outcome, Done)
    assert outcome.seen
    assert (item_of(outcome.seen).alarm, item_of(outcome.seen).private) == (5, True)
    assert mailbox.mails() == before
