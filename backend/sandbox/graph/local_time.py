"""Wall-clock times of events: zone names, Graph's spelling of date-times, and their moments in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from tzlocal.windows_tz import win_tz

#: names that Exchange takes besides Windows' own and IANA's (contracts/graph.md §1.1, §6)
_OTHERS = {"tzone://microsoft/utc": "UTC", "z": "UTC"}
_DATE_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,12}))?)?)?(Z|[+-]\d\d:?\d\d)?"
)


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """IANA name by any accepted name in lower case."""
    names = {name.lower(): name for name in available_timezones()}
    names |= {windows.lower(): iana for windows, iana in win_tz.items()}
    return names | _OTHERS


@lru_cache(maxsize=1024)
def zone_named(name: str) -> ZoneInfo | None:
    """The zone called *name* by Windows or IANA, in any case; None when there is none."""
    iana = _names().get(name.strip().lower())
    return ZoneInfo(iana) if iana else None


def parse_date_time(text: str) -> datetime | None:
    """Read Graph's date-time, with up to twelve decimals; aware when it has an offset, None when malformed."""
    match = _DATE_TIME.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    try:
        value = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0),
            int((fraction or "0").ljust(6, "0")[:6]),
        )  # fmt: skip
        return value.replace(tzinfo=_offset(offset)) if offset else value
    except ValueError:
        return None


def _offset(text: str) -> tzinfo:
    return UTC if text == "Z" else datetime.strptime(text.replace(":", ""), "%z").tzinfo or UTC


def spell(moment: datetime) -> str:
    """Graph's spelling of a wall-clock time: seven decimals, no offset."""
    return moment.isoformat(timespec="microseconds")[:26] + "0"


def spell_utc(moment: datetime) -> str:
    """A moment in UTC the way createdDateTime is written."""
    return spell(moment.astimezone(UTC)) + "Z"


def to_utc(local: datetime, zone: ZoneInfo) -> datetime:
    """The moment of a wall-clock time. One that a clock change skips counts from the offset before the change,
    one that it repeats means its first passing."""
    try:
        return local.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return local.replace(tzinfo=UTC)


def is_skipped(local: datetime, zone: ZoneInfo) -> bool:
    """Whether the clocks of *zone* never show *local* (daylight saving begins)."""
    moment = local.replace(tzinfo=zone).astimezone(UTC)
    return moment.astimezone(zone).replace(tzinfo=None) != local


def to_local(moment: datetime, zone: ZoneInfo) -> datetime:
    """The wall-clock time of *moment* in *zone*, naive."""
    try:
        return moment.astimezone(zone).replace(tzinfo=None)
    except OverflowError:
        return moment.replace(tzinfo=None)


def days_between(first: datetime, last: datetime) -> float:
    """Length of a window in days."""
    return (last - first) / timedelta(days=1)
