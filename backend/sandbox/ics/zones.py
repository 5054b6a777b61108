"""Which zone a TZID means: IANA and Windows names, display names, paths, and the file's own definitions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, tzinfo
from functools import lru_cache
from zoneinfo import available_timezones

from backend.sandbox.graph.local_time import zone_named
from backend.sandbox.ics.blocks import Block
from backend.sandbox.ics.report import Report
from backend.sandbox.ics.vtimezone import BadZone, RuleZone, twin

#: Outlook's display names without a city that IANA knows
_DISPLAY = {
    "eastern time (us & canada)": "Eastern Standard Time", "central time (us & canada)": "Central Standard Time",
    "mountain time (us & canada)": "Mountain Standard Time", "pacific time (us & canada)": "Pacific Standard Time",
    "atlantic time (canada)": "Atlantic Standard Time", "coordinated universal time": "UTC",
    "greenwich mean time": "GMT Standard Time", "alaska": "Alaskan Standard Time",
    "hawaii": "Hawaiian Standard Time", "arizona": "US Mountain Standard Time",
    "indiana (east)": "US Eastern Standard Time", "saskatchewan": "Canada Central Standard Time",
    "newfoundland": "Newfoundland Standard Time", "central america": "Central America Standard Time",
    "west central africa": "W. Central Africa Standard Time", "abu dhabi": "Arabian Standard Time",
    "beijing": "China Standard Time", "chennai": "India Standard Time", "islamabad": "Pakistan Standard Time",
    "bern": "W. Europe Standard Time", "osaka": "Tokyo Standard Time",
}  # fmt: skip
_IN_BRACKETS = re.compile(r"\((?:UTC|GMT)(?:[+-]\d{1,2}[:.]\d\d)?\)\s*(.+)", re.IGNORECASE)
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d\d)?", re.IGNORECASE)
_CUSTOM, _UTC = "tzone://microsoft/custom", "tzone://microsoft/utc"


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone as found."""

    #: for Graph; "" when no zone that Graph knows is equal, so that only instants can be written
    name: str
    rules: tzinfo


UTC_ZONE = Zone("UTC", UTC)


class Zones:
    """The zones of one calendar of a file. *home* is the mailbox's own, by its Graph name."""

    def __init__(self, home: str, blocks: Iterable[Block], report: Report) -> None:
        found = zone_named(home)
        assert found is not None, "mailboxes have zones that exist"
        self.home = Zone(home, found)
        self._report = report
        self._blocks = {_plain(block.value("TZID")): block for block in blocks}
        self._rules: dict[str, RuleZone | None] = {}
        self._found: dict[tuple[str, int], Zone] = {}
        self._warned: set[str] = set()

    def find(self, tzid: str, day: date, line: int, uid: str) -> Zone:
        """The zone called *tzid* around *day*. An unknown one is the mailbox's own, with a warning."""
        key = _plain(tzid)
        if (key, day.year) not in self._found:
            self._found[key, day.year] = self._look_up(key, day, line, uid)
        return self._found[key, day.year]

    def _look_up(self, tzid: str, day: date, line: int, uid: str) -> Zone:
        block = self._blocks.get(tzid)
        location = block.value("X-LIC-LOCATION") if block else ""
        if name := known_name(tzid) or known_name(location):
            return _named(name)
        if block and (rules := self._read(tzid, block)):
            name = twin(rules, day, (self.home.name,)) or ""
            return _named(name) if name else Zone("", rules)
        if tzid not in self._warned:
            self._warned.add(tzid)
            about = "says nothing usable" if block else "is defined nowhere"
            reason = f"Time zone {tzid!r} {about}; its times are read in the mailbox's zone, {self.home.name}."
            self._report.warn(line, uid, reason)
        return self.home

    def _read(self, tzid: str, block: Block) -> RuleZone | None:
        if tzid not in self._rules:
            try:
                self._rules[tzid] = RuleZone.read(block)
            except BadZone as error:
                self._rules[tzid] = None
                self._report.warn(block.line, "", f"Time zone {tzid!r} is left out. {error}")
        return self._rules[tzid]


@lru_cache(maxsize=1024)
def known_name(tzid: str) -> str | None:
    """A name for Graph of what *tzid* says by itself; None when it takes a definition to know it."""
    text = _plain(tzid)
    if not text or text.lower() == _CUSTOM:
        return None
    if text.lower() == _UTC:
        return "UTC"
    if zone_named(text):
        return text
    return _path(text) or _display(text) or _fixed(text)


def _plain(tzid: str) -> str:
    return tzid.strip().strip('"').strip()


def _named(name: str) -> Zone:
    zone = zone_named(name)
    assert zone is not None, "only known names are used"
    return Zone(name, zone)


def _path(text: str) -> str | None:
    """The IANA name at the end of "/mozilla.org/20050126_1/Europe/Oslo"."""
    parts = text.split("/")
    ends = ("/".join(parts[-length:]) for length in (3, 2) if len(parts) > length)
    return next((end for end in ends if zone_named(end)), None)


def _display(text: str) -> str | None:
    """What "(UTC+01:00) Amsterdam, Berlin, …" and its older spellings mean."""
    match = _IN_BRACKETS.fullmatch(text)
    rest = match[1] if match else text
    if rest.lower() in _DISPLAY:
        return _DISPLAY[rest.lower()]
    if zone_named(rest):
        return rest
    places = [place.strip().lower() for place in re.split(r"[,/]", rest)] if match else []
    return next((name for place in places if (name := _DISPLAY.get(place) or _cities().get(place))), None)


def _fixed(text: str) -> str | None:
    """Etc/GMT-1 for "UTC+01:00"; only whole hours have such a name."""
    match = _OFFSET.fullmatch(text)
    if match is None or int(match[3] or 0):
        return None
    name = f"Etc/GMT{'-' if match[1] == '+' else '+'}{int(match[2])}"
    return name if zone_named(name) else None


@lru_cache(maxsize=1)
def _cities() -> dict[str, str]:
    """IANA name by its city in lower case."""
    names = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return {name.rpartition("/")[2].replace("_", " ").lower(): name for name in reversed(names)}
