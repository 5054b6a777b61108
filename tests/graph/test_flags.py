"""The label by which people see that an event could not be joined with an appointment."""

from __future__ import annotations

import pytest

from backend.core.seen import Seen
from tests.graph.conftest import Mailbox, item_of, seen
from tests.sandbox.graph_calendar import attendees, every

pytestmark = pytest.mark.company("empty")


def test_a_label_comes_and_goes_beside_those_of_the_person(mailbox: Mailbox) -> None:
    plain, labelled = mailbox.enter(), mailbox.enter(categories=["Mine", "Blue category"])
    ids = [plain["id"], labelled["id"]]
    mailbox.gateway.flag(dict.fromkeys(ids, True))
    assert [mailbox.event(one)["categories"] for one in ids] == [["!!!"], ["Mine", "Blue category", "!!!"]]
    mailbox.gateway.flag({ids[0]: True, ids[1]: False})
    assert [mailbox.event(one)["categories"] for one in ids] == [["!!!"], ["Mine", "Blue category"]]
    mailbox.gateway.flag({ids[0]: False})
    assert mailbox.event(ids[0])["categories"] == []


def test_nobody_is_told_and_nothing_else_changes(mailbox: Mailbox) -> None:
    event_id = mailbox.enter(attendees=attendees("clara@havbris.example"))["id"]
    before, mails = mailbox.gateway.read([event_id])[event_id], mailbox.mails()
    mailbox.gateway.flag({event_id: True})
    now = mailbox.gateway.read([event_id])[event_id]
    assert isinstance(before, Seen) and isinstance(now, Seen)
    assert item_of(now).meeting == item_of(before).meeting
    assert mailbox.mails() == mails


def test_what_is_labelled_already_is_left_alone(mailbox: Mailbox) -> None:
    event_id = mailbox.enter(categories=["!!!"])["id"]
    cursor = mailbox.cursor()
    mailbox.gateway.flag({event_id: True})
    assert seen(mailbox.round(cursor)) == {}


def test_all_occurrences_of_a_series_can_be_labelled(mailbox: Mailbox) -> None:
    master = mailbox.enter(recurrence=every("daily", "2026-12-01", count=3))["id"]
    ids = [one["id"] for one in mailbox.instances(master)]
    mailbox.gateway.flag(dict.fromkeys(ids, True))
    assert [one["categories"] for one in mailbox.instances(master)] == [["!!!"]] * 3


def test_an_event_that_is_gone_does_not_keep_the_others_from_their_label(mailbox: Mailbox) -> None:
    gone, stays = mailbox.enter()["id"], mailbox.enter()["id"]
    mailbox.remove(gone)
    mailbox.gateway.flag({gone: True, stays: True})
    assert mailbox.event(stays)["categories"] == ["!!!"]


def test_many_are_labelled_twenty_at_a_time(mailbox: Mailbox) -> None:
    ids = [mailbox.enter()["id"] for _ in range(21)]
    before = mailbox.gateway.requests
    mailbox.gateway.flag(dict.fromkeys(ids, True))
    assert mailbox.gateway.requests == before + 4
    assert all(mailbox.event(one)["categories"] == ["!!!"] for one in ids)
