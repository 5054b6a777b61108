"""`/mailboxSettings`, its members, and the time zones that a mailbox server knows (contracts/graph.md §6)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import partial
from typing import Any

from tzlocal.windows_tz import tz_win, win_tz

from backend.sandbox.graph import read_value as read
from backend.sandbox.graph.local_time import zone_named
from backend.sandbox.graph.odata import page, select
from backend.sandbox.graph.properties import Reader, optional_text, read_properties
from backend.sandbox.graph.routing import Context, bad_request, not_found, routes
from backend.sandbox.graph.series import DAYS
from backend.sandbox.wire import Response, json_response

_READ_ONLY = ("archiveFolder", "userPurpose")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,12})?")
#: a zone made of rules instead of a name; kept as sent
_CUSTOM_ZONE = "Customized Time Zone"
_FUNCTION = re.compile(
    r"(?:microsoft\.graph\.)?supportedTimeZones"
    r"\(TimeZoneStandard=(?:microsoft\.graph\.timeZoneStandard)?'(windows|iana)'\)",
    re.IGNORECASE,
)


@routes("GET", "{me}/mailboxSettings")
def read_settings(context: Context) -> Response:
    """All settings."""
    return json_response(_entity(context))


@routes("PATCH", "{me}/mailboxSettings")
def patch_settings(context: Context) -> Response:
    """Change some settings; members of an object that are not sent stay."""
    sent = read_properties("mailboxSettings", context.body(), _READERS, _READ_ONLY)
    for name, value in sent.items():
        old = context.box.settings.get(name)
        merge = isinstance(value, dict) and isinstance(old, dict)
        context.box.settings[name] = {**old, **value} if merge and old else value
    return json_response(_entity(context))


@routes("GET", "{me}/mailboxSettings/{name}")
def read_setting(context: Context) -> Response:
    """One setting."""
    wanted = context.params["name"].lower()
    name = next((known for known in context.box.settings if known.lower() == wanted), None)
    if name is None:
        raise not_found("Resource not found for the segment.")
    url = f"{_metadata(context)}/mailboxSettings/{name}"
    value = context.box.settings[name]
    content = value if isinstance(value, dict) else {"value": value}
    return json_response({"@odata.context": url, **content})


@routes("GET", "{me}/outlook/supportedTimeZones")
def windows_zones(context: Context) -> Response:
    """Zones by their Windows names."""
    return _zones(context, list(win_tz))


@routes("GET", "{me}/outlook/{function}")
def zones_of_standard(context: Context) -> Response:
    """Zones of one standard; both spellings of the parameter are taken."""
    match = _FUNCTION.fullmatch(context.params["function"])
    if match is None:
        if not context.params["function"].lower().startswith("supportedtimezones"):
            raise not_found("Resource not found for the segment.")
        raise bad_request("TimeZoneStandard must be 'windows' or 'iana'.", "BadRequest")
    return _zones(context, list(win_tz if match[1].lower() == "windows" else tz_win))


def _zones(context: Context, names: list[str]) -> Response:
    path = "Collection(microsoft.graph.timeZoneInformation)"
    rows = [{"alias": name, "displayName": _described(name)} for name in names if zone_named(name)]
    return json_response(page(context, rows, context_path=path, default_top=len(rows), max_top=len(rows)))


def _described(name: str) -> str:
    zone = zone_named(name)
    offset = datetime(2026, 1, 15, tzinfo=UTC).astimezone(zone).strftime("%z")
    return f"(UTC{offset[:3]}:{offset[3:5]}) {name}"


def _metadata(context: Context) -> str:
    return f"{context.request.base}/v1.0/$metadata#users('{context.box.owner}')"


def _entity(context: Context) -> dict[str, Any]:
    url = f"{_metadata(context)}/mailboxSettings"
    return {"@odata.context": url, **select(context.box.settings, context.query)}


def _zone_name(name: str, value: Any) -> str:
    written = read.text(name, value)
    read.zone(name, written)
    return written


def _record(readers: dict[str, Reader], name: str, value: Any) -> dict[str, Any]:
    return read_properties(name, read.record(name, value), readers)


def _time_of_day(name: str, value: Any) -> str:
    written = read.text(name, value)
    if not _TIME.fullmatch(written):
        raise read.invalid(name, "a time of day")
    return written


def _days(name: str, value: Any) -> list[str]:
    return [read.choice(name, day, DAYS) for day in read.items(name, value)]


def _working_zone(name: str, value: Any) -> dict[str, Any]:
    given = read.record(name, value)
    zone = read.text(f"{name}.name", read.member(given, "name"))
    if zone == _CUSTOM_ZONE:
        return given
    return {"name": _zone_name(f"{name}.name", zone)}


def _choice(choices: tuple[str, ...], name: str, value: Any) -> str:
    return read.choice(name, value, choices)


_READERS: dict[str, Reader] = {
    "timeZone": _zone_name,
    "dateFormat": optional_text,
    "timeFormat": optional_text,
    "language": partial(_record, {"locale": optional_text, "displayName": optional_text}),
    "delegateMeetingMessageDeliveryOptions": partial(
        _choice, ("sendToDelegateAndInformationToPrincipal", "sendToDelegateAndPrincipal", "sendToDelegateOnly")
    ),
    "workingHours": partial(
        _record,
        {"daysOfWeek": _days, "startTime": _time_of_day, "endTime": _time_of_day, "timeZone": _working_zone},
    ),
    "automaticRepliesSetting": partial(
        _record,
        {
            "status": partial(_choice, ("disabled", "alwaysEnabled", "scheduled")),
            "externalAudience": partial(_choice, ("none", "contactsOnly", "all")),
            "internalReplyMessage": optional_text,
            "externalReplyMessage": optional_text,
            "scheduledStartDateTime": read.date_time,
            "scheduledEndDateTime": read.date_time,
        },
    ),
}
