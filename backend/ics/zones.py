"""Which zone a TZID means: a known name, or what the calendar itself defines (contracts/interop.md §3.2, §3.3)."""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tzlocal.windows_tz import win_tz

from backend.core.recurrence.expansion import expand
from backend.core.recurrence.recur import Freq, parse, read_moment
from backend.core.zones import UnknownZone, iana, zone
from backend.ics.components import Component
from backend.ics.values import NotACalendar

#: years before and after an event in which a known zone must have the offsets of one that is defined
_BEFORE, _AFTER = 1, 3
_OFFSET = re.compile(r"([+-])(\d\d)(\d\d)(\d\d)?")

#: wall clock at which an offset begins to count, the offset before, and the offset from then on
Onset = tuple[datetime, timedelta, timedelta]


class Zones:
    """The zones of one calendar."""

    def __init__(self, calendar: Component) -> None:
        self._defined = {part.text("TZID"): part for part in calendar.parts("VTIMEZONE")}
        #: zone of times that name none; "" for none
        self.default = calendar.text("X-WR-TIMEZONE")

    def name(self, tzid: str, near: datetime) -> str:
        """The IANA name of the zone that *tzid* stands for around *near*. Raises NotACalendar.

        A name that nobody knows stands for a zone with the offsets that the calendar defines for it.
        """
        defined = self._defined.get(tzid)
        candidates = [tzid, *_ends(tzid)]
        if defined:
            candidates.append(defined.text("X-LIC-LOCATION"))
        for candidate in candidates:
            try:
                return iana(candidate)
            except UnknownZone:
                continue
        twin = _twin(defined, near) if defined else None
        if twin is None:
            raise NotACalendar(f"TZID: nobody knows the zone {tzid[:80]!r}.")
        return twin


def _ends(tzid: str) -> list[str]:
    """The ends of a path like /vendor.example/Europe/Oslo that may be a name."""
    parts = tzid.split("/")
    return ["/".join(parts[place:]) for place in range(max(1, len(parts) - 3), len(parts))]


def _twin(defined: Component, near: datetime) -> str | None:
    """A zone with the offsets of a definition in the years around *near*."""
    first = datetime(max(near.year - _BEFORE, 2), 1, 1, 12)
    onsets = sorted(
        onset
        for part in (*defined.parts("STANDARD"), *defined.parts("DAYLIGHT"))
        for onset in _onsets(part, first.replace(year=first.year - 1), first.replace(year=near.year + _AFTER))
    )
    if not onsets:
        return None
    starts = [start for start, _, _ in onsets]
    noons = [first + timedelta(days=number) for number in range(366 * (_BEFORE + _AFTER - 1))]
    offsets = [onsets[0][1], *(after for _, _, after in onsets)]
    wanted = [offsets[bisect_right(starts, noon)] for noon in noons]
    return next((name for name in win_tz.values() if _has_offsets(zone(name), noons, wanted)), None)


def _has_offsets(clock: ZoneInfo, noons: list[datetime], wanted: list[timedelta]) -> bool:
    return all(
        noon.replace(tzinfo=clock).utcoffset() == offset for noon, offset in zip(noons, wanted, strict=True)
    )


def _onsets(part: Component, since: datetime, until: datetime) -> list[Onset]:
    """When an observance begins, from *since* on; the very first time besides. Raises NotACalendar."""
    before, after = _offset(part, "TZOFFSETFROM"), _offset(part, "TZOFFSETTO")
    try:
        start = read_moment("DTSTART", part.text("DTSTART"))
        lines = [one.line for name in ("RRULE", "RDATE") for one in part.all(name)]
        if any(parse(one.value).freq is not Freq.YEARLY for one in part.all("RRULE")):
            raise NotACalendar("VTIMEZONE: it changes its clocks other than by the year.")
        if not isinstance(start, datetime):
            raise NotACalendar("VTIMEZONE: DTSTART is a date.")
        start = start.replace(tzinfo=None)
        found = expand(lines, start, "UTC", (since, until)) if lines else []
    except NotACalendar:
        raise
    except (ValueError, OverflowError) as error:
        raise NotACalendar("VTIMEZONE: its rules cannot be read.") from error
    begun = (moment.replace(tzinfo=None) for moment in found if isinstance(moment, datetime))
    return [(moment, before, after) for moment in (start, *begun)]


def _offset(part: Component, name: str) -> timedelta:
    found = _OFFSET.fullmatch(part.text(name).strip())
    if not found:
        raise NotACalendar(f"{name}: it is no offset.")
    length = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    return -length if found[1] == "-" else length
