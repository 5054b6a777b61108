"""Series that move, take place on other days, or end."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from backend.core.items import AllDay, Timed
from backend.core.preferences import LONGEST_AHEAD
from backend.core.reasons import Reason
from backend.core.recurrence.rule import (
    Count,
    Daily,
    Dates,
    Endless,
    MonthlyOnWeekday,
    Range,
    Series,
    Until,
    Weekday,
    Weekly,
)
from backend.core.seen import Seen
from backend.core.values import replace
from backend.core.writes import DeleteSeries, Done, Refused, Reshape, Stale, Unsure, UpdateSeries
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
    originals,
    update,
)
from tests.sandbox.graph_calendar import meeting

pytestmark = pytest.mark.company("empty")


# -- moving


def moved_to(items: tuple[Seen, ...], start: datetime, length: timedelta = HOUR) -> UpdateSeries:
    return update(items, span=Timed(start, start + length, "Europe/Oslo"))


def test_a_series_moves_by_an_hour_in_one_mail_each(mailbox: Mailbox) -> None:
    items, before = invite(mailbox), mailbox.mails()
    after = made(mailbox.write(moved_to(items, FIRST + HOUR)))
    assert originals(after) == [f"2026-12-{day:02}T11:00:00Z" for day in (1, 8, 15, 22)]
    assert ids(after) == ids(items)
    assert mailbox.mails() - before == Counter({(CLARA, "REQUEST"): 1, (JULIE, "REQUEST"): 1})


def test_a_series_moves_by_a_day_with_its_rule(mailbox: Mailbox) -> None:
    items = create(mailbox)
    after = made(mailbox.write(moved_to(items, FIRST + timedelta(days=1), HOUR / 2)))
    assert originals(after) == [f"2026-12-{day:02}T10:00:00Z" for day in (2, 9, 16, 23)]
    [rule] = mailbox.gateway.rules(after).values()
    assert isinstance(rule, Series)
    assert rule.rule == Weekly(1, frozenset({Weekday.WEDNESDAY}), Weekday.TUESDAY)
    assert rule.duration == HOUR / 2


def test_a_move_counts_from_where_the_first_item_is(mailbox: Mailbox) -> None:
    items = create(mailbox)[2:]
    after = made(mailbox.write(moved_to(items, FIRST + timedelta(days=14, hours=2))))
    assert originals(after) == [f"2026-12-{day:02}T12:00:00Z" for day in (1, 8, 15, 22)]


def test_a_move_is_a_step_on_the_clock_though_summer_time_lies_between(mailbox: Mailbox) -> None:
    items = create(mailbox, replace(TUESDAYS, first=datetime(2027, 3, 23, 11)))
    # from 11:00 to 14:00 in summer
    summer = datetime(2027, 3, 30, 12, tzinfo=UTC)
    after = made(mailbox.write(moved_to(items[1:], summer)))
    assert originals(after) == [
        "2027-03-23T13:00:00Z", "2027-03-30T12:00:00Z", "2027-04-06T12:00:00Z", "2027-04-13T12:00:00Z",
    ]  # fmt: skip


def test_a_series_that_stays_where_it_is_keeps_its_exceptions(mailbox: Mailbox) -> None:
    items = create(mailbox)
    mailbox.change(items[1].id, subject="Special")
    mailbox.remove(items[2].id)
    after = made(mailbox.write(update(items, span=ITEM.span, alarm=5)))
    assert [item_of(one).title for one in after] == ["Tuesdays", "Special", "Tuesdays"]
    assert item_of(after[0]).alarm == 5


@pytest.mark.parametrize("kept", ["dropped", "kept"])
def test_what_became_of_the_exceptions_of_a_moved_series_is_told(mailbox: Mailbox, kept: str) -> None:
    mailbox.sandbox.switch(graph_exceptions_after_master_change=kept)
    items = create(mailbox)
    mailbox.change(items[1].id, subject="Special")
    mailbox.remove(items[3].id)
    after = made(mailbox.write(moved_to(items, FIRST + HOUR)))
    assert {one.id: one for one in after} == seen(mailbox.round())


@pytest.mark.parametrize("kept", ["dropped", "kept"])
@pytest.mark.parametrize("limit", [Count(4), Endless()])
def test_what_was_removed_of_a_series_stays_removed_when_it_moves(
    mailbox: Mailbox, limit: Range, kept: str
) -> None:
    mailbox.sandbox.switch(graph_exceptions_after_master_change=kept)
    items = create(mailbox, replace(TUESDAYS, range=limit))
    mailbox.remove(items[1].id)
    after = made(mailbox.write(moved_to(items, FIRST + HOUR)))
    assert ids(after) == tuple(one.id for one in items if one is not items[1])


def test_what_was_removed_stays_removed_on_other_days(mailbox: Mailbox) -> None:
    items = create(mailbox)
    mailbox.remove(items[1].id)
    # the decision did not know of it: it is made anew
    assert mailbox.write(moved_to(items, FIRST + timedelta(days=1))) == Stale()
    after = made(mailbox.write(moved_to((items[0], *items[2:]), FIRST + timedelta(days=1))))
    assert originals(after) == [f"2026-12-{day:02}T10:00:00Z" for day in (2, 16, 23)]
    assert {one.id for one in after} == set(seen(mailbox.round()))


def test_a_series_without_end_loses_nothing_when_it_moves(mailbox: Mailbox) -> None:
    begun = FIRST - timedelta(days=30)
    daily = replace(TUESDAYS, rule=Daily(), range=Endless(), first=datetime(2026, 11, 1, 11))
    items = create(mailbox, daily, replace(ITEM, span=Timed(begun, begun + HOUR, "Europe/Oslo")))
    after = made(mailbox.write(moved_to(items, begun - timedelta(days=1))))
    assert originals(after)[0] == "2026-10-31T10:00:00Z"
    assert len(after) == len(items) + 1
    assert {one.id for one in after} == {
        one.id for one in mailbox.gateway.read(ids(after)).values() if isinstance(one, Seen)
    }


def test_a_series_without_end_is_followed_as_far_as_a_window_may_reach(mailbox: Mailbox) -> None:
    items = create(mailbox, replace(TUESDAYS, range=Endless()))
    after = originals(made(mailbox.write(moved_to(items, FIRST + timedelta(days=1)))))
    reach = max(FIRST, datetime.now(UTC)) + timedelta(days=LONGEST_AHEAD)
    assert len(after) == len(items)
    assert after[-1] > f"{reach - timedelta(days=7):%Y-%m-%dT%H:%M:%SZ}"


def test_a_series_that_is_where_it_should_be_is_not_written(mailbox: Mailbox) -> None:
    items = create(mailbox)
    assert made(mailbox.write(update(items, span=ITEM.span))) == items


def test_a_series_becomes_one_of_whole_days_and_back(mailbox: Mailbox) -> None:
    items = create(mailbox)
    days = made(mailbox.write(update(items, span=AllDay(date(2026, 12, 2), date(2026, 12, 3)))))
    assert [item_of(one).span for one in days] == [
        AllDay(date(2026, 12, day), date(2026, 12, day + 1)) for day in (2, 9, 16, 23)
    ]
    hours = made(mailbox.write(moved_to(days, FIRST)))
    assert originals(hours) == originals(items)


def test_a_move_that_no_rule_can_say_is_refused(mailbox: Mailbox) -> None:
    first_tuesdays = MonthlyOnWeekday(1, frozenset({Weekday.TUESDAY}), 1)
    items = create(mailbox, replace(TUESDAYS, rule=first_tuesdays))
    outcome = mailbox.write(moved_to(items, FIRST + timedelta(days=1)))
    assert outcome == Refused(Reason.REFUSED, "Inexpressible")
    assert originals(seen(mailbox.round()).values()) == originals(items)


def test_a_move_whose_first_item_is_gone_is_stale(mailbox: Mailbox) -> None:
    items = create(mailbox)
    mailbox.remove(items[0].id)
    assert mailbox.write(moved_to(items, FIRST + HOUR)) == Stale()


# -- another rule


def test_a_series_takes_place_on_other_days_and_keeps_the_items_of_those_that_stay(mailbox: Mailbox) -> None:
    items = invite(mailbox)
    before = mailbox.mails()
    rule = replace(TUESDAYS, rule=Weekly(1, frozenset({Weekday.TUESDAY, Weekday.FRIDAY})), range=Count(5))
    after = made(mailbox.write(Reshape("reshape", master_of(items), ids(items), rule, ITEM)))
    assert originals(after) == [f"2026-12-{day:02}T10:00:00Z" for day in (1, 4, 8, 11, 15)]
    assert ids(after)[::2] == ids(items)[:3]
    assert {item_of(one).title for one in after} == {"Tuesdays"}
    assert mailbox.mails() - before == Counter({(CLARA, "REQUEST"): 1, (JULIE, "REQUEST"): 1})


def test_a_series_may_begin_on_another_day(mailbox: Mailbox) -> None:
    items = create(mailbox)
    rule = replace(TUESDAYS, first=datetime(2026, 12, 8, 11), range=Until(date(2027, 1, 5)))
    after = made(mailbox.write(Reshape("reshape", master_of(items), ids(items), rule, ITEM)))
    days = ("2026-12-08", "2026-12-15", "2026-12-22", "2026-12-29", "2027-01-05")
    assert originals(after) == [f"{day}T10:00:00Z" for day in days]
    assert ids(after)[:3] == ids(items)[1:]


def test_the_same_days_again_change_and_mail_nothing(mailbox: Mailbox) -> None:
    items = invite(mailbox)
    mailbox.change(items[1].id, subject="Special")
    before, versions = mailbox.mails(), seen(mailbox.round())
    until = replace(TUESDAYS, range=Until(date(2026, 12, 25)), zone="Europe/Berlin")
    after = made(mailbox.write(Reshape("reshape", master_of(items), ids(items), until, ITEM)))
    assert {one.id: one for one in after} == versions
    assert mailbox.mails() == before


def test_a_rule_that_graph_does_not_have_changes_nothing(mailbox: Mailbox) -> None:
    items = create(mailbox)
    days = Dates((date(2026, 12, 1), date(2026, 12, 4)))
    rule = replace(TUESDAYS, rule=days, range=Count(2))
    outcome = mailbox.write(Reshape("reshape", master_of(items), ids(items), rule, ITEM))
    assert outcome == Refused(Reason.REFUSED, "Inexpressible")
    assert originals(seen(mailbox.round()).values()) == originals(items)


# -- deleting


def test_a_series_is_deleted_at_once(mailbox: Mailbox) -> None:
    items, before = invite(mailbox), mailbox.mails()
    assert mailbox.write(DeleteSeries("away", master_of(items), ids(items))) == Done(None)
    assert not seen(mailbox.round())
    assert mailbox.mails() - before == Counter({(CLARA, "CANCEL"): 1, (JULIE, "CANCEL"): 1})


@pytest.mark.parametrize("limit", [Count(4), Until(date(2026, 12, 22)), Endless()])
def test_this_and_following_leaves_what_is_before(mailbox: Mailbox, limit: Any) -> None:
    items = create(mailbox, replace(TUESDAYS, range=limit))
    assert mailbox.write(DeleteSeries("rest", master_of(items), ids(items[2:]), rest=True)) == Done(None)
    assert sorted(originals(seen(mailbox.round()).values())) == ["2026-12-01T10:00:00Z", "2026-12-08T10:00:00Z"]


def test_this_and_following_goes_by_the_place_of_an_item_that_was_moved(mailbox: Mailbox) -> None:
    items = create(mailbox)
    mailbox.change(items[2].id, start=meeting(day="2026-12-14")["start"], end=meeting(day="2026-12-14")["end"])
    assert mailbox.write(DeleteSeries("rest", master_of(items), ids(items[2:]), rest=True)) == Done(None)
    assert sorted(originals(seen(mailbox.round()).values())) == ["2026-12-01T10:00:00Z", "2026-12-08T10:00:00Z"]


@pytest.mark.parametrize("kept", ["dropped", "kept"])
def test_this_and_following_leaves_exceptions_before_as_they_are(mailbox: Mailbox, kept: str) -> None:
    mailbox.sandbox.switch(graph_exceptions_after_master_change=kept)
    items = create(mailbox, replace(TUESDAYS, range=Endless()))
    times = {name: meeting(day="2026-12-03")[name] for name in ("start", "end")}
    mailbox.change(items[0].id, subject="Special", **times)
    mailbox.remove(items[1].id)
    before = {one.id: one.item for one in seen(mailbox.round()).values()}
    assert mailbox.write(DeleteSeries("rest", master_of(items), ids(items[4:]), rest=True)) == Done(None)
    after = {one.id: one.item for one in seen(mailbox.round()).values()}
    assert after == {one: before[one] for one in (items[0].id, items[2].id, items[3].id)}


def test_this_and_following_of_whole_days(mailbox: Mailbox) -> None:
    days = replace(TUESDAYS, first=datetime(2026, 12, 1), duration=timedelta(days=1), all_day=True)
    items = create(mailbox, days)
    assert mailbox.write(DeleteSeries("rest", master_of(items), ids(items[1:]), rest=True)) == Done(None)
    assert originals(seen(mailbox.round()).values()) == ["2026-12-01"]


def test_this_and_following_from_the_first_is_the_whole(mailbox: Mailbox) -> None:
    items = create(mailbox)
    assert mailbox.write(DeleteSeries("rest", master_of(items), ids(items), rest=True)) == Done(None)
    assert not seen(mailbox.round())


@pytest.mark.parametrize("rest", [True, False])
def test_a_deletion_of_an_item_that_somebody_edited_meanwhile_is_stale(mailbox: Mailbox, rest: bool) -> None:
    items = create(mailbox)
    going = items[1:] if rest else items
    versions = tuple(one.version for one in going)
    mailbox.change(items[2].id, subject="Edited")
    write = DeleteSeries("away", master_of(items), ids(going), rest, versions)
    assert mailbox.write(write) == Stale()
    now = mailbox.gateway.read(ids(going))
    assert len(seen(mailbox.round())) == len(items)
    versions = tuple(one.version for one in now.values() if isinstance(one, Seen))
    assert mailbox.write(replace(write, versions=versions)) == Done(None)


def test_a_deletion_from_an_item_that_is_gone_is_stale(mailbox: Mailbox) -> None:
    items = create(mailbox)
    mailbox.remove(items[2].id)
    assert mailbox.write(DeleteSeries("rest", master_of(items), ids(items[2:]), rest=True)) == Stale()
    assert len(seen(mailbox.round())) == 3


@pytest.mark.parametrize(("intent", "left"), [("cut", 2), ("another", 3)])
def test_what_a_cut_shows_again_goes_also_when_that_was_interrupted(
    mailbox: Mailbox, intent: str, left: int
) -> None:
    items = create(mailbox)
    mailbox.remove(items[1].id)
    mailbox.sandbox.faults.add("graph", "500", count=1, method="DELETE")
    cut = DeleteSeries("cut", master_of(items), ids(items[3:]), rest=True)
    assert isinstance(mailbox.write(cut), Unsure)
    assert len(mailbox.instances(master_of(items))) == 3
    mailbox.gateway.finish({master_of(items): [intent]})
    assert len(mailbox.instances(master_of(items))) == left
