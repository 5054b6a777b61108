"""New content, guests and answers for whole series and for single occurrences."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from backend.core.items import Answer, Guest, Meeting, Timed
from backend.core.reasons import Reason
from backend.core.values import replace
from backend.core.writes import Delete, DeleteSeries, Done, Gone, Outcome, Refused, Reshape, Stale, Update, Write
from tests.graph.conftest import Mailbox, item_of, seen
from tests.graph.series import (
    CLARA,
    FIRST,
    HOUR,
    ITEM,
    JULIE,
    TUESDAYS,
    create,
    ids,
    invite,
    made,
    master_of,
    update,
)
from tests.sandbox.graph_calendar import OutlookCalendar, attendees, every, meeting

pytestmark = pytest.mark.company("empty")


# -- changing content


def test_a_new_title_is_one_mail_each_and_reaches_every_item(mailbox: Mailbox) -> None:
    items, before = invite(mailbox), mailbox.mails()
    after = made(mailbox.write(update(items, title="New", alarm=30)))
    assert ids(after) == ids(items)
    assert {(item_of(one).title, item_of(one).alarm) for one in after} == {("New", 30)}
    assert mailbox.mails() - before == Counter({(CLARA, "REQUEST"): 1, (JULIE, "REQUEST"): 1})


def test_what_is_the_owners_alone_mails_nobody(mailbox: Mailbox) -> None:
    items, before = invite(mailbox), mailbox.mails()
    after = made(mailbox.write(update(items, alarm=5, private=True)))
    assert {(item_of(one).alarm, item_of(one).private) for one in after} == {(5, True)}
    assert mailbox.mails() == before


def test_an_exception_keeps_its_own_title_and_is_told_so(mailbox: Mailbox) -> None:
    items = create(mailbox)
    mailbox.change(items[1].id, subject="Special")
    after = made(mailbox.write(update(items, title="New")))
    assert [item_of(one).title for one in after] == ["New", "Special", "New", "New"]


def test_a_new_text_keeps_the_way_into_the_meeting(mailbox: Mailbox) -> None:
    items = create(mailbox)
    mailbox.change(master_of(items), isOnlineMeeting=True)
    after = made(mailbox.write(update(items, body="New <b>text</b>")))
    assert {item_of(one).body for one in after} == {"New <b>text</b>"}
    master = mailbox.event(master_of(items))
    assert master["onlineMeeting"]["joinUrl"].split("?")[0] in master["body"]["content"]


def test_guests_of_a_series_come_and_go_in_one_mail_each(mailbox: Mailbox) -> None:
    items, before = invite(mailbox), mailbox.mails()
    people = Meeting(guests=(Guest(address=CLARA), Guest(address="john@nordlys.example")))
    after = made(mailbox.write(update(items, "guests", "title", meeting=people, title="New")))
    assert {guest.address for one in after for guest in item_of(one).guests} == {CLARA, "john@nordlys.example"}
    assert mailbox.mails() - before == Counter(
        {(CLARA, "REQUEST"): 1, ("john@nordlys.example", "REQUEST"): 1, (JULIE, "CANCEL"): 1}
    )


def test_a_series_that_is_gone_says_so(mailbox: Mailbox) -> None:
    items = create(mailbox)
    mailbox.remove(master_of(items))
    assert mailbox.write(update(items, title="Late")) == Gone()
    assert mailbox.write(Reshape("again", master_of(items), ids(items), TUESDAYS, ITEM)) == Gone()
    assert mailbox.write(DeleteSeries("away", master_of(items), ids(items))) == Gone()
    assert mailbox.write(DeleteSeries("rest", master_of(items), ids(items[1:]), rest=True)) == Gone()


# -- answering


@pytest.mark.parametrize("answer", [Answer.ACCEPTED, Answer.TENTATIVE])
def test_a_series_is_answered_once(mailbox: Mailbox, clara: OutlookCalendar, answer: Answer) -> None:
    weekly = every("weekly", "2026-12-01", count=4, daysOfWeek=["tuesday"])
    clara.create(meeting(recurrence=weekly, attendees=attendees("linda@nordlys.example")))
    items = tuple(seen(mailbox.round()).values())
    people = replace(item_of(items[0]).meeting, answer=answer)
    after = made(mailbox.write(update(items, "answer", meeting=people)))
    assert ids(after) == ids(items)
    assert {item_of(one).answer for one in after} == {answer}
    assert mailbox.mails()[CLARA, "REPLY"] == 1


def test_a_series_that_is_declined_is_gone(mailbox: Mailbox, clara: OutlookCalendar) -> None:
    weekly = every("weekly", "2026-12-01", count=4, daysOfWeek=["tuesday"])
    clara.create(meeting(recurrence=weekly, attendees=attendees("linda@nordlys.example")))
    items = tuple(seen(mailbox.round()).values())
    people = replace(item_of(items[0]).meeting, answer=Answer.DECLINED)
    assert mailbox.write(update(items, "answer", meeting=people)) == Done(None)
    assert not seen(mailbox.round())
    assert mailbox.mails()[CLARA, "REPLY"] == 1


def test_one_occurrence_is_answered_by_itself(mailbox: Mailbox, clara: OutlookCalendar) -> None:
    weekly = every("weekly", "2026-12-01", count=4, daysOfWeek=["tuesday"])
    clara.create(meeting(recurrence=weekly, attendees=attendees("linda@nordlys.example")))
    first, second, *_ = seen(mailbox.round()).values()
    declined, accepted = (
        Update(
            f"answer {answer}",
            one.id,
            one.version,
            replace(item_of(one), meeting=replace(item_of(one).meeting, answer=answer)),
            frozenset({"answer"}),
        )
        for one, answer in ((first, Answer.DECLINED), (second, Answer.ACCEPTED))
    )
    outcomes = dict(mailbox.gateway.write([declined, accepted]))
    assert outcomes[declined] == Done(None)
    done = outcomes[accepted]
    assert isinstance(done, Done)
    assert done.seen
    assert (done.seen.place, item_of(done.seen).answer) == (second.place, Answer.ACCEPTED)
    assert [item_of(one).answer for one in seen(mailbox.round()).values()] == [
        Answer.ACCEPTED, Answer.NONE, Answer.NONE,
    ]  # fmt: skip
    assert mailbox.mails()[CLARA, "REPLY"] == 2


# -- single occurrences


@pytest.mark.parametrize("visible", ["at_once", "late"])
def test_a_changed_occurrence_is_what_the_answer_shows(mailbox: Mailbox, visible: str) -> None:
    mailbox.sandbox.switch(graph_exception_patch_visible=visible)
    one = create(mailbox)[1]
    item = replace(item_of(one), title="Special")
    outcome = mailbox.write(Update("rename", one.id, one.version, item, frozenset({"title"})))
    assert isinstance(outcome, Done)
    assert outcome.seen
    assert (outcome.seen.id, outcome.seen.place, outcome.seen.uid) == (one.id, one.place, one.uid)
    assert item_of(outcome.seen).title == "Special"


def test_several_occurrences_of_a_series_are_written_together(mailbox: Mailbox) -> None:
    first, second, third, fourth = create(mailbox)
    writes: list[Write] = [
        Update("rename", first.id, first.version, replace(item_of(first), title="A"), frozenset({"title"})),
        Update("alarm", second.id, second.version, replace(item_of(second), alarm=5), frozenset({"alarm"})),
        Delete("remove", third.id, third.version),
        Update("text", fourth.id, fourth.version, replace(item_of(fourth), body="New"), frozenset({"body"})),
    ]
    outcomes = [outcome for _, outcome in mailbox.gateway.write(writes)]
    assert all(isinstance(outcome, Done) for outcome in outcomes)
    items = [item_of(one) for one in seen(mailbox.round()).values()]
    assert [(one.title, one.alarm, one.body) for one in items] == [
        ("A", 10, "<b>Why</b>"), ("Tuesdays", 5, "<b>Why</b>"), ("Tuesdays", 10, "New"),
    ]  # fmt: skip


def test_exceptions_are_written_beside_the_others(mailbox: Mailbox) -> None:
    items = create(mailbox)
    mailbox.change(items[0].id, subject="Special")
    found = list(seen(mailbox.round()).values())
    fields = frozenset({"alarm"})
    writes = [
        Update(f"alarm {n}", one.id, one.version, replace(item_of(one), alarm=5), fields)
        for n, one in enumerate(found)
    ]
    assert all(isinstance(outcome, Done) for _, outcome in mailbox.gateway.write(writes))
    # what was special before has changed since it was read
    again = replace(writes[0], intent="again", item=replace(writes[0].appointment, alarm=7))
    assert mailbox.write(again) == Stale()
    items = tuple(seen(mailbox.round()).values())
    assert [(item_of(one).title, item_of(one).alarm) for one in items] == [
        ("Special", 5), ("Tuesdays", 5), ("Tuesdays", 5), ("Tuesdays", 5),
    ]  # fmt: skip


def test_an_answer_to_an_exception_is_given_by_its_own_version(mailbox: Mailbox, clara: OutlookCalendar) -> None:
    weekly = every("weekly", "2026-12-01", count=4, daysOfWeek=["tuesday"])
    clara.create(meeting(recurrence=weekly, attendees=attendees("linda@nordlys.example")))
    [first, *_] = seen(mailbox.round())
    mailbox.change(first, reminderMinutesBeforeStart=45)
    found = seen(mailbox.round())[first]
    item = replace(item_of(found), meeting=replace(item_of(found).meeting, answer=Answer.ACCEPTED))
    outcome = mailbox.write(Update("answer", first, found.version, item, frozenset({"answer"})))
    assert isinstance(outcome, Done)
    assert outcome.seen == seen(mailbox.round())[first]
    assert (item_of(outcome.seen).answer, item_of(outcome.seen).alarm) == (Answer.ACCEPTED, 45)


def test_occurrences_of_a_series_that_somebody_changed_are_all_stale(mailbox: Mailbox) -> None:
    items = create(mailbox)
    mailbox.change(master_of(items), subject="By hand")
    writes = [
        Update(f"rename {n}", one.id, one.version, replace(item_of(one), title="By us"), frozenset({"title"}))
        for n, one in enumerate(items)
    ]
    assert [outcome for _, outcome in mailbox.gateway.write(writes)] == [Stale()] * 4
    assert {item_of(one).title for one in seen(mailbox.round()).values()} == {"By hand"}


def test_an_exception_whose_series_somebody_changed_is_not_deleted(mailbox: Mailbox) -> None:
    items = create(mailbox)
    special = items[1].id
    mailbox.change(special, subject="Special")
    found = seen(mailbox.round())[special]
    mailbox.change(master_of(items), location={"displayName": "By hand"})
    assert mailbox.write(Delete("delete", special, found.version)) == Stale()
    now = seen(mailbox.round())[special]
    assert mailbox.write(Delete("delete again", special, now.version)) == Done(None)
    assert mailbox.write(Delete("once more", special, now.version)) == Gone()


@pytest.mark.parametrize("if_match", ["enforced", "ignored"])
def test_what_somebody_writes_while_others_of_its_series_go_stays(mailbox: Mailbox, if_match: str) -> None:
    items = create(mailbox)
    mailbox.sandbox.switch(graph_if_match=if_match)
    outcomes: dict[str, Outcome] = {}
    for write, outcome in mailbox.gateway.write(
        [Delete(f"delete {n}", one.id, one.version) for n, one in enumerate(items)]
    ):
        if not outcomes:
            mailbox.change(items[2].id, subject="By hand")
        outcomes[write.intent] = outcome
    assert outcomes == {
        "delete 0": Done(None), "delete 1": Done(None), "delete 2": Stale(), "delete 3": Done(None)
    }  # fmt: skip
    assert [item_of(one).title for one in seen(mailbox.round()).values()] == ["By hand"]


@pytest.mark.parametrize("if_match", ["enforced", "ignored"])
def test_a_series_that_somebody_writes_while_some_of_it_goes_stays(mailbox: Mailbox, if_match: str) -> None:
    items = create(mailbox)
    mailbox.sandbox.switch(graph_if_match=if_match)
    outcomes: list[Outcome] = []
    for _, outcome in mailbox.gateway.write(
        [Delete(f"delete {n}", one.id, one.version) for n, one in enumerate(items[:3])]
    ):
        if not outcomes:
            mailbox.change(master_of(items), subject="By hand")
        outcomes.append(outcome)
    assert outcomes == [Done(None), Stale(), Stale()]


@pytest.mark.parametrize("if_match", ["enforced", "ignored"])
def test_a_series_is_not_written_over_what_somebody_wrote_since_the_decision(
    mailbox: Mailbox, if_match: str
) -> None:
    items = create(mailbox)
    mailbox.sandbox.switch(graph_if_match=if_match)
    mailbox.change(master_of(items), subject="By hand")
    decided = replace(
        update(items, title="By us"), saw=lambda item, fields: "title" not in fields or item.title == ITEM.title
    )
    assert mailbox.write(decided) == Stale()
    assert mailbox.event(master_of(items))["subject"] == "By hand"


def test_an_occurrence_that_may_not_go_where_it_is_sent_is_refused(mailbox: Mailbox) -> None:
    first = create(mailbox)[0]
    later = FIRST + timedelta(days=7)
    item = replace(item_of(first), span=Timed(later, later + HOUR, "Europe/Oslo"))
    outcome = mailbox.write(Update("move", first.id, first.version, item, frozenset({"span"})))
    assert outcome == Refused(Reason.REFUSED, "ErrorOccurrenceCrossingBoundary")
