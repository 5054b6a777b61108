"""Series that the gateway makes, and those it finds again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from backend.core.items import AllDay
from backend.core.preferences import LONGEST_AHEAD
from backend.core.reasons import Reason
from backend.core.recurrence.rule import (
    LAST,
    WORKDAYS,
    Count,
    Daily,
    Dates,
    Endless,
    MonthlyOnDay,
    MonthlyOnWeekday,
    Series,
    ShortMonths,
    Until,
    Weekday,
    Weekly,
    YearlyOnDay,
    YearlyOnWeekday,
)
from backend.core.recurrence.series import agree, wall_starts
from backend.core.values import replace
from backend.core.writes import Create, CreateSeries, Done, Lookup, Refused, Unsure
from tests.graph.conftest import CATEGORY, Mailbox, item_of, seen
from tests.graph.series import (
    CLARA,
    ITEM,
    JULIE,
    TUESDAYS,
    create,
    ids,
    invite,
    master_of,
    originals,
)
from tests.graph.test_gateway_writing import has_written

pytestmark = pytest.mark.company("empty")


@pytest.mark.parametrize(
    "rule",
    [
        replace(TUESDAYS, rule=Daily(2)),
        replace(TUESDAYS, rule=Weekly(2, frozenset({Weekday.TUESDAY, Weekday.THURSDAY}), Weekday.SUNDAY)),
        replace(TUESDAYS, rule=MonthlyOnDay(1, 1), range=Until(date(2027, 6, 30))),
        replace(TUESDAYS, rule=MonthlyOnDay(1, 31, ShortMonths.CLAMP), first=datetime(2026, 12, 31, 11)),
        replace(TUESDAYS, rule=MonthlyOnWeekday(1, frozenset({Weekday.TUESDAY}), 1)),
        replace(TUESDAYS, rule=MonthlyOnWeekday(2, WORKDAYS, LAST), first=datetime(2026, 12, 31, 11)),
        replace(TUESDAYS, rule=YearlyOnDay(1, 12, 1)),
        replace(TUESDAYS, rule=YearlyOnWeekday(1, 12, frozenset({Weekday.TUESDAY}), 1)),
        replace(TUESDAYS, rule=Daily(), first=datetime(2026, 12, 1), duration=timedelta(days=1), all_day=True),
        replace(TUESDAYS, zone="America/New_York"),
        # over the end of summer time
        replace(TUESDAYS, range=Count(60)),
    ],
    ids=lambda rule: f"{type(rule.rule).__name__} {rule.zone}{' all day' if rule.all_day else ''}",
)
def test_a_series_is_made_at_once_and_all_its_items_are_told(mailbox: Mailbox, rule: Series) -> None:
    items = create(mailbox, rule)
    walls = list(wall_starts(rule))
    assert len(items) == len(walls)
    assert len({one.id for one in items}) == len(walls)
    [told] = mailbox.gateway.rules(items).values()
    assert isinstance(told, Series)
    assert agree(told, rule)
    assert (told.duration, told.all_day) == (rule.duration, rule.all_day)
    master = mailbox.event(master_of(items))
    assert (master["type"], master["subject"], master["categories"]) == ("seriesMaster", "Tuesdays", [CATEGORY])
    if rule.all_day:
        assert [item_of(one).span for one in items] == [AllDay(wall.date(), wall.date()) for wall in walls]
        assert originals(items) == [wall.date().isoformat() for wall in walls]
    assert {(item_of(one).title, item_of(one).body, item_of(one).alarm) for one in items} == {
        ("Tuesdays", "<b>Why</b>", 10)
    }
    assert dict(mailbox.gateway.read(ids(items))) == {one.id: one for one in items}


def test_a_series_without_end_is_told_as_far_as_a_window_may_reach(mailbox: Mailbox) -> None:
    items = create(mailbox, replace(TUESDAYS, range=Endless()))
    weeks = LONGEST_AHEAD // 7
    assert weeks <= len(items) <= weeks + 6


def test_a_long_series_is_told_in_windows_that_graph_takes(mailbox: Mailbox) -> None:
    mailbox.sandbox.switch(graph_view_max_days="730")
    items = create(mailbox, replace(TUESDAYS, range=Until(date(2030, 12, 31))))
    assert len(items) == len(set(ids(items))) == 214


def test_a_series_with_guests_is_one_mail_each(mailbox: Mailbox) -> None:
    items = invite(mailbox)
    assert {guest.address for one in items for guest in item_of(one).guests} == {CLARA, JULIE}
    assert mailbox.mails() == {(CLARA, "REQUEST"): 1, (JULIE, "REQUEST"): 1}


def test_a_rule_that_graph_does_not_have_is_refused(mailbox: Mailbox) -> None:
    days = (date(2026, 12, 1), date(2026, 12, 4))
    write = CreateSeries("make 7", replace(TUESDAYS, rule=Dates(days), range=Count(2)), ITEM, "591")
    assert mailbox.write(write) == Refused(Reason.REFUSED, "Inexpressible")
    assert not seen(mailbox.round())


@pytest.mark.parametrize("replay", ["returns_existing", "error"])
def test_a_series_that_is_repeated_is_made_once(mailbox: Mailbox, replay: str) -> None:
    mailbox.sandbox.switch(graph_transaction_replay=replay)
    first = create(mailbox)
    assert create(mailbox) == first
    assert len(seen(mailbox.round())) == 4


def test_a_series_whose_answer_was_lost_is_found_with_all_its_items(mailbox: Mailbox) -> None:
    has_written(mailbox)
    mailbox.sandbox.faults.add("graph", "reset_after", count=1)
    write = CreateSeries("make 7", TUESDAYS, ITEM, "591")
    assert mailbox.write(write) == Unsure()
    found = mailbox.gateway.find([write, Lookup("never")])
    assert {intent: originals(items) for intent, items in found.items()} == {
        "make 7": ["2026-12-01T10:00:00Z", "2026-12-08T10:00:00Z", "2026-12-15T10:00:00Z", "2026-12-22T10:00:00Z"]
    }
    assert {one.id: one for one in found["make 7"]}.items() <= seen(mailbox.round()).items()


def test_an_event_alone_is_found_as_one_item(mailbox: Mailbox) -> None:
    outcome = mailbox.write(Create("make 1", ITEM, "591"))
    assert isinstance(outcome, Done)
    assert outcome.seen
    [found] = mailbox.gateway.find([Lookup("make 1")])["make 1"]
    assert found.id == outcome.seen.id
