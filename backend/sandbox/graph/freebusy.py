"""When people are free: getSchedule."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from backend.sandbox.graph import entries
from backend.sandbox.graph import read_value as read
from backend.sandbox.graph.entries import Entry
from backend.sandbox.graph.event_wire import EventWriter
from backend.sandbox.graph.mailboxes import default_calendar, mailbox_of
from backend.sandbox.graph.odata import metadata_url
from backend.sandbox.graph.routing import Context, bad_request, routes
from backend.sandbox.wire import Response, json_response
from backend.sandbox.world import Person

#: digit of availabilityView by showAs; the highest of a slot is shown
_DIGITS = {"free": 0, "workingElsewhere": 4, "tentative": 1, "busy": 2, "oof": 3}
_RANK = {"free": 0, "workingElsewhere": 1, "tentative": 2, "busy": 3, "oof": 4}
_MAX_PEOPLE = 100
_MAX_WINDOW = timedelta(days=62)


@routes("POST", "{me}/calendar/getSchedule", "{me}/calendars/{calendar}/getSchedule")
def get_schedule(context: Context) -> Response:
    """Availability of people, rooms and equipment of the caller's organisation."""
    body = context.body()
    schedules = read.texts("Schedules", read.member(body, "Schedules"))
    if not schedules or len(schedules) > _MAX_PEOPLE:
        raise bad_request(f"The parameter 'Schedules' must name 1 to {_MAX_PEOPLE} addresses.")
    start, end = (entries.moment(read.date_time(n, read.member(body, n))) for n in ("StartTime", "EndTime"))
    if end <= start:
        raise bad_request("The parameter 'EndTime' must be later than 'StartTime'.", "ErrorInvalidTimeInterval")
    if end - start > _MAX_WINDOW:
        raise bad_request("The requested time period is too long: 'EndTime'.", "ErrorTimeIntervalTooBig")
    given = read.member(body, "AvailabilityViewInterval")
    minutes = read.whole("AvailabilityViewInterval", 30 if given is None else given, 5, 1440)
    window = (start, end, timedelta(minutes=minutes))
    return json_response(
        {
            "@odata.context": metadata_url(context, "Collection(microsoft.graph.scheduleInformation)"),
            "value": [_schedule(context, address, window) for address in schedules],
        }
    )


def _schedule(context: Context, address: str, window: tuple[datetime, datetime, timedelta]) -> dict[str, Any]:
    person = context.world.person(address) if "@" in address else None
    if person is None or person.tenant.id != context.caller.tenant:
        return {
            "scheduleId": address,
            "availabilityView": "",
            "scheduleItems": [],
            "error": {
                "message": f"Unable to resolve e-mail address {address} to an Active Directory object.",
                "responseCode": "ErrorMailRecipientNotFound",
            },
        }
    start, end, interval = window
    mailbox = mailbox_of(context.state, person)
    index = context.state.index(mailbox)
    found = entries.between(index, mailbox, default_calendar(mailbox).id, start, end)
    return {
        "scheduleId": address,
        "availabilityView": _view(found, start, end, interval),
        "scheduleItems": [_item(context, person, entry) for entry in found],
        "workingHours": mailbox.settings["workingHours"],
    }


def _view(found: Iterable[Entry], start: datetime, end: datetime, interval: timedelta) -> str:
    slots = ["free"] * -((start - end) // interval)
    for entry in found:
        shown = entry.wire["showAs"]
        first = max(0, (entry.start - start) // interval)
        last = min(len(slots), -((start - entry.end) // interval))
        for number in range(first, last):
            slots[number] = max(slots[number], shown if shown in _RANK else "free", key=_RANK.__getitem__)
    return "".join(str(_DIGITS[slot]) for slot in slots)


def _item(context: Context, person: Person, entry: Entry) -> dict[str, Any]:
    """One taken time; its text is for the owner alone."""
    writer, wire = EventWriter.of(context), entry.wire
    item: dict[str, Any] = {
        "status": wire["showAs"],
        "start": writer.time(entry.start, entry, "start"),
        "end": writer.time(entry.end, entry, "end"),
        "isPrivate": wire["sensitivity"] in ("private", "confidential"),
    }
    if context.owner and context.owner.oid == person.oid:
        item |= {"subject": wire["subject"], "location": wire["location"]["displayName"]}
    return item
