"""Which item of a series is meant: by the start that its rule gives it, or by the day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from backend.core.items import AllDay, Appointment, Timed
from backend.core.places import placed
from backend.core.seen import Place, Seen
from backend.core.values import replace
from tests.core.pairs import BUDGET


def _occurrence(original: str) -> Seen:
    """The item of a series in Oslo that begins at *original*, or takes the whole of that day."""
    if "T" not in original:
        day = date.fromisoformat(original)
        return _seen(original, replace(BUDGET, span=AllDay(day, day)))
    start = datetime.fromisoformat(original)
    return _seen(original, replace(BUDGET, span=Timed(start, start + timedelta(hours=1), "Europe/Oslo")))


def _seen(original: str, item: Appointment) -> Seen:
    return Seen(f"the one of {original}", "v", item, place=Place("m", original))


def _found(wanted: list[str], *there: str) -> dict[str, str]:
    """By wanted start that of the item that was found."""
    items = placed({one: one for one in wanted}, map(_occurrence, there))
    return {one: item.place.original for one, item in items.items() if item.place}


def test_an_item_is_where_its_rule_has_it_begin() -> None:
    first, second = "2026-03-02T09:00:00Z", "2026-03-03T09:00:00Z"
    assert _found([second, first], first, second) == {first: first, second: second}


def test_a_row_that_was_moved_before_its_series_was_is_found_by_its_day() -> None:
    """A quarter to twelve and a quarter past midnight in Oslo are one day in UTC, and two on the series' clock."""
    assert _found(["2026-03-02T23:15:00Z"], "2026-03-02T08:00:00Z", "2026-03-03T08:00:00Z") == {
        "2026-03-02T23:15:00Z": "2026-03-03T08:00:00Z"
    }
    assert _found(["2026-03-02"], "2026-03-02", "2026-03-04") == {"2026-03-02": "2026-03-02"}


def test_the_start_counts_more_than_the_day_and_each_item_is_one_alone() -> None:
    early, late = "2026-03-02T07:00:00Z", "2026-03-02T09:00:00Z"
    assert _found([early, late], late) == {late: late}
    assert _found([early, "2026-03-02T08:00:00Z"], late) == {early: late}


def test_a_day_on_which_the_series_is_not_is_nobodys() -> None:
    assert _found(["2026-03-04T09:00:00Z", ""], "2026-03-03T09:00:00Z", "2026-03-05T09:00:00Z") == {}
