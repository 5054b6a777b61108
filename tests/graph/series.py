"""A weekly series in words that tests of its writes use."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from backend.core.items import Appointment, Guest, Meeting, Timed
from backend.core.recurrence.rule import Count, Series, Weekday, Weekly
from backend.core.seen import Seen
from backend.core.values import replace
from backend.core.writes import CreateSeries, Made, Outcome, UpdateSeries
from tests.graph.conftest import Mailbox, item_of

CLARA, JULIE = "clara@havbris.example", "julie@nordlys.example"
HOUR = timedelta(hours=1)
#: 11:00 in Oslo on a Tuesday
FIRST = datetime(2026, 12, 1, 10, tzinfo=UTC)
ITEM = Appointment(title="Tuesdays", body="<b>Why</b>", span=Timed(FIRST, FIRST + HOUR, "Europe/Oslo"), alarm=10)
TUESDAYS = Series(
    rule=Weekly(1, frozenset({Weekday.TUESDAY})),
    range=Count(4),
    first=datetime(2026, 12, 1, 11),
    zone="Europe/Oslo",
    duration=HOUR,
)


def made(outcome: Outcome) -> tuple[Seen, ...]:
    assert isinstance(outcome, Made), outcome
    return outcome.seen


def create(mailbox: Mailbox, rule: Series = TUESDAYS, item: Appointment = ITEM) -> tuple[Seen, ...]:
    return made(mailbox.write(CreateSeries("make 7", rule, item, "591")))


def invite(mailbox: Mailbox) -> tuple[Seen, ...]:
    guests = (Guest(address=CLARA, name="Clara"), Guest(address=JULIE, name="Julie"))
    return create(mailbox, item=replace(ITEM, meeting=Meeting(guests=guests)))


def master_of(items: Iterable[Seen]) -> str:
    [master] = {one.place.series for one in items if one.place}
    return master


def ids(items: Iterable[Seen]) -> tuple[str, ...]:
    return tuple(one.id for one in items)


def originals(items: Iterable[Seen]) -> list[str]:
    return [one.place.original for one in items if one.place]


def update(items: tuple[Seen, ...], *fields: str, **content: Any) -> UpdateSeries:
    item = replace(item_of(items[0]), **content)
    return UpdateSeries("update", master_of(items), ids(items), item, frozenset(fields or content))
