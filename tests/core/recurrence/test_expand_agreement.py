"""Expansion agrees with python-dateutil wherever python-dateutil is right."""

from __future__ import annotations

from datetime import datetime, timedelta

from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.core.recurrence import expand
from tests.core.recurrence.strategies import rules, starts

_REACH = {"YEARLY": 4000, "MONTHLY": 1500, "WEEKLY": 400, "DAILY": 200, "HOURLY": 20, "MINUTELY": 3}


@settings(max_examples=250, deadline=None)
@given(st.data(), starts, st.one_of(st.none(), st.integers(1, 30)), st.integers(0, 100))
def test_random_rules(data: st.DataObject, start: datetime, count: int | None, offset: int) -> None:
    rule = data.draw(rules(start))
    reach = _REACH[rule.partition(";")[0].removeprefix("FREQ=")]
    since = start + timedelta(days=reach * offset // 100)
    before = since + timedelta(days=reach)
    if count is None:
        rule += f";UNTIL={before - timedelta(days=1):%Y%m%dT%H%M%S}"
    else:
        rule += f";COUNT={count}"
    expected = [wall for wall in rrulestr(rule, dtstart=start) if since <= wall < before]
    ours = expand([rule], start, "UTC", (since, before))
    assert [wall.replace(tzinfo=None) for wall in ours if isinstance(wall, datetime)] == expected
