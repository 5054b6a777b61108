"""A SuperOffice that answers nonsense about to-dos: only the engine's errors leave, and nothing counts as gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import pytest

from backend.core.items import Task
from backend.core.reasons import Reason
from backend.core.seen import Seen, Unmapped
from backend.core.sides import SideError
from backend.core.values import replace
from backend.core.writes import Create, Delete, Gone, Lookup, Refused, Update, Write
from backend.superoffice import facts, todos_wire
from backend.superoffice.client import Client, UserCredentials
from backend.superoffice.facts import Facts
from backend.superoffice.todos import SuperOfficeTodos
from tests.sandbox_client import SandboxClient
from tests.superoffice.checklist import REPORT, Checklist, checklists, task, update
from tests.superoffice.conftest import IMPATIENT, WINDOW, SuperOffice
from tests.superoffice.test_hostile_answers import BODIES, PLACES, Meddling


@pytest.fixture
def linda(sandbox: SandboxClient, superoffice: SuperOffice) -> Checklist:
    """Linda's to-dos."""
    return checklists(sandbox, superoffice)("linda")


@pytest.fixture
def wire() -> Meddling:
    """What lies between the gateway and SuperOffice."""
    return Meddling()


@pytest.fixture
def gateway(superoffice: SuperOffice, wire: Meddling) -> SuperOfficeTodos:
    """Linda's to-dos over that wire."""
    who = superoffice.signed_in("linda")
    credentials = UserCredentials(superoffice.sign_in, who.refresh_token)
    client = Client(wire, superoffice.tenants, who.context, credentials, IMPATIENT)
    return SuperOfficeTodos(client, client, who.associate_id, who.address, cache(lambda: facts.load(client)))


def acts(gateway: SuperOfficeTodos, made: Seen) -> Iterator[Callable[[], object]]:
    """Everything that one can ask a gateway."""
    everything = frozenset({"title", "body", "due", "start", "reminder", "completed"})
    writes: list[Write] = [
        Create("c", REPORT, "t"),
        Update("u", made.id, made.version, replace(task(made), title="x", due=date(2026, 12, 5)), everything),
        Delete("d", made.id, made.version),
    ]
    yield lambda: list(gateway.changes(None, WINDOW))
    yield lambda: gateway.read([made.id])
    yield lambda: gateway.find([Lookup("make"), Lookup("x")])
    yield lambda: gateway.point({made.id: "t"})
    for write in writes:
        yield lambda write=write: list(gateway.write([write]))  # type: ignore[misc]


@pytest.mark.parametrize("place", [*PLACES, "CreateDefault"])
@pytest.mark.parametrize("body", BODIES, ids=lambda body: body[:12].decode())
def test_only_the_sides_own_errors_leave_the_gateway(
    linda: Checklist, gateway: SuperOfficeTodos, wire: Meddling, place: str, body: bytes
) -> None:
    made = linda.make()
    cursor = linda.whole()[1]
    wire.place, wire.body = place, body
    for act in (lambda: list(gateway.changes(cursor, WINDOW)), *acts(gateway, made)):
        with suppress(SideError):
            act()


@pytest.mark.parametrize("place", ["GetAppointmentList", r"v1/Appointment/\d+"])
@pytest.mark.parametrize("body", BODIES, ids=lambda body: body[:12].decode())
def test_what_is_listed_but_not_told_is_not_gone(
    linda: Checklist, gateway: SuperOfficeTodos, wire: Meddling, place: str, body: bytes
) -> None:
    wanted = [linda.make().id]
    wire.place, wire.body = place, body
    with suppress(SideError):
        assert Gone() not in gateway.read(wanted).values()


def carrier(**values: Any) -> dict[str, Any]:
    """A flat carrier of a to-do."""
    return {
        "AppointmentId": 7, "Type": "inChecklist", "Title": "Call Ola", "StartDate": "2026-12-01T09:30:00Z",
        "EndDate": "2026-12-02T14:00:00Z", "Completed": "NotStarted", **values,
    }  # fmt: skip


@pytest.mark.parametrize(
    "values",
    [
        {"Type": None}, {"Type": 2}, {"Type": "Note"}, {"Title": 5}, {"Agenda": []}, {"EndDate": None},
        {"EndDate": 5}, {"EndDate": "soon"}, {"EndDate": "0001-01-01T00:00:00Z"}, {"HasAlarm": "yes"},
        {"HasAlarm": True, "AlarmLeadTime": "soon"}, {"HasAlarm": True, "AlarmLeadTime": 5},
    ],
)  # fmt: skip
def test_a_broken_to_do_is_unreadable(values: dict[str, Any]) -> None:
    assert todos_wire.read(carrier(**values), Facts(), {}) == Unmapped(Reason.UNREADABLE)


@pytest.mark.parametrize("start", [None, 5, "soon", "0001-01-01T00:00:00Z"])
def test_a_start_that_is_none_does_not_matter(start: object) -> None:
    read = todos_wire.read(carrier(StartDate=start), Facts(), {})
    assert read == Task(title="Call Ola", due=date(2026, 12, 2))


@pytest.mark.parametrize("day", [date.min, date.max])
def test_days_beyond_the_calendar_are_refused(linda: Checklist, day: date) -> None:
    made = linda.make()
    writes = Create("far", Task(title="x", due=day), "t"), update(made, due=day), update(made, start=date.min)
    assert [linda.write(write) for write in writes] == [Refused(Reason.UNREADABLE)] * 3
    assert linda.now(made.id).item == REPORT


def test_an_alarm_rings_before_the_deadline() -> None:
    read = todos_wire.read(carrier(HasAlarm=True, AlarmLeadTime="PT90M"), Facts(), {})
    assert getattr(read, "reminder", None) == datetime(2026, 12, 2, 12, 30, tzinfo=UTC)
