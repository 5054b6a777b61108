"""A user's way to SuperOffice in tests: appointments and agents, every answer held against the OpenAPI files."""

from __future__ import annotations

from typing import Any

import requests

from tests.conformance import superoffice_schema
from tests.sandbox_client import HostSession, SandboxClient

UTC_TIMES = "UTC, includeTZOffset"


class Diary:
    """One signed-in session."""

    def __init__(self, session: HostSession, zone: str | None = UTC_TIMES) -> None:
        self.session = session
        if zone is not None:
            session.headers["SO-TimeZone"] = zone

    def call(self, method: str, path: str, json: Any = None, **headers: str) -> requests.Response:
        """One request below `/v1`; its answer is checked when the OpenAPI files are there."""
        answer = self.session.request(method, f"/v1/{path}", json=json, headers=headers)
        if superoffice_schema.available() and answer.status_code != 304:
            body = answer.json() if answer.content else None
            superoffice_schema.check(method, f"/v1/{path}", answer.status_code, body)
        return answer

    def ok(self, method: str, path: str, json: Any = None) -> Any:
        """A request that succeeds; its JSON."""
        answer = self.call(method, path, json)
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def agent(self, method: str, json: Any = None) -> Any:
        """A method of the appointment agent that succeeds; its JSON."""
        return self.ok("POST", f"Agents/Appointment/{method}", json)

    def create(self, **entity: Any) -> dict[str, Any]:
        """A saved appointment, by default an hour on a Monday morning."""
        default = {"Title": "Meeting", "StartDate": "2026-11-23T09:00:00Z", "EndDate": "2026-11-23T10:00:00Z"}
        saved: dict[str, Any] = self.ok("POST", "Appointment", default | entity)
        return saved

    def get(self, appointment_id: int) -> dict[str, Any]:
        """An appointment as stored."""
        stored: dict[str, Any] = self.ok("GET", f"Appointment/{appointment_id}")
        return stored

    def patch(self, appointment_id: int, patch: Any) -> dict[str, Any]:
        """A changed appointment."""
        changed: dict[str, Any] = self.ok("PATCH", f"Appointment/{appointment_id}", patch)
        return changed

    def rows(self, mother_id: int = 0, rule_id: int = 0) -> list[dict[str, Any]]:
        """The rows of a booking or series, oldest id first."""
        found: list[dict[str, Any]] = self.agent(
            "GetAppointmentRecords", {"MotherId": mother_id, "RecurrenceRuleId": rule_id}
        )
        return found


def diary_of(sandbox: SandboxClient, user: str, zone: str | None = UTC_TIMES) -> Diary:
    """The diary of *user*."""
    return Diary(sandbox.superoffice_session(user), zone)
