"""Rules of series against an independent implementation of RFC 5545."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import islice, pairwise
from typing import Any

from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.sandbox.graph.itip import rrule
from backend.sandbox.graph.recurrence_input import complete, read_recurrence
from backend.sandbox.graph.routing import GraphError
from backend.sandbox.graph.series import DAYS, INDEXES, Rule
from tests.sandbox.graph_calendar import at

KINDS = ("daily", "weekly", "absoluteMonthly", "relativeMonthly", "absoluteYearly", "relativeYearly")
FIRST = date(2026, 1, 1)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """Any rule Graph can express that has an occurrence."""
    start = FIRST + timedelta(days=draw(st.integers(0, 800)))
    pattern: dict[str, Any] = {
        "type": draw(st.sampled_from(KINDS)),
        "interval": draw(st.integers(1, 5)),
        "daysOfWeek": draw(st.lists(st.sampled_from(DAYS), min_size=1, unique=True)),
        "dayOfMonth": draw(st.integers(1, 31)),
        "month": draw(st.integers(1, 12)),
        "index": draw(st.sampled_from(INDEXES)),
        "firstDayOfWeek": draw(st.sampled_from(DAYS)),
    }
    limits: dict[str, Any] = {"type": draw(st.sampled_from(("noEnd", "numbered", "endDate")))}
    if limits["type"] == "numbered":
        limits["numberOfOccurrences"] = draw(st.integers(1, 40))
    if limits["type"] == "endDate":
        limits["endDate"] = (start + timedelta(days=draw(st.integers(0, 1500)))).isoformat()
    recurrence = read_recurrence({"pattern": pattern, "range": limits})
    assert recurrence is not None
    try:
        return Rule.read(complete(recurrence, at(f"{start}T10:00:00")))
    except GraphError:
        return Rule.read(
            complete(recurrence | {"range": recurrence["range"] | {"type": "noEnd"}}, at(f"{start}T10:00:00"))
        )


def reference(rule: Rule, count: int) -> list[date]:
    """The first days by dateutil, from the rule as we mail it."""
    text: Any = rrule(rule)
    found = rrulestr(text.to_ical().decode(), dtstart=datetime.combine(rule.start, datetime.min.time()))
    return [moment.date() for moment in islice(found, count)]


@given(rules())
@settings(max_examples=300, deadline=None)
def test_a_rule_means_what_its_rrule_means(rule: Rule) -> None:
    assert list(islice(rule.dates(), 30)) == reference(rule, 30)


@given(rules(), st.integers(0, 2500), st.integers(0, 200))
@settings(max_examples=300, deadline=None)
def test_a_window_cuts_the_same_days_out(rule: Rule, after: int, length: int) -> None:
    begin = FIRST + timedelta(days=after)
    end = begin + timedelta(days=length)
    everything = rule.dates(before=end)
    assert list(rule.dates(begin, end)) == [day for day in everything if day >= begin]


@given(rules())
@settings(max_examples=200, deadline=None)
def test_neighbours_lie_next_to_each_other(rule: Rule) -> None:
    days = list(islice(rule.dates(), 12))
    assert rule.before(days[0]) is None
    for earlier, later in pairwise(days):
        assert rule.next(earlier) == later
        assert rule.before(later) == earlier
    if rule.count is not None and rule.count <= len(days):
        assert rule.last() == days[-1]
