"""One week of a person in either system, read through the public APIs in the form that the page draws."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from backend.core.items import Side
from backend.core.text import one_line
from backend.demo.sandbox import Json, Sandbox

_SELECT = "id,subject,start,end,isAllDay,location,sensitivity,seriesMasterId,attendees,isCancelled"
_KEY = "appointment.appointment_id"
#: types of SuperOffice's rows that stand in a diary (contracts/superoffice.md §3.2)
_TYPES = "1,2,6,7"


@dataclass(frozen=True, slots=True)
class Entry:
    """One item on one side. Times are wall clock of the page's zone."""

    id: str
    side: Side
    title: str
    place: str
    start: datetime
    #: exclusive; of a whole day, the midnight that ends it
    end: datetime
    all_day: bool
    private: bool
    #: id of the series that it belongs to; "" for none
    series: str = ""

    @property
    def content(self) -> tuple[object, ...]:
        """What must be equal on both sides."""
        return self.title, self.place, self.start, self.end, self.all_day


def outlook(sandbox: Sandbox, person: str, monday: date, zone: ZoneInfo) -> list[Entry]:
    """The week in Outlook."""
    start, end = _limits(monday, zone)
    path: str | None = (
        f"/me/calendarView?startDateTime={start:%Y-%m-%dT%H:%M:%SZ}&endDateTime={end:%Y-%m-%dT%H:%M:%SZ}"
        f"&$select={_SELECT}&$top=200"
    )
    entries = []
    while path:
        page = sandbox.graph(person, "GET", path)
        entries += [_event(event, zone) for event in page["value"]]
        path = page.get("@odata.nextLink")
    return _inside(entries, monday)


def superoffice(sandbox: Sandbox, person: str, monday: date, zone: ZoneInfo) -> list[Entry]:
    """The week in SuperOffice."""
    start, end = _limits(monday, zone)
    associate = sandbox.person(person)["superoffice"]["associate_id"]
    # a day more on either side makes it equal in which zone SuperOffice reads the limits
    limits = (
        f"appointment.associate_id = {associate} and appointment.type in ({_TYPES})"
        f" and appointment.endDate afterTime '{start - timedelta(days=1):%Y-%m-%dT%H:%M:%S}'"
        f" and appointment.do_by beforeTime '{end + timedelta(days=1):%Y-%m-%dT%H:%M:%S}'"
    )
    options = {"$select": _KEY, "$filter": limits, "$orderBy": f"{_KEY} asc", "$top": "500"}
    query = urlencode(options, quote_via=quote)
    rows = sandbox.superoffice(person, "GET", f"/v1/Archive/dynamic?{query}")["value"]
    ids = sorted({int(row[_KEY]) for row in rows})
    if not ids:
        return []
    base = ZoneInfo(sandbox.world()["base_zone"])
    carriers = sandbox.superoffice(person, "POST", "/v1/Agents/Appointment/GetAppointmentList", ids)
    return _inside([_row(carrier, zone, base) for carrier in carriers], monday)


def _limits(monday: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    start = datetime(monday.year, monday.month, monday.day, tzinfo=zone)
    return start.astimezone(UTC), (start + timedelta(days=7)).astimezone(UTC)


def _inside(entries: list[Entry], monday: date) -> list[Entry]:
    first = datetime(monday.year, monday.month, monday.day)
    last = first + timedelta(days=7)
    found = [entry for entry in entries if entry.start < last and (entry.end > first or entry.start >= first)]
    return sorted(found, key=lambda entry: (entry.start, entry.end, entry.title))


def _event(event: Json, zone: ZoneInfo) -> Entry:
    all_day = bool(event.get("isAllDay"))
    start, end = (_moment(event[name]["dateTime"], UTC) for name in ("start", "end"))
    return Entry(
        id=event["id"],
        side=Side.CALENDAR,
        title=one_line(event.get("subject") or ""),
        place=one_line((event.get("location") or {}).get("displayName") or ""),
        # whole days have no zone: Graph gives their midnights in the zone that was asked for
        start=start.replace(tzinfo=None) if all_day else _wall(start, zone),
        end=end.replace(tzinfo=None) if all_day else _wall(end, zone),
        all_day=all_day,
        private=event.get("sensitivity") in ("private", "confidential", "personal"),
        series=event.get("seriesMasterId") or "",
    )


def _row(carrier: Json, zone: ZoneInfo, base: ZoneInfo) -> Entry:
    all_day = bool(carrier.get("IsAlldayEvent"))
    start, end = _moment(carrier["StartDate"], UTC), _moment(carrier["EndDate"], UTC)
    if all_day:
        # the clock of a whole day means nothing in SuperOffice (contracts/superoffice.md §3.3)
        first, last = _wall(start, base), _wall(end, base) + timedelta(days=1)
        span = [moment.replace(hour=0, minute=0, second=0) for moment in (first, last)]
    else:
        span = [_wall(start, zone), _wall(end, zone)]
    return Entry(
        id=str(carrier["AppointmentId"]),
        side=Side.SUPEROFFICE,
        title=one_line(carrier.get("Title") or carrier.get("Description") or ""),
        place=one_line(carrier.get("Location") or ""),
        start=span[0],
        end=span[1],
        all_day=all_day,
        private=carrier.get("Private") in ("PrivateUser", "PrivateGroup"),
    )


def _moment(text: str, zone: tzinfo) -> datetime:
    value = datetime.fromisoformat(text)
    return (value if value.tzinfo else value.replace(tzinfo=zone)).replace(microsecond=0)


def _wall(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


def both(sandbox: Sandbox, person: str, monday: date, zone: ZoneInfo) -> Iterator[tuple[Side, list[Entry]]]:
    """The week on each side."""
    yield Side.SUPEROFFICE, superoffice(sandbox, person, monday, zone)
    yield Side.CALENDAR, outlook(sandbox, person, monday, zone)
