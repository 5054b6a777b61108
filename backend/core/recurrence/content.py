"""The iCalendar lines that describe a recurrence set: RRULE, EXRULE, RDATE, EXDATE (RFC 5545 §3.8.5)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from backend.core.recurrence.recur import Recur, parse, read_moment
from backend.core.recurrence.wall import place
from backend.core.zones import UnknownZone, zone

#: a name, parameters whose values may be quoted, a colon, the value
_LINE = re.compile(r'([A-Za-z-]+)((?:;[^=:;]+=(?:"[^"]*"|[^":;]*)(?:,(?:"[^"]*"|[^":;]*))*)*):(.*)', re.DOTALL)
_PARAMETER = re.compile(r';([^=:;]+)=("[^"]*"|[^";]*)')
_VALUES = {"", "DATE", "DATE-TIME", "PERIOD"}

#: naive for a time on the clocks of the series' own zone
Moment = datetime | date


@dataclass(frozen=True, slots=True)
class Content:
    """What a set of lines says."""

    rules: tuple[Recur, ...]
    excluding_rules: tuple[Recur, ...]
    dates: tuple[Moment, ...]
    excluded: tuple[Moment, ...]


def read(lines: Iterable[str]) -> Content:
    """The lines taken apart. A line without a property name is an RRULE. Raises ValueError that names the part."""
    rules: dict[str, list[Recur]] = {"RRULE": [], "EXRULE": []}
    dates: dict[str, list[Moment]] = {"RDATE": [], "EXDATE": []}
    for line in lines:
        name, parameters, value = _taken_apart(line.strip())
        if name in rules:
            rules[name].append(parse(value))
        elif name in dates:
            dates[name].extend(_moments(name, parameters, value))
        else:
            raise ValueError(f"{name}: not a property of a recurrence set")
    return Content(tuple(rules["RRULE"]), tuple(rules["EXRULE"]), tuple(dates["RDATE"]), tuple(dates["EXDATE"]))


def _taken_apart(line: str) -> tuple[str, dict[str, str], str]:
    found = _LINE.fullmatch(line)
    if not found:
        if ":" in line or "=" not in line:
            raise ValueError(f"{line[:40]!r}: not a content line")
        return "RRULE", {}, line
    parameters = {key.upper(): value.strip('"') for key, value in _PARAMETER.findall(found[2])}
    return found[1].upper(), parameters, found[3]


def _moments(name: str, parameters: dict[str, str], value: str) -> Iterator[Moment]:
    kind = parameters.get("VALUE", "").upper()
    if kind not in _VALUES:
        raise ValueError(f"{name}: VALUE={kind} is not a kind of date")
    for text in value.upper().split(","):
        # only the start of a period counts here
        moment = read_moment(name, text.strip().partition("/")[0])
        if isinstance(moment, datetime) and moment.tzinfo is None and "TZID" in parameters:
            clock = _zone(name, parameters["TZID"])
            yield place(moment, clock).astimezone(clock)
        else:
            yield moment


def _zone(name: str, tzid: str) -> ZoneInfo:
    try:
        return zone(tzid)
    except UnknownZone as error:
        raise ValueError(f"{name}: nobody knows the zone {tzid!r}") from error
