"""A SuperOffice that answers nonsense: only the engine's errors leave the gateway, and nothing counts as gone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache

import pytest

from backend.core.items import Answer
from backend.core.reasons import Reason
from backend.core.seen import Seen
from backend.core.sides import SideError
from backend.core.values import replace
from backend.core.writes import (
    Create,
    CreateSeries,
    Delete,
    DeleteSeries,
    Gone,
    Lookup,
    Refused,
    Reshape,
    Update,
    UpdateSeries,
    Write,
)
from backend.superoffice import facts
from backend.superoffice.client import Client, UserCredentials
from backend.superoffice.gateway import SuperOfficeGateway
from backend.transport import Answer as HttpAnswer
from backend.transport import Transport
from tests.sandbox_client import SandboxClient
from tests.superoffice.conftest import IMPATIENT, WINDOW, Diary, SuperOffice
from tests.superoffice.meeting_items import CLARA, JULIE, answered, content, invited, made
from tests.superoffice.series_items import DAILY, ids, plain, series

PLACES = [
    "GetAppointmentList", r"Archive/dynamic", r"v1/Appointment/\d+", "GetAppointmentRecords", "FromUID",
    "ForUID", "ForeignApp", "MDOList|TimeZone|Preference",
]  # fmt: skip
BODIES = [b"null", b"[]", b'[{"AppointmentId": "x"}]', b'{"value": [5, {}]}', b"<html>"]


class Meddling(Transport):
    """Lets every request arrive, and puts *body* in the place of answers from addresses that match *place*."""

    def __init__(self, place: str = "", body: bytes = b"") -> None:
        super().__init__()
        self.place = place
        self.body = body

    def send(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None, weight: int = 1
    ) -> HttpAnswer:
        answer = super().send(method, url, headers=headers, body=body, weight=weight)
        meddles = self.place and re.search(self.place, url)
        return HttpAnswer(200, answer.headers, self.body) if meddles else answer


@pytest.fixture
def wire() -> Meddling:
    """What lies between the gateway and SuperOffice."""
    return Meddling()


@pytest.fixture
def gateway(linda: Diary, superoffice: SuperOffice, wire: Meddling) -> SuperOfficeGateway:
    """Linda's diary over that wire."""
    who = linda.signed_in
    client = Client(
        wire, superoffice.tenants, who.context, UserCredentials(superoffice.sign_in, who.refresh_token), IMPATIENT
    )
    return SuperOfficeGateway(client, client, who.associate_id, who.address, cache(lambda: facts.load(client)))


def acts(
    gateway: SuperOfficeGateway, meeting: Seen, alone: Seen, rows: tuple[Seen, ...]
) -> Iterator[Callable[[], object]]:
    """Everything that one can ask a gateway, but for those that begin with a whole reading."""
    everything = frozenset({"title", "span", "body", "guests", "answers", "answer", "alarm"})
    item, one = content(meeting), content(alone)
    writes: list[Write] = [
        Create("c", invited(CLARA, JULIE), "e", uid="u"),
        Create("d", invited(CLARA, by=JULIE, answer=Answer.ACCEPTED), "e", uid="ical"),
        Update("m", meeting.id, meeting.version, replace(item, title="x"), everything),
        Update("p", alone.id, alone.version, replace(one, title="x", body="y"), frozenset({"title", "body"})),
        CreateSeries("cs", DAILY, plain(DAILY), "e", "s2"),
        UpdateSeries("us", "1", ids(rows), answered(content(rows[0]), Answer.NONE), everything),
        Reshape("r", "1", ids(rows), DAILY, plain(DAILY)),
        DeleteSeries("ds", "1", ids(rows)),
        Delete("dm", meeting.id, meeting.version),
        Delete("dp", alone.id, alone.version),
    ]
    yield lambda: list(gateway.changes(None, WINDOW))
    yield lambda: gateway.find([Lookup("make ical", "ical"), Lookup("make s", "s"), Lookup("x", "x")])
    yield lambda: gateway.rules(rows)
    yield lambda: gateway.flag({meeting.id: True})
    yield lambda: gateway.point({meeting.id: "e"})
    for write in writes:
        yield lambda write=write: list(gateway.write([write]))  # type: ignore[misc]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("body", BODIES, ids=lambda body: body[:12].decode())
def test_only_the_sides_own_errors_leave_the_gateway(
    linda: Diary, gateway: SuperOfficeGateway, wire: Meddling, place: str, body: bytes
) -> None:
    meeting, alone, rows = made(linda, invited(CLARA, JULIE)), linda.make("alone"), series(linda, DAILY, uid="s")
    cursor = linda.whole()[1]
    wire.place, wire.body = place, body
    for act in (lambda: list(gateway.changes(cursor, WINDOW)), *acts(gateway, meeting, alone, rows)):
        with suppress(SideError):
            act()


@pytest.mark.parametrize("place", ["GetAppointmentList", r"v1/Appointment/\d+"])
@pytest.mark.parametrize("body", BODIES, ids=lambda body: body[:12].decode())
def test_what_is_listed_but_not_told_is_not_gone(
    linda: Diary, gateway: SuperOfficeGateway, wire: Meddling, place: str, body: bytes
) -> None:
    wanted = [made(linda, invited(CLARA, JULIE)).id, linda.make("alone").id]
    wire.place, wire.body = place, body
    with suppress(SideError):
        assert Gone() not in gateway.read(wanted).values()


@pytest.mark.parametrize("path", ["GetAppointmentList", r"v1/Appointment/\d+$"])
def test_a_404_that_says_nothing_is_not_believed(linda: Diary, sandbox: SandboxClient, path: str) -> None:
    wanted = [made(linda, invited(CLARA, JULIE)).id, linda.make("alone").id]
    sandbox.faults.add("superoffice", "404", rate=1, path=path)
    with suppress(SideError):
        answers = linda.gateway.read(wanted)
        assert answers[wanted[0]] == Refused(Reason.NO_ACCESS, "Withheld")
        assert Gone() not in answers.values()
