"""A person's Outlook calendar over HTTP, in the words that calendar tests use."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from tests.sandbox_client import HostSession, SandboxClient

OSLO = "W. Europe Standard Time"
Wire = dict[str, Any]


def at(moment: str, zone: str = OSLO) -> dict[str, str]:
    """A dateTimeTimeZone, "2026-12-01T10:00"."""
    return {"dateTime": moment, "timeZone": zone}


def attendees(*addresses: str) -> list[Wire]:
    """Required attendees."""
    return [{"emailAddress": {"address": address}, "type": "required"} for address in addresses]


def meeting(subject: str = "Meeting", day: str = "2026-12-01", hour: int = 10, **more: Any) -> Wire:
    """An event of one hour in Oslo."""
    return {
        "subject": subject,
        "start": at(f"{day}T{hour:02}:00:00"),
        "end": at(f"{day}T{hour + 1:02}:00:00"),
        **more,
    }


def every(kind: str, start: str, interval: int = 1, count: int = 0, end: str = "", **pattern: Any) -> Wire:
    """A recurrence: numbered with *count*, to *end*, or without end."""
    limits: Wire = {"type": "noEnd", "startDate": start}
    if count:
        limits |= {"type": "numbered", "numberOfOccurrences": count}
    if end:
        limits |= {"type": "endDate", "endDate": end}
    return {"pattern": {"type": kind, "interval": interval, **pattern}, "range": limits}


class OutlookCalendar:
    """The calendar of one signed-in person."""

    def __init__(self, sandbox: SandboxClient, user: str) -> None:
        self.user = user
        self.http: HostSession = sandbox.graph_session(user)

    def ok(self, method: str, path: str, status: int, **options: Any) -> Any:
        """A request that must answer *status*; its JSON, None when empty."""
        answer = self.http.request(method, path, **options)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def refused(self, method: str, path: str, status: int, **options: Any) -> Wire:
        """A request that must fail with *status*; its error."""
        error: Wire = self.ok(method, path, status, **options)["error"]
        return error

    def create(self, event: Wire) -> Wire:
        """Create an event."""
        created: Wire = self.ok("POST", "/me/events", 201, json=event)
        return created

    def read(self, event: Wire | str, query: str = "", **headers: str) -> Wire:
        """Read an event again."""
        found: Wire = self.ok("GET", self.path(event) + query, 200, headers=headers)
        return found

    def patch(self, event: Wire | str, changes: Wire, **options: Any) -> Wire:
        """Change an event."""
        changed: Wire = self.ok("PATCH", self.path(event), 200, json=changes, **options)
        return changed

    def delete(self, event: Wire | str) -> None:
        """Delete an event."""
        self.ok("DELETE", self.path(event), 204)

    def act(self, event: Wire | str, action: str, **parameters: Any) -> None:
        """accept, decline, cancel …"""
        self.ok("POST", f"{self.path(event)}/{action}", 202, json=parameters)

    def view(self, start: str, end: str, query: str = "") -> list[Wire]:
        """All of a calendarView."""
        return self.all(f"/me/calendarView?startDateTime={start}&endDateTime={end}&$top=999{query}")

    def all(self, path: str) -> list[Wire]:
        """Every page of a list."""
        found: list[Wire] = []
        while path:
            page = self.ok("GET", path, 200)
            found += page["value"]
            path = page.get("@odata.nextLink", "")
        return found

    def delta(self, link: str, size: int = 0) -> tuple[list[Wire], str, int]:
        """One round from *link*: its items, the link of the next round, and the number of pages."""
        headers = {"Prefer": f"odata.maxpagesize={size}"} if size else {}
        found: list[Wire] = []
        pages = 0
        while True:
            page = self.ok("GET", link, 200, headers=headers)
            found += page["value"]
            pages += 1
            if "@odata.deltaLink" in page:
                return found, page["@odata.deltaLink"], pages
            link = page["@odata.nextLink"]

    def only(self, day: str = "2026-12-01") -> Wire | None:
        """The one event of a day, None when there is none."""
        found = self.view(day, f"{day}T23:59:59")
        assert len(found) <= 1, [event["subject"] for event in found]
        return found[0] if found else None

    @staticmethod
    def path(event: Wire | str) -> str:
        """Address of an event or id."""
        return f"/me/events/{quote(event if isinstance(event, str) else event['id'])}"


def first_view(start: str, end: str) -> str:
    """Where a delta over a window begins."""
    return f"/me/calendarView/delta?startDateTime={start}&endDateTime={end}"


def days(events: list[Wire]) -> list[str]:
    """Start dates."""
    return [event["start"]["dateTime"][:10] for event in events]
