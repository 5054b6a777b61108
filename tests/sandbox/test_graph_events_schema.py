"""Calendar answers of the sandbox's Graph against Microsoft's OpenAPI description."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.graph_schema import check_answer, check_schema
from tests.sandbox.graph_calendar import OutlookCalendar, at, attendees, every, first_view, meeting
from tests.sandbox_client import SandboxClient

pytestmark = pytest.mark.company("empty")


class DescribedCalendar(OutlookCalendar):
    """A calendar all of whose answers are checked."""

    def ok(self, method: str, path: str, status: int, **options: Any) -> Any:
        answer = self.http.request(method, path, **options)
        assert answer.status_code == status, answer.text
        return check_answer(answer)


def test_every_kind_of_answer_keeps_to_the_description(sandbox: SandboxClient) -> None:
    linda, clara = DescribedCalendar(sandbox, "linda"), DescribedCalendar(sandbox, "c")
    invited = attendees("linda@nordlys.example", "x@elsewhere.example")
    clara.create(meeting(attendees=invited, isOnlineMeeting=True, location={"displayName": "Quay"}))
    linda.create({"isAllDay": True, "start": at("2026-12-24T00:00:00"), "end": at("2026-12-25T00:00:00")})
    master = linda.create(meeting("Series", hour=14, recurrence=every("daily", "2026-12-01", count=4)))
    occurrences = linda.view("2026-12-01", "2026-12-31")
    linda.patch(occurrences[2], {"subject": "Special"})
    linda.delete(occurrences[3])
    linda.act(linda.view("2026-12-01T09:00", "2026-12-01T09:30")[0], "accept")
    query = "?$select=cancelledOccurrences,exceptionOccurrences&$expand=exceptionOccurrences"
    told = [
        *linda.view("2026-12-01", "2026-12-31"), *linda.all("/me/events"), *clara.all("/me/events"),
        *linda.all(f"{linda.path(master)}/instances?startDateTime=2026-12-01&endDateTime=2026-12-31"),
        *linda.delta(first_view("2026-12-01", "2026-12-31"))[0], linda.read(master, query),
    ]  # fmt: skip
    assert {event.get("type") for event in told} >= {"singleInstance", "seriesMaster", "occurrence", "exception"}
    for event in told:
        check_schema("microsoft.graph.event", event)


def test_calendars_free_busy_and_errors_keep_to_it_too(sandbox: SandboxClient) -> None:
    linda = DescribedCalendar(sandbox, "linda")
    linda.create(meeting())
    linda.ok("POST", "/me/calendars", 201, json={"name": "Projects", "color": "lightBlue"})
    for calendar in linda.all("/me/calendars"):
        linda.ok("GET", f"/me/calendars/{calendar['id']}", 200)
    linda.all("/me/calendarGroups")
    asked = {
        "schedules": ["linda@nordlys.example", "nobody@nordlys.example"],
        "startTime": at("2026-12-01T08:00:00"), "endTime": at("2026-12-01T18:00:00"),
    }  # fmt: skip
    linda.ok("POST", "/me/calendar/getSchedule", 200, json=asked)
    for path, status in (("/me/events/nothing", 404), ("/me/calendarView", 400), ("/me/calendars/nothing", 404)):
        linda.ok("GET", path, status)
