"""Time zones that a calendar file defines itself (VTIMEZONE)."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import takewhile
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Timezone
from tzlocal.windows_tz import win_tz

from backend.sandbox.ics.blocks import Block

#: rules of zones are followed up to here
_END = datetime(2061, 1, 1)
#: years around an event in which another zone must have the same offsets to stand for this one
_BEFORE, _AFTER = 1, 3


class BadZone(ValueError):
    """A VTIMEZONE without rules that can be read."""


class RuleZone(tzinfo):
    """Offsets as a VTIMEZONE gives them, by wall clock."""

    def __init__(self, onsets: list[tuple[datetime, timedelta]], before: timedelta) -> None:
        self._onsets = sorted(onsets)
        self._starts = [onset for onset, _ in self._onsets]
        self._before = before

    @classmethod
    def read(cls, block: Block) -> RuleZone:
        """From a component. Raises BadZone."""
        onsets: list[tuple[datetime, timedelta]] = []
        before: tuple[datetime, timedelta] | None = None
        try:
            zone = Timezone.from_ical(block.text)
            for part in _listed(zone.subcomponents):
                start = part["DTSTART"].dt.replace(tzinfo=None)
                offset, previous = part["TZOFFSETTO"].td, part["TZOFFSETFROM"].td
                before = min(before or (start, previous), (start, previous))
                onsets += [(onset, offset) for onset in _onsets(part, start)]
        except (KeyError, ValueError, TypeError, AttributeError, OverflowError) as error:
            raise BadZone("Its rules cannot be read.") from error
        if before is None:
            raise BadZone("It has no rules.")
        return cls(onsets, before[1])

    def utcoffset(self, moment: datetime | None) -> timedelta:
        """Offset of a wall clock; the hour that a change repeats counts as after it."""
        assert moment is not None
        place = bisect_right(self._starts, moment.replace(tzinfo=None))
        return self._onsets[place - 1][1] if place else self._before

    def dst(self, moment: datetime | None) -> timedelta | None:
        """Unknown; nobody asks."""
        del moment
        return None

    def tzname(self, moment: datetime | None) -> str:
        """A word for people."""
        del moment
        return "custom"


def _onsets(part: Any, start: datetime) -> list[datetime]:
    """Wall clocks at which an observance begins."""
    found = [start]
    for extra in _listed(part.get("RDATE")):
        found += [each.dt.replace(tzinfo=None) for each in extra.dts]
    for rule in _listed(part.get("RRULE")):
        plain = rule.copy()
        for until in plain.get("UNTIL", []):
            # UTC by the standard; a day more or less of an ended rule does not matter to anybody
            plain["UNTIL"] = [datetime(until.year, until.month, until.day, 23, 59, 59)]
        occurrences = rrulestr(plain.to_ical().decode(), dtstart=start)
        found += takewhile(lambda onset: onset < _END, occurrences)
    return found


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def twin(zone: tzinfo, day: date, preferred: tuple[str, ...]) -> str | None:
    """The name of a zone with the same offsets in the years around *day*, the *preferred* ones first."""
    first = datetime(max(day.year - _BEFORE, 1971), 1, 1, 12)
    noons = [first + timedelta(days=number) for number in range(366 * (_BEFORE + _AFTER))]
    wanted = [zone.utcoffset(noon) for noon in noons]
    names = (*preferred, *win_tz)
    return next((name for name in names if _equal(_zone_of(name), noons, wanted)), None)


@lru_cache(maxsize=256)
def _zone_of(name: str) -> ZoneInfo:
    return ZoneInfo(win_tz.get(name, name))


def _equal(zone: ZoneInfo, noons: list[datetime], wanted: list[timedelta | None]) -> bool:
    return all(zone.utcoffset(noon) == offset for noon, offset in zip(noons, wanted, strict=True))


def instant(local: datetime, zone: tzinfo) -> datetime:
    """The moment of a wall clock, UTC. One that a change skips counts from the offset before it."""
    try:
        return local.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return local.replace(tzinfo=UTC)
