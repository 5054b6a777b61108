"""Events that come into a sandbox mailbox from a file."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from backend.sandbox.faults import Faults
from backend.sandbox.gate import Gate
from backend.sandbox.graph.entries import between, moment
from backend.sandbox.graph.event_import import import_event
from backend.sandbox.graph.host import GraphHost
from backend.sandbox.graph.mailboxes import default_calendar
from backend.sandbox.graph.model import Mailbox
from backend.sandbox.graph.routing import GraphError
from backend.sandbox.outbound import Outbound
from backend.sandbox.people import make_world
from tests.sandbox.graph_calendar import at, attendees, every, meeting

OTHER = {"emailAddress": {"name": "Olga", "address": "olga@elsewhere.example"}}


@pytest.fixture
def host() -> GraphHost:
    world = make_world("empty")
    faults = Faults(world.random)
    return GraphHost(world, Gate(world, faults), Outbound(faults))


@pytest.fixture
def mailbox(host: GraphHost) -> Mailbox:
    linda = host.world.person("linda")
    assert linda is not None
    return host.mailbox(linda)


def december(host: GraphHost, mailbox: Mailbox) -> list[tuple[str, str]]:
    """Day and subject of everything in the month."""
    start, end = moment(at("2026-12-01T00:00:00")), moment(at("2027-01-01T00:00:00"))
    found = between(host.state.index(mailbox), mailbox, default_calendar(mailbox).id, start, end)
    return [(f"{entry.start:%d}", entry.wire["subject"]) for entry in found]


def test_a_series_comes_with_its_exceptions(host: GraphHost, mailbox: Mailbox) -> None:
    series = meeting("Choir", recurrence=every("weekly", "2026-12-01", count=4, daysOfWeek=["tuesday"]))
    moved: dict[str, Any] = {
        "subject": "Concert", "start": at("2026-12-09T19:00:00"), "end": at("2026-12-09T21:00:00"),
    }  # fmt: skip
    import_event(
        host, mailbox, series, ical_uid="abc", changed={date(2026, 12, 8): moved}, cancelled=[date(2026, 12, 15)]
    )
    assert december(host, mailbox) == [("01", "Choir"), ("09", "Concert"), ("22", "Choir")]


def test_the_same_file_twice_is_the_same_calendar(host: GraphHost, mailbox: Mailbox) -> None:
    for subject in ("Old", "New"):
        import_event(host, mailbox, meeting(subject), ical_uid="abc")
    assert december(host, mailbox) == [("01", "New")]


def test_somebody_elses_meeting_stays_theirs_and_tells_nobody(host: GraphHost, mailbox: Mailbox) -> None:
    me = {"emailAddress": {"address": "Linda.Lund@nordlys.example"}, "status": {"response": "Accepted"}}
    wire = meeting(attendees=[me, *attendees("julie@nordlys.example")], organizer=OTHER)
    event = import_event(host, mailbox, wire, ical_uid="abc")
    assert event.wire["isOrganizer"] is False
    assert event.wire["organizer"] == OTHER
    assert event.wire["responseStatus"]["response"] == "accepted"
    assert host.world.mail == []
    assert list(host.state.mailboxes) == [mailbox.owner]


def test_what_is_broken_is_named(host: GraphHost, mailbox: Mailbox) -> None:
    with pytest.raises(GraphError, match="end"):
        import_event(host, mailbox, {"start": at("2026-12-01T10:00:00")})
    with pytest.raises(GraphError, match="2026-12-02"):
        import_event(host, mailbox, meeting(), changed={date(2026, 12, 2): {"subject": "x"}})
