"""Wall-clock times placed in a zone: the missing hour of spring and the repeated one of autumn."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def place(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which the clocks of *zone* show the naive *wall*.

    A time that the clocks leave out is read with the offset from before the gap, so 02:30 becomes 03:30 (RFC 5545
    §3.3.5, contracts/interop.md §3.2). Of a time that they show twice, the first counts.
    """
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def wall_of(moment: datetime, zone: ZoneInfo) -> datetime:
    """What the clocks of *zone* show at *moment*; a naive *moment* is wall clock already."""
    local = moment.astimezone(zone) if moment.tzinfo else moment
    return local.replace(tzinfo=None, fold=0)
