"""Where people of the demonstration find a free hour, an invitation, and their own item of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from backend.demo.entry import moment
from backend.demo.sandbox import Json, Sandbox

_HOURS = range(9, 16)
_DAYS = 14
_SATURDAY = 5


class NotThere(Exception):
    """Something has to be done before; the message says what."""


def free_time(sandbox: Sandbox, people: Iterable[Json], first: date, zone: ZoneInfo) -> datetime:
    """The first hour, UTC, on a working day from *first* on and after today in which nobody has anything.

    Raises NotThere and SandboxTrouble.
    """
    first = max(first, datetime.now(zone).date() + timedelta(days=1))
    begin = datetime.combine(first, time(), zone).astimezone(UTC)
    taken = [span for person in people for span in _taken(sandbox, person["key"], begin)]
    for day in (first + timedelta(days=number) for number in range(_DAYS)):
        for hour in _HOURS if day.weekday() < _SATURDAY else ():
            start = datetime.combine(day, time(hour), zone).astimezone(UTC)
            if all(end <= start or begins >= start + timedelta(hours=1) for begins, end in taken):
                return start
    raise NotThere("They have no free hour together in these two weeks. Show another week.")


def _taken(sandbox: Sandbox, person: str, begin: datetime) -> list[tuple[datetime, datetime]]:
    """When somebody's Outlook has something, whole days aside."""
    end = begin + timedelta(days=_DAYS)
    path = (
        f"/me/calendarView?startDateTime={begin:%Y-%m-%dT%H:%M:%SZ}&endDateTime={end:%Y-%m-%dT%H:%M:%SZ}"
        "&$select=start,end,isAllDay&$top=500"
    )
    return [
        (moment(event["start"]["dateTime"], UTC), moment(event["end"]["dateTime"], UTC))
        for event in sandbox.graph(person, "GET", path)["value"]
        if not event["isAllDay"]
    ]


def invited_last(sandbox: Sandbox, organiser: str) -> Json:
    """The newest meeting to which somebody invited both. Raises NotThere."""
    wanted = {person["address"].lower() for person in sandbox.people()}
    events = sandbox.graph(organiser, "GET", "/me/events?$orderby=createdDateTime desc&$top=200")["value"]
    for event in events:
        guests = {guest["emailAddress"]["address"].lower() for guest in event["attendees"]}
        if event["isOrganizer"] and not event["isCancelled"] and wanted <= guests:
            found: Json = event
            return found
    raise NotThere("Clara has invited nobody yet. Let her invite Linda and Julie first.")


def own_copy(sandbox: Sandbox, person: str, event: Json) -> Json:
    """A guest's copy of a meeting in Outlook. Raises NotThere."""
    path = f"/me/events?$filter=iCalUId eq '{quote(event['iCalUId'])}'"
    for copy in sandbox.graph(person, "GET", path)["value"]:
        found: Json = copy
        return found
    name = sandbox.known(person)["name"].split()[0]
    raise NotThere(f"{name} has declined “{event['subject']}”. Let Clara move it, or invite again.")


def own_row(sandbox: Sandbox, person: str, title: str, start: datetime, length: timedelta) -> Json:
    """A user's row of a meeting as the diary shows it. Raises NotThere."""
    span = {"StartTime": f"{start:%Y-%m-%dT%H:%M:%SZ}", "EndTime": f"{start + length:%Y-%m-%dT%H:%M:%SZ}"}
    rows = sandbox.superoffice(person, "POST", "/v1/Agents/Appointment/GetMyDiary", {**span, "Count": -1})
    for row in rows:
        if row["Title"] == title and moment(row["StartDate"], UTC) == start:
            found: Json = row
            return found
    name = sandbox.known(person)["name"].split()[0]
    raise NotThere(
        f"SuperOffice does not show “{title}” to {name}. Wait for the run that brings it, unless {name} has"
        " declined already."
    )
