"""A week of a person in Outlook, as Microsoft Graph tells it."""

from __future__ import annotations

from datetime import UTC, date
from zoneinfo import ZoneInfo

from backend.core.items import Side
from backend.core.text import one_line
from backend.demo.entry import (
    ACCEPTED,
    DECLINED,
    OPEN,
    UNTOLD,
    Entry,
    Mark,
    Participant,
    by_name,
    inside,
    limits,
    moment,
    wall,
)
from backend.demo.sandbox import Json, Sandbox

_SELECT = (
    "id,subject,start,end,isAllDay,location,sensitivity,type,seriesMasterId,isOrganizer,organizer,attendees,responseStatus,"
    "isReminderOn,reminderMinutesBeforeStart"
)
_PRIVATE = frozenset({"private", "confidential", "personal"})
_ANSWERS: dict[str, Mark] = {
    "organizer": ACCEPTED, "accepted": ACCEPTED, "declined": DECLINED, "tentativelyAccepted": OPEN,
}  # fmt: skip


def week(sandbox: Sandbox, person: str, monday: date, zone: ZoneInfo) -> list[Entry]:
    """What Outlook shows, by time. Raises SandboxTrouble."""
    start, end = limits(monday, zone)
    path: str | None = (
        f"/me/calendarView?startDateTime={start:%Y-%m-%dT%H:%M:%SZ}&endDateTime={end:%Y-%m-%dT%H:%M:%SZ}"
        f"&$select={_SELECT}&$top=200"
    )
    own = frozenset(address.lower() for address in sandbox.person(person)["addresses"])
    entries: list[Entry] = []
    while path:
        page = sandbox.graph(person, "GET", path)
        entries += [_entry(event, zone, own) for event in page["value"]]
        path = page.get("@odata.nextLink")
    return inside(entries, monday)


def _entry(event: Json, zone: ZoneInfo, own: frozenset[str]) -> Entry:
    all_day = bool(event.get("isAllDay"))
    start, end = (moment(event[name]["dateTime"], UTC) for name in ("start", "end"))
    is_own = event["isOrganizer"]
    organiser = event["organizer"]["emailAddress"]
    known = own | {organiser["address"].lower()}
    return Entry(
        id=event["id"],
        side=Side.CALENDAR,
        title=one_line(event.get("subject") or ""),
        place=one_line((event.get("location") or {}).get("displayName") or ""),
        # whole days have no zone: Graph gives their midnights in the zone that was asked for
        start=start.replace(tzinfo=None) if all_day else wall(start, zone),
        end=end.replace(tzinfo=None) if all_day else wall(end, zone),
        all_day=all_day,
        private=event.get("sensitivity") in _PRIVATE,
        alarm=event["reminderMinutesBeforeStart"] if event["isReminderOn"] else None,
        repeats=event["type"] != "singleInstance",
        master=event.get("seriesMasterId") or "",
        organiser="" if is_own else organiser["name"],
        participants=by_name(
            [
                # only the organiser is told what everybody answered
                Participant(name, _ANSWERS.get(attendee["status"]["response"], OPEN if is_own else UNTOLD))
                for attendee in event["attendees"]
                if (name := attendee["emailAddress"]["name"] or attendee["emailAddress"]["address"])
                and attendee["emailAddress"]["address"].lower() not in known
            ]
        ),
        answer=ACCEPTED if is_own else _ANSWERS.get(event["responseStatus"]["response"], OPEN),
    )
