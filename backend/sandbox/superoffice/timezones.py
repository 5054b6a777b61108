"""The tenant's time zones: the archive, the base zone and the caller's own (contracts/superoffice.md §2.7)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from backend.sandbox.superoffice.agent_methods import agent_method
from backend.sandbox.superoffice.archive import odata
from backend.sandbox.superoffice.casing import Fields
from backend.sandbox.superoffice.odata import parse_columns, unknown_column
from backend.sandbox.superoffice.preference_defaults import preference
from backend.sandbox.superoffice.routing import Context, routes
from backend.sandbox.superoffice.zones import LOCATIONS, Location, location_of_iana
from backend.sandbox.wire import Response, json_response

#: a winter day and a summer day of the northern half, to tell standard time from daylight saving
_DAYS = (datetime(2026, 1, 15, 12), datetime(2026, 7, 15, 12))


def _offsets(zone: Location) -> tuple[int, int]:
    """Minutes east of UTC in standard time, and what daylight saving adds."""
    minutes = sorted(
        int((day.replace(tzinfo=ZoneInfo(zone.iana)).utcoffset() or timedelta()).total_seconds() // 60)
        for day in _DAYS
    )
    return minutes[0], minutes[-1] - minutes[0]


def offset_text(zone: Location) -> str:
    """Standard time as the lists show it, "GMT+01.00"."""
    minutes = _offsets(zone)[0]
    sign = "+" if minutes >= 0 else "-"
    return f"GMT{sign}{abs(minutes) // 60:02}.{abs(minutes) % 60:02}"


_COLUMNS = {
    "id": lambda zone: zone.id,
    "isActive": lambda zone: True,
    "flag": lambda zone: "",
    "timeZone": lambda zone: zone.code,
    "country": lambda zone: zone.name,
    "region": lambda zone: "",
    "cities": lambda zone: zone.iana.rpartition("/")[2].replace("_", " "),
    "offset": offset_text,
    "daylight": lambda zone: str(_offsets(zone)[1]),
    "offsetRaw": lambda zone: _offsets(zone)[0],
    "daylightRaw": lambda zone: _offsets(zone)[1],
}


@routes("GET", "v1/TimeZone", "v1/Archive/TimeZones")
def list_zones(ctx: Context) -> Response:
    """The archive of time zones, whole: it has some dozens of rows and takes no filter."""
    names = parse_columns(ctx.query.get("$select")) or list(_COLUMNS)
    readers = {name: _reader(name) for name in names}
    return odata(
        ctx,
        [
            {
                "PrimaryKey": str(zone.id),
                "EntityName": "all",
                **{name: read(zone) for name, read in readers.items()},
            }
            for zone in LOCATIONS
        ],
    )


def _reader(name: str) -> Any:
    for known, read in _COLUMNS.items():
        if known.lower() == name.lower():
            return read
    raise unknown_column(name)


def zone_data(ctx: Context, zone: Location) -> dict[str, Any]:
    """A TimeZoneData with this year's rules."""
    standard, saving = _offsets(zone)
    year = str(ctx.world.clock.now().year)
    rule = {
        "StartDay": 0, "StartMonth": 0, "EndDay": 0, "EndMonth": 0, "StartRulePattern": "", "EndRulePattern": "",
    }  # fmt: skip
    return {
        "TZLocationID": zone.id,
        "Name": zone.name,
        "TZLocationCode": zone.code,
        "TZLocationCities": zone.iana.rpartition("/")[2].replace("_", " "),
        "IsoNumber": zone.country_id,
        "TimeZoneSTDRules": {year: {**rule, "TZOffset": standard}},
        "TimeZoneDSTRules": {year: {**rule, **_saving_days(ctx, zone), "TZOffset": saving}} if saving else {},
    }


def _saving_days(ctx: Context, zone: Location) -> dict[str, int]:
    """First and last day of daylight saving in the clock's year."""
    there = ZoneInfo(zone.iana)
    first = datetime(ctx.world.clock.now().year, 1, 1, 12, tzinfo=UTC)
    days = [day for day in (first + timedelta(n) for n in range(366)) if day.year == first.year]
    changes = [
        day for before, day in pairwise(days)
        if before.astimezone(there).dst() != day.astimezone(there).dst()
    ]  # fmt: skip
    if len(changes) < 2:
        return {}
    return {
        "StartDay": changes[0].day, "StartMonth": changes[0].month, "EndDay": changes[1].day,
        "EndMonth": changes[1].month,
    }  # fmt: skip


@routes("GET", "v1/TimeZone/base", "v1/TimeZone/current")
def get_base(ctx: Context) -> Response:
    """The zone in which the tenant stores times."""
    return json_response(zone_data(ctx, location_of_iana(ctx.world.base_zone)))


@agent_method("TimeZone", "GetBaseTimeZoneId", "GetDefaultTimeZonePreference")
def get_base_id(ctx: Context, _body: Fields) -> Any:
    """Id of the base zone."""
    return location_of_iana(ctx.world.base_zone).id


@agent_method("TimeZone", "GetDefaultTimeZoneInformation")
def get_default_information(ctx: Context, _body: Fields) -> Any:
    """The caller's preferred zone, else the base zone. The preference's key is undocumented; this one is ours."""
    chosen = preference(ctx.db, ctx.caller.associate_id, "System", "PreferredTimeZone")
    base = location_of_iana(ctx.world.base_zone)
    zone = next((one for one in LOCATIONS if str(one.id) == chosen), base)
    return {
        "PreferenceId": 0, "TZLocationId": zone.id, "LocationCode": zone.code, "Description": zone.name,
        "Country": zone.name, "Bias": -_offsets(zone)[0],
    }  # fmt: skip
