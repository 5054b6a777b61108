"""Zone names: Windows to IANA and back (contracts/interop.md §3.3)."""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tzlocal.windows_tz import tz_win, win_tz

#: names that stand for UTC in one of the systems
_UTC_NAMES = frozenset({"utc", "etc/utc", "gmt", "tzone://microsoft/utc", "z", "etc/gmt"})


class UnknownZone(ValueError):
    """A zone name that neither Windows nor the IANA data base knows; `args[0]` is the name."""


@cache
def zone(name: str) -> ZoneInfo:
    """The zone behind a Windows or IANA name. Raises UnknownZone."""
    return ZoneInfo(iana(name))


@cache
def iana(name: str) -> str:
    """The IANA name of a Windows or IANA name. Raises UnknownZone."""
    if name.strip().lower() in _UTC_NAMES:
        return "UTC"
    candidate = win_tz.get(name, name)
    try:
        ZoneInfo(candidate)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnknownZone(name) from error
    return str(candidate)


@cache
def windows(name: str) -> str:
    """The Windows name of an IANA zone; the name itself where Windows has none (Graph takes both)."""
    return "UTC" if iana(name) == "UTC" else str(tz_win.get(iana(name), name))
