"""What a person sees in Outlook, and how the items of a meeting are found there, through Microsoft Graph."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.company import Outlook
from tests.scenarios.meeting import Meeting
from tests.scenarios.shown import Shown, of_event

if TYPE_CHECKING:
    from tests.scenarios.cast import Person
    from tests.scenarios.company import Company

Json = dict[str, Any]


@dataclass
class ReadsOutlook:
    """The eyes of one person in Outlook."""

    calendar: Outlook
    person: Person
    company: Company

    def sees(self, meeting: Meeting, occurrence: int | None = None) -> Shown | None:
        """The item in this calendar; None when it is not there. AssertionError when it is there twice."""
        start = meeting.start(occurrence)
        found = [one for one in self.shows(meeting) if not meeting.is_series or one.start == start]
        if not meeting.is_series:
            assert len(found) <= 1, f"{self.person.key} has {meeting.title} {len(found)} times in Outlook"
        return found[0] if found else None

    def shows(self, meeting: Meeting) -> list[Shown]:
        """Every item of the meeting in this calendar, by time."""
        return self.company.outlook(self.person, meeting.title)

    def is_busy_for(self, reader: Person, meeting: Meeting) -> bool:
        """Whether *reader*, who sees only free/busy, sees the time of the meeting taken (getSchedule)."""
        start = meeting.start()
        window = {
            "startTime": {"dateTime": f"{start:%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"},
            "endTime": {"dateTime": f"{start + meeting.length:%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"},
        }
        asked = {"schedules": [self.person.address], "availabilityViewInterval": 30, **window}
        answer = reader.in_outlook._ok("POST", "/me/calendar/getSchedule", asked)
        view = answer["value"][0]["availabilityView"]
        return bool(view) and set(view) == {"2"}

    # -- how

    def event_of(self, meeting: Meeting, occurrence: int | None = None) -> Json:
        """The event, series master or occurrence, as Graph tells it. AssertionError when it is not there."""
        return self._event(meeting, occurrence)

    def view(self, first: datetime, last: datetime) -> list[Json]:
        """Everything from *first* to *last*, times in UTC, the earliest first."""
        span = f"startDateTime={_utc(first)}&endDateTime={_utc(last)}"
        url = f"/me/calendarView?{span}&$top=999&$orderby=start/dateTime"
        found: list[Json] = []
        while url:
            page = self._ok("GET", url)
            found += page["value"]
            url = page.get("@odata.nextLink", "")
        return found

    def sees_all(self, title: str | None, first: datetime, last: datetime) -> list[Shown]:
        """Everything of a *title*, or everything, from *first* to *last*."""
        wanted = (title, f"Canceled: {title}")
        return [
            of_event(event, self.person, self.company.names)
            for event in self.view(first, last)
            if title is None or event["subject"] in wanted
        ]

    def _event(self, meeting: Meeting, occurrence: int | None) -> Json:
        if occurrence is None:
            meeting.uid = meeting.uid or meeting.organiser.in_outlook._uid_of(meeting.title)
            found = [one for one in self._all_events() if one["iCalUId"] == meeting.uid]
            assert len(found) == 1, f"{self.person.key} has {meeting.title} {len(found)} times in Outlook"
            return found[0]
        start = meeting.start(occurrence)
        near = self.view(start - timedelta(minutes=1), start + timedelta(minutes=1))
        found = [event for event in near if event["subject"] == meeting.title]
        assert len(found) == 1, f"{self.person.key} has {meeting.title} {len(found)} times at {start}"
        return found[0]

    def _uid_of(self, title: str) -> str:
        """Under which iCalUId something made in SuperOffice has come into the organiser's Outlook."""
        found = {one["iCalUId"] for one in self._all_events() if one["subject"] == title}
        assert len(found) == 1, f"{self.person.key} has {title} {len(found)} times in Outlook"
        return str(found.pop())

    def _all_events(self) -> list[Json]:
        return list(self._ok("GET", "/me/events?$top=500")["value"])

    def _path(self, meeting: Meeting, occurrence: int | None) -> str:
        return f"/me/events/{self._event(meeting, occurrence)['id']}"

    def _ok(self, method: str, path: str, body: Json | None = None) -> Any:
        answer = self.calendar.http.request(method, path, json=body, headers={"Prefer": 'outlook.timezone="UTC"'})
        assert answer.ok, f"{method} {answer.url}: {answer.status_code} {answer.text[:400]}"
        return answer.json() if answer.content else None


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
