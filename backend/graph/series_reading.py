"""Masters and their occurrences to neutral series and items; pure (contracts/graph.md §1.4, §1.8, §2.1)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta

from backend.core.reasons import Reason
from backend.core.recurrence.obstacles import Inexpressible, Obstacle
from backend.core.recurrence.rule import Series
from backend.core.recurrence.wall import wall_of
from backend.core.seen import Place, Seen, Unmapped
from backend.core.values import replace
from backend.core.zones import UnknownZone, zone
from backend.graph.recurrence import BadRecurrence, read_recurrence
from backend.graph.told import Json, Unreadable, flag, instant, part, text, told, wall
from backend.graph.wire import exception_version, is_birthday, read_event

_EXCEPTION = "exception"
#: what an occurrence never has from its master
_NOT_INHERITED = frozenset(
    {"@odata.etag", "changeKey", "id", "type", "start", "end", "originalStart", "recurrence", "seriesMasterId"}
)


def is_master(event: Json) -> bool:
    """Whether *event* stands for a series; it takes place nowhere itself."""
    return told(event, "type").lower() == "seriesmaster" or event.get("recurrence") is not None


def is_occurrence(event: Json) -> bool:
    """Whether *event* is one of a series."""
    return event.get("seriesMasterId") is not None


def is_exception(event: Json) -> bool:
    """Whether *event* is an occurrence that somebody made different from its series."""
    return told(event, "type").lower() == _EXCEPTION


def read_occurrence(
    event: Json, master: Json, *, home_zone: str = "UTC", birthdays: bool = False, own: Collection[str] = ()
) -> Seen:
    """One occurrence, also a stub: what it does not tell it has from its master. Never raises.

    Its uid is that of the series, since Graph's own may differ by occurrence (contracts/graph.md §1.4). A place
    that cannot be read is None, and the item Unmapped.
    """
    whole = {name: value for name, value in master.items() if name not in _NOT_INHERITED} | event
    seen = replace(read_event(whole, home_zone=home_zone, own=own), uid=told(master, "iCalUId"))
    if is_exception(event):
        seen = replace(seen, version=exception_version(event, master))
    else:
        seen = replace(seen, like_series=True)
    if birthdays and is_birthday(master):
        return replace(seen, item=Unmapped(Reason.BIRTHDAY))
    try:
        return replace(seen, place=Place(text(event, "seriesMasterId"), _original(event, master, home_zone)))
    except (Unreadable, UnknownZone, OverflowError):
        return replace(seen, item=Unmapped(Reason.UNREADABLE))


def _original(event: Json, master: Json, home_zone: str) -> str:
    """When the rule would have the occurrence begin, as Place.original has it."""
    whole_days = flag(master, "isAllDay")
    original = text(event, "originalStart") if is_exception(event) else ""
    if not original:
        start = part(event, "start")
        return wall(start).date().isoformat() if whole_days else _spelt(instant(start))
    moment = wall({"dateTime": original})
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return _day(moment, master, home_zone) if whole_days else _spelt(moment)


def _spelt(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _day(moment: datetime, master: Json, home_zone: str) -> str:
    """The day of which *moment* is the midnight, in whichever zone it is one (contracts/graph.md §7.10)."""
    limits = part(part(master, "recurrence"), "range")
    names = [text(limits, "recurrenceTimeZone"), text(master, "originalStartTimeZone"), home_zone, "UTC"]
    walls = [wall_of(moment, zone(name)) for name in names if _is_zone(name)]
    return next((one for one in walls if one.time() == time()), walls[0]).date().isoformat()


def _is_zone(name: str) -> bool:
    try:
        zone(name)
    except UnknownZone:
        return False
    return True


def read_series(master: Json, *, home_zone: str = "UTC") -> Series | Inexpressible:
    """The rule behind a master, on the wall clock of its own zone. Never raises.

    A recurrence that Graph does not document counts as one without a pattern.
    """
    try:
        return _series(master, home_zone)
    except (Unreadable, BadRecurrence, UnknownZone, OverflowError):
        return Inexpressible.by(Obstacle.IRREGULAR)


def _series(master: Json, home_zone: str) -> Series | Inexpressible:
    whole_days = flag(master, "isAllDay")
    start, end = (
        wall(when).replace(tzinfo=None) if whole_days else instant(when)
        for when in (part(master, "start"), part(master, "end"))
    )
    series = read_recurrence(
        master.get("recurrence"), start=start, duration=timedelta(), all_day=whole_days, home_zone=home_zone
    )
    if isinstance(series, Inexpressible):
        return series
    clock = zone(series.zone)
    duration = wall_of(end, clock) - wall_of(start, clock)
    if duration < timedelta():
        return Inexpressible.by(Obstacle.IRREGULAR)
    return replace(series, duration=duration)
