"""Events as clients send them, checked and spelt as they are stored (contracts/graph.md §1.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from backend.sandbox.graph import read_value as read
from backend.sandbox.graph.bodies import preview, stored_html
from backend.sandbox.graph.recurrence_input import read_recurrence
from backend.sandbox.graph.routing import bad_request

UNSET_TIME = "0001-01-01T00:00:00Z"
RESPONSES = ("none", "organizer", "tentativelyAccepted", "accepted", "declined", "notResponded")
MAX_ATTENDEES = 500
_LOCATION_TYPES = (
    "default", "conferenceRoom", "homeAddress", "businessAddress", "geoCoordinates", "streetAddress", "hotel",
    "restaurant", "localBusiness", "postalAddress",
)  # fmt: skip
_UNIQUE_IDS = ("unknown", "locationStore", "directory", "private", "bing")
_PROVIDERS = ("unknown", "teamsForBusiness", "skypeForBusiness", "skypeForConsumer")

#: what clients may send and the server alone decides; ignored
READ_ONLY = frozenset({
    "id", "changeKey", "createdDateTime", "lastModifiedDateTime", "bodyPreview", "hasAttachments", "iCalUId",
    "isCancelled", "isDraft", "isOrganizer", "organizer", "responseStatus", "webLink", "type", "seriesMasterId",
    "originalStart", "originalStartTimeZone", "originalEndTimeZone", "onlineMeeting", "onlineMeetingUrl", "uid",
    "occurrenceId", "cancelledOccurrences", "exceptionOccurrences", "instances", "calendar", "attachments",
})  # fmt: skip
#: sent with an event, kept beside its properties
BESIDE = frozenset({"singleValueExtendedProperties", "multiValueExtendedProperties", "extensions"})


def read_event(body: Mapping[str, Any], *, refuse_skipped: bool = False) -> dict[str, Any]:
    """The properties that *body* has, as they are stored. Raises GraphError 400 naming the property."""
    result: dict[str, Any] = {}
    for name, value in body.items():
        known = _CANONICAL.get(name.lower())
        if known is None:
            if "@odata." not in name:
                message = f"The property '{name}' does not exist on type 'microsoft.graph.event'."
                raise bad_request(message, "RequestBodyRead")
        elif known in _READERS:
            result[known] = _READERS[known](known, value)
        elif known in _TIMES:
            result[known] = read.date_time(known, value, refuse_skipped=refuse_skipped)
    return _with_consequences(result)


def check_times(wire: Mapping[str, Any]) -> None:
    """Raise GraphError 400 unless start, end and isAllDay of a whole event agree (contracts/graph.md §1.1)."""
    for name in ("start", "end"):
        if not wire.get(name):
            raise bad_request(f"The required property '{name}' is missing.", "ErrorPropertyValidationFailure")
    start, end = (datetime.fromisoformat(wire[name]["dateTime"]) for name in ("start", "end"))
    zones = [read.zone(name, wire[name]["timeZone"]) for name in ("start", "end")]
    if not wire["isAllDay"]:
        if end.replace(tzinfo=zones[1]).timestamp() < start.replace(tzinfo=zones[0]).timestamp():
            raise _end_before_start()
        return
    for name, moment in (("start", start), ("end", end)):
        if moment.time() != moment.time().min:
            raise bad_request(
                f"The Event.{name.capitalize()} property for an all-day event needs to be set to midnight.",
                "ErrorPropertyValidationFailure",
            )
    if zones[0] != zones[1]:
        raise bad_request(
            "The Event.Start and Event.End properties of an all-day event need the same time zone.",
            "ErrorPropertyValidationFailure",
        )
    if end < start:
        raise _end_before_start()
    if end == start:
        raise bad_request(
            "The duration of an all-day event (Event.End - Event.Start) must be at least 24 hours.",
            "ErrorPropertyValidationFailure",
        )


def recipient(name: str, value: Any) -> dict[str, str]:
    """An emailAddress as stored."""
    given = read.record(name, value)
    address = read.text(f"{name}.address", read.member(given, "address")).strip()
    if "@" not in address or any(character.isspace() for character in address):
        raise bad_request(f"At least one recipient isn't valid: '{name}.address'.", "ErrorInvalidRecipients")
    return {"name": read.text(f"{name}.name", read.member(given, "name")) or address, "address": address}


def status(response: str, time: str = UNSET_TIME) -> dict[str, str]:
    """A responseStatus."""
    return {"response": response, "time": time}


def blank_location() -> dict[str, Any]:
    """The location of an event that has none."""
    return _location("location", {"displayName": ""})


def _end_before_start() -> Exception:
    return bad_request(
        "The property 'end' must not be earlier than 'start'.", "ErrorCalendarEndDateIsEarlierThanStartDate"
    )


def _with_consequences(wire: dict[str, Any]) -> dict[str, Any]:
    """Properties that follow from written ones: writing either form of the place replaces the other."""
    if "body" in wire:
        wire["bodyPreview"] = preview(wire["body"]["content"])
    if "location" in wire:
        place = wire["location"]
        wire["locations"] = [place] if place["displayName"] else []
    elif "locations" in wire:
        wire["location"] = wire["locations"][0] if wire["locations"] else blank_location()
    return wire


def _body(name: str, value: Any) -> dict[str, str]:
    if value is None:
        return {"contentType": "html", "content": ""}
    given = read.record(name, value)
    kind = read.member(given, "contentType")
    content_type = read.choice(f"{name}.contentType", "text" if kind is None else kind, ("text", "html"))
    content = read.text(f"{name}.content", read.member(given, "content"))
    return {"contentType": "html", "content": stored_html(content_type, content)}


def _location(name: str, value: Any) -> dict[str, Any]:
    given = {} if value is None else read.record(name, value)
    shown = read.text(f"{name}.displayName", read.member(given, "displayName"))
    kind = read.choice(f"{name}.locationType", read.member(given, "locationType") or "default", _LOCATION_TYPES)
    result: dict[str, Any] = {"displayName": shown, "locationType": kind}
    for extra in ("locationUri", "locationEmailAddress"):
        if given.get(extra):
            result[extra] = read.text(f"{name}.{extra}", given[extra])
    unique = read.text(f"{name}.uniqueId", read.member(given, "uniqueId")) or shown
    if unique:
        result["uniqueId"] = unique
    result["uniqueIdType"] = read.choice(
        f"{name}.uniqueIdType",
        read.member(given, "uniqueIdType") or ("private" if shown else "unknown"),
        _UNIQUE_IDS,
    )
    for part in ("address", "coordinates"):
        result[part] = _plain_members(f"{name}.{part}", given.get(part))
    return result


def _plain_members(name: str, value: Any) -> dict[str, Any]:
    """An object of texts and numbers, without its nulls and annotations."""
    given = {} if value is None else read.record(name, value)
    result = {key: entry for key, entry in given.items() if entry is not None and not key.startswith("@")}
    for key, entry in result.items():
        if isinstance(entry, bool) or not isinstance(entry, str | int | float):
            raise read.invalid(f"{name}.{key}", "a text or a number")
    return result


def _locations(name: str, value: Any) -> list[dict[str, Any]]:
    return [_location(f"{name}[{number}]", entry) for number, entry in enumerate(read.items(name, value))]


def _attendees(name: str, value: Any) -> list[dict[str, Any]]:
    given = read.items(name, value)
    if len(given) > MAX_ATTENDEES:
        raise bad_request(
            f"The property '{name}' has more than {MAX_ATTENDEES} entries.", "ErrorInvalidRecipients"
        )
    return [_attendee(f"{name}[{number}]", entry) for number, entry in enumerate(given)]


def _attendee(name: str, value: Any) -> dict[str, Any]:
    given = read.record(name, value)
    kind = read.choice(
        f"{name}.type", read.member(given, "type") or "required", ("required", "optional", "resource")
    )
    address = recipient(f"{name}.emailAddress", read.member(given, "emailAddress"))
    return {"type": kind, "status": status("none"), "emailAddress": address}


def _transaction(name: str, value: Any) -> str | None:
    return read.text(name, value) or None


def _categories(name: str, value: Any) -> list[str]:
    # Exchange keeps each name once
    return list(dict.fromkeys(read.texts(name, value)))


def _whole_choice(choices: tuple[str, ...]) -> Callable[[str, Any], str]:
    return partial(_chosen, choices)


def _chosen(choices: tuple[str, ...], name: str, value: Any) -> str:
    return read.choice(name, choices[0] if value is None else value, choices)


def _optional_flag(name: str, value: Any) -> bool:
    return False if value is None else read.flag(name, value)


def _minutes(name: str, value: Any) -> int:
    return 0 if value is None else read.whole(name, value)


def _recurrence(name: str, value: Any) -> dict[str, Any] | None:
    del name  # its own errors name the member
    return read_recurrence(value)


_TIMES = frozenset({"start", "end"})
#: reader by property; the first of several choices stands for null
_READERS: dict[str, Callable[[str, Any], Any]] = {
    "subject": read.text,
    "body": _body,
    "importance": _whole_choice(("normal", "low", "high")),
    "sensitivity": _whole_choice(("normal", "personal", "private", "confidential")),
    "showAs": _whole_choice(("busy", "free", "tentative", "oof", "workingElsewhere", "unknown")),
    "isAllDay": _optional_flag,
    "isReminderOn": _optional_flag,
    "reminderMinutesBeforeStart": _minutes,
    "categories": _categories,
    "location": _location,
    "locations": _locations,
    "attendees": _attendees,
    "recurrence": _recurrence,
    "responseRequested": _optional_flag,
    "allowNewTimeProposals": _optional_flag,
    "hideAttendees": _optional_flag,
    "isOnlineMeeting": _optional_flag,
    "onlineMeetingProvider": _whole_choice(_PROVIDERS),
    "transactionId": _transaction,
}
_CANONICAL = {name.lower(): name for name in (*_READERS, *_TIMES, *READ_ONLY, *BESIDE)}
