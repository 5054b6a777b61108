"""Readers of JSON values from outside: each returns the canonical value or names the property in a 400."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from backend.sandbox.graph.local_time import is_skipped, parse_date_time, spell, to_local, to_utc, zone_named
from backend.sandbox.graph.routing import GraphError, bad_request

INT32 = 2**31


def invalid(name: str, wanted: str) -> GraphError:
    """400 for a value of the wrong kind."""
    return bad_request(f"The value of property '{name}' is invalid: {wanted} expected.", "RequestBodyRead")


def text(name: str, value: Any) -> str:
    """A string; null counts as empty."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise invalid(name, "a string")
    return value


def flag(name: str, value: Any) -> bool:
    """A boolean, also written as text, as the O365 client sends it (contracts/graph.md §9)."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    raise invalid(name, "a boolean")


def whole(name: str, value: Any, least: int = -INT32, most: int = INT32 - 1) -> int:
    """An integer from *least* to *most*."""
    is_whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if isinstance(value, bool) or not is_whole:
        raise invalid(name, "an integer")
    if not least <= value <= most:
        raise invalid(name, f"an integer from {least} to {most}")
    return int(value)


def choice(name: str, value: Any, choices: Iterable[str]) -> str:
    """One of *choices*, in any case on input, in theirs on output."""
    if isinstance(value, str):
        for known in choices:
            if known.lower() == value.lower():
                return known
    raise invalid(name, "one of " + ", ".join(choices))


def record(name: str, value: Any) -> dict[str, Any]:
    """A JSON object."""
    if not isinstance(value, dict):
        raise invalid(name, "an object")
    return value


def items(name: str, value: Any) -> list[Any]:
    """A JSON array; null counts as empty."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise invalid(name, "an array")
    return value


def texts(name: str, value: Any) -> list[str]:
    """An array of strings."""
    result = items(name, value)
    if not all(isinstance(entry, str) for entry in result):
        raise invalid(name, "an array of strings")
    return result


def member(value: Mapping[str, Any], name: str) -> Any:
    """The member *name* of an object in any case, None when absent."""
    if name in value:
        return value[name]
    return next((found for key, found in value.items() if key.lower() == name.lower()), None)


def zone(name: str, zone_name: str) -> ZoneInfo:
    """The zone called *zone_name*. Raises GraphError 400 (contracts/graph.md §1.3)."""
    found = zone_named(zone_name)
    if found is None:
        raise bad_request(
            f"The time zone '{zone_name}' of property '{name}' is not supported.", "TimeZoneNotSupportedException"
        )
    return found


def date_time(name: str, value: Any, *, refuse_skipped: bool = False) -> dict[str, str]:
    """A dateTimeTimeZone in Graph's spelling. A time with an offset becomes wall-clock time of the zone.

    *refuse_skipped* turns down times that daylight saving leaves out; otherwise they move forward.
    """
    given = record(name, value)
    raw = member(given, "dateTime")
    moment = parse_date_time(raw) if isinstance(raw, str) else None
    if moment is None:
        raise invalid(f"{name}.dateTime", "a date and time")
    zone_name = text(f"{name}.timeZone", member(given, "timeZone")) or "UTC"
    local_zone = zone(f"{name}.timeZone", zone_name)
    try:
        return {"dateTime": spell(_wall_clock(name, moment, local_zone, refuse_skipped)), "timeZone": zone_name}
    except OverflowError as error:
        raise invalid(f"{name}.dateTime", "a date within the calendar") from error


def _wall_clock(name: str, moment: datetime, local_zone: ZoneInfo, refuse_skipped: bool) -> datetime:
    if moment.tzinfo is not None:
        return to_local(moment, local_zone)
    if not is_skipped(moment, local_zone):
        return moment
    if refuse_skipped:
        raise invalid(f"{name}.dateTime", "a time that exists in the zone")
    return to_local(to_utc(moment, local_zone), local_zone)
