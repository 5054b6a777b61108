"""One item as both systems show it now: asked at the same time, each for the item and for its series."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from datetime import date

from backend.core.decisions import Link
from backend.core.items import Side
from backend.core.recurrence.obstacles import Inexpressible
from backend.core.recurrence.rule import Series
from backend.core.seen import Seen
from backend.core.sides import Gateway
from backend.core.writes import Gone, Refused
from backend.sync.doors import Sides
from backend.sync.situation import Course, last_day

#: None for a side that the link does not name
Shown = Seen | Gone | Refused | None


@dataclass(frozen=True, slots=True)
class Live:
    """An item on both sides, and the series of which it is one."""

    shown: Mapping[Side, Shown]
    #: None for an item of no series
    course: Course | None


def live_of(link: Link, sides: Sides) -> Live:
    """The item of *link*. Raises SideError."""
    gateways = sides.gateways[link.kind]

    def in_calendar() -> tuple[Shown, Series | Inexpressible | None]:
        event = _now(gateways[Side.CALENDAR], link.ids[Side.CALENDAR])
        return event, _rule(gateways[Side.CALENDAR], event)

    with ThreadPoolExecutor(1, thread_name_prefix="calendar") as pool:
        # log lines of the thread are about what ours are about
        calendar = pool.submit(copy_context().run, in_calendar)
        row = _now(gateways[Side.SUPEROFFICE], link.ids[Side.SUPEROFFICE])
        held_until = sides.last_start(row) if isinstance(row, Seen) and row.place else None
        event, rule = calendar.result()
    shown = {Side.SUPEROFFICE: row, Side.CALENDAR: event}
    return Live(shown, _course(rule, held_until, gateways[Side.SUPEROFFICE], row))


def _now(gateway: Gateway, item_id: str | None) -> Shown:
    return gateway.read([item_id]).get(item_id) if item_id else None


def _rule(gateway: Gateway, shown: Shown) -> Series | Inexpressible | None:
    if not isinstance(shown, Seen) or shown.place is None:
        return None
    return gateway.rules([shown]).get(shown.place.series)


def _course(
    rule: Series | Inexpressible | None, held_until: date | None, superoffice: Gateway, row: Shown
) -> Course | None:
    """How the series goes. The calendar's *rule* says more than SuperOffice's, which may hold the series only in
    part: that one is asked for where the calendar has none."""
    if rule:
        return Course(rule, held_until)
    rule = _rule(superoffice, row)
    return Course(rule, last_day(rule)) if rule else None
