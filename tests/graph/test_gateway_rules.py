"""The rules that the gateway tells behind items of series."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from backend.core.recurrence.rule import Count, Daily, Endless, Series, Weekday, Weekly
from backend.core.sides import Unavailable
from tests.graph.conftest import Mailbox, seen
from tests.graph.test_gateway_series_reading import enter_series
from tests.sandbox.graph_calendar import at, every

pytestmark = pytest.mark.company("empty")


def test_the_rule_behind_an_occurrence_is_on_the_clock_of_its_series(mailbox: Mailbox) -> None:
    master = enter_series(mailbox)
    found = list(seen(mailbox.round()).values())
    before = mailbox.gateway.requests
    rules = mailbox.gateway.rules(found)
    assert mailbox.gateway.requests == before
    assert rules == {
        master: Series(
            rule=Weekly(1, frozenset({Weekday.TUESDAY})),
            range=Count(4),
            first=datetime(2026, 12, 1, 11),
            zone="Europe/Berlin",
            duration=timedelta(hours=1),
        )
    }


def test_the_rule_of_whole_days(mailbox: Mailbox) -> None:
    enter_series(
        mailbox,
        isAllDay=True,
        start=at("2026-12-01T00:00:00", "Tokyo Standard Time"),
        end=at("2026-12-03T00:00:00", "Tokyo Standard Time"),
        recurrence=every("daily", "2026-12-01", interval=3),
    )
    [rule] = mailbox.gateway.rules(list(seen(mailbox.round()).values())).values()
    assert rule == Series(
        rule=Daily(3),
        range=Endless(),
        first=datetime(2026, 12, 1),
        zone="Asia/Tokyo",
        duration=timedelta(days=2),
        all_day=True,
    )


def test_rules_of_series_that_this_round_did_not_tell_are_asked_for_at_once(mailbox: Mailbox) -> None:
    masters = [enter_series(mailbox) for _ in range(3)]
    gone = enter_series(mailbox)
    pages = mailbox.round()
    mailbox.remove(gone)
    mailbox.round(pages[-1].cursor)
    before = mailbox.gateway.requests
    assert set(mailbox.gateway.rules(list(seen(pages).values()))) == set(masters)
    assert mailbox.gateway.requests - before == 1


def test_an_item_of_no_series_has_no_rule(mailbox: Mailbox) -> None:
    mailbox.enter()
    assert mailbox.gateway.rules(list(seen(mailbox.round()).values())) == {}


def test_a_master_that_nobody_can_tell_about_now_stops_the_reading(mailbox: Mailbox) -> None:
    enter_series(mailbox)
    found = list(seen(mailbox.round()).values())
    mailbox.round(mailbox.cursor())
    mailbox.sandbox.faults.add("graph", "500", count=2, path="/me/events/")
    with pytest.raises(Unavailable):
        mailbox.gateway.rules(found)
