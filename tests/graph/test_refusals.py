"""Whatever Graph refuses, nothing but the engine's own errors leaves the gateway, and one item is not all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from backend.core.items import Answer, Appointment, Guest, Meeting, Timed
from backend.core.reasons import Reason
from backend.core.recurrence.rule import Count, Daily, Series
from backend.core.seen import Place, Seen, Unmapped
from backend.core.sides import SideError
from backend.core.values import replace
from backend.core.writes import (
    Create,
    CreateSeries,
    Delete,
    DeleteSeries,
    Done,
    Lookup,
    Outcome,
    Refused,
    Reshape,
    Update,
    UpdateSeries,
    Write,
)
from backend.graph.cursor import Cursor
from backend.graph.gateway import GraphGateway
from tests.graph.conftest import WINDOW, Mailbox
from tests.graph.nonsense import Nonsense

NINE = datetime(2026, 12, 1, 9, tzinfo=UTC)
ITEM = Appointment(
    title="Visit",
    span=Timed(NINE, NINE + timedelta(hours=1)),
    meeting=Meeting(guests=(Guest(address="clara@havbris.example"),), answer=Answer.ACCEPTED),
)
ALONE = replace(ITEM, meeting=Meeting())
RULE = Series(
    rule=Daily(), range=Count(3), first=datetime(2026, 12, 1, 9), zone="UTC", duration=timedelta(hours=1)
)
WRITES: list[Write] = [
    Create("c", ITEM, "1"),
    Update("u", "A", "v", ITEM, frozenset({"title"})),
    Update("g", "A", "v", ITEM, frozenset({"guests", "body", "answer"})),
    Update("a", "A", "v", ITEM, frozenset({"answer"})),
    Delete("d", "A", "v"),
    CreateSeries("cs", RULE, ITEM, "1"),
    UpdateSeries("us", "M", ("O1",), ITEM, frozenset({"title", "span", "answer"})),
    Reshape("r", "M", ("O1",), RULE, ITEM),
    DeleteSeries("ds", "M", ("O1",), rest=True),
    DeleteSeries("dw", "M", ("O1",)),
]
OF_SERIES = Seen("O1", "v", Unmapped(Reason.UNREADABLE), place=Place("M", "2026-12-01T09:00:00Z"))

Act = Callable[[GraphGateway, str], object]


def writing(write: Write) -> Act:
    """The act of writing it."""
    return lambda gateway, _: list(gateway.write([write]))


ACTS: dict[str, Act] = {
    "first reading": lambda gateway, _: list(gateway.changes(None, WINDOW)),
    "next reading": lambda gateway, base: list(
        gateway.changes(Cursor(f"{base}/delta", WINDOW.first, WINDOW.last).dump(), WINDOW)
    ),
    "read": lambda gateway, _: gateway.read(["A"]),
    "find": lambda gateway, _: gateway.find([Lookup("c")]),
    "rules": lambda gateway, _: gateway.rules([OF_SERIES]),
    "point": lambda gateway, _: gateway.point({"A": "1"}),
    "flag": lambda gateway, _: gateway.flag({"A": True}),
    **{f"write {one.intent}": writing(one) for one in WRITES},
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
@pytest.mark.parametrize(
    "status", [302, 400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 422, 429, 500, 503, 507]
)
def test_only_the_sides_own_errors_leave_the_gateway(nonsense: Nonsense, act: Act, status: int) -> None:
    nonsense.refusal = (status, "Whatever")
    try:
        act(nonsense.gateway, nonsense.base)
    except SideError as error:
        assert str(error).endswith(".")


def large(intent: str, megabytes: int) -> Create:
    return Create(intent, replace(ALONE, title=intent, body="<p>" + "x" * (megabytes << 20) + "</p>"), "591")


@pytest.mark.company("empty")
class TestTooLarge:
    """Graph takes 4 MB in one request (contracts/graph.md §4)."""

    def test_large_items_go_in_requests_of_their_own(self, mailbox: Mailbox) -> None:
        creates = [large(f"visit {number}", 1) for number in range(6)]
        outcomes = dict(mailbox.gateway.write(creates))
        assert all(isinstance(outcomes[one], Done) for one in creates)
        assert len(mailbox.outlook.get("/me/events").json()["value"]) == 6

    def test_one_that_is_too_large_by_itself_is_refused_and_the_others_go(self, mailbox: Mailbox) -> None:
        creates = [large("small", 0), large("huge", 5), large("other", 1)]
        outcomes = {write.intent: outcome for write, outcome in mailbox.gateway.write(creates) if write in creates}
        assert outcomes["huge"] == Refused(Reason.REFUSED, "RequestTooLarge")
        assert isinstance(outcomes["small"], Done) and isinstance(outcomes["other"], Done)

    def test_an_edit_and_a_series_that_are_too_large_are_refused(self, mailbox: Mailbox) -> None:
        outcome: Outcome = mailbox.write(large("small", 0))
        assert isinstance(outcome, Done) and outcome.seen
        body = large("huge", 5).appointment
        update = Update("u", outcome.seen.id, outcome.seen.version, body, frozenset({"body"}))
        assert mailbox.write(update) == Refused(Reason.REFUSED, "RequestTooLarge")
        assert mailbox.write(CreateSeries("s", RULE, body, "1")) == Refused(Reason.REFUSED, "RequestTooLarge")
