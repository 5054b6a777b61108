"""The vocabulary itself, against the two systems alone: no run of the product."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.company import at
from tests.scenarios.cast import Person, card_of
from tests.scenarios.company import AHEAD, Company
from tests.scenarios.shown import UNTOLD, A, D, T

pytestmark = pytest.mark.one_pace("at_the_end")


def test_an_invitation_in_outlook(company: Company, linda: Person, julie: Person, c: Person) -> None:
    meeting = c.in_outlook.invites("Offer", linda, julie, start=at(3, 9), place="Quay 1", text="<p>Hello</p>")
    copy = linda.in_outlook.sees(meeting)
    assert copy and (copy.own, copy.place, copy.organiser) == (T, "Quay 1", "c")
    assert copy.participants == {"c": A, "linda": T, "julie": UNTOLD}
    julie.in_outlook.accepts(meeting)
    linda.in_outlook.declines(meeting)
    original = c.in_outlook.sees(meeting)
    assert original and original.participants == {"c": A, "linda": D, "julie": A}
    assert linda.in_outlook.sees(meeting) is None
    company.post.judge()
    assert company.post.sent().total() == 4
    c.in_outlook.moves(meeting, at(4, 9))
    back = linda.in_outlook.sees(meeting)
    assert back and (back.start, back.own) == (at(4, 9), T)
    c.in_outlook.cancels(meeting)
    (left,) = company.outlook(julie)
    assert left.wire["isCancelled"]


def test_an_invitation_in_superoffice(
    company: Company, linda: Person, julie: Person, c: Person, x: Person
) -> None:
    meeting = linda.in_superoffice.invites("Offer", julie, c, x, start=at(3, 9), place="Quay 1")
    row = linda.in_superoffice.sees(meeting)
    assert row and row.organiser == "linda"
    assert row.participants == {"linda": A, "julie": T, "c": A, "x": A}
    child = julie.in_superoffice.sees(meeting)
    assert child and (child.own, child.organiser) == (T, "linda")
    julie.in_superoffice.accepts(meeting)
    julie.in_superoffice.sets_alarm(meeting, 45)
    child = julie.in_superoffice.sees(meeting)
    assert child and (child.own, child.alarm) == (A, 45)
    julie.in_superoffice.declines(meeting)
    assert julie.in_superoffice.sees(meeting) is None
    row = linda.in_superoffice.sees(meeting)
    assert row and row.answer_of(julie) == D
    linda.in_superoffice.marks_private(meeting)
    linda.in_superoffice.moves(meeting, at(5, 11))
    row = linda.in_superoffice.sees(meeting)
    assert row and row.private and row.start == at(5, 11)
    assert company.post.sent().total() == 0


def test_a_series_in_outlook(company: Company, linda: Person, c: Person) -> None:
    meeting = c.in_outlook.invites_to_series("Weekly", linda, count=5, start=at(2, 10))
    assert len(meeting.starts) == 5 == len(linda.in_outlook.shows(meeting))
    linda.in_outlook.declines(meeting, occurrence=3)
    c.in_outlook.moves(meeting, at(3, 15), occurrence=1)
    linda.in_outlook.marks_private(meeting)
    shown = linda.in_outlook.shows(meeting)
    assert [one.start for one in shown] == [at(3, 15), *meeting.starts[1:2], *meeting.starts[3:]]
    assert all(one.private for one in shown)
    original = c.in_outlook.sees(meeting, occurrence=3)
    assert original and original.answer_of(linda) == D
    company.post.judge()


def test_private_and_alarm(company: Company, linda: Person, julie: Person, c: Person) -> None:
    meeting = linda.in_outlook.invites("Offer", c, place="Quay 1")
    linda.in_outlook.marks_private(meeting)
    linda.in_outlook.sets_alarm(meeting, 45)
    event = linda.in_outlook.sees(meeting)
    assert event and (event.private, event.alarm) == (True, 45)
    diary = linda.in_superoffice.invites("Salary", place="Quay 1")
    linda.in_superoffice.marks_private(diary)
    linda.in_superoffice.sets_alarm(diary, 90)
    row = linda.in_superoffice.sees(diary)
    assert row and (row.private, row.alarm, row.participants) == (True, 90, {})
    (seen,) = julie.in_superoffice.looks_into_diary_of(linda, diary)
    assert (seen["Title"], seen["IsFree"]) == ("", False)
    linda.in_superoffice.marks_public(diary)
    linda.in_superoffice.sets_alarm(diary, None)
    row = linda.in_superoffice.sees(diary)
    assert row and (row.private, row.alarm) == (False, None)


def test_a_series_without_end(company: Company, linda: Person, c: Person) -> None:
    meeting = c.in_outlook.invites_to_series("Stand-up", linda, pattern="daily", start=at(-5, 8))
    assert meeting.starts[:3] == [at(-5, 8), at(-4, 8), at(-3, 8)]
    assert len(meeting.starts) > AHEAD + 30
    c.in_outlook.ends_series(meeting, after=3)
    assert (
        [one.start for one in linda.in_outlook.shows(meeting)]
        == meeting.starts
        == [at(-5, 8), at(-4, 8), at(-3, 8)]
    )
    company.post.judge()


def test_a_series_in_superoffice(company: Company, linda: Person, julie: Person, c: Person) -> None:
    rule = {
        "Pattern": "Daily",
        "DayPattern": {"Pattern": "EveryCyclicDay", "Cycle": 1},
        "RecurrenceEndType": "Counter",
        "RecurrenceCounter": 4,
        "StartDate": f"{at(2):%Y-%m-%dT00:00:00Z}",
    }
    meeting = linda.in_superoffice.invites_to_series("Sprint", julie, c, recurrence=rule, start=at(2, 10))
    assert meeting.starts == [at(2, 10), at(3, 10), at(4, 10), at(5, 10)]
    julie.in_superoffice.declines(meeting, occurrence=2)
    julie.in_superoffice.accepts(meeting, occurrence=3)
    linda.in_superoffice.deletes(meeting, occurrence=4)
    assert [one.own for one in julie.in_superoffice.shows(meeting)] == [T, A]
    assert [one.answer_of(julie) for one in linda.in_superoffice.shows(meeting)] == [T, D, A]
    linda.in_superoffice.sets_alarm(meeting, 45)
    linda.in_superoffice.moves(meeting, at(2, 12))
    assert [one.alarm for one in linda.in_superoffice.shows(meeting)] == [45] * 3
    assert [one.start for one in julie.in_superoffice.shows(meeting)] == [at(2, 12), at(3, 12), at(4, 12)]
    julie.in_superoffice.accepts(meeting)
    assert [one.own for one in julie.in_superoffice.shows(meeting)] == [A] * 3
    linda.in_superoffice.deletes(meeting)
    assert linda.in_superoffice.shows(meeting) == [] == julie.in_superoffice.shows(meeting)


def test_people_and_time(company: Company, linda: Person, john: Person, c: Person, x: Person) -> None:
    assert c.person_id and not x.person_id and not john.person_id
    linda.in_superoffice.adds_card(x, "Xylo Design")
    assert card_of(linda.in_superoffice, x.address) == x.person_id != 0
    meeting = linda.in_outlook.invites("Offer", c)
    assert linda.in_outlook.is_busy_for(john, meeting)
    c.in_outlook.accepts(meeting, comment="Gladly")
    (reply,) = company.sandbox.mail("linda")
    assert reply["text"] == "Gladly"
    first, last = company.window
    company.days_pass(3)
    assert company.window == (first + timedelta(days=3), last + timedelta(days=3))
    assert linda.in_outlook.sees(meeting) and company.superoffice(linda) == []


def test_mails_that_acts_in_superoffice_owe(company: Company, linda: Person, julie: Person, c: Person) -> None:
    """What the ledger expects; nothing runs."""
    meeting = linda.in_superoffice.invites("Offer", julie, c)
    linda.in_superoffice.moves(meeting, at(3, 9))
    company.post.falls_due()
    invitation = {("graph", "linda", "julie", "REQUEST"): 1, ("graph", "linda", "c", "REQUEST"): 1}
    assert company.post.owed == invitation
    julie.in_superoffice.accepts(meeting)
    linda.in_superoffice.sets_alarm(meeting, 20)
    company.post.falls_due()
    assert company.post.owed == invitation | {("graph", "julie", "linda", "REPLY"): 1}
    linda.in_superoffice.retitles(meeting, "Last offer")
    linda.in_superoffice.places(meeting, "Quay 1")
    company.post.falls_due()
    assert company.post.owed["graph", "linda", "c", "REQUEST"] == 2
    linda.in_superoffice.deletes(meeting)
    company.post.falls_due()
    assert company.post.owed["graph", "linda", "c", "CANCEL"] == 1
