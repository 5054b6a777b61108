"""SO-TimeZone: in which zone a request speaks of times, and the translation from and to the stored base zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from backend.sandbox.superoffice.routing import bad_request


@dataclass(frozen=True, slots=True)
class Location:
    """One zone of SuperOffice's list: zones are named after countries (contracts/superoffice.md §2.7)."""

    id: int
    code: str
    name: str
    iana: str
    country_id: int


#: the zones that the sandbox's tenant knows. Documented ids where there are some; the rest are the sandbox's own.
LOCATIONS = tuple(
    Location(*line)
    for line in (
        (1, "UTC", "UTC/GMT", "UTC", 0),
        (36, "AU-ACT", "Australian Capital Territory", "Australia/Canberra", 36),
        (38, "AU1", "Lord Howe Island", "Australia/Lord_Howe", 36),
        (39, "AU-NSW", "New South Wales", "Australia/Sydney", 36),
        (46, "AT", "Austria", "Europe/Vienna", 40),
        (50, "BD", "Bangladesh", "Asia/Dhaka", 50),
        (53, "BE", "Belgium", "Europe/Brussels", 56),
        (81, "BR-RJ", "Rio de Janeiro", "America/Sao_Paulo", 76),
        (96, "CA-AB", "Alberta", "America/Edmonton", 124),
        (101, "CA2A", "Labrador (exception)", "America/St_Johns", 124),
        (114, "CA-QC", "Quebec", "America/Toronto", 124),
        (140, "DK", "Denmark", "Europe/Copenhagen", 208),
        (155, "FI", "Finland", "Europe/Helsinki", 246),
        (156, "FR", "France", "Europe/Paris", 250),
        (165, "DE", "Germany", "Europe/Berlin", 276),
        (185, "IS", "Iceland", "Atlantic/Reykjavik", 352),
        (186, "IN", "India", "Asia/Kolkata", 356),
        (190, "IE", "Ireland", "Europe/Dublin", 372),
        (192, "IT", "Italy", "Europe/Rome", 380),
        (194, "JP", "Japan", "Asia/Tokyo", 392),
        (250, "NL", "Netherlands", "Europe/Amsterdam", 528),
        (261, "NO", "Norway", "Europe/Oslo", 578),
        (290, "PL", "Poland", "Europe/Warsaw", 616),
        (291, "PT", "Portugal", "Europe/Lisbon", 620),
        (340, "ES", "Spain", "Europe/Madrid", 724),
        (347, "SE", "Sweden", "Europe/Stockholm", 752),
        (348, "CH", "Switzerland", "Europe/Zurich", 756),
        (377, "GB", "United Kingdom", "Europe/London", 826),
        (425, "US-CA", "California", "America/Los_Angeles", 840),
        (433, "US-HI", "Hawaii", "Pacific/Honolulu", 840),
        (435, "US-IL", "Illinois", "America/Chicago", 840),
        (460, "US-NY", "New York", "America/New_York", 840),
    )
)
_BY_ID = {location.id: location for location in LOCATIONS}
_BY_CODE = {location.code.lower(): location for location in LOCATIONS}

#: how SuperOffice writes "no date" and "open end"
NO_DATE = datetime(1, 1, 1)
OPEN_END = datetime(9999, 12, 31, 23, 59, 59)


def location_of(code_or_id: str) -> Location | None:
    """The zone with a code ("NO", any case) or an id ("261")."""
    text = code_or_id.strip().lower()
    return _BY_ID.get(int(text)) if text.isdecimal() and len(text) < 9 else _BY_CODE.get(text)


def location_by_id(zone_id: int) -> Location | None:
    """The zone with an id."""
    return _BY_ID.get(zone_id)


def location_of_iana(name: str) -> Location:
    """The first zone with an IANA name; UTC when the list has none."""
    return next((location for location in LOCATIONS if location.iana == name), LOCATIONS[0])


@lru_cache(maxsize=65536)
def _to_utc(local: datetime, iana: str) -> datetime:
    return local.replace(tzinfo=ZoneInfo(iana)).astimezone(UTC)


def from_base(local: datetime, base: str) -> datetime:
    """The moment (aware, UTC) of a stored wall clock of the base zone."""
    return _to_utc(local, base)


def to_base(moment: datetime, base: str) -> datetime:
    """A moment (aware) as the naive wall clock of the base zone. The second hour of a fall-back night reads as
    the first: the database has no column for the difference."""
    return moment.astimezone(ZoneInfo(base)).replace(tzinfo=None, fold=0)


@dataclass(frozen=True, slots=True)
class RequestZone:
    """The zone of one request. Stored times are naive in the base zone, stamps naive in UTC."""

    base: str
    location: Location
    include_offset: bool

    @property
    def is_base(self) -> bool:
        """The request speaks in the base zone."""
        return self.location.iana == self.base

    @property
    def header(self) -> str:
        """Value of the SO-TIMEZONE answer header."""
        return self.location.code + (", includeTZOffset" if self.include_offset else "")

    def show(self, local: datetime | None) -> str:
        """A stored time as this request wants to read it; None is year 1."""
        if local is None or local.year <= 1:
            return "0001-01-01T00:00:00" + ("Z" if self.include_offset else "")
        if local.year >= 9999:
            return "9999-12-31T23:59:59" + ("Z" if self.include_offset else "")
        if self.is_base and not self.include_offset:
            return local.isoformat()
        moment = from_base(local, self.base)
        if self.location.iana == "UTC":
            text = moment.replace(tzinfo=None).isoformat()
            return text + "Z" if self.include_offset else text
        there = moment.astimezone(ZoneInfo(self.location.iana))
        return there.isoformat() if self.include_offset else there.replace(tzinfo=None).isoformat()

    def show_day(self, day: datetime | None) -> str:
        """A date without a time of day, which no zone moves (fixture: recurrence dates)."""
        if day is None or day.year <= 1 or day.year >= 9999:
            return self.show(day)
        if not self.include_offset:
            return day.isoformat()
        if self.location.iana == "UTC":
            return day.isoformat() + "Z"
        return day.replace(tzinfo=ZoneInfo(self.location.iana)).isoformat()

    def show_stamp(self, stamp: datetime | None) -> str:
        """A stamp of the database: UTC in every zone, with Z only where offsets are asked for."""
        text = "0001-01-01T00:00:00" if stamp is None or stamp.year <= 1 else stamp.isoformat()
        return text + "Z" if self.include_offset else text

    def read(self, text: str, field: str) -> datetime | None:
        """A time as written by the caller, as naive base time; None for year 1. Raises SuperOfficeError 400.

        With an offset it means that moment, without one the wall clock of the request's zone.
        """
        value = parse(text, field)
        if value.year <= 1:
            return None
        if value.year >= 9999:
            return OPEN_END
        if value.tzinfo is None:
            value = value.replace(tzinfo=ZoneInfo(self.location.iana))
        return to_base(value, self.base)

    def read_day(self, text: str, field: str) -> datetime | None:
        """A date of a recurrence: its day as written, at midnight. Raises SuperOfficeError 400.

        The official client sends days as midnight UTC, which is why they are not converted.
        """
        value = parse(text, field)
        return None if value.year <= 1 else datetime(value.year, value.month, value.day)


def parse(text: object, field: str) -> datetime:
    """An ISO 8601 time, cut to seconds, aware when it has an offset. Raises SuperOfficeError 400 with *field*."""
    if not isinstance(text, str):
        raise bad_request(f"{field}: {text!r} is not a date")
    head, _, tail = text.strip().partition(".")
    if tail:  # .NET writes seven digits of a second, more than Python reads
        head += tail.lstrip("0123456789")
    try:
        value = datetime.fromisoformat(head)
    except ValueError as error:
        raise bad_request(f"{field}: {text[:40]!r} is not a date") from error
    return value if value.year > 1 else NO_DATE


def request_zone(header: str | None, base: str, current: str) -> RequestZone:
    """Read an SO-TimeZone header: a comma list of one zone and `includeTZOffset`, in any order, doubles ignored.

    Without the header times are in the base zone; a blank zone is the user's *current* one (IANA).
    Raises SuperOfficeError 400 for a zone that does not exist.
    """
    if header is None:
        return RequestZone(base, location_of_iana(base), include_offset=False)
    parts = [part.strip() for part in header.split(",")]
    include = any(part.lower() == "includetzoffset" for part in parts)
    names = [part for part in parts if part and part.lower() != "includetzoffset"]
    if not names:
        return RequestZone(base, location_of_iana(current), include)
    location = location_of(names[0])
    if location is None:
        raise bad_request(f"SO-TimeZone: {names[0][:40]!r} is not a time zone")
    return RequestZone(base, location, include)


def shifted(local: datetime, by: timedelta) -> datetime:
    """A stored time moved by wall clock."""
    return local + by
